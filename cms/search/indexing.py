"""Writing the index: at publication, at whatever else changes an address, and all of it anew with `reindex()`.

A room says what is found of its pages:

    register(StandardPage, standard_entry)                      # page -> IndexEntry, or None: not to be found
    register(LessonPlanPage, lesson_entry, facets=lesson_facets)  # facets of many pages at once, then one by one

A page is indexed while it is live, public (no view restriction, its own or inherited), at an address of the site and
not merely the mirror of a page in another language.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from cms.cache import stamps
from cms.domain.queries.site import address, language_of
from cms.models import SearchEntry, SearchFacet
from cms.search.engines import Text, engine
from cms.search.folding import fold, index_words
from cms.search.selection import ENTRY, FACET
from cms.text import nfc

BATCH = 200


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """What is found of one page. Texts are plain, not HTML; facets are {facet: [vocabulary code]}."""

    kind: str
    title: str
    summary: str = ""
    body: str = ""
    keywords: str = ""
    facets: dict[str, list[str]] = field(default_factory=dict)
    minutes: int | None = None
    dye: str = ""


Facets = dict[str, list[str]]
Rows = tuple[SearchEntry, list[SearchFacet], Text]


@dataclass(frozen=True, slots=True)
class _Registration:
    builder: Callable[..., IndexEntry | None]
    facets: Callable[[list[Page]], dict[int, Facets]] | None


_builders: dict[type[Page], _Registration] = {}


def register(
    page_class: type[Page],
    builder: Callable[..., IndexEntry | None],
    *,
    facets: Callable[[list[Page]], dict[int, Facets]] | None = None,
) -> None:
    """Say how pages of `page_class` are indexed: `builder(page)` returns an IndexEntry, or None to leave one out.

    With `facets`, a function from pages to {page id: facets} that asks the database once for all of them, the
    builder is called as `builder(page, facets)`.
    """
    _builders[page_class] = _Registration(builder, facets)


def registered() -> tuple[type[Page], ...]:
    """Return the page classes that are indexed."""
    return tuple(_builders)


def kinds() -> tuple[str, ...]:
    """Return the kinds of page that can be found."""
    return tuple(sorted({page_class.kind for page_class in _builders}))


def index_page(page: Page) -> bool:
    """Bring the index up to date with `page` and say whether it is in the index now.

    `page` is specific and as published; it is taken out where it may not be found.
    """
    if type(page) not in _builders:
        return False
    prepared = []
    if page.live and not page.get_view_restrictions().exists():
        prepared = _prepare([page])
    if not prepared:
        forget_pages([page.pk])
        return False
    with transaction.atomic():
        known = _stamps_of(SearchEntry.objects.filter(pk=page.pk))
        _write(prepared, known=bool(known))
        stamps.touch(*known, *_stamp_names(prepared[0][0]))
    return True


def forget_page(page: Page) -> None:
    """Take `page` out of the index."""
    forget_pages([page.pk])


def forget_pages(page_ids: Iterable[int]) -> None:
    """Take pages out of the index; ids that are not in it do no harm."""
    page_ids = list(page_ids)
    with transaction.atomic():
        found = SearchEntry.objects.filter(pk__in=page_ids)
        names = _stamps_of(found)
        if names:
            _remove(page_ids)
            stamps.touch(*names)


def index_tree(page: Page) -> None:
    """Bring the index up to date with `page` and all pages below it: after a move, another slug, a restriction."""
    for below in (
        Page.objects.descendant_of(page, inclusive=True).type(registered()).specific().iterator(BATCH)
    ):
        index_page(below)


def reindex(progress: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Build the whole index anew and return the number of entries. `progress(done, total)` is called as it goes.

    It runs in one transaction: readers see the old index until the new one is complete.
    """
    live = Page.objects.live().filter(alias_of__isnull=True)
    total = sum(live.exact_type(page_class).count() for page_class in _builders)
    hidden = tuple(PageViewRestriction.objects.values_list("page__path", flat=True))
    done = entries = 0
    progress(done, total)
    with transaction.atomic():
        names = _stamps_of(SearchEntry.objects.all())
        _remove()
        for page_class in _builders:
            pages = page_class.objects.filter(live=True, alias_of__isnull=True).exclude(_below(hidden))
            pages = pages.order_by("pk")
            last = 0
            while batch := list(pages.filter(pk__gt=last)[:BATCH]):
                last = batch[-1].pk
                prepared = _prepare(batch)
                _write(prepared, known=False)
                names |= {name for each in prepared for name in _stamp_names(each[0])}
                entries += len(prepared)
                done += len(batch)
                progress(min(done, total), total)
        stamps.touch("index", *names)
    progress(total, total)
    return entries


