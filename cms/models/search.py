"""The search index: one flat row for each live public page and locale. A read model: it can be rebuilt at any time.

Long text is kept apart (`cms_searchtext`: FTS5 in SQLite, a tsvector in PostgreSQL; see cms/search/engines), so that
the table that lists stays small. Written by cms/search/indexing.py, read by cms/search/querying.py and by nothing else.
"""

from django.db import models


class SearchEntry(models.Model):
    """What a list shows of a page."""

    page_id = models.PositiveIntegerField(primary_key=True)
    translation_key = models.UUIDField()
    language = models.CharField(max_length=8)
    kind = models.CharField(max_length=24)
    title = models.CharField(max_length=255)
    summary = models.TextField(blank=True)
    url = models.TextField()
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    dye = models.CharField(max_length=16, blank=True)
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    sort_title = models.CharField(max_length=80, blank=True)
    #: Facet codes for display: {"age": ["13-15"], ...}. What one filters by stands in SearchFacet.
    facets = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = "search entry"
        verbose_name_plural = "search entries"
        indexes = [
            models.Index(
                fields=["kind", "language", "-published_at", "-page_id"], name="search_newest_of_a_language"
            ),
            models.Index(fields=["kind", "-published_at", "-page_id"], name="search_newest"),
            models.Index(
                fields=["kind", "language", "minutes", "-page_id"], name="search_shortest_of_a_language"
            ),
            models.Index(
                fields=["kind", "language", "sort_title", "-page_id"], name="search_title_of_a_language"
            ),
            models.Index(fields=["translation_key", "language"], name="search_translations"),
        ]

    def __str__(self) -> str:
        return self.title


class SearchFacet(models.Model):
    """One facet code of one entry, with what the counts group by."""

    # Indexing removes the facets before their entry, in one statement each; a cascade would fetch them first.
    entry = models.ForeignKey(
        SearchEntry, on_delete=models.DO_NOTHING, related_name="facet_rows", db_index=False
    )
    kind = models.CharField(max_length=24)
    language = models.CharField(max_length=8)
    facet = models.CharField(max_length=24)
    code = models.CharField(max_length=64)

    class Meta:
        verbose_name = "search facet"
        verbose_name_plural = "search facets"
        constraints = [
            models.UniqueConstraint(fields=["entry", "facet", "code"], name="an_entry_has_a_facet_code_once"),
        ]
        indexes = [
            models.Index(fields=["kind", "language", "facet", "code", "entry"], name="search_facet_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.facet}={self.code}"
