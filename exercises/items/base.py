"""What every kind of item can do. Nothing here asks the database.

An item lives three lives: as a block that an editor writes, compiled into an edition (plain JSON in three parts), and
as an answer, which is plain JSON as well. Parts: `public` is what a pupil sees, `key` is what scoring needs (ids,
codes and numbers only, the same in every language), `due` are the texts that come after the answer. Only `public` may
leave the server before the answer came.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

from django.http import QueryDict
from wagtail import blocks

from exercises.scoring.detection import Counts
from exercises.scoring.marking import Marks


class AnswerError(ValueError):
    """An answer is not complete, or not possible; the message is a sentence for the pupil."""


@dataclass(frozen=True)
class Compiled:
    public: dict[str, Any]
    key: dict[str, Any]
    due: dict[str, Any]


@dataclass(frozen=True)
class Judgement:
    """That somebody took a claim for true, or did not. `confidence`: 1 to 4, or None where nobody asked."""

    holds: bool  # the claim is true
    taken_for_true: bool
    confidence: int | None = None


@dataclass(frozen=True)
class Outcome:
    """What an answer was worth.

    points: 0 to 1, or None for what is not scored. judgements: what discernment counts. marks: of each technique.
    """

    points: float | None
    judgements: tuple[Judgement, ...] = ()
    marks: Mapping[str, Marks] = field(default_factory=dict)

    @property
    def is_right(self) -> bool | None:
        """Whether the answer is wholly right; None for what is not scored."""
        return None if self.points is None else self.points > 0.999


class ItemType:
    """One kind of item. Subclasses set the class attributes and the four methods.

    Where a class can answer by raising hands, they say so in `hands` and `hands_right` as well.
    """

    code: ClassVar[str]
    order: ClassVar[int]
    label: ClassVar[Any]  # a lazy string
    block: ClassVar[type[blocks.StructBlock]]
    in_own_words: ClassVar[bool] = (
        False  # answers are texts of the pupil's own: kept with her answer, nowhere else
    )
    lettered: ClassVar[bool] = True  # on a wall, answers bear letters, so that one can call them up

    def problems(self, value) -> list[str]:
        """Return a sentence for each reason why an item may not be published; the block checked its fields."""
        return []

    def compile(self, value, identify) -> Compiled:
        """Return the three parts of an item. `identify(list_child)` gives the id of a child of a ListBlock."""
        raise NotImplementedError

    def read(self, given: QueryDict, public: dict) -> Any:
        """Return the answer that a form holds, as plain JSON; AnswerError with a sentence for the pupil."""
        raise NotImplementedError

    def score(self, answer: Any, key: dict) -> Outcome:
        """Return what an answer, as `read` gave it, is worth."""
        raise NotImplementedError

    def hands(self, public: dict) -> list[tuple[str, str]] | None:
        """Return the id and the words of each answer that hands are counted for; None where hands make no sense."""
        return None

    def hands_right(self, public: dict, key: dict) -> Collection[str]:
        """Return the ids of those answers of `hands` that are right."""
        return ()

    def hands_judgements(self, counts: Mapping[str, int], key: dict) -> Counts | None:
        """Return the hands raised for each answer as judgements; None for what does not count towards discernment."""
        return None

    def template(self, name: str) -> str:
        """Return the path of one of the kind's templates: "play", "explained", "paper" or "key"."""
        return f"{self.folder}/{name}.html"

    @cached_property
    def wall(self) -> str:
        """Return the path of wall.html, or "" where play.html is shown on a wall, not to be filled in."""
        return (
            self.template("wall")
            if Path(__file__).with_name(self.folder).joinpath("wall.html").exists()
            else ""
        )

    @property
    def folder(self) -> str:
        return type(self).__module__.rpartition(".")[2]
