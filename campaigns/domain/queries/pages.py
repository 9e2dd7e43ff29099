"""Campaigns and stories that anybody may read, and where a campaign stands in time."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone
from wagtail.models import Page

from campaigns.domain.pausing import paused_campaigns
from campaigns.domain.shown import ShownStory
from campaigns.domain.standing import Standing, standing_of
from campaigns.enums import Medium
from campaigns.models import CampaignPage, CampaignsPage, OrganisationPage, StoryPage
from cms.cache.keeping import keep
from cms.domain.queries.site import roots


class Stage(StrEnum):
    """Where a campaign stands in time."""

    BEFORE = "before"
    RUNNING = "running"
    OVER = "over"


def stage_of(campaign: CampaignPage, today: date) -> Stage:
    """Say whether a campaign has begun and is not over. One without dates is running."""
    if campaign.starts_on and campaign.starts_on > today:
        return Stage.BEFORE
    if campaign.ends_on and campaign.ends_on < today:
        return Stage.OVER
    return Stage.RUNNING


def open_campaigns() -> QuerySet[CampaignPage]:
    """Return the campaigns that anybody may read in any language: live, not restricted, not paused, no mirrors."""
    return (
        CampaignPage.objects.live()
        .public()
        .filter(Q(alias_of=None) | Q(alias_of__locale=F("locale")))
        .exclude(translation_key__in=paused_campaigns())
    )


def open_stories() -> QuerySet[StoryPage]:
    """Return the stories that anybody may find, whatever the ledger says of them: live, not restricted, no mirrors."""
    return StoryPage.objects.live().public().filter(Q(alias_of=None) | Q(alias_of__locale=F("locale")))


def in_order_of_time(campaigns: QuerySet[CampaignPage], today: date) -> QuerySet[CampaignPage]:
    """Order campaigns: what is running, then what is to come, then what is over; the newest of each first."""
    rank = Case(
        When(starts_on__gt=today, then=Value(1)),
        When(ends_on__lt=today, then=Value(2)),
        default=Value(0),
        output_field=IntegerField(),
    )
    return campaigns.alias(rank=rank).order_by("rank", "-first_published_at", "-pk")


def list_above(language: str) -> CampaignsPage | None:
    """Return the live page above all campaigns of a language. One query."""
    root = roots().get(language)
    if root is None:
        return None
    return CampaignsPage.objects.live().filter(url_path__startswith=root.url_path).order_by("path").first()


def live_campaign(language: str, organisation: str, campaign: str) -> CampaignPage | None:
    """Return a campaign that anybody may read by its address, paused or not. Two queries."""
    found = CampaignPage.objects.live().public().select_related("locale")
    return _at(found.filter(slug=campaign), language, organisation, campaign)


def live_story(language: str, organisation: str, campaign: str, story: str) -> StoryPage | None:
    """Return a story that stands in the tree for anybody, by its address. Two queries."""
    found = StoryPage.objects.live().public().select_related("locale", "contributor")
    return _at(found.filter(slug=story), language, organisation, campaign, story)


def _at(pages: QuerySet, language: str, *slugs: str) -> Page | None:
    above = list_above(language)
    return above and pages.filter(url_path=above.url_path + "/".join(slugs) + "/").first()


def profiles(paths: Iterable[str]) -> dict[str, OrganisationPage]:
    """Return the organisations' pages at these tree paths, by path. One query."""
    found = OrganisationPage.objects.filter(path__in=set(paths)).only(
        "title", "url_path", "path", "translation_key"
    )
    return {page.path: page for page in found}


def standings_of(stories: Iterable[StoryPage]) -> dict[UUID, Standing]:
    """Return what the ledger allows of each of these stories, by translation_key. No query when warm.

    Kept until something is agreed to or taken back, a story is published in any language, or the day is over.
    """
    keys = tuple(sorted({story.translation_key for story in stories}))
    stamps = tuple(f"{what}:{key}" for key in keys for what in ("consent", "translations"))
    return keep(("standings", keys, timezone.localdate()), stamps, lambda: standing_of(keys)) if keys else {}


def shown_stories(stories: Iterable[StoryPage], language: str, medium: str = Medium.WEB) -> list[ShownStory]:
    """Return what may be shown of those of these stories that may be told at all, in their order. No query when warm.

    The stories' contributors should have been fetched with them.
    """
    stories = list(stories)
    standings = standings_of(stories)
    found = [
        ShownStory(one, standings[one.translation_key], one.contributor, medium, language) for one in stories
    ]
    return [one for one in found if one.is_allowed]
