"""All that a campaign or a story says to readers, piece by piece. No queries.

Whoever looks for something in a page's words (figures, numbers without a source, myths) walks over `texts_of`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from django.core.exceptions import FieldDoesNotExist
from django.utils.html import strip_tags
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField

from campaigns.blocks import ClaimKeyBlock
from cms.blocks import KeyBlock

#: Columns that readers, search engines or networks see. The canvas is not published.
FIELDS = (
    "title", "seo_title", "search_description", "lead", "guidance", "sections", "body", "events", "partners", "files",
    "cards", "posts", "hashtags", "pledge_text", "shown_name", "shown_place", "sources",
)  # fmt: skip
#: Elements of rich text after which a new line begins.
_BREAKS = ("</p>", "</li>", "<br>", "<br/>", "</h2>", "</h3>")


@dataclass(frozen=True)
class Words:
    """One piece of text.

    path: the names from the field down, as ("sections", "myth", "truth"); number counts the blocks of the field from 0
    (0 for a field that holds none). is_key: it is the short name of a claim, not words.
    """

    path: tuple[str, ...]
    text: str
    number: int = 0
    is_html: bool = False
    is_key: bool = False

    @property
    def plain(self) -> str:
        """The words without markup."""
        return plain_of(self.text) if self.is_html else self.text


def plain_of(html: str) -> str:
    """Return the words of rich text, one line for each paragraph."""
    for end in _BREAKS:
        html = html.replace(end, f"{end}\n")
    return unescape(strip_tags(html)).strip()


def texts_of(page) -> Iterator[Words]:
    """Yield the words of a page in their order."""
    for name in FIELDS:
        try:
            column = page._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        value = getattr(page, name)
        if isinstance(column, StreamField):
            for number, child in enumerate(value or ()):
                yield from _of_block(child.block, child.value, (name, child.block_type), number)
        elif value:
            yield Words((name,), str(value), is_html=isinstance(column, RichTextField))


def _of_block(block: blocks.Block, value, path: tuple[str, ...], number: int) -> Iterator[Words]:
    if isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield from _of_block(child, value.get(name), (*path, name), number)
    elif isinstance(block, blocks.ListBlock):
        for child in value or ():
            yield from _of_block(block.child_block, child, path, number)
    elif isinstance(block, blocks.StreamBlock):
        for child in value or ():
            yield from _of_block(child.block, child.value, (*path, child.block_type), number)
    elif isinstance(block, blocks.RichTextBlock):
        if value is not None and value.source:
            yield Words(path, value.source, number, is_html=True)
    elif isinstance(block, KeyBlock):
        if value and isinstance(block, ClaimKeyBlock):
            yield Words(path, str(value), number, is_key=True)
    elif isinstance(block, (blocks.CharBlock, blocks.TextBlock)) and value:
        yield Words(path, str(value), number)
