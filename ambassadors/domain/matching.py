"""Who fits a request for a visit: proposals with reasons. People decide; nothing here asks the database or the clock.

An offer that fails one of the hard conditions (Fault) is never proposed; the others are put in order by what speaks for
them (WEIGHTS). The same offers and requests give the same proposals, in whatever order they come.

How old pupils are, in years, youngest and oldest (PUPILS), follows the International Standard Classification of
Education (ISCED 2011, UNESCO Institute for Statistics): primary (level 1) is entered between 5 and 7 and lasts six
years most often; lower secondary (level 2) is entered between 10 and 13, most often at 12; upper secondary (level 3)
between 14 and 16, and left at 17 or 18. Vocational schools are taken as level 3 with a year more; where several stages
are under one roof and none is named, anybody from the youngest to the oldest may sit there.

An ambassador goes where the youngest of her band (BANDS) is no younger than the oldest pupil, and the middle of her
band is at least two years above the middle of theirs. So 13 to 15 go to primary schools, 16 and 17 to lower secondary
ones as well, and only those who are 18 or older to all others.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from hashlib import blake2b
from heapq import nsmallest
from math import asin, cos, radians, sin, sqrt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ambassadors.enums import Band, Format
from classrooms.wording import language_name
from schools.enums import Stage

#: Ages in years: youngest, oldest. Of those who are 18 or older, young grown-ups are meant.
PUPILS = {
    Stage.PRIMARY: (6, 11),
    Stage.LOWER_SECONDARY: (12, 14),
    Stage.UPPER_SECONDARY: (15, 17),
    Stage.VOCATIONAL: (15, 18),
    Stage.SEVERAL: (6, 18),
}
BANDS = {Band.FROM_13: (13, 15), Band.FROM_16: (16, 17), Band.ADULT: (18, 22)}
LEAST_GAP, IDEAL_GAP = 2, (2, 6)  # years
#: In the place of a band: grown-ups of an organisation come, whose age does not matter.
ORGANISATION = "organisation"

#: What speaks for an offer, in points. Whoever is asked often already loses some for each visit.
WEIGHTS = {"usual_language": 20, "other_language": 10, "topic": 20, "near": 20, "age": 15, "free": 20}
PER_AHEAD, PER_RECENT = 8, 4
EARTH = 6371.0088  # mean radius in kilometres (IUGG)


class Fault(StrEnum):
    """Why an offer does not fit a request, in the order in which it is told."""

    LANGUAGE = "language"
    FORMAT = "format"
    AGE = "age"
    DAYS = "days"
    DISTANCE = "distance"
    DECLINED = "declined"


@dataclass(frozen=True)
class Supply:
    """What somebody can give, as domain.queries.supply reads it.

    languages: codes; usual: the one that she speaks most, "" for all alike. topics: primary keys. formats: offered and
    agreed to by all who have to. latitude, longitude: of the town, in degrees, None where unknown. reach: kilometres.
    band: a Band, or ORGANISATION. windows: first and last days. booked: days on which she visits already. ahead: visits
    to come; recent: those of the last 90 days. school: her own, a primary key.
    """

    key: str
    languages: frozenset[str]
    formats: frozenset[str]
    town: int
    reach: int
    band: str
    windows: tuple[tuple[date, date], ...]
    usual: str = ""
    topics: frozenset[int] = frozenset()
    latitude: float | None = None
    longitude: float | None = None
    booked: frozenset[date] = frozenset()
    ahead: int = 0
    recent: int = 0
    school: int | None = None


@dataclass(frozen=True)
class Demand:
    """What a school asks for. declined: keys of offers whose owners said no to this request before."""

    key: str
    language: str
    format: str
    stage: str
    first_day: date
    last_day: date
    town: int
    topic: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    school: int | None = None
    declined: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Proposal:
    """An offer that fits. score: the more the better, for the order alone. reasons: JSON (see reason_text)."""

    supply: str
    score: int
    reasons: list[dict] = field(hash=False)


@dataclass(frozen=True)
class Lack:
    """What keeps the most offers from fitting a request: `number` of `total`."""

    fault: Fault
    number: int
    total: int


# Conditions --------------------------------------------------------------------------------------------------------


@cache
def age_gap(band: str, stage: str) -> int | None:
    """Return by how many years an ambassador is older than the pupils, middle to middle, rounded down.

    None where she may not go: she could be younger than one of them, or is not two years older.
    """
    youngest, oldest = BANDS[Band(band)]
    first, last = PUPILS[Stage(stage)]
    twice = youngest + oldest - first - last
    return twice // 2 if youngest >= last and twice >= 2 * LEAST_GAP else None


def kilometres(
    latitude: float | None,
    longitude: float | None,
    other_latitude: float | None,
    other_longitude: float | None,
) -> int | None:
    """Return the great-circle distance (haversine formula) of two places in degrees, in whole kilometres.

    None where a place is not known. Towns are known to a tenth of a degree: about ten kilometres.
    """
    if None in (latitude, longitude, other_latitude, other_longitude):
        return None
    north, other_north = radians(latitude), radians(other_latitude)
    across = sin((other_north - north) / 2) ** 2
    along = sin(radians(other_longitude - longitude) / 2) ** 2
    return round(2 * EARTH * asin(min(1.0, sqrt(across + cos(north) * cos(other_north) * along))))


def faults(demand: Demand, supply: Supply) -> list[Fault]:
    """Return every condition that an offer fails; [] where it can be proposed."""
    found = []
    if demand.language not in supply.languages:
        found.append(Fault.LANGUAGE)
    if demand.format not in supply.formats:
        found.append(Fault.FORMAT)
    if supply.band != ORGANISATION and age_gap(supply.band, demand.stage) is None:
        found.append(Fault.AGE)
    if not _free(supply, demand.first_day) & _span(demand.first_day, demand.last_day, demand.first_day):
        found.append(Fault.DAYS)
    away = _away(demand, supply)
    if demand.format == Format.IN_PERSON and away is not None and away > supply.reach:
        found.append(Fault.DISTANCE)
    if supply.key in demand.declined:
        found.append(Fault.DECLINED)
    return found


def lack(demand: Demand, supplies: Iterable[Supply]) -> Lack | None:
    """Return what keeps the most offers from fitting; None where one fits, or there is none at all."""
    counted: Counter[Fault] = Counter()
    total = 0
    for supply in supplies:
        found = faults(demand, supply)
        if not found:
            return None
        total += 1
        counted.update(found)
    if not total:
        return None
    worst = max(Fault, key=lambda fault: counted[fault])  # the first of several, in the order of Fault
    return Lack(worst, counted[worst], total)


def _span(first: date, last: date, origin: date) -> int:
    """Return days as bits, both included: bit 0 is `origin`, what lies before is left out."""
    begin, end = max((first - origin).days, 0), (last - origin).days
    return ((1 << (end - begin + 1)) - 1) << begin if end >= begin else 0


def _free(supply: Supply, origin: date) -> int:
    """Return the days on which somebody can come, as bits from `origin`."""
    days = 0
    for first, last in supply.windows:
        days |= _span(first, last, origin)
    for day in supply.booked:
        days &= ~_span(day, day, origin)
    return days


def _away(demand: Demand, supply: Supply) -> int | None:
    """Return kilometres between the towns, 0 in the same one, None where a town's place is not known."""
    if demand.town == supply.town:
        return 0
    return kilometres(demand.latitude, demand.longitude, supply.latitude, supply.longitude)


