"""Text as it is kept and compared. A leaf."""

import unicodedata


def nfc(text: str) -> str:
    """Return `text` in Unicode's composed form, without NUL and without invisible direction overrides."""
    text = unicodedata.normalize("NFC", text)
    return "".join(char for char in text if char not in _FORBIDDEN)


#: NUL breaks PostgreSQL; overrides (not the isolates and marks that right-to-left text needs) can disguise a title.
_FORBIDDEN = frozenset("\x00\u202a\u202b\u202d\u202e")
