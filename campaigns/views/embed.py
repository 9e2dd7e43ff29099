"""One card in other people's pages, without script or cookie: the only address of the site that may be framed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from campaigns.domain.card_texts import short_address
from campaigns.domain.cards import cards_of
from campaigns.domain.kit import EMBED_SIZE
from campaigns.models import CampaignPage, ShareCard
from cms.counting import EMBED, count, is_counted
from cms.domain.queries.site import address
from cms.languages import BY_CODE

POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors *"
)


@xframe_options_exempt
@require_safe
def embed(request: HttpRequest, language: str, key: str) -> HttpResponse:
    """Show a card with its words as text, a link and its licence; 410 once it may not be shown any more."""
    if language not in BY_CODE:
        raise Http404
    with translation.override(language):
        row = ShareCard.objects.filter(key=key, language=language, format__in=EMBED_SIZE).first()
        open_rows = cards_of(row.campaign, language) if row else []
        row = next((one for one in open_rows if one.key == key), None)
        context = {"card": row, "language": BY_CODE[language]}
        if row is not None:
            page = CampaignPage.objects.live().get(
                translation_key=row.campaign, locale__language_code=language
            )
            width, height = row.format.split("x")
            context |= {
                "page": page,
                "page_url": short_address(page),
                "picture_url": f"{address(page.url_path)}share/{row.key}.png",
                "width": width,
                "height": height,
            }
        response = render(request, "campaigns/embed.html", context, status=200 if row else 410)
    response["Content-Language"] = language
    response["Content-Security-Policy"] = POLICY
    response["Cache-Control"] = "public, max-age=300, s-maxage=60" if row else "no-cache"
    response["X-Robots-Tag"] = "noindex"
    if row is not None and is_counted(request):
        count(EMBED, row.campaign, language)
    return response
