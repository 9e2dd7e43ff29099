"""Two shares compared. A leaf: pure functions, without queries."""

from math import sqrt
from statistics import NormalDist
from typing import NamedTuple


class Interval(NamedTuple):
    """Where something lies with a stated certainty, as a share of 1."""

    value: float
    low: float
    high: float


def share(yes: int, of: int, *, certainty: float = 0.95) -> Interval:
    """Return the share of `yes` among `of` answers with Wilson's score interval.

    Wilson (1927), Journal of the American Statistical Association 22, 209-212. ValueError where nobody answered.
    """
    if not 0 <= yes <= of or of == 0:
        raise ValueError(f"{yes} of {of}")
    z = NormalDist().inv_cdf((1 + certainty) / 2)
    value = yes / of
    middle = (2 * yes + z * z) / (2 * (of + z * z))
    reach = z * sqrt(z * z + 4 * yes * (1 - value)) / (2 * (of + z * z))
    # At the edges the sum misses 0 and 1 by the last bit.
    return Interval(value, 0.0 if yes == 0 else middle - reach, 1.0 if yes == of else middle + reach)


def difference(first: tuple[int, int], second: tuple[int, int], *, certainty: float = 0.95) -> Interval:
    """Return by how much the first share is above the second; each is (yes, of). With Newcombe's hybrid score interval.

    Newcombe (1998), Statistics in Medicine 17, 873-890, method 10 (without continuity correction): the two Wilson
    intervals put together. It holds the truth in about 95 of 100 cases also where shares are near 0 or 1 and groups
    small, where the usual formula fails. ValueError where nobody answered.
    """
    one, other = share(*first, certainty=certainty), share(*second, certainty=certainty)
    value = one.value - other.value
    return Interval(
        value,
        value - sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2),
        value + sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2),
    )


def detectable(people: int, *, power: float = 0.8, certainty: float = 0.95) -> float:
    """Return the difference of two shares near one half that `people` answers to each would show, as a share of 1.

    (z(1 - alpha/2) + z(power)) * sqrt(2 * 0.25 / n): the widest case. Cohen (1988), Statistical Power Analysis,
    chapter 6. With 50 it is 0.28, with 200 0.14, with 800 0.07.
    """
    z = NormalDist().inv_cdf
    return (z((1 + certainty) / 2) + z(power)) * sqrt(0.5 / people)
