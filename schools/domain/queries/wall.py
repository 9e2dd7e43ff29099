"""The public wall: recognised schools whose leads want them to be seen."""

import math
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from cms.cache.stamps import touch
from cms.models import Country
from cms.vocabularies import by_pk
from schools.enums import Level, RecognitionState, SchoolState
from schools.models import Recognition

#: Touched when a school, its town or a recognition changes, and when a recognition has run out.
STAMP = "schools:wall"
#: How far back `note_what_ran_out` looks: longer than a worker is away for an upgrade.
LOOK_BACK = timedelta(days=2)
MAP_WIDTH, MAP_EDGE = 640, 24  # units
LEAST_SPAN = 4  # degrees that a map shows at least, so that one country is no dot in the middle
MOST_NAMED = 12  # towns; with more of them, names would cover the map
NAME_HIGH, NAME_CHAR, NAME_GAP = (
    26,
    12,
    14,
)  # units: a line, a letter of it at most, from the middle of the dot


class OnWall(NamedTuple):
    """A school on the wall. country: its name in the active language. key: of the recognition."""

    country: str
    name: str
    town: str
    place: tuple[float, float] | None  # latitude, longitude of the town, in degrees
    level: Level
    since: datetime
    until: datetime
    key: str
    is_sample: bool


class Dot(NamedTuple):
    """A town on the map. x, y: in units of the drawing, from its upper left corner.

    named_at: where its name begins, or ends where `before` is true; None where there is no room for it.
    """

    x: float
    y: float
    town: str
    schools: int
    named_at: float | None = None
    before: bool = False


def on_wall() -> list[OnWall]:
    """Return the schools on the wall, each once, with its highest level; by country, town and name. One query."""
    found = (
        Recognition.objects.standing()
        .filter(school__on_wall=True, school__state=SchoolState.CONFIRMED)
        .order_by("school_id", "-level", "decided_at")
        .values_list(
            "school_id",
            "school__name",
            "school__is_sample",
            "school__town__name",
            "school__town__country_id",
            "school__town__latitude",
            "school__town__longitude",
            "level",
            "decided_at",
            "expires_at",
            "key",
        )
    )
    countries = by_pk(Country)
    shown: dict[int, OnWall] = {}
    for school, name, is_sample, town, country, latitude, longitude, level, since, until, key in found:
        if school not in shown:
            place = None if latitude is None else (float(latitude), float(longitude))
            shown[school] = OnWall(
                countries[country].label, name, town, place, Level(level), since, until, key, is_sample
            )
    return sorted(
        shown.values(), key=lambda one: (one.country.casefold(), one.town.casefold(), one.name.casefold())
    )


def dots(schools: list[OnWall]) -> tuple[list[Dot], int]:
    """Return the towns as dots on a map without outlines, and the height of the drawing in units.

    Equirectangular: a degree of longitude is as wide as it is in the middle of the map. No dots for fewer than two
    towns: one dot says nothing.
    """
    towns: dict[tuple[float, float], list[OnWall]] = {}
    for one in schools:
        if one.place:
            towns.setdefault(one.place, []).append(one)
    if len(towns) < 2:
        return [], 0
    south, north = _span([latitude for latitude, _longitude in towns])
    west, east = _span([longitude for _latitude, longitude in towns])
    narrow = math.cos(math.radians((south + north) / 2)) or 1
    unit = (MAP_WIDTH - 2 * MAP_EDGE) / ((east - west) * narrow)  # units a degree of latitude
    height = round((north - south) * unit) + 2 * MAP_EDGE
    drawn = [
        Dot(
            round(MAP_EDGE + (longitude - west) * narrow * unit, 1),
            round(MAP_EDGE + (north - latitude) * unit, 1),
            each[0].town,
            len(each),
        )
        for (latitude, longitude), each in towns.items()
    ]
    return (_named(drawn) if len(drawn) <= MOST_NAMED else drawn), height


def _named(drawn: list[Dot]) -> list[Dot]:
    """Give each dot a place for its name, right of it or left of it, where that covers no other name and no dot."""
    taken = [(dot.x - NAME_GAP / 2, dot.x + NAME_GAP / 2, dot.y) for dot in drawn]
    named = []
    for dot in sorted(drawn, key=lambda one: one.y):
        wide = len(dot.town) * NAME_CHAR
        for before in (False, True):
            at = dot.x - NAME_GAP if before else dot.x + NAME_GAP
            left, right = (at - wide, at) if before else (at, at + wide)
            free = all(abs(y - dot.y) >= NAME_HIGH or b <= left or a >= right for a, b, y in taken)
            if free and left >= 0 and right <= MAP_WIDTH:
                taken.append((left, right, dot.y))
                dot = dot._replace(named_at=round(at, 1), before=before)
                break
        named.append(dot)
    return named


def _span(values: list[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    missing = max(LEAST_SPAN - (high - low), 0) / 2
    return low - missing, high + missing


def note_what_ran_out() -> None:
    """Make the wall anew when a recognition ran out since the worker last looked: no verb says so, only the clock."""
    now = timezone.now()
    ran_out = Recognition.objects.filter(
        state=RecognitionState.GRANTED, expires_at__lte=now, expires_at__gt=now - LOOK_BACK
    )
    if ran_out.exists():
        touch(STAMP)
