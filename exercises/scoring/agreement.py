"""Two markers and one rubric: how far they agree beyond what chance alone would give."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Agreement:
    """answers: how many both marked. same: the share, 0 to 1, to which they gave the same level.

    kappa: 1 is full agreement, 0 what chance gives, below 0 less than that; None where both used one level alone.
    """

    answers: int
    same: float
    kappa: float | None


def agreement(first: Sequence[int], second: Sequence[int], levels: int = 3) -> Agreement:
    """Return the agreement of two markers who gave each answer a level, 0 to levels - 1, in the same order.

    Kappa has linear weights: to be one level apart costs half of what two cost, on a rubric of three. Cohen (1968),
    Psychological Bulletin 70. ValueError for lists of different lengths, empty ones, and levels that do not exist.
    """
    if len(first) != len(second) or not first:
        raise ValueError("both markers must have marked the same answers, at least one")
    if levels < 2 or not all(0 <= level < levels for level in (*first, *second)):
        raise ValueError(f"levels go from 0 to {levels - 1}")
    number = len(first)
    apart = sum(abs(one - other) for one, other in zip(first, second, strict=True)) / number
    by_chance = sum(abs(one - other) for one in first for other in second) / number**2
    same = sum(one == other for one, other in zip(first, second, strict=True)) / number
    return Agreement(number, same, 1 - apart / by_chance if by_chance else None)
