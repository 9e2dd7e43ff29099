"""Search in everything, in the language of the address."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from cms.cache.middleware import public
from cms.languages import BY_CODE
from cms.registries import search_kinds
from cms.search import suggesting
from cms.search.folding import LONGEST_QUERY
from cms.search.indexing import kinds
from cms.search.querying import find
from cms.search.selection import Selection
from cms.text import nfc

PER_PAGE = 20
MOST_WHILE_TYPING = 8


def search(request: HttpRequest) -> HttpResponse:
    """List what is found; whatever was typed, the answer is a page."""
    request.same_path_in_all_languages = True
    language, query = get_language(), _query(request)
    results = find(query, languages=[language], page=_page(request), per_page=PER_PAGE) if query else None
    context = {
        "query": query,
        "results": [_shown(entry) for entry in results.entries] if results else [],
        "pages": results,
        "total": results.total if results else 0,
        "help": _help(query, language) if results is not None and not results.total else None,
    }
    return public(render(request, "cms/search.html", context), {"index", "site"})


def suggest(request: HttpRequest) -> HttpResponse:
    """Answer with titles that begin with what is being typed: {"entries": [{title, url, kind}], "announcement"}.

    `kind` narrows to pages of one kind, which then need not be told what they are. `announcement` says to those who
    do not see the list how long it is.
    """
    kind = request.GET.get("kind", "")
    wanted = [kind] if kind in search_kinds else []
    found = suggesting.begin(
        _query(request), languages=[get_language()], kinds=wanted, limit=MOST_WHILE_TYPING
    )
    entries = [
        {"title": entry.title, "url": entry.url, "kind": "" if wanted else _kind_label(entry.kind)}
        for entry in found
    ]
    answer = {"entries": entries, "announcement": _announcement(len(entries))}
    return public(JsonResponse(answer, json_dumps_params={"ensure_ascii": False}), {"index"})


def _announcement(number: int) -> str:
    if not number:
        return _("No suggestions")
    # Translators: said by a screen reader while one types into a search field
    return ngettext("%(number)d suggestion", "%(number)d suggestions", number) % {"number": number}


def _query(request: HttpRequest) -> str:
    return nfc(request.GET.get("q", ""))[:LONGEST_QUERY].strip()


def _page(request: HttpRequest) -> int:
    try:
        return int(request.GET.get("page", "1")[:10])
    except ValueError:
        return 1


def _kind_label(kind: str) -> str:
    return str(search_kinds[kind]) if kind in search_kinds else ""


def _shown(entry) -> dict:
    return {
        "title": entry.title,
        "summary": entry.summary,
        "url": entry.url,
        "seed": str(entry.translation_key) if entry.dye else "",
        "dye": entry.dye,
        "kind_label": _kind_label(entry.kind),
        "minutes": entry.minutes,
    }


def _help(query: str, language: str) -> dict:
    selection = Selection.of(query, languages=[language], kinds=kinds())
    if not selection.words:
        return {}
    found = suggesting.suggest(selection)
    here = reverse("search").removeprefix(f"/{language}")
    return {
        "spelling": found.spelling,
        "nearest": [_shown(entry) for entry in found.nearest],
        "languages": [
            {"code": code, "name": BY_CODE[code].name, "url": f"/{code}{here}", "count": number}
            for code, number in found.languages[:6]
        ],
    }
