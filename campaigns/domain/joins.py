"""Schools join campaigns and leave them again; what of that is shown, and what counts for a school by itself.

A school's own people may sign the pledge at an address that the school hands to them; then it counts for the school as
well. Neither the school nor anybody else learns who signed, or when: the school sees a number only from SMALLEST_PLACE
on and in steps of STEP, as everybody does of a place (campaigns.domain.pledges).
"""

from datetime import date, datetime, time
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaigns.domain.pausing import STAMP as PAUSED
from campaigns.domain.pausing import is_paused
from campaigns.domain.pledges import SMALLEST_PLACE, STEP
from campaigns.domain.queries.pages import Stage, stage_of
from campaigns.enums import PledgeKind
from campaigns.models import CampaignJoin, CampaignPage, Pledge
from campaigns.rules import can_leave_campaign
from cms.audit import record
from cms.cache.keeping import keep
from cms.languages import DEFAULT_LANGUAGE
from cms.models import SearchEntry
from cms.text import nfc
from schools.domain.queries.next_steps import kept
from schools.domain.use import recount_after
from schools.enums import SchoolState
from schools.models import School
from schools.registries import keys_of
from schools.rules import can_enter

#: From so many schools on their number is shown.
FEWEST_SCHOOLS = 3


class JoinError(Exception):
    """The school cannot join; the text says why."""


def stamp_of(campaign: UUID) -> str:
    """Return the name of the stamp that is touched when a school joins or leaves a campaign."""
    return f"joins:{campaign}"


# Joining ----------------------------------------------------------------------------------------------------------


def closed_to_schools(campaign: CampaignPage) -> str:
    """Return why schools cannot join a campaign, in a sentence; "" where they can, also one that is still to come."""
    if is_paused(campaign.translation_key):
        return _("This campaign is taking a break. Please come back later.")
    if not campaign.live:
        return _("This campaign is not shown any more.")
    if stage_of(campaign, timezone.localdate()) == Stage.OVER:
        return _("This campaign has ended.")
    return ""


@transaction.atomic
def join_campaign(campaign: CampaignPage, school: School, *, actor) -> CampaignJoin:
    """Let a school take part in a campaign from now on, add up its year anew, and return that it does.

    What a school has joined already it does not join again. JoinError for whoever is no member, and where the campaign
    is not live, paused or over.
    """
    locked = School.objects.select_for_update().get(pk=school.pk)
    if not can_enter(actor, locked):
        raise JoinError(_("You do not belong to this school."))
    joins = CampaignJoin.objects.current()
    if known := joins.filter(campaign=campaign.translation_key, school=locked).first():
        return known
    if reason := closed_to_schools(campaign):
        raise JoinError(reason)
    join = CampaignJoin.objects.create(campaign=campaign.translation_key, school=locked, joined_by=actor)
    record("campaign.joined", join, actor=actor, school=locked.key, campaign=str(join.campaign))
    recount_after(locked.pk, timezone.localdate(join.joined_at))
    return join


@transaction.atomic
def leave_campaign(join: CampaignJoin, *, actor) -> None:
    """Let a school take part no longer: the campaign does not count for it any more. Left twice, it is left once.

    What its people signed stays signed and counted; the address that they had leads to the pledge of everybody.
    """
    # The school's lock is enough, and whoever signs for it meanwhile waits for that one alone.
    locked_school = School.objects.select_for_update().get(pk=join.school_id)
    locked = CampaignJoin.objects.get(pk=join.pk)
    if not can_leave_campaign(actor, locked):
        raise PermissionDenied
    if locked.left_at is not None:
        return
    locked.left_at, locked.left_by = timezone.now(), actor
    locked.save(update_fields=["left_at", "left_by"])
    record("campaign.left", locked, actor=actor, school=locked_school.key, campaign=str(locked.campaign))
    recount_after(locked.school_id, timezone.localdate(locked.joined_at))


# For the pledge ---------------------------------------------------------------------------------------------------


