"""Recognition: a coordinator thanks an ambassador for the visits since the last time."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from ambassadors.domain.badges import award_badges
from ambassadors.domain.people import PeopleError
from ambassadors.domain.steps import renew_step
from ambassadors.domain.texts import refuse_contact_details
from ambassadors.enums import VisitState
from ambassadors.models import Ambassador, Thanks, Visit
from ambassadors.rules import can_coordinate, is_own
from cms.audit import record
from cms.text import nfc


@transaction.atomic
def recognise(ambassador: Ambassador, *, actor, words: str = "") -> Thanks:
    """Thank an ambassador for all reviewed visits since the last thanks; badges that are due come with it.

    PeopleError where there are none.
    """
    locked = Ambassador.objects.select_for_update().get(pk=ambassador.pk)
    if not can_coordinate(actor) or is_own(actor, locked):
        raise PermissionDenied
    if locked.withdrawn_at or locked.alumnus_at:
        raise PeopleError(_("This way has ended already."))
    words = nfc(words).strip()[:1000]
    refuse_contact_details(words, PeopleError, "words")
    last = locked.thanks.order_by("-given_at").first()
    visits = Visit.objects.filter(
        parts__ambassador=locked, parts__declined_at=None, state=VisitState.REVIEWED
    )
    if last is not None:
        visits = visits.filter(reviewed_at__gt=last.given_at)
    minutes = list(visits.values_list("minutes", flat=True))
    if not minutes:
        raise PeopleError(_("There is no reviewed visit to give thanks for yet."))
    made = Thanks.objects.create(
        ambassador=locked,
        given_by=actor,
        visits=len(minutes),
        minutes=sum(minutes),
        words=words,
    )
    record("ambassador.recognised", made, actor=actor, ambassador=locked.key, visits=len(minutes))
    award_badges(locked)
    renew_step(locked)
    return made
