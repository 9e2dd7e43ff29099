"""Youth organisations and who belongs to them."""

from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection, Page

from campaigns.enums import OrganisationRole, OrganisationState
from cms.keys import new_key, new_secret
from cms.languages import LANGUAGES
from cms.models import Country

USER = settings.AUTH_USER_MODEL


class OrganisationQuerySet(models.QuerySet):
    def visible_to(self, user) -> "OrganisationQuerySet":
        """The organisations whose desk `user` may enter (twin of rules.can_enter)."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(state=OrganisationState.APPROVED, memberships__user_id=user.pk)

    def led_by(self, user) -> "OrganisationQuerySet":
        """The organisations that `user` speaks for (twin of rules.can_lead)."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            state=OrganisationState.APPROVED,
            memberships__user_id=user.pk,
            memberships__role=OrganisationRole.LEAD,
        )

    def approved(self) -> "OrganisationQuerySet":
        return self.filter(state=OrganisationState.APPROVED)

    def above(self, page: Page) -> "OrganisationQuerySet":
        """The organisation that a page belongs to: one of its pages stands at the page or above it."""
        steps = range(Page.steplen, len(page.path) + 1, Page.steplen)
        paths = [page.path[:end] for end in steps]
        return self.filter(page_key__in=Page.objects.filter(path__in=paths).values("translation_key"))


class Organisation(models.Model):
    """A youth organisation: asks to join, is approved by a coordinator, and has its own pages, pictures and group.

    page_key: the translation_key of its pages (campaigns.OrganisationPage), one in each language of the site.
    """

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("in addresses"), max_length=60, unique=True, allow_unicode=True)
    country = models.ForeignKey(
        Country, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("country")
    )
    website = models.URLField(_("website"), blank=True)
    about = models.TextField(_("what you do, in a few sentences"), max_length=2000)
    contact_email = models.EmailField(_("e-mail address of the organisation"))
    language = models.CharField(
        _("language you write in"),
        max_length=8,
        choices=[(one.code, one.name) for one in LANGUAGES],
        default="en",
    )
    is_sample = models.BooleanField(_("invented, as a sample"), default=False)
    state = models.CharField(
        max_length=12, choices=OrganisationState.choices, default=OrganisationState.REQUESTED, editable=False
    )
    requested_by = models.ForeignKey(
        USER, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    requested_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = models.ForeignKey(
        USER, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    reasons = models.TextField(_("reasons"), blank=True, max_length=2000)
    #: [page, its live revision], for all that was live when it was suspended.
    live_when_suspended = models.JSONField(default=list, editable=False)

    page_key = models.UUIDField(default=uuid4, unique=True, editable=False)
    collection = models.OneToOneField(
        Collection, null=True, on_delete=models.SET_NULL, related_name="organisation", editable=False
    )
    group = models.OneToOneField(
        Group, null=True, on_delete=models.SET_NULL, related_name="organisation", editable=False
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        permissions = [("decide_organisations", "Can approve, decline and suspend organisations")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=OrganisationState.REQUESTED) | Q(decided_at__isnull=False),
                name="an_organisation_was_decided_on_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """Somebody works for an organisation. Kept in step with its group by campaigns.domain.members alone."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="organisation_memberships")
    role = models.CharField(
        _("role"), max_length=8, choices=OrganisationRole.choices, default=OrganisationRole.MEMBER
    )
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["since", "pk"]
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "user"], name="one_membership_for_each_person"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.organisation})"


class Invitation(models.Model):
    """A link that makes whoever holds the invited address a member."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(
        _("role"), max_length=8, choices=OrganisationRole.choices, default=OrganisationRole.MEMBER
    )
    token = models.CharField(max_length=32, unique=True, default=new_secret, editable=False)
    invited_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-invited_at", "-pk"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                "organisation",
                Lower("email"),
                condition=Q(accepted_at=None),
                name="one_open_invitation_for_each_address",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("invited_at")), name="an_invitation_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.role}"
