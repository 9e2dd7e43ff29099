"""The share kit of a campaign, to look at and to take; and its cards as files."""

import logging
import re

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.domain.card_texts import short_address
from campaigns.domain.cards import cards_of, make_cards, picture_of, small_of
from campaigns.domain.kit import credits_of, kit_cards, posts_of, qr_png, qr_svg
from campaigns.domain.pausing import is_paused
from campaigns.domain.queries.belonging import organisation_of
from campaigns.domain.queries.pages import live_campaign
from campaigns.enums import CardFormat
from campaigns.models import CampaignPage, ShareCard
from campaigns.posts import hashtags_from
from cms.cache.middleware import public
from cms.cache.stamps import CLOCK
from cms.counting import DOWNLOAD, count, is_counted
from cms.domain.queries import site
from cms.languages import BY_CODE
from cms.models import Licence, Topic
from cms.press import PressError
from cms.vocabularies import by_pk

logger = logging.getLogger(__name__)

TYPES = {"png": "image/png", "pdf": "application/pdf", "webp": "image/webp", "svg": "image/svg+xml"}
NAME = re.compile(r"(?P<key>[a-z0-9]{12})\.(?P<type>png|pdf|webp)")


@require_safe
def campaign_kit(request: HttpRequest, organisation: str, campaign: str) -> HttpResponse:
    """Show the share kit of one language: the same for everybody."""
    page = _campaign(organisation, campaign)
    request.shown_page = page
    context = {"page": page, "crumbs": _crumbs(page), "is_paused": is_paused(page.translation_key)}
    if not context["is_paused"]:
        rows, are_due = _cards(page)
        context |= _kit(page, rows) | {"cards_are_due": are_due}
    response = render(request, "campaigns/campaign_kit.html", context)
    # What a kit shows depends on claims, consent and stories: it is made anew as soon as anything at all changes.
    return public(response, page.cache_tags() | {CLOCK})


@require_safe
def campaign_card(request: HttpRequest, organisation: str, campaign: str, file: str) -> HttpResponse:
    """Hand out one card as PNG, PDF or small picture, or the QR code. Nothing while the campaign is paused."""
    page = _campaign(organisation, campaign)
    if is_paused(page.translation_key):
        return calm(_("This campaign is paused. Nothing of it is handed out for now."), 503)
    if file in ("qr.svg", "qr.png"):
        url = settings.SITE_URL + short_address(page)
        data = qr_svg(url) if file.endswith("svg") else qr_png(url)
        response = HttpResponse(data, content_type=TYPES[file[-3:]])
        response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
        response["Cache-Control"] = "public, max-age=300, s-maxage=60"
        return response
    named = NAME.fullmatch(file)
    if named is None:
        raise Http404
    row = next(
        (one for one in cards_of(page.translation_key, get_language()) if one.key == named["key"]), None
    )
    if row is None:
        return calm(_("This card is not handed out any more."), 410)
    if (named["type"] == "pdf") != (row.format == CardFormat.POSTER) and named["type"] == "pdf":
        raise Http404
    response = card_file(request, row, named["type"])
    if response.status_code == 200 and named["type"] != "webp" and is_counted(request):
        count(DOWNLOAD, page.translation_key, row.language)
    return response


def card_file(request: HttpRequest, row: ShareCard, type: str) -> HttpResponse:
    """Answer with a card's file; it is asked for again after five minutes, because it may be taken back."""
    etag = f'"{row.digest[:24]}-{type}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers={"ETag": etag})
    name = {"pdf": row.name, "webp": small_of(row.name)}.get(type) or picture_of(row.name)
    try:
        file = default_storage.open(name)
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file, filename=f"{row.key}-{row.format}.{type}", content_type=TYPES[type])
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=300, s-maxage=60"
    response["X-Robots-Tag"] = "noindex"
    return response


def calm(sentence: str, status: int) -> HttpResponse:
    """Answer with one sentence instead of a file."""
    response = HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    if status == 503:
        response["Retry-After"] = "3600"
    return response


def _campaign(organisation: str, campaign: str) -> CampaignPage:
    page = live_campaign(get_language(), organisation, campaign)
    if page is None or page.alias_of_id:
        raise Http404
    return page


def _cards(page: CampaignPage) -> tuple[list[ShareCard], bool]:
    """Return the cards, made now if the worker has made none yet; and whether they are still to come."""
    rows = cards_of(page.translation_key, get_language())
    there = ShareCard.objects.filter(campaign=page.translation_key, language=get_language()).exists()
    if rows or there or not page.cards:
        return rows, False
    try:
        make_cards(page)
    except (PressError, ValueError):
        logger.exception("The cards of campaign page %s could not be made", page.pk)
        return [], True
    return cards_of(page.translation_key, get_language()), False


def _kit(page: CampaignPage, rows: list[ShareCard]) -> dict:
    language = get_language()
    organisation = organisation_of(page)
    topic = by_pk(Topic).get(page.topic_id)
    slugs = (page.get_parent().slug, page.slug)
    kit_url = reverse("campaign_kit", args=slugs)
    translations = site.translations(page.translation_key)
    return {
        "organisation": organisation,
        "dye": topic.dye if topic else "",
        "cards": kit_cards(rows, kit_url),
        "posts": posts_of(page),
        "hashtags": " ".join(hashtags_from(page.hashtags)),
        "address": settings.SITE_URL + short_address(page),
        "page_url": site.address(page.url_path),
        "kit_url": kit_url,
        "zip_url": reverse("campaign_download", args=[*slugs, "zip"]),
        "credits": credits_of(page, organisation, rows),
        "licence": by_pk(Licence).get(page.licence_id),
        "withdrawn_url": reverse("api_withdrawn"),
        "kits": [
            {"code": code, "name": BY_CODE[code].name, "url": f"{url}share/"}
            for code, url in translations.items()
            if code != language
        ],
    }


def _crumbs(page: CampaignPage) -> list[dict]:
    above = page.get_ancestors(inclusive=True).live().filter(depth__gt=2)
    return [
        {"label": title, "url": site.address(url_path)}
        for title, url_path in above.values_list("title", "url_path")
    ]
