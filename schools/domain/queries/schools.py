"""The schools of the network, as coordinators see them."""

from datetime import date, timedelta

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from schools.enums import SchoolState
from schools.models import Recognition, School, SchoolYear

#: A confirmed school is quiet when it had no session for so many days.
QUIET_DAYS = 60


def listed_schools(*, state: str = "", country: str = "", quiet: bool = False) -> QuerySet[School]:
    """Return schools with towns and countries, `last_day` (of the last session) and `level` (that stands), or None.

    state: of SchoolState, country: a code, "" for all; quiet: only quiet ones. What waits to be confirmed stands first,
    what is closed last. One query.
    """
    found = School.objects.select_related("town__country").annotate(last_day=_last_day(), level=_level())
    if state:
        found = found.filter(state=state)
    if country:
        found = found.filter(town__country__code=country)
    if quiet:
        found = found.filter(_is_quiet(timezone.localdate()))
    # Backwards by their letters: new, confirmed, closed.
    return found.order_by("-state", "name", "pk")


def quiet_schools(day: date | None = None) -> QuerySet[School]:
    """Return the confirmed schools with no session in the QUIET_DAYS days before `day` (default: today), or ever."""
    return School.objects.annotate(last_day=_last_day()).filter(_is_quiet(day or timezone.localdate()))


def _is_quiet(day: date) -> Q:
    silent = Q(last_day=None) | Q(last_day__lt=day - timedelta(days=QUIET_DAYS))
    return Q(state=SchoolState.CONFIRMED) & silent


def _last_day() -> Subquery:
    years = SchoolYear.objects.filter(school=OuterRef("pk")).order_by().values("school")
    return Subquery(years.annotate(last=Max("last_day")).values("last"))


def _level() -> Subquery:
    standing = Recognition.objects.standing().filter(school=OuterRef("pk")).order_by().values("school")
    return Subquery(standing.annotate(highest=Max("level")).values("highest"))
