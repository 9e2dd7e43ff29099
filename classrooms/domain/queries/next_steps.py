"""What to do next: lesson plans and exercises about the techniques that a classroom missed. Reads the search index."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from classrooms.domain.reports import TechniqueReport
from classrooms.domain.results import ClassroomResults
from cms.models import SearchEntry
from cms.search.querying import fetch
from cms.search.selection import Selection

LESSONS, EXERCISES = 3, 2
#: A technique that so many percent found is known.
KNOWN = 75
#: Of so many newest entries, those that fit best are offered.
LOOKED_AT = 24


@dataclass(frozen=True)
class NextSteps:
    """missed: the techniques that it is about, the least known first; none where nothing was missed."""

    missed: Sequence[TechniqueReport]
    lessons: Sequence[SearchEntry]
    exercises: Sequence[SearchEntry]


def next_steps(results: ClassroomResults, language: str, age: str | None = None) -> NextSteps:
    """Return what may help a classroom; for this age (a code) before others, in this language where there is any.

    Where no technique was missed, it is about those of the exercise. Four queries at most, two in the usual case.
    """
    missed = [technique for technique in results.techniques if technique.share < KNOWN]
    codes = [technique.code for technique in missed] or [
        code for edition in results.editions for code in edition.settings["techniques"]
    ]
    played = {UUID(str(edition.exercise)) for edition in results.editions}
    return NextSteps(
        missed=missed,
        lessons=_fitting("lesson", codes, language, age)[:LESSONS],
        exercises=_fitting("exercise", codes, language, age, without=played)[:EXERCISES],
    )


def _fitting(
    kind: str, codes: Sequence[str], language: str, age: str | None, without: Collection[UUID] = ()
) -> list[SearchEntry]:
    for languages in ([language], []) if codes else ():
        selection = Selection.of(languages=languages, kinds=[kind], facets={"technique": codes})
        found: dict[UUID, SearchEntry] = {}
        for entry in fetch(selection, sort="newest", per_page=LOOKED_AT).entries:
            if entry.translation_key not in without:
                found.setdefault(entry.translation_key, entry)
        if found:
            return sorted(found.values(), key=lambda entry: _order(entry, codes, age))
    return []


def _order(entry: SearchEntry, codes: Sequence[str], age: str | None) -> tuple[int, bool]:
    own = entry.facets.get("technique", [])
    places = [place for place, code in enumerate(codes) if code in own]
    ages = entry.facets.get("age", [])
    return min(places, default=len(codes)), bool(age and ages and age not in ages)
