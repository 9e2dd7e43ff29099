"""What a teacher can choose from when she opens an exercise."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from classrooms.domain.editions import reading
from classrooms.domain.queries.parallel import parallel_to
from classrooms.domain.queries.proposals import measured_before
from classrooms.models import Classroom, Sitting
from cms.languages import BY_CODE
from cms.models import SearchEntry
from cms.search import querying
from cms.search.querying import Results
from cms.search.selection import Selection
from exercises.models import Edition

PER_PAGE = 24


class Offer(NamedTuple):
    """An exercise as it can be opened.

    parallel: current editions of other exercises that can be its second form. before: sittings before teaching with
    which a later one can be compared.
    """

    edition: Edition
    classrooms: Sequence[Classroom]
    parallel: Sequence[Edition]
    before: Sequence[Sitting]


def offer_of(edition: Edition, teacher) -> Offer:
    """Return what a teacher can choose when she opens an edition; three queries when warm."""
    own = Classroom.objects.owned_by(teacher)
    parallel = parallel_to(edition)
    exercises = [str(one.exercise) for one in (edition, *parallel)]
    return Offer(edition, list(own), parallel, list(measured_before(own, exercises)))


def exercises_to_open(language: str, *, like: Sitting | None, page: int = 1) -> Results:
    """Return the exercises of a language by title.

    like: only those for the techniques of this sitting's exercise, without itself and its parallel forms: whoever
    practised with these could not be measured with them any more.
    """
    edition = reading(like.edition_id).edition if like else None
    techniques = edition.settings.get("techniques", []) if edition else []
    chosen = Selection.of(languages=[language], kinds=["exercise"], facets={"technique": techniques})
    results = querying.fetch(chosen, sort="title", page=page, per_page=PER_PAGE)
    if edition is None:
        return results
    spared = {edition.exercise} | {one.exercise for one in parallel_to(edition)}
    return replace(results, entries=[one for one in results.entries if one.translation_key not in spared])


def languages_to_open(*, like: Sitting | None) -> list[str]:
    """Return the languages in which there are exercises to open, as `exercises_to_open` finds them, in our order."""
    entries = SearchEntry.objects.filter(kind="exercise").order_by()
    there = set(entries.values_list("language", flat=True).distinct())
    return [
        code
        for code in BY_CODE
        if code in there and (like is None or exercises_to_open(code, like=like).entries)
    ]
