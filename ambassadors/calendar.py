"""One visit as a calendar (iCalendar, RFC 5545). A leaf. A time in UTC, so every program shows it as it is there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from schools.calendar import MEDIA_TYPE, address, escaped, in_utc, written

__all__ = ["MEDIA_TYPE", "Appointment", "appointment_text"]


@dataclass(frozen=True)
class Appointment:
    """Something from a time on. uid: the same for ever; revision: grows with each change; all times are aware.

    status: CONFIRMED, TENTATIVE or CANCELLED (3.8.1.11).
    """

    uid: str
    starts_at: datetime
    minutes: int
    summary: str
    changed_at: datetime
    status: str
    place: str = ""
    url: str = ""
    revision: int = 0


def appointment_text(one: Appointment, *, language: str) -> str:
    """Return a calendar with one event; `language` (a code) is that of its texts."""
    said, changed = f";LANGUAGE={language}", in_utc(one.changed_at)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Counterpoint//Visit of ambassadors//EN",
        "CALSCALE:GREGORIAN",
        "BEGIN:VEVENT",
        f"UID:{escaped(one.uid)}",
        f"DTSTAMP:{changed}",
        f"LAST-MODIFIED:{changed}",
        f"SEQUENCE:{one.revision}",
        f"DTSTART:{in_utc(one.starts_at)}",
        f"DTEND:{in_utc(one.starts_at + timedelta(minutes=one.minutes))}",
        f"STATUS:{one.status}",
        f"SUMMARY{said}:{escaped(one.summary)}",
    ]
    lines += [f"LOCATION{said}:{escaped(one.place)}"] if one.place else []
    lines += [f"URL:{address(one.url)}"] if one.url else []
    # Whoever goes is busy then, unless it does not take place.
    lines.append(f"TRANSP:{'TRANSPARENT' if one.status == 'CANCELLED' else 'OPAQUE'}")
    return written([*lines, "END:VEVENT", "END:VCALENDAR"])
