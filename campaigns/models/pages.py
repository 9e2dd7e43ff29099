"""Campaigns, their stories, the organisations above them."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index
from wagtail.url_routing import RouteResult
from wagtail_localize.fields import SynchronizedField, TranslatableField

from campaigns.blocks import (
    CardsBlock,
    EventsBlock,
    FilesBlock,
    PartnersBlock,
    PostsBlock,
    SectionsBlock,
    StoryBodyBlock,
    StorySourcesBlock,
)
from campaigns.enums import Narrative, PledgeKind, StoryBasis, StoryFormat
from campaigns.models.consent import Contributor
from campaigns.models.organisation import Organisation
from campaigns.models.permissions import ReviewedPageTester, StoriesStayTester
from campaigns.panels import FiguresPanel, LintPanel
from campaigns.validators import problems_of
from cms.blocks import TEXT_FEATURES
from cms.models import BasePage, Licence, SiteImage, Topic
from cms.page_forms import BasePageForm

#: The canvas: how a campaign is thought out. It is not published.
CANVAS = {
    "aim": _("Aim: what should be different afterwards?"),
    "audience": _("Audience: who exactly, and what do they think now?"),
    "insight": _("Insight: what matters to them?"),
    "message": _("Message: the one sentence that they should remember"),
    "messenger": _("Messenger: whom do they believe?"),
    "medium": _("Medium: where do they meet it?"),
    "call": _("Call to action: what can they do at once?"),
    "evidence": _("Evidence: what do we know, and from where?"),
    "risks": _("Risk plan: what could go wrong, for whom, and what do we do then?"),
    "monitoring": _("Monitoring: what do we count, when do we look?"),
}


class Checked:
    """A page that is published only when nothing speaks against it (campaigns.validators.checks)."""

    def validate_publication(self) -> None:
        super().validate_publication()
        if problems := problems_of(self):
            raise ValidationError(problems)

    def permissions_for_user(self, user):
        return ReviewedPageTester(user, self)


class ShowsOthers:
    """A page that shows things of elsewhere. Whoever gathers them (campaigns.page_context) names them in `shown_tags`.

    shown_status: 404 where nothing of the page may be shown today, although it is live.
    """

    shown_tags: frozenset[str] = frozenset()
    shown_status = 200

    def serve(self, request, *args, **kwargs):
        response = super().serve(request, *args, **kwargs)
        if self.shown_status != 200:
            response.status_code = self.shown_status
        return response

    def cache_tags(self) -> set[str]:
        return super().cache_tags() | {"paused", f"pictures:{self.pk}"} | self.shown_tags


class HoldsStories:
    """A page above stories, which are not copied along with it."""

    def permissions_for_user(self, user):
        return StoriesStayTester(user, self)


class CampaignsPage(HoldsStories, ShowsOthers, BasePage):
    """The page above all organisations and campaigns of one language.

    It also answers for a campaign's slug right below it: links that leave the organisation out lead to the campaign, as
    long as one campaign alone is called so.
    """

    kind = "campaigns"
    lead = models.TextField(_("lead"), blank=True, max_length=400)

    content_panels = BasePage.content_panels + [FieldPanel("lead")]
    translatable_fields = BasePage.translatable_fields + [TranslatableField("lead")]
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["campaigns.OrganisationPage"]
    max_count_per_parent = 1
    template = "campaigns/campaigns_page.html"

    class Meta:
        verbose_name = _("list of campaigns")
        verbose_name_plural = _("lists of campaigns")

    def route(self, request, path_components):
        """Return what answers for a path below this page; Http404 where nothing does."""
        try:
            return super().route(request, path_components)
        except Http404:
            if len(path_components) != 1:
                raise
            called = CampaignPage.objects.live().public().descendant_of(self).filter(slug=path_components[0])
            found = list(called.order_by("pk")[:2])  # two are enough to know that there is not one
            if len(found) != 1:
                raise
            return RouteResult(self, kwargs={"leads_to": found[0]})

    def serve(self, request, leads_to=None, **kwargs):
        if leads_to is not None:
            return HttpResponseRedirect(leads_to.get_url(request))
        return super().serve(request, **kwargs)

    def cache_tags(self) -> set[str]:
        return super().cache_tags() | {"index:campaign"}


class OrganisationPage(HoldsStories, ShowsOthers, BasePage):
    """An organisation's public profile in one language; its campaigns are below. Made at approval."""

    kind = "organisation"
    counts_views = True
    lead = models.TextField(_("lead"), blank=True, max_length=400)
    about = RichTextField(_("about"), blank=True, features=TEXT_FEATURES)
    picture = models.ForeignKey(
        SiteImage,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
    )

    content_panels = BasePage.content_panels + [
        FieldPanel("lead"),
        FieldPanel("about"),
        FieldPanel("picture"),
    ]
    translatable_fields = BasePage.translatable_fields + [
        TranslatableField("lead"),
        TranslatableField("about"),
        SynchronizedField("picture", overridable=False),
    ]
    search_fields = BasePage.search_fields + [index.SearchField("lead"), index.SearchField("about")]
    parent_page_types = ["campaigns.CampaignsPage"]
    subpage_types = ["campaigns.CampaignPage"]
    template = "campaigns/organisation_page.html"

    class Meta:
        verbose_name = _("page of an organisation")
        verbose_name_plural = _("pages of organisations")

    def cache_tags(self) -> set[str]:
        return super().cache_tags() | {"index:campaign"}


