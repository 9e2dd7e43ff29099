"""Join codes and pupils' words: made, judged, read, shown.

A code brings a classroom into its sitting, a word brings one pupil back to their seat. Both are of the same 28 signs.
Of S and 5, B and 8, Z and 2 only the digit is in the alphabet, so a letter that a pupil types for it can be put
right. O, 0, I, 1 and L are in no code.
"""

import secrets
import unicodedata
from itertools import product
from pathlib import Path

ALPHABET = "ACDEFGHJKMNPQRTUVWXY23456789"
CODE_LENGTH = 7
WORD_LENGTH = 5

# No code with its blanks and marks is this long; what follows in a longer text is not looked at.
LONGEST_TYPED = 100

CHANCE = secrets.SystemRandom()

# Signs outside the alphabet that look like one in it, in upper case.
_ALIKE = str.maketrans(
    # Latin, Cyrillic and Greek, each over what it is taken for.
    "SBZ" + "АВЕЗЅЈКМНРСТУХ" + "ΑΒΕΖΗΚΜΝΡΤΥΧ",
    "582" + "A8E35JKMHPCTYX" + "A8E2HKMNPTYX",
)
# What is dropped besides blanks, invisible marks of format, dashes and underscores. Unicode's minus is no dash.
_DOTS = ".·•۔。\N{MINUS SIGN}"

# The signs that are read for a letter, where they are more than the letter itself.
_READ_FOR = {
    "A": "A4",
    "B": "8",
    "E": "E3",
    "G": "G69",
    "S": "5",
    "T": "T7",
    "U": "UV",
    "Z": "2",
}


def _spellings(entry: str) -> set[str]:
    """Return each way to write an entry of the list in signs of the alphabet."""
    signs = (_READ_FOR.get(letter, letter) for letter in entry.upper())
    return {"".join(spelling) for spelling in product(*signs)}


def _entries() -> list[str]:
    lines = Path(__file__).with_name("codes_refused.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in map(str.strip, lines) if line and not line.startswith("#")]


_REFUSED = frozenset(spelling for entry in _entries() for spelling in _spellings(entry))
_REFUSED_LENGTHS = sorted({len(spelling) for spelling in _REFUSED})


def new_code(chance=CHANCE) -> str:
    """Return a random code of CODE_LENGTH signs without a bad word in it. Nobody has looked whether it is in use.

    `chance` has `choice` as random.Random has; only the default is fit for codes that must not be guessed.
    """
    return _new(CODE_LENGTH, chance)


def new_word(chance=CHANCE) -> str:
    """Return a random word of WORD_LENGTH signs, in all else as `new_code`."""
    return _new(WORD_LENGTH, chance)


def _new(length: int, chance) -> str:
    while True:
        text = "".join(chance.choice(ALPHABET) for _ in range(length))
        if is_fine(text):
            return text


def is_fine(text: str) -> bool:
    """Return whether no word of codes_refused.txt is read anywhere in `text`, with digits read as letters too.

    `text` is of the alphabet's signs in either case, or S, B and Z for 5, 8 and 2.
    """
    signs = text.upper().translate(_ALIKE)
    return not any(
        signs[start : start + length] in _REFUSED
        for length in _REFUSED_LENGTHS
        for start in range(len(signs))
    )


def read_code(typed: str, length: int = CODE_LENGTH) -> str | None:
    """Return the code of `length` signs that a pupil meant by what they typed, or None. Never raises.

    Case, blanks, hyphens, dots, underscores and invisible marks do not count. Digits of any script and letters that
    look like one of ours are read as such; any other sign, or a wrong length, is no code. Only the first
    LONGEST_TYPED signs are looked at. Whether the code exists or `is_fine` is not asked.
    """
    signs = []
    for sign in unicodedata.normalize("NFKC", typed[:LONGEST_TYPED]):
        if sign.isspace() or sign in _DOTS or unicodedata.category(sign) in ("Cf", "Pd", "Pc"):
            continue
        digit = unicodedata.decimal(sign, None)
        signs.append(sign.upper().translate(_ALIKE) if digit is None else str(digit))
    if len(signs) != length or not set(signs) <= set(ALPHABET):
        return None
    return "".join(signs)


def shown(code: str) -> str:
    """Return a code in two groups as it is written for people, K7M 4XQT; a word stays as it is."""
    return f"{code[:3]} {code[3:]}" if len(code) == CODE_LENGTH else code


def spelled(code: str) -> str:
    """Return the signs with blanks between, so that a screen reader says them one by one."""
    return " ".join(code)
