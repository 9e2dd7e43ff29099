"""What search engines read: robots.txt and the sitemaps."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from cms.cache.middleware import public
from cms.domain.queries.site import menu, roots
from cms.models import SearchEntry
from cms.search import counting
from cms.search.querying import translations_of
from cms.search.selection import Selection

#: Kinds of page that list others and are not in the index themselves.
LISTS = ("library", "exercises", "campaigns")
PER_FILE = 2000

ROBOTS = """\
User-agent: *
Disallow: /admin/
Disallow: /*/account/
Disallow: /*/search/
Disallow: /*/lessons/?
Disallow: /*/campaigns/?
Sitemap: {site}/sitemap.xml
"""


def robots(request: HttpRequest) -> HttpResponse:
    """Say what crawlers need not read: what is personal, and the countless ways of narrowing a list."""
    response = HttpResponse(ROBOTS.format(site=settings.SITE_URL), content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "public, max-age=3600"
    return response


def sitemap_index(request: HttpRequest) -> HttpResponse:
    """List the sitemaps: one for each language, in files of 2,000 addresses."""
    files = [
        f"{settings.SITE_URL}/{language}/sitemap.xml" + (f"?page={number}" if number > 1 else "")
        for language in roots()
        for number in range(1, _files(language) + 1)
    ]
    response = render(request, "cms/sitemap_index.xml", {"files": files}, content_type="application/xml")
    response["Cache-Control"] = "public, max-age=300"
    return response


def sitemap(request: HttpRequest) -> HttpResponse:
    """List the addresses of one language, each with its translations; two queries."""
    language = get_language()
    try:
        number = int(request.GET.get("page", "1")[:6])
    except ValueError:
        number = 0
    if language not in roots() or not 1 <= number <= _files(language):
        raise Http404
    start = (number - 1) * PER_FILE
    found = SearchEntry.objects.filter(language=language).order_by("pk")[start : start + PER_FILE]
    entries = list(found.values_list("url", "translation_key", "updated_at"))
    others = translations_of({key for _url, key, _updated in entries})
    pages = [{"url": url, "updated": updated, "others": others.get(key, [])} for url, key, updated in entries]
    if number == 1:
        pages = _fixed(language) + pages
    response = render(
        request,
        "cms/sitemap.xml",
        {"pages": pages, "site_url": settings.SITE_URL},
        content_type="application/xml",
    )
    return public(response, {"index", "site"})


def _files(language: str) -> int:
    return max(1, -(-counting.total(Selection(languages=(language,))) // PER_FILE))


def _fixed(language: str) -> list[dict]:
    """The pages that are not in the index: home and the lists, which exist once in each language."""
    pages = [
        {
            "url": roots()[language].slug_url,
            "others": [(code, root.slug_url) for code, root in roots().items()],
        }
    ]
    for entry in menu(language):
        if entry.kind in LISTS:
            pages.append({"url": entry.url, "others": _alike(entry.kind)})
    return pages


def _alike(kind: str) -> list[tuple[str, str]]:
    return [(code, entry.url) for code in roots() for entry in menu(code) if entry.kind == kind]
