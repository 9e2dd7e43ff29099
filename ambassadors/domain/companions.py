"""Companions: grown-ups who go along on visits are registered, and end."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ambassadors.domain.obeying import obey_for_companion
from ambassadors.domain.people import PeopleError
from ambassadors.enums import MINORS
from ambassadors.models import Ambassador, Companion
from ambassadors.rules import can_clear, can_coordinate
from campaigns.models import Organisation
from cms.audit import record
from cms.models import User
from cms.text import nfc
from schools.models import School, Town


@transaction.atomic
def register_companion(
    user: User,
    *,
    actor,
    first_name: str,
    town: Town,
    languages: list[str],
    school: School | None = None,
    organisation: Organisation | None = None,
) -> Companion:
    """A coordinator or safeguarding lead notes that a grown-up goes along. Who was one before is one again.

    PeopleError for whoever is a young ambassador; PermissionDenied for everybody else's wish, and for oneself.
    """
    if not (can_coordinate(actor) or can_clear(actor)) or user.pk == actor.pk:
        raise PermissionDenied
    User.objects.select_for_update().get(pk=user.pk)  # whoever accepts an invitation at the same moment waits
    hers = Ambassador.objects.filter(user=user)
    if hers.filter(band__in=MINORS).exists():
        raise PeopleError(_("Somebody under 18 cannot be a companion."))
    if hers.filter(withdrawn_at=None, alumnus_at=None).exists():
        raise PeopleError(_("An ambassador is a peer, and no companion at the same time."))
    # Whoever registered her must not become somebody else, who could then clear her.
    if Companion.objects.filter(user=user, ended_at=None).exists():
        raise PeopleError(_("This person is a companion already."))
    values = {
        "first_name": " ".join(nfc(first_name).split())[:40],
        "town": town,
        "languages": languages,
        "school": school,
        "organisation": organisation,
        "ended_at": None,
        "made_by": actor,
    }
    companion, _new = Companion.objects.update_or_create(user=user, defaults=values)
    record("companion.registered", companion, actor=actor)
    return companion


@transaction.atomic
def end_companion(companion: Companion, *, actor) -> Companion:
    """Let a companion go along no more: her clearance ends, visits are held. By a coordinator, a lead or herself."""
    locked = Companion.objects.select_for_update().get(pk=companion.pk)
    if not (can_coordinate(actor) or can_clear(actor) or locked.user_id == actor.pk):
        raise PermissionDenied
    if locked.ended_at is None:
        locked.ended_at = timezone.now()
        locked.save(update_fields=["ended_at"])
        locked.clearances.filter(ended_at=None).update(
            ended_at=timezone.now(), ended_by=actor, reason="ended"
        )
        record("companion.ended", locked, actor=actor)
        obey_for_companion(locked)
    return locked
