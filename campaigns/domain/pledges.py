"""Pledges: signing, confirming, taking back, renewing; and what is shown of them.

Of those who sign nothing is shown but numbers. How many there are in all is always shown. A place is named with its
number only from ten signatures on, once a member of the organisation has read how it is written (people write into such
a field what they like), in steps of five and so that what is left over is never a handful: neither a subtraction nor
a look before and after tells where one person signed. Office holders are shown by name after they confirmed the
pledge by mail and a member of the organisation has found out that it is them.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.formats import get_format
from django.utils.translation import gettext as _

from campaigns.domain.pausing import is_paused
from campaigns.enums import PledgeKind
from campaigns.models import CampaignJoin, CampaignPage, Pledge, PledgePlace
from cms.audit import record
from cms.cache.keeping import keep
from cms.cache.stamps import touch
from cms.context import absolute_url
from cms.letters import write_to
from cms.text import nfc
from schools.domain.use import recount_after

SMALLEST_PLACE = 10  # signatures
STEP = 5
#: An office holder's promise holds so long, and is asked about so long before; who does not answer is no longer shown,
#: and a month later forgotten.
HOLDS, ASKED_BEFORE, FORGOTTEN_AFTER = timedelta(days=365), timedelta(days=30), timedelta(days=30)
#: Whoever gave an address and did not confirm it is forgotten.
CONFIRMED_WITHIN = timedelta(days=7)


class PledgeError(Exception):
    """It cannot be signed; the text is for whoever tried."""


class Place(NamedTuple):
    name: str
    at_least: int


class OfficeHolder(NamedTuple):
    """Somebody who promised in public."""

    name: str
    office: str
    words: str
    since: date
    until: date


class PledgeFigures(NamedTuple):
    """What is shown of the pledges of a campaign."""

    total: int
    places: tuple[Place, ...]
    office_holders: tuple[OfficeHolder, ...]


def stamp_of(campaign: UUID) -> str:
    """Return the name of the stamp that is touched when a campaign's pledges change."""
    return f"pledges:{campaign}"


# What is shown ----------------------------------------------------------------------------------------------------


def pledge_figures(campaign: UUID) -> PledgeFigures:
    """Return what is shown of the pledges of the campaign with this translation_key; no query when warm."""
    today = timezone.localdate()
    return keep(("pledges", campaign, today), (stamp_of(campaign),), lambda: _read_figures(campaign, today))


def _read_figures(campaign: UUID, today: date) -> PledgeFigures:
    counted = counted_pledges(campaign)
    names = dict(PledgePlace.objects.filter(campaign=campaign).values_list("folded", "name"))
    places = Counter(folded(place) for place in counted.exclude(place="").values_list("place", flat=True))
    total = counted.count()
    shown = safe_places({folded: number for folded, number in places.items() if folded in names}, total)
    return PledgeFigures(
        total,
        tuple(Place(names[one], number) for one, number in shown.items()),
        tuple(
            OfficeHolder(one.name, one.office, one.words, timezone.localdate(one.confirmed_at), one.renew_on)
            for one in counted.filter(
                kind=PledgeKind.OFFICE, approved_at__isnull=False, renew_on__gte=today
            ).order_by("confirmed_at", "pk")
        ),
    )


def counted_pledges(campaign: UUID):
    """Return the pledges that count: made without an address, or confirmed."""
    return Pledge.objects.filter(campaign=campaign, confirmed_at__isnull=False)


def safe_places(places: dict[str, int], total: int) -> dict[str, int]:
    """Return which places may be shown, the largest first, with numbers rounded down to steps of five.

    None below ten; and where fewer than ten signatures would be left over (from elsewhere, or without a place), the
    smallest places are left out until there are ten, or none is left.
    """
    kept = sorted(
        ((name, number) for name, number in places.items() if number >= SMALLEST_PLACE),
        key=lambda one: (-one[1], one[0]),
    )
    while kept and 0 < total - sum(number for _name, number in kept) < SMALLEST_PLACE:
        kept.pop()
    return {name: number - number % STEP for name, number in kept}


def folded(place: str) -> str:
    """Return a place as it is compared: without capitals and needless blanks."""
    return " ".join(nfc(place).casefold().split())[:80]


