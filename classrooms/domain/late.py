"""Answers that come more than 24 hours after the close: the pupil gets them back as a file, her teacher may load it.

The file is JSON that anybody can read, signed, so that what is loaded is what came from the seat. The server keeps
nothing of it. What came once is not kept twice: answers bear the ids that their device gave them.
"""

import json
from typing import Any
from uuid import UUID

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from classrooms.domain.answering import Given, Place, asked, place_of, read_value, whole_milliseconds
from classrooms.domain.results import keep_results
from classrooms.models import Answer, Seat, Sitting
from classrooms.rules import can_run
from cms.audit import record
from cms.languages import BY_CODE, DEFAULT_LANGUAGE
from exercises.domain.editions import canonical
from exercises.items import AnswerError

#: Of a file, and of what a device sends for it.
MOST_BYTES = 500_000
MOST_ANSWERS = 300
#: What stands in a file's "format"; another one when its shape changes.
FORMAT = "counterpoint-late-answers-1"
_signer = signing.Signer(salt="classrooms.late")


class LateFileError(ValueError):
    """A file cannot be loaded; the message is a sentence for the teacher."""


# For the pupil ---------------------------------------------------------------------------------------------------


def late_file(key: str, place: Place, answers: list[Given]) -> bytes:
    """Return answers from a seat in the sitting of this key as a signed file (UTF-8), in the order of the device.

    What is no answer to an item of the sitting is left out. AnswerError with a sentence for the pupil if none is left,
    or if they are too long for a file.
    """
    number = Seat.objects.filter(pk=place.seat).values_list("number", flat=True).first()
    sent = [
        _sent(given) for given in sorted(answers, key=lambda given: given.sequence) if _fits(place, given)
    ]
    if number is None or not sent:
        raise AnswerError(_("There is no answer to this exercise that could go into a file."))
    content = {
        "format": FORMAT,
        "note": _(
            "Answers from seat %(number)d that came too late to be sent. Please give this file to your teacher."
        )
        % {"number": number},
        "language": get_language() or DEFAULT_LANGUAGE,  # in which numbers were written
        "sitting": key,
        "seat": place.seat,
        "answers": sent[:MOST_ANSWERS],
    }
    content["signature"] = _signer.signature(canonical(content))
    for indent in (1, None):
        file = (json.dumps(content, ensure_ascii=False, indent=indent) + "\n").encode()
        if len(file) <= MOST_BYTES:
            return file
    raise AnswerError(_("These answers are too long for one file."))


def _fits(place: Place, given: Given) -> bool:
    try:
        read_value(*asked(place, given), given)
        given.fields.urlencode()  # half of a letter cannot be written down
    except ValueError:
        return False
    return True


def _sent(given: Given) -> dict[str, Any]:
    return {
        "id": str(given.id),
        "sequence": given.sequence,
        "edition": given.edition,
        "item": given.item,
        "fields": [[name, value] for name, values in given.fields.lists() for value in values],
        "skipped": given.skipped,
    }


# For the teacher -------------------------------------------------------------------------------------------------


def takes_files(sitting: Sitting) -> bool:
    """Say whether answers can be added from files: from the close until those of the sitting are to be deleted."""
    return not sitting.is_open and not sitting.deleted_at and timezone.now() < sitting.deletes_at


@transaction.atomic
def load_late_file(sitting: Sitting, content: bytes, *, actor) -> int:
    """Keep the answers of a file, marked late, and return how many of them were not there yet.

    LateFileError with a sentence where it cannot be: it is no file of ours or was changed, belongs to another sitting
    or to a voided seat, or the sitting's answers were deleted, or are due to be.
    """
    if not can_run(actor, sitting.classroom):
        raise PermissionDenied
    sent = _read(content)
    locked = Sitting.objects.select_for_update(of=("self",)).select_related("classroom").get(pk=sitting.pk)
    if sent["sitting"] != locked.key:
        raise LateFileError(
            _("These answers were given in another exercise of yours, or of somebody else’s.")
        )
    if locked.is_open:
        raise LateFileError(_("This exercise is open: answers leave a device by themselves, without a file."))
    if not takes_files(locked):
        raise LateFileError(
            _("The answers of this exercise were deleted on their day, so none can be added any more.")
        )
    seat = Seat.objects.select_for_update().filter(sitting=locked, pk=sent["seat"]).first()
    place = place_of(locked.key, seat.pk) if seat else None
    if place is None:
        raise LateFileError(_("The seat from which these answers came was voided, so they do not count."))
    with translation.override(sent["language"]):
        new = _new(place, [_given(answer) for answer in sent["answers"]])
    if new:
        Answer.objects.bulk_create(new)
        keep_results(locked)
        record("sitting.late_answers_loaded", locked, actor=actor, number=len(new))
    return len(new)


def _read(content: bytes) -> dict[str, Any]:
    """Return what we wrote into a file; LateFileError for anything else."""
    if len(content) > MOST_BYTES:
        raise LateFileError(_("This file is too large to be one of ours."))
    try:
        sent = json.loads(content.decode("utf-8-sig"))
        signature = sent.pop("signature")
        text = canonical(sent)
        if _signer.unsign(f"{text}:{signature}") != text:
            raise signing.BadSignature
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, signing.BadSignature) as error:
        raise LateFileError(
            _("This is no file with answers from us, or it was changed. Ask the pupil for it once more.")
        ) from error
    if sent["format"] != FORMAT:
        raise LateFileError(
            _("This file comes from an older version of this site and can be read no longer.")
        )
    if sent["language"] not in BY_CODE:
        sent["language"] = DEFAULT_LANGUAGE
    return sent


def _given(answer: dict[str, Any]) -> Given:
    fields = QueryDict(mutable=True)
    for name, value in answer["fields"]:
        fields.appendlist(name, value)
    return Given(
        UUID(answer["id"]), answer["sequence"], answer["edition"], answer["item"], fields, answer["skipped"]
    )


def _new(place: Place, answers: list[Given]) -> list[Answer]:
    """Return what is to be kept: of each id and each item the first, unless it is there (see answering)."""
    kept = list(Answer.objects.filter(seat_id=place.seat).values_list("client_id", "item"))
    ids, items = {name for name, _item in kept}, {item for _name, item in kept}
    received_at, new = whole_milliseconds(timezone.now()), []
    for given in answers:
        if given.id in ids or given.item in items:
            continue
        try:
            edition, at = asked(place, given)
            value = read_value(edition, at, given)
        except AnswerError:
            continue  # a release of ours reads this kind of item otherwise than when the file was made
        ids.add(given.id)
        items.add(given.item)
        new.append(
            Answer(
                seat_id=place.seat,
                client_id=given.id,
                sequence=given.sequence,
                item=given.item,
                edition_id=edition.pk,
                value=value,
                received_at=received_at,
                is_late=True,
            )
        )
    return new
