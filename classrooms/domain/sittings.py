"""Sittings: opened, closed, extended; seats that nobody knows are voided."""

import secrets
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from classrooms.codes import new_code
from classrooms.domain.editions import languages_of
from classrooms.domain.queries.live import idle_seats
from classrooms.domain.results import keep_results
from classrooms.enums import Feedback, Role, Way
from classrooms.models import Answer, Classroom, JoinCode, Seat, Sitting
from classrooms.rules import can_run
from cms.audit import record
from exercises.models import Edition

MOST_OPEN = 30  # sittings of one classroom
MOST_SEATS = 300  # to which a sitting that is full can be widened
#: What is compared with a sitting before teaching.
COMPARED = (Role.AFTER, Role.DELAYED)
LONGEST = timedelta(days=31)
SHORTEST = timedelta(minutes=5)
#: So long after it was chosen, the shortest time still counts.
READING = timedelta(minutes=1)


class SittingError(ValueError):
    """What was asked for cannot be done; the message is a sentence for the teacher."""


def _require(actor, classroom: Classroom) -> None:
    if not can_run(actor, classroom):
        raise PermissionDenied


def _locked(sitting: Sitting) -> Sitting:
    """Return the sitting, locked until the transaction ends; Sitting.DoesNotExist if it was erased meanwhile."""
    return Sitting.objects.select_for_update().get(pk=sitting.pk)