def join_behind(campaign: CampaignPage, key: str) -> CampaignJoin | None:
    """Return for which school one signs at an address with this key; None where it takes part no longer.

    The address goes on being good when the school left the campaign and joined it again.
    """
    key = nfc(key)[:12]
    if not key or campaign.pledge_kind != PledgeKind.PUBLIC:
        return None
    joins = CampaignJoin.objects.current().filter(campaign=campaign.translation_key)
    return (
        joins.filter(
            school__in=School.objects.exclude(state=SchoolState.CLOSED).filter(campaign_joins__key=key)
        )
        .select_related("school")
        .first()
    )


# What counts ------------------------------------------------------------------------------------------------------


def campaigns_joined(school: School, start: date, end: date) -> list[str]:
    """Return the campaigns that a school joined from `start` to the day before `end`, and has not left."""
    joins = _between(CampaignJoin.objects.current().filter(school=school), "joined_at", start, end)
    return [str(campaign) for campaign in joins.values_list("campaign", flat=True)]


def pledges_signed(school: School, start: date, end: date) -> int:
    """Return how many signed for a school from `start` to the day before `end`: 0 below ten, then in steps of five."""
    signed = Pledge.objects.filter(join__school=school, kind=PledgeKind.PUBLIC)
    number = _between(signed, "confirmed_at", start, end).count()
    return number - number % STEP if number >= SMALLEST_PLACE else 0


def _between(rows, column: str, start: date, end: date):
    first, after = (timezone.make_aware(datetime.combine(day, time.min)) for day in (start, end))
    return rows.filter(**{f"{column}__gte": first, f"{column}__lt": after})


# What is shown ----------------------------------------------------------------------------------------------------


def schools_joined(campaign: UUID) -> int:
    """Return how many confirmed schools take part, as everybody is told: 0 below FEWEST_SCHOOLS. No query when warm."""
    number = keep(("schools in a campaign", campaign), (stamp_of(campaign),), lambda: _count(campaign))
    return number if number >= FEWEST_SCHOOLS else 0


def _count(campaign: UUID) -> int:
    in_network = School.objects.in_network().filter(is_sample=False)
    return CampaignJoin.objects.current().filter(campaign=campaign, school__in=in_network).count()


def campaigns_panel(school: School) -> dict | None:
    """Return what the page of a school says of the campaigns that it joined this school year or last; None without.

    No query of its own when warm: which campaigns they are stands among the sums of the school.
    """
    _ahead, found = kept(school)
    known = titles(get_language())
    keys = {key for year in found.years for key in year.more.get(keys_of("campaigns"), [])}
    joined = sorted(known[key] for key in keys if key in known)
    if not joined:
        return None
    return {
        "title": _("Campaigns"),
        # Translators: titles: of campaigns, separated by commas.
        "text": _("Your school takes part in: %(titles)s.") % {"titles": _(", ").join(joined)},
        "url": reverse("school_campaigns", args=[school.key]),
        "link": _("To the campaigns"),
    }


def titles(language: str) -> dict[str, str]:
    """Return the titles of all campaigns that anybody may read, by translation_key, in a language if they have it.

    No query when warm.
    """
    return keep(("titles of campaigns", language), ("index:campaign", PAUSED), lambda: _titles(language))


def _titles(language: str) -> dict[str, str]:
    entries = SearchEntry.objects.filter(kind=CampaignPage.kind)
    rows = entries.order_by("language").values_list("translation_key", "language", "title")
    # What comes later stays: any language, then English, then the one that is asked for.
    ranked = sorted(rows, key=lambda row: {language: 2, DEFAULT_LANGUAGE: 1}.get(row[1], 0))
    return {str(key): title for key, _language, title in ranked}


def stamps_of(school: School) -> set[str]:
    """Return the stamps of the campaigns that a school takes part in. One query."""
    joins = CampaignJoin.objects.current().filter(school=school)
    return {stamp_of(campaign) for campaign in joins.order_by().values_list("campaign", flat=True)}