# Proposing ---------------------------------------------------------------------------------------------------------


def propose(
    demands: Iterable[Demand], supplies: Iterable[Supply], *, most: int | None = 5
) -> dict[str, list[Proposal]]:
    """Return for the key of each request the offers that fit, the best first; `most` of them, None for all.

    In person, those whose distance is not known come last, and a reason says so. What is equally good is put in order
    by a hash of both keys, so that nobody is first everywhere because of her name.
    """
    demands = sorted(demands, key=lambda demand: demand.key)
    if not demands:
        return {}
    origin = min(demand.first_day for demand in demands)
    pools: dict[tuple[str, str], list[_Ready]] = {}
    for supply in supplies:
        if days := _free(supply, origin):
            ready = _Ready(supply, days)
            for language in supply.languages:
                for format in supply.formats:
                    pools.setdefault((language, format), []).append(ready)
    away: dict[int, dict[int, int | None]] = {}  # kilometres by the towns of both
    return {
        demand.key: _best(
            demand,
            pools.get((demand.language, demand.format), []),
            _span(demand.first_day, demand.last_day, origin),
            away.setdefault(demand.town, {}),
            most,
        )
        for demand in demands
    }


class _Ready:
    """An offer with what is worked out of it once, and not for each request."""

    __slots__ = ("age", "band", "days", "hash", "key", "load", "reach", "supply", "town")

    def __init__(self, supply: Supply, days: int):
        self.supply, self.days = supply, days
        self.key, self.town, self.reach, self.band = supply.key, supply.town, supply.reach, supply.band
        self.hash = _hash(supply.key)
        self.load = max(WEIGHTS["free"] - PER_AHEAD * supply.ahead - PER_RECENT * supply.recent, 0)


