"""Reads about self-assessments: what they came to, what came before, how many have answered."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count

from schools.domain.framework import areas
from schools.domain.suppression import STAFF, Score, gap_of, together, told
from schools.enums import VoiceGroup
from schools.models import Area, Indicator, Round, School

__all__ = [
    "AreaResult",
    "Cell",
    "IndicatorResult",
    "RoundResults",
    "Score",
    "answered_so_far",
    "compared",
    "far_apart",
    "last_results",
    "open_round_of",
    "results_before",
    "results_of",
    "weakest",
]

#: From so much of a level on, groups see something differently.
FAR = 0.8

#: In the order in which groups are shown.
PARTS = (VoiceGroup.LEADERS.value, VoiceGroup.TEACHERS.value, STAFF, VoiceGroup.PUPILS.value)


@dataclass(frozen=True)
class IndicatorResult:
    """groups: by name, those that are shown; gap: how far their means are apart, None for fewer than two."""

    indicator: Indicator
    groups: Mapping[str, Score]
    gap: float | None

    @property
    def mean(self) -> float | None:
        """The mean of the groups' means, each counting the same: it only ranks indicators and is not shown."""
        means = [one.mean for one in self.groups.values()]
        return sum(means) / len(means) if means else None


@dataclass(frozen=True)
class AreaResult:
    area: Area
    groups: Mapping[str, Score]
    indicators: tuple[IndicatorResult, ...]


@dataclass(frozen=True)
class Cell:
    """What one group said of one thing, and its mean the time before; None where it is not shown."""

    score: Score | None
    before: float | None = None


@dataclass(frozen=True)
class RoundResults:
    """groups: names of those that are shown (leaders, teachers, pupils, or "staff" for leaders and teachers together);
    people: at least so many answered, by group. areas: all of the framework's, also where nothing is shown."""

    round: Round
    groups: tuple[str, ...]
    areas: tuple[AreaResult, ...]
    people: Mapping[str, int]

    @property
    def indicators(self) -> list[IndicatorResult]:
        return [one for area in self.areas for one in area.indicators]


def results_of(round: Round) -> RoundResults | None:
    """Return what a round came to; None while it is open. No query when the framework is warm."""
    if round.results is None:
        return None
    people = {part: round.results["groups"][part] for part in PARTS if part in round.results["groups"]}
    cells = round.results["cells"]
    found = []
    for area, indicators in areas(round.version).items():
        results = tuple(_of_indicator(one, cells.get(one.code, {})) for one in indicators)
        scores = {
            part: together(one.groups[part] for one in results if part in one.groups) for part in people
        }
        found.append(AreaResult(area, {part: one for part, one in scores.items() if one}, results))
    return RoundResults(round, tuple(people), tuple(found), people)


def _of_indicator(indicator: Indicator, cells: Mapping[str, list]) -> IndicatorResult:
    groups = {part: Score(*cells[part]) for part in PARTS if part in cells}
    return IndicatorResult(indicator, groups, gap_of(groups))


def last_results(school: School, number: int = 2) -> list[RoundResults]:
    """Return what the last rounds of a school came to, newest first; those of which nothing may be shown are passed
    over. One query."""
    rounds = school.rounds.filter(results__isnull=False).order_by("-closed_at", "-pk")
    found = []
    for one in rounds[: number + 4]:
        results = results_of(one)
        if results.groups and len(found) < number:
            found.append(results)
    return found


def results_before(results: RoundResults) -> RoundResults | None:
    """Return what the round before came to, of which something may be shown; None for the first. One query."""
    earlier = results.round.school.rounds.filter(
        results__isnull=False, closed_at__lt=results.round.closed_at
    ).order_by("-closed_at", "-pk")
    return next((found for one in earlier[:5] if (found := results_of(one)).groups), None)


def weakest(results: RoundResults, number: int = 5) -> list[IndicatorResult]:
    """Return the indicators with the lowest means, lowest first, of those that are shown for any group."""
    shown = [one for one in results.indicators if one.groups]
    return sorted(shown, key=lambda one: one.mean)[:number]  # sorted is stable: ties as in the framework


def far_apart(results: RoundResults) -> list[IndicatorResult]:
    """Return the indicators that groups see differently by FAR or more, the widest gap first."""
    apart = [one for one in results.indicators if one.gap is not None and one.gap >= FAR]
    return sorted(apart, key=lambda one: -one.gap)


def compared(
    results: RoundResults, before: RoundResults | None
) -> list[tuple[AreaResult, list[Cell], list[tuple[Indicator, list[Cell]]]]]:
    """Return for each area its cells, and the cells of its indicators, in the order of results.groups.

    The mean of the time before stands beside what is shown now; of an area only where it was made of the same
    indicators, for two means of different things are not compared.
    """
    earlier = {one.indicator.code: one.groups for one in before.indicators} if before else {}
    earlier_areas = {one.area.code: one for one in before.areas} if before else {}
    found = []
    for area in results.areas:
        rows = [
            (
                one.indicator,
                [_cell(one.groups, earlier.get(one.indicator.code, {}), part) for part in results.groups],
            )
            for one in area.indicators
        ]
        was = earlier_areas.get(area.area.code)
        cells = [
            _cell(
                area.groups, was.groups if was and _made_of(was, part) == _made_of(area, part) else {}, part
            )
            for part in results.groups
        ]
        found.append((area, cells, rows))
    return found


def _cell(groups: Mapping[str, Score], earlier: Mapping[str, Score], part: str) -> Cell:
    now, was = groups.get(part), earlier.get(part)
    return Cell(now, was.mean if now and was else None)


def _made_of(area: AreaResult, part: str) -> set[str]:
    return {one.indicator.code for one in area.indicators if part in one.groups}


def open_round_of(school: School) -> Round | None:
    """Return the round that is open, or None. One query."""
    return school.rounds.open().first()


def answered_so_far(round: Round) -> dict[str, int]:
    """Return how many have answered by group, as it may be told: in fives, 0 for fewer than ten. One query."""
    counted = dict(round.voices.order_by().values_list("group").annotate(number=Count("pk")))
    return {group: told(counted.get(group, 0)) for group in VoiceGroup.values}
