"""Is a claim as hard in one language as in another, for pupils who know equally much? Nothing speaks of one person."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from math import erfc, log, sqrt
from statistics import NormalDist
from typing import NamedTuple

from exercises.scoring.groups import SMALLEST_GROUP

#: A stratum is joined to its neighbour until it has this many seats of each group. With more, strata of two small
#: groups grow so wide that a group which only knows less is flagged.
FEWEST_IN_STRATUM = 2
DELTA = -2.35  # of the log odds ratio, to the scale on which the Educational Testing Service gives difficulty
NOTEWORTHY, LARGE = 1.0, 1.5  # differences on that scale
LEVEL = 0.05


class Category(Enum):
    """How the Educational Testing Service sorts items."""

    A = "negligible"
    B = "moderate"
    C = "large"


class Answer(NamedTuple):
    """One seat's answer to the item. others: how many other items it got right. group: for instance its language."""

    right: bool
    others: int
    group: str


class Table(NamedTuple):
    """Seats of about the same total: whole numbers, or halves."""

    reference_right: float
    reference_wrong: float
    focal_right: float
    focal_wrong: float


@dataclass(frozen=True)
class Differential:
    """Differential functioning of one item between two groups of seats.

    odds: common odds ratio, above 1 where the item is harder for the focal group than its total explains.
    delta: the same as -2.35 ln(odds), below 0 where it is harder for the focal group. error: delta's standard error.
    chi_square: with continuity correction, one degree of freedom. p: how likely as much of it is by chance alone.
    """

    odds: float
    delta: float
    error: float
    chi_square: float
    p: float

    @property
    def category(self) -> Category:
        """A, B or C. Zieky (1993) in Holland and Wainer, Differential Item Functioning.

        B: at least 1 and significantly different from 0. C: moreover at least 1.5 and significantly above 1, one-sided.
        """
        size = abs(self.delta)
        if size < NOTEWORTHY or self.p >= LEVEL:
            return Category.A
        surely_more = size - NOTEWORTHY > NormalDist().inv_cdf(1 - LEVEL) * self.error
        return Category.C if size >= LARGE and surely_more else Category.B


def by_group(answers: Sequence[Answer]) -> dict[str, Differential | None]:
    """Return, for each group but the largest, how the item works for it against the largest.

    Of groups of one size the first by name is the largest. None where too little is known; see `between`.
    """
    sizes = Counter(answer.group for answer in answers)
    reference, *others = sorted(sizes, key=lambda group: (-sizes[group], group)) or [""]
    return {group: between(answers, reference=reference, focal=group) for group in sorted(others)}


def between(answers: Sequence[Answer], *, reference: str, focal: str) -> Differential | None:
    """Return how one item works for the focal group against the reference group; answers of other groups are ignored.

    Seats are compared with seats of the same total, in which the item itself counts: without it an item would seem
    harder for a group that only knows less. Holland and Thayer (1988) in Wainer and Braun, Test Validity, chapter 9.
    None where a group has fewer than SMALLEST_GROUP seats, and where nothing can be compared, for instance because all
    were right.
    """
    sizes = Counter(answer.group for answer in answers)
    if min(sizes[reference], sizes[focal]) < SMALLEST_GROUP:
        return None
    return mantel_haenszel(strata(answers, reference=reference, focal=focal))


def strata(answers: Sequence[Answer], *, reference: str, focal: str) -> list[Table]:
    """Return tables of rising totals; neighbours are joined while a group has fewer than FEWEST_IN_STRATUM seats."""
    ordered = sorted((answer for answer in answers if answer.group in (reference, focal)), key=_total)
    found: list[Table] = []
    open_seats: list[Answer] = []
    for _, seats in groupby(ordered, key=_total):
        open_seats += seats
        table = _table(open_seats, reference)
        if min(sum(table[:2]), sum(table[2:])) >= FEWEST_IN_STRATUM:
            found.append(table)
            open_seats = []
    if open_seats:  # the best, who have no better neighbours
        last = found.pop() if found else Table(0, 0, 0, 0)
        found.append(Table(*map(sum, zip(last, _table(open_seats, reference), strict=True))))
    return found


def mantel_haenszel(tables: Sequence[Table]) -> Differential | None:
    """Return what tables of equal seats say together: Mantel and Haenszel (1959), J. National Cancer Institute 22.

    The standard error is Robins, Breslow and Greenland's (1986), Biometrics 42. None where no table has both groups and
    both right and wrong answers.
    """
    telling = [table for table in tables if _variance(table) > 0]
    if not telling:
        return None
    off = abs(sum(table.reference_right - _expected(table) for table in telling))
    chi_square = max(0.0, off - 0.5) ** 2 / sum(map(_variance, telling))
    if not all(map(sum, zip(*map(_products, telling), strict=True))):
        # One group is never better: half a seat in each cell of one more table keeps the ratio finite.
        telling.append(Table(0.5, 0.5, 0.5, 0.5))
    odds, error = _odds(telling)
    return Differential(odds, DELTA * log(odds), abs(DELTA) * error, chi_square, erfc(sqrt(chi_square / 2)))


def _odds(tables: Sequence[Table]) -> tuple[float, float]:
    """Return the common odds ratio and the standard error of its logarithm."""
    products = [_products(table) for table in tables]
    same = [(table.reference_right + table.focal_wrong) / sum(table) for table in tables]
    r, s = map(sum, zip(*products, strict=True))
    pr = sum(p * one for p, (one, _) in zip(same, products, strict=True))
    qs = sum((1 - p) * other for p, (_, other) in zip(same, products, strict=True))
    ps_and_qr = sum(p * other + (1 - p) * one for p, (one, other) in zip(same, products, strict=True))
    return r / s, sqrt(pr / (2 * r * r) + ps_and_qr / (2 * r * s) + qs / (2 * s * s))


def _products(table: Table) -> tuple[float, float]:
    """Return the table's part for, and against, the reference group being better."""
    size = sum(table)
    return table.reference_right * table.focal_wrong / size, table.reference_wrong * table.focal_right / size


def _expected(table: Table) -> float:
    """Return how many of the reference group would be right if both groups were equal."""
    reference = table.reference_right + table.reference_wrong
    right = table.reference_right + table.focal_right
    return reference * right / sum(table)


def _variance(table: Table) -> float:
    """Return the variance of that number, with all margins given; 0 where a margin is empty."""
    size = sum(table)
    if size < 2:
        return 0.0
    reference = table.reference_right + table.reference_wrong
    right = table.reference_right + table.focal_right
    return reference * (size - reference) * right * (size - right) / (size * size * (size - 1))


def _total(answer: Answer) -> int:
    return answer.others + answer.right


def _table(seats: Sequence[Answer], reference: str) -> Table:
    cells = Counter((seat.group == reference, seat.right) for seat in seats)
    return Table(cells[True, True], cells[True, False], cells[False, True], cells[False, False])
