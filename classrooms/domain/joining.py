"""Pupils come in: by a join code, to a seat; and come back to it by a word."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from classrooms import pseudonyms
from classrooms.codes import CHANCE, WORD_LENGTH, new_code, new_word, read_code
from classrooms.domain import misses
from classrooms.models import JoinCode, Seat, Sitting
from cms.compiled import insert_once
from cms.registries import Registry

#: Seats that a sitting ever has, the voided ones counted: a flood of them must end somewhere.
MOST_SEATS = 1500
#: For so long after its use, no code is given again.
REMEMBERED = timedelta(days=90)
#: How often somebody who comes in at the same moment as others is given the next number.
MOST_TRIES = 50
_pass = signing.Signer(salt="classrooms.pass")
#: What other rooms open by a code, by the name before the colon in JoinCode.opens: functions (key) -> the path below
#: /<lang>/ (with its query) where one goes on, or None where it is not open. One query, as the seats of a sitting cost.
doors: Registry[Callable[[str], str | None]] = Registry()


class NotFound(Exception):
    """There is no way in by this code: it never was, it is closed, its time is over, or all seats are taken."""


@dataclass(frozen=True)
class Elsewhere:
    """A code leads to another room. path: where one goes on, below /<lang>/; no seat is taken."""

    path: str


def find_way(typed: str, *, address: str) -> Sitting | Elsewhere:
    """Return where a typed code leads: the open sitting, with a free seat, or what another room opens by it.

    NotFound, after the same queries, for whatever is wrong; misses.TooManyMisses for whoever was wrong too often.
    address: the internet address of the attempt; only a keyed count of misses remembers it, for an hour at most.
    """
    misses.admit(address)
    code = _by_code(typed)
    found = _behind(code) if code and code.given_up_at is None and code.opens else _with_seat(code)
    if found is None:
        misses.missed(address, was_right=code is not None)
        raise NotFound
    return found


def _behind(code: JoinCode) -> Elsewhere | None:
    name, _sep, key = code.opens.partition(":")
    path = doors[name](key) if name in doors else None
    return None if path is None else Elsewhere(path)


def _with_seat(code: JoinCode | None) -> Sitting | None:
    sitting = code.sitting if code and code.given_up_at is None else None
    taken = Seat.objects.taken().filter(sitting=sitting).count()
    return sitting if sitting and sitting.is_open and taken < sitting.seat_limit else None


def come_in(
    typed: str, choose: Callable[[Sitting], str | None], *, address: str
) -> tuple[Seat, str] | Elsewhere | None:
    """Take a seat in the sitting to which a code leads; return it with the secret for the browser.

    choose: returns the language for a sitting, None where the one that was asked for is not offered: then nothing
    happens. A code of another room takes no seat. NotFound and misses.TooManyMisses as `find_way`.
    """
    found = find_way(typed, address=address)
    if isinstance(found, Elsewhere):
        return found
    language = choose(found)
    try:
        return None if language is None else take_seat(found, language)
    except NotFound:
        misses.missed(address, was_right=True)
        raise


def _by_code(typed: str) -> JoinCode | None:
    """Return the code that somebody typed, if there ever was such a one, with its sitting."""
    codes = JoinCode.objects.filter(code=read_code(typed) or "").select_related("sitting")
    return codes.defer("sitting__results", "sitting__hands").order_by().first()


def take_seat(sitting: Sitting, language: str) -> tuple[Seat, str]:
    """Give somebody a seat; return it with the secret for her browser. NotFound if all were taken meanwhile.

    Of two parallel forms she gets the one that fewer have. Nothing is locked: seats are numbered, and no number is
    given twice, so whoever has number 7 has seen the six before her and the limit holds, however many come at once.
    """
    for _try in range(MOST_TRIES):
        seat, token = _next_seat(sitting, language)
        if insert_once(seat):
            return seat, token
    raise NotFound


def _next_seat(sitting: Sitting, language: str) -> tuple[Seat, str]:
    columns = ("number", "pseudonym", "word", "form", "voided_at")
    seats = list(Seat.objects.filter(sitting=sitting).order_by().values_list(*columns, named=True))
    taken = [seat for seat in seats if seat.voided_at is None]
    if len(taken) >= sitting.seat_limit or len(seats) >= MOST_SEATS:
        raise NotFound
    form = 0
    if sitting.second_edition_id:
        second = sum(seat.form for seat in taken)
        form = int(second < len(taken) - second)
    words = {seat.word for seat in seats}
    try:
        pseudonym = pseudonyms.draw({seat.pseudonym for seat in seats}, CHANCE)
    except pseudonyms.NoneLeft as error:
        raise NotFound from error
    token = secrets.token_urlsafe(16)
    seat = Seat(
        sitting=sitting,
        number=max((seat.number for seat in seats), default=0) + 1,
        token_hash=hashed(token),
        pseudonym=pseudonym,
        word=next(word for word in iter(new_word, None) if word not in words),
        form=form,
        language=language,
        joined_at=timezone.now(),
    )
    return seat, token


def resume_seat(typed: str, word: str, *, address: str) -> tuple[Seat, str]:
    """Return the seat of somebody who knows code and word, with a new secret: the device of before lets go.

    NotFound and misses.TooManyMisses as `find_way`. Also while late answers are taken: results may be read.
    """
    misses.admit(address)
    code = _by_code(typed)
    sitting = code.sitting if code else None
    if sitting:
        misses.admit_word(sitting.pk)
    seats = Seat.objects.taken().select_related("sitting")
    seat = seats.filter(sitting=sitting, word=read_code(word, WORD_LENGTH) or "").first()
    if sitting is None or seat is None or not sitting.takes_late_answers:
        if sitting:
            misses.missed_word(sitting.pk)
        misses.missed(address)
        raise NotFound
    token = secrets.token_urlsafe(16)
    # Not where the teacher voids it this very moment.
    if not Seat.objects.taken().filter(pk=seat.pk).update(token_hash=hashed(token)):
        raise NotFound
    return seat, token


def seat_in(key: str, token: str) -> Seat | None:
    """Return the seat, with its sitting, that a browser's secret opens in the sitting of this key, or None.

    One query. A secret of another sitting opens nothing here.
    """
    if not token:
        return None
    seats = Seat.objects.taken().select_related("sitting").defer("sitting__results", "sitting__hands")
    return seats.filter(token_hash=hashed(token), sitting__key=key).first()


def pass_of(seat: Seat) -> str:
    """Return a text with which a device may send answers from a seat, and nothing else: it reads nothing.

    It stays with the answers that wait on the device, so that they leave under their own seat whoever holds the device
    by then.
    """
    return _pass.sign(str(seat.pk))


def seat_of_pass(text: str) -> int | None:
    """Return the primary key of the seat for which a pass was given, or None if we did not write it."""
    try:
        return int(_pass.unsign(text))
    except (signing.BadSignature, ValueError):
        return None


def hashed(token: str) -> str:
    """Return the SHA-256 of a secret as 64 hex digits: what the database keeps of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def issue_code_to(door: str, key: str) -> str:
    """Give out a code that leads to what another room opens, and return it; nobody had it in the last 90 days."""
    while True:
        try:
            with transaction.atomic():
                return JoinCode.objects.create(code=new_code(), opens=_opens(door, key)).code
        except IntegrityError:
            continue


def code_to(door: str, key: str) -> str | None:
    """Return the code that leads there now, or None. One query."""
    codes = JoinCode.objects.filter(opens=_opens(door, key), given_up_at=None)
    return codes.order_by("-issued_at").values_list("code", flat=True).first()


def shut_door(door: str, key: str) -> None:
    """Let no code lead there any more."""
    JoinCode.objects.filter(opens=_opens(door, key), given_up_at=None).update(given_up_at=timezone.now())


def _opens(door: str, key: str) -> str:
    return f"{door}:{key}"


def forget_old_codes() -> int:
    """Delete codes that have led nowhere for 90 days, and return how many."""
    old = timezone.now() - REMEMBERED
    was_given_up, ran_out = Q(given_up_at__lt=old), Q(given_up_at=None, sitting__closes_at__lt=old)
    # What another room opens is closed within 90 days and then given up, unless it was deleted.
    lost = Q(given_up_at=None, sitting=None, issued_at__lt=old - REMEMBERED) & ~Q(opens="")
    return JoinCode.objects.filter(was_given_up | ran_out | lost).delete()[0]
