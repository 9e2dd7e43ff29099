"""Classrooms: made, changed, shared with colleagues, erased."""

from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from classrooms.domain.retention import remove_seats
from classrooms.models import Classroom, JoinCode, Reader, Sitting
from classrooms.models.classroom import LONGEST_NAME, MOST_DAYS, MOST_PUPILS, USUAL_DAYS, new_share_token
from classrooms.rules import can_run
from cms.audit import record
from cms.languages import BY_CODE
from cms.models import AgeBand
from cms.registries import colleagues
from cms.text import nfc

MOST_CLASSROOMS = 100
MOST_READERS = 50


class ClassroomError(ValueError):
    """What was asked for cannot be done; the message is for the person who asked."""


class Erased(NamedTuple):
    """How much went with a classroom."""

    sittings: int
    seats: int
    answers: int


def _require(actor, classroom: Classroom) -> None:
    if not can_run(actor, classroom):
        raise PermissionDenied


def _locked(classroom: Classroom) -> Classroom:
    """Return the classroom, locked until the transaction ends; Classroom.DoesNotExist if it was erased meanwhile."""
    return Classroom.objects.select_for_update().get(pk=classroom.pk)


def _lock_classrooms_of(actor) -> None:
    """Let one change of a teacher's classrooms wait for the other: names are unique and classrooms are counted."""
    get_user_model().objects.select_for_update().get(pk=actor.pk)


@transaction.atomic
def make_classroom(
    name: str,
    *,
    actor,
    size: int,
    language: str,
    age_band: AgeBand | None = None,
    keep_days: int = USUAL_DAYS,
) -> Classroom:
    """Make a classroom; ClassroomError for an empty or taken name, a wrong number or the hundred-and-first classroom.

    size: how many pupils. keep_days: for so many days after the close of a sitting its answers are kept.
    """
    name = _clean_name(name)
    _lock_classrooms_of(actor)
    own = Classroom.objects.owned_by(actor)
    _refuse_taken(own, name)
    if own.count() >= MOST_CLASSROOMS:
        raise ClassroomError(_("You have a hundred classrooms. Please erase one first."))
    _check(size, keep_days, language)
    classroom = Classroom.objects.create(
        owner=actor, name=name, size=size, language=language, age_band=age_band, keep_days=keep_days
    )
    record("classroom.made", classroom, actor=actor)
    return classroom


@transaction.atomic
def change_classroom(
    classroom: Classroom,
    *,
    actor,
    name: str,
    size: int,
    language: str,
    age_band: AgeBand | None,
    keep_days: int,
) -> Classroom:
    """Change what a classroom is called and how it is; its sittings stay as they were opened."""
    _require(actor, classroom)
    name = _clean_name(name)
    _lock_classrooms_of(actor)
    locked = _locked(classroom)
    _refuse_taken(Classroom.objects.owned_by(actor).exclude(pk=locked.pk), name)
    _check(size, keep_days, language)
    locked.name, locked.size, locked.language = name, size, language
    locked.age_band, locked.keep_days = age_band, keep_days
    locked.save(update_fields=["name", "size", "language", "age_band", "keep_days"])
    record("classroom.changed", locked, actor=actor, keep_days=keep_days)
    return locked


@transaction.atomic
def erase_classroom(classroom: Classroom, *, actor) -> Erased:
    """Erase a classroom at once, with every sitting, seat, answer and result; return how much that was.

    Its join codes lead nowhere from now on, and stay remembered so that none is given again too soon.
    """
    _require(actor, classroom)
    locked = _locked(classroom)
    sittings = Sitting.objects.filter(classroom=locked)
    codes = JoinCode.objects.filter(sitting__classroom=locked)
    codes.filter(given_up_at=None).update(given_up_at=timezone.now())
    gone = Erased(sittings.count(), *remove_seats(sittings))
    record("classroom.erased", locked, actor=actor, **gone._asdict())
    locked.delete()
    return gone