class CampaignPage(Checked, ShowsOthers, BasePage):
    """A campaign in one language. Texts are translated; facts and the canvas are the same in every language."""

    kind = "campaign"
    counts_views = True

    lead = models.TextField(_("lead"), blank=True, max_length=400)
    narrative = models.CharField(
        _("narrative"), max_length=12, choices=Narrative.choices, default=Narrative.ALTERNATIVE
    )
    topic = models.ForeignKey(
        Topic, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("topic")
    )
    picture = models.ForeignKey(
        SiteImage,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
    )
    guidance = models.TextField(
        _("content guidance"),
        blank=True,
        max_length=400,
        help_text=_("What readers should know before they read on: violence, loss, racist words."),
    )
    starts_on = models.DateField(_("begins on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    sections = StreamField(SectionsBlock(required=False), blank=True, verbose_name=_("sections"))
    events = StreamField(EventsBlock(required=False), blank=True, verbose_name=_("events"))
    partners = StreamField(PartnersBlock(required=False), blank=True, verbose_name=_("partners"))
    files = StreamField(FilesBlock(required=False), blank=True, verbose_name=_("files"))
    cards = StreamField(CardsBlock(required=False), blank=True, verbose_name=_("share cards"))
    posts = StreamField(PostsBlock(required=False), blank=True, verbose_name=_("suggested posts"))
    hashtags = models.CharField(_("hashtags, separated by spaces"), max_length=160, blank=True)
    pledge_kind = models.CharField(
        _("pledge"), max_length=8, choices=PledgeKind.choices, default=PledgeKind.NONE
    )
    pledge_text = models.TextField(_("text of the pledge"), blank=True, max_length=600)
    licence = models.ForeignKey(
        Licence, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("licence")
    )
    last_reviewed = models.DateField(_("last reviewed"), default=date.today)

    aim = models.TextField(CANVAS["aim"], blank=True, max_length=1000)
    audience = models.TextField(CANVAS["audience"], blank=True, max_length=1000)
    insight = models.TextField(CANVAS["insight"], blank=True, max_length=1000)
    message = models.TextField(CANVAS["message"], blank=True, max_length=300)
    messenger = models.TextField(CANVAS["messenger"], blank=True, max_length=1000)
    medium = models.TextField(CANVAS["medium"], blank=True, max_length=1000)
    call = models.TextField(CANVAS["call"], blank=True, max_length=1000)
    evidence = models.TextField(CANVAS["evidence"], blank=True, max_length=1000)
    risks = models.TextField(CANVAS["risks"], blank=True, max_length=2000)
    monitoring = models.TextField(CANVAS["monitoring"], blank=True, max_length=1000)

    canvas_panels = [
        MultiFieldPanel([FieldPanel("narrative"), *(FieldPanel(name) for name in CANVAS)], _("Canvas"))
    ]
    content_panels = BasePage.content_panels + [
        FieldPanel("lead"),
        MultiFieldPanel(
            [FieldPanel("topic"), FieldPanel("picture"), FieldPanel("starts_on"), FieldPanel("ends_on")],
            heading=_("Topic and time"),
        ),
        FieldPanel("guidance"),
        FiguresPanel(heading=_("Figures")),
        FieldPanel("sections"),
        LintPanel(heading=_("Remarks")),
        FieldPanel("events"),
        FieldPanel("partners"),
        FieldPanel("files"),
        MultiFieldPanel([FieldPanel("pledge_kind"), FieldPanel("pledge_text")], heading=_("Pledge")),
        MultiFieldPanel(
            [FieldPanel("licence"), FieldPanel("last_reviewed")], heading=_("Licence and review")
        ),
    ]
    share_panels = [FieldPanel("cards"), FieldPanel("posts"), FieldPanel("hashtags")]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading=_("Page")),
            ObjectList(canvas_panels, heading=_("Canvas")),
            ObjectList(share_panels, heading=_("Share kit")),
            ObjectList(BasePage.promote_panels, heading=_("Promote")),
            ObjectList(BasePage.settings_panels, heading=_("Settings")),
        ]
    )
    translatable_fields = (
        BasePage.translatable_fields
        + [
            TranslatableField(name)
            for name in (
                "lead",
                "guidance",
                "sections",
                "events",
                "partners",
                "files",
                "cards",
                "posts",
                "hashtags",
                "pledge_text",
            )
        ]
        + [
            SynchronizedField(name, overridable=False)
            for name in (
                "narrative",
                "topic",
                "picture",
                "starts_on",
                "ends_on",
                "pledge_kind",
                "licence",
                "last_reviewed",
                *CANVAS,
            )
        ]
    )
    search_fields = BasePage.search_fields + [index.SearchField("lead"), index.SearchField("sections")]
    parent_page_types = ["campaigns.OrganisationPage"]
    subpage_types = ["campaigns.StoryPage"]
    template = "campaigns/campaign_page.html"

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        permissions = [("moderate_campaigns", "Can moderate campaigns before they are published")]


