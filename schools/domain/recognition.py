"""Recognition: a lead hands a level in, a coordinator decides with reasons, it holds for two years.

What was handed in is never changed: the conditions stand as they were that day, and the next time is a new row.
"""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cms.audit import record
from cms.context import absolute_url
from cms.letters import write_to
from cms.text import nfc
from schools.domain.levels import facts_of, frozen, in_words, reached
from schools.domain.queries.recognition import is_too_near, standing
from schools.domain.signing import ensure_key
from schools.enums import Level, RecognitionState, SchoolState
from schools.models import Recognition, School
from schools.rules import can_coordinate, can_lead

#: How long a recognition holds, and how long before its end it may be renewed and the leads are told.
HOLDS = timedelta(days=730)
RENEWABLE = timedelta(days=180)
NOTICE = timedelta(days=60)
#: Places in the status list of credentials: the fewest that the standard allows, so that one is lost among many.
PLACES = 131_072


class RecognitionError(Exception):
    """Something cannot be done with a recognition; the text is for the person who tried."""


# By leads ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def hand_in(school: School, *, actor, level: int, statement: str = "") -> Recognition:
    """Hand a level in, with the conditions as they stand now. Return it; handed in twice, it is one.

    RecognitionError where the school is not confirmed, something else waits, a condition is missing, or the school
    holds this level for more than half a year to come.
    """
    locked = School.objects.select_for_update().get(pk=school.pk)
    if not can_lead(actor, locked):
        raise RecognitionError(_("Only leads hand in for their school."))
    if locked.state != SchoolState.CONFIRMED:
        raise RecognitionError(
            _("A coordinator has to confirm the school first. You get a mail as soon as that is done.")
        )
    waiting = locked.recognitions.filter(state=RecognitionState.SUBMITTED).first()
    if waiting is not None:
        if waiting.level == level and waiting.submitted_by_id == actor.pk:
            return waiting
        raise RecognitionError(
            _("Your school has handed in already. Please wait for the answer, or take it back first.")
        )
    stand = frozen(facts_of(locked))
    found = reached(in_words(stand))
    if found is None or not 1 <= level <= found:
        raise RecognitionError(_("Not all conditions of this level are met yet."))
    held = standing(locked)
    if held is not None and level <= held.level and held.expires_at > timezone.now() + RENEWABLE:
        raise RecognitionError(
            _("Your school holds this level. It can be renewed in the last half year before it ends.")
        )
    made = Recognition.objects.create(
        school=locked, level=level, statement=nfc(statement).strip(), trace=stand, submitted_by=actor
    )
    record("recognition.submitted", made, actor=actor, level=level)
    return made


@transaction.atomic
def withdraw(recognition: Recognition, *, actor) -> Recognition:
    """Take back what waits; taken back twice, it is taken back. RecognitionError where it was decided meanwhile."""
    locked = _locked(recognition)
    if not can_lead(actor, locked.school):
        raise RecognitionError(_("Only leads take back what their school handed in."))
    if locked.state == RecognitionState.WITHDRAWN:
        return locked
    _require_state(locked, RecognitionState.SUBMITTED)
    locked.state = RecognitionState.WITHDRAWN
    locked.save(update_fields=["state"])
    record("recognition.withdrawn", locked, actor=actor)
    return locked


# By coordinators --------------------------------------------------------------------------------------------------


@transaction.atomic
def grant(recognition: Recognition, *, actor, reasons: str = "") -> Recognition:
    """Recognise a school at the level that it handed in, for two years from now. Its leads get a mail.

    RecognitionError where somebody decided meanwhile, the school is not confirmed any more, or `actor` may not.
    """
    locked = _decidable(recognition, actor)
    _require_state(locked, RecognitionState.SUBMITTED)
    if locked.school.state != SchoolState.CONFIRMED:
        raise RecognitionError(_("This school is closed. Nothing can be granted to it."))
    _decide(locked, RecognitionState.GRANTED, actor, reasons)
    locked.expires_at = locked.decided_at + HOLDS
    locked.status_index = _free_place()
    locked.save(update_fields=["state", "decided_by", "decided_at", "reasons", "expires_at", "status_index"])
    ensure_key()  # here, so that whoever looks at a credential writes nothing
    record("recognition.granted", locked, actor=actor, level=locked.level)
    _tell(locked, "granted")
    return locked


