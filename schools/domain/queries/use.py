"""Reads of what a school did: years and months as they are kept, how deep it goes, the lists behind the sums."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from cms.languages import DEFAULT_LANGUAGE
from cms.models import SearchEntry
from schools.models import Evidence, School, SchoolSitting, SchoolYear, Taught
from schools.years import school_year

#: Sessions in a year group from which on more of them add nothing to the depth. Several sessions beat one (Huang and
#: others 2024, 49 studies); six lessons of lateral reading made pupils judge clearly better (Wineburg and others 2022).
FULL_DOSAGE = 6


@dataclass(frozen=True)
class Depth:
    """How deep a school's work goes, and what that is made of; all are shares, 0 to 1."""

    staff: float
    year_groups: float
    dosage: float
    depth: float


def depth_of(school: School, year: SchoolYear) -> Depth:
    """Return the depth of a school year: share of staff x share of year groups x dosage.

    Share of staff: different teachers with a session in the year, of all who teach (School.staff). Share of year
    groups: those with a session, of all that the school has. Dosage: sessions for each year group that was reached,
    divided by FULL_DOSAGE. Each is 1 at most; so one more session never makes the depth smaller.
    """
    reached = min(len(year.year_groups), school.year_groups)
    staff = min(year.teachers / school.staff, 1.0)
    groups = reached / school.year_groups
    dosage = min(year.sessions / reached / FULL_DOSAGE, 1.0) if reached else 0.0
    return Depth(staff, groups, dosage, staff * groups * dosage)


def this_year(school: School) -> SchoolYear:
    """Return what is kept of the running school year; where there is nothing, zeros that are not saved. One query."""
    year = school_year(timezone.localdate())
    return school.years.filter(year=year).first() or SchoolYear(school=school, year=year)


def years_of(school: School, number: int = 3) -> list[SchoolYear]:
    """Return what is kept of the last school years, the newest first. One query."""
    return list(school.years.order_by("-year")[:number])


def months_of(school: School, number: int = 12) -> list[tuple[date, int]]:
    """Return the sessions of the last months, this one last: first day of the month, sessions. One query."""
    today = timezone.localdate()
    last = today.year * 12 + today.month - 1
    months = [date(at // 12, at % 12 + 1, 1) for at in range(last - number + 1, last + 1)]
    kept = dict(school.months.filter(month__gte=months[0]).values_list("month", "sessions"))
    return [(month, kept.get(month, 0)) for month in months]


def lessons_of(school: School) -> QuerySet[Taught]:
    """Return the lessons that were taught at a school, the newest first, with who noted them."""
    return school.taught.select_related("teacher")


def sittings_of(school: School) -> QuerySet[SchoolSitting]:
    """Return the sittings of a school, the newest first, with who opened them; those that were removed as well."""
    return school.sittings.select_related("teacher", "removed_by")


def evidence_of(school: School) -> QuerySet[Evidence]:
    """Return what a school added by hand, the newest first, with who added it."""
    return school.evidence.select_related("added_by")


def titles_in(language: str, keys: Iterable[UUID]) -> dict[UUID, SearchEntry]:
    """Return by translation_key what a list shows of lesson plans and exercises: title, url, language. One query.

    The translation is the one in `language`, else the English one, else any; what is no longer live is left out.
    """
    found: dict[UUID, tuple[int, SearchEntry]] = {}
    for entry in SearchEntry.objects.filter(translation_key__in=set(keys)).order_by("language"):
        rank = {language: 0, DEFAULT_LANGUAGE: 1}.get(entry.language, 2)
        if entry.translation_key not in found or rank < found[entry.translation_key][0]:
            found[entry.translation_key] = (rank, entry)
    return {key: entry for key, (_rank, entry) in found.items()}
