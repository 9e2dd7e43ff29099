"""Where a school is, as its page and the report for its board say it.

Read are sums that are kept (SchoolYear, SchoolMonth) and results that were made when a round ended, never rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.charts import Chart, Row, number
from schools.domain.levels import MOST_ROUNDS, Condition, LevelTrace, facts_of, frozen, in_words
from schools.domain.queries.rounds import RoundResults, last_results
from schools.domain.queries.use import FULL_DOSAGE, Depth, depth_of, years_of
from schools.domain.suppression import FEWEST, STAFF
from schools.enums import Level, VoiceGroup
from schools.models import School, SchoolYear
from schools.years import school_year

#: Months that are compared with those of a year ago.
COMPARED = 3


class Share(NamedTuple):
    """One of the three shares that depth is made of. percent: None where it would tell about fewer than ten people."""

    label: str
    words: str
    percent: int | None


class Sessions(NamedTuple):
    """Sessions of the last COMPARED months that are over, of the same months a year ago, and of those just before.

    Of spans(): the first days of the first and the last of these months.
    """

    now: Any
    a_year_ago: Any
    before: Any


@dataclass(frozen=True)
class Standing:
    """The recognition that holds today."""

    level: Level
    until: datetime


@dataclass(frozen=True)
class Overview:
    """What there is to say about a school today.

    waits: something was handed in. years: the running school year and the last, with zeros where nothing was. results:
    of the last two rounds, newest first.
    """

    standing: Standing | None
    waits: bool
    levels: tuple[LevelTrace, ...]
    years: tuple[SchoolYear, ...]
    sessions: Sessions
    results: tuple[RoundResults, ...]

    @property
    def year(self) -> SchoolYear:
        return self.years[0]

    @property
    def last_year(self) -> SchoolYear:
        return self.years[1]

    @property
    def upward(self) -> LevelTrace | None:
        """The level that comes next, with its conditions; None at the top."""
        reached = self.standing.level if self.standing else 0
        return next((one for one in self.levels if one.level > reached), None)

    @property
    def missing(self) -> list[Condition]:
        """The conditions that are missing for the next level, those of the levels below it first."""
        goal = self.upward
        return [one for level in self.levels if goal and level.level <= goal.level for one in level.missing]

    @property
    def met(self) -> int:
        """How many conditions of the next level are met."""
        return sum(one.met for one in self.upward.conditions) if self.upward else 0

    @property
    def has_begun(self) -> bool:
        """Whether there is anything yet that could be shown."""
        return bool(self.results or any(year.sessions for year in self.years))


# Where a school is ------------------------------------------------------------------------------------------------


def overview(
    school: School, standing: Standing | None, waits: bool, sessions: Sessions, *, outside: bool = False
) -> Overview:
    """Return what there is to say about a school. outside: for people who do not belong to it."""
    results = last_results(school, MOST_ROUNDS)
    this = school_year(timezone.localdate())
    kept = {one.year: one for one in years_of(school, 2)}
    years = [kept.get(year) or SchoolYear(school=school, year=year) for year in (this, this - 1)]
    return Overview(
        standing=standing,
        waits=waits,
        levels=in_words(frozen(facts_of(school, results=results, years=years)), outside=outside),
        years=tuple(years),
        sessions=sessions,
        results=tuple(results[:2]),
    )


def spans(today: date) -> Sessions:
    """Return which months are compared with which, each as the first days of its first and its last month."""

    def month(ago: int) -> date:
        at = today.year * 12 + today.month - 1 - ago
        return date(at // 12, at % 12 + 1, 1)

    def span(ago: int) -> tuple[date, date]:
        return month(ago + COMPARED - 1), month(ago)

    return Sessions(span(1), span(13), span(1 + COMPARED))


def sessions_in(months: Iterable[tuple[date, int]]) -> Sessions:
    """Return what `months` (first day, sessions) come to in the spans that are compared."""
    months = list(months)
    return Sessions(
        *(
            sum(n for month, n in months if first <= month <= last)
            for first, last in spans(timezone.localdate())
        )
    )


def depth_words(depth: float) -> str:
    """Say in plain words how much of the school its work reaches. depth: 0 to 1."""
    if depth <= 0:
        return _("It has not reached anybody yet this school year.")
    if depth < 0.05:
        return _("It has begun in a few places.")
    if depth < 0.2:
        return _("It reaches a part of the school.")
    if depth < 0.5:
        return _("It reaches much of the school.")
    return _("It reaches nearly the whole school.")


def shares(school: School, year: SchoolYear, depth: Depth, *, outside: bool = False) -> list[Share]:
    """Return what depth is made of, in words.

    outside: for people who do not belong to the school; they see no number of fewer than ten people.
    """
    staff = {"number": number(min(year.teachers, school.staff)), "of": number(school.staff)}
    if outside and 0 < year.teachers < FEWEST:
        who = Share(
            _("Teachers"),
            ngettext("fewer than ten, of %(of)s", "fewer than ten, of %(of)s", school.staff) % staff,
            None,
        )
    else:
        who = Share(
            _("Teachers"),
            # Translators: so many of so many teachers.
            ngettext("%(number)s of %(of)s", "%(number)s of %(of)s", school.staff) % staff,
            percent(depth.staff),
        )
    groups = min(len(year.year_groups), school.year_groups)
    reached = {"number": number(groups), "of": number(school.year_groups)}
    return [
        who,
        Share(
            _("Year groups"),
            ngettext("%(number)s of %(of)s", "%(number)s of %(of)s", school.year_groups) % reached,
            percent(depth.year_groups),
        ),
        Share(
            _("How often"),
            # Translators: how often the year groups that were reached were taught; full: 6.
            _("%(percent)s%% of the goal, which is %(full)s sessions in each of these year groups")
            % {"percent": number(percent(depth.dosage)), "full": number(FULL_DOSAGE)},
            percent(depth.dosage),
        ),
    ]


def percent(share: float) -> int:
    """Return a share (0 to 1) in whole percents; rounded down, so that 100 means all."""
    return int(share * 100 + 1e-9)


def depth_this_year(school: School, found: Overview, *, outside: bool = False) -> tuple[str, list[Share]]:
    """Return how much of the school is reached in the running school year, in words, and the shares behind it."""
    depth = depth_of(school, found.year)
    return depth_words(depth.depth), shares(school, found.year, depth, outside=outside)


def group_name(group: str) -> str:
    """Return what a group of a round's results is called."""
    return _("Leaders and teachers together") if group == STAFF else str(VoiceGroup(group).label)


