"""The text of pages in SQLite's FTS5.

Titles and keywords stand once more in a small table of their own: what answers while one types must not read the
places of a word in all bodies.
"""

from collections.abc import Iterable, Sequence

from django.db import connection

from cms.search.folding import words as fold_words

TABLE = "cms_searchtext"
HEADINGS = "cms_searchheading"
#: Weights of the columns scope, title, keywords (with the summary), body.
RANK = f"bm25({TABLE}, 0.0, 12.0, 4.0, 1.0)"


def store(rows: Iterable) -> None:
    """Add texts."""
    values = [
        (
            row.page_id,
            f"{_kind(row.kind)} {_language(row.language)}",
            " ".join(row.title),
            " ".join(row.keywords),
            " ".join(row.body),
        )
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {TABLE} (rowid, scope, title, keywords, body) VALUES (%s, %s, %s, %s, %s)", values
        )
        cursor.executemany(
            f"INSERT INTO {HEADINGS} (rowid, scope, title, keywords) VALUES (%s, %s, %s, %s)",
            [value[:4] for value in values],
        )


def remove(page_ids: Sequence[int]) -> None:
    """Remove the texts of these pages."""
    with connection.cursor() as cursor:
        for table in (TABLE, HEADINGS):
            cursor.executemany(f"DELETE FROM {table} WHERE rowid = %s", [(pk,) for pk in page_ids])


def clear() -> None:
    """Remove all texts."""
    with connection.cursor() as cursor:
        for table in (TABLE, HEADINGS):
            cursor.execute(f"DELETE FROM {table}")


def settle() -> None:
    """Let no word stay behind of texts that were removed: FTS5 only marks them, until it merges its segments."""
    with connection.cursor() as cursor:
        for table in (TABLE, HEADINGS):
            cursor.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")


def matching(
    words: Sequence[str], *, kinds=(), languages=(), prefix=True, any_word=False
) -> tuple[str, list]:
    """Return SQL that selects the ids of matching pages as `id`, and its parameters."""
    expression = _expression(words, kinds, languages, prefix, any_word)
    return f"SELECT rowid AS id FROM {TABLE} WHERE {TABLE} MATCH %s", [expression]


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
    """Return ids of matching pages, best first. `where` narrows them further: SQL on `id`."""
    expression = _expression(words, kinds, languages, prefix, any_word)
    narrowed = f" AND {where.replace('{id}', 'rowid')}" if where else ""
    sql = f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s{narrowed} ORDER BY {RANK}, rowid DESC LIMIT %s OFFSET %s"
    return _ids(sql, [expression, *params, limit, offset])


def newest_titles(words: Sequence[str], *, kinds=(), languages=(), limit=50) -> list[int]:
    """Return ids of the newest pages whose title or keywords have all words, the last one begun. Stops at `limit`."""
    expression = _expression(words, kinds, languages, True, False, columns="title keywords")
    return _ids(
        f"SELECT rowid FROM {HEADINGS} WHERE {HEADINGS} MATCH %s ORDER BY rowid DESC LIMIT %s",
        [expression, limit],
    )


def _ids(sql: str, params: list) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [row[0] for row in cursor.fetchall()]


def _expression(words, kinds, languages, prefix, any_word, columns="title keywords body") -> str:
    terms = [f'"{word}"' for word in words]
    if prefix and terms:
        terms = [f"{term} *" for term in terms] if any_word else [*terms[:-1], f"{terms[-1]} *"]
    parts = [f"{{{columns}}} : ({(' OR ' if any_word else ' AND ').join(terms)})"]
    # Kind and language are words of a column of their own, so the match is narrowed before anything is ranked.
    if kinds:
        parts.append(f"scope : ({' OR '.join(_kind(kind) for kind in kinds)})")
    if languages:
        parts.append(f"scope : ({' OR '.join(_language(language) for language in languages)})")
    return " AND ".join(parts)


def _kind(kind: str) -> str:
    return "kind" + "".join(fold_words(kind))


def _language(code: str) -> str:
    return "language" + "".join(fold_words(code))
