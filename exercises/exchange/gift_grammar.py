r"""The letters of GIFT: what is escaped, where a question ends, how a text says its format.

GIFT is Moodle's text format (https://docs.moodle.org/en/GIFT_format). A backslash takes the meaning from each of
\ ~ = # { } : and makes a line break of the letter n; any other backslash is a backslash.
"""

import re

from exercises.exchange.texts import Form, Words

MARKS = "\\~=#{}:"
CATEGORY = "$CATEGORY:"
#: While a text is taken apart, what was escaped is held as half a surrogate pair: no text of a file has one of those.
_HELD = {f"\\{mark}": chr(0xDC00 + ord(mark)) for mark in MARKS} | {"\\n": chr(0xDC00 + ord("\n"))}
_RELEASED = {ord(held): "\n" if escaped == "\\n" else escaped[1] for escaped, held in _HELD.items()}
_ESCAPED = str.maketrans({mark: f"\\{mark}" for mark in MARKS} | {"\n": "\\n"})
_FORMAT = re.compile(r"\[(html|markdown|plain|moodle)\]")
_WEIGHT = re.compile(r"%(-?[0-9]{1,3}(?:\.[0-9]{1,9})?)%")


def hold(text: str) -> str:
    """Return a text in which escaped letters no longer look like marks. Pairs of backslashes come first."""
    for escaped, held in _HELD.items():
        text = text.replace(escaped, held)
    return text


def release(text: str) -> str:
    """Return what was held as the letters that were meant."""
    return text.translate(_RELEASED)


def escaped(text: str) -> str:
    """Return a text in which nothing is a mark, on one line."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_ESCAPED)


def words(text: str, default: Form) -> Words:
    """Return a held text with its format: "[html]..." or that of the text around it."""
    text = text.strip()
    marker = _FORMAT.match(text)
    form = Form(marker[1]) if marker else default
    return Words(release(text[marker.end() if marker else 0 :]).strip(), form)


def written(text: str, form: Form, default: Form) -> str:
    """Return a text as GIFT; with a marker where it is needed, or where the text looks like a marker or a weight."""
    marker = f"[{form}]" if form != default or text.lstrip()[:1] in ("[", "%") else ""
    return marker + escaped(text)


def weight(text: str) -> tuple[float | None, str]:
    """Return the percentage that a held answer begins with, and the rest; None where there is none."""
    found = _WEIGHT.match(text)
    return (float(found[1]), text[found.end() :]) if found else (None, text)


def passages(text: str) -> tuple[list[str], list[str]]:
    """Return the passages of a file, parted by empty lines, and its comments, which are not in them."""
    found, comments, current = [], [], []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        bare = line.strip()
        if bare.startswith("//"):
            comments.append(bare)
        elif bare:
            current.append(bare)
        elif current:
            found.append("\n".join(current))
            current = []
    if current:
        found.append("\n".join(current))
    return found, comments
