"""What schools ask for: a request waits until a coordinator matches it (domain.visits)."""

from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ambassadors.domain.visits import FARTHEST, VisitError, end_visit, refuse_to_bury
from ambassadors.enums import ContactRole, Format, RequestState
from ambassadors.models import Visit, VisitRequest
from cms.audit import record
from cms.languages import BY_CODE
from cms.models import Topic
from cms.text import nfc
from schools.enums import SchoolState, Stage
from schools.models import School
from schools.rules import can_enter, can_lead

#: So many open requests a school has at a time.
MOST_OPEN = 12


@transaction.atomic
def ask_for_visit(
    school: School,
    *,
    actor,
    stage: str,
    year_group: int,
    pupils: int,
    language: str,
    format: str,
    first_day: date,
    last_day: date,
    topic: Topic | None = None,
    lesson: UUID | None = None,
    contact: str = ContactRole.TEACHER,
    note: str = "",
) -> VisitRequest:
    """A member of a confirmed school asks for a visit. VisitError with a sentence, PermissionDenied for others."""
    locked = School.objects.select_for_update().get(pk=school.pk)
    if not can_enter(actor, locked):
        raise PermissionDenied
    if locked.state != SchoolState.CONFIRMED:
        raise VisitError(_("Visits can be asked for once a coordinator has confirmed your school."))
    if locked.visit_requests.filter(state__in=[RequestState.OPEN, RequestState.MATCHED]).count() >= MOST_OPEN:
        raise VisitError(
            _("%(most)d requests are open already. Please wait for these.") % {"most": MOST_OPEN}
        )
    if not 1 <= year_group <= locked.year_groups:
        raise VisitError(_("Your school has no such year group."), "year_group")
    if not 1 <= pupils <= 200:
        raise VisitError(_("A visit is for 1 to 200 pupils."), "pupils")
    if language not in BY_CODE or stage not in Stage.values or format not in Format.values:
        raise VisitError(_("Please choose from the list."), "language")
    today = timezone.localdate()
    if last_day < first_day:
        raise VisitError(_("The last day lies before the first."), "last_day")
    if first_day <= today or last_day > today + FARTHEST:
        raise VisitError(_("Please choose days between tomorrow and ten months from now."), "first_day")
    made = VisitRequest.objects.create(
        school=locked,
        asked_by=actor,
        stage=stage,
        year_group=year_group,
        pupils=pupils,
        language=language,
        format=format,
        first_day=first_day,
        last_day=last_day,
        topic=topic,
        lesson=lesson,
        contact=ContactRole(contact),
        note=nfc(note).strip()[:600],
    )
    record("visit.asked_for", made, actor=actor, school=locked.key)
    return made


@transaction.atomic
def take_request_back(request: VisitRequest, *, actor) -> VisitRequest:
    """Ask no more: by whoever asked, or a lead of the school. A visit that came of it is cancelled."""
    locked = VisitRequest.objects.select_for_update(of=("self",)).select_related("school").get(pk=request.pk)
    own = locked.asked_by_id == actor.pk and can_enter(actor, locked.school)
    if not (own or can_lead(actor, locked.school)):
        raise PermissionDenied
    if locked.state in (RequestState.DONE, RequestState.CANCELLED):
        return locked
    for visit in Visit.objects.select_for_update().filter(request=locked).ahead():
        refuse_to_bury(visit, actor)
        end_visit(visit, actor, _("The school asks for it no more."))
    locked.state, locked.closed_at = RequestState.CANCELLED, timezone.now()
    locked.save(update_fields=["state", "closed_at"])
    record("visit.asked_for_no_more", locked, actor=actor, school=locked.school.key)
    return locked
