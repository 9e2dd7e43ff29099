"""Texts in the four formats of question banks, into what our fields hold: a line, lines, or rich text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from itertools import groupby

import nh3
from markdown_it import MarkdownIt

from cms.text import nfc
from exercises.exchange.markup import Losses, Paragraph, Run, paragraphs_of, plain_paragraphs

_markdown = MarkdownIt("commonmark", {"html": True})
_BLANKS = re.compile(r"[ \t\r\n\f]+")
#: Letters that nobody sees and that no XML file may hold; documents are made of these texts.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


class Form(StrEnum):
    """How a text is written."""

    HTML = "html"
    MARKDOWN = "markdown"
    PLAIN = "plain"
    AUTO = "moodle"  # text with line breaks and a few tags


@dataclass(frozen=True)
class Words:
    """A text and how it is written."""

    text: str = ""
    form: Form = Form.PLAIN

    def __bool__(self) -> bool:
        return bool(self.text.strip())


def line(words: Words, losses: Losses) -> str:
    """Return a text as one plain line, for a CharBlock."""
    return _BLANKS.sub(" ", lines(words, losses)).strip()


def lines(words: Words, losses: Losses) -> str:
    """Return a plain text: paragraphs, entries of lists and line breaks are lines; addresses of links follow them."""
    if words.form == Form.PLAIN:
        return _seen(words.text).strip()
    found = _paragraphs(words, losses)
    losses.formatting |= any(run.bold or run.italic for paragraph in found for run in paragraph.runs)
    return _seen("\n".join(_plain(paragraph) for paragraph in found)).strip()


def rich(words: Words, losses: Losses) -> str:
    """Return a text as rich text: p, ul, ol, li, b, i, a, br, as the editor stores them; "" for nothing."""
    return rich_of(_paragraphs(words, losses))


def rich_of(paragraphs: Iterable[Paragraph]) -> str:
    """Return paragraphs as rich text, whatever they hold: our own writing is cleaned once more."""
    html = []
    for kind, group in groupby(paragraphs, key=lambda paragraph: paragraph.kind):
        tag = "li" if kind else "p"
        body = "".join(f"<{tag}>{_marked(paragraph.runs)}</{tag}>" for paragraph in group)
        html.append(f"<{kind}>{body}</{kind}>" if kind else body)
    cleaned = nh3.clean(
        "".join(html),
        tags={"p", "ul", "ol", "li", "b", "i", "a", "br"},
        attributes={"a": {"href"}},
        link_rel=None,
        url_schemes={"http", "https"},
    )
    return cleaned.replace("<br>", "<br/>").replace("&nbsp;", "\u00a0")


def _paragraphs(words: Words, losses: Losses) -> list[Paragraph]:
    match words.form:
        case Form.PLAIN:
            return plain_paragraphs(words.text)
        case Form.MARKDOWN:
            return paragraphs_of(_markdown.render(words.text.strip()), losses)
        case Form.AUTO:
            return paragraphs_of(words.text, losses, breaks=True, text_first=True)
        case _:
            return paragraphs_of(words.text, losses)


def _plain(paragraph: Paragraph) -> str:
    parts = ["- "] if paragraph.kind else []
    for href, group in groupby(paragraph.runs, key=lambda run: run.href):
        text = "".join(run.text for run in group)
        parts.append(f"{text.rstrip()} ({href})" if href and text.strip() != href else text)
    return "".join(parts)


def _marked(runs: list[Run]) -> str:
    html = []
    for href, group in groupby(runs, key=lambda run: run.href):
        text = "".join(_emphasised(run) for run in group)
        html.append(f'<a href="{escape(href)}">{text}</a>' if href else text)
    return "".join(html)


def _emphasised(run: Run) -> str:
    text = escape(_seen(run.text), quote=False).replace("\n", "<br/>")
    text = f"<i>{text}</i>" if run.italic else text
    return f"<b>{text}</b>" if run.bold else text


def _seen(text: str) -> str:
    return nfc(_CONTROLS.sub("", text))