class StoryPageForm(BasePageForm):
    """Offers the contributors of the page's own organisation alone: of others not even the names are known here."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "contributor" in self.fields:
            beside = self.instance if self.instance.path else self.parent_page
            own = Organisation.objects.above(beside) if beside else Organisation.objects.none()
            self.fields["contributor"].queryset = Contributor.objects.filter(
                organisation__in=own, erased_at=None
            ) | Contributor.objects.filter(organisation__in=own, pk=self.instance.contributor_id)


class StoryPage(Checked, ShowsOthers, BasePage):
    """A person's story in one language. What of the person is shown is what the consent ledger allows."""

    kind = "story"
    base_form_class = StoryPageForm
    counts_views = True

    format = models.CharField(
        _("format"), max_length=16, choices=StoryFormat.choices, default=StoryFormat.STORY
    )
    basis = models.CharField(
        _("by what right it is told"), max_length=8, choices=StoryBasis.choices, default=StoryBasis.CONSENT
    )
    contributor = models.ForeignKey(
        Contributor,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="stories",
        verbose_name=_("contributor"),
    )
    lead = models.TextField(_("lead"), blank=True, max_length=400)
    guidance = models.TextField(
        _("content guidance"),
        blank=True,
        max_length=400,
        help_text=_("What readers should know before they read on: violence, loss, racist words."),
    )
    picture = models.ForeignKey(
        SiteImage,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture of the person"),
    )
    body = StreamField(StoryBodyBlock(required=False), blank=True, verbose_name=_("story"))
    #: Who is shown where the basis is not consent: a person of public life, or an invented one.
    shown_name = models.CharField(
        _("name shown"), max_length=120, blank=True, help_text=_("For documented and invented people only.")
    )
    shown_place = models.CharField(_("place shown"), max_length=120, blank=True)
    sources = StreamField(StorySourcesBlock(required=False), blank=True, verbose_name=_("sources"))
    licence = models.ForeignKey(
        Licence, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("licence")
    )

    content_panels = BasePage.content_panels + [
        MultiFieldPanel(
            [
                FieldPanel("format"),
                FieldPanel("basis"),
                FieldPanel("contributor"),
                FieldPanel("shown_name"),
                FieldPanel("shown_place"),
            ],
            heading=_("Whose story"),
        ),
        FieldPanel("lead"),
        FieldPanel("guidance"),
        FieldPanel("picture"),
        FiguresPanel(heading=_("Figures")),
        FieldPanel("body"),
        LintPanel(heading=_("Remarks")),
        FieldPanel("sources"),
        FieldPanel("licence"),
    ]
    translatable_fields = (
        BasePage.translatable_fields
        + [
            TranslatableField(name)
            for name in ("lead", "guidance", "body", "shown_name", "shown_place", "sources")
        ]
        + [
            SynchronizedField(name, overridable=False)
            for name in ("format", "basis", "contributor", "picture", "licence")
        ]
    )
    search_fields = BasePage.search_fields + [index.SearchField("lead"), index.SearchField("body")]
    parent_page_types = ["campaigns.CampaignPage"]
    subpage_types: list[str] = []
    template = "campaigns/story_page.html"

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
