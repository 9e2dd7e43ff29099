"""What reading and writing give back, and what they refuse."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cms.text import nfc

MOST_BYTES = 2_000_000
MOST_QUESTIONS = 500
#: Letters of Markdown in one file: our parser takes about a second for a hundred thousand of the worst.
MOST_MARKDOWN = 200_000
#: Tags in one file, of XML and of HTML: ten thousand take a tenth of a second.
MOST_TAGS = 200_000


class ExchangeError(ValueError):
    """A file is refused as a whole; the message is a sentence for the editor."""


@dataclass(frozen=True)
class LeftOut:
    """What could not be carried over: `where` names the question or the file, `what` is a sentence."""

    where: str
    what: str


@dataclass(frozen=True)
class Reading:
    """The drafts of a file, {type, value, id} as a StreamField stores them, and what they lack."""

    items: list[dict[str, Any]]
    left_out: list[LeftOut]


@dataclass(frozen=True)
class Writing:
    """A file, and what it could not hold."""

    text: str
    left_out: list[LeftOut]


class Report:
    """Collects what is left out: of the whole file each sentence once, then of the questions in their order.

    language: of the exercise, for words that become part of it; sentences are in the editor's.
    """

    def __init__(self, language: str = ""):
        self._language = language
        self._whole: dict[str, None] = {}
        self._parts: list[LeftOut] = []
        self._markdown = 0

    def whole(self, what: str) -> None:
        """Say something of the whole file; a second time is no news."""
        self._whole[what] = None

    def word(self, label) -> str:
        """Return a translated word in the language of the exercise."""
        with self.in_language():
            return str(label)

    def in_language(self) -> translation.override:
        """Return a context in which words come out in the language of the exercise."""
        return translation.override(self._language or translation.get_language())

    def of(self, where: str, what: str) -> None:
        """Say something of one question."""
        self._parts.append(LeftOut(where, what))

    def count_markdown(self, letters: int) -> None:
        """Count Markdown that is about to be read; ExchangeError beyond MOST_MARKDOWN."""
        self._markdown += letters
        if self._markdown > MOST_MARKDOWN:
            raise ExchangeError(
                _("This file holds more than %(most)d letters of Markdown. Please split it.")
                % {"most": MOST_MARKDOWN}
            )

    @property
    def left_out(self) -> list[LeftOut]:
        return [LeftOut(_("The whole file"), what) for what in self._whole] + self._parts


def decoded(data: bytes) -> str:
    """Return the text of an uploaded file without its byte order mark; ExchangeError if too large or not UTF-8."""
    check_size(len(data))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_utf8() from error
    check_text(text)
    return text


def check_text(text: str) -> None:
    """Raise ExchangeError for a text that is too large or full of tags, or that cannot have come from UTF-8."""
    check_size(len(text))  # before it is encoded: a text has at most as many letters as bytes
    try:
        check_size(len(text.encode()))
    except UnicodeEncodeError as error:
        raise _not_utf8() from error
    if text.count("<") + text.count("&lt;") > MOST_TAGS:
        raise ExchangeError(
            _("This file holds more than %(most)d tags of XML and HTML. Please split it.")
            % {"most": MOST_TAGS}
        )


def check_size(size: int) -> None:
    """Raise ExchangeError for more than MOST_BYTES."""
    if size > MOST_BYTES:
        raise ExchangeError(
            _("This file is larger than %(most)d MB. Please split it.") % {"most": MOST_BYTES // 1_000_000}
        )


def check_count(number: int) -> None:
    """Raise ExchangeError for more than MOST_QUESTIONS."""
    if number > MOST_QUESTIONS:
        raise ExchangeError(
            _("This file holds %(number)d questions; %(most)d are the most that we take. Please split it.")
            % {"number": number, "most": MOST_QUESTIONS}
        )


def listed(names: Iterable[str], most: int = 5) -> str:
    """Return names for a sentence: each once and shortened, the first `most` of them."""
    names = list(dict.fromkeys(names))
    shown = [shortened(name) for name in names[:most]]
    return joined([*shown, "…"] if len(names) > most else shown)


def joined(texts: Iterable[str]) -> str:
    """Return texts as one, separated as the language separates what is long."""
    return pgettext("separator", "; ").join(texts)


def shortened(text: str, most: int = 60) -> str:
    """Return a text on one line, cut to `most` letters for a list of what was left out."""
    text = nfc(" ".join(text[: 20 * most].split()))
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _not_utf8() -> ExchangeError:
    return ExchangeError(_("This file is not UTF-8. Please save it as UTF-8 text and try again."))
