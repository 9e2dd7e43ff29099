"""Pause now: a campaign that is paused shows a calm page and hands out nothing, from the next request on."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.domain.queries.belonging import organisation_of
from campaigns.models import CampaignPage, CampaignSwitch, StoryPage
from cms.audit import record
from cms.cache.keeping import keep
from cms.cache.stamps import touch

#: Touched when any campaign is paused or goes on: whatever shows or hands out a campaign has it among its tags.
STAMP = "paused"


class PauseError(Exception):
    """The campaign cannot be paused or go on; the text says why."""


def paused_campaigns() -> frozenset[UUID]:
    """Return the translation_keys of all paused campaigns. No query when warm."""
    return keep(
        "paused campaigns",
        (STAMP,),
        lambda: frozenset(
            CampaignSwitch.objects.filter(paused_at__isnull=False).values_list("campaign", flat=True)
        ),
    )


def is_paused(campaign: UUID) -> bool:
    """Say whether the campaign with this translation_key is paused. No query when warm."""
    return campaign in paused_campaigns()


@transaction.atomic
def pause(campaign: CampaignPage, *, actor, reason: str = "") -> CampaignSwitch:
    """Stop showing a campaign in every language, at once. Pausing what is paused changes nothing.

    reason: for colleagues, 300 characters at most. PauseError where the campaign belongs to no organisation.
    """
    organisation = organisation_of(campaign)
    if organisation is None:
        raise PauseError(_("This campaign belongs to no organisation."))
    switch, _new = CampaignSwitch.objects.select_for_update().get_or_create(
        campaign=campaign.translation_key, defaults={"organisation": organisation}
    )
    if switch.paused_at is None:
        switch.paused_at, switch.paused_by, switch.reason = timezone.now(), actor, reason.strip()[:300]
        switch.save(update_fields=["paused_at", "paused_by", "reason"])
        record("campaign.paused", campaign, actor=actor, reason=switch.reason)
        _tell(campaign.translation_key)
    return switch


@transaction.atomic
def resume(campaign: CampaignPage, *, actor) -> None:
    """Show a campaign again. What goes on already goes on."""
    switch = CampaignSwitch.objects.select_for_update().filter(campaign=campaign.translation_key).first()
    if switch is None or switch.paused_at is None:
        return
    switch.paused_at, switch.paused_by = None, None
    switch.save(update_fields=["paused_at", "paused_by"])
    record("campaign.resumed", campaign, actor=actor)
    _tell(campaign.translation_key)


def switch_of(campaign: UUID) -> CampaignSwitch | None:
    """Return the switch of a paused campaign, for those who may turn it; None while the campaign goes on."""
    return (
        CampaignSwitch.objects.filter(campaign=campaign, paused_at__isnull=False)
        .select_related("paused_by")
        .first()
    )


def _tell(campaign: UUID) -> None:
    """Make stale whatever shows the campaign: its pages and stories in all languages, lists, feeds, search, home."""
    pages = list(CampaignPage.objects.filter(translation_key=campaign))
    names = {STAMP, "index:campaign", "index:story", f"card:{campaign}", f"campaign:{campaign}"}
    for page in pages:
        names |= {f"page:{page.pk}", f"translations:{page.translation_key}"}
        names |= {f"index:campaign:{page.locale.language_code}", f"index:story:{page.locale.language_code}"}
        names |= {f"page:{pk}" for pk in StoryPage.objects.child_of(page).values_list("pk", flat=True)}
    touch(*names)
