"""How lesson plans are found: their texts, and the vocabulary codes by which the library is narrowed."""

from collections.abc import Iterable

from cms.models import AgeBand, Competence, Duration, Subject, Technique, Topic
from cms.search.facets import facets_of
from cms.search.indexing import IndexEntry
from cms.search.pages import text_of
from cms.vocabularies import by_pk, terms
from lessons.models import LessonPlanPage

#: The facets of the library, in their order of display, and the vocabulary of each. `language` comes from the index.
FACETS = {
    "topic": Topic,
    "age": AgeBand,
    "subject": Subject,
    "duration": Duration,
    "competence": Competence,
    "technique": Technique,
}
#: Facets that are fields of many terms: facet -> field of LessonPlanPage.
FIELDS = {
    "topic": "topics",
    "age": "age_bands",
    "subject": "subjects",
    "competence": "competences",
    "technique": "techniques",
}


def lesson_facets(pages: Iterable[LessonPlanPage]) -> dict[int, dict[str, list[str]]]:
    """Return {page id: {facet: codes in the order of the vocabulary}} of published lesson plans; one query."""
    return facets_of(
        LessonPlanPage, pages, {facet: (field, FACETS[facet]) for facet, field in FIELDS.items()}
    )


def lesson_entry(page: LessonPlanPage, facets: dict[str, list[str]]) -> IndexEntry:
    """Return what is found of a lesson plan with these facets (see `lesson_facets`)."""
    topics = facets.get("topic")
    duration = by_pk(Duration).get(page.duration_id)
    return IndexEntry(
        kind=page.kind,
        title=page.title,
        summary=page.summary,
        keywords=f"{page.keywords} {page.essential_question}",
        body=text_of(
            page.learning_outcomes,
            page.steps,
            page.handouts,
            page.misconceptions,
            page.materials,
            page.preparation,
            page.exit_questions,
            page.home_activity,
            page.debate,
        ),
        facets=facets,
        minutes=duration.minutes if duration else None,
        dye=terms(Topic)[topics[0]].dye if topics else "",
    )
