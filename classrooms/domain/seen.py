"""What was answered, while it is counted (classrooms.domain.counting): by item, and by seat. Nothing here is kept."""

import json
from dataclasses import dataclass, field
from typing import Any

from exercises.items import ItemType, Outcome, item_type


@dataclass
class Seen:
    """An answer that was given from `number` seats."""

    answer: Any
    outcome: Outcome
    number: int = 0


class ItemSeen:
    """One item of a form with each different answer to it, scored once however often it was given."""

    def __init__(self, at: int, kind: str, public: dict, key: dict):
        self.at = at
        self.kind: ItemType = item_type(kind)
        self.public = public
        self.key = key
        self.seen: dict[str, Seen] = {}
        self.passed = 0
        self.answered = 0  # seats that answered it

    @property
    def is_written(self) -> bool:
        """Whether it is answered in one's own words, which nobody scores and nothing lists."""
        return self.kind.in_own_words

    def see(self, text: str | None) -> Seen | None:
        """Count an answer, given as its JSON, and return it; None where the item was passed over."""
        if text is None or text == "null":
            self.passed += 1
            return None
        one = self.seen.get(text)
        if one is None:
            answer = json.loads(text)
            one = self.seen[text] = Seen(answer, self.kind.score(answer, self.key))
        one.number += 1
        self.answered += 1
        return one


@dataclass(slots=True)
class SeatSeen:
    """One seat. judged: true claims, hits, false claims, false alarms. came, right, claims: items by their bits."""

    form: int
    judged: list[int] = field(default_factory=lambda: [0, 0, 0, 0])
    came: int = 0
    right: int = 0
    editions: set[int] = field(default_factory=set)
    has_answered: bool = False
    claims: int = 0

    def take(self, item: ItemSeen, edition: int, one: Seen | None) -> None:
        """Add an answer to an item, or that it was passed over."""
        self.came |= 1 << item.at
        self.editions.add(edition)
        if one is None:
            return
        self.has_answered = True
        if one.outcome.is_right:
            self.right |= 1 << item.at
        for judgement in one.outcome.judgements:
            self.claims |= 1 << item.at
            place = 0 if judgement.holds else 2
            self.judged[place] += 1
            self.judged[place + 1] += judgement.taken_for_true
