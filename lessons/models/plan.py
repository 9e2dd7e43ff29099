"""The lesson plan."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from cms.blocks import TEXT_FEATURES
from cms.models import (
    AgeBand,
    BasePage,
    Competence,
    Duration,
    Licence,
    Subject,
    Technique,
    Topic,
)
from lessons.blocks import (
    AnswerBlock,
    DebateBlock,
    ExitQuestionBlock,
    HandoutBlock,
    MisconceptionBlock,
    SourceBlock,
    StepBlock,
)
from lessons.validators import validate_lesson_plan

TEXTS = [
    "summary",
    "essential_question",
    "keywords",
    "learning_outcomes",
    "misconceptions",
    "materials",
    "preparation",
    "content_guidance",
    "migration_note",
    "steps",
    "handouts",
    "answer_key",
    "exit_questions",
    "home_activity",
    "debate",
    "sources",
]
FACTS = [
    "duration",
    "age_bands",
    "subjects",
    "topics",
    "competences",
    "techniques",
    "controversial",
    "licence",
    "authors",
    "version",
    "last_reviewed",
]


class LessonPlanPage(BasePage):
    """A lesson that a teacher can teach from tomorrow: for whom, what for, step by step, with everything to copy.

    Texts are translated; facts of structure (duration, age bands, licence ...) are the same in every language.
    """

    kind = "lesson"

    summary = models.TextField(_("summary"), max_length=300, blank=True)
    essential_question = models.CharField(_("essential question"), max_length=200, blank=True)
    keywords = models.CharField(
        _("keywords"), max_length=255, blank=True, help_text=_("Separated by commas.")
    )

    duration = models.ForeignKey(
        Duration,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("duration"),
    )
    age_bands = ParentalManyToManyField(AgeBand, blank=True, related_name="+", verbose_name=_("age bands"))
    subjects = ParentalManyToManyField(Subject, blank=True, related_name="+", verbose_name=_("subjects"))
    topics = ParentalManyToManyField(Topic, blank=True, related_name="+", verbose_name=_("topics"))
    competences = ParentalManyToManyField(
        Competence, blank=True, related_name="+", verbose_name=_("competences")
    )
    techniques = ParentalManyToManyField(
        Technique, blank=True, related_name="+", verbose_name=_("techniques")
    )

    learning_outcomes = StreamField(
        [("outcome", blocks.CharBlock(max_length=300, label=_("Outcome"), icon="tick"))],
        blank=True,
        verbose_name=_("learning outcomes"),
    )
    misconceptions = StreamField(
        [("misconception", MisconceptionBlock())], blank=True, verbose_name=_("misconceptions")
    )
    materials = StreamField(
        [("material", blocks.CharBlock(max_length=300, label=_("Material"), icon="list-ul"))],
        blank=True,
        verbose_name=_("materials"),
    )
    preparation = RichTextField(_("preparation"), blank=True, features=TEXT_FEATURES)
    content_guidance = RichTextField(_("content guidance"), blank=True, features=TEXT_FEATURES)
    migration_note = RichTextField(
        _("for classrooms with pupils who have migrated"), blank=True, features=TEXT_FEATURES
    )
    steps = StreamField([("step", StepBlock())], blank=True, verbose_name=_("steps"))
    handouts = StreamField([("handout", HandoutBlock())], blank=True, verbose_name=_("handouts"))
    answer_key = StreamField([("answers", AnswerBlock())], blank=True, verbose_name=_("answer key"))
    exit_questions = StreamField(
        [("question", ExitQuestionBlock())], blank=True, verbose_name=_("exit questions")
    )
    home_activity = RichTextField(_("home activity"), blank=True, features=TEXT_FEATURES)
    controversial = models.BooleanField(
        _("controversial topic"),
        default=False,
        help_text=_("People disagree about it: a debate protocol is needed."),
    )
    debate = StreamField(
        [("debate", DebateBlock())], blank=True, max_num=1, verbose_name=_("debate protocol")
    )
    sources = StreamField([("source", SourceBlock())], blank=True, verbose_name=_("sources"))

    licence = models.ForeignKey(
        Licence, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("licence")
    )
    authors = models.CharField(_("authors"), max_length=255, blank=True)
    version = models.CharField(_("version"), max_length=20, default="1.0")
    last_reviewed = models.DateField(_("last reviewed"), default=date.today)

    content_panels = BasePage.content_panels + [
        FieldPanel("summary"),
        FieldPanel("essential_question"),
        MultiFieldPanel(
            [
                FieldPanel("duration"),
                FieldPanel("age_bands"),
                FieldPanel("subjects"),
                FieldPanel("topics"),
                FieldPanel("competences"),
                FieldPanel("techniques"),
                FieldPanel("keywords"),
            ],
            heading=_("For whom and what for"),
            classname="collapsed",
        ),
        FieldPanel("learning_outcomes"),
        FieldPanel("misconceptions"),
        MultiFieldPanel(
            [
                FieldPanel("materials"),
                FieldPanel("preparation"),
                FieldPanel("content_guidance"),
                FieldPanel("migration_note"),
            ],
            heading=_("Before the lesson"),
        ),
        FieldPanel("steps"),
        FieldPanel("handouts"),
        FieldPanel("answer_key"),
        FieldPanel("exit_questions"),
        FieldPanel("home_activity"),
        MultiFieldPanel([FieldPanel("controversial"), FieldPanel("debate")], heading=_("Debate")),
        FieldPanel("sources"),
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
    search_fields = BasePage.search_fields + [
        index.SearchField("summary"),
        index.SearchField("keywords"),
        index.SearchField("steps"),
    ]
    parent_page_types = ["lessons.LibraryPage"]
    subpage_types: list[str] = []
    template = "lessons/lesson_plan_page.html"

    class Meta:
        verbose_name = _("lesson plan")
        verbose_name_plural = _("lesson plans")

    def validate_publication(self) -> None:
        super().validate_publication()
        validate_lesson_plan(self)
