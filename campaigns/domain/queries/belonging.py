"""What belongs to whom: a page to an organisation, a story to a campaign.

An organisation's pages are those with its page_key as translation_key, and all that lies below them.
"""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from wagtail.models import Page

from campaigns.models import CampaignPage, Organisation, OrganisationPage, StoryPage


def organisation_of(page: Page) -> Organisation | None:
    """Return the organisation that a page belongs to; None for pages of the site itself. One query."""
    return Organisation.objects.above(page).first()


def organisations_of(pages: Iterable[Page]) -> dict[int, Organisation]:
    """Return the organisations that pages belong to, by the pages' primary keys. Pages of the site are not in it.

    Two queries, however many pages.
    """
    paths = {page.pk: _paths_above(page.path) for page in pages}
    every = {path for above in paths.values() for path in above}
    keys = dict(OrganisationPage.objects.filter(path__in=every).values_list("path", "translation_key"))
    if not keys:
        return {}
    found = {one.page_key: one for one in Organisation.objects.filter(page_key__in=set(keys.values()))}
    return {
        pk: found[keys[path]]
        for pk, above in paths.items()
        for path in above
        if path in keys and keys[path] in found
    }


def campaign_of(story: StoryPage) -> CampaignPage | None:
    """Return the campaign that a story stands below, in the story's language. One query."""
    return CampaignPage.objects.filter(path=story.path[: -story.steplen]).first()


def pages_of(*organisations: Organisation) -> Q:
    """Return what filters pages to those of these organisations in all languages, their profiles included. One query.

    Page.objects.filter(pages_of(organisation)); with no organisation nothing is found.
    """
    keys = [organisation.page_key for organisation in organisations]
    paths = OrganisationPage.objects.filter(translation_key__in=keys).values_list("path", flat=True)
    return below(paths)


def below(paths: Iterable[str]) -> Q:
    """Return what filters pages to those at or below these paths; nothing where there are none."""
    return reduce(or_, (Q(path__startswith=path) for path in paths), Q(pk__in=[]))


def campaigns_below(*organisations: Organisation) -> QuerySet[CampaignPage]:
    """Return the campaigns of these organisations in all languages, drafts included."""
    return CampaignPage.objects.filter(pages_of(*organisations))


def stories_below(*organisations: Organisation) -> QuerySet[StoryPage]:
    """Return the stories of these organisations in all languages, drafts included."""
    return StoryPage.objects.filter(pages_of(*organisations))


def _paths_above(path: str) -> list[str]:
    """Return the path itself and those of all pages above."""
    steps = range(Page.steplen, len(path) + 1, Page.steplen)
    return [path[:end] for end in steps]
