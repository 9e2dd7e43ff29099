"""What a class knows, and how sure one can be. Nothing here speaks of one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, fmean

from exercises.scoring.detection import Counts, standard_error
from exercises.scoring.student import t_quantile
from exercises.scoring.unbiased import unbiased

#: Results of fewer people are not broken down.
SMALLEST_GROUP = 10
#: A seat counts for its class when it judged this many true claims, and this many false ones.
FEWEST = 4
#: Counts that stand for an ordinary pupil on 20 claims; her d' has a standard error of 0.575.
ORDINARY = Counts(true=10, hits=7, false=10, false_alarms=4)
#: The least part of the spread that chance gives, which the seats' own spread is taken to have.
LEAST_OF_CHANCE = 0.5


class TooFew(ValueError):
    """The group is smaller than what may be shown."""


@dataclass(frozen=True)
class Mean:
    """A mean with its interval, in the unit of the values."""

    value: float
    low: float
    high: float
    people: int


@dataclass(frozen=True)
class ClassMeasure:
    """Discernment d' and bias c of a class, in standard deviations; see `detection` for what they say."""

    d: Mean
    c: Mean


@dataclass(frozen=True)
class Sample:
    """One value a seat, in parts that may differ in their mean (one part for each form; often there is one).

    chance: the variance that chance alone gives the value of one seat, on average.
    """

    parts: tuple[tuple[float, ...], ...]
    chance: float

    @property
    def people(self) -> int:
        return sum(map(len, self.parts))

    @property
    def freedom(self) -> int:
        """Degrees of freedom of the variance."""
        return self.people - len(self.parts)

    @property
    def value(self) -> float:
        """The mean of the parts' means."""
        return fmean(map(fmean, self.parts))

    @property
    def variance(self) -> float:
        """The variance between seats of one part, never below half of what chance alone gives.

        Where all seats answered alike, for instance that everything is false, they would seem to know without error.
        """
        squares = sum((value - fmean(part)) ** 2 for part in self.parts for value in part)
        return max(squares / self.freedom, LEAST_OF_CHANCE * self.chance)

    @property
    def squared_error(self) -> float:
        """The squared standard error of `value`."""
        return self.variance * sum(1 / len(part) for part in self.parts) / len(self.parts) ** 2


def class_discernment(seats: Sequence[Counts], *, certainty: float = 0.95) -> ClassMeasure:
    """Return mean d' and c of a class from the counts of each seat, with Student's t intervals.

    The truth that the intervals hold is the mean of the pupils whom this class stands for, on these claims; the mean of
    this very class they hold more often still. How hard other claims would be they do not know. Seats that judged fewer
    than FEWEST claims of a kind do not count; TooFew where fewer than SMALLEST_GROUP do.

    Each seat gives one nearly unbiased value (`unbiased`), and all weigh the same: Student (1908), Biometrika 6. In
    simulations of 10 to 60 pupils with 16 or 20 claims and d' from 0 to 2, the 95% intervals hold the truth in 94 to
    96% (`python -m tests.exercises.scoring.coverage`).
    """
    counted = [counts for counts in seats if counts_for_class(counts)]
    enough(len(counted))
    d, c = samples([counted])
    return ClassMeasure(_mean(d, certainty), _mean(c, certainty))


def counts_for_class(counts: Counts) -> bool:
    """Whether a seat judged enough claims of both kinds."""
    return min(counts.true, counts.false) >= FEWEST


def enough(people: int) -> None:
    """Raise TooFew below SMALLEST_GROUP."""
    if people < SMALLEST_GROUP:
        raise TooFew(f"{people} people; {SMALLEST_GROUP} are needed")


def samples(parts: Sequence[Sequence[Counts]]) -> tuple[Sample, Sample]:
    """Return the samples of d' and of c; every seat must count for its class (`counts_for_class`)."""
    chance = fmean(standard_error(counts) ** 2 for part in parts for counts in part)
    values = [[unbiased(counts) for counts in part] for part in parts]
    d = tuple(tuple(d for d, _ in part) for part in values)
    c = tuple(tuple(c for _, c in part) for part in values)
    return Sample(d, chance), Sample(c, chance / 4)  # c is half of a sum where d' is a difference


def _mean(sample: Sample, certainty: float) -> Mean:
    reach = t_quantile((1 + certainty) / 2, sample.freedom) * sqrt(sample.squared_error)
    return Mean(sample.value, sample.value - reach, sample.value + reach, sample.people)


def smallest_detectable_change(
    people: int,
    after: int | None = None,
    *,
    error: float | None = None,
    error_after: float | None = None,
    power: float = 0.8,
    certainty: float = 0.95,
) -> float:
    """Return the smallest true change of a group's mean d' that before and after would show, in units of d'.

    (z(1 - alpha/2) + z(power)) * sqrt(e1**2 / n1 + e2**2 / n2): `people` before and `after` (as many where None), with
    the standard error of one person's value, `error` (ORDINARY's where None) and `error_after` (the same where None).
    ORDINARY's holds chance alone, as for the same pupils who gain alike; the spread between seats of a class that
    exists (`Change`) holds the pupils' differences too and asks for more. Cohen (1988), Statistical Power Analysis,
    chapter 2. TooFew where either group is below SMALLEST_GROUP.
    """
    after = people if after is None else after
    enough(min(people, after))
    error = standard_error(ORDINARY) if error is None else error
    error_after = error if error_after is None else error_after
    return detectable(sqrt(error**2 / people + error_after**2 / after), power=power, certainty=certainty)


def detectable(error: float, *, power: float = 0.8, certainty: float = 0.95) -> float:
    """Return the smallest true difference that is found with this power when it has this standard error."""
    z = NormalDist().inv_cdf
    return (z((1 + certainty) / 2) + z(power)) * error
