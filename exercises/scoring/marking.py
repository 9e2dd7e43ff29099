"""Marked phrases, scored in both directions: marking what is clean costs as much as missing what is not."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

CLEAN = None


@dataclass(frozen=True)
class Marks:
    """How the marks of one technique, or of all, fell: whole numbers of phrases."""

    found: int  # marked, and rightly named
    wrong: int  # marked, but clean or of another technique
    missed: int  # of this technique, but not marked or named otherwise

    @property
    def precision(self) -> float | None:
        """The share of the marks that were right, 0 to 1; None where nothing was marked."""
        marked = self.found + self.wrong
        return self.found / marked if marked else None

    @property
    def recall(self) -> float | None:
        """The share of what was there that was found, 0 to 1; None where nothing was there."""
        there = self.found + self.missed
        return self.found / there if there else None

    def __add__(self, other: "Marks") -> "Marks":
        return Marks(self.found + other.found, self.wrong + other.wrong, self.missed + other.missed)


def by_technique(key: Mapping[str, str | None], marked: Mapping[str, str | None]) -> dict[str, Marks]:
    """Return technique -> Marks. Both arguments map a phrase to a technique, or to None (clean, not marked).

    Phrases that the key does not know are ignored. Precision and recall as in van Rijsbergen (1979), Information
    Retrieval.
    """
    techniques = {name for name in (*key.values(), *marked.values()) if name is not None}
    return {technique: _of(technique, key, marked) for technique in sorted(techniques)}


def _of(technique: str, key, marked) -> Marks:
    there = {phrase for phrase, name in key.items() if name == technique}
    named = {phrase for phrase, name in marked.items() if name == technique and phrase in key}
    return Marks(len(there & named), len(named - there), len(there - named))


def points(key: Mapping[str, str | None], marked: Mapping[str, str | None]) -> float:
    """Return 0 to 1: right decisions over all phrases, less what marking nothing would have earned, scaled to 1.

    So neither marking everything nor marking nothing pays. A right mark with the wrong name counts half.
    """
    manipulative = [phrase for phrase, name in key.items() if name is not None]
    if not manipulative:
        return 1.0 if not any(marked.get(phrase) for phrase in key) else 0.0
    earned = 0.0
    for phrase, name in key.items():
        chosen = marked.get(phrase)
        if name is None:
            earned -= bool(chosen)
        elif chosen:
            earned += 1 if chosen == name else 0.5
    return max(0.0, earned / len(manipulative))


def total(of: Iterable[Marks]) -> Marks:
    """Return the sum of Marks."""
    return sum(of, Marks(0, 0, 0))


def ticks(right: Collection[str], chosen: Collection[str]) -> float:
    """Return 0 to 1: right ticks less wrong ones, over all that should be ticked; to tick everything does not pay."""
    right, chosen = set(right), set(chosen)
    return max(0.0, (len(chosen & right) - len(chosen - right)) / len(right))
