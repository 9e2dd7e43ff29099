"""Exercises and the page above them."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from cms.blocks import TEXT_FEATURES
from cms.models import AgeBand, BasePage, Duration, Licence, Technique, Topic
from exercises.enums import Feedback, Purpose
from exercises.items.checking import problems_of
from exercises.models.fields import ItemsField
from exercises.panels import BalancePanel
from exercises.validators import validate_exercise

TEXTS = ["summary", "instructions", "items"]
FACTS = [
    "purpose",
    "confidence",
    "feedback",
    "gathers_guesses",
    "duration",
    "age_bands",
    "topics",
    "techniques",
    "licence",
    "authors",
    "version",
    "last_reviewed",
]


#: The preview of all items, one below the other.
EVERY_ITEM = "items"


class ExercisesPage(BasePage):
    """The page above all exercises of one language. What it lists comes from the search index."""

    kind = "exercises"
    lead = models.TextField(_("lead"), blank=True, max_length=400)

    content_panels = BasePage.content_panels + [FieldPanel("lead")]
    translatable_fields = BasePage.translatable_fields + [TranslatableField("lead")]
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["exercises.ExercisePage"]
    max_count_per_parent = 1
    template = "exercises/exercises_page.html"

    class Meta:
        verbose_name = _("list of exercises")
        verbose_name_plural = _("lists of exercises")

    def cache_tags(self) -> set[str]:
        # All languages: an entry says in which others it exists.
        return super().cache_tags() | {"index:exercise"}


class ExercisePage(BasePage):
    """An exercise as editors write it: items, and how they are played. What is played is its edition.

    Texts are translated; how it is played, and for whom it is, are the same in every language.
    """

    kind = "exercise"

    summary = models.TextField(_("summary"), max_length=300, blank=True)
    instructions = RichTextField(_("to the pupil"), blank=True, features=TEXT_FEATURES)
    purpose = models.CharField(
        _("purpose"),
        max_length=16,
        choices=Purpose.choices,
        default=Purpose.PRACTICE,
        help_text=_("A discernment exercise must be balanced before it can be published."),
    )
    confidence = models.BooleanField(
        _("asks how sure one is"), default=False, help_text=_("After each claim to judge.")
    )
    feedback = models.CharField(
        _("explanations come"), max_length=16, choices=Feedback.choices, default=Feedback.AT_ONCE
    )
    gathers_guesses = models.BooleanField(
        _("gathers guesses"),
        default=False,
        help_text=_(
            "Counts how often each number was guessed, without any trace of who did, and shows it from ten people on."
        ),
    )
    items = ItemsField(blank=True, verbose_name=_("items"))

    duration = models.ForeignKey(
        Duration,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("duration"),
    )
    age_bands = ParentalManyToManyField(AgeBand, blank=True, related_name="+", verbose_name=_("age bands"))
    topics = ParentalManyToManyField(Topic, blank=True, related_name="+", verbose_name=_("topics"))
    techniques = ParentalManyToManyField(
        Technique, blank=True, related_name="+", verbose_name=_("techniques")
    )
    licence = models.ForeignKey(
        Licence, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("licence")
    )
    authors = models.CharField(_("authors"), max_length=255, blank=True)
    version = models.CharField(_("version"), max_length=20, default="1.0")
    last_reviewed = models.DateField(_("last reviewed"), default=date.today)

    content_panels = BasePage.content_panels + [
        FieldPanel("summary"),
        FieldPanel("instructions"),
        MultiFieldPanel(
            [
                FieldPanel("purpose"),
                FieldPanel("confidence"),
                FieldPanel("feedback"),
                FieldPanel("gathers_guesses"),
            ],
            heading=_("How it is played"),
        ),
        BalancePanel(heading=_("Balance of the claims")),
        FieldPanel("items"),
        MultiFieldPanel(
            [
                FieldPanel("duration"),
                FieldPanel("age_bands"),
                FieldPanel("topics"),
                FieldPanel("techniques"),
            ],
            heading=_("For whom and what for"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("licence"),
                FieldPanel("authors"),
                FieldPanel("version"),
                FieldPanel("last_reviewed"),
            ],
            heading=_("Licence and version"),
        ),
    ]
    translatable_fields = (
        BasePage.translatable_fields
        + [TranslatableField(name) for name in TEXTS]
        + [SynchronizedField(name, overridable=False) for name in FACTS]
    )
    search_fields = BasePage.search_fields + [index.SearchField("summary"), index.SearchField("items")]
    parent_page_types = ["exercises.ExercisesPage"]
    subpage_types: list[str] = []
    template = "exercises/exercise_page.html"

    class Meta:
        verbose_name = _("exercise")
        verbose_name_plural = _("exercises")

    #: The second one shows what a pupil sees of each item, and what she reads after her answer (views/previews.py).
    preview_modes = [("", _("Page")), (EVERY_ITEM, _("Every item, with its explanation"))]

    def get_preview_template(self, request, mode_name):
        if mode_name == EVERY_ITEM:
            return "exercises/preview_items.html"
        return super().get_preview_template(request, mode_name)

    def validate_publication(self) -> None:
        super().validate_publication()
        validate_exercise(self, [problems_of(item.block_type, item.value) for item in self.items])
