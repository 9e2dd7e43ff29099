"""What the help page shows."""

from datetime import timedelta
from itertools import groupby

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from cms.cache.keeping import keep
from cms.enums import Anonymous, HelpKind
from cms.languages import BY_CODE
from cms.models.help import HelpAdvice, HelpEntry, HelpLaw
from cms.models.vocabularies import Country
from cms.vocabularies import STAMP as VOCABULARY_STAMP
from cms.vocabularies import terms

STAMP = "help"
#: A number that nobody has checked for so long is hidden: a wrong number is worse than none.
HIDE_AFTER_DAYS = 365

KINDS = [kind for kind in HelpKind if kind != HelpKind.EMERGENCY]


def help_context(page, request: HttpRequest) -> dict:
    """Return `countries`, `country`, `advice` and `unknown_country` for the template of the help page."""
    wanted = request.GET.get("country", "").upper()[:8]
    names = (STAMP, VOCABULARY_STAMP)
    codes = keep("help countries", names, _countries_with_entries)
    known = terms(Country)
    countries = [
        {"code": code, "label": known[code].label, "url": f"?country={code}", "is_current": code == wanted}
        for code in codes
    ]
    countries.sort(key=lambda country: (country["code"] != "EU", country["label"].casefold()))
    chosen = wanted if wanted in codes else None
    return {
        "countries": countries,
        "country": _country(known[chosen]) if chosen else None,
        "unknown_country": bool(wanted) and not chosen,
        "advice": [advice.text for advice in HelpAdvice.objects.all()],
    }


def _countries_with_entries() -> list[str]:
    return sorted(set(HelpEntry.objects.filter(hidden=False).values_list("country__code", flat=True)))


def _country(country: Country) -> dict:
    oldest = timezone.localdate() - timedelta(days=HIDE_AFTER_DAYS)
    entries = list(HelpEntry.objects.filter(country=country, hidden=False))
    order = {kind: place for place, kind in enumerate(KINDS)}
    rest = sorted(
        (entry for entry in entries if entry.kind in order),
        key=lambda entry: (order[entry.kind], entry.position),
    )
    return {
        "code": country.code,
        "label": country.label,
        "emergency": next((entry for entry in entries if entry.kind == HelpKind.EMERGENCY), None),
        "groups": [
            {"label": HelpKind(kind).label, "entries": [_entry(entry, oldest) for entry in group]}
            for kind, group in groupby(rest, key=lambda entry: entry.kind)
        ],
        "law": HelpLaw.objects.filter(country=country).first(),
    }


def _entry(entry: HelpEntry, oldest) -> dict:
    stale = entry.last_checked < oldest
    codes = [code.strip() for code in entry.languages.split(",") if code.strip()]
    return {
        "name": entry.name,
        "phone": "" if stale else entry.phone,
        "url": entry.url,
        "email": "" if stale else entry.email,
        "anonymous": "" if entry.anonymous == Anonymous.UNKNOWN else entry.get_anonymous_display(),
        "free": entry.free,
        "hours": entry.hours,
        "languages": ", ".join(BY_CODE[code].name if code in BY_CODE else code for code in codes),
        "note": entry.note,
        "last_checked": entry.last_checked,
        "recheck": entry.recheck or stale,
        "language": get_language(),
    }
