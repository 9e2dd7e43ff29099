"""What may be told of a self-assessment, so that nobody's answer can be worked out. Pure functions.

Promised of everything that is ever published of a round (its page, its files, what other rooms show of it):

1. The voices are parted once, when the round ends, by nothing but how many there are in each group, and this partition
   is kept. A part is shown if it holds FEWEST voices or more. Leaders and teachers are one part, "staff", where either
   are fewer. Nothing is told of any other set of people, so there are no two figures of which one is part of the other.
2. A cell (one indicator, one part) that fewer than FEWEST answered is empty and goes into nothing else: the figures of
   an area are made of the published figures of its cells.
3. Numbers of people are rounded down to fives, means to one decimal, agreement to whole tens of percent.
4. Each round is answered anew, so the difference between two rounds is nobody's answer.

Hence every published byte is the same whatever those answered who are not shown.

Not promised: people who pool what they answered themselves know so much more about the others of their group; and where
all of a group answered the same, it is known of each.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from schools.enums import VoiceGroup

#: Of fewer people nothing is told.
FEWEST = 10
STEP = 5
#: Leaders and teachers together.
STAFF = "staff"
LOWEST, HIGHEST = 1, 4
#: The mean distance from the mean where half of the people chose the lowest level, half the highest: the largest.
FARTHEST = Fraction(HIGHEST - LOWEST, 2)


@dataclass(frozen=True)
class Score:
    """What some people answered. mean: of levels 1 to 4, one decimal. people: at least so many answered, in fives.

    agreement: 1 where all answered the same, 0 where half chose the lowest level and half the highest; in tenths.
    """

    mean: float
    people: int
    agreement: float


def told(number: int) -> int:
    """Return a number of people as it may be told: "at least so many"; 0 for fewer than FEWEST."""
    return number - number % STEP if number >= FEWEST else 0


def partition(sizes: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    """Return the parts that are shown, each with the groups that it holds. sizes: voices by group."""
    size = {group: sizes.get(group, 0) for group in VoiceGroup.values}
    leaders, teachers, pupils = VoiceGroup.LEADERS.value, VoiceGroup.TEACHERS.value, VoiceGroup.PUPILS.value
    if min(size[leaders], size[teachers]) >= FEWEST:
        parts = {leaders: (leaders,), teachers: (teachers,)}
    else:
        parts = {STAFF: (leaders, teachers)}
    parts[pupils] = (pupils,)
    return {part: groups for part, groups in parts.items() if sum(size[group] for group in groups) >= FEWEST}


def score(levels: Sequence[int]) -> Score | None:
    """Return what these levels (1 to 4) come to; None where they are fewer than FEWEST.

    Agreement is 1 - d / d_max: d is the mean absolute deviation from the mean, d_max = 1.5 the largest that d can be.
    """
    if len(levels) < FEWEST:
        return None
    mean = Fraction(sum(levels), len(levels))
    apart = sum((abs(level - mean) for level in levels), Fraction(0)) / len(levels)
    return Score(_tenth(mean), told(len(levels)), _tenth(1 - apart / FARTHEST))


def together(scores: Iterable[Score]) -> Score | None:
    """Return the figures of an area, made of the published ones of its indicators; None where there is none.

    people: at least so many answered each of them.
    """
    scores = list(scores)
    if not scores:
        return None
    mean = sum(_exact(one.mean) for one in scores) / len(scores)
    agreement = sum(_exact(one.agreement) for one in scores) / len(scores)
    return Score(_tenth(mean), min(one.people for one in scores), _tenth(agreement))


def gap_of(groups: Mapping[str, Score]) -> float | None:
    """Return how far the shown groups are apart in their means; None for fewer than two."""
    means = [_exact(one.mean) for one in groups.values()]
    return _tenth(max(means) - min(means)) if len(means) > 1 else None


def published(voices: Iterable[tuple[str, Mapping[str, int]]], codes: Iterable[str]) -> dict:
    """Return all that is kept of a round, as JSON holds it. voices: (group, level by code of the indicator).

    groups: {part: at least so many people}; cells: {code: {part: [mean, people, agreement]}}, empty ones left out.
    """
    voices = list(voices)
    sizes = {group: sum(one == group for one, _answers in voices) for group in VoiceGroup.values}
    parts = partition(sizes)
    cells: dict[str, dict] = {}
    for code in codes:
        for part, groups in parts.items():
            levels = [answers[code] for group, answers in voices if group in groups and code in answers]
            if found := score(levels):
                cells.setdefault(code, {})[part] = [found.mean, found.people, found.agreement]
    return {
        "groups": {part: told(sum(sizes[group] for group in groups)) for part, groups in parts.items()},
        "cells": cells,
    }


def _exact(tenths: float) -> Fraction:
    return Fraction(round(tenths * 10), 10)


def _tenth(value: Fraction) -> float:
    """Round to one decimal, halves up: without the surprises of binary fractions."""
    return int(value * 10 + Fraction(1, 2)) / 10
