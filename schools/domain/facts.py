"""What the conditions of the levels look at, and what every kind of condition can do."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

Values = dict[str, Any]


@dataclass(frozen=True)
class RoundFacts:
    """A self-assessment that ended, of which something may be shown. is_recent: within the last two years.

    means: by code of the area, of the group that sees it least favourably, 1 to 4.
    """

    day: date
    is_recent: bool
    groups: tuple[str, ...]
    means: Mapping[str, float]


@dataclass(frozen=True)
class YearFacts:
    """A school year in numbers. training: minutes times people.

    measured, rose: how often a classroom was asked before and after teaching, and how often discernment rose beyond
    chance; is_above: of all of them together it did (95%).
    """

    year: int
    sessions: int
    teachers: int
    year_groups: int
    training: int
    depth: float
    measured: int
    rose: int
    is_above: bool


@dataclass(frozen=True)
class Facts:
    """All that conditions look at. rounds: of the last three years, newest first. years: this school year and the last.

    planned: tasks with an owner and a date; done: those that were done in the last two years. areas: codes of those
    that have evidence of the last two years.
    """

    is_confirmed: bool
    staff: int
    year_groups: int
    leads: int
    rounds: tuple[RoundFacts, ...]
    planned: int
    done: int
    years: tuple[YearFacts, ...]
    areas: tuple[str, ...]


class Kind(ABC):
    """A kind of condition. need: what a level asks for, as a rule names it (schools.domain.levels.RULES)."""

    #: Name of the school's page where it is done.
    view = "school"

    @abstractmethod
    def measure(self, facts: Facts, need: Any) -> Values:
        """Return what there is, as JSON."""

    @abstractmethod
    def is_met(self, values: Values, need: Any) -> bool:
        """Say whether it is enough."""

    @abstractmethod
    def words(self, need: Any) -> str:
        """Return what is asked, as a sentence."""

    @abstractmethod
    def shows(self, values: Values, *, outside: bool) -> str:
        """Return what there is, as a sentence. outside: for people who do not belong to the school."""
