"""What coordinators see of the network: kept figures, what waits for them, what is quiet, what happened."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db.models import F, Q, QuerySet

from cms.cache.keeping import keep
from cms.vocabularies import STAMP as VOCABULARY
from schools.domain.queries.schools import quiet_schools
from schools.domain.queries.wall import STAMP as SCHOOLS_CHANGED
from schools.enums import RecognitionState, SchoolState
from schools.models import NetworkEvent, NetworkFigures, Recognition, School
from schools.stamps import EVENTS, of_school
from schools.years import bounds


class Waiting(NamedTuple):
    """What waits for a coordinator: recognitions that were handed in, schools that nobody confirmed yet."""

    recognitions: int
    schools: int


def kept() -> dict[int, dict[str, datetime]]:
    """Return when figures were made, by school year (the newest first) and country ("" for all)."""
    found: dict[int, dict[str, datetime]] = {}
    rows = NetworkFigures.objects.order_by("-year", "country").values_list("year", "country", "made_at")
    for year, country, made_at in rows:
        found.setdefault(year, {})[country] = made_at
    return found


def figures_of(year: int, country: str = "") -> NetworkFigures | None:
    """Return the kept figures (schools.domain.network.rebuild) of a country, or of all; None where there are none."""
    return NetworkFigures.objects.filter(year=year, country=country).first()


def waiting_for_coordinators() -> Waiting:
    """Count what waits, in all countries. No query when warm."""
    return keep(("waiting for coordinators",), (SCHOOLS_CHANGED,), _waiting)


def _waiting() -> Waiting:
    return Waiting(
        Recognition.objects.filter(state=RecognitionState.SUBMITTED).count(),
        School.objects.filter(state=SchoolState.NEW).count(),
    )


def quiet_first(keys: Collection[int]) -> list[School]:
    """Return still_quiet() as a list: no query when warm, as long as nothing happens in one of these schools."""
    names = (SCHOOLS_CHANGED, VOCABULARY, *(of_school(pk) for pk in keys))
    return keep(("quiet first", tuple(keys)), names, lambda: list(still_quiet(keys)))


def what_happened(year: int, country: str = "") -> list[NetworkEvent]:
    """Return events_of() as a list. No query when warm."""
    return keep(
        ("network events", year, country), (EVENTS, VOCABULARY), lambda: list(events_of(year, country))
    )


def still_quiet(keys: Collection[int]) -> QuerySet[School]:
    """Return those of some schools that are quiet, with their towns and `last_day`, the longest quiet ones first."""
    found = quiet_schools().filter(pk__in=keys).select_related("town__country")
    return found.order_by(F("last_day").asc(nulls_first=True), "name", "pk")


def events_of(year: int, country: str = "") -> QuerySet[NetworkEvent]:
    """Return what happened in a school year, the oldest first: in all countries, or what concerns one."""
    start, end = bounds(year)
    found = NetworkEvent.objects.filter(day__gte=start, day__lt=end).select_related("country")
    if country:
        found = found.filter(Q(country=None) | Q(country__code=country))
    return found.order_by("day", "pk")
