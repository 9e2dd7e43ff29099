"""How often intervals of made-up classes hold the truth: `python -m tests.exercises.scoring.coverage` prints the table.

A pupil's d' and c are drawn from normal distributions; the population's truth are their means, the class's own truth is
the mean of the pupils drawn. `python -m tests.exercises.scoring.coverage 4000` makes 4,000 classes a row, not 1,000.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from random import Random
from statistics import NormalDist, fmean

from exercises.scoring.change import Change, Shift, change
from exercises.scoring.detection import Counts
from exercises.scoring.groups import FEWEST, Mean, class_discernment

CLASSES = 1000
BIAS_SPREAD = 0.3
_rate = NormalDist().cdf
Pupil = tuple[float, float]  # d' and c


@dataclass(frozen=True)
class Population:
    """Where classes come from. left_out: the chance, 0 to 1, that a pupil leaves a claim out."""

    pupils: int
    d: float
    spread: float = 0.45  # standard deviation of d' between pupils
    c: float = 0.0
    claims: int = 10  # true ones, and as many false ones
    left_out: float = 0.0


@dataclass(frozen=True)
class Coverage:
    """Shares, 0 to 1, of intervals that hold the mean of the population, and the mean of the very class."""

    d: float
    c: float
    own_d: float
    own_c: float


def pupils_of(population: Population, chance: Random) -> list[Pupil]:
    return [
        (chance.gauss(population.d, population.spread), chance.gauss(population.c, BIAS_SPREAD))
        for _ in range(population.pupils)
    ]


def counts_of(pupil: Pupil, population: Population, chance: Random) -> Counts:
    """Return what a pupil answers; whoever left out too many claims judges some of these after all."""
    d, c = pupil
    counts = []
    for rate in (_rate(d / 2 - c), _rate(-d / 2 - c)):
        judged = sum(chance.random() >= population.left_out for _ in range(population.claims))
        judged = max(judged, FEWEST)
        counts += [judged, sum(chance.random() < rate for _ in range(judged))]
    return Counts(*counts)


def coverage(population: Population, *, classes: int = CLASSES, seed: int = 1) -> Coverage:
    """Return how often the intervals of `class_discernment` hold the truth."""
    chance = Random(seed)
    held = []
    for _ in range(classes):
        pupils = pupils_of(population, chance)
        found = class_discernment([counts_of(pupil, population, chance) for pupil in pupils])
        own_d, own_c = map(fmean, zip(*pupils, strict=True))
        held.append(
            (
                holds(found.d, population.d),
                holds(found.c, population.c),
                holds(found.d, own_d),
                holds(found.c, own_c),
            )
        )
    return Coverage(*map(fmean, zip(*held, strict=True)))


@dataclass(frozen=True)
class Sittings:
    """A class before and after. gain and doubt: by how much mean d' and c grow.

    harder: by how much form B lowers d' (and raises c by half of that). same_pupils: whether they sit twice, or a
    second class is drawn. first_form: the share of the class that has form A before, and B after.
    """

    before: Population
    gain: float = 0.3
    doubt: float = 0.0
    harder: float = 0.0
    same_pupils: bool = False
    first_form: float = 0.5
    tell_forms: bool = True


def simulated_changes(sittings: Sittings, *, classes: int, seed: int) -> Iterator[Change]:
    chance = Random(seed)
    before = sittings.before
    forms = ["A" if number < sittings.first_form * before.pupils else "B" for number in range(before.pupils)]
    labels = (forms, ["B" if form == "A" else "A" for form in forms])
    for _ in range(classes):
        pupils = pupils_of(before, chance)
        later = pupils if sittings.same_pupils else pupils_of(before, chance)
        seats = []
        for sitting, group in enumerate((pupils, later)):
            seats.append([])
            for (d, c), form in zip(group, labels[sitting], strict=True):
                harder = sittings.harder * (form == "B")
                pupil = (d + sitting * sittings.gain - harder, c + sitting * sittings.doubt + harder / 2)
                seats[-1].append(counts_of(pupil, before, chance))
        yield change(*seats, forms=labels if sittings.tell_forms else None)


def coverage_of_change(sittings: Sittings, *, classes: int = CLASSES, seed: int = 1) -> tuple[float, float]:
    """Return how often the intervals of `change` hold the population's gain of d', and that of c."""
    held = [
        (holds(found.d, sittings.gain), holds(found.c, sittings.doubt))
        for found in simulated_changes(sittings, classes=classes, seed=seed)
    ]
    return tuple(map(fmean, zip(*held, strict=True)))


def holds(interval: Mean | Shift, truth: float) -> bool:
    return interval.low <= truth <= interval.high


def grid() -> Iterator[Population]:
    answered = ((8, 0.0), (10, 0.0), (10, 0.2))
    for (claims, left_out), pupils, d, spread, c in product(
        answered, (10, 15, 25, 30, 60), (0.0, 0.5, 1.0, 1.5, 2.0), (0.3, 0.6), (0.0, 0.3)
    ):
        yield Population(pupils, d, spread, c, claims, left_out)


def grid_of_changes() -> Iterator[Sittings]:
    for pupils, d, same in product((10, 25, 60), (0.5, 1.5), (False, True)):
        plain = Sittings(Population(pupils, d), doubt=0.2, same_pupils=same, tell_forms=False)
        yield plain
        yield replace(plain, harder=0.4, tell_forms=True)
        yield replace(plain, harder=0.4, tell_forms=True, first_form=0.3)


def main(classes: int) -> None:
    print("claims left_out pupils    d' spread     c |     d'      c | own d'  own c")
    for row, one in enumerate(grid()):
        found = coverage(one, classes=classes, seed=row)
        print(
            f"{one.claims:6} {one.left_out:8} {one.pupils:6} {one.d:5} {one.spread:6} {one.c:5} "
            f"| {found.d:6.1%} {found.c:6.1%} | {found.own_d:6.1%} {found.own_c:6.1%}",
            flush=True,
        )
    print("\npupils    d' forms harder first_form same_pupils | gain d' gain c")
    for row, one in enumerate(grid_of_changes()):
        d, c = coverage_of_change(one, classes=classes, seed=row)
        print(
            f"{one.before.pupils:6} {one.before.d:5} {one.tell_forms!s:5} {one.harder:6} {one.first_form:10} "
            f"{one.same_pupils!s:11} | {d:7.1%} {c:6.1%}",
            flush=True,
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else CLASSES)
