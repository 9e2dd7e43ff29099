"""What follows when a condition is lost: booked visits are held, threads lock themselves, lists are put right."""

import logging

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ambassadors.domain import letters
from ambassadors.domain.standing import obstacles
from ambassadors.domain.steps import renew_step, visits_ahead
from ambassadors.enums import Step, VisitState
from ambassadors.models import Ambassador, Companion, MessageThread, Part, Visit
from campaigns.enums import OrganisationState
from cms.audit import record
from schools.enums import SchoolState

logger = logging.getLogger(__name__)

#: Steps that cannot be reached without consent, and without clearance.
_CONSENTED = [step for step in Step if step not in (Step.NOMINATED, Step.ALUMNUS)]
_CLEARED = [step for step in _CONSENTED if step not in (Step.CONSENTED, Step.TRAINED)]


@transaction.atomic
def obey_for(ambassador: Ambassador) -> None:
    """Let what an ambassador lost or gained take effect: on her visits, their threads, her step."""
    for visit in Visit.objects.select_for_update().filter(pk__in=visits_ahead(ambassador).values("pk")):
        check_visit(visit)
    renew_step(ambassador)


@transaction.atomic
def obey_for_companion(companion: Companion) -> None:
    """Let what a companion lost take effect on the visits that she goes along on."""
    hers = Q(first_companion=companion) | Q(second_companion=companion)
    for visit in Visit.objects.select_for_update().filter(hers, state=VisitState.BOOKED):
        check_visit(visit)


def check_visit(visit: Visit) -> bool:
    """Hold a booked visit (locked by the caller) in whose way something stands, and lock its thread; say whether."""
    if visit.state != VisitState.BOOKED or not obstacles(visit):
        return False
    visit.state, visit.held_at = VisitState.HELD, timezone.now()
    visit.revision += 1
    visit.save(update_fields=["state", "held_at", "revision"])
    lock_thread(visit)
    record("visit.held", visit, school=visit.school.key)
    for part in visit.parts.filter(declined_at=None).select_related("ambassador"):
        renew_step(part.ambassador)
    letters.visit_held(visit)
    return True


def lock_thread(visit: Visit) -> None:
    """Let nobody write about a visit any more; what was written stays."""
    MessageThread.objects.filter(visit=visit, locked_at=None).update(locked_at=timezone.now())


def obey() -> int:
    """Let what ran out by the clock take effect; return how many visits were held. Every half minute."""
    held = 0
    able, cleared = Ambassador.objects.may_act(), Companion.objects.cleared()
    at_risk = Visit.objects.filter(state=VisitState.BOOKED).filter(
        Q(pk__in=Part.objects.filter(declined_at=None).exclude(ambassador__in=able).values("visit"))
        | Q(first_companion__isnull=False) & ~Q(first_companion__in=cleared)
        | Q(second_companion__isnull=False) & ~Q(second_companion__in=cleared)
        | ~Q(school__state=SchoolState.CONFIRMED)
        | Q(organisation__isnull=False) & ~Q(organisation__state=OrganisationState.APPROVED)
    )  # fmt: skip
    for pk in list(at_risk.order_by().values_list("pk", flat=True)):
        held += bool(_done(_check_anew, pk))
    behind = Ambassador.objects.filter(step__in=_CONSENTED).exclude(pk__in=Ambassador.objects.agreed())
    behind |= Ambassador.objects.filter(step__in=_CLEARED).exclude(pk__in=Ambassador.objects.cleared())
    for ambassador in list(behind):
        _done(obey_for, ambassador)
    return held


def _check_anew(pk: int) -> bool:
    with transaction.atomic():
        return check_visit(Visit.objects.select_for_update(of=("self",)).select_related("school").get(pk=pk))


def _done(act, what):
    """Do something; a fault in it is logged, and keeps nothing else from being held."""
    try:
        return act(what)
    except Exception:
        logger.exception("%s could not be looked at", what)
        return None
