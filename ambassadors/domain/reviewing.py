"""How a visit went: what those who were there say of it, and the review that ends it."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ambassadors.domain import letters
from ambassadors.domain.steps import renew_step
from ambassadors.domain.visits import VisitError, has_to_be_counted, locked_row
from ambassadors.enums import FeedbackBy, RequestState, VisitState
from ambassadors.models import Feedback, Visit
from ambassadors.rules import accompanies, can_coordinate, goes, hosts
from cms.audit import record
from cms.text import nfc

#: So long a review waits for those who have not said how it went.
PATIENCE = timedelta(days=14)


@transaction.atomic
def give_feedback(
    visit: Visit, *, actor, went: int, learnt: int | None = None, text: str = "", worry: bool = False
) -> Feedback:
    """Whoever took part says how it went, once; a second time changes it until the visit is reviewed.

    Whoever belongs to the school and goes along speaks for the school, which is asked, unless she did as a companion.
    Of a visit that took place although it was on hold, she says it as a worry: a coordinator asks.
    """
    locked = locked_row(visit)
    as_companion = locked.feedback.filter(user=actor, by=FeedbackBy.COMPANION).exists()
    by = (
        FeedbackBy.AMBASSADOR if goes(actor, locked)
        else FeedbackBy.HOST if hosts(actor, locked) and not as_companion
        else FeedbackBy.COMPANION if accompanies(actor, locked)
        else None
    )  # fmt: skip
    if by is None:
        raise PermissionDenied
    if not can_be_told(locked):
        raise VisitError(_("How it went can be said after a visit, until it is reviewed."))
    if went not in range(1, 5) or learnt not in (None, 1, 2, 3, 4):
        raise VisitError(_("Please choose one of the four."), "went")
    values = {"went": went, "learnt": learnt, "text": nfc(text).strip()[:1000], "worry": worry}
    if by == FeedbackBy.HOST:
        # The school says it once, whoever of its members does.
        found = {"visit": locked, "by": by}
        values["user"] = actor
    else:
        found, values["by"] = {"visit": locked, "user": actor}, by
    worry = worry or locked.state != VisitState.DELIVERED
    worried_before = Feedback.objects.filter(**found, worry=True).exists()
    values["worry"] = worry or worried_before  # it goes away by being asked about, not by being unticked
    said, _new = Feedback.objects.update_or_create(**found, defaults=values)
    record("visit.feedback_given", locked, actor=actor, by=str(by), worry=worry)
    if worry and not worried_before:
        letters.somebody_worries(locked)
    return said


def can_be_told(visit: Visit) -> bool:
    """Say whether it can be said how a visit went: it took place, or was on hold when its time came."""
    was_held = visit.state == VisitState.HELD and visit.starts_at is not None and not has_to_be_counted(visit)
    return visit.state == VisitState.DELIVERED or was_held and visit.starts_at <= timezone.now()


@transaction.atomic
def review(visit: Visit, *, actor) -> Visit:
    """A coordinator has read what was said of a visit. VisitError until the school and everybody who went has said it.

    Two weeks after the visit it may be reviewed without those who said nothing.
    """
    if not can_coordinate(actor):
        raise PermissionDenied
    locked = locked_row(visit)
    if locked.state == VisitState.REVIEWED:
        return locked
    if locked.state != VisitState.DELIVERED:
        raise VisitError(_("Only a visit that took place can be reviewed."))
    was_along = actor.pk in {one.user_id for one in locked.companions}  # also if she goes along no more
    if was_along or goes(actor, locked) or hosts(actor, locked):
        raise VisitError(_("Whoever was there does not review. Please ask another coordinator."))
    if not can_be_reviewed(locked):
        raise VisitError(_("Not everybody has said how it went yet."), reasons=lacking_feedback(locked))
    locked.state, locked.reviewed_at = VisitState.REVIEWED, timezone.now()
    locked.save(update_fields=["state", "reviewed_at"])
    record("visit.reviewed", locked, actor=actor, school=locked.school.key)
    request = locked.request
    request.state, request.closed_at = RequestState.DONE, timezone.now()
    request.save(update_fields=["state", "closed_at"])
    for part in locked.parts.filter(declined_at=None).select_related("ambassador"):
        renew_step(part.ambassador)
    return locked


def can_be_reviewed(visit: Visit) -> bool:
    """Say whether a visit that took place waits for nobody's word any more."""
    return timezone.now() >= visit.delivered_at + PATIENCE or not lacking_feedback(visit)


def lacking_feedback(visit: Visit) -> list[str]:
    """Return who has not said yet how a visit went: "the school", first names."""
    said = list(visit.feedback.values_list("by", "user_id"))
    users = {user for _by, user in said}
    found = [] if FeedbackBy.HOST in {by for by, _user in said} else [str(FeedbackBy.HOST.label)]
    hers = visit.parts.filter(declined_at=None, ambassador__withdrawn_at=None)
    for part in hers.select_related("ambassador"):
        if part.ambassador.user_id is not None and part.ambassador.user_id not in users:
            found.append(part.ambassador.first_name)
    return found
