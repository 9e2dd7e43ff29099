"""Wiring: what happens when a campaign or a story is published or withdrawn; the jobs that come round by the clock."""

from functools import partial

from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.signals import page_published, page_unpublished

from campaigns.api import PATHS, SCHEMAS
from campaigns.documents import forget_documents
from campaigns.domain import card_checks, cards, evidence, flags, joins, kit, pledges, search
from campaigns.domain.addresses import address_problems
from campaigns.domain.approval import open_language
from campaigns.domain.contributors import erase_unneeded
from campaigns.domain.notices import answers_a_myth, belongs_to, page_behind
from campaigns.domain.recordings import recording_problems, recordings_context
from campaigns.domain.safeguarding import right_to_tell
from campaigns.domain.withdrawal import forgetters, obey, was_taken_back
from campaigns.domain.workflow import while_suspended
from campaigns.models import (
    CampaignJoin,
    CampaignPage,
    CampaignsPage,
    CampaignSwitch,
    ConsentEntry,
    OrganisationPage,
    StoryPage,
)
from campaigns.page_context import (
    campaign_context,
    campaigns_context,
    home_context,
    organisation_context,
    story_context,
)
from campaigns.tasks import make_share_cards
from campaigns.validators import checks
from cms.cache.stamps import touch
from cms.machines import ApiPart, api_parts
from cms.registries import declared_contexts, gone, interests, page_contexts, pages_behind, search_kinds
from cms.search.indexing import register
from cms.worker import every
from schools.models import School
from schools.registries import UseKind, school_panels, use_kinds

# Organisations and workflow.
checks.register("moderation: organisation", while_suspended)


@receiver(page_published, sender=CampaignsPage)
def on_language_opened(instance, **kwargs):
    if instance.alias_of_id is None:
        open_language(instance)


# Claims.
checks.register("evidence: figures", evidence.figure_problems)
checks.register("evidence: charts", evidence.chart_problems)
checks.register("evidence: numbers", evidence.number_problems)
every(30, "campaigns.flag_figures", flags.flag_what_is_due)


@receiver(page_published, sender=CampaignPage)
@receiver(page_published, sender=StoryPage)
def on_figures_published(instance, **kwargs):
    if instance.live:
        flags.note_uses(instance)


@receiver(page_unpublished, sender=CampaignPage)
@receiver(page_unpublished, sender=StoryPage)
def on_figures_withdrawn(instance, **kwargs):
    flags.forget_uses(instance)


@receiver(post_save, sender=CampaignPage)
@receiver(post_save, sender=StoryPage)
def on_figures_mirrored(instance, created, **kwargs):
    # A mirror in another language is saved as live and never published.
    if created and instance.live and instance.alias_of_id:
        flags.note_uses(instance)


# Contributors and consent.
checks.register("safeguarding: consent", right_to_tell)
gone.register("stories that were taken back", was_taken_back)
every(60, "campaigns.obey_consent", obey)
every(86400, "campaigns.erase_contributors", erase_unneeded)

# Recordings.
checks.register("moderation: recordings", recording_problems)
page_contexts.register("campaigns.StoryPage: recordings", recordings_context)

# Notices about pages.
interests.register("organisations", belongs_to)
declared_contexts.register("answers to myths", answers_a_myth)
pages_behind.register("share cards", page_behind)

# Share kit.
checks.register("evidence: cards", card_checks.cards_evidence)
checks.register("moderation: cards", card_checks.cards_moderation)
checks.register("moderation: posts", kit.posts_that_are_too_long)
forgetters.register("cards", cards.forget_story)
every(30, "campaigns.withhold_cards", cards.withhold_when_changed)
every(120, "campaigns.remake_cards", cards.remake_when_changed)


@receiver([page_published, page_unpublished], sender=CampaignPage)
def on_cards_due(instance, **kwargs):
    transaction.on_commit(partial(make_share_cards.enqueue, instance.pk))


@receiver([page_published, page_unpublished], sender=StoryPage)
def on_quotations_changed(instance, **kwargs):
    above = instance.get_parent()
    if above is not None:
        transaction.on_commit(partial(make_share_cards.enqueue, above.pk))


@receiver(pre_delete, sender=CampaignPage)
def on_campaign_deleted(instance, **kwargs):
    cards.forget_cards(instance)


# Pages and search.
checks.register("moderation: address", address_problems)
page_contexts.register("campaigns.CampaignsPage: pages", campaigns_context)
page_contexts.register("campaigns.OrganisationPage: pages", organisation_context)
page_contexts.register("campaigns.CampaignPage: pages", campaign_context)
page_contexts.register("campaigns.StoryPage: pages", story_context)
page_contexts.register("cms.HomePage: campaigns", home_context)
register(CampaignPage, search.campaign_entry)
register(StoryPage, search.story_entry)
register(OrganisationPage, search.organisation_entry)
search_kinds.register("campaign", _("Campaign"))
search_kinds.register("story", _("Story"))
search_kinds.register("organisation", _("Organisation"))
api_parts.register("campaigns", ApiPart(PATHS, SCHEMAS))
forgetters.register("documents", forget_documents)
every(3600, "campaigns.turn_the_page", search.turn_the_page)


@receiver([page_published, page_unpublished], sender=StoryPage)
def on_story_changed(instance, **kwargs):
    # The campaign above lists it.
    touch(*(f"page:{pk}" for pk in instance.get_ancestors().values_list("pk", flat=True)))


@receiver(page_published, sender=CampaignPage)
def on_campaign_published(instance, **kwargs):
    # Its stories are found under its topic and its name.
    transaction.on_commit(partial(search.index_campaign_again, instance.translation_key))


@receiver(page_unpublished, sender=CampaignPage)
def on_campaign_withdrawn(instance, **kwargs):
    transaction.on_commit(partial(search.index_campaign_again, instance.translation_key))


@receiver(post_save, sender=CampaignSwitch)
def on_paused_or_resumed(instance, **kwargs):
    # First of all, or the index would be written after what is still kept.
    touch("paused")
    transaction.on_commit(partial(search.index_campaign_again, instance.campaign))


@receiver(post_save, sender=ConsentEntry)
def on_consent_changed(instance, **kwargs):
    touch(f"consent:{instance.story}")
    transaction.on_commit(partial(search.index_story_again, instance.story))


# Pledges and measures.
every(86400, "campaigns.ask_office_holders", pledges.ask_again)
every(3600, "campaigns.forget_pledges", pledges.forget_old)


# Schools that join.
use_kinds.register(
    "campaigns",
    UseKind(
        pgettext_lazy("of a school", "Campaigns joined"),
        keys=joins.campaigns_joined,
        view_name="school_campaigns",
    ),
)
use_kinds.register(
    "pledges",
    UseKind(_("Pledges signed for the school, in steps of five from ten on"), joins.pledges_signed),
)
school_panels.register("campaigns", joins.campaigns_panel)


@receiver([post_save, post_delete], sender=CampaignJoin)
def on_school_joined_or_left(instance, **kwargs):
    touch(joins.stamp_of(instance.campaign))


@receiver(post_save, sender=School)
def on_school_decided(instance, created, update_fields, **kwargs):
    # Only confirmed schools are counted in public.
    if not created and (update_fields is None or "state" in update_fields):
        touch(*joins.stamps_of(instance))
