"""How many there are of each facet: one grouped query, kept until something is published."""

from django.db import connection

from cms.cache.keeping import keep
from cms.search.selection import ENTRY, FACET, Selection

Counts = dict[str, dict[str, int]]
LANGUAGE = "language"
TOTAL = "total"


def facet_counts(selection: Selection) -> Counts:
    """Return {facet: {code: number of entries}}, `language` among the facets, and {"total": {"": n}}.

    A facet is counted under the selection of all others, so that its other codes say what choosing them would add.
    """
    return keep(("facet counts", selection), _stamps(selection), lambda: _count(selection))


def total(selection: Selection) -> int:
    """Return the number of entries that match."""
    return keep(("total", selection), selection.stamps, lambda: _total(selection))


def totals(selections: list[Selection]) -> list[int]:
    """Return the number of matches of each selection, in one query."""
    if not selections:
        return []
    branches, params = [], []
    for number, selection in enumerate(selections):
        sql, branch_params = _total_sql(selection)
        branches.append(f"SELECT {number}, ({sql})")
        params += branch_params
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(branches), params)
        found = dict(cursor.fetchall())
    return [found[number] for number in range(len(selections))]


def _stamps(selection: Selection) -> tuple[str, ...]:
    # Languages are counted across all of them.
    return selection.in_any_language().stamps


def _total(selection: Selection) -> int:
    sql, params = _total_sql(selection)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()[0]


def _total_sql(selection: Selection) -> tuple[str, list]:
    if selection.words and not selection.facets:
        text, params = selection.text_sql()
        return f"SELECT COUNT(*) FROM ({text}) t", params
    scope, params = selection.scope_sql("e")
    chosen, chosen_params = selection.facets_sql("e.page_id")
    sql = f"SELECT COUNT(*) FROM {ENTRY} e WHERE {scope}{chosen}"
    params = params + chosen_params
    if selection.words:
        text, text_params = selection.text_sql()
        sql += f" AND e.page_id IN ({text})"
        params += text_params
    return sql, params


def _count(selection: Selection) -> Counts:
    """One statement: a branch for the facets that are not chosen, one for each that is, one for the languages."""
    everywhere = selection.in_any_language()
    head, hits, params = "", "", []
    if selection.words:
        text, params = everywhere.text_sql()
        head = f"WITH hits AS MATERIALIZED ({text}) "
        hits = " AND {id} IN (SELECT id FROM hits)"
    in_hits, entry_in_hits = hits.format(id="f.entry_id"), hits.format(id="e.page_id")
    branches = []

    def branch(sql: str, *parts: list) -> None:
        branches.append(sql)
        for part in parts:
            params.extend(part)

    scope, scope_params = selection.scope_sql("f")
    names = [facet for facet, _codes in selection.facets]
    others = f" AND f.facet NOT IN ({', '.join(['%s'] * len(names))})" if names else ""
    chosen, chosen_params = selection.facets_sql("f.entry_id")
    counted = f"SELECT f.facet, f.code, COUNT(*) FROM {FACET} f WHERE {scope}"
    branch(f"{counted}{others}{chosen}{in_hits} GROUP BY f.facet, f.code", scope_params, names, chosen_params)
    for facet in names:
        rest, rest_params = selection.facets_sql("f.entry_id", omit=facet)
        branch(
            f"{counted} AND f.facet = %s{rest}{in_hits} GROUP BY f.facet, f.code",
            scope_params,
            [facet],
            rest_params,
        )
    scope, scope_params = everywhere.scope_sql("e")
    chosen, chosen_params = everywhere.facets_sql("e.page_id")
    branch(
        f"SELECT '{LANGUAGE}', e.language, COUNT(*) FROM {ENTRY} e WHERE {scope}{chosen}{entry_in_hits}"
        " GROUP BY e.language",
        scope_params,
        chosen_params,
    )
    counts: Counts = {LANGUAGE: {}}
    with connection.cursor() as cursor:
        cursor.execute(head + " UNION ALL ".join(branches), params)
        for facet, code, number in cursor.fetchall():
            counts.setdefault(facet, {})[code] = number
    languages = selection.languages or counts[LANGUAGE]
    # A page is in one language, so the total is the sum over those asked for.
    counts[TOTAL] = {"": sum(counts[LANGUAGE].get(code, 0) for code in languages)}
    return counts
