"""Pages for tests, made as the site makes them: written, saved as a revision, published.

    tree = site_tree("en", "uk")                       # the fixture: home, library and help page in each language
    LessonPlanPageFactory(parent=tree["en"].library, title="Half a number", topics=["numbers"], duration=50)
    once(LessonPlanPageFactory, parent=..., title=...) # in fixtures: the same rows for every test

Vocabularies are named by code; they are seeded in every test database.
"""

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

import factory
import wagtail_factories
from django.db.models import Model
from wagtail.models import Locale, Page, Site

from cms.cache.stamps import _stamps
from cms.domain.queries.site import STAMP
from cms.models import (
    AgeBand,
    Competence,
    Duration,
    HelpPage,
    HomePage,
    Licence,
    StandardPage,
    Subject,
    Technique,
    Topic,
)
from exercises.models import ExercisePage, ExercisesPage
from lessons.models import LessonPlanPage, LibraryPage
from tests.machinery.remembering import remembered


class PublishedPageFactory(wagtail_factories.PageFactory):
    """A page in its parent's language, published as an editor publishes it; `published=False` leaves a draft."""

    class Meta:
        abstract = True
        skip_postgeneration_save = True

    title = factory.Sequence(lambda number: f"Page {number}")
    slug = ""  # made from the title, as in the administration
    live = False

    @classmethod
    def _create_instance(cls, model_class, parent, kwargs):
        if parent is not None:
            kwargs.setdefault("locale", parent.locale)
            parent = type(parent).objects.get(pk=parent.pk)  # treebeard counts children on the instance
        return super()._create_instance(model_class, parent, kwargs)

    @factory.post_generation
    def published(self, create, wanted, **kwargs):
        if create and wanted is not False:
            self.save_revision().publish()
            self.refresh_from_db()


class HomePageFactory(PublishedPageFactory):
    class Meta:
        model = HomePage


class StandardPageFactory(PublishedPageFactory):
    class Meta:
        model = StandardPage


class HelpPageFactory(PublishedPageFactory):
    class Meta:
        model = HelpPage

    title = "Help"


class LibraryPageFactory(PublishedPageFactory):
    class Meta:
        model = LibraryPage

    title = "Lessons"


def step(minutes: int, title: str = "Begin", **values) -> tuple[str, dict]:
    """Return one timed step, as a StreamField takes it."""
    return (
        "step",
        {
            "phase": "main",
            "minutes": minutes,
            "grouping": "whole",
            "title": title,
            "teacher": "<p>Asks a question.</p>",
            "pupils": "<p>Answer it.</p>",
            "support": "",
            "stretch": "",
            "handouts": [],
        }
        | values,
    )


class LessonPlanPageFactory(PublishedPageFactory):
    """A lesson that may be published: one step that takes the whole time, one outcome, our licence."""

    class Meta:
        model = LessonPlanPage

    title = factory.Sequence(lambda number: f"Lesson {number}")
    summary = "What pupils do, in one sentence."
    learning_outcomes = factory.LazyFunction(lambda: [("outcome", "Pupils can tell one from the other.")])
    licence = factory.LazyFunction(lambda: Licence.objects.get(code="CC-BY-SA-4.0"))
    duration = 50

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        minutes = kwargs.pop("duration")
        kwargs["duration"] = Duration.objects.get(minutes=minutes)
        kwargs.setdefault("steps", [step(minutes)])
        return super()._create(model_class, *args, **kwargs)

    @factory.post_generation
    def topics(self, create, codes, **kwargs):
        _choose(self.topics, Topic, codes)

    @factory.post_generation
    def age_bands(self, create, codes, **kwargs):
        _choose(self.age_bands, AgeBand, codes)

    @factory.post_generation
    def subjects(self, create, codes, **kwargs):
        _choose(self.subjects, Subject, codes)

    @factory.post_generation
    def competences(self, create, codes, **kwargs):
        _choose(self.competences, Competence, codes)

    @factory.post_generation
    def techniques(self, create, codes, **kwargs):
        _choose(self.techniques, Technique, codes)

    # Declared again, so that it comes after the vocabularies: they are set before the page is published.
    @factory.post_generation
    def published(self, create, wanted, **kwargs):
        if create and wanted is not False:
            self.save_revision().publish()
            self.refresh_from_db()


def _choose(manager, model, codes) -> None:
    if codes:
        manager.set(model.objects.filter(code__in=codes))


@dataclass(frozen=True)
class Branch:
    """The pages of one language that a test begins with."""

    locale: Locale
    home: HomePage
    library: LibraryPage
    help: HelpPage


def plant(*languages: str) -> dict[str, Branch]:
    """Make the page tree of a site in these languages (the first is the default) and return it by language."""
    languages = languages or ("en",)
    made = remembered(("tree", *languages), lambda: _planted(languages))
    # A test's transaction is never committed, so its touches would never take effect.
    _stamps.touch([STAMP])
    Site.clear_site_root_paths_cache()
    return {
        language: Branch(
            Locale.objects.get(pk=locale),
            HomePage.objects.get(pk=home),
            LibraryPage.objects.get(pk=library),
            HelpPage.objects.get(pk=helping),
        )
        for language, (locale, home, library, helping) in made.items()
    }