def _below(paths: tuple[str, ...]) -> Q:
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(path__startswith=path)
    return condition


def _prepare(pages: list[Page]) -> list[Rows]:
    """Return the rows of those of `pages` (live, public, of one class) that are to be found."""
    pages = [page for page in pages if page.alias_of_id is None and address(page.url_path)]
    if not pages:
        return []
    registration = _builders[type(pages[0])]
    facets = registration.facets(pages) if registration.facets else None
    prepared = []
    for page in pages:
        built = (
            registration.builder(page, facets[page.pk]) if facets is not None else registration.builder(page)
        )
        if built is not None:
            prepared.append(_rows(page, built))
    return prepared


def _rows(page: Page, built: IndexEntry) -> Rows:
    language = language_of(page)
    facets = {facet: list(dict.fromkeys(codes)) for facet, codes in built.facets.items() if codes}
    title = nfc(built.title)
    entry = SearchEntry(
        page_id=page.pk,
        translation_key=page.translation_key,
        language=language,
        kind=built.kind,
        title=title[:255],
        summary=nfc(built.summary),
        url=address(page.url_path),
        minutes=built.minutes,
        dye=built.dye,
        published_at=page.first_published_at or page.latest_revision_created_at or timezone.now(),
        updated_at=page.last_published_at or page.first_published_at or timezone.now(),
        sort_title=fold(title)[:80],
        facets=facets,
    )
    rows = [
        SearchFacet(entry_id=page.pk, kind=built.kind, language=language, facet=facet, code=code)
        for facet, codes in facets.items()
        for code in codes
    ]
    text = Text(
        page.pk,
        built.kind,
        language,
        index_words(title),
        index_words(f"{built.keywords} {built.summary}"),
        index_words(built.body),
    )
    return entry, rows, text


def _write(prepared: list[Rows], *, known: bool) -> None:
    if known:
        _remove([entry.pk for entry, _rows, _text in prepared])
    SearchEntry.objects.bulk_create([entry for entry, _rows, _text in prepared])
    SearchFacet.objects.bulk_create(
        [row for _entry, rows, _text in prepared for row in rows], batch_size=2000
    )
    engine().store([text for _entry, _rows, text in prepared])


def _remove(page_ids: list[int] | None = None) -> None:
    """Remove the rows of these pages, or all.

    In plain SQL: where anybody listens to deletions, Django would fetch every row before it removes it.
    """
    where = (
        "" if page_ids is None else f" WHERE {{}} IN ({', '.join(str(int(pk)) for pk in page_ids) or 'NULL'})"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {FACET}{where.format('entry_id')}")
        cursor.execute(f"DELETE FROM {ENTRY}{where.format('page_id')}")
    if page_ids is None:
        engine().clear()
    else:
        engine().remove(page_ids)


def _stamp_names(entry: SearchEntry) -> set[str]:
    return {"index", f"index:{entry.kind}", f"index:{entry.kind}:{entry.language}"}


def _stamps_of(entries) -> set[str]:
    return {
        name
        for kind, language in entries.values_list("kind", "language").distinct().order_by()
        for name in ("index", f"index:{kind}", f"index:{kind}:{language}")
    }
