"""Reads around a lesson plan."""

from cms.cache.keeping import keep
from cms.models import Duration, Licence, Term, Topic
from cms.vocabularies import STAMP as VOCABULARY
from cms.vocabularies import by_pk, terms
from lessons.domain.search import FACETS, FIELDS, lesson_facets
from lessons.models import LessonPlanPage


def terms_of(page: LessonPlanPage) -> dict[str, list[Term]]:
    """Return the terms of a lesson plan by field, in their order of display.

    They are kept until the page is published again, so there is no query when warm; none either for a draft in preview,
    which holds its terms in memory. Do not change what you are given.
    """
    if page.pk is None or page.__dict__.get("_cluster_related_objects"):
        chosen = {
            facet: [term.code for term in getattr(page, field).all()] for facet, field in FIELDS.items()
        }
    else:
        chosen = keep(
            ("facets of", page.pk), (f"page:{page.pk}", VOCABULARY), lambda: lesson_facets([page])[page.pk]
        )
    return {
        field: [term for code, term in terms(FACETS[facet]).items() if code in set(chosen.get(facet, ()))]
        for facet, field in FIELDS.items()
    }


def duration_of(page: LessonPlanPage) -> Duration | None:
    """Return the duration without asking the database for it."""
    return by_pk(Duration).get(page.duration_id)


def licence_of(page: LessonPlanPage) -> Licence | None:
    """Return the licence without asking the database for it."""
    return by_pk(Licence).get(page.licence_id)


def main_topic(terms: dict[str, list[Term]]) -> Topic | None:
    """Return the topic that gives a lesson its colour: the first one."""
    return next(iter(terms["topics"]), None)


def live_plan(slug: str, language: str) -> LessonPlanPage | None:
    """Return the live lesson plan with this slug in this language, if anybody may read it."""
    return (
        LessonPlanPage.objects.live()
        .public()
        .select_related("locale")
        .filter(slug=slug, locale__language_code=language)
        .first()
    )