def _planted(languages: tuple[str, ...]) -> dict[str, tuple]:
    root = Page.objects.get(depth=1)
    keys = {"home": uuid4(), "library": uuid4(), "help": uuid4()}
    tree = {}
    for language in languages:
        locale, _made = Locale.objects.get_or_create(language_code=language)
        home = HomePageFactory(
            parent=root,
            locale=locale,
            title="Counterpoint",
            slug=f"home-{language}-{uuid4().hex[:6]}",
            translation_key=keys["home"],
        )
        if not tree:
            Site.objects.filter(is_default_site=True).update(root_page=home)
        _stamps.touch([STAMP])
        library = LibraryPageFactory(parent=home, slug="lessons", translation_key=keys["library"])
        helping = HelpPageFactory(parent=home, slug="help", translation_key=keys["help"])
        _stamps.touch([STAMP])
        tree[language] = (locale.pk, home.pk, library.pk, helping.pk)
    return tree


class ExercisesPageFactory(PublishedPageFactory):
    """The page above the exercises of one language; `exercises_page(branch)` makes it below a home page."""

    class Meta:
        model = ExercisesPage

    title = "Exercises"
    slug = "exercises"


def once(page_factory: type[PublishedPageFactory], *, parent: Page, **values) -> Page:
    """Make a page with a factory, once in a process: later tests that begin in the same way get the same rows.

    For what fixtures set up. A test that looks at how a page is made or published calls the factory itself.
    """
    models = [name for name, value in values.items() if isinstance(value, Model)]
    if models:
        raise TypeError(f"No key can be made of rows: {models}")
    key = (page_factory, parent.pk, repr(sorted(values.items())))
    pk = remembered(key, lambda: page_factory(parent=parent, **values).pk)
    return page_factory._meta.model.objects.get(pk=pk)


def exercises_page(branch: Branch, **values) -> ExercisesPage:
    """Make the page above the exercises of one language."""
    page = once(ExercisesPageFactory, parent=branch.home, **values)
    _stamps.touch([STAMP])
    return page


def claim(verdict: str = "true", slant: str = "flatters", **values) -> tuple[str, dict]:
    """Return a claim to judge, as a StreamField takes it; the values of its provenance may be given among the rest."""
    provenance = {
        "claimant": "A councillor",
        "medium": "In the council",
        "said": "2026",
        "evidence": [{"title": "Statistics", "publisher": "The city", "year": "2026", "url": "", "note": ""}],
        "archived": "",
        "checked": date(2026, 9, 1),
        "review_by": date(2027, 9, 1),
    }
    return (
        "verdict",
        {
            "claim": "Half of the shops on our street were founded by people from abroad.",
            "scale": "two",
            "verdict": verdict,
            "slant": slant,
            "technique": "",
            "explanation": "<p>The register of trades says so.</p>",
            "provenance": provenance | {name: values.pop(name) for name in provenance if name in values},
        }
        | values,
    )


def balanced_claims(number: int = 8) -> list[tuple[str, dict]]:
    """Return claims that a discernment exercise may be published with; `number` is a multiple of four."""
    kinds = [(verdict, slant) for verdict in ("true", "false") for slant in ("flatters", "unflattering")]
    return [
        claim(*kinds[place % 4], claim=f"Claim number {place + 1} of the exercise.")
        for place in range(number)
    ]


def choice_item(**values) -> tuple[str, dict]:
    """Return a question with one right answer, as a StreamField takes it."""
    return (
        "choice",
        {
            "question": "Who counts the people of a city?",
            "multiple": False,
            "options": [
                {"text": "Its registry office", "right": True, "reason": "It keeps the list."},
                {"text": "Its newspaper", "right": False, "reason": "It prints what others counted."},
            ],
            "explanation": "<p>The registry office keeps the list.</p>",
        }
        | values,
    )


class ExercisePageFactory(PublishedPageFactory):
    """An exercise that may be published: one question, our licence."""

    class Meta:
        model = ExercisePage

    title = factory.Sequence(lambda number: f"Exercise {number}")
    summary = "What one practises, in one sentence."
    purpose = "practice"
    items = factory.LazyFunction(lambda: [choice_item()])
    licence = factory.LazyFunction(lambda: Licence.objects.get(code="CC-BY-SA-4.0"))
    duration = 20

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        kwargs["duration"] = Duration.objects.get(minutes=kwargs.pop("duration"))
        return super()._create(model_class, *args, **kwargs)

    @factory.post_generation
    def topics(self, create, codes, **kwargs):
        _choose(self.topics, Topic, codes)

    @factory.post_generation
    def age_bands(self, create, codes, **kwargs):
        _choose(self.age_bands, AgeBand, codes)

    @factory.post_generation
    def techniques(self, create, codes, **kwargs):
        _choose(self.techniques, Technique, codes)

    @factory.post_generation
    def published(self, create, wanted, **kwargs):
        """Publish unless `published=False`; either way the items have the ids that the database keeps."""
        if create and wanted is not False:
            self.save_revision().publish()
        if create:
            self.refresh_from_db()
