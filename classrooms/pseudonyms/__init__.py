"""What pupils are called: an adjective and an animal, said as each language says it.

What is stored is a code, "calm-otter". The words are in one file a language beside this one; en.yaml tells how to write
another, and its keys are the codes. A leaf: no Django. The files are read when they are first needed, and once.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent
#: The language whose file holds the codes, and which is spoken where another is missing.
REFERENCE = "en"


class NoneLeft(Exception):
    """Every pseudonym is taken."""


@dataclass(frozen=True)
class Pseudonym:
    """An adjective and an animal, both by their codes. An adjective's code has no hyphen, an animal's may have one."""

    adjective: str
    animal: str

    @property
    def code(self) -> str:
        return f"{self.adjective}-{self.animal}"


@dataclass(frozen=True)
class Words:
    """One language: `adjectives[code]` is the form for each gender, `animals[code]` is the noun and its gender.

    Where adjectives do not agree, the only gender is None.
    """

    pattern: str
    adjectives: dict[str, dict[str | None, str]]
    animals: dict[str, tuple[str, str | None]]

    def say(self, pseudonym: Pseudonym) -> str:
        """Return the pseudonym in this language's order, agreeing, with a capital at its beginning."""
        noun, gender = self.animals[pseudonym.animal]
        adjective = self.adjectives[pseudonym.adjective][gender]
        phrase = self.pattern.format(adjective=adjective, animal=noun)
        return phrase[0].upper() + phrase[1:]


@cache
def languages() -> frozenset[str]:
    """Return the codes of the languages that pseudonyms are said in."""
    return frozenset(path.stem for path in FOLDER.glob("*.yaml"))


@cache
def words(language: str) -> Words:
    """Return the words of a language; `language`: one of languages()."""
    text = (FOLDER / f"{language}.yaml").read_text(encoding="utf-8")
    data = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    genders = data["genders"] or [None]

    def forms(written: str | list[str]) -> dict[str | None, str]:
        return dict(
            zip(genders, [written] * len(genders) if isinstance(written, str) else written, strict=True)
        )

    def animal(written: str | list[str]) -> tuple[str, str | None]:
        noun, gender = (written, None) if isinstance(written, str) else written
        return noun, gender

    return Words(
        pattern=data["pattern"],
        adjectives={code: forms(written) for code, written in data["adjectives"].items()},
        animals={code: animal(written) for code, written in data["animals"].items()},
    )


def adjectives() -> tuple[str, ...]:
    """Return the codes of all adjectives, in alphabetical order."""
    return tuple(words(REFERENCE).adjectives)


def animals() -> tuple[str, ...]:
    """Return the codes of all animals, in alphabetical order."""
    return tuple(words(REFERENCE).animals)


@cache
def everything() -> dict[str, Pseudonym]:
    """Return all pseudonyms by their codes."""
    pairs = (Pseudonym(adjective, animal) for adjective, animal in product(adjectives(), animals()))
    return {pseudonym.code: pseudonym for pseudonym in pairs}


def parse(code: str) -> Pseudonym:
    """Return the pseudonym of a code; ValueError if there is none of this code."""
    try:
        return everything()[code]
    except KeyError:
        raise ValueError(f"There is no pseudonym {code!r}.") from None


def spoken(code: str, language: str | None) -> str:
    """Return a pseudonym as `language` says it, in English for a language without words; ValueError as parse()."""
    return words(language if language in languages() else REFERENCE).say(parse(code))


def draw(taken: Collection[str], chance: random.Random) -> str:
    """Return a code that is not in `taken`, by `chance`; NoneLeft if all are.

    The animals that the fewest have come first, those that nobody has before all others; among their pseudonyms the
    adjectives that the fewest have. So the first 60 pupils are 60 animals, and the first 48 have 48 adjectives.
    Codes in `taken` that are none of ours count for nothing.
    """
    gone = everything().keys() & set(taken)
    if (found := _quickly(gone, chance)) is not None:
        return found
    had_animals = Counter(everything()[code].animal for code in gone)
    had_adjectives = Counter(everything()[code].adjective for code in gone)
    free: dict[tuple[int, int], list[str]] = defaultdict(list)
    for code, pseudonym in everything().items():
        if code not in gone:
            rank = had_animals.get(pseudonym.animal, 0), had_adjectives.get(pseudonym.adjective, 0)
            free[rank].append(code)
    if not free:
        raise NoneLeft("All pseudonyms are taken.")
    return chance.choice(free[min(free)])


def _quickly(gone: Collection[str], chance: random.Random) -> str | None:
    """Return such a code without looking at all of them: one of the least used animals with one of the least used
    adjectives, unless all of these pairs seem to be gone.
    """
    pairs = [everything()[code] for code in gone]
    rare_animals = _rarest(animals(), Counter(pair.animal for pair in pairs))
    rare_adjectives = _rarest(adjectives(), Counter(pair.adjective for pair in pairs))
    for _try in range(20):
        code = Pseudonym(chance.choice(rare_adjectives), chance.choice(rare_animals)).code
        if code not in gone:
            return code
    return None


def _rarest(codes: tuple[str, ...], had: Counter[str]) -> list[str]:
    least = min(had.get(code, 0) for code in codes)
    return [code for code in codes if had.get(code, 0) == least]
