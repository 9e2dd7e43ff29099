"""Campaigns and stories as files to take away."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaigns import documents
from campaigns.domain.kit import kit_file
from campaigns.domain.pausing import is_paused
from campaigns.domain.queries.pages import live_campaign, live_story
from cms.cache.keeping import keep
from cms.cache.stamps import CLOCK
from cms.counting import DOWNLOAD, count, is_counted
from cms.press import FORMATS
from cms.views.takeaway import hand_out, no_such_file

KIT = "zip"
#: What a campaign is offered as, and a story.
CAMPAIGN_TYPES = {KIT: "application/zip", "pdf": FORMATS["pdf"].media_type}
STORY_TYPES = {key: format.media_type for key, format in FORMATS.items()}


def campaign_download(request: HttpRequest, organisation: str, campaign: str, format: str) -> HttpResponse:
    """Hand out a campaign as a document, or its share kit."""
    slugs = (organisation, campaign)
    return _answer(request, live_campaign, slugs, format, CAMPAIGN_TYPES, _campaign_file)


def story_download(
    request: HttpRequest, organisation: str, campaign: str, story: str, format: str
) -> HttpResponse:
    """Hand out a story as a document."""
    slugs = (organisation, campaign, story)
    return _answer(request, live_story, slugs, format, STORY_TYPES, documents.story_file)


def _campaign_file(page, format: str):
    if format == KIT:
        if is_paused(page.translation_key):
            raise documents.NotForPrint
        return kit_file(page)
    return documents.campaign_file(page, format)


def _answer(
    request: HttpRequest, find, slugs: tuple[str, ...], format: str, types: dict, make_file
) -> HttpResponse:
    language = get_language()
    refuse = partial(_refusal, request, slugs, types)
    if format not in types:
        return no_such_file(refuse)

    def make() -> tuple[str, str]:
        page = find(language, *slugs)
        if page is None:
            raise Http404
        made = make_file(page, format)
        return made if isinstance(made, tuple) else (made.name, documents.file_name(page, format))

    try:
        # What the ledger allows may end with the day.
        key = ("campaigns", language, *slugs, format, timezone.localdate())
        response = hand_out(request, key, make, media_type=types[format], refuse=refuse)
    except documents.NotForPrint:
        lead = _("The people who tell it have not agreed to print, or the campaign is resting.")
        return refuse(404, _("This is not handed out as a file"), lead)
    if response.status_code == 200 and is_counted(request):
        # Until anything at all is published, the same address means the same page: no query.
        page = keep(("downloaded", language, *slugs), (CLOCK,), lambda: find(language, *slugs))
        if page is not None:
            count(DOWNLOAD, page.translation_key, language)
    return response


def _refusal(
    request: HttpRequest, slugs: tuple[str, ...], types: dict, status: int, title: str, lead: str
) -> HttpResponse:
    name = "campaign_download" if KIT in types else "story_download"
    files = [{"label": format.upper(), "url": reverse(name, args=[*slugs, format])} for format in types]
    back = {
        "label": _("Back to the page"),
        "url": reverse("wagtail_serve", args=[f"campaigns/{'/'.join(slugs)}/"]),
    }
    context = {"title": title, "lead": lead, "files": files, "back": back}
    return render(request, "cms/no_file.html", context, status=status)
