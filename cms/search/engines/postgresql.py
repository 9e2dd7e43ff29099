"""The text of pages in PostgreSQL: tsvectors with GIN.

The vectors are written out by us, word by word, and never parsed by the server: what was folded is what is compared,
whatever the server's locale. `words` answers whether a page matches (asked through the function cms_search, see its
migration); it is long and lies outside the row, so what a page is ranked by stands in a short vector of its own.
"""

from collections.abc import Iterable, Sequence

from django.db import connection

from cms.search.folding import words as fold_words

TABLE = "cms_searchtext"
RANK = "ts_rank('{0.05, 0.1, 0.3, 1.0}', heading, %s::tsquery)"


def store(rows: Iterable) -> None:
    """Add texts."""
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {TABLE} (id, heading, words) VALUES (%s, %s::tsvector, %s::tsvector)",
            [(row.page_id, _heading(row), _words(row)) for row in rows],
        )


def remove(page_ids: Sequence[int]) -> None:
    """Remove the texts of these pages."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE id = ANY(%s)", [list(page_ids)])


def clear() -> None:
    """Remove all texts."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE}")


def settle() -> None:
    """Nothing to do: a row that was removed is read by nobody, and vacuuming overwrites it."""


def matching(
    words: Sequence[str], *, kinds=(), languages=(), prefix=True, any_word=False
) -> tuple[str, list]:
    """Return SQL that selects the ids of matching pages as `id`, and its parameters."""
    return "SELECT id FROM cms_search(%s::tsquery)", [
        _scoped(_question(words, prefix, any_word), kinds, languages)
    ]


def ranked(
    words: Sequence[str],
    *,
    kinds=(),
    languages=(),
    prefix=True,
    any_word=False,
    where="",
    params=(),
    limit,
    offset=0,
) -> list[int]:
    """Return ids of matching pages, best first. `where` narrows them further: SQL on `{id}`."""
    question = _question(words, prefix, any_word)
    narrowed = f" WHERE {where.replace('{id}', 'id')}" if where else ""
    return _ids(
        f"SELECT id FROM cms_search(%s::tsquery){narrowed} ORDER BY {RANK} DESC, id DESC LIMIT %s OFFSET %s",
        [_scoped(question, kinds, languages), *params, question, limit, offset],
    )


def newest_titles(words: Sequence[str], *, kinds=(), languages=(), limit=50) -> list[int]:
    """Return ids of the newest pages whose title or keywords have all words, the last one begun."""
    return _ids(
        f"SELECT id FROM {TABLE} WHERE heading @@ %s::tsquery ORDER BY id DESC LIMIT %s",
        [_scoped(_question(words, True, False), kinds, languages), limit],
    )


def _ids(sql: str, params: list) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [row[0] for row in cursor.fetchall()]


def _heading(row) -> str:
    found: dict[str, list[str]] = {}
    position = 0
    for weight, listed in (("A", row.title), ("B", row.keywords)):
        for word in listed[:2000]:
            position += 1
            found.setdefault(word, []).append(f"{position}{weight}")
    placed = (f"'{word}':{','.join(places[:200])}" for word, places in found.items())
    return " ".join((*placed, _kind(row.kind), _language(row.language)))


def _words(row) -> str:
    # Positions would only make it longer: nobody asks for phrases.
    unique = dict.fromkeys([*row.title, *row.keywords, *row.body])
    return " ".join((*(f"'{word}'" for word in unique), _kind(row.kind), _language(row.language)))


def _question(words, prefix, any_word) -> str:
    terms = [f"'{word}'" for word in words]
    if prefix and terms:
        terms = [f"{term}:*" for term in terms] if any_word else [*terms[:-1], f"{terms[-1]}:*"]
    return (" | " if any_word else " & ").join(terms)


def _scoped(question: str, kinds, languages) -> str:
    parts = [f"({question})"]
    if kinds:
        parts.append(f"({' | '.join(_kind(kind) for kind in kinds)})")
    if languages:
        parts.append(f"({' | '.join(_language(language) for language in languages)})")
    return " & ".join(parts)


def _kind(kind: str) -> str:
    return "'kind:" + "".join(fold_words(kind)) + "'"


def _language(code: str) -> str:
    return "'language:" + "".join(fold_words(code)) + "'"
