"""What a group learnt, and how sure one can be. Nothing here speaks of one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from random import Random
from statistics import NormalDist, fmean

from exercises.scoring.detection import Counts, standard_error

#: Results of fewer people are not broken down.
SMALLEST_GROUP = 10
RESAMPLES = 2000
#: Counts that stand for an ordinary pupil on 20 claims; her d' has a standard error of 0.575.
ORDINARY = Counts(true=10, hits=7, false=10, false_alarms=4)


class TooFew(ValueError):
    """The group is smaller than what may be shown."""


@dataclass(frozen=True)
class Mean:
    """A mean with its interval, in the unit of the values."""

    value: float
    low: float
    high: float
    people: int


def mean_with_interval(values: Sequence[float], *, certainty: float = 0.95, seed: int = 20180227) -> Mean:
    """Return the mean of one value a person with its percentile bootstrap interval; the same for the same values.

    TooFew below SMALLEST_GROUP. Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 13. The values
    are sorted first, so that the order of people does not matter.
    """
    if len(values) < SMALLEST_GROUP:
        raise TooFew(f"{len(values)} people; {SMALLEST_GROUP} are needed")
    ordered = sorted(values)
    chance = Random(seed)
    means = sorted(fmean(chance.choices(ordered, k=len(ordered))) for _ in range(RESAMPLES))
    cut = round((1 - certainty) / 2 * RESAMPLES)
    return Mean(fmean(ordered), means[cut], means[-cut - 1], len(ordered))


def smallest_detectable_change(
    people: int, *, error: float | None = None, power: float = 0.8, certainty: float = 0.95
) -> float:
    """Return the smallest true change of a group's mean d' that before and after would show, in units of d'.

    (z(1 - alpha/2) + z(power)) * sqrt(2) * SE / sqrt(n), with the standard error SE of one person's d' on one form
    (ORDINARY's where `error` is None). Cohen (1988), Statistical Power Analysis, chapter 2. TooFew as above.
    """
    if people < SMALLEST_GROUP:
        raise TooFew(f"{people} people; {SMALLEST_GROUP} are needed")
    error = standard_error(ORDINARY) if error is None else error
    z = NormalDist().inv_cdf
    return (z((1 + certainty) / 2) + z(power)) * sqrt(2) * error / sqrt(people)
