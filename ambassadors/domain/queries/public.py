"""Whom everybody may see: by first name and town, as long as nothing is missing. Asked anew at each request."""

from typing import NamedTuple

from django.utils.timezone import localtime

from ambassadors.enums import MINORS
from ambassadors.models import Ambassador
from cms.languages import BY_CODE, Language

#: So many are shown at most.
MOST = 200


class Seen(NamedTuple):
    """An ambassador as everybody sees her. languages: of nobody under 18."""

    first_name: str
    town: str
    languages: list[Language]
    is_sample: bool


class Alumnus(NamedTuple):
    """Somebody who was an ambassador until a year, and is an adult who wants to be seen."""

    first_name: str
    year: int
    is_sample: bool


def ambassadors_seen() -> tuple[list[Seen], int]:
    """Return who is shown, by town and first name (MOST at most), and how many there are. Two queries.

    Nothing else of an ambassador leaves the database: a template cannot show what it is not given.
    """
    shown = Ambassador.objects.shown()
    rows = shown.order_by("town__name", "first_name", "pk").values_list(
        "first_name", "town__name", "band", "offer__languages", "is_sample"
    )[:MOST]
    found = [
        Seen(name, town, [] if band in MINORS else _languages(languages), is_sample)
        for name, town, band, languages, is_sample in rows
    ]
    return found, shown.count()


def alumni_seen() -> list[Alumnus]:
    """Return the alumni who want to be seen, the latest first; MOST at most. One query."""
    shown = Ambassador.objects.filter(
        alumnus_shown=True, alumnus_at__isnull=False, withdrawn_at=None, user__is_active=True
    ).exclude(band__in=MINORS)
    rows = shown.order_by("-alumnus_at", "pk").values_list("first_name", "alumnus_at", "is_sample")[:MOST]
    return [Alumnus(name, localtime(at).year, is_sample) for name, at, is_sample in rows]


def _languages(codes: list[str] | None) -> list[Language]:
    return [BY_CODE[code] for code in codes or [] if code in BY_CODE]