def _best(
    demand: Demand, pool: list[_Ready], days: int, away: dict[int, int | None], most: int | None
) -> list[Proposal]:
    in_person = demand.format == Format.IN_PERSON
    ages = _ages(demand.stage)
    language, topic, hashed = demand.language, demand.topic, _hash(demand.key)
    usual, other, shared = WEIGHTS["usual_language"], WEIGHTS["other_language"], WEIGHTS["topic"]
    near = WEIGHTS["near"]
    found = []
    for ready in pool:
        if not ready.days & days or (age := ages[ready.band]) is None or ready.key in demand.declined:
            continue
        supply, unknown, closeness = ready.supply, False, near
        if in_person:
            if ready.town in away:
                far = away[ready.town]
            else:
                far = away[ready.town] = _away(demand, supply)
            if far is None:
                unknown, closeness = True, 0
            elif far > ready.reach:
                continue
            else:
                closeness = max(near - far // 5, 0)
        score = age + closeness + ready.load + (usual if supply.usual in ("", language) else other)
        if topic is not None and topic in supply.topics:
            score += shared
        found.append((unknown, -score, _mixed(hashed, ready.hash), ready.key, ready))
    # No two keys are equal, so offers themselves are never compared.
    best = sorted(found) if most is None else nsmallest(most, found)
    return [
        Proposal(key, -negative, _reasons(demand, ready, days, away))
        for _unknown, negative, _tie, key, ready in best
    ]


@cache
def _ages(stage: str) -> dict[str, int | None]:
    """Return by band the points for the age gap, None where it is no good."""
    low, high = IDEAL_GAP
    points: dict[str, int | None] = {ORGANISATION: WEIGHTS["age"] // 2}
    for band in Band.values:
        gap = age_gap(band, stage)
        points[band] = None if gap is None else max(WEIGHTS["age"] - 3 * max(gap - high, low - gap, 0), 0)
    return points


def _hash(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest())


def _mixed(one: int, other: int) -> int:
    """Return a number that hangs on both, spread evenly (the multiplier is 2**64 divided by the golden ratio)."""
    return ((one ^ other) * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF


# Reasons -----------------------------------------------------------------------------------------------------------


def _reasons(demand: Demand, ready: _Ready, days: int, away: dict[int, int | None]) -> list[dict]:
    supply = ready.supply
    usual = supply.usual == demand.language
    found: list[dict] = [{"code": "language", "language": demand.language, "usual": usual}]
    if demand.topic is not None and demand.topic in supply.topics:
        found.append({"code": "topic"})
    if demand.format == Format.IN_PERSON:
        far = away[supply.town]
        if demand.town == supply.town:
            found.append({"code": "same_town"})
        else:
            found.append({"code": "distance", "km": far} if far is not None else {"code": "distance_unknown"})
    if supply.band == ORGANISATION:
        found.append({"code": "grown_ups"})
    else:
        found.append({"code": "age", "years": age_gap(supply.band, demand.stage)})
    found.append({"code": "days", "number": (ready.days & days).bit_count()})
    found.append({"code": "ahead", "number": supply.ahead})
    if supply.recent:
        found.append({"code": "recent", "number": supply.recent})
    if supply.school is not None and supply.school == demand.school:
        found.append({"code": "own_school"})
    return found


#: A coordinator chose by herself: kept as the reason where nothing was proposed.
CHOSEN = {"code": "chosen"}


def reason_text(reason: dict) -> str:
    """Return why somebody was proposed, in the active language: "12 km away". "" for a code that is not known."""
    match reason:
        case {"code": "language", "language": code, "usual": True}:
            # Translators: why somebody is proposed for a visit; language: "Ukrainian"
            return _("mostly speaks %(language)s") % {"language": language_name(code)}
        case {"code": "language", "language": code}:
            # Translators: why somebody is proposed for a visit; language: "Ukrainian"
            return _("speaks %(language)s") % {"language": language_name(code)}
        case {"code": "topic"}:
            return _("knows this topic")
        case {"code": "same_town"}:
            return _("lives in the same town")
        case {"code": "distance", "km": far}:
            return _("about %(far)d km away") % {"far": far}
        case {"code": "distance_unknown"}:
            return _("distance unknown")
        case {"code": "age", "years": years}:
            words = ngettext(
                "about %(years)d year older than the pupils",
                "about %(years)d years older than the pupils",
                years,
            )
            return words % {"years": years}
        case {"code": "grown_ups"}:
            return _("comes with grown-ups of its own")
        case {"code": "days", "number": number}:
            words = ngettext(
                "has time on %(number)d of these days", "has time on %(number)d of these days", number
            )
            return words % {"number": number}
        case {"code": "ahead", "number": 0}:
            return _("has no visit ahead")
        case {"code": "ahead", "number": number}:
            return ngettext("has %(number)d visit ahead", "has %(number)d visits ahead", number) % {
                "number": number
            }
        case {"code": "recent", "number": number}:
            words = ngettext(
                "made %(number)d visit in the last 90 days",
                "made %(number)d visits in the last 90 days",
                number,
            )
            return words % {"number": number}
        case {"code": "own_school"}:
            return _("goes to this school")
        case {"code": "chosen"}:
            return _("chosen by a coordinator")
    return ""


def lack_text(lack: Lack, demand: Demand) -> str:
    """Return in a sentence what keeps the most offers from fitting, in the active language."""
    values = {"number": lack.number, "total": lack.total, "language": language_name(demand.language)}
    if lack.number == lack.total:
        return {
            Fault.LANGUAGE: _("Nobody who can come speaks %(language)s."),
            Fault.FORMAT: _("Nobody visits online.")
            if demand.format == Format.ONLINE
            else _("Nobody visits in person."),
            Fault.AGE: _("Nobody is enough older than these pupils."),
            Fault.DAYS: _("Nobody has time on these days."),
            Fault.DISTANCE: _("Nobody travels that far."),
            Fault.DECLINED: _("Everybody who could come has said no."),
        }[lack.fault] % values
    return {
        # Translators: number of total offers, such as "7 of 9"
        Fault.LANGUAGE: _("%(number)d of %(total)d do not speak %(language)s."),
        Fault.FORMAT: _("%(number)d of %(total)d do not visit online.")
        if demand.format == Format.ONLINE
        else _("%(number)d of %(total)d do not visit in person."),
        Fault.AGE: _("%(number)d of %(total)d are not enough older than these pupils."),
        Fault.DAYS: _("%(number)d of %(total)d have no time on these days."),
        Fault.DISTANCE: _("%(number)d of %(total)d do not travel that far."),
        Fault.DECLINED: _("%(number)d of %(total)d have said no."),
    }[lack.fault] % values


def fault_text(fault: Fault, demand: Demand) -> str:
    """Return what of somebody does not fit a request, in the active language: "does not travel that far"."""
    return {
        Fault.LANGUAGE: _("does not speak %(language)s") % {"language": language_name(demand.language)},
        Fault.FORMAT: _("does not visit online")
        if demand.format == Format.ONLINE
        else _("does not visit in person"),
        Fault.AGE: _("is not enough older than these pupils"),
        Fault.DAYS: _("has no time on these days"),
        Fault.DISTANCE: _("does not travel that far"),
        Fault.DECLINED: _("has said no to this request"),
    }[fault]
