"""Text as it is kept and compared. A leaf."""

import unicodedata

#: So many marks on one letter are more than any language writes (the limit of Unicode's Stream-Safe Text Format,
#: UAX 15). Composing takes the square of their number, so what is beyond is cut off first.
MOST_MARKS = 30


def nfc(text: str) -> str:
    """Return `text` in Unicode's composed form, without NUL and without invisible direction overrides.

    Of more than MOST_MARKS combining marks in a row, the rest are left out; time grows with the length of the text.
    """
    if text.isascii():
        return text.replace("\x00", "")
    text = unicodedata.normalize("NFC", _stream_safe(text))
    return "".join(char for char in text if char not in _FORBIDDEN)


def _stream_safe(text: str) -> str:
    kept, marks = [], 0
    for char in text:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= MOST_MARKS:
            kept.append(char)
    return "".join(kept)


#: NUL breaks PostgreSQL; overrides (not the isolates and marks that right-to-left text needs) can disguise a title.
_FORBIDDEN = frozenset("\x00\u202a\u202b\u202d\u202e")