def seat_limit(size: int) -> int:
    """Return how many seats a sitting has at most: some spare ones for whoever comes in twice by mistake."""
    return size + max(5, size // 5)


def problems(
    classroom: Classroom | None,
    editions: list[Edition],
    *,
    role: str,
    way: str,
    language: str,
    follows: Sitting | None,
) -> dict[str, str]:
    """Return what of these choices does not go together: sentences for the teacher, by the choice to be changed.

    classroom: None where it is yet to be made. editions: one form or two; the rest as in `open_sitting`.
    """
    found = {}
    if len(editions) > 1:
        if role == Role.PRACTICE:
            found["second"] = _(
                "A second form serves a comparison. For practice, all pupils get the same claims."
            )
        elif way == Way.HANDS:
            found["second"] = _("When hands are raised, everybody looks at the same claims: choose one form.")
        elif editions[0].exercise == editions[1].exercise:
            found["second"] = _(
                "A second form is another exercise, and it needs pupils who answer on devices."
            )
    if follows and role not in COMPARED:
        found["follows"] = _("Only what comes after teaching, or some weeks later, is compared with before.")
    elif follows and classroom and follows.classroom_id != classroom.pk:
        found["follows"] = _("Please choose what this same classroom answered before.")
    if language and language not in languages_of(editions):
        found["language"] = (
            _("The second form is not there in this language.")
            if len(editions) > 1
            else _("This exercise is not there in that language.")
        )
    return found


@transaction.atomic
def open_sitting(
    classroom: Classroom,
    edition: Edition,
    *,
    actor,
    closes_at: datetime,
    second: Edition | None = None,
    role: str = Role.PRACTICE,
    way: str = Way.DEVICES,
    feedback: str = Feedback.AT_ONCE,
    language: str = "",
    follows: Sitting | None = None,
) -> Sitting:
    """Open an exercise for a classroom and give it a join code; SittingError with a sentence where it cannot be.

    second: a parallel form, answered by every other seat. language: of all pupils, "" where each chooses. follows: the
    sitting before teaching with which this one is compared. What measures explains at its close, whatever is asked.
    """
    _require(actor, classroom)
    now = timezone.now()
    if not now + SHORTEST - READING <= closes_at <= now + LONGEST:
        raise SittingError(_("Choose a time to close between 5 minutes and 31 days from now."))
    editions = [edition] + ([second] if second else [])
    for problem in problems(
        classroom, editions, role=role, way=way, language=language, follows=follows
    ).values():
        raise SittingError(problem)
    if Sitting.objects.open().filter(classroom=classroom).count() >= MOST_OPEN:
        raise SittingError(_("Too many exercises of this classroom are open. Please close one first."))
    if Role(role).measures and way == Way.DEVICES:
        feedback = Feedback.AT_CLOSE
    sitting = Sitting.objects.create(
        classroom=classroom,
        edition=edition,
        second_edition=second,
        role=role,
        way=way,
        feedback=feedback,
        language=language,
        follows=follows,
        seat_limit=seat_limit(classroom.size),
        opened_at=now,
        closes_at=closes_at,
    )
    if way == Way.DEVICES:
        issue_code(sitting)
    record("sitting.opened", sitting, actor=actor)
    return sitting


def issue_code(sitting: Sitting) -> JoinCode:
    """Give a sitting a code that nobody has and nobody had in the last 90 days."""
    while True:
        try:
            with transaction.atomic():
                return JoinCode.objects.create(code=new_code(), sitting=sitting)
        except IntegrityError:
            if JoinCode.objects.filter(sitting=sitting).exists():
                raise


@transaction.atomic
def renew_code(sitting: Sitting, *, actor) -> JoinCode:
    """Take a sitting's code back and give it another; who is in stays in."""
    _require(actor, sitting.classroom)
    locked = _locked(sitting)
    if not locked.is_open:
        raise SittingError(_("This sitting is closed."))
    JoinCode.objects.filter(sitting=locked).update(sitting=None, given_up_at=timezone.now())
    code = issue_code(locked)
    record("sitting.code_renewed", locked, actor=actor)
    return code


@transaction.atomic
def close_sitting(sitting: Sitting, *, actor) -> Sitting:
    """Close a sitting now; a second time changes nothing. Answers that wait on devices may come for 24 hours more."""
    _require(actor, sitting.classroom)
    locked = _locked(sitting)
    if locked.is_open:
        locked.closed_at = timezone.now()
        locked.save(update_fields=["closed_at"])
        JoinCode.objects.filter(sitting=locked).update(given_up_at=locked.closed_at)
        keep_results(locked)
        record("sitting.closed", locked, actor=actor)
    return locked


@transaction.atomic
def extend_sitting(sitting: Sitting, by: timedelta, *, actor) -> Sitting:
    """Let a sitting close later; SittingError once it is closed, for its explanations may have been read."""
    _require(actor, sitting.classroom)
    locked = _locked(sitting)
    if not locked.is_open:
        raise SittingError(_("This sitting is closed. Open a new one instead."))
    if by <= timedelta(0) or locked.closes_at + by > timezone.now() + LONGEST:
        raise SittingError(_("A sitting is open for 31 days at most."))
    locked.closes_at += by
    locked.save(update_fields=["closes_at"])
    record("sitting.extended", locked, actor=actor, minutes=round(by.total_seconds() / 60))
    return locked


@transaction.atomic
def add_seats(sitting: Sitting, number: int, *, actor) -> int:
    """Let so many more in and return how many it came to; SittingError once it is closed or as large as can be."""
    _require(actor, sitting.classroom)
    locked = _locked(sitting)
    if not locked.is_open:
        raise SittingError(_("This sitting is closed."))
    added = min(number, MOST_SEATS - locked.seat_limit)
    if added <= 0:
        raise SittingError(_("There are as many places as there can be."))
    locked.seat_limit += added
    locked.save(update_fields=["seat_limit"])
    record("sitting.seats_added", locked, actor=actor, number=added)
    return added


@transaction.atomic
def void_seats(sitting: Sitting, numbers: list[int], *, actor) -> int:
    """Void seats by their numbers and return how many: their answers do not count, their places are free again.

    SittingError where results may have been read and the difference would show what a few pupils answered.
    """
    _require(actor, sitting.classroom)
    locked = _locked(sitting)
    seats = list(Seat.objects.taken().filter(sitting=locked, number__in=numbers))
    if not locked.is_open and Answer.objects.filter(seat__in=seats).exists():
        raise SittingError(
            _(
                "The exercise is closed. Taking somebody out of the results now would show what they answered; only "
                "those who answered nothing can still be taken out."
            )
        )
    for seat in seats:
        seat.voided_at = timezone.now()
        # Of the secret nothing stays: whoever holds it finds no seat.
        seat.token_hash = secrets.token_hex(32)
        seat.save(update_fields=["voided_at", "token_hash"])
    if seats:
        if locked.results is not None:
            keep_results(locked)
        record("sitting.seats_voided", locked, actor=actor, number=len(seats))
    return len(seats)


@transaction.atomic
def void_idle_seats(sitting: Sitting, *, actor) -> int:
    """Void the seats from which nothing was answered and return how many."""
    _require(actor, sitting.classroom)
    return void_seats(sitting, idle_seats(_locked(sitting)), actor=actor)
