"""How the pages of the ground floor are found, and how text is taken out of blocks."""

from wagtail.rich_text import get_text_for_indexing

from cms.models import HelpPage, StandardPage
from cms.search.indexing import IndexEntry


def text_of(*values) -> str:
    """Return the plain text of StreamField values and of rich text (strings), one after the other."""
    parts = []
    for value in values:
        if not value:
            continue
        if isinstance(value, str):
            parts.append(get_text_for_indexing(value))
        else:
            parts += value.stream_block.get_searchable_content(value)
    return "\n".join(parts)


def standard_entry(page: StandardPage) -> IndexEntry:
    """A page of text is found by its lead and its body."""
    return IndexEntry(
        kind=page.kind,
        title=page.title,
        summary=page.lead or page.search_description,
        body=text_of(page.body),
    )


def help_entry(page: HelpPage) -> IndexEntry:
    """The help page is found by its lead; its entries change without a publication and are found on the page."""
    return IndexEntry(kind=page.kind, title=page.title, summary=page.lead or page.search_description)
