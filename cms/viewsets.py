"""How vocabularies, help entries and the audit trail appear in the administration."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms.languages import INTERFACE_LANGUAGES, LANGUAGES
from cms.models import (
    AgeBand,
    AuditEntry,
    Competence,
    Country,
    Duration,
    HelpAdvice,
    HelpEntry,
    HelpLaw,
    Licence,
    Subject,
    Technique,
    Topic,
)

FIRST = [language for language in LANGUAGES if language.code in INTERFACE_LANGUAGES]
REST = [language for language in LANGUAGES if language.code not in INTERFACE_LANGUAGES]


def handler(facts: list[str], texts: list[str]) -> TabbedInterface:
    """Return an edit form in three tabs: texts in the six languages of the site, facts, the other fourteen."""

    def text_panels(languages):
        return [
            MultiFieldPanel(
                [FieldPanel(f"{name}_{language.code}") for name in texts],
                heading=f"{language.name} ({language.english_name})",
            )
            for language in languages
        ]

    return TabbedInterface(
        [
            ObjectList(text_panels(FIRST), heading=_("Texts")),
            ObjectList([FieldPanel(name) for name in facts], heading=_("Facts")),
            ObjectList(text_panels(REST), heading=_("Other languages")),
        ]
    )


class ChooserViewSet(SnippetChooserViewSet):
    """A chooser that only chooses: Wagtail's address for making an entry on the way fails without a form."""

    def get_urlpatterns(self):
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "create"]


class TermViewSet(SnippetViewSet):
    """A vocabulary. Codes stay as they are: filters, statistics and adoptions hang on them."""

    list_display = ["label", "code", "position", "retired"]
    list_filter = ["retired"]
    ordering = ["position"]
    facts = ["code", "position", "retired"]
    texts = ["label", "description"]
    copy_view_enabled = False
    chooser_viewset_class = ChooserViewSet

    def get_edit_handler(self):
        return handler(self.facts, self.texts).bind_to_model(self.model)


class TopicViewSet(TermViewSet):
    model = Topic
    icon = "tag"
    facts = [*TermViewSet.facts, "dye"]


class SubjectViewSet(TermViewSet):
    model = Subject
    icon = "openquote"


class AgeBandViewSet(TermViewSet):
    model = AgeBand
    icon = "group"
    facts = [*TermViewSet.facts, "min_age", "max_age", "isced"]


class DurationViewSet(TermViewSet):
    model = Duration
    icon = "time"
    facts = [*TermViewSet.facts, "minutes"]


class CompetenceViewSet(TermViewSet):
    model = Competence
    icon = "tick"
    facts = [*TermViewSet.facts, "group"]


class TechniqueViewSet(TermViewSet):
    model = Technique
    icon = "warning"
    texts = [*TermViewSet.texts, "example"]


class CountryViewSet(TermViewSet):
    model = Country
    icon = "globe"
    facts = [*TermViewSet.facts, "in_report"]


class LicenceViewSet(TermViewSet):
    model = Licence
    icon = "key"
    facts = [*TermViewSet.facts, "url", "is_open"]


class VocabularyGroup(SnippetViewSetGroup):
    items = (
        TopicViewSet,
        SubjectViewSet,
        AgeBandViewSet,
        DurationViewSet,
        CompetenceViewSet,
        TechniqueViewSet,
        CountryViewSet,
        LicenceViewSet,
    )
    menu_label = _("Vocabularies")
    menu_icon = "list-ul"
    menu_order = 300


class HelpEntryViewSet(SnippetViewSet):
    model = HelpEntry
    icon = "help"
    list_display = ["country", "kind", "name", "phone", "last_checked", "recheck", "hidden"]
    list_filter = ["country", "kind", "recheck", "hidden"]
    ordering = ["country__code", "position"]
    copy_view_enabled = False
    chooser_viewset_class = ChooserViewSet

    def get_edit_handler(self):
        facts = [
            "country", "kind", "name", "phone", "url", "email", "anonymous", "free", "languages", "source",
            "source_year", "last_checked", "recheck", "hidden", "position", "key",
        ]  # fmt: skip
        return handler(facts, ["note", "hours"]).bind_to_model(self.model)


class HelpLawViewSet(SnippetViewSet):
    model = HelpLaw
    icon = "form"
    list_display = ["country", "last_checked"]
    copy_view_enabled = False
    chooser_viewset_class = ChooserViewSet

    def get_edit_handler(self):
        texts = ["hate_crime", "hate_speech", "criminal_age", "data_age", "note"]
        return handler(["country", "source", "last_checked"], texts).bind_to_model(self.model)


class HelpAdviceViewSet(SnippetViewSet):
    model = HelpAdvice
    icon = "info-circle"
    list_display = ["text", "key", "position"]
    copy_view_enabled = False
    chooser_viewset_class = ChooserViewSet

    def get_edit_handler(self):
        return handler(["key", "position"], ["text"]).bind_to_model(self.model)


class HelpGroup(SnippetViewSetGroup):
    items = (HelpEntryViewSet, HelpLawViewSet, HelpAdviceViewSet)
    menu_label = _("Help by country")
    menu_icon = "help"
    menu_order = 310


class ReadOnlyPolicy(ModelPermissionPolicy):
    """Those who may view may look; nobody adds, changes or deletes."""

    def user_has_permission(self, user, action):
        return action == "view" and user.is_superuser

    def user_has_any_permission(self, user, actions):
        return "view" in actions and user.is_superuser

    def user_has_permission_for_instance(self, user, action, instance):
        return self.user_has_permission(user, action)

    def user_has_any_permission_for_instance(self, user, actions, instance):
        return self.user_has_any_permission(user, actions)


class AuditViewSet(ModelViewSet):
    """The audit trail: administrators read it, nobody writes in it."""

    model = AuditEntry
    name = "audit"
    icon = "history"
    menu_label = _("Audit trail")
    menu_order = 900
    add_to_settings_menu = True
    list_display = ["at", "verb", "actor", "content_type", "object_id"]
    list_filter = ["verb"]
    form_fields: list[str] = []
    inspect_view_enabled = True
    inspect_view_fields = ["at", "verb", "actor", "content_type", "object_id", "details"]
    copy_view_enabled = False
    list_export = ["at", "verb", "object_id"]

    @property
    def permission_policy(self):
        return ReadOnlyPolicy(self.model)
