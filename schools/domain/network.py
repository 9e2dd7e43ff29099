"""The figures of the network: added up for all countries and for each from kept sums, and kept for the dashboard.

What is told of people, so that nobody's figure can be worked out
----------------------------------------------------------------

Schools, their levels, their sessions and the languages of those are told openly: they are what an institution did. Sums
of people (places of pupils, teachers, people in trainings) are told by these rules, and only what they leave is kept:

1. A cell is one country in one school year. It is shown if its sum comes from FEWEST_SCHOOLS schools or more, and from
   at least FEWEST people. Of places and of trainings that is counted from below: the largest session of a school had
   as many pupils as its average one at least, its largest training at least as many people as any other.
2. What is shown is rounded to the nearest ten.
3. All cells that are not shown are one pool, "elsewhere". It is shown by the same rules, or not at all.
4. The total is the sum of what is shown, rounded as it is shown. So total minus countries is "elsewhere", and nothing
   else. There is no total over years, and no figure of people by month, language, depth or level.

Hence the cells of a school year are parted once into sets that do not overlap, each of them large enough or silent: no
difference of two published figures is a cell that is not shown. Every published byte is the same whatever the hidden
cells hold, as long as the pool is silent; and as long as its sum stays the same, once it is shown.

Not promised: a school of a country with three knows the other two together, give or take five; and whoever compares
today's figures with tomorrow's sees in tens what came between.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import (
    Count,
    F,
    FloatField,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils import timezone

from cms.languages import LANGUAGES
from schools.domain.queries.schools import quiet_schools
from schools.domain.suppression import FEWEST
from schools.enums import EvidenceKind, Level, SchoolState
from schools.models import Evidence, NetworkFigures, Recognition, School, SchoolMonth, SchoolYear
from schools.years import bounds, school_year

FEWEST_SCHOOLS = 3
STEP = 10
#: What is counted of people, in the order in which it is shown.
PEOPLE = ("places", "teachers", "trained")
#: Schools are new for so many days after they were confirmed.
NEW_DAYS = 30
#: So many quiet schools are named.
QUIET_SHOWN = 10
#: Depth by quarters: how many schools reached at least so much, and less than the next.
QUARTERS = (0, 0.25, 0.5, 0.75)

_COUNTRY = F("town__country__code")
_OF_SCHOOL = F("school__town__country__code")


class Cell(NamedTuple):
    """A sum of people. people: at least so many different ones; schools: of so many schools."""

    sum: int = 0
    people: float = 0
    schools: int = 0


class Told(NamedTuple):
    """What is told of one sum: by country, of all that is not shown, and of both together; None: nothing."""

    countries: dict[str, int | None]
    elsewhere: int | None
    total: int | None


# Suppression ------------------------------------------------------------------------------------------------------


def told(cell: Cell) -> int | None:
    """Return a sum of people as it may be told: rounded to the nearest ten; None where it comes from too few."""
    if cell.schools < FEWEST_SCHOOLS or cell.people < FEWEST:
        return None
    return (cell.sum + STEP // 2) // STEP * STEP


def told_of(cells: Mapping[str, Cell]) -> Told:
    """Return what is told of the cells of all countries. See the head of this module."""
    countries = {code: told(cell) for code, cell in cells.items()}
    hidden = [cells[code] for code, shown in countries.items() if shown is None]
    elsewhere = told(Cell(*map(sum, zip(*hidden, strict=True)))) if hidden else None
    shown = [number for number in (*countries.values(), elsewhere) if number is not None]
    return Told(countries, elsewhere, sum(shown) if shown else None)


# Adding up --------------------------------------------------------------------------------------------------------


def rebuild_now() -> None:
    """Make the figures of this school year and of the last one anew: lessons of the last one can still be noted."""
    this = school_year(timezone.localdate())
    for year in (this - 1, this):
        rebuild(year)


@transaction.atomic
def rebuild(year: int, now: datetime | None = None) -> int:
    """Make the figures of a school year anew, for all countries ("") and for each with a school; return how many.

    Only confirmed schools count. How schools stand today is told for the running year. Seven queries to read, three to
    write, however many schools there are. Each row of NetworkFigures holds:

    active: schools with a session; sessions; months: [first day, sessions] of twelve; languages: sessions by code;
    depth: schools by QUARTERS; idle: schools without a session; people: {of PEOPLE: number or None}; quiet_first: keys
    of the schools that have been quiet for longest; today: None, or {schools, samples, new, quiet, levels: by level
    from 0, states: by state}. That for all countries has besides: countries: {code: {active, sessions, people, today}};
    elsewhere: {of PEOPLE: number or None}.
    """
    now = now or timezone.now()
    is_running = year == school_year(timezone.localdate(now))
    schools = _schools(now)
    use, months, languages = _use(year), _months(year), _languages(year)
    people = _people(year, use)
    standing = _levels() if is_running else {}
    quiet = _quiet(timezone.localdate(now)) if is_running else []
    quiet_of = Counter(code for code, _pk in quiet)
    codes = sorted(code for code, found in schools.items() if found["all"])
    of_people = {what: told_of({code: people[what].get(code, Cell()) for code in codes}) for what in PEOPLE}
    by_country = {}
    for code in codes:
        found, done = schools[code], use.get(code, {})
        by_country[code] = {
            "active": done.get("active", 0),
            "sessions": done.get("sessions", 0),
            "months": [[day.isoformat(), months.get((code, day), 0)] for day in _twelve(year)],
            "languages": languages.get(code, {}),
            "depth": [done.get(f"depth_{place}", 0) for place in range(len(QUARTERS))],
            "idle": found["confirmed"] - done.get("active", 0),
            "people": {what: of_people[what].countries[code] for what in PEOPLE},
            "quiet_first": [pk for one, pk in quiet if one == code][:QUIET_SHOWN],
            "today": {
                "schools": found["confirmed"],
                "samples": found["samples"],
                "new": found["new"],
                "quiet": quiet_of[code],
                "levels": [standing.get((code, level), 0) for level in (0, *Level.values)],
                "states": {state: found[f"state_{state}"] for state in SchoolState.values},
            }
            if is_running
            else None,
        }
    everything = _together(list(by_country.values()), year, is_running) | {
        "people": {what: of_people[what].total for what in PEOPLE},
        "elsewhere": {what: of_people[what].elsewhere for what in PEOPLE},
        "quiet_first": [pk for _code, pk in quiet][:QUIET_SHOWN],
        "countries": {
            code: {name: found[name] for name in ("active", "sessions", "people", "today")}
            for code, found in by_country.items()
        },
    }
    rows = [
        NetworkFigures(country=code, year=year, made_at=now, figures=figures)
        for code, figures in (("", everything), *by_country.items())
    ]
    NetworkFigures.objects.filter(year=year).exclude(country__in=["", *codes]).delete()
    NetworkFigures.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["country", "year"], update_fields=["made_at", "figures"]
    )
    return len(rows)


def _together(found: list[dict], year: int, is_running: bool) -> dict:
    """Add up what is told openly of all countries."""

    def added(rows) -> list[int]:
        return [sum(column) for column in zip(*rows, strict=True)]

    languages = {
        one.code: number
        for one in LANGUAGES
        if (number := sum(each["languages"].get(one.code, 0) for each in found))
    }
    today = [each["today"] for each in found]
    return {
        **{name: sum(each[name] for each in found) for name in ("active", "sessions", "idle")},
        "months": [
            [day.isoformat(), sum(each["months"][place][1] for each in found)]
            for place, day in enumerate(_twelve(year))
        ],
        "languages": languages,
        "depth": added([[0] * len(QUARTERS), *(each["depth"] for each in found)]),
        "today": {
            **{name: sum(each[name] for each in today) for name in ("schools", "samples", "new", "quiet")},
            "levels": added([[0] * (1 + len(Level)), *(each["levels"] for each in today)]),
            "states": {state: sum(each["states"][state] for each in today) for state in SchoolState.values},
        }
        if is_running
        else None,
    }


def _twelve(year: int) -> list[date]:
    """Return the first days of the months of a school year."""
    first, _end = bounds(year)
    months = [first.month + more for more in range(12)]
    return [date(first.year + (month - 1) // 12, (month - 1) % 12 + 1, 1) for month in months]


# Reading: by country, one query each -------------------------------------------------------------------------------


def _quiet(day: date) -> list[tuple[str, int]]:
    """Return country and key of the quiet schools, those that have been quiet for longest first."""
    found = quiet_schools(day).order_by(F("last_day").asc(nulls_first=True), "name", "pk")
    return list(found.values_list("town__country__code", "pk"))


def _schools(now: datetime) -> dict[str, dict[str, int]]:
    confirmed = Q(state=SchoolState.CONFIRMED)
    states = {f"state_{state}": Count("pk", filter=Q(state=state)) for state in SchoolState.values}
    rows = (
        School.objects.order_by()
        .values(code=_COUNTRY)
        .annotate(
            all=Count("pk"),
            confirmed=Count("pk", filter=confirmed),
            samples=Count("pk", filter=confirmed & Q(is_sample=True)),
            new=Count("pk", filter=confirmed & Q(decided_at__gt=now - timedelta(days=NEW_DAYS))),
            **states,
        )
    )
    return {row["code"]: row for row in rows}


def _years(year: int) -> QuerySet[SchoolYear]:
    return SchoolYear.objects.filter(year=year, school__state=SchoolState.CONFIRMED).order_by()


def _use(year: int) -> dict[str, dict]:
    """Return sums of sessions and people, and schools by depth."""
    done = Q(lessons__gt=0) | Q(sittings__gt=0)
    sessions = F("lessons") + F("sittings")
    average = Cast("places", FloatField()) / NullIf(Cast(sessions, FloatField()), 0.0)
    depths = {}
    for place, least in enumerate(QUARTERS):
        inside = done & Q(depth__gte=least)
        if place + 1 < len(QUARTERS):
            inside &= Q(depth__lt=QUARTERS[place + 1])
        depths[f"depth_{place}"] = Count("pk", filter=inside)
    rows = (
        _years(year)
        .values(code=_OF_SCHOOL)
        .annotate(
            active=Count("pk", filter=done),
            sessions=Sum(sessions),
            places_sum=Sum("places"),
            places_people=Coalesce(Sum(average, filter=done), 0.0),
            places_schools=Count("pk", filter=Q(places__gt=0)),
            teachers_sum=Sum("teachers"),
            teachers_schools=Count("pk", filter=Q(teachers__gt=0)),
            **depths,
        )
    )
    return {row["code"]: row for row in rows}


def _people(year: int, use: Mapping[str, dict]) -> dict[str, dict[str, Cell]]:
    places = {
        code: Cell(row["places_sum"], row["places_people"], row["places_schools"])
        for code, row in use.items()
    }
    teachers = {
        code: Cell(row["teachers_sum"], row["teachers_sum"], row["teachers_schools"])
        for code, row in use.items()
    }
    return {"places": places, "teachers": teachers, "trained": _trained(year)}


def _trained(year: int) -> dict[str, Cell]:
    start, end = bounds(year)
    trainings = (
        Evidence.objects.filter(
            school=OuterRef("pk"), kind=EvidenceKind.TRAINING, day__gte=start, day__lt=end
        )
        .order_by()
        .values("school")
    )
    rows = (
        School.objects.in_network()
        .annotate(
            trained=Subquery(trainings.annotate(all=Sum("people")).values("all")),
            largest=Subquery(trainings.annotate(most=Max("people")).values("most")),
        )
        .filter(trained__gt=0)
        .order_by()
        .values(code=_COUNTRY)
        .annotate(sum=Sum("trained"), people=Sum("largest"), schools=Count("pk"))
    )
    return {row["code"]: Cell(row["sum"], row["people"], row["schools"]) for row in rows}


def _months(year: int) -> dict[tuple[str, date], int]:
    start, end = bounds(year)
    rows = (
        SchoolMonth.objects.filter(month__gte=start, month__lt=end, school__state=SchoolState.CONFIRMED)
        .order_by()
        .values("month", code=_OF_SCHOOL)
        .annotate(number=Sum("sessions"))
    )
    return {(row["code"], row["month"]): row["number"] for row in rows}


def _languages(year: int) -> dict[str, dict[str, int]]:
    """Return sessions by language, of languages that have some; in the order of our languages."""
    sums = {
        f"sessions_{place}": Coalesce(
            Sum(Cast(KeyTextTransform(one.code, "languages"), IntegerField())), Value(0)
        )
        for place, one in enumerate(LANGUAGES)
    }
    rows = _years(year).values(code=_OF_SCHOOL).annotate(**sums)
    return {
        row["code"]: {
            one.code: row[f"sessions_{place}"]
            for place, one in enumerate(LANGUAGES)
            if row[f"sessions_{place}"]
        }
        for row in rows
    }


def _levels() -> dict[tuple[str, int], int]:
    """Return the confirmed schools by the highest level that stands; 0: none does."""
    standing = Recognition.objects.standing().filter(school=OuterRef("pk")).order_by().values("school")
    highest = standing.annotate(highest=Max("level")).values("highest")
    rows = (
        School.objects.in_network()
        .annotate(standing=Coalesce(Subquery(highest), Value(0)))
        .order_by()
        .values("standing", code=_COUNTRY)
        .annotate(number=Count("pk"))
    )
    return {(row["code"], row["standing"]): row["number"] for row in rows}
