"""A second pair of eyes for whoever answers a myth: truth, trick, truth; and people called what they are.

It warns and refuses nothing. No queries: it reads what it is given.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import yaml
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.texts import Words, texts_of

TERMS = Path(__file__).parent / "terms.yaml"
#: So much of a myth's words in a sentence mean that the sentence says it again.
SAME = 0.6
#: Names of fields that stand large, or travel alone.
HEADLINES = {
    ("title",), ("seo_title",), ("sections", "heading"), ("body", "heading"), ("sections", "figures", "title"),
    ("sections", "notice", "title"), ("cards", "card", "words"),
}  # fmt: skip
_QUOTED = {
    ("sections", "myth", "myth"),
    ("sections", "myth", "claimant"),
    ("body", "quote", "text"),
    ("sources",),
}
_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE = re.compile(r"[.!?…؟。]+\s+|\n+")
_DENIALS = re.compile(
    r"^\s*(?:it is not true|it's not true|no,|myth:|false:|wrong:|fake:|il n'est pas vrai|c'est faux|non,|faux :|mythe"
    r"|es stimmt nicht|es ist nicht wahr|nein,|falsch:|mythos|no es (?:verdad|cierto)|falso:|mito:|неправда|ні,|міф"
    r"|це не так|ليس صحيحا|غير صحيح|لا،|خرافة)",
    re.IGNORECASE,
)
#: Words that say nothing by themselves; short ones are left out anyhow.
_EMPTY = frozenset(
    [
        "that", "this", "with", "from", "have", "they", "their", "them", "there", "than", "then", "what", "when",
        "which", "will", "would", "about", "into", "more", "most", "only", "also", "dans", "avec", "pour", "plus",
        "cette", "sont", "leur", "leurs", "nous", "vous", "elle", "elles", "mais", "tout", "tous", "comme", "nicht",
        "eine", "einen", "einer", "sind", "oder", "auch", "wird", "werden", "haben", "diese", "dieser", "alle",
        "mehr", "unsere", "para", "como", "pero", "este", "esta", "estos", "estas", "todos", "todas", "nuestro",
        "nuestra", "який", "яка", "яким", "вони", "його", "цього", "того", "також", "лише", "тільки", "більше",
        "наші", "الذي", "التي", "هذا", "هذه", "ذلك", "الذين", "على", "إلى",
    ]
)  # fmt: skip
_ARABIC_PREFIX = re.compile(r"^(?:وال|بال|فال|كال|لل|ال|و)(?=[\u0600-\u06ff]{3})")


class About(StrEnum):
    """What a remark is about."""

    HEADLINE = "headline"
    REPEATED = "repeated"
    ORDER = "order"
    SHOUT = "shout"
    TERM = "term"


#: What a remark is headed by.
LABELS = {
    About.HEADLINE: gettext_lazy("The myth in a headline"),
    About.REPEATED: gettext_lazy("The myth told too often"),
    About.ORDER: gettext_lazy("Truth, trick, truth"),
    About.SHOUT: gettext_lazy("A loud headline"),
    About.TERM: gettext_lazy("A word that blurs people"),
}


@dataclass(frozen=True)
class Remark:
    """One thing to look at again: where it stands, what is seen, why it matters, what to do instead."""

    about: About
    path: tuple[str, ...]
    quote: str
    says: str
    instead: str = ""

    @property
    def label(self) -> str:
        return LABELS[self.about]


@dataclass(frozen=True)
class _Term:
    code: str
    pattern: re.Pattern
    why: str
    instead: str


def lint(page, language: str) -> list[Remark]:
    """Return what a careful colleague would say about a page's words, in the order of the page, each thing once."""
    words = [one for one in texts_of(page) if not one.is_key]
    myths = [one for one in words if one.path == ("sections", "myth", "myth")]
    remarks = [
        *_in_headlines(words, myths),
        *_repeated(words, myths),
        *_order(words, myths),
        *_shouted(words),
        *_terms(words, language),
    ]
    return list(dict.fromkeys(remarks))


def _in_headlines(words: list[Words], myths: list[Words]) -> Iterator[Remark]:
    for one in words:
        is_large = one.path in HEADLINES or one.path == ("sections", "myth", "truth")
        if is_large and any(says_again(one.plain, myth.plain) for myth in myths):
            yield Remark(
                About.HEADLINE,
                one.path,
                one.plain,
                _(
                    "This headline repeats the myth. Headlines are what people remember, even when they say “not”."
                ),
                _("Put the truth there, as if nobody had ever said anything else."),
            )


def _repeated(words: list[Words], myths: list[Words]) -> Iterator[Remark]:
    truths = {one.number: one for one in words if one.path == ("sections", "myth", "truth")}
    for myth in myths:
        truth = truths.get(myth.number)
        others = [one for one in words if one is not myth]
        told = 1 + sum(
            says_again(sentence, myth.plain) for one in others for sentence in sentences(one.plain)
        )
        answered = [
            one
            for one in words
            if one.path == ("sections", "myth", "correction") and one.number == myth.number
        ]
        corrected = len(answered) + (
            sum(
                says_again(sentence, truth.plain)
                for one in others
                for sentence in sentences(one.plain)
                if one not in answered
            )
            if truth
            else 0
        )
        if told > corrected:
            yield Remark(
                About.REPEATED,
                myth.path,
                myth.plain,
                _(
                    "The myth is told %(told)d times on this page, and what is true %(true)d times. What is repeated"
                    " is believed."
                )
                % {"told": told, "true": corrected},
                _("Tell the myth once, shortly, and what is true more often."),
            )


