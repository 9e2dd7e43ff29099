"""Student's t: how far the mean of a few values may stray when their spread is only estimated."""

from functools import lru_cache
from math import atan, cos, exp, lgamma, pi, sqrt
from statistics import NormalDist

PIECES = 128  # of the integral, an even number
STEPS = 100  # a dozen is usual; this only makes sure that there is an end
CLOSE = 1e-9


@lru_cache(maxsize=4096)
def t_quantile(probability: float, freedom: float) -> float:
    """Return the value that Student's t stays below with this probability, to within 1e-4 from 0.005 to 0.995.

    `freedom`: degrees of freedom, 1 or more, not necessarily whole. ValueError outside of 0 < probability < 1. Student
    (1908), Biometrika 6; with t = sqrt(freedom) * tan(x) the density becomes a power of cos(x), which is integrated by
    Simpson's rule and inverted by Newton's.
    """
    if not 0 < probability < 1 or freedom < 1:
        raise ValueError(f"no quantile for {probability} and {freedom} degrees of freedom")
    if probability < 0.5:
        return -t_quantile(1 - probability, freedom)
    height = exp(lgamma((freedom + 1) / 2) - lgamma(freedom / 2)) / sqrt(pi)
    # The normal value is never too large, and above 0 the curve bends down: so the steps never overshoot.
    t = NormalDist().inv_cdf(probability)
    for _ in range(STEPS):
        angle = atan(t / sqrt(freedom))
        below = 0.5 + height * _area_under_power_of_cosine(freedom - 1, angle)
        step = (probability - below) / (height * cos(angle) ** (freedom + 1) / sqrt(freedom))
        t += step
        if abs(step) < CLOSE:
            break
    return t


def _area_under_power_of_cosine(power: float, end: float) -> float:
    width = end / PIECES
    heights = [cos(number * width) ** power for number in range(PIECES + 1)]
    return (heights[0] + 4 * sum(heights[1::2]) + 2 * sum(heights[2:-1:2]) + heights[-1]) * width / 3
