"""Reads around the plan of a school."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F
from django.utils.text import Truncator

from cms.languages import DEFAULT_LANGUAGE
from cms.models import SearchEntry, User
from cms.search.querying import find
from cms.vocabularies import by_pk
from schools.domain.framework import areas
from schools.domain.plan import LONGEST_TASK
from schools.domain.queries.rounds import IndicatorResult, last_results, weakest
from schools.models import Indicator, Membership, PlanTask, School

#: So many of the weakest indicators are proposed.
PROPOSED = 5
#: So many tasks that are done are shown.
MOST_DONE = 50
#: So much of what was found is offered for a task.
MOST_FOUND = 8
#: What a task can be done with, by the kind of page.
LINKED = ("lesson", "exercise")


@dataclass(frozen=True)
class Proposal:
    """An indicator to work on next. level: what the school is at, 1 to 3; what: what the next level looks like."""

    indicator: Indicator
    level: int
    what: str


def open_tasks(school: School) -> list[PlanTask]:
    """Return what is to be done, soonest first, what has no day last; owner: None where she has left. Two queries."""
    return _filled(school, school.plan.open().order_by(F("due").asc(nulls_last=True), "pk"))


def done_tasks(school: School) -> list[PlanTask]:
    """Return what was done, the latest first; owners as in open_tasks. Two queries."""
    return _filled(school, school.plan.exclude(done_at=None).order_by("-done_at", "-pk")[:MOST_DONE])


def _filled(school: School, tasks: Iterable[PlanTask]) -> list[PlanTask]:
    tasks = list(tasks)
    # Kept in the database: whoever comes back finds her tasks.
    people = {one.pk: one for one in members_of(school)} if tasks else {}
    indicators = by_pk(Indicator)
    for task in tasks:
        task.owner = people.get(task.owner_id)
        task.indicator = indicators.get(task.indicator_id)
        task.school = school
    return tasks


def members_of(school: School) -> list[User]:
    """Return everybody who belongs to a school, by name. One query."""
    members = Membership.objects.current().filter(school=school, user__is_active=True).select_related("user")
    return sorted((one.user for one in members), key=lambda user: (user.get_full_name().casefold(), user.pk))


def proposals(school: School, tasks: Iterable[PlanTask]) -> list[Proposal]:
    """Return the weakest indicators of the last self-assessment that are in none of `tasks`, PROPOSED at most."""
    results = last_results(school, 1)
    if not results:
        return []
    planned = {task.indicator_id for task in tasks}
    weak = weakest(results[0], number=len(results[0].indicators))
    asked = {one.pk for each in areas().values() for one in each}
    return [
        _proposal(one)
        for one in weak
        if one.indicator.pk in asked and one.indicator.pk not in planned and one.mean < 4
    ][:PROPOSED]


def proposal_for(school: School, code: str) -> Proposal | None:
    """Return what a school would do next about an indicator of the framework; None where there is none of that code."""
    known = {one.code: one for each in areas().values() for one in each}
    indicator = known.get(code)
    if indicator is None:
        return None
    for results in last_results(school, 1):
        for one in results.indicators:
            if one.indicator.code == code:
                return _proposal(one)
    return Proposal(indicator, 1, text_of_level(indicator, 2))


def _proposal(result: IndicatorResult) -> Proposal:
    level = min(max(int(result.mean or 1), 1), 3)  # what is reached, not what is nearly reached
    return Proposal(result.indicator, level, text_of_level(result.indicator, level + 1))


def text_of_level(indicator: Indicator, level: int) -> str:
    """Return what an indicator looks like at a level, 1 to 4, as the text to start a task from."""
    return Truncator(getattr(indicator, f"level_{level}")).chars(LONGEST_TASK)


# Lessons and exercises --------------------------------------------------------------------------------------------


def found(query: str, language: str) -> list[SearchEntry]:
    """Return live lesson plans and exercises in a language that have these words, the best first."""
    if not query.strip():
        return []
    return find(query, languages=[language], kinds=LINKED, per_page=MOST_FOUND).entries


def linked(tasks: Iterable[PlanTask], language: str) -> dict[UUID, SearchEntry]:
    """Return the pages that tasks are done with, by translation key, in the language that suits a reader best (hers,
    else English, else any). What is not live any more is missing. One query, none without links."""
    keys = {key for task in tasks for key in (task.lesson, task.exercise) if key}
    best: dict[UUID, tuple[int, SearchEntry]] = {}
    rows = SearchEntry.objects.filter(kind__in=LINKED, translation_key__in=keys).order_by("language")
    for entry in rows if keys else ():
        rank = {language: 0, DEFAULT_LANGUAGE: 1}.get(entry.language, 2)
        if entry.translation_key not in best or rank < best[entry.translation_key][0]:
            best[entry.translation_key] = (rank, entry)
    return {key: entry for key, (_rank, entry) in best.items()}
