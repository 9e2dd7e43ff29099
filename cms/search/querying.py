"""Reading the index: what is found, in what order, and in which other languages it exists."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import SimpleNamespace
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.expressions import RawSQL

from cms.models import SearchEntry, SearchFacet
from cms.search import counting
from cms.search.engines import engine
from cms.search.selection import Selection

#: How a list may be ordered. "fit" needs words; without them it means "newest".
SORTS = {
    "fit": ("-published_at", "-page_id"),
    "newest": ("-published_at", "-page_id"),
    "shortest": ("minutes", "-page_id"),
    "title": ("sort_title", "-page_id"),
}


@dataclass(frozen=True, slots=True)
class Results:
    """One page of what was found. It can be handed to the `pages` component as it is."""

    entries: list[SearchEntry]
    total: int
    page: int
    pages: int
    per_page: int

    @property
    def number(self) -> int:
        return self.page

    @property
    def paginator(self) -> SimpleNamespace:
        return SimpleNamespace(num_pages=self.pages, count=self.total)


def find(
    query: str = "",
    *,
    languages: Iterable[str] = (),
    kinds: Iterable[str] = (),
    facets: Mapping[str, Iterable[str]] | None = None,
    sort: str = "fit",
    page: int = 1,
    per_page: int = 20,
) -> Results:
    """Return a page of the entries that match. Never raises for what a reader typed; the work is bounded.

    `facets` is {facet: codes}: any code of a facet, all facets together. A page beyond the last is the last. A query
    without a single word in it ("***") finds nothing.
    """
    selection = Selection.of(query, languages=languages, kinds=kinds, facets=facets)
    if query.strip() and not selection.words:
        return Results([], 0, 1, 1, per_page)
    return fetch(selection, sort=sort, page=page, per_page=per_page)


def fetch(
    selection: Selection, *, sort: str = "fit", page: int = 1, per_page: int = 20, total: int | None = None
) -> Results:
    """Do what `find` does for a selection that is made already; `total` is counted unless it is given."""
    total = counting.total(selection) if total is None else total
    pages = max(1, -(-total // per_page))
    page = min(max(page, 1), pages)
    offset = (page - 1) * per_page
    if not total:
        entries = []
    elif selection.words and SORTS.get(sort, SORTS["fit"]) is SORTS["fit"]:
        entries = _best(selection, per_page, offset)
    else:
        ordered = _matching(selection).order_by(*SORTS.get(sort, SORTS["newest"]))
        entries = list(ordered[offset : offset + per_page])
    return Results(entries, total, page, pages, per_page)


def _best(selection: Selection, limit: int, offset: int) -> list[SearchEntry]:
    where, params = _narrowed(selection)
    ids = engine().ranked(
        selection.words,
        kinds=selection.kinds,
        languages=selection.languages,
        prefix=selection.prefix,
        where=where,
        params=params,
        limit=limit,
        offset=offset,
    )
    return by_ids(ids)


def by_ids(ids: list[int]) -> list[SearchEntry]:
    """Return entries in the order of `ids`; one query."""
    found = SearchEntry.objects.in_bulk(ids) if ids else {}
    return [found[pk] for pk in ids if pk in found]


def _narrowed(selection: Selection) -> tuple[str, list]:
    """SQL on `{id}` for the facets: by name when few entries have them, else by asking the facets' table."""
    if not selection.facets:
        return "", []
    if selection.kinds and (ids := counting.few(replace(selection, words=()))) is not None:
        return f"{{id}} IN ({', '.join(map(str, ids)) or 'NULL'})", []
    return selection.facets_sql("{id}")


def _matching(selection: Selection) -> QuerySet:
    if selection.facets and selection.kinds and (ids := counting.few(selection)) is not None:
        return SearchEntry.objects.filter(pk__in=ids)
    entries = SearchEntry.objects.filter(**_scope(selection))
    if selection.words:
        sql, params = selection.text_sql()
        entries = entries.filter(pk__in=RawSQL(sql, params))  # our own SQL; the words are parameters
    for facet, codes in selection.facets:
        rows = SearchFacet.objects.filter(facet=facet, code__in=codes, entry_id=OuterRef("pk"))
        entries = entries.filter(Exists(rows))
    return entries


def _scope(selection: Selection) -> dict:
    scope = {}
    for column, values in (("kind", selection.kinds), ("language", selection.languages)):
        if len(values) == 1:
            scope[column] = values[0]
        elif values:
            scope[f"{column}__in"] = values
    return scope


def translations_of(keys: Iterable[UUID]) -> dict[UUID, list[tuple[str, str]]]:
    """Return {translation key: [(language, address)]} of everything in the index, by language; one query."""
    found: dict[UUID, list[tuple[str, str]]] = {}
    keys = list(keys)
    if keys:
        rows = SearchEntry.objects.filter(translation_key__in=keys).order_by("language")
        for key, language, url in rows.values_list("translation_key", "language", "url"):
            found.setdefault(key, []).append((language, url))
    return found
