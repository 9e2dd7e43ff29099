"""The door to Wagtail's pages."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from wagtail.models import Page
from wagtail.views import serve as wagtail_serve

from cms.cache.middleware import public
from cms.domain.queries.site import STAMP, is_restricted, roots
from cms.vocabularies import STAMP as VOCABULARY_STAMP


def serve(request: HttpRequest, path: str = "") -> HttpResponse:
    """Serve the page at `path` of the active language.

    Wagtail walks down the tree, two queries a level; a page keeps its whole path, so one query finds it. What is not
    found so (pages that answer for paths below them) goes Wagtail's way.
    """
    page = _page_at(path)
    if page is not None:
        request._wagtail_route_for_request = page.route(request, [])
        request.shown_page = page
    response = wagtail_serve(request, path)
    if page is None:
        route = getattr(request, "_wagtail_route_for_request", None)
        page = route[0] if route else None
    if page is not None and hasattr(page, "cache_tags") and response.status_code == 200:
        if getattr(response, "cache_tags", None) is None and not is_restricted(page):
            if hasattr(response, "render") and not response.is_rendered:
                response.render()
            public(response, page.cache_tags() | {STAMP, VOCABULARY_STAMP})
    return response


def _page_at(path: str) -> Page | None:
    root = roots().get(get_language())
    if root is None:
        return None
    page = (
        Page.objects.live().select_related("content_type").filter(url_path=f"{root.url_path}{path}").first()
    )
    return page.specific if page is not None else None
