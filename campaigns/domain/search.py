"""How campaigns, stories and organisations are found: what the ledger allows, and nothing of what is paused."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page

from campaigns.domain.figures import Figure, figures_of, fill
from campaigns.domain.pausing import is_paused
from campaigns.domain.queries.belonging import campaign_of, organisation_of
from campaigns.domain.queries.pages import shown_stories
from campaigns.models import CampaignPage, OrganisationPage, StoryPage
from cms.cache.stamps import touch
from cms.domain.queries.site import language_of
from cms.models import Topic
from cms.search.indexing import IndexEntry, index_page
from cms.search.pages import text_of
from cms.vocabularies import by_pk


def campaign_entry(page: CampaignPage) -> IndexEntry | None:
    """A campaign is found by its lead, its sections and its organisation's name; while it is paused, not at all."""
    if is_paused(page.translation_key):
        return None
    organisation = organisation_of(page)
    figures = figures_of(organisation.pk) if organisation else {}
    language = language_of(page)
    topic = by_pk(Topic).get(page.topic_id)
    return IndexEntry(
        kind=page.kind,
        title=page.title,
        summary=fill(page.lead, figures, language),
        keywords=f"{organisation.name if organisation else ''} {page.hashtags}",
        body=fill(text_of(page.sections, page.events, page.partners), figures, language),
        facets=_facets(page),
        dye=topic.dye if topic else "",
    )


def story_entry(page: StoryPage) -> IndexEntry | None:
    """A story is found while the ledger lets its words stand on this site in its language, and its campaign runs."""
    campaign = campaign_of(page)
    language = language_of(page)
    if campaign is None or not campaign.live or is_paused(campaign.translation_key):
        return None
    shown = next(iter(shown_stories([page], language)), None)
    if shown is None:
        return None
    organisation = organisation_of(page)
    figures: dict[str, Figure] = figures_of(organisation.pk) if organisation else {}
    topic = by_pk(Topic).get(campaign.topic_id)
    return IndexEntry(
        kind=page.kind,
        title=page.title,
        summary=fill(page.lead, figures, language),
        keywords=f"{shown.name} {shown.place} {campaign.title}",
        body=fill(text_of(page.body), figures, language),
        facets=_facets(campaign),
        dye=topic.dye if topic else "",
    )


def organisation_entry(page: OrganisationPage) -> IndexEntry:
    """An organisation is found by what it says of itself."""
    return IndexEntry(
        kind=page.kind,
        title=page.title,
        summary=page.lead or page.search_description,
        body=text_of(page.about),
    )


def _facets(campaign: CampaignPage) -> dict[str, list[str]]:
    topic = by_pk(Topic).get(campaign.topic_id)
    return {"topic": [topic.code]} if topic else {}


def index_again(pages: Iterable[Page]) -> None:
    """Bring the index up to date with pages whose consent, campaign or organisation changed without a publication."""
    for page in pages:
        index_page(page.specific)


def index_campaign_again(campaign: UUID) -> None:
    """Bring the index up to date with a campaign and its stories in all languages: it was paused, or goes on.

    campaign: its translation_key.
    """
    for page in CampaignPage.objects.filter(translation_key=campaign):
        index_again([page, *StoryPage.objects.child_of(page)])
        touch(f"page:{page.pk}")


def index_story_again(story: UUID) -> None:
    """Bring the index up to date with a story in all languages: something was agreed to or taken back.

    story: its translation_key.
    """
    index_again(StoryPage.objects.filter(translation_key=story))


def turn_the_page() -> int:
    """Make stale what shows where a campaign stands in time: those that begin or are over, and those with dates.

    A job of every hour. Returns how many campaigns that were.
    """
    today = timezone.localdate()
    turned = Q(starts_on=today) | Q(ends_on=today - timedelta(days=1))
    dated = ~Q(events=[])
    found = list(CampaignPage.objects.live().filter(turned | dated).values_list("pk", "starts_on", "ends_on"))
    names = {f"page:{pk}" for pk, _starts, _ends in found}
    if any(today in (starts, ends and ends + timedelta(days=1)) for _pk, starts, ends in found):
        names.add("index:campaign")
    if names:
        touch(*names)
    return len(found)
