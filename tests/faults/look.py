"""What is in the database, read without the site's own code: the judge should not be the accused."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from uuid import UUID


class Row(NamedTuple):
    """An answer as it is kept."""

    seat: int
    id: str
    sequence: int
    item: str
    edition: int
    value: Any
    received_at: datetime


class State(NamedTuple):
    """What a close should change all at once, or not at all."""

    is_closed: bool
    has_results: bool
    code_is_given_up: bool
    is_recorded: int  # entries of the audit trail

    @property
    def is_whole(self) -> bool:
        return self in (OPEN, CLOSED)


OPEN, CLOSED = State(False, False, False, 0), State(True, True, True, 1)


def rows(url: str) -> list[Row]:
    """Return every answer, in the order in which they were kept."""
    found = _ask(
        url,
        "SELECT seat_id, client_id, sequence, item, edition_id, value, received_at FROM classrooms_answer ORDER BY id",
    )
    return [
        Row(seat, str(UUID(str(name))), sequence, item, edition, _json(value), _moment(received_at))
        for seat, name, sequence, item, edition, value, received_at in found
    ]


def state(url: str, sitting: int) -> State:
    """Return how far a sitting is closed."""
    [[is_closed, has_results, given_up, recorded]] = _ask(
        url,
        f"""SELECT closed_at IS NOT NULL, results IS NOT NULL,
            (SELECT given_up_at IS NOT NULL FROM classrooms_joincode WHERE sitting_id = {sitting:d}),
            (SELECT count(*) FROM cms_auditentry WHERE verb = 'sitting.closed' AND object_id = '{sitting:d}')
            FROM classrooms_sitting WHERE id = {sitting:d}""",
    )
    return State(bool(is_closed), bool(has_results), bool(given_up), recorded)


def complaint(url: str) -> str:
    """Return what SQLite finds wrong with its file; "" if nothing, and for PostgreSQL."""
    if not url.startswith("sqlite"):
        return ""
    [[verdict]] = _ask(url, "PRAGMA integrity_check")
    return "" if verdict == "ok" else verdict


def _ask(url: str, sql: str) -> Sequence[Sequence]:
    if url.startswith("sqlite"):
        connection = sqlite3.connect(urlsplit(url).path.removeprefix("/"), timeout=20)
    else:
        import psycopg

        connection = psycopg.connect(url)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _moment(value: datetime | str) -> datetime:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
