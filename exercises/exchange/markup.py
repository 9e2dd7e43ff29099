"""HTML as question banks hold it, into paragraphs of plain runs; whatever else it held is put on record.

The reader never goes back, so that no input makes it slow, and it makes no tree, so that nothing can be too deep.
What is not a whole tag is text.
"""

import html as entities
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

#: Text; or the end or the beginning of an element; or a declaration. Possessive throughout: linear in time.
_PIECE = re.compile(
    r"(?P<text>(?:[^<]++|<(?!(?:/?[a-zA-Z]|[!?])[^<>]*+>))++)"
    r"|<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:._-]*+)(?P<attributes>[^<>]*+)>"
    r"|<[!?][^<>]*+>"
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_BLANKS = re.compile(r"[ \t\r\n\f]++")
_BLANKS_OF_LINE = re.compile(r"[ \t\r\f]*+\n[ \t\r\f]*+|[ \t\r\f]++")
_EMPTY_LINE = re.compile(r"\n[ \t\r\f]*+\n\s*+")


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BOLD, _ITALIC, _LISTS = {"b", "strong"}, {"i", "em"}, {"ul", "ol"}
#: Elements that stand in lines of their own.
_BLOCKS = _names(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 header hr html legend main nav p pre section summary table tbody tfoot thead tr"
)
#: Elements that may go without anybody missing them.
_MERE = _names("article body div figure html main p section span tbody thead tr wbr")
_INLINE = _names(
    "abbr acronym area base bdi bdo big button cite code col colgroup data datalist del dfn font head ins kbd label"
    " link map mark meta meter nobr noscript optgroup option output param picture progress q rp rt ruby s samp select"
    " slot small source span strike textarea time track tt u var wbr"
)
_MEDIA = _names("audio embed iframe object video applet frame math svg canvas input")
#: Elements whose content nobody sees.
_HIDDEN = _names("script style template title")
_END_OF_HIDDEN = re.compile(r"</(script|style|template|title)(?![a-z0-9:._-])[^<>]*+>", re.IGNORECASE)
_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")


class Run(NamedTuple):
    """Letters that look alike. A line break is "\\n"."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""


def _look(run: Run) -> tuple[bool, bool, str]:
    return run.bold, run.italic, run.href


class Paragraph(NamedTuple):
    kind: str  # "" for running text, "ul" or "ol" for an entry of a list
    runs: list[Run]


@dataclass
class Losses:
    """What texts had to leave behind."""

    pictures: list[str] = field(default_factory=list)
    picture_files: set[str] = field(default_factory=set)
    media: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    script: bool = False
    table: bool = False
    raised: bool = False  # raised or lowered letters
    formatting: bool = False


def paragraphs_of(
    html: str, losses: Losses, *, breaks: bool = False, text_first: bool = False
) -> list[Paragraph]:
    """Return the paragraphs of an HTML text; what they do not hold goes into `losses`.

    breaks: a line break of the source is a line break. text_first: an unknown tag is text, as in "a <b and c> d".
    """
    writer = _Writer(losses, breaks)
    hidden, html = "", _without_comments(html)
    last_ends = {end[1].lower(): end.start() for end in _END_OF_HIDDEN.finditer(html)}
    for piece in _PIECE.finditer(html):
        name = (piece["name"] or "").lower()
        if hidden:
            if piece["end"] and name == hidden:
                hidden = ""
        elif piece["text"] is not None:
            writer.write(_ENTITY.sub(lambda entity: entities.unescape(entity[0]), piece["text"]))
        elif not name:
            losses.formatting = True
        elif name in _HIDDEN:
            losses.script |= name == "script"
            losses.formatting |= name != "script"
            if not piece["end"] and last_ends.get(name, -1) >= piece.end():
                hidden = name  # what never ends is text: better shown than lost
        elif writer.element(name, bool(piece["end"]), piece["attributes"]):
            pass
        elif text_first:
            writer.write(piece[0])
        elif not piece["end"]:
            losses.unknown.append(piece[0])
    return writer.paragraphs()


def plain_paragraphs(text: str) -> list[Paragraph]:
    """Return the paragraphs of a plain text: empty lines part them, other line breaks stay."""
    parts = (part.strip() for part in _EMPTY_LINE.split(text))
    return [Paragraph("", [Run(part)]) for part in parts if part]


class _Writer:
    """Takes text and tags as they come, and keeps paragraphs."""

    def __init__(self, losses: Losses, breaks: bool):
        self._losses, self._breaks = losses, breaks
        self._done: list[Paragraph] = []
        self._runs: list[Run] = []
        self._lists: list[str] = []
        self._bold = self._italic = self._pre = 0
        self._href = ""
        self._shift = None  # the table for raised or lowered letters
        self._cells = 0

    def write(self, text: str) -> None:
        if not (self._breaks or self._pre):
            self._add(_BLANKS.sub(" ", text))
            return
        for number, part in enumerate(_EMPTY_LINE.split(text)):
            if number:
                self._part()
            self._add(_BLANKS_OF_LINE.sub(lambda blank: "\n" if "\n" in blank[0] else " ", part))

    def element(self, name: str, end: bool, attributes: str) -> bool:
        """Take the beginning or the end of an element; return whether it is known."""
        step = -1 if end else 1
        if name in _BOLD:
            self._bold = max(0, self._bold + step)
        elif name in _ITALIC:
            self._italic = max(0, self._italic + step)
        elif name == "a":
            self._href = "" if end else self._link(attributes)
            return True
        elif name == "img":
            self._picture(attributes)
            return True
        elif name == "br":
            self._add("\n")
            return True
        elif name in ("sup", "sub"):
            self._shift = None if end else _RAISED if name == "sup" else _LOWERED
        elif name in _LISTS or name == "li":
            self._list(name, end)
        elif name in ("td", "th"):
            self._cell(end)
        elif name in _BLOCKS:
            self._block(name, end)
        elif name in _MEDIA:
            if not end:
                source = _attribute(attributes, "src") or _attribute(attributes, "data")
                self._losses.media.append(_file_name(source) or name)
            return True
        elif name in _INLINE:
            self._losses.formatting |= name not in _MERE
        else:
            return False
        self._losses.formatting |= bool(attributes.strip(" \t\r\n\f/"))
        return True

    def paragraphs(self) -> list[Paragraph]:
        self._part()
        return self._done

    def _add(self, text: str) -> None:
        if self._shift:
            self._losses.raised |= any(ord(letter) not in self._shift and letter > " " for letter in text)
            text = text.translate(self._shift)
        if not self._runs or self._runs[-1].text[-1] in " \n":
            text = text.lstrip(" " if self._runs else " \n")
        if text:
            self._runs.append(Run(text, self._bold > 0, self._italic > 0, self._href))

    def _part(self) -> None:
        """End the paragraph, or the entry of a list."""
        runs, self._runs, self._cells = self._runs, [], 0
        while runs and not (text := runs[-1].text.rstrip(" \n")):
            runs.pop()
        if runs:
            runs[-1] = runs[-1]._replace(text=text)
        if any(run.text.strip() for run in runs):
            merged = [Run("".join(run.text for run in alike), *look) for look, alike in groupby(runs, _look)]
            self._done.append(Paragraph(self._lists[-1] if self._lists else "", merged))

    def _block(self, name: str, end: bool) -> None:
        if name == "pre":
            self._pre = max(0, self._pre + (-1 if end else 1))
        self._losses.table |= name == "table"
        self._losses.formatting |= name not in _MERE and name != "table"
        if self._lists and name not in ("table", "tr"):
            if self._runs and self._runs[-1].text[-1] != "\n":
                self._add("\n")  # paragraphs inside an entry of a list stay in it
        else:
            self._part()

    def _list(self, name: str, end: bool) -> None:
        self._part()
        if name == "li":
            return
        if not end:
            self._lists.append(name)
            self._losses.formatting |= len(self._lists) > 1
        elif self._lists:
            self._lists.pop()

    def _cell(self, end: bool) -> None:
        if end:
            return
        if self._cells:
            self._add(" | ")
        self._cells += 1

    def _link(self, attributes: str) -> str:
        """Return the address of a link that may stay, or ""; a place to jump to is no link."""
        href = _attribute(attributes, "href").strip()
        if not href or _may_stay(href):
            return href
        self._losses.links.append(href)
        return ""

    def _picture(self, attributes: str) -> None:
        name = _file_name(_attribute(attributes, "src"))
        self._losses.picture_files.add(name)
        self._losses.pictures.append(_attribute(attributes, "alt").strip() or name)


def _may_stay(href: str) -> bool:
    try:
        parts = urlsplit(href)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and _BLANKS.search(href) is None
    except ValueError:
        return False


def _attribute(attributes: str, name: str) -> str:
    """Return the value of an attribute, or "". Names begin after a blank or a slash, so that none is searched twice."""
    found = _ATTRIBUTES[name].search(attributes)
    if found is None:
        return ""
    value = found[1]
    return entities.unescape(value[1:-1] if value[0] in "\"'" else value)


_ATTRIBUTES = {
    name: re.compile(rf"(?<![^\s\"'/]){name}\s*+=\s*+(\"[^\"]*+\"|'[^']*+'|[^\s\"'>]++)", re.IGNORECASE)
    for name in ("alt", "data", "href", "src")
}


def _file_name(address: str) -> str:
    """Return the last part of the address of a file; nothing for a picture that is its own address."""
    if address.strip()[:5].lower() == "data:":
        return ""
    return unquote(address.partition("?")[0].rpartition("/")[2])


def _without_comments(html: str) -> str:
    return "".join(_outside_comments(html)) if "<!--" in html else html


def _outside_comments(html: str) -> Iterator[str]:
    at = 0
    while (start := html.find("<!--", at)) >= 0 and (end := html.find("-->", start + 4)) >= 0:
        yield html[at:start]
        at = end + 3
    yield html[at:]
