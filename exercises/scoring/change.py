"""Before and after: did a class learn to tell true from false, or only to doubt?"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import Enum
from math import sqrt

from exercises.scoring.detection import Counts
from exercises.scoring.groups import (
    ClassMeasure,
    Sample,
    class_discernment,
    counts_for_class,
    detectable,
    samples,
)
from exercises.scoring.student import t_quantile

#: Forms are held equal where each of them was answered by this many seats, before and after.
FEWEST_OF_A_FORM = 3


class Verdict(Enum):
    GREW = "grew"
    FELL = "fell"
    TOO_SMALL_TO_TELL = "too-small-to-tell"


class Forms(Enum):
    """What became of the forms' unequal difficulty.

    NOT_GIVEN: nothing is known of forms, so the change is true only if they were equally hard. HELD_EQUAL: each form is
    compared with itself. NOT_CROSSED: some form has no seats, or too few, in one sitting: as if nothing were known.
    """

    NOT_GIVEN = "not-given"
    HELD_EQUAL = "held-equal"
    NOT_CROSSED = "not-crossed"


@dataclass(frozen=True)
class Shift:
    """A difference of two means, after less before, with its interval, in standard deviations.

    smallest: the smallest true difference that groups of this size and spread would show with a power of 80%.
    """

    value: float
    low: float
    high: float
    smallest: float

    @property
    def verdict(self) -> Verdict:
        if self.low > 0:
            return Verdict.GREW
        return Verdict.FELL if self.high < 0 else Verdict.TOO_SMALL_TO_TELL


@dataclass(frozen=True)
class Change:
    """before and after: the two sittings by themselves; with forms held equal `d` is not the difference of the two."""

    before: ClassMeasure
    after: ClassMeasure
    d: Shift
    c: Shift
    forms: Forms

    @property
    def only_more_sceptical(self) -> bool:
        """Whether the class doubts more than before while no growth of discernment can be seen."""
        return self.c.verdict is Verdict.GREW and self.d.verdict is not Verdict.GREW


def change(
    before: Sequence[Counts],
    after: Sequence[Counts],
    *,
    forms: tuple[Sequence[Hashable], Sequence[Hashable]] | None = None,
    certainty: float = 0.95,
) -> Change:
    """Return how mean d' and c changed between two sittings, from the counts of each seat.

    Seats are not linked: the sittings are taken for two groups drawn anew, Welch (1947), Biometrika 34. Where the same
    pupils sat twice the interval is therefore wider than it had to be, not too narrow.

    `forms`: the label of each seat's form, before and after. Where about half of a class has form A first and half form
    B, an easier form does not pass for learning: the change is the mean of the changes within each form, whose spread
    is taken to be equal. TooFew where fewer than SMALLEST_GROUP seats count in a sitting; ValueError where the labels
    are not as many as the seats.
    """
    sittings = (before, after)
    measures = [class_discernment(seats, certainty=certainty) for seats in sittings]
    found, parts = _parts(sittings, forms)
    first, second = (samples(part) for part in parts)
    shifts = [shift(one, other, certainty) for one, other in zip(first, second, strict=True)]
    return Change(*measures, *shifts, found)


def _parts(sittings, forms) -> tuple[Forms, list[list[list[Counts]]]]:
    """Return what became of the forms, and of each sitting the seats that count: by form, or all in one part."""
    together = [[[counts for counts in seats if counts_for_class(counts)]] for seats in sittings]
    if forms is None:
        return Forms.NOT_GIVEN, together
    by_form: list[dict[Hashable, list[Counts]]] = [{}, {}]
    for seats, labels, found in zip(sittings, forms, by_form, strict=True):
        for counts, label in zip(seats, labels, strict=True):
            if counts_for_class(counts):
                found.setdefault(label, []).append(counts)
    crossed = by_form[0].keys() == by_form[1].keys()
    if not crossed or any(len(part) < FEWEST_OF_A_FORM for found in by_form for part in found.values()):
        return Forms.NOT_CROSSED, together
    return Forms.HELD_EQUAL, [[found[label] for label in by_form[0]] for found in by_form]


def shift(before: Sample, after: Sample, certainty: float = 0.95) -> Shift:
    """Return the difference of two samples' values with Welch's interval, in the unit of the values."""
    errors = (before.squared_error, after.squared_error)
    together = sum(errors)
    freedom = together**2 / (errors[0] ** 2 / before.freedom + errors[1] ** 2 / after.freedom)
    error = sqrt(together)
    reach = t_quantile((1 + certainty) / 2, freedom) * error
    value = after.value - before.value
    return Shift(value, value - reach, value + reach, detectable(error, certainty=certainty))
