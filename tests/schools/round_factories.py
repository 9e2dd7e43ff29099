"""Self-assessments for tests: opened by a lead, filled with voices, closed.

round = opened(lead, school)                         # by schools.domain.rounds, for three weeks
fill(round, pupils=12, teachers=3)                   # voices that answered everything, by chance and a seed
"""

import random

from schools.domain import rounds
from schools.domain.framework import areas
from schools.enums import VoiceGroup
from schools.models import Round, School, Voice


def codes(round: Round) -> list[str]:
    """Return the codes of all indicators that a round asks about."""
    return [one.code for indicators in areas(round.version).values() for one in indicators]


def opened(lead, school: School, weeks: int = 3) -> Round:
    return rounds.open_round(school, actor=lead, weeks=weeks)


def answers(round: Round, chance: random.Random, *, share: float = 1.0) -> dict[str, int]:
    """Return levels by chance for so large a share of the indicators, at least five."""
    asked = codes(round)
    chosen = asked if share == 1 else chance.sample(asked, max(round_up(share * len(asked)), 5))
    return {code: chance.randint(1, 4) for code in chosen}


def round_up(value: float) -> int:
    return -int(-value // 1)


def fill(
    round: Round, *, seed: int = 1, share: float = 1.0, level: int | None = None, **numbers: int
) -> None:
    """Add so many voices of each group, by name. level: what all of them answer; by chance without."""
    chance = random.Random(seed)
    Voice.objects.bulk_create(
        Voice(
            round=round,
            group=VoiceGroup(group),
            name=f"{group}-{seed}-{number}",
            answers=answers(round, chance, share=share)
            if level is None
            else dict.fromkeys(codes(round), level),
        )
        for group, count in numbers.items()
        for number in range(count)
    )
