"""What is asked of the index, as one value that can be compared, kept and turned into SQL."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from cms.search.engines import engine
from cms.search.folding import query_words

ENTRY = "cms_searchentry"
FACET = "cms_searchfacet"


@dataclass(frozen=True, slots=True)
class Selection:
    """A question: words, languages, kinds and facets; empty means any. Within a facet any code will do."""

    words: tuple[str, ...] = ()
    prefix: bool = True
    languages: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    facets: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @classmethod
    def of(
        cls,
        query: str = "",
        *,
        languages: Iterable[str] = (),
        kinds: Iterable[str] = (),
        facets: Mapping[str, Iterable[str]] | None = None,
    ) -> "Selection":
        """Make one from what a reader asked; the order in which things were chosen makes no difference."""
        words = tuple(query_words(query))
        chosen = tuple(
            sorted((facet, tuple(sorted(set(codes)))) for facet, codes in (facets or {}).items() if codes)
        )
        return cls(
            words=words,
            # The last word counts as begun. A single letter begins too much to be of use.
            prefix=bool(words) and len(words[-1]) > 1,
            languages=tuple(sorted(set(languages))),
            kinds=tuple(sorted(set(kinds))),
            facets=chosen,
        )

    def without_facet(self, facet: str) -> "Selection":
        """Return the same question without one facet."""
        return replace(self, facets=tuple(pair for pair in self.facets if pair[0] != facet))

    def in_any_language(self) -> "Selection":
        """Return the same question of all languages."""
        return replace(self, languages=())

    @property
    def stamps(self) -> tuple[str, ...]:
        """The stamps of all that the answer is made of."""
        if not self.kinds:
            return ("index",)
        if not self.languages:
            return tuple(f"index:{kind}" for kind in self.kinds)
        return tuple(f"index:{kind}:{language}" for kind in self.kinds for language in self.languages)

    def text_sql(self) -> tuple[str, list]:
        """SQL that selects the ids of the pages with these words."""
        return engine().matching(self.words, kinds=self.kinds, languages=self.languages, prefix=self.prefix)

    def scope_sql(self, table: str) -> tuple[str, list]:
        """A condition on kind and language, for either table; "1=1" when there is none."""
        parts, params = [], []
        for column, values in (("kind", self.kinds), ("language", self.languages)):
            if values:
                parts.append(f"{table}.{column} IN ({_gaps(values)})")
                params += values
        return " AND ".join(parts) or "1=1", params

    def facets_sql(self, column: str) -> tuple[str, list]:
        """Conditions on `column` (the id of an entry), one for each facet, joined by AND."""
        parts, params = [], []
        for facet, codes in self.facets:
            scope, scope_params = self.scope_sql("x")
            parts.append(
                f"{column} IN (SELECT x.entry_id FROM {FACET} x"
                f" WHERE {scope} AND x.facet = %s AND x.code IN ({_gaps(codes)}))"
            )
            params += [*scope_params, facet, *codes]
        return " AND ".join(parts), params


def _gaps(values) -> str:
    return ", ".join(["%s"] * len(values))
