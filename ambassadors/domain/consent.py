"""The ledger: ambassadors and guardians agree, and take it back. The last line of each side holds."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ambassadors.domain import letters
from ambassadors.domain.obeying import obey_for
from ambassadors.domain.people import LINKED, PeopleError
from ambassadors.domain.wording import kept_wording
from ambassadors.enums import ConsentKind, ConsentSide, Format
from ambassadors.models import Ambassador, AmbassadorConsent
from ambassadors.rules import is_own
from cms.audit import record
from cms.keys import new_secret

#: A consent holds for a year at most: people grow, and are asked again.
LONGEST = timedelta(days=365)


@transaction.atomic
def agree(
    ambassador: Ambassador,
    *,
    actor,
    is_public: bool,
    formats: Iterable[str],
    read_in: str,
    until: date | None = None,
) -> AmbassadorConsent:
    """The ambassador herself agrees, or agrees to something else than before; a minor's guardian is then asked.

    PeopleError with a sentence; PermissionDenied for anybody else.
    """
    locked = Ambassador.objects.select_for_update().get(pk=ambassador.pk)
    if not is_own(actor, locked):
        raise PermissionDenied
    entry = _granted(locked, ConsentSide.OWN, is_public, formats, read_in, until)
    record("ambassador.agreed", entry, actor=actor, ambassador=locked.key)
    if _guardian_is_to_be_asked(locked):
        locked.guardian_token, locked.guardian_link_until = new_secret(), timezone.now() + LINKED
        locked.save(update_fields=["guardian_token", "guardian_link_until"])
        letters.ask_guardian(locked)
    obey_for(locked)
    return entry


def _guardian_is_to_be_asked(locked: Ambassador) -> bool:
    """Not twice while a link is good: a second letter would let the link of the first one die."""
    linked = locked.guardian_link_until is not None and locked.guardian_link_until > timezone.now()
    return locked.is_minor and not linked and not locked.consents.filter(side=ConsentSide.GUARDIAN).exists()


@transaction.atomic
def agree_as_guardian(
    ambassador: Ambassador,
    *,
    is_public: bool,
    formats: Iterable[str],
    read_in: str,
    until: date | None = None,
) -> AmbassadorConsent:
    """Whoever holds the private link agrees for a minor. PeopleError for an adult, and with other sentences."""
    locked = Ambassador.objects.select_for_update().get(pk=ambassador.pk)
    if locked.guardian_token != ambassador.guardian_token:
        raise PeopleError(_("This link is not good any more. Please use the one in the newest letter."))
    if not locked.is_minor:
        raise PeopleError(_("From the age of 18, everybody agrees for herself or himself."))
    entry = _granted(locked, ConsentSide.GUARDIAN, is_public, formats, read_in, until)
    record("ambassador.guardian_agreed", entry, ambassador=locked.key)
    obey_for(locked)
    return entry


@transaction.atomic
def take_back(ambassador: Ambassador, *, actor) -> AmbassadorConsent | None:
    """The ambassador takes her consent back, at once. None where there was nothing to take back."""
    locked = Ambassador.objects.select_for_update().get(pk=ambassador.pk)
    if not is_own(actor, locked):
        raise PermissionDenied
    if locked.alumnus_shown:  # what an alumnus agreed to stands there, not in the ledger
        locked.alumnus_shown = False
        locked.save(update_fields=["alumnus_shown"])
    return _withdrawn(locked, ConsentSide.OWN, actor)


@transaction.atomic
def take_back_as_guardian(ambassador: Ambassador) -> AmbassadorConsent | None:
    """The guardian takes her consent back, at once, by the private link."""
    locked = Ambassador.objects.select_for_update().get(pk=ambassador.pk)
    return _withdrawn(locked, ConsentSide.GUARDIAN, None)


def _granted(locked: Ambassador, side, is_public, formats, read_in, until) -> AmbassadorConsent:
    if locked.withdrawn_at or locked.alumnus_at:
        raise PeopleError(_("This way has ended. Nothing can be agreed to any more."))
    today = timezone.localdate()
    until = until or today + LONGEST
    if not today <= until <= today + LONGEST:
        raise PeopleError(_("Please choose a day within a year from today."), "until")
    chosen = [one for one in Format.values if one in set(formats)]
    if not chosen:
        raise PeopleError(_("Please say how visits may take place."), "formats")
    agreed = {
        "kind": ConsentKind.GRANTED,
        "is_public": is_public,
        "formats": chosen,
        "until": until,
        "wording": kept_wording(locked, side, language=read_in),
        "read_in": read_in,
    }
    last = locked.consents.filter(side=side).select_related("wording").order_by("-pk").first()
    if last is not None and all(getattr(last, name) == value for name, value in agreed.items()):
        return last  # the same form, sent twice
    return AmbassadorConsent.objects.create(ambassador=locked, side=side, **agreed)


def _withdrawn(locked: Ambassador, side, actor) -> AmbassadorConsent | None:
    last = locked.consents.filter(side=side).order_by("-pk").first()
    if last is None or last.kind == ConsentKind.WITHDRAWN:
        return None
    entry = AmbassadorConsent.objects.create(ambassador=locked, side=side, kind=ConsentKind.WITHDRAWN)
    record("ambassador.took_consent_back", entry, actor=actor, ambassador=locked.key, side=str(side))
    obey_for(locked)
    letters.consent_taken_back(locked)
    return entry
