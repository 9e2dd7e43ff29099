"""The answers that an item offers, and which of them an answer chose."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from exercises.items import ItemType


class Question(NamedTuple):
    """A question with its answers as (id, words). text: empty where the item asks but one."""

    text: str
    options: Sequence[tuple[str, str]]


def questions(kind: ItemType, public: dict) -> list[Question]:
    """Return the questions of an item whose answers can be counted; [] where none are offered, as with a guess.

    A picture may ask several; hands are counted for its first alone.
    """
    if "questions" in public:
        return [
            Question(one["text"], [(option["id"], option["text"]) for option in one["options"]])
            for one in public["questions"]
        ]
    offered = kind.hands(public)
    return [Question("", offered)] if offered else []


def right_ones(kind: ItemType, public: dict, key: dict) -> set[str]:
    """Return the ids of the right answers to all questions of an item."""
    if "questions" in public:
        return set(key["right"].values())
    return set(kind.hands_right(public, key))


def chosen(answer: Any, offered: set[str]) -> set[str]:
    """Return those of `offered` that an answer chose: ids are unique in an item, wherever its kind puts them."""
    return offered.intersection(_texts(answer))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