@transaction.atomic
def decline(recognition: Recognition, *, actor, reasons: str) -> Recognition:
    """Say "not yet", with reasons, which the leads get by mail.

    RecognitionError as grant() raises it, or without reasons.
    """
    locked = _decidable(recognition, actor)
    _require_state(locked, RecognitionState.SUBMITTED)
    _require_reasons(reasons)
    _decide(locked, RecognitionState.DECLINED, actor, reasons)
    locked.save(update_fields=["state", "decided_by", "decided_at", "reasons"])
    record("recognition.declined", locked, actor=actor, level=locked.level)
    _tell(locked, "declined")
    return locked


@transaction.atomic
def revoke(recognition: Recognition, *, actor, reasons: str) -> Recognition:
    """Take a recognition away, with reasons: its certificate is void at once. RecognitionError as decline() raises."""
    locked = _decidable(recognition, actor)
    _require_state(locked, RecognitionState.GRANTED)
    _require_reasons(reasons)
    record("recognition.revoked", locked, actor=actor, level=locked.level, granted_by=locked.decided_by_id)
    # When it was decided stays: until then and from then on are what the certificate says.
    locked.state, locked.reasons = RecognitionState.REVOKED, nfc(reasons).strip()
    locked.save(update_fields=["state", "reasons"])
    _tell(locked, "revoked")
    return locked


# By the clock -----------------------------------------------------------------------------------------------------


def tell_what_ends() -> int:
    """Tell leads, once, that what their school holds ends within NOTICE; return of how many recognitions.

    Not where the school holds as much or more for longer, or has been closed.
    """
    now = timezone.now()
    due = Recognition.objects.standing().filter(
        expires_at__lte=now + NOTICE, told_at=None, school__state=SchoolState.CONFIRMED
    )
    told = 0
    for pk in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            one = Recognition.objects.select_for_update(of=("self",)).select_related("school").get(pk=pk)
            if one.told_at is not None or one.state != RecognitionState.GRANTED:
                continue
            one.told_at = now
            one.save(update_fields=["told_at"])
            held = standing(one.school)
            if held is not None and held.pk == one.pk:
                _tell(one, "ends")
                told += 1
    return told


def keep_key() -> None:
    """See to it that there is a key to sign with, where anything was ever granted."""
    if anything_granted():
        ensure_key()


def anything_granted() -> bool:
    """Whether the site has ever recognised a school, so that there is something to sign."""
    return Recognition.objects.filter(state__in=(RecognitionState.GRANTED, RecognitionState.REVOKED)).exists()


# How --------------------------------------------------------------------------------------------------------------


def _locked(recognition: Recognition) -> Recognition:
    """Return it locked, with its school: both are read anew."""
    School.objects.select_for_update().get(pk=recognition.school_id)
    return (
        Recognition.objects.select_for_update(of=("self",))
        .select_related("school", "decided_by")
        .get(pk=recognition.pk)
    )


def _decidable(recognition: Recognition, actor) -> Recognition:
    if not can_coordinate(actor):
        raise RecognitionError(_("Only coordinators decide about recognition."))
    locked = _locked(recognition)
    if is_too_near(actor, locked.school):
        raise RecognitionError(
            _(
                "You belong to this school, or did in the last two years. Another coordinator decides about it."
            )
        )
    return locked


def _require_state(recognition: Recognition, state: str) -> None:
    if recognition.state != state:
        # Translators: state: "granted", "not yet", "taken back by the school", "revoked", "handed in"
        raise RecognitionError(
            _("This has been decided meanwhile: %(state)s.") % {"state": recognition.get_state_display()}
        )


def _require_reasons(reasons: str) -> None:
    if not reasons.strip():
        raise RecognitionError(_("Please give your reasons. The school reads them."))


def _decide(recognition: Recognition, state: str, actor, reasons: str) -> None:
    recognition.state = state
    recognition.decided_by, recognition.decided_at = actor, timezone.now()
    recognition.reasons = nfc(reasons).strip()


def _free_place() -> int:
    """Return a place in the status list that nobody has, by chance: it tells neither when it was given, nor how many.

    Two who take the same place in one moment are kept apart by the database; one of them tries again by hand.
    """
    taken = set(Recognition.objects.filter(status_index__isnull=False).values_list("status_index", flat=True))
    while (place := secrets.randbelow(PLACES)) in taken:
        pass
    return place


def _tell(recognition: Recognition, what: str) -> None:
    school = recognition.school
    for member in school.memberships.current().leads().select_related("user"):
        with translation.override(member.user.language):
            level = Level(recognition.level).label
            url = absolute_url("school_levels", school.key)
        write_to(
            member.user.email,
            member.user.language,
            f"schools/recognition_{what}",
            user=member.user,
            school=school,
            recognition=recognition,
            level=level,
            url=url,
        )
