"""The figures of a campaign, for everybody: what each counts, where it comes from, and until when it holds."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from campaigns.domain.figures import checked_words, figures_of, stamp_of, used_in
from campaigns.domain.pausing import is_paused
from campaigns.domain.queries.belonging import organisation_of
from campaigns.domain.queries.pages import live_campaign, open_stories, shown_stories
from campaigns.models import CampaignPage
from cms.cache.middleware import public
from cms.domain.queries import site
from cms.vocabularies import STAMP as VOCABULARY_STAMP


@require_safe
def campaign_claims(request: HttpRequest, organisation: str, campaign: str) -> HttpResponse:
    """Show every figure that a live campaign and its stories use. 404 while the campaign is paused."""
    page = live_campaign(get_language(), organisation, campaign)
    if page is None or is_paused(page.translation_key) or site.is_restricted(page):
        raise Http404
    owner = organisation_of(page)
    if owner is None:
        raise Http404
    stories = [one.page for one in _stories(page)]
    figures, language = figures_of(owner.pk), get_language()
    used = set().union(*(used_in(one) for one in (page, *stories)))
    shown = [figures[key] for key in used & figures.keys()]
    rows = [
        one.in_language(language) | {"checked": checked_words(one, language)}
        for one in sorted(shown, key=lambda one: (one.label(language).casefold(), one.key))
    ]
    url = site.address(page.url_path) or ""
    context = {
        "campaign": page,
        "campaign_url": url,
        "organisation": owner,
        "rows": rows,
        "canonical_path": f"{url}claims/",
    }
    response = render(request, "campaigns/campaign_claims.html", context)
    tags = {site.STAMP, VOCABULARY_STAMP, "paused", stamp_of(owner.pk), f"campaign:{page.translation_key}"}
    for one in (page, *stories):
        tags |= {f"page:{one.pk}", f"translations:{one.translation_key}", f"consent:{one.translation_key}"}
    return public(response, tags)


def _stories(page: CampaignPage):
    found = open_stories().child_of(page).select_related("contributor").order_by("path")
    return shown_stories(found, get_language())
