"""Self-assessment rounds: opened, extended, closed by a lead or by the clock."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from classrooms.domain.joining import issue_code_to, shut_door
from cms.audit import record
from schools.domain.framework import CURRENT_VERSION, areas
from schools.domain.suppression import published
from schools.enums import SchoolState
from schools.models import Round, School
from schools.rules import can_lead
from schools.years import bounds, school_year

#: Under this name the pupils' door knows rounds (classrooms.domain.joining.doors).
DOOR = "round"
FEWEST_WEEKS, MOST_WEEKS, MOST_WEEKS_IN_ALL = 1, 6, 8
MOST_IN_A_YEAR = 4


class RoundError(Exception):
    """It cannot be done; the text says why."""


@transaction.atomic
def open_round(school: School, *, actor, weeks: int) -> Round:
    """Open a self-assessment for some weeks and give it a code for pupils.

    RoundError where `actor` is no lead, one is open, there were enough in this school year, or weeks is out of bounds.
    """
    locked = School.objects.select_for_update().get(pk=school.pk)
    if not can_lead(actor, locked):
        raise RoundError(_("Only leads open a self-assessment."))
    if not FEWEST_WEEKS <= weeks <= MOST_WEEKS:
        raise RoundError(_("A self-assessment is open for one to six weeks."))
    for over in locked.rounds.filter(closed_at=None, closes_at__lte=timezone.now()):
        close_if_over(over)
    if locked.rounds.filter(closed_at=None).exists():
        raise RoundError(_("A self-assessment is open already. Close it first."))
    if opened_this_year(locked) >= MOST_IN_A_YEAR:
        raise RoundError(
            _("Four self-assessments in one school year are enough. The next one can begin in August.")
        )
    now = timezone.now()
    made = Round.objects.create(
        school=locked,
        version=CURRENT_VERSION,
        opened_by=actor,
        opened_at=now,
        closes_at=now + timedelta(weeks=weeks),
    )
    issue_code_to(DOOR, made.key)
    record("round.opened", made, actor=actor, weeks=weeks)
    return made


@transaction.atomic
def extend_round(round: Round, *, actor, weeks: int) -> Round:
    """Let a round close so many weeks later. RoundError for who is no lead, for what has ended, beyond eight weeks."""
    locked = _led(round, actor)
    if not locked.is_open:
        raise RoundError(_("This self-assessment has ended."))
    closes_at = locked.closes_at + timedelta(weeks=weeks)
    if weeks < 1 or closes_at > locked.opened_at + timedelta(weeks=MOST_WEEKS_IN_ALL):
        raise RoundError(_("A self-assessment is open for eight weeks at most."))
    locked.closes_at = closes_at
    locked.save(update_fields=["closes_at"])
    record("round.extended", locked, actor=actor, weeks=weeks)
    return locked


@transaction.atomic
def renew_code(round: Round, *, actor) -> str:
    """Take the pupils' code back and return another one. RoundError for who is no lead and for what has ended."""
    locked = _led(round, actor)
    if not locked.is_open:
        raise RoundError(_("This self-assessment has ended."))
    shut_door(DOOR, locked.key)
    code = issue_code_to(DOOR, locked.key)
    record("round.code_renewed", locked, actor=actor)
    return code


@transaction.atomic
def close_round(round: Round, *, actor) -> Round:
    """End a round now; a second time changes nothing. RoundError where `actor` is no lead."""
    return _close(_led(round, actor), actor=actor)


def close_if_over(round: Round) -> Round:
    """End a round whose time is over, and return it as it is then; any other stays as it is."""
    if round.closed_at is not None or timezone.now() < round.closes_at:
        return round
    _ended_by_the_clock(round.pk)
    return Round.objects.get(pk=round.pk)


def close_all_over() -> int:
    """End all rounds whose time is over, and those of schools that were closed; return how many."""
    over = Round.objects.filter(
        Q(closes_at__lte=timezone.now()) | Q(school__state=SchoolState.CLOSED), closed_at=None
    )
    return sum(_ended_by_the_clock(pk) for pk in list(over.order_by().values_list("pk", flat=True)))


def opened_this_year(school: School) -> int:
    """Return how many self-assessments a school has opened in this school year."""
    first, _after = bounds(school_year(timezone.localdate()))
    return school.rounds.filter(opened_at__date__gte=first).count()


@transaction.atomic
def _ended_by_the_clock(pk: int) -> int:
    locked = Round.objects.select_for_update().filter(pk=pk, closed_at=None).first()
    if locked is None:
        return 0
    _close(locked, actor=None)
    return 1


def _close(locked: Round, *, actor) -> Round:
    """Make the results, once, and delete what was answered and by whom."""
    if locked.closed_at is not None:
        return locked
    codes = [indicator.code for indicators in areas(locked.version).values() for indicator in indicators]
    locked.results = published(locked.voices.order_by("name").values_list("group", "answers"), codes)
    locked.closed_at = timezone.now()
    locked.save(update_fields=["results", "closed_at"])
    locked.voices.all().delete()
    locked.turns.all().delete()
    shut_door(DOOR, locked.key)
    record("round.closed", locked, actor=actor)
    return locked


def _led(round: Round, actor) -> Round:
    locked = Round.objects.select_for_update(of=("self",)).select_related("school").get(pk=round.pk)
    if not can_lead(actor, locked.school):
        raise RoundError(_("Only leads decide about a self-assessment."))
    return locked