def _order(words: list[Words], myths: list[Words]) -> Iterator[Remark]:
    for myth in myths:
        block = {
            one.path[2]: one
            for one in words
            if one.path[:2] == ("sections", "myth") and one.number == myth.number
        }
        truth, trick, correction = (block.get(name) for name in ("truth", "trick", "correction"))
        if truth is None or _DENIALS.match(truth.plain):
            yield Remark(
                About.ORDER,
                ("sections", "myth", "truth"),
                truth.plain if truth else myth.plain,
                _("The answer begins with a denial. Whoever reads no further takes the myth along."),
                _("Begin with what is true, in one plain sentence of its own."),
            )
        if trick is None:
            yield Remark(
                About.ORDER,
                ("sections", "myth", "trick"),
                myth.plain,
                _(
                    "The trick is missing. People drop a false story more easily when they see how it was made."
                ),
                _(
                    "Say in a sentence or two how it misleads: a picture from elsewhere, a number without its whole."
                ),
            )
        if correction is None or len(_stems(correction.plain)) < len(_stems(myth.plain)):
            yield Remark(
                About.ORDER,
                ("sections", "myth", "correction"),
                myth.plain,
                _(
                    "The answer does not end with the truth, or says it in fewer words than the myth. What comes last"
                    " stays."
                ),
                _("Say what is true once more, with its evidence."),
            )
        # The words come in the order of the page: what stands before the block is read first.
        for one in words[: words.index(myth)]:
            if one.path in (("lead",), ("sections", "text")) and says_again(one.plain, myth.plain):
                yield Remark(
                    About.ORDER,
                    one.path,
                    one.plain[:160],
                    _("The myth is told here before anybody has read what is true."),
                    _("Truth first, then the trick, then truth again."),
                )
                break


def _shouted(words: list[Words]) -> Iterator[Remark]:
    for one in words:
        if one.path not in HEADLINES and one.path != ("sections", "myth", "truth"):
            continue
        letters = [char for char in one.plain if char.isalpha()]
        cased = [char for char in letters if char.lower() != char.upper()]
        is_loud = len(cased) >= 8 and all(char.isupper() for char in cased)
        if is_loud or re.search(r"[!！]{2,}|[!?؟]{3,}", one.plain):
            yield Remark(
                About.SHOUT,
                one.path,
                one.plain,
                _("This headline shouts. Whoever shouts is heard as the other side of a quarrel."),
                _("Say it calmly: small letters, no more than one exclamation mark."),
            )


def _terms(words: list[Words], language: str) -> Iterator[Remark]:
    for one in words:
        if one.path in _QUOTED or one.path[0] == "sources":
            continue
        text = _straight(one.plain)
        for term in terms_of(language):
            if found := term.pattern.search(text):
                yield Remark(About.TERM, one.path, found[0].strip(), term.why, term.instead)


def says_again(sentence: str, myth: str) -> bool:
    """Whether a sentence holds most of the words of a myth, in any form; two words are the least that can say it."""
    wanted = _stems(myth)
    if len(wanted) < 2:
        return False
    return len(wanted & _stems(sentence)) / len(wanted) >= SAME


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, roughly: enough to count how often something is said."""
    return [sentence for sentence in _SENTENCE.split(text) if sentence.strip()]


def _stems(text: str) -> set[str]:
    """Return the beginnings of the words that carry meaning: five letters, so that forms of one word are the same."""
    found = set()
    for word in _WORD.findall(_straight(text).casefold()):
        word = _ARABIC_PREFIX.sub("", word)
        if len(word) >= 4 and word not in _EMPTY:
            found.add(word[:5])
    return found


def _straight(text: str) -> str:
    return re.sub(r"[\u064b-\u0652\u0640]", "", text.replace("’", "'").replace("ʼ", "'"))


@lru_cache
def terms_of(language: str) -> tuple[_Term, ...]:
    """Return the words that blur people in a language; none where nobody has written them down."""
    entries = yaml.safe_load(TERMS.read_text(encoding="utf-8"))
    return tuple(
        _Term(
            entry["code"],
            _pattern(entry[language]["words"]),
            entry[language]["why"],
            entry[language]["instead"],
        )
        for entry in entries
        if language in entry
    )


def _pattern(words: list[str]) -> re.Pattern:
    written = "|".join(r"[^\S\n]+".join(_word(part) for part in _straight(word).split()) for word in words)
    # Arabic writes "and", "with", "the" onto the word.
    return re.compile(rf"(?<!\w)(?:وال|بال|لل|ال|و|ب|ف)?(?:{written})(?!\w)", re.IGNORECASE)


def _word(part: str) -> str:
    return r"\w+" if part == "*" else re.escape(part).replace(r"\*", r"\w*")
