"""Levels derive from rules: what each asks for, and how far a school is.

The rules are data: the school's page, what a coordinator reads, the page of the framework and the certificate all put
the same tuple into words. A level needs all conditions of the levels below it as well.

The thresholds are meant for a real small school: Committed within a term, Practising within a year, Leading within two.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, FilteredRelation, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from schools.domain.conditions import KINDS
from schools.domain.facts import Facts, RoundFacts, Values, YearFacts
from schools.domain.queries.rounds import last_results
from schools.domain.queries.use import years_of
from schools.enums import Level, SchoolRole, SchoolState
from schools.models import School, SchoolYear
from schools.years import school_year

#: How long evidence, tasks that were done and a self-assessment count; an earlier self-assessment, to see progress.
RECENT = timedelta(days=730)
EARLIER = timedelta(days=1095)
#: So many self-assessments are looked at.
MOST_ROUNDS = 4
#: The areas whose results the levels ask for, by code.
ASKED_AREAS = ("climate", "digital")


class Rule(NamedTuple):
    """A level asks for something. kind: of KINDS; need: as that kind understands it."""

    level: Level
    kind: str
    need: Any

    @property
    def code(self) -> str:
        return f"{self.kind}_{self.level.value}"


RULES = (
    Rule(Level.COMMITTED, "confirmed", None),
    Rule(Level.COMMITTED, "leads", 1),
    Rule(Level.COMMITTED, "rounds", {"rounds": 1, "groups": 1, "pupils": False}),
    Rule(Level.COMMITTED, "planned", 3),
    Rule(Level.COMMITTED, "sessions", 3),
    Rule(Level.COMMITTED, "staff", 10),
    Rule(Level.COMMITTED, "areas", 2),
    Rule(Level.PRACTISING, "rounds", {"rounds": 1, "groups": 2, "pupils": True}),
    Rule(Level.PRACTISING, "done", 3),
    Rule(Level.PRACTISING, "sessions", 20),
    Rule(Level.PRACTISING, "staff", 30),
    Rule(Level.PRACTISING, "year_groups", 50),
    Rule(Level.PRACTISING, "training", 60),
    Rule(Level.PRACTISING, "discernment", "measured"),
    Rule(Level.PRACTISING, "means", {"areas": ASKED_AREAS, "mean": 2.5}),
    Rule(Level.PRACTISING, "areas", 4),
    Rule(Level.LEADING, "leads", 2),
    Rule(Level.LEADING, "rounds", {"rounds": 2, "groups": 2, "pupils": True}),
    Rule(Level.LEADING, "done", 8),
    Rule(Level.LEADING, "staff", 60),
    Rule(Level.LEADING, "depth", 35),
    Rule(Level.LEADING, "training", 180),
    Rule(Level.LEADING, "discernment", "rose"),
    Rule(Level.LEADING, "means", {"areas": ASKED_AREAS, "mean": 3.0}),
    Rule(Level.LEADING, "areas", 6),
)


@dataclass(frozen=True)
class Condition:
    """One condition of a level.

    words: what is asked; shows: what there is, with its numbers; view: name of the school's page where it is done.
    """

    code: str
    words: str
    met: bool
    shows: str
    view: str


@dataclass(frozen=True)
class LevelTrace:
    """A level with all its own conditions."""

    level: Level
    conditions: tuple[Condition, ...]

    @property
    def met(self) -> bool:
        """Whether its own conditions are all met; the level is reached when those below it are met, too."""
        return all(one.met for one in self.conditions)

    @property
    def met_number(self) -> int:
        return sum(one.met for one in self.conditions)

    @property
    def missing(self) -> tuple[Condition, ...]:
        return tuple(one for one in self.conditions if not one.met)


# Where a school is ------------------------------------------------------------------------------------------------


def trace(
    school: School, *, results: Sequence | None = None, years: Sequence[SchoolYear] | None = None
) -> tuple[LevelTrace, ...]:
    """Return all levels with their conditions, met or missing, in the active language; at most eight queries.

    results, years: what last_results() and years_of() gave, where the caller has it already.
    """
    return in_words(frozen(facts_of(school, results=results, years=years)))


def reached(levels: Iterable[LevelTrace]) -> Level | None:
    """Return the highest level whose conditions are all met, with those of all levels below it."""
    highest = None
    for one in levels:
        if not one.met:
            break
        highest = one.level
    return highest


def frozen(facts: Facts) -> list[dict]:
    """Return how each rule stands, as JSON that can be put into words in any language later."""
    stand = []
    for rule in RULES:
        kind = KINDS[rule.kind]
        values = kind.measure(facts, rule.need)
        stand.append(
            {
                "code": rule.code,
                "kind": rule.kind,
                "level": rule.level.value,
                "need": rule.need,
                "met": bool(kind.is_met(values, rule.need)),
                "values": values,
            }
        )
    return stand


def in_words(stand: Iterable[dict], *, outside: bool = False) -> tuple[LevelTrace, ...]:
    """Put what frozen() returned into words, in the active language.

    outside: for people who do not belong to the school; they see no number of fewer than ten people.
    """
    found: dict[Level, list[Condition]] = {level: [] for level in Level}
    for one in stand:
        found[Level(one["level"])].append(_condition(one, outside=outside))
    return tuple(LevelTrace(level, tuple(conditions)) for level, conditions in found.items())


def rules_in_words() -> list[tuple[Level, list[str]]]:
    """Return what each level asks for, as sentences in the active language."""
    return [
        (level, [KINDS[rule.kind].words(rule.need) for rule in RULES if rule.level == level])
        for level in Level
    ]


def _condition(one: dict, *, outside: bool) -> Condition:
    kind = KINDS.get(one["kind"])
    if kind is None:
        # Handed in years ago, when the levels asked for something else.
        return Condition(one["code"], _("This is no longer asked for."), one["met"], "", "school")
    values: Values = one["values"]
    return Condition(
        one["code"], kind.words(one["need"]), one["met"], kind.shows(values, outside=outside), kind.view
    )


# What the rules look at -------------------------------------------------------------------------------------------


def facts_of(
    school: School, *, results: Sequence | None = None, years: Sequence[SchoolYear] | None = None
) -> Facts:
    """Return what the rules look at. results, years: as trace() takes them."""
    since = timezone.now() - RECENT
    counted = _counted(school, since)
    evidence = school.evidence.filter(day__gte=since.date(), indicator__isnull=False)
    rounds = [
        _round_facts(one) for one in (last_results(school, MOST_ROUNDS) if results is None else results)
    ]
    kept = years_of(school, 2) if years is None else years
    this = school_year(timezone.localdate())
    return Facts(
        is_confirmed=school.state == SchoolState.CONFIRMED,
        staff=school.staff,
        year_groups=school.year_groups,
        leads=counted["leads"],
        rounds=tuple(one for one in rounds if one.day >= timezone.localdate() - EARLIER),
        planned=counted["planned"],
        done=counted["done"],
        years=tuple(_year_facts(one) for one in kept if one.year in (this, this - 1)),
        areas=tuple(
            evidence.order_by("indicator__area__position", "indicator__area__code")
            .values_list("indicator__area__code", flat=True)
            .distinct()
        ),
    )


def _counted(school: School, since: datetime) -> dict[str, int]:
    """Count the leads, the tasks that are planned, and those that were done since then. One query."""
    leading = Q(memberships__until=None, memberships__role=SchoolRole.LEAD)
    with_leads = School.objects.filter(pk=school.pk).alias(
        lead=FilteredRelation("memberships", condition=leading)
    )
    planned = Q(plan__owner__isnull=False, plan__due__isnull=False)
    return with_leads.aggregate(
        leads=Count("lead", distinct=True),
        planned=Count("plan", filter=planned, distinct=True),
        done=Count("plan", filter=Q(plan__done_at__gte=since), distinct=True),
    )


def _round_facts(results) -> RoundFacts:
    means = {
        one.area.code: min(score.mean for score in one.groups.values()) for one in results.areas if one.groups
    }
    day = timezone.localtime(results.round.closed_at).date()
    return RoundFacts(day, day >= timezone.localdate() - RECENT, tuple(results.groups), means)


def _year_facts(one: SchoolYear) -> YearFacts:
    return YearFacts(
        year=one.year,
        sessions=one.sessions,
        teachers=one.teachers,
        year_groups=len(one.year_groups),
        training=one.training,
        depth=one.depth,
        measured=one.gains.get("measured", 0),
        rose=one.gains.get("rose", 0),
        is_above=one.gains.get("low", 0) > 0,
    )
