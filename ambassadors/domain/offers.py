"""Offers: what an ambassador or an organisation can give, and when. Whether it is proposed is asked anew each time."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ambassadors.domain.queries.supply import agreed_formats
from ambassadors.domain.refusal import Refusal
from ambassadors.domain.standing import missing_consents
from ambassadors.enums import Format
from ambassadors.models import Ambassador, Offer, Window
from ambassadors.models.supply import FARTHEST as MOST_KILOMETRES
from ambassadors.rules import is_own
from campaigns.models import Organisation
from campaigns.rules import can_enter
from cms.audit import record
from cms.languages import BY_CODE
from cms.models import Country, Topic
from schools.domain.schools import SchoolError, find_town

#: So many times are kept at once, and they lie so many days ahead.
MOST_WINDOWS, FARTHEST = 12, timedelta(days=300)


class OfferError(Refusal):
    """It cannot be offered."""


@transaction.atomic
def set_offer(
    who: Ambassador | Organisation,
    *,
    actor,
    languages: Iterable[str],
    topics: Iterable[Topic],
    formats: Iterable[str],
    country: Country,
    town: str,
    reach: int,
) -> Offer:
    """Say what one can give; a second time changes it. By the ambassador herself, once her consents hold, or members.

    reach: kilometres. OfferError with a sentence, PermissionDenied for others.
    """
    locked = _permitted(who, actor)
    chosen = [code for code in BY_CODE if code in set(languages)]
    if not chosen:
        raise OfferError(_("Please choose at least one language."), "languages")
    ways = [one for one in Format.values if one in set(formats)]
    if not ways:
        raise OfferError(_("Please say how visits may take place."), "formats")
    if isinstance(locked, Ambassador):
        agreed = agreed_formats(Ambassador.objects.filter(pk=locked.pk))[locked.pk]
        if refused := [Format(one).label for one in ways if one not in agreed]:
            raise OfferError(
                # Translators: format: "in person" or "online"
                _("Not everybody who has to agree agreed to visits of this kind: %(format)s.")
                % {"format": refused[0]},
                "formats",
            )
    if not 0 <= reach <= MOST_KILOMETRES:
        raise OfferError(_("Please give 0 to %(most)d kilometres.") % {"most": MOST_KILOMETRES}, "reach")
    try:
        place = find_town(country, town)
    except SchoolError as error:
        raise OfferError(str(error), "town") from error
    offer, _made = Offer.objects.update_or_create(
        **_side(locked),
        defaults={
            "languages": chosen,
            "formats": ways,
            "town": place,
            "reach": reach,
            "changed_at": timezone.now(),
        },
    )
    offer.topics.set(topics)
    record("offer.changed", offer, actor=actor, of=locked.key)
    return offer


@transaction.atomic
def add_window(offer: Offer, *, actor, first_day: date, last_day: date) -> Window:
    """Say when one can come, from one day to another, both included. What has passed is forgotten."""
    _permitted(offer.ambassador or offer.organisation, actor)
    today = timezone.localdate()
    if last_day < first_day:
        raise OfferError(_("The last day lies before the first."), "last_day")
    if last_day < today:
        raise OfferError(_("These days are over. Please choose days that are still to come."), "last_day")
    if last_day > today + FARTHEST:
        raise OfferError(_("Please choose days within the next ten months."), "last_day")
    offer.windows.filter(last_day__lt=today).delete()
    first_day = max(first_day, today)
    if offer.windows.filter(first_day=first_day, last_day=last_day).exists():
        raise OfferError(_("This time is in your list already."), "first_day")
    if offer.windows.count() >= MOST_WINDOWS:
        raise OfferError(
            _("%(most)d times are in your list already. Please remove one first.") % {"most": MOST_WINDOWS}
        )
    made = offer.windows.create(first_day=first_day, last_day=last_day)
    _changed(offer, actor, "offer.time_added", first_day, last_day)
    return made


@transaction.atomic
def remove_window(window: Window, *, actor) -> None:
    """Take a time out of the list. Visits that were agreed to in it stay as they are."""
    offer = window.offer
    _permitted(offer.ambassador or offer.organisation, actor)
    window.delete()
    _changed(offer, actor, "offer.time_removed", window.first_day, window.last_day)


def _changed(offer: Offer, actor, verb: str, first: date, last: date) -> None:
    offer.changed_at = timezone.now()
    offer.save(update_fields=["changed_at"])
    record(verb, offer, actor=actor, first_day=first.isoformat(), last_day=last.isoformat())


def _permitted(who: Ambassador | Organisation, actor) -> Ambassador | Organisation:
    """Return whose offer it is, locked: of an ambassador whose consents hold, or an organisation of hers."""
    locked = type(who).objects.select_for_update().get(pk=who.pk)
    if isinstance(locked, Organisation):
        if not can_enter(actor, locked):
            raise PermissionDenied
        return locked
    if not is_own(actor, locked):
        raise PermissionDenied
    if locked.withdrawn_at or locked.alumnus_at:
        raise OfferError(_("This way has ended already."))
    if missing_consents(locked):
        raise OfferError(_("First, everybody who has to agree must have agreed."))
    return locked


def _side(who: Ambassador | Organisation) -> dict:
    return {"ambassador": who} if isinstance(who, Ambassador) else {"organisation": who}
