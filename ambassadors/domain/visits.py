"""Visits: matched, booked, made. Each verb asks anew whether it may be (domain.standing)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ambassadors.domain import letters
from ambassadors.domain.matching import age_gap
from ambassadors.domain.obeying import lock_thread
from ambassadors.domain.refusal import Refusal
from ambassadors.domain.standing import missing, obstacles
from ambassadors.domain.steps import renew_step
from ambassadors.domain.texts import refuse_contact_details
from ambassadors.enums import (
    AHEAD,
    MADE,
    MINORS,
    Format,
    RequestState,
    VisitState,
)
from ambassadors.models import (
    Ambassador,
    Companion,
    MessageThread,
    Offer,
    Part,
    Visit,
    VisitRequest,
)
from ambassadors.places import is_place
from ambassadors.rules import accompanies, can_coordinate, goes, hosts, is_own
from campaigns.enums import OrganisationState
from campaigns.rules import can_enter as belongs_to_organisation
from cms.audit import record
from cms.text import nfc
from schools.domain.use import recount_after
from schools.enums import SchoolState

#: A visit is asked for and booked so many days ahead at most.
FARTHEST = timedelta(days=300)
MOST_AMBASSADORS = 4
#: What is looked at before a visit is booked; all of it, every time.
CHECKLIST = {
    "room": gettext_lazy("A member of the school's staff stays in the room from beginning to end."),
    "way": gettext_lazy(
        "It is clear who brings everybody there and back, or which room of the school is used online."
    ),
    "pictures": gettext_lazy("The school knows that nobody takes pictures or recordings of ambassadors."),
    "topic": gettext_lazy("The classroom was asked whether the topic touches anybody too closely."),
    "worry": gettext_lazy("Everybody knows whom to call if something worries them."),
}


class VisitError(Refusal):
    """It cannot be done with a visit, or what asks for one. reasons: all that stands in the way."""

    def __init__(self, text: str, field: str = "", reasons: Iterable[str] = ()):
        super().__init__(text, field)
        self.reasons = list(reasons)


# Matching ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def match(request: VisitRequest, offer: Offer, *, actor, reasons: Iterable = ()) -> Visit:
    """A coordinator takes up a proposal: the ambassador is asked whether she will go.

    reasons: why it was proposed, as JSON. VisitError where the request is not open any more or the ambassador may not
    act.
    """
    if not can_coordinate(actor):
        raise PermissionDenied
    locked = VisitRequest.objects.select_for_update(of=("self",)).select_related("school").get(pk=request.pk)
    if locked.state != RequestState.OPEN:
        raise VisitError(_("This request is not open any more."))
    visit = Visit(
        request=locked,
        school=locked.school,
        organisation=offer.organisation,
        format=locked.format,
        matched_by=actor,
        reasons=list(reasons),
    )
    if offer.organisation_id and offer.organisation.state != OrganisationState.APPROVED:
        raise VisitError(_("This organisation is not approved any more."))
    visit.save()
    if offer.ambassador_id:
        _add(visit, offer.ambassador)
    else:
        letters.organisation_asked(visit)
    locked.state = RequestState.MATCHED
    locked.save(update_fields=["state"])
    record("visit.matched", visit, actor=actor, school=locked.school.key)
    return visit


@transaction.atomic
def add_ambassador(visit: Visit, ambassador: Ambassador, *, actor) -> Part:
    """A coordinator asks one more ambassador to go along, before the visit is booked."""
    if not can_coordinate(actor):
        raise PermissionDenied
    locked = locked_row(visit)
    if locked.state != VisitState.MATCHED:
        raise VisitError(_("Only before a visit is booked somebody can be added."))
    if locked.parts.filter(declined_at=None).count() >= MOST_AMBASSADORS:
        raise VisitError(_("%(most)d ambassadors are enough for one visit.") % {"most": MOST_AMBASSADORS})
    part = _add(locked, ambassador)
    record("visit.ambassador_added", locked, actor=actor, ambassador=ambassador.key)
    return part


def _add(visit: Visit, ambassador: Ambassador) -> Part:
    locked = Ambassador.objects.select_for_update(of=("self",)).get(pk=ambassador.pk)
    if faults := missing(locked):
        raise VisitError(
            # Translators: name: first name
            _("%(name)s cannot be asked now.") % {"name": locked.first_name},
            reasons=[str(fault.label) for fault in faults],
        )
    if age_gap(locked.band, visit.request.stage) is None:
        raise VisitError(
            _("The pupils are too old for %(name)s to visit them.") % {"name": locked.first_name}
        )
    if visit.parts.filter(ambassador=locked).exists():
        raise VisitError(_("%(name)s was asked already.") % {"name": locked.first_name})
    part = Part.objects.create(visit=visit, ambassador=locked)
    if locked.band in MINORS and not visit.with_minor:
        visit.with_minor = True
        visit.save(update_fields=["with_minor"])
    renew_step(locked)
    letters.visit_proposed(visit, locked)
    return part


@transaction.atomic
def say_yes(visit: Visit, *, actor) -> Part:
    """An ambassador will go."""
    locked, part = _own_part(visit, actor)
    if locked.state != VisitState.MATCHED or part.declined_at:
        raise VisitError(_("This visit is not asked about any more."))
    if part.agreed_at is None:
        part.agreed_at = timezone.now()
        part.save(update_fields=["agreed_at"])
        record("visit.agreed", locked, actor=actor)
    return part


@transaction.atomic
def say_no(visit: Visit, *, actor) -> Part:
    """An ambassador will not go, or not any more. Nobody asks why. Where nobody else goes, the request opens again."""
    locked, part = _own_part(visit, actor)
    if locked.state not in AHEAD:
        raise VisitError(_("This visit is not asked about any more."))
    if part.declined_at is None:
        refuse_to_bury(locked, actor)
        step_back(locked, part)
        record("visit.declined", locked, actor=actor)
        renew_step(part.ambassador)
    return part


def step_back(locked: Visit, part: Part) -> None:
    """Take an ambassador off a visit (locked by the caller); one on which nobody else goes is cancelled."""
    part.declined_at, part.agreed_at = timezone.now(), None
    part.save(update_fields=["declined_at", "agreed_at"])
    others = locked.parts.filter(declined_at=None)
    locked.with_minor = others.filter(ambassador__band__in=MINORS).exists()
    locked.revision += 1
    locked.save(update_fields=["with_minor", "revision"])
    if not others.exists() and locked.organisation_id is None:
        end_visit(locked, None, "", reopen=True)


@transaction.atomic
def decline_as_organisation(visit: Visit, *, actor) -> Visit:
    """A member of the organisation that was matched says that it does not come; the request is open again.

    VisitError once the visit is booked: then one of its companions or a coordinator cancels it, with a reason.
    """
    locked = locked_row(visit)
    if locked.organisation is None or not belongs_to_organisation(actor, locked.organisation):
        raise PermissionDenied
    if locked.state == VisitState.CANCELLED:
        return locked
    if locked.state != VisitState.MATCHED:
        raise VisitError(_("This visit is not asked about any more."))
    return end_visit(locked, actor, "", reopen=True)


# Booking -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def book(
    visit: Visit,
    *,
    actor,
    starts_at: datetime,
    minutes: int,
    format: str,
    place: str,
    first_companion: Companion | None,
    second_companion: Companion | None,
    checklist: Iterable[str],
) -> Visit:
    """A coordinator books a visit that is matched or on hold, or moves one; everybody is told.

    VisitError where something stands in its way (domain.standing.obstacles): its `reasons` say what.
    """
    if not can_coordinate(actor):
        raise PermissionDenied
    locked = locked_row(visit)
    if locked.state not in AHEAD:
        raise VisitError(_("This visit cannot be booked any more."))
    if starts_at <= timezone.now() or starts_at > timezone.now() + FARTHEST:
        raise VisitError(_("Please choose a time that is still to come, within ten months."), "starts_at")
    if not 15 <= minutes <= 240:
        raise VisitError(_("A visit takes 15 minutes to 4 hours."), "minutes")
    if format not in Format.values:
        raise VisitError(_("Please choose from the list."), "format")
    place = nfc(place).strip()[:200]
    if not is_place(place, online=format == Format.ONLINE):
        raise VisitError(
            _(
                "Please name a room of the school or, online, the link of its own room: nobody’s number, address or "
                "account."
            ),
            "place",
        )
    if set(checklist) != set(CHECKLIST):
        raise VisitError(_("Please go through the whole list. Every point matters."), "checklist")
    if first_companion is not None and first_companion == second_companion:
        raise VisitError(_("Two companions are two people."), "second_companion")
    named = [one for one in (first_companion, second_companion) if one is not None]
    if actor.pk in {one.user_id for one in named}:
        raise VisitError(_("Whoever goes along does not book. Please ask another coordinator."))
    parts = locked.parts.filter(declined_at=None).order_by("ambassador_id")
    if parts.filter(ambassador__nominated_by=actor).exists():
        raise VisitError(_("Whoever nominated an ambassador does not book. Please ask another coordinator."))
    # Nobody is given to two visits at the same moment, nor loses what she needs meanwhile.
    list(Companion.objects.select_for_update().filter(pk__in=[one.pk for one in named]).order_by("pk"))
    going = Ambassador.objects.filter(pk__in=parts.values("ambassador_id")).order_by("pk")
    list(going.select_for_update())
    if not locked.school.memberships.current().exists() or locked.school.state != SchoolState.CONFIRMED:
        raise VisitError(_("This school takes part no more."))
    locked.starts_at, locked.minutes, locked.format = starts_at, minutes, format
    locked.place = place
    locked.first_companion, locked.second_companion = first_companion, second_companion
    if found := obstacles(locked) + _elsewhere(locked):
        raise VisitError(_("This visit cannot be booked yet."), reasons=found)
    locked.checklist = list(CHECKLIST)
    locked.state, locked.held_at = VisitState.BOOKED, None
    locked.booked_by, locked.booked_at = actor, timezone.now()
    locked.reminded = []
    locked.revision += 1
    locked.save()
    _open_thread(locked)
    record("visit.booked", locked, actor=actor, school=locked.school.key, starts_at=starts_at.isoformat())
    for part in locked.parts.filter(declined_at=None).select_related("ambassador"):
        renew_step(part.ambassador)
    letters.visit_booked(locked)
    return locked


def _elsewhere(visit: Visit) -> list[str]:
    """Return who is booked for another visit at the same time, in sentences. Nobody is in two schools at once."""
    ends_at = visit.starts_at + timedelta(minutes=visit.minutes)
    near = (visit.starts_at - timedelta(days=1), ends_at)
    others = Visit.objects.filter(state=VisitState.BOOKED, starts_at__range=near).exclude(pk=visit.pk)
    going, along = set(), set()
    for other in others.prefetch_related("parts"):
        if other.starts_at < ends_at and other.starts_at + timedelta(minutes=other.minutes) > visit.starts_at:
            going |= {part.ambassador_id for part in other.parts.all() if part.declined_at is None}
            along |= {other.first_companion_id, other.second_companion_id}
    parts = visit.parts.filter(declined_at=None).select_related("ambassador")
    names = [part.ambassador.first_name for part in parts if part.ambassador_id in going]
    names += [companion.first_name for companion in visit.companions if companion.pk in along]
    return [_("%(name)s goes on another visit at that time.") % {"name": name} for name in names]


def _open_thread(visit: Visit) -> None:
    """Give a booked visit its thread, with the two companions who go; without two, there is none to write in."""
    if len(visit.companions) < 2:
        lock_thread(visit)
        return
    MessageThread.objects.update_or_create(
        visit=visit,
        defaults={
            "first_companion": visit.first_companion,
            "second_companion": visit.second_companion,
            "locked_at": None,
        },
    )


@transaction.atomic
def cancel(visit: Visit, *, actor, reason: str, reopen: bool = True) -> Visit:
    """Cancel a visit that is ahead: by the school, whoever goes along, or a coordinator. VisitError without a reason.

    reopen: the school still wants one, so its request is matched anew.
    """
    locked = locked_row(visit)
    if not (can_coordinate(actor) or hosts(actor, locked) or accompanies(actor, locked)):
        raise PermissionDenied
    if locked.state == VisitState.CANCELLED:
        return locked
    if locked.state not in AHEAD:
        raise VisitError(_("This visit has taken place."))
    reason = nfc(reason).strip()[:600]
    if not reason:
        raise VisitError(_("Please say why."), "reason")
    refuse_contact_details(reason, VisitError, "reason")
    refuse_to_bury(locked, actor)
    return end_visit(locked, actor, reason, reopen=reopen)


def refuse_to_bury(locked: Visit, actor) -> None:
    """VisitError once its time has come: then everybody says how it went, and may say that something worried her.

    Then only a coordinator who was not there says that it did not take place.
    """
    was_there = (
        hosts(actor, locked) or goes(actor, locked) or actor.pk in {one.user_id for one in locked.companions}
    )
    if has_begun(locked) and (was_there or not can_coordinate(actor)):
        raise VisitError(_("Its time has come. Please say how it went, or ask a coordinator to cancel it."))


def has_begun(visit: Visit) -> bool:
    """Say whether the time of a visit has come that could take place, as far as anybody knows."""
    return has_to_be_counted(visit) and visit.starts_at is not None and visit.starts_at <= timezone.now()


def end_visit(locked: Visit, actor, reason: str, *, reopen: bool = False) -> Visit:
    """Cancel a visit (locked by the caller, who permits), with all that follows."""
    locked.state, locked.cancelled_at = VisitState.CANCELLED, timezone.now()
    locked.cancelled_by, locked.why_cancelled = actor, reason
    locked.revision += 1
    locked.save(update_fields=["state", "cancelled_at", "cancelled_by", "why_cancelled", "revision"])
    lock_thread(locked)
    request = locked.request
    request.state = RequestState.OPEN if reopen else RequestState.CANCELLED
    request.closed_at = None if reopen else timezone.now()
    request.save(update_fields=["state", "closed_at"])
    record("visit.cancelled", locked, actor=actor, school=locked.school.key)
    letters.visit_cancelled(locked)
    for part in locked.parts.select_related("ambassador"):
        renew_step(part.ambassador)
    return locked


# Afterwards --------------------------------------------------------------------------------------------------------


@transaction.atomic
def deliver(visit: Visit, *, actor, attended: int) -> Visit:
    """The school or a companion says that a visit took place, and before how many pupils; it counts for the school.

    VisitError before its time, where something stood in its way, or it was not booked.
    """
    locked = locked_row(visit)
    if not (hosts(actor, locked) or accompanies(actor, locked) or can_coordinate(actor)):
        raise PermissionDenied
    if locked.state in MADE:
        return locked
    if not has_to_be_counted(locked):
        raise VisitError(_("Only what was booked can have taken place."))
    if timezone.now() < locked.starts_at:
        raise VisitError(_("This visit is still to come."))
    if not 1 <= attended <= 200:
        raise VisitError(_("Please say how many pupils were there: 1 to 200."), "attended")
    if locked.state == VisitState.BOOKED and (
        found := obstacles(locked, timezone.localdate(locked.starts_at))
    ):
        raise VisitError(
            _("This visit should not have taken place. Please tell a coordinator."), reasons=found
        )
    locked.state, locked.delivered_at, locked.attended = VisitState.DELIVERED, timezone.now(), attended
    locked.revision += 1
    locked.save(update_fields=["state", "delivered_at", "attended", "revision"])
    lock_thread(locked)
    record("visit.delivered", locked, actor=actor, school=locked.school.key, attended=attended)
    for part in locked.parts.filter(declined_at=None).select_related("ambassador"):
        renew_step(part.ambassador)
    recount_after(locked.school_id, timezone.localdate(locked.starts_at))
    letters.ask_for_feedback(locked)
    return locked


def has_to_be_counted(visit: Visit) -> bool:
    """Say whether a visit, once its time has come, can be said to have taken place.

    What was lost only after a visit leaves it what it was.
    """
    if visit.state == VisitState.HELD:
        return visit.starts_at is not None and visit.held_at > visit.starts_at
    return visit.state == VisitState.BOOKED


# Rows --------------------------------------------------------------------------------------------------------------


def locked_row(visit: Visit) -> Visit:
    """Return a visit as it is now, locked until the transaction ends."""
    return (
        Visit.objects.select_for_update(of=("self",))
        .select_related(
            "school",
            "request",
            "organisation",
            "first_companion__user",
            "second_companion__user",
            "booked_by",
        )
        .get(pk=visit.pk)
    )


def _own_part(visit: Visit, actor) -> tuple[Visit, Part]:
    locked = locked_row(visit)
    part = locked.parts.filter(ambassador__user_id=actor.pk).select_related("ambassador").first()
    if part is None or not is_own(actor, part.ambassador):
        raise PermissionDenied
    return locked, part
