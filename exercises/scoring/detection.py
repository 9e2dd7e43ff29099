"""Signal detection: telling true from false (discernment) apart from believing or doubting everything (bias).

The signal is truth: a hit is a true claim judged true, a false alarm is a false claim judged true.
"""

from dataclasses import dataclass
from math import exp, pi, sqrt
from statistics import NormalDist

_z = NormalDist().inv_cdf


@dataclass(frozen=True)
class Counts:
    """What somebody, or a group together, judged: whole numbers, hits <= true and false_alarms <= false."""

    true: int  # true claims that were judged
    hits: int  # of these, judged true
    false: int  # false claims that were judged
    false_alarms: int  # of these, judged true

    def __post_init__(self):
        if not (0 <= self.hits <= self.true and 0 <= self.false_alarms <= self.false):
            raise ValueError(f"not possible: {self}")

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.true + other.true,
            self.hits + other.hits,
            self.false + other.false,
            self.false_alarms + other.false_alarms,
        )

    @property
    def judged(self) -> int:
        return self.true + self.false


def hit_rate(counts: Counts) -> float:
    """Return H = (h + 0.5) / (nT + 1), between 0 and 1 and never either of them.

    The log-linear correction (Hautus 1995, Behavior Research Methods 27) keeps z finite where all were judged alike.
    """
    return (counts.hits + 0.5) / (counts.true + 1)


def false_alarm_rate(counts: Counts) -> float:
    """Return F = (f + 0.5) / (nF + 1); see hit_rate."""
    return (counts.false_alarms + 0.5) / (counts.false + 1)


def discernment(counts: Counts) -> float:
    """Return d' = z(H) - z(F) in standard deviations: 0 is guessing, below 0 is taking one for the other.

    Green and Swets (1966), Signal Detection Theory and Psychophysics; used for news by Batailler et al. (2022),
    Perspectives on Psychological Science 17.
    """
    return _z(hit_rate(counts)) - _z(false_alarm_rate(counts))


def bias(counts: Counts) -> float:
    """Return c = -(z(H) + z(F)) / 2 in standard deviations: above 0 doubts more, below 0 believes more.

    Macmillan and Creelman (2005), Detection Theory, chapter 2.
    """
    return -(_z(hit_rate(counts)) + _z(false_alarm_rate(counts))) / 2


def standard_error(counts: Counts) -> float:
    """Return the approximate standard error of d' for one person with these counts.

    Gourevitch and Galanter (1967), Psychometrika 32: Var(d') = H(1-H) / (nT phi(zH)^2) + F(1-F) / (nF phi(zF)^2), with
    the corrected rates. ValueError where no true or no false claim was judged.
    """
    if not (counts.true and counts.false):
        raise ValueError("true and false claims are both needed")
    parts = ((hit_rate(counts), counts.true), (false_alarm_rate(counts), counts.false))
    return sqrt(sum(rate * (1 - rate) / (number * _phi(_z(rate)) ** 2) for rate, number in parts))


def _phi(x: float) -> float:
    return exp(-x * x / 2) / sqrt(2 * pi)
