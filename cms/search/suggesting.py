"""Help while one types, and where nothing was found."""

from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from cms.cache.keeping import keep
from cms.models import SearchEntry
from cms.search import counting
from cms.search.engines import engine
from cms.search.folding import fold, query_words, words
from cms.search.querying import by_ids
from cms.search.selection import Selection

MOST_TITLES = 4000  # newest titles of a language whose words are offered as spellings
NEAREST = 4


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What may help when nothing was found."""

    nearest: list[SearchEntry] = field(default_factory=list)
    spelling: str = ""  # the question with its unknown words replaced by known ones
    dropped: list[tuple[str, int]] = field(default_factory=list)  # (facet to drop, entries then found)
    languages: list[tuple[str, int]] = field(default_factory=list)  # (language, entries found in it)


def begin(query: str, *, languages=(), kinds=(), limit: int = 8) -> list[SearchEntry]:
    """Return entries whose title or keywords have the words of `query`, the last of them begun; two queries.

    Bounded: at most 50 candidates are looked at, newest first; those whose title begins so come first.
    """
    asked = query_words(query)
    if not asked:
        return []
    ids = engine().newest_titles(asked, kinds=kinds, languages=languages, limit=50)
    start = " ".join(words(query))

    def rank(entry: SearchEntry) -> tuple:
        title = " ".join(words(entry.title))
        return (not title.startswith(start), not all(f" {word}" in f" {title}" for word in asked))

    return sorted(by_ids(ids), key=rank)[:limit]


def suggest(selection: Selection) -> Suggestions:
    """Return what may help after `selection` found nothing; at most two queries more."""
    dropped, languages = [], []
    if selection.kinds:
        others = [(facet, selection.without_facet(facet)) for facet, _codes in selection.facets]
        dropped = [(facet, number) for facet, other in others if (number := counting.total(other))]
        elsewhere = counting.facet_counts(selection)[counting.LANGUAGE]
        languages = sorted(
            ((code, number) for code, number in elsewhere.items() if code not in selection.languages),
            key=lambda pair: -pair[1],
        )
    return Suggestions(
        nearest=_nearest(selection) if selection.words else [],
        spelling=_spelling(selection) if selection.words else "",
        dropped=dropped,
        languages=languages,
    )


def _nearest(selection: Selection) -> list[SearchEntry]:
    """Entries that have at least one of the words, or a word that begins alike."""
    stems = tuple(
        dict.fromkeys(word[: max(4, len(word) * 2 // 3)] for word in selection.words if len(word) > 2)
    )
    if not stems:
        return []
    ids = engine().ranked(
        stems, kinds=selection.kinds, languages=selection.languages, prefix=True, any_word=True, limit=NEAREST
    )
    return by_ids(ids)


def _spelling(selection: Selection) -> str:
    known = _known_words(replace(selection, words=(), facets=()))
    changed, proposal = False, []
    for word in selection.words:
        if word in known or len(word) < 4:
            proposal.append(known.get(word, word))
            continue
        close = get_close_matches(word, known, n=1, cutoff=0.75)
        changed |= bool(close)
        proposal.append(known[close[0]] if close else word)
    return " ".join(proposal) if changed else ""


def _known_words(scope: Selection) -> dict[str, str]:
    """The words of titles, folded, each with the way in which it is written."""
    return keep(("known words", scope), scope.stamps, lambda: _read_words(scope))


def _read_words(scope: Selection) -> dict[str, str]:
    entries = SearchEntry.objects.all()
    if scope.kinds:
        entries = entries.filter(kind__in=scope.kinds)
    if scope.languages:
        entries = entries.filter(language__in=scope.languages)
    known: dict[str, str] = {}
    for title in entries.order_by("-published_at").values_list("title", flat=True)[:MOST_TITLES]:
        for piece in title.split():
            written = piece.strip("“”«»\"'’.,:;!?…()").lower()
            folded = fold(written)
            if len(folded) > 3 and folded.isalnum():
                known.setdefault(folded, written)
    return known
