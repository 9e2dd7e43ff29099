"""Orders and ranks: how many pairs stand as they should."""

from collections.abc import Mapping, Sequence
from itertools import combinations


def concordance(right: Mapping[str, int], given: Sequence[str]) -> float:
    """Return the share of pairs, 0 to 1, that `given` (first to last) puts in the order of the ranks `right`.

    Pairs of equal rank do not count; what `given` leaves out comes last, in no order. 1 where no pair counts. A
    half-right order earns about 0.5, so take `order_points` for a score. Kendall (1938), Biometrika 30.
    """
    place = {name: number for number, name in enumerate(given)}
    last = len(place)
    pairs = [(one, two) for one, two in combinations(right, 2) if right[one] != right[two]]
    if not pairs:
        return 1.0
    good = 0
    for one, two in pairs:
        first, second = (one, two) if right[one] < right[two] else (two, one)
        good += place.get(first, last) < place.get(second, last)
    return good / len(pairs)


def order_points(right: Mapping[str, int], given: Sequence[str]) -> float:
    """Return max(0, tau) with Kendall's tau = 2 * concordance - 1: an order by chance earns nothing."""
    return max(0.0, 2 * concordance(right, given) - 1)
