"""Where the long text is kept and matched: FTS5 in SQLite, a tsvector with GIN in PostgreSQL. Same interface.

    store(rows)                      add texts (Text tuples); those of the same pages must have been removed
    remove(page_ids), clear()
    settle()                         let no word stay behind of what was removed: slow, for what must be gone
    matching(words, ...)             SQL (and parameters) that selects the ids of the pages that match
    ranked(words, ..., limit=...)    ids, best first
    newest_titles(words, ...)        ids of the newest pages whose title or keywords match, with bounded work

Words come folded (cms/search/folding.py): letters and digits only, so nothing needs to be escaped.
"""

from typing import NamedTuple

from django.db import connection


class Text(NamedTuple):
    """The folded words of a page."""

    page_id: int
    kind: str
    language: str
    title: list[str]
    keywords: list[str]
    body: list[str]


def engine():
    """Return the module that speaks to the database in use."""
    if connection.vendor == "postgresql":
        from cms.search.engines import postgresql

        return postgresql
    from cms.search.engines import sqlite

    return sqlite
