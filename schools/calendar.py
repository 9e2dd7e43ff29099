"""A calendar as text (iCalendar, RFC 5545). A leaf. Whole days only: they are the same in every time zone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

#: Octets of a line, without its end (RFC 5545, 3.1).
LONGEST_LINE = 75
#: How often programs should look again.
REFRESH = "PT12H"
MEDIA_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class Event:
    """Something on one day. uid: the same for ever; revision: grows with each change; changed_at: an aware time."""

    uid: str
    day: date
    summary: str
    changed_at: datetime
    description: str = ""
    url: str = ""
    revision: int = 0


def calendar_text(name: str, events: Iterable[Event], *, language: str, url: str = "") -> str:
    """Return a calendar of this name; `language` (a code) is that of all texts, `url` where people see the same."""
    said = f";LANGUAGE={language}"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Counterpoint//Plan of a school//EN",
        "CALSCALE:GREGORIAN",
        f"NAME{said}:{escaped(name)}",
        f"X-WR-CALNAME:{escaped(name)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
        f"X-PUBLISHED-TTL:{REFRESH}",
    ]
    lines += [f"URL:{address(url)}"] if url else []
    for event in events:
        changed = in_utc(event.changed_at)
        lines += [
            "BEGIN:VEVENT",
            f"UID:{escaped(event.uid)}",
            f"DTSTAMP:{changed}",
            f"LAST-MODIFIED:{changed}",
            f"SEQUENCE:{event.revision}",
            f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}",  # the first day after it
            f"SUMMARY{said}:{escaped(event.summary)}",
        ]
        lines += [f"DESCRIPTION{said}:{escaped(event.description)}"] if event.description else []
        lines += [f"URL:{address(event.url)}"] if event.url else []
        lines += ["TRANSP:TRANSPARENT", "END:VEVENT"]  # nobody is busy because of it
    lines.append("END:VCALENDAR")
    return written(lines)


def written(lines: Iterable[str]) -> str:
    """Return lines as a file: each folded, each with its end."""
    return "".join(f"{folded(line)}\r\n" for line in lines)


def in_utc(moment: datetime) -> str:
    """Write an aware time (3.3.5, form 2)."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(value: str) -> str:
    """Escape a text (3.3.11); control characters, which no text may hold, become spaces."""
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    value = "".join(
        " " if (ord(char) < 32 and char not in "\n\t") or ord(char) == 127 else char for char in value
    )
    for char, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        value = value.replace(char, written)
    return value


def address(value: str) -> str:
    """Return an address without what no address may hold."""
    return "".join(char for char in value if ord(char) > 32 and ord(char) != 127)


def folded(line: str) -> str:
    """Break a line so that none is longer than LONGEST_LINE octets, and no letter is cut in two (3.1)."""
    pieces, piece, size = [], "", 0
    for char in line:
        octets = len(char.encode())
        if size + octets > LONGEST_LINE:
            pieces.append(piece)
            piece, size = "", 1  # the space with which a continuation begins
        piece += char
        size += octets
    return "\r\n ".join([*pieces, piece])
