"""Clean a fragment to the press's vocabulary and bring it into the shape that pandoc keeps.

After this, nothing in the fragment can name a file or an address to be fetched: the only addresses left are the
targets of links (http, https) and `picture:NAME`, which means bytes that came with the document.
"""

from __future__ import annotations

import re
import unicodedata
from html import escape
from html.parser import HTMLParser

import nh3

INLINES = {"strong", "b", "em", "i", "a", "span", "bdi", "sub", "sup"}
BLOCKS = {"section", "aside", "div", "figure", "blockquote", "ul", "ol", "dl", "table"}
TAGS = BLOCKS | INLINES | {
    "h2", "h3", "h4", "p", "li", "dt", "dd", "br", "caption", "thead", "tbody", "tr", "th", "td", "img",
    "figcaption", "hr",
}  # fmt: skip
ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href"},
    "img": {"src", "alt"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "ol": {"start"},
    "section": {"data-phase", "data-minutes", "data-minutes-label", "data-grouping-label"},
    "div": {"data-lines"},
}
CLASSES = {
    "section": {"handout", "step"},
    "div": {"lines"},
    "aside": {"card", "notice"},
    "p": {"lead", "minutes-total", "card-label", "card-title", "card-origin"},
    "figure": {"chart"},
    "hr": {"page-break"},
}
DEEPEST = 10  # nested boxes and lists, or nested emphasis; what lies deeper keeps its words and loses its box
MOST_LINES = 60
#: Controls but tab and line feed, lone surrogates, and the two last code points of each plane.
UNPRINTABLE = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\ud800-\\udfff"
    + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
MOST_SPAN = 100


def clean(fragment: str) -> str:
    """Return the fragment as plain, well-formed HTML of the vocabulary (see README.md), ready for pandoc."""
    safe = nh3.clean(
        printable(fragment),
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        url_schemes={"http", "https", "picture"},
        link_rel=None,
    )
    shaper = _Shaper()
    shaper.feed(safe)
    shaper.close()
    return "".join(shaper.out)


def printable(text: str) -> str:
    """Return text in NFC without the characters that XML forbids (controls, lone surrogates, non-characters)."""
    return unicodedata.normalize("NFC", UNPRINTABLE.sub("", text))


class _Shaper(HTMLParser):
    """Rewrites what pandoc would lose: classes and languages of paragraphs, <aside>, heading levels that skip."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.closers: list[tuple[str, str]] = []  # (tag, what closes it)
        self.level = 1
        self.depth = self.inner = 0  # open blocks, open inline elements

    def handle_starttag(self, tag, attrs):
        given = {name: printable(value or "") for name, value in attrs}
        if tag == "img":
            return self._picture(given)
        if tag in ("br", "hr"):
            self.out.append(f"<{tag}>")
            return None
        self.depth += tag in BLOCKS
        self.inner += tag in INLINES
        if self.depth > DEEPEST and tag not in INLINES:
            name = "p" if tag in ("li", "dt", "dd", "th", "td", "p", "caption", "figcaption") else ""
            self.out.append(f"<{name}>" if name else "")
            self.closers.append((tag, f"</{name}>" if name else ""))
            return None
        if tag in INLINES and self.inner > DEEPEST:
            self.closers.append((tag, ""))
            return None
        opening, closing = self._pair(tag, given)
        self.out.append(opening)
        self.closers.append((tag, closing))
        return None

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        while self.closers:
            opened, closing = self.closers.pop()
            self.out.append(closing)
            self.depth -= opened in BLOCKS
            self.inner -= opened in INLINES
            if opened == tag:
                return

    def handle_data(self, data):
        self.out.append(
            escape(printable(data), quote=False)
        )  # once more: &#1; was no control character before

    def close(self):
        super().close()
        while self.closers:
            self.out.append(self.closers.pop()[1])

    def _pair(self, tag, given):
        """Return what opens and what closes an element in pandoc's HTML."""
        mark = given.get("class", "").strip()
        spoken = {name: given[name] for name in ("lang", "dir") if _tongue(name, given.get(name, ""))}
        if tag in ("h2", "h3", "h4"):
            self.level = min(int(tag[1]), self.level + 1)
            inner = f"<span{_attributes(spoken)}>", "</span>"
            return f"<h{self.level}>" + inner[0] * bool(spoken), inner[1] * bool(spoken) + f"</h{self.level}>"
        if tag == "p" and (mark or spoken):
            return f"<div{_attributes({'class': mark} if mark else {}, spoken)}><p>", "</p></div>"
        if tag in ("li", "dd", "td", "th") and spoken:
            kept = {name: given[name] for name in ("scope", "colspan", "rowspan") if name in given}
            return f"<{tag}{_attributes(_spans(kept))}><div{_attributes(spoken)}>", f"</div></{tag}>"
        if tag in ("bdi", "dt"):
            name = "span" if tag == "bdi" else tag
            return f"<{name}{_attributes(spoken if name == 'span' else {})}>", f"</{name}>"
        if tag == "a":
            href = given.get("href", "")
            return (
                ("<a" + _attributes({"href": href}) + ">", "</a>")
                if re.match(r"https?://", href, re.I)
                else ("", "")
            )
        kept = {"class": mark} if mark else {}
        for name in ("data-phase", "data-minutes-label", "data-grouping-label", "scope"):
            if name in given:
                kept[name] = given[name]
        for name, most in (("data-minutes", 9999), ("data-lines", MOST_LINES), ("start", 9999)):
            if given.get(name, "").isascii() and given.get(name, "").isdigit():
                kept[name] = str(min(int(given[name][:6]), most))
        kept |= _spans({name: given[name] for name in ("colspan", "rowspan") if name in given})
        name = {"aside": "div", "b": "strong", "i": "em"}.get(tag, tag)
        if name not in ("section", "div", "span", "blockquote", "figure"):
            spoken = {}
        if tag == "blockquote" and spoken:
            return f"<blockquote><div{_attributes(spoken)}>", "</div></blockquote>"
        return f"<{name}{_attributes(kept, spoken)}>", f"</{name}>"

    def _picture(self, given):
        source = given.get("src", "")
        if source.startswith("picture:"):
            self.out.append(f"<img{_attributes({'src': source, 'alt': given.get('alt', '')})}>")
        elif given.get("alt"):
            self.out.append(f"<em>{escape(given['alt'])}</em>")


def _spans(given):
    """Return colspan and rowspan that make sense (1 to 100), other attributes unchanged."""
    kept = {}
    for name, value in given.items():
        if (
            name not in ("colspan", "rowspan")
            or value.isascii()
            and value.isdigit()
            and 1 < int(value[:6]) <= MOST_SPAN
        ):
            kept[name] = value
    return kept


def _tongue(name, value):
    return (
        value in ("ltr", "rtl")
        if name == "dir"
        else bool(re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", value))
    )


def _attributes(*groups):
    return "".join(f' {name}="{escape(value)}"' for group in groups for name, value in group.items())