@transaction.atomic
def share_classroom(classroom: Classroom, *, actor) -> str:
    """Give a classroom a secret link for colleagues, unless it has one, and return the token."""
    _require(actor, classroom)
    locked = _locked(classroom)
    if not locked.share_token:
        locked.share_token = new_share_token()
        locked.save(update_fields=["share_token"])
        record("classroom.shared", locked, actor=actor)
    return locked.share_token


@transaction.atomic
def unshare_classroom(classroom: Classroom, *, actor) -> None:
    """Take the link back: nobody can accept it any more. Who accepted it before goes on reading (remove_reader)."""
    _require(actor, classroom)
    locked = _locked(classroom)
    if locked.share_token:
        locked.share_token = None
        locked.save(update_fields=["share_token"])
        record("classroom.unshared", locked, actor=actor)


def shared_by(token: str) -> Classroom | None:
    """Return the classroom, with its owner, to which a link leads, or None."""
    found = Classroom.objects.select_related("owner").exclude(share_token=None)
    return found.filter(share_token=token).first() if token else None


def may_accept(classroom: Classroom, user) -> bool:
    """Say whether somebody may read what the owner shares: where schools say who is a colleague, only a colleague."""
    rules = [rule for _name, rule in colleagues]
    return not rules or any(rule(classroom.owner, user) for rule in rules)


@transaction.atomic
def accept_shared(token: str, *, actor) -> Reader:
    """Let somebody with the link read the results of a classroom from now on; a second time changes nothing.

    Classroom.DoesNotExist if the link was taken back; ClassroomError for her own classroom, for somebody who is no
    colleague, and where fifty read it already.
    """
    classroom = shared_by(token)
    if classroom is None:
        raise Classroom.DoesNotExist
    locked = _locked(classroom)
    if locked.owner_id == actor.pk:
        raise ClassroomError(_("This is your own classroom. Give the link to a colleague."))
    if not may_accept(classroom, actor):
        raise ClassroomError(_("This classroom is shared with colleagues of the same school only."))
    readers = Reader.objects.filter(classroom=locked)
    if found := readers.filter(user=actor).first():
        return found
    if readers.count() >= MOST_READERS:
        raise ClassroomError(_("Fifty colleagues read this classroom already."))
    reader = Reader.objects.create(classroom=locked, user=actor)
    record("classroom.share_accepted", locked, actor=actor)
    return reader


@transaction.atomic
def remove_reader(classroom: Classroom, reader_pk: int, *, actor) -> bool:
    """Let a colleague read no longer, and take the link back; say whether she did."""
    _require(actor, classroom)
    found = Reader.objects.filter(classroom=classroom, pk=reader_pk).delete()[0]
    if found:
        # The link that she came by may still be in her mail.
        Classroom.objects.filter(pk=classroom.pk).update(share_token=None)
        record("classroom.reader_removed", classroom, actor=actor)
    return bool(found)


@transaction.atomic
def leave(classroom: Classroom, *, actor) -> bool:
    """Read the results of a colleague's classroom no longer; say whether one did."""
    found = Reader.objects.of(actor).filter(classroom=classroom).delete()[0]
    if found:
        record("classroom.left", classroom, actor=actor)
    return bool(found)


def _clean_name(name: str) -> str:
    name = " ".join(nfc(name or "").split())
    if not name:
        raise ClassroomError(_("Please give the classroom a name."))
    if len(name) > LONGEST_NAME:
        raise ClassroomError(_("The name may have %(number)d characters at most.") % {"number": LONGEST_NAME})
    return name


def _refuse_taken(others, name: str) -> None:
    if others.filter(name=name).exists():
        raise ClassroomError(_("You have a classroom of this name already."))


def _check(size: int, keep_days: int, language: str) -> None:
    if not 1 <= size <= MOST_PUPILS:
        raise ClassroomError(_("A classroom has between 1 and %(number)d pupils.") % {"number": MOST_PUPILS})
    if not 1 <= keep_days <= MOST_DAYS:
        raise ClassroomError(
            _("Answers can be kept for between 1 and %(number)d days.") % {"number": MOST_DAYS}
        )
    if language not in BY_CODE:
        raise ClassroomError(_("Please choose one of our languages."))
