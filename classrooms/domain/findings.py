"""How a classroom told true from false, and to which side it erred: figures, and the words that they deserve."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from classrooms.domain.comparing import measure_of
from exercises.domain.hands import ClassResult, Judged, percent
from exercises.domain.results import AT_ALL, WELL, Apart, Lean
from exercises.enums import Verdict
from exercises.models import Edition
from exercises.scoring.detection import Counts
from exercises.scoring.groups import FEWEST, ClassMeasure, Mean

#: Within so much of the middle a classroom's bias is not spoken of. It is known more exactly than one person's.
BALANCED = 0.25


@dataclass(frozen=True)
class Point:
    """A figure, with its 95% interval where it has one."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Finding:
    """How the classroom told true from false (d, discernment), to which side it erred (c, bias), and the words for it.

    people: seats, or None where hands were counted, all together. judged: all judgements together.
    """

    d: Point
    c: Point
    apart: Apart
    lean: Lean
    judged: Judged
    people: int | None


def asks_claims(editions: Sequence[Edition]) -> bool:
    """Say whether each form asks enough true and enough false claims to measure discernment."""
    for edition in editions:
        keys = [secret["key"] for secret in edition.secret]
        holds = [Verdict(key["verdict"]).holds for key in keys if "verdict" in key]
        if min(holds.count(True), holds.count(False)) < FEWEST:
            return False
    return True


def finding_of(kept: Mapping) -> Finding | None:
    """Return how the seats of a sitting judged; None where too few judged enough claims."""
    measure = measure_of(kept)
    if measure is None:
        return None
    pooled = Counts(*kept["pooled"])
    return Finding(
        d=point_of(measure.d),
        c=point_of(measure.c),
        apart=apart_of(measure),
        lean=lean_of(measure),
        judged=_judged(percent(pooled.hits, pooled.true), percent(pooled.false_alarms, pooled.false)),
        people=measure.d.people,
    )


def finding_by_hands(result: ClassResult) -> Finding | None:
    """Return how the hands of a classroom judged; None where too few claims were judged by enough hands."""
    found, judged = result.discernment, result.judged
    if found is None or judged is None:
        return None
    return Finding(Point(found.d), Point(found.c), found.apart, found.lean, judged, people=None)


def apart_of(measure: ClassMeasure) -> Apart:
    """Return how well a classroom told true from false; whatever may as well be guessing is called guessing."""
    d = measure.d
    if d.low <= 0 <= d.high or abs(d.value) < AT_ALL:
        return Apart.GUESSING
    if d.value < 0:
        return Apart.REVERSED
    return Apart.WELL if d.value >= WELL else Apart.SOMEWHAT


def lean_of(measure: ClassMeasure) -> Lean:
    """Return to which side a classroom erred; whatever may as well be the middle is called balanced."""
    c = measure.c
    if c.low <= 0 <= c.high or abs(c.value) < BALANCED:
        return Lean.BALANCED
    return Lean.DOUBTS if c.value > 0 else Lean.BELIEVES


def point_of(mean: Mean) -> Point:
    """Return a mean as a figure with its interval."""
    return Point(mean.value, mean.low, mean.high)


def _judged(hits: int, false_alarms: int) -> Judged:
    return Judged(hits, 100 - hits, false_alarms, 100 - false_alarms)
