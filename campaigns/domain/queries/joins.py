"""Reads of what schools joined, and of what they can join."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from campaigns.domain.joins import closed_to_schools
from campaigns.domain.queries.pages import in_order_of_time, open_campaigns
from campaigns.enums import PledgeKind
from campaigns.models import CampaignJoin, CampaignPage
from cms.context import absolute_url
from cms.languages import DEFAULT_LANGUAGE
from schools.models import School

#: So many campaigns are offered to a school; the page of all campaigns shows the others.
MOST_OFFERED = 30


def joins_of(schools: Iterable[School], *, campaign: UUID | None = None) -> QuerySet[CampaignJoin]:
    """Return what these schools take part in, or one campaign of it; the newest first."""
    joins = (
        CampaignJoin.objects.current().filter(school__in=list(schools)).select_related("school", "joined_by")
    )
    return joins.filter(campaign=campaign) if campaign else joins


def campaign_for_schools(campaign: UUID, language: str) -> CampaignPage | None:
    """Return a campaign that anybody may read, paused or not, if possible in a language; None where there is none."""
    pages = CampaignPage.objects.live().public().filter(translation_key=campaign).select_related("locale")
    return _in_language_first(pages, language).first()


def campaigns_by_key(keys: Iterable[UUID], language: str) -> dict[UUID, CampaignPage]:
    """Return the campaigns that anybody may read today, by translation_key, if possible in a language."""
    pages = open_campaigns().filter(translation_key__in=set(keys)).select_related("locale")
    found: dict[UUID, CampaignPage] = {}
    for page in _in_language_first(pages, language):
        found.setdefault(page.translation_key, page)
    return found


def joinable(language: str, *, besides: Iterable[UUID]) -> list[CampaignPage]:
    """Return campaigns in a language that schools can join today, those that run first."""
    today = timezone.localdate()
    pages = open_campaigns().filter(locale__language_code=language).exclude(translation_key__in=set(besides))
    pages = pages.filter(Q(ends_on=None) | Q(ends_on__gte=today)).select_related("locale")
    return list(in_order_of_time(pages, today)[:MOST_OFFERED])


def pledge_url(join: CampaignJoin, page: CampaignPage | None) -> str:
    """Return the whole address at which a school's own people sign for it; "" where nobody can sign now."""
    if page is None or page.pledge_kind != PledgeKind.PUBLIC or closed_to_schools(page):
        return ""
    return f"{absolute_url('pledge', join.campaign)}?school={join.key}"


def _in_language_first(pages: QuerySet[CampaignPage], language: str) -> QuerySet[CampaignPage]:
    rank = Case(
        When(locale__language_code=language, then=Value(0)),
        When(locale__language_code=DEFAULT_LANGUAGE, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return pages.alias(rank=rank).order_by("rank", "pk")
