"""Words as they are compared: without case, diacritics, and the variants that one keyboard has and another has not.

The same folding is applied to what is indexed and to what is asked, so أخبار, الاخبار and الأخبار find each other,
"ecole" finds "école" and "strasse" "Straße". A leaf.
"""

import re
import unicodedata

#: Letters that Unicode does not take apart, but a reader without that keyboard does.
_LETTERS = {
    "ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d", "ħ": "h", "ŋ": "n", "ŧ": "t",
    # Arabic, Persian and Urdu forms of the same letters
    "ٱ": "ا", "ة": "ه", "ۃ": "ه", "ە": "ه", "ہ": "ه", "ھ": "ه", "ۂ": "ه", "ۀ": "ه", "ى": "ي", "ی": "ي", "ې": "ي",
    "ے": "ي", "ک": "ك", "ڪ": "ك", "ء": "", "ـ": "",
}  # fmt: skip
#: Composed letters that are letters of their own, not accented ones.
_WHOLE = frozenset("йїў")
_MARKS = frozenset(["Mn", "Me", "Cf", "Cc"])
_APOSTROPHES = "'’ʼ‘`´"

_WORD = re.compile(r"[^\W_]+")
_INNER_APOSTROPHE = re.compile(rf"(?<=[\u0400-\u052f])[{_APOSTROPHES}](?=[\u0400-\u052f])")
#: The Arabic article with what may be written in one word with it; at least three letters must remain.
_ARTICLE = re.compile(r"^(?:[وفبك]?ال|لل)(?=\w{3})")

LONGEST_WORD = 40  # letters; what is longer is cut, in the index and in the question alike
LONGEST_TEXT = 200_000  # characters of a page's text that are indexed
LONGEST_QUERY = 200  # characters of a question that are read
MOST_WORDS = 10  # words of a question that are searched for


class _Table(dict):
    """Folds one character at a time and remembers it: str.translate asks only once for each."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char in "\t\n\r":
            folded = " "
        elif char in _LETTERS:
            folded = _LETTERS[char]
        elif char in _WHOLE:
            folded = char
        elif unicodedata.category(char) in _MARKS:
            folded = ""
        elif char.isdigit():
            folded = str(unicodedata.digit(char))
        else:
            bare = [c for c in unicodedata.normalize("NFKD", char) if unicodedata.category(c) not in _MARKS]
            folded = "".join(_LETTERS.get(c, c) for c in bare)
        self[code] = folded
        return folded


_TABLE = _Table()


def fold(text: str) -> str:
    """Return `text` without case, diacritics and writing variants; word borders stay where they were."""
    text = unicodedata.normalize("NFKC", text).casefold()
    # Casefolding can take letters apart again (İ), so it is composed once more before letters are looked at.
    text = unicodedata.normalize("NFKC", text)
    if any(char in text for char in _APOSTROPHES):
        text = _INNER_APOSTROPHE.sub("", text)  # п'ять is one word; l'école is two
        text = text.replace("ʼ", " ")
    return text.translate(_TABLE)


def words(text: str) -> list[str]:
    """Return the folded words of `text`, in order."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(fold(text))]


def index_words(text: str) -> list[str]:
    """Return the words under which `text` is found: its own, and Arabic ones without their article as well."""
    found = []
    for word in words(text[:LONGEST_TEXT]):
        found.append(word)
        bare = _ARTICLE.sub("", word)
        if bare != word:
            found.append(bare)
    return found


def query_words(query: str) -> list[str]:
    """Return the words that `query` asks for: at most ten, each once, an Arabic one without its article.

    Any input is safe: what is no letter or digit is no word, so no sign reaches the engine's query language.
    """
    found = []
    for word in words(query[:LONGEST_QUERY]):
        if word.startswith("ال"):
            word = _ARTICLE.sub("", word)
        if word not in found:
            found.append(word)
    return found[:MOST_WORDS]