def waiting_places(campaign: UUID) -> list[tuple[str, int]]:
    """Return the places from which ten and more have signed and whose name nobody has read yet, as most wrote them."""
    named = set(PledgePlace.objects.filter(campaign=campaign).values_list("folded", flat=True))
    written: dict[str, Counter] = {}
    for place in counted_pledges(campaign).exclude(place="").values_list("place", flat=True):
        written.setdefault(folded(place), Counter())[" ".join(place.split())] += 1
    return [
        (ways.most_common(1)[0][0], ways.total())
        for key, ways in sorted(written.items(), key=lambda one: -one[1].total())
        if key not in named and ways.total() >= SMALLEST_PLACE
    ]


# Signing ----------------------------------------------------------------------------------------------------------


def closed_because(campaign: CampaignPage, today: date | None = None) -> str:
    """Return why a campaign's pledge cannot be signed now, in a sentence; "" where it can."""
    today = today or timezone.localdate()
    if is_paused(campaign.translation_key):
        return _("This campaign is taking a break. Please come back later.")
    if campaign.starts_on and campaign.starts_on > today:
        day = date_format(campaign.starts_on, get_format("DATE_FORMAT"))
        return _("This campaign begins on %(day)s. Please come back then.") % {"day": day}
    if campaign.ends_on and campaign.ends_on < today:
        day = date_format(campaign.ends_on, get_format("DATE_FORMAT"))
        return _("This campaign ended on %(day)s. Thank you to all who signed.") % {"day": day}
    return ""


@transaction.atomic
def sign(
    campaign: CampaignPage, *, form: str, language: str, join: CampaignJoin | None = None, **said: str
) -> tuple[Pledge, bool]:
    """Sign the pledge of a live campaign; return the pledge, and whether it is new.

    form: a random name of the form, the same when it is sent twice. join: of the school at whose address it is signed,
    for which it then counts as well. said: first_name, place, school, email; of an
    office holder name, office, words and email. With an address it counts once it is confirmed, which a letter asks
    for. PledgeError where it cannot be signed.
    """
    if reason := closed_because(campaign):
        raise PledgeError(reason)
    said = {name: nfc(value).strip() for name, value in said.items()}
    now = timezone.now()
    pledge, is_new = Pledge.objects.get_or_create(
        form=form,
        defaults=said
        | {
            "campaign": campaign.translation_key,
            "kind": campaign.pledge_kind,
            "join": join,
            "language": language,
            "confirmed_at": None if said.get("email") else now,
            "renew_on": timezone.localdate() + HOLDS if campaign.pledge_kind == PledgeKind.OFFICE else None,
        },
    )
    if pledge.campaign != campaign.translation_key:
        raise PledgeError(_("Please open the page again and sign once more."))
    if is_new and pledge.email:
        _write(pledge, "pledge_confirm", campaign.title)
    elif is_new:
        _tell(pledge)
    return pledge, is_new


@transaction.atomic
def confirm(token: str) -> Pledge:
    """Say that the address is one's own: the pledge counts. Of others than office holders the address is forgotten.

    Pledge.DoesNotExist for a token that is none.
    """
    pledge = Pledge.objects.select_for_update().get(token=token)
    if pledge.confirmed_at is None:
        pledge.confirmed_at = timezone.now()
        if pledge.kind != PledgeKind.OFFICE:
            pledge.email = ""
        pledge.save(update_fields=["confirmed_at", "email"])
        _tell(pledge)
    return pledge


@transaction.atomic
def take_back(token: str) -> UUID:
    """Delete a pledge at once, with all that it said; return the campaign. Pledge.DoesNotExist for a wrong token."""
    pledge = Pledge.objects.select_for_update().get(token=token)
    pledge.delete()
    _tell(pledge)
    return pledge.campaign


@transaction.atomic
def renew(token: str) -> Pledge:
    """Let an office holder's promise hold for another year from today. Pledge.DoesNotExist where there is none."""
    pledge = Pledge.objects.select_for_update().get(
        token=token, kind=PledgeKind.OFFICE, confirmed_at__isnull=False
    )
    pledge.renew_on, pledge.asked_at = timezone.localdate() + HOLDS, None
    pledge.save(update_fields=["renew_on", "asked_at"])
    touch(stamp_of(pledge.campaign))
    return pledge


def _tell(pledge: Pledge) -> None:
    """Have whatever shows the pledges of a campaign, and the school for which it was signed, count anew."""
    touch(stamp_of(pledge.campaign))
    if pledge.join and pledge.confirmed_at:
        recount_after(pledge.join.school_id, timezone.localdate(pledge.confirmed_at))


