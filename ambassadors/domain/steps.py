"""Where an ambassador is on her way: worked out from facts, so that losing one leads back."""

from ambassadors.domain.standing import missing_consents
from ambassadors.enums import AHEAD, Step, VisitState
from ambassadors.models import Ambassador, Visit

#: The furthest of what is under way is shown.
_OF_VISITS = (
    (VisitState.BOOKED, Step.BOOKED),
    (VisitState.HELD, Step.MATCHED),
    (VisitState.MATCHED, Step.MATCHED),
    (VisitState.DELIVERED, Step.DELIVERED),
)


def step_of(ambassador: Ambassador) -> Step:
    """Return where she is. Some queries."""
    if ambassador.alumnus_at is not None:
        return Step.ALUMNUS
    if ambassador.withdrawn_at is not None or missing_consents(ambassador):
        return Step.NOMINATED
    if ambassador.trained_at is None:
        return Step.CONSENTED
    if not ambassador.clearances.holding().exists():
        return Step.TRAINED
    visits = Visit.objects.filter(parts__ambassador=ambassador, parts__declined_at=None)
    states = set(visits.order_by().values_list("state", flat=True))
    for state, step in _OF_VISITS:
        if state in states:
            return step
    if VisitState.REVIEWED not in states:
        return Step.CLEARED
    last = visits.filter(state=VisitState.REVIEWED).order_by("-reviewed_at").first()
    thanked = ambassador.thanks.filter(given_at__gte=last.reviewed_at).exists()
    return Step.RECOGNISED if thanked else Step.REVIEWED


def renew_step(ambassador: Ambassador) -> Step:
    """Keep where she is, for lists, and return it."""
    ambassador.step = step_of(ambassador)
    Ambassador.objects.filter(pk=ambassador.pk).update(step=ambassador.step)
    return Step(ambassador.step)


def visits_ahead(ambassador: Ambassador):
    """Return her visits that are still to come, whatever she answered: a queryset."""
    return Visit.objects.filter(parts__ambassador=ambassador, state__in=AHEAD).order_by("pk")
