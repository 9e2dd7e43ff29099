"""Markdown as the starter files write it, into the rich text that Wagtail keeps."""

import re

import nh3
from markdown_it import MarkdownIt

_parser = MarkdownIt("commonmark", {"html": False}).disable(
    ["heading", "lheading", "code", "fence", "image", "hr"]
)
_ALLOWED = {"p", "ul", "ol", "li", "b", "i", "a"}


def to_rich_text(text: str) -> str:
    """Return Wagtail rich text (p, ul, ol, li, b, i, a) for paragraphs, lists, emphasis and links in Markdown."""
    html = _parser.render((text or "").strip())
    html = html.replace("<strong>", "<b>").replace("</strong>", "</b>")
    html = html.replace("<em>", "<i>").replace("</em>", "</i>")
    # A list whose items are set apart by empty lines comes with paragraphs inside; rich text has none there.
    html = re.sub(r"<li>\s*<p>(.*?)</p>\s*</li>", r"<li>\1</li>", html, flags=re.DOTALL)
    html = nh3.clean(
        html, tags=_ALLOWED, attributes={"a": {"href"}}, link_rel=None, url_schemes={"http", "https"}
    )
    return re.sub(r">\s+<(?=/?(?:p|ul|ol|li)\b)", "><", html).replace("\n", " ").strip()
