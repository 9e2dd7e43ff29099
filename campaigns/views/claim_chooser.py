"""In the administration: the figures that an editor may put into a page, and remarks about its saved draft."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.models import Page

from campaigns.domain.claims import state_of
from campaigns.domain.figures import figure_from, how_to_write
from campaigns.domain.flags import flags_of
from campaigns.domain.queries.belonging import organisation_of
from campaigns.enums import ClaimState
from campaigns.lint import lint
from campaigns.models import CampaignPage, Claim, StoryPage
from campaigns.rules import can_enter
from cms.domain.queries.site import language_of

READY = (ClaimState.CHECKED, ClaimState.SOON)


@never_cache
@require_safe
def claim_chooser(request: HttpRequest) -> HttpResponse:
    """List the figures of the organisation that a page belongs to, as they are written in its language.

    404 where the person does not work for it. Five queries, however many figures.
    """
    wanted = request.GET.get("page", "")
    page = get_object_or_404(
        Page, pk=int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 12 else 0
    )
    organisation = organisation_of(page)
    if organisation is None or not can_enter(request.user, organisation):
        raise Http404
    language = language_of(page)
    claims = Claim.objects.visible_to(request.user).filter(organisation=organisation)
    context = {
        "organisation": organisation,
        "rows": [_row(one, language) for one in claims.select_related("current", "licence")],
        "flags": flags_of(page),
        "page_language": language,
    }
    return render(request, "campaigns/admin/figures.html", context)


@never_cache
@require_safe
def campaign_lint(request: HttpRequest, page_id: int) -> HttpResponse:
    """Say again what there is to say about the saved draft of a page. 404 for whoever may not edit it."""
    page = get_object_or_404(Page, pk=page_id).specific
    if (
        not isinstance(page, (CampaignPage, StoryPage))
        or not page.permissions_for_user(request.user).can_edit()
    ):
        raise Http404
    draft = page.get_latest_revision_as_object()
    return render(request, "campaigns/admin/remarks.html", {"remarks": lint(draft, language_of(page))})


def _row(claim: Claim, language: str) -> dict:
    state = state_of(claim)
    return {
        "key": claim.key,
        "insert": how_to_write(claim.key),
        "label": str(claim),
        "text": figure_from(claim).text(language) if claim.current else "",
        "state": state,
        "is_ready": state in READY,
        "words": f"{claim.key} {claim} {claim.territory} {claim.source}".casefold(),
    }
