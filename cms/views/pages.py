"""The door to Wagtail's pages."""

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language
from wagtail.models import Page
from wagtail.views import serve as wagtail_serve

from cms.cache.middleware import counted, public
from cms.counting import VIEW
from cms.domain.queries.site import STAMP, is_restricted, roots
from cms.languages import DEFAULT_LANGUAGE
from cms.vocabularies import STAMP as VOCABULARY_STAMP


def serve(request: HttpRequest, path: str = "") -> HttpResponse:
    """Serve the page at `path` of the active language.

    Wagtail walks down the tree, two queries a level; a page keeps its whole path, so one query finds it and one more
    reads it. What is not found so (pages that answer for paths below them) goes Wagtail's way.
    """
    if get_language() not in roots() and DEFAULT_LANGUAGE in roots():
        # Nobody has opened this language: Wagtail would show the pages of another one under its address.
        return HttpResponseRedirect(f"/{DEFAULT_LANGUAGE}/{path}")
    page = _page_at(path)
    if page is not None:
        request._wagtail_route_for_request = page.route(request, [])
        request.shown_page = page
        page.is_open_to_all = not is_restricted(page)
    response = wagtail_serve(request, path)
    if page is None:
        route = getattr(request, "_wagtail_route_for_request", None)
        page = route[0] if route else None
    if hasattr(page, "cache_tags") and response.status_code == 200 and not is_restricted(page):
        if hasattr(response, "render") and not response.is_rendered:
            response.render()
        public(response, page.cache_tags() | {STAMP, VOCABULARY_STAMP})
        if getattr(page, "counts_views", False):
            counted(response, VIEW, page.translation_key, get_language())
    return response


def _page_at(path: str) -> Page | None:
    root = roots().get(get_language())
    if root is None:
        return None
    pages = Page.objects.live().order_by()
    if path:
        # The path itself has no index in Wagtail's table; the slug has one, and few pages share it.
        slug = path.rstrip("/").rpartition("/")[2]
        pages = pages.filter(slug=slug, url_path=f"{root.url_path}{path}")
    else:
        pages = pages.filter(pk=root.page_id)
    found = pages.values_list("pk", "content_type_id")[:1]
    for pk, kind in found:
        model = ContentType.objects.get_for_id(kind).model_class()
        return model and next(iter(model.objects.order_by().filter(pk=pk)), None)
    return None
