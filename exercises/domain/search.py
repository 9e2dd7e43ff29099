"""What the search index holds of an exercise."""

from collections.abc import Iterable, Iterator

from cms.models import AgeBand, Duration, Technique, Topic
from cms.search.facets import facets_of
from cms.search.indexing import IndexEntry
from cms.search.pages import text_of
from cms.vocabularies import by_pk, terms
from exercises.domain.publishing import compiled
from exercises.models import ExercisePage

#: Facet -> the page's field, and the vocabulary.
FIELDS = {
    "topic": ("topics", Topic),
    "age": ("age_bands", AgeBand),
    "technique": ("techniques", Technique),
}
#: Fields of an item's public part that hold what one reads in it. Explanations are not found: they come when due.
TEXTS = frozenset({"claim", "question", "task", "title", "text", "caption", "text_html", "label"})


def exercise_facets(pages: Iterable[ExercisePage]) -> dict[int, dict[str, list[str]]]:
    """Return {page id: {facet: codes in the order of the vocabulary}} of published exercises; one query."""
    return facets_of(ExercisePage, pages, FIELDS)


def exercise_entry(page: ExercisePage, facets: dict[str, list[str]]) -> IndexEntry:
    """Return what is found of an exercise with these facets."""
    topics = facets.get("topic")
    duration = by_pk(Duration).get(page.duration_id)
    public = [item["public"] for item in compiled(page.items)]
    return IndexEntry(
        kind=page.kind,
        title=page.title,
        summary=page.summary,
        body=text_of(page.instructions, *texts_in(public)),
        facets=facets,
        minutes=duration.minutes if duration else None,
        dye=terms(Topic)[topics[0]].dye if topics else "",
    )


def texts_in(value, name: str = "") -> Iterator[str]:
    """Yield what one reads in public parts of items, in order; some of it is HTML."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from texts_in(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner, name)
    elif isinstance(value, str) and name in TEXTS:
        yield value
