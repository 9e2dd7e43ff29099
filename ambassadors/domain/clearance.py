"""Clearance: a safeguarding lead makes sure of everything that the site cannot know, and says so with her name."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ambassadors.domain.obeying import obey_for, obey_for_companion
from ambassadors.domain.people import PeopleError
from ambassadors.domain.standing import missing_consents
from ambassadors.models import Ambassador, Clearance, Companion
from ambassadors.rules import can_clear, can_clear_person
from cms.audit import record
from cms.text import nfc

LONGEST_MINOR, LONGEST_ADULT = timedelta(days=365), timedelta(days=2 * 365)
#: What has to be made sure of. Codes are kept with the clearance.
FOR_MINORS = {
    "identity": gettext_lazy("I know who the young person is, and that the age is right."),
    "talk": gettext_lazy("I have talked with the young person, alone and without pressure."),
    "guardian": gettext_lazy("I have spoken with the parent or guardian who agreed."),
    "school": gettext_lazy("The school or organisation that looks after the young person agrees."),
    "help": gettext_lazy("The young person knows whom to turn to, and that one may stop at any time."),
}
FOR_ADULTS = {
    "identity": gettext_lazy("I know who the person is, and that she or he is 18 or older."),
    "record": gettext_lazy(
        "I have seen the certificate that our country asks of people who work with children. No copy is kept."
    ),
    "references": gettext_lazy("I have asked two people who know how she or he is with young people."),
    "code": gettext_lazy("The code of conduct was read and agreed to."),
    "help": gettext_lazy("The person knows to whom to report a worry, at any time."),
}

#: Why a clearance ended where nobody gave a reason of her own: by the word that is kept.
ENDED = {
    "renewed": gettext_lazy("there is a newer one"),
    "left": gettext_lazy("the ambassador left"),
    "alumnus": gettext_lazy("the ambassador became an alumnus"),
    "grew older": gettext_lazy("the ambassador grew into another age"),
    "ended": gettext_lazy("the companion goes along no more"),
    "another guardian": gettext_lazy("another parent or guardian is asked now"),
}


def why_ended(reason: str) -> str:
    """Return in words why a clearance ended."""
    return str(ENDED.get(reason, reason))


def checks_for(person: Ambassador | Companion) -> dict:
    """Return what has to be made sure of before somebody is cleared: sentences by code."""
    return FOR_MINORS if isinstance(person, Ambassador) and person.is_minor else FOR_ADULTS


def lacking(person: Ambassador | Companion) -> list[str]:
    """Return in sentences what has to be there before somebody can be cleared."""
    if isinstance(person, Companion):
        return [_("This person goes along no more.")] if person.ended_at else []
    if person.withdrawn_at or person.alumnus_at:
        return [_("This way has ended already.")]
    found = []
    if missing_consents(person):
        found.append(_("First, everybody who has to agree must have agreed."))
    if person.trained_at is None:
        found.append(_("First, the training has to be finished."))
    return found


def last_line(person: Ambassador | Companion) -> int:
    """Return the number of the last line of an ambassador's ledger of consents; 0 where there is none."""
    if isinstance(person, Companion):
        return 0
    return person.consents.order_by("-pk").values_list("pk", flat=True).first() or 0


@transaction.atomic
def clear(
    person: Ambassador | Companion,
    *,
    actor,
    checks: Iterable[str],
    until: date | None = None,
    seen: int | None = None,
) -> Clearance:
    """Clear an ambassador, or a companion, until a day; an earlier clearance ends.

    seen: the number of the last line of the ledger that she made sure of; PeopleError where there is another one.

    PeopleError while consents or training are missing, not all was made sure of, or the day is too far.
    PermissionDenied for oneself, for whom one nominated, and without the permission.
    """
    locked = type(person).objects.select_for_update().get(pk=person.pk)
    if not can_clear_person(actor, locked):
        raise PermissionDenied
    is_ambassador = isinstance(locked, Ambassador)
    for sentence in lacking(locked):
        raise PeopleError(sentence)
    if seen is not None and seen != last_line(locked):
        raise PeopleError(
            _("Something about the consents has changed meanwhile. Please make sure once more.")
        )
    wanted = checks_for(locked)
    if set(checks) != set(wanted):
        raise PeopleError(
            _("Please make sure of every point. If one is missing, nobody can be cleared."), "checks"
        )
    today = timezone.localdate()
    longest = LONGEST_MINOR if is_ambassador and locked.is_minor else LONGEST_ADULT
    until = until or today + longest
    if not today <= until <= today + longest:
        raise PeopleError(_("Please choose an earlier day, and none that has passed."), "until")
    locked.clearances.filter(ended_at=None).update(ended_at=timezone.now(), ended_by=actor, reason="renewed")
    made = Clearance.objects.create(
        **{"ambassador" if is_ambassador else "companion": locked},
        checks=list(wanted),
        until=until,
        given_by=actor,
    )
    record("clearance.given", made, actor=actor, person=locked.key, until=until.isoformat())
    _obey(locked)
    return made


@transaction.atomic
def end_clearance(clearance: Clearance, *, actor, reason: str) -> Clearance:
    """End a clearance at once. PeopleError without a reason; whoever may clear, anybody's but her own."""
    locked = Clearance.objects.select_for_update().get(pk=clearance.pk)
    person = locked.ambassador or locked.companion
    if not can_clear(actor) or person.user_id == actor.pk:
        raise PermissionDenied
    reason = nfc(reason).strip()[:600]
    if not reason:
        raise PeopleError(_("Please say why."), "reason")
    if locked.ended_at is None:
        locked.ended_at, locked.ended_by, locked.reason = timezone.now(), actor, reason
        locked.save(update_fields=["ended_at", "ended_by", "reason"])
        record("clearance.ended", locked, actor=actor, person=person.key)
        _obey(person)
    return locked


def _obey(person: Ambassador | Companion) -> None:
    (obey_for if isinstance(person, Ambassador) else obey_for_companion)(person)
