"""How often something was looked at or taken away, without cookie, address or fingerprint: one number a day.

What is counted stands in the memory of the process and is added to the rows of the day (cms.models.DailyCount) by one
statement, at most once a minute while requests come, and when the process ends. A process that is killed outright
(kill -9) loses what it counted since: a minute at most of a busy site. Nothing is known of who came; a second look is a
second view. Behind a proxy that keeps pages, views are fewer than there were, for it answers some by itself.
"""

import atexit
import logging
import os
import re
import time
from collections.abc import Iterable
from datetime import date, timedelta
from threading import Lock
from uuid import UUID

from django.db import Error, connection, transaction
from django.db.models import Sum
from django.http import HttpRequest
from django.utils import timezone

from cms.models import DailyCount

logger = logging.getLogger(__name__)

VIEW, DOWNLOAD, EMBED = "view", "download", "embed"
PAUSE = 60  # seconds between two statements of a process
MOST = 1000  # counters in memory at once, and rows in one statement
KEPT = timedelta(days=25 * 31)  # a little more than 25 months: two years can be compared
#: Programs that say what they are. Those that do not are counted: to find them out, one would have to look at people.
#: Looked for one by one: a regular expression takes twenty times as long, and a kept page costs little else.
ROBOTS = (
    "crawl", "spider", "slurp", "archiver", "preview", "facebookexternalhit", "whatsapp", "mastodon", "embedly",
    "monitor", "uptime", "headless", "lighthouse", "validator", "feed", "curl", "wget", "python", "httpx", "okhttp",
    "go-http-client", "java/", "libwww",
)  # fmt: skip
BOT = re.compile(r"(?<!cu)bot(?![a-z])")  # Cubot makes telephones

#: what, subject, language, day
Key = tuple[str, UUID, str, date]


class _Memory:
    """The counters of this process that are not in the database yet."""

    def __init__(self):
        self.lock = Lock()
        self.counts: dict[Key, int] = {}
        self.since = 0.0  # when the first of them was counted (monotonic seconds)
        self.day = date.min
        self.day_until = 0.0  # until then the day is not looked up again

    def add(self, what: str, subject: UUID, language: str) -> None:
        now = time.monotonic()
        with self.lock:
            if now >= self.day_until:
                self.day, self.day_until = timezone.localdate(), now + PAUSE
            if not self.counts:
                self.since = now
            key = (what, subject, language, self.day)
            if key in self.counts or len(self.counts) < MOST:
                self.counts[key] = self.counts.get(key, 0) + 1

    def take(self) -> dict[Key, int]:
        with self.lock:
            taken, self.counts = self.counts, {}
            return taken

    def give_back(self, counts: dict[Key, int]) -> None:
        with self.lock:
            for key, number in counts.items():
                self.counts[key] = self.counts.get(key, 0) + number
            self.since = time.monotonic()

    def is_due(self) -> bool:
        return bool(self.counts) and time.monotonic() - self.since >= PAUSE


_memory = _Memory()


def count(what: str, subject: UUID, language: str) -> None:
    """Count one thing that happened just now: what (VIEW, DOWNLOAD, EMBED), to which subject, in which language.

    Asks the database nothing. subject: a translation_key, so that all languages of a page are one subject.
    """
    _memory.add(what, subject, language)


def is_counted(request: HttpRequest) -> bool:
    """Say whether a request is a look at something: a GET, no prefetch, by no program that says that it is one."""
    meta = request.META
    if request.method != "GET" or "HTTP_SEC_PURPOSE" in meta or meta.get("HTTP_PURPOSE") == "prefetch":
        return False
    program = meta.get("HTTP_USER_AGENT", "").lower()
    for name in ROBOTS:
        if name in program:
            return False
    return "bot" not in program or not BOT.search(program)


def flush() -> int:
    """Add what this process counted to the rows of the day; return how many rows that were.

    Where the database does not take it, it is kept and tried again a minute later.
    """
    counts = _memory.take()
    if not counts:
        return 0
    try:
        _add(counts)
    except Error:
        _memory.give_back(counts)
        logger.warning("Counts were not written yet: the database does not take them")
        return 0
    return len(counts)


def flush_when_due(**kwargs) -> None:
    """Flush once a minute; called when a request was answered, so that nobody waits for it (cms/receivers.py)."""
    if _memory.is_due():
        flush()


def forget() -> None:
    """Forget what was counted and not written: in a new process, which would count it twice; in tests."""
    _memory.__init__()  # type: ignore[misc]


def _add(counts: dict[Key, int]) -> None:
    """Add to the rows by one statement, made where they are missing; processes that do so at once lose nothing.

    Django's own upsert would put a number in place of the one that is there.
    """
    columns = ["what", "subject", "language", "day", "number"]
    fields = [DailyCount._meta.get_field(name) for name in columns]
    # Always in one order: two processes never wait for one another.
    rows = sorted(
        (what, subject.hex, language, day, n) for (what, subject, language, day), n in counts.items()
    )
    values = [
        field.get_db_prep_value(UUID(value) if field.name == "subject" else value, connection)
        for row in rows
        for field, value in zip(fields, row, strict=True)
    ]
    table = connection.ops.quote_name(DailyCount._meta.db_table)
    places = ", ".join(["(%s, %s, %s, %s, %s)"] * len(rows))
    statement = (
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES {places} "
        f"ON CONFLICT (subject, what, language, day) DO UPDATE SET number = {table}.number + EXCLUDED.number"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


# Reading ----------------------------------------------------------------------------------------------------------


def total(subject: UUID, what: str, since: date | None = None) -> int:
    """Return how often something happened to a subject, in all languages, since a day (included). One query."""
    return totals([subject], since).get((what, subject), 0)


def totals(subjects: Iterable[UUID], since: date | None = None) -> dict[tuple[str, UUID], int]:
    """Return how often each thing happened to each subject: {(what, subject): number}. One query."""
    rows = _rows(subjects, since).values_list("what", "subject").annotate(number=Sum("number"))
    return {(what, subject): number for what, subject, number in rows}


def by_language(subjects: Iterable[UUID], what: str, since: date | None = None) -> dict[str, int]:
    """Return how often something happened in each language, to all of the subjects. One query."""
    rows = _rows(subjects, since).filter(what=what).values_list("language").annotate(number=Sum("number"))
    return dict(rows.order_by("language"))


def _rows(subjects: Iterable[UUID], since: date | None):
    rows = DailyCount.objects.filter(subject__in=list(subjects)).order_by()
    return rows.filter(day__gte=since) if since else rows


def delete_old(today: date | None = None) -> int:
    """Delete the counts of days that are 25 months back and return how many rows that were."""
    return DailyCount.objects.filter(day__lt=(today or timezone.localdate()) - KEPT).delete()[0]


os.register_at_fork(after_in_child=forget)
atexit.register(flush)
