"""Answers come in: each is kept once, whatever the network and the device did to it. The server alone scores.

A device gives an answer its id before it is sent. The first answer from a seat to an item is the one that counts.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import IntegrityError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from classrooms.domain.editions import Reading, reading
from classrooms.models import Answer, Seat
from classrooms.models.sitting import LATE
from cms.compiled import CompiledRead, insert_once
from exercises.items import AnswerError, item_type
from exercises.models import Edition

#: What is longer than this is no answer to an item (letters of a field).
LONGEST = 20_000
MOST_FIELDS = 300


class OtherContent(Exception):
    """Under this id another answer was kept before; that one stays."""


class TooLate(Exception):
    """The sitting takes no more answers; they may go into a file (classrooms.domain.late)."""


class SeatGone(Exception):
    """The seat was deleted this very moment."""


@dataclass(frozen=True)
class Given:
    """An answer as a device sends it. fields: of the item's form. skipped: passed over, so that fields do not count."""

    id: UUID
    sequence: int
    edition: int
    item: str
    fields: QueryDict
    skipped: bool = False


class Place(NamedTuple):
    """What answering needs to know of a seat; one query brings it (place_of)."""

    seat: int
    edition: int  # of the seat's form, in the language in which the sitting was opened
    ended_at: datetime
    feedback: str
    token_hash: str  # of the secret that opens the seat now


class Receipt(NamedTuple):
    """That an answer is kept. is_first: it is this one, not another that came before it for the same item."""

    id: UUID
    item: str
    sequence: int
    received_at: datetime
    is_late: bool
    is_first: bool

    def as_json(self) -> dict[str, Any]:
        return {
            "id": str(self.id),
            "item": self.item,
            "sequence": self.sequence,
            "received_at": self.received_at.astimezone(UTC).isoformat(timespec="milliseconds"),
            "late": self.is_late,
            "kept": self.is_first,
        }


_COLUMNS = ("form", "sitting__edition_id", "sitting__second_edition_id", "sitting__closed_at", "sitting__closes_at",
            "sitting__feedback", "token_hash")  # fmt: skip
_place = CompiledRead(
    lambda pk, key: Seat.objects.filter(pk=pk, sitting__key=key, voided_at=None).values_list(*_COLUMNS),
    -1,
    "key",
)


def place_of(key: str, seat: int) -> Place | None:
    """Return the place of a seat in the sitting of this key, None if it is not there or was voided. One query."""
    row = _place.one(seat, key)
    if row is None:
        return None
    form, first, second, closed_at, closes_at, feedback, token_hash = row
    ended_at = min(closed_at or closes_at, closes_at)
    return Place(seat, second if form and second else first, ended_at, feedback, token_hash)


def keep_answer(place: Place, given: Given) -> Receipt:
    """Keep an answer and return its receipt; the same receipt for the same answer, however often it comes.

    AnswerError with a sentence for the pupil where it is not complete or not possible. OtherContent: its id was used
    for another answer. TooLate: 24 hours after the close, for what was not kept before.
    """
    edition, at = asked(place, given)
    now = timezone.now()
    if now >= place.ended_at + LATE:
        if (kept := _kept(place, client_id=given.id)) is None:
            raise TooLate
        return _receipt(kept, given, read_value(edition, at, given))
    value = read_value(edition, at, given)
    answer = Answer(
        seat_id=place.seat,
        client_id=given.id,
        sequence=given.sequence,
        item=given.item,
        edition_id=edition.pk,
        value=value,
        received_at=whole_milliseconds(now),
        is_late=now >= place.ended_at,
    )
    try:
        if insert_once(answer):
            return _receipt(answer, given, value)
    except IntegrityError as error:
        raise SeatGone from error
    kept = _kept(place, client_id=given.id) or _kept(place, item=given.item)
    if kept is None:
        raise SeatGone
    return _receipt(kept, given, value)


def asked(place: Place, given: Given) -> tuple[Edition, int]:
    """Return the edition and the place in it that an answer speaks of; AnswerError if it is none of this sitting's."""
    found: Reading | None
    try:
        found = reading(given.edition)
    except Edition.DoesNotExist:
        found = None
    form = reading(place.edition).edition
    if found is None or found.edition.structure != form.structure or given.item not in found.places:
        raise AnswerError(_("This answer does not belong to the exercise that is open here."))
    return found.edition, found.places[given.item]


def read_value(edition: Edition, at: int, given: Given) -> Any:
    """Return an answer to item `at` as its kind reads it, None where it was passed over; AnswerError as above."""
    if given.skipped:
        return None
    item = edition.public[at]
    return item_type(item["type"]).read(given.fields, item["public"])


def _kept(place: Place, **by) -> Answer | None:
    return Answer.objects.filter(seat_id=place.seat, **by).first()


def _receipt(kept: Answer, given: Given, value: Any) -> Receipt:
    is_same_id = kept.client_id == given.id
    if is_same_id and (kept.item != given.item or kept.value != value):
        raise OtherContent
    return Receipt(given.id, given.item, kept.sequence, kept.received_at, kept.is_late, is_same_id)


def whole_milliseconds(moment: datetime) -> datetime:
    """Return a moment as receipts show it, so that what is read back from any database is the same."""
    return moment - timedelta(microseconds=moment.microsecond % 1000)