# What a member of the organisation decides ------------------------------------------------------------------------


def waiting_office_holders(campaign: UUID):
    """Return the office holders who confirmed and whom nobody has looked at yet, who waits longest first."""
    return counted_pledges(campaign).filter(kind=PledgeKind.OFFICE, approved_at=None).order_by("signed_at")


@transaction.atomic
def approve(pledge: Pledge, *, actor) -> Pledge:
    """Show an office holder's promise. PledgeError where it was not confirmed; done twice it changes nothing."""
    locked = Pledge.objects.select_for_update().get(pk=pledge.pk)
    if locked.kind != PledgeKind.OFFICE or locked.confirmed_at is None:
        raise PledgeError(_("This pledge was not confirmed by mail yet."))
    if locked.approved_at is None:
        locked.approved_at, locked.approved_by = timezone.now(), actor
        locked.save(update_fields=["approved_at", "approved_by"])
        record("pledge.approved", locked, actor=actor)
        touch(stamp_of(locked.campaign))
    return locked


@transaction.atomic
def decline(pledge: Pledge, *, actor) -> None:
    """Delete a pledge that is not what it says it is, shown or not."""
    locked = Pledge.objects.select_for_update().get(pk=pledge.pk)
    record("pledge.declined", locked, actor=actor, office=locked.office)
    locked.delete()
    touch(stamp_of(locked.campaign))


@transaction.atomic
def name_place(campaign: UUID, name: str, *, actor) -> PledgePlace:
    """Let a place be named with its number: somebody has read how it is written."""
    place, new = PledgePlace.objects.get_or_create(
        campaign=campaign, folded=folded(name), defaults={"name": nfc(name).strip()[:80]}
    )
    if new:
        record("pledge_place.named", place, actor=actor)
        touch(stamp_of(campaign))
    return place


@transaction.atomic
def unname_place(place: PledgePlace, *, actor) -> None:
    """Name a place no longer."""
    record("pledge_place.unnamed", place, actor=actor)
    touch(stamp_of(place.campaign))
    place.delete()


# By the clock -----------------------------------------------------------------------------------------------------


def ask_again(today: date | None = None) -> int:
    """Ask office holders whose promise ends within 30 days to renew it, once; return how many were asked."""
    today = today or timezone.localdate()
    due = Pledge.objects.filter(
        kind=PledgeKind.OFFICE,
        confirmed_at__isnull=False,
        approved_at__isnull=False,
        asked_at=None,
        renew_on__range=(today, today + ASKED_BEFORE),
    )
    asked = 0
    for pk in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            pledge = Pledge.objects.select_for_update().filter(pk=pk, asked_at=None).first()
            if pledge is None:
                continue
            pledge.asked_at = timezone.now()
            pledge.save(update_fields=["asked_at"])
            _write(pledge, "pledge_renew", _title_of(pledge))
            asked += 1
    return asked


@transaction.atomic
def forget_old(now=None) -> int:
    """Delete what was not confirmed within a week, and promises that ended a month ago; return how many.

    Whatever shows a promise that ended yesterday is told, too.
    """
    now = now or timezone.now()
    unconfirmed = Q(confirmed_at=None, signed_at__lt=now - CONFIRMED_WITHIN)
    ended = Q(renew_on__lt=timezone.localdate(now) - FORGOTTEN_AFTER)
    gone_with = unconfirmed | ended
    gone = Pledge.objects.filter(gone_with)
    over = Pledge.objects.filter(gone_with | Q(renew_on=timezone.localdate(now) - timedelta(days=1)))
    stamps = {stamp_of(campaign) for campaign in over.order_by().values_list("campaign", flat=True)}
    number = gone.delete()[0]
    if stamps:
        touch(*stamps)
    return number


def _title_of(pledge: Pledge) -> str:
    pages: Iterable[tuple[str, str]] = CampaignPage.objects.filter(
        translation_key=pledge.campaign
    ).values_list("locale__language_code", "title")
    titles = dict(pages)
    return titles.get(pledge.language) or next(iter(titles.values()), "")


def _write(pledge: Pledge, letter: str, title: str) -> None:
    write_to(
        pledge.email,
        pledge.language,
        f"campaigns/{letter}",
        campaign=title,
        is_office=pledge.kind == PledgeKind.OFFICE,
        until=pledge.renew_on,
        # In the language of the letter, which the address begins with.
        url=lambda: absolute_url("pledge_own", pledge.token),
    )