def areas_chart(results: RoundResults) -> Chart:
    """Return the areas of a round as a dot plot, a mark for each group that is shown: one at least."""
    rows = tuple(
        Row(
            one.area.label,
            tuple(one.groups[group].mean if group in one.groups else None for group in results.groups),
        )
        for one in results.areas
    )
    day = date_format(ended_on(results), "DATE_FORMAT")
    return Chart(
        kind="dots",
        title=_("How we see ourselves, %(day)s") % {"day": day},
        description="",
        series=tuple(group_name(group) for group in results.groups),
        rows=rows,
        start=1,
        end=4,
        note=_("1: not yet. 2: begun. 3: mostly. 4: part of everyday life."),
    )


def months_chart(months: Sequence[tuple[date, int]]) -> Chart | None:
    """Return the sessions of some months as columns; None where there are none."""
    most = max((sessions for _month, sessions in months), default=0)
    if not most:
        return None
    return Chart(
        kind="columns",
        title=_("Lessons and sittings, by month"),
        description="",
        # Translators: what is counted in a chart.
        series=(_("Lessons and sittings"),),
        rows=tuple(Row(date_format(month, "m/Y"), (sessions,)) for month, sessions in months),
        start=0,
        end=most,
    )


def ended_on(results: RoundResults) -> date:
    """Return the day on which a round ended."""
    return timezone.localtime(results.round.closed_at or results.round.closes_at).date()
