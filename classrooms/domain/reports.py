"""What is reported of the items of a sitting: shares of a classroom, never of a pupil. No queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from classrooms.domain.offered import questions, right_ones
from exercises.domain.hands import Hands, class_result, percent, tally
from exercises.items import ItemType, item_type
from exercises.models import Edition
from exercises.scoring.groups import SMALLEST_GROUP


@dataclass(frozen=True)
class Bar:
    """How many gave one answer. share: of all who answered the item, in whole percent."""

    words: str
    count: int
    share: int
    is_right: bool


@dataclass(frozen=True)
class Asked:
    """A question of an item with what was answered. text: empty where the item asks but one."""

    text: str
    bars: Sequence[Bar]


@dataclass(frozen=True)
class Guesses:
    """counts: of equal parts of the scale. Half of the guesses lie from low to high, half of them below middle."""

    counts: Sequence[int]
    low: float
    middle: float
    high: float


@dataclass(frozen=True)
class ItemReport:
    """One item, and how the classroom did.

    answered, passed, unanswered: seats. right, partly: of those that answered, None where nothing is scored. share: of
    those that answered, wholly right, in whole percent. All of it is None where fewer than SMALLEST_GROUP answered.
    harder_in: languages in which the item was harder than its readers' other answers explain.
    """

    form: int  # from 0
    number: int  # from 1
    kind: ItemType
    public: dict
    key: dict
    due: dict
    answered: int | None = None
    passed: int | None = None
    unanswered: int | None = None
    right: int | None = None
    partly: int | None = None
    share: int | None = None
    asked: Sequence[Asked] = ()
    guesses: Guesses | None = None
    harder_in: Sequence[str] = ()

    @property
    def template(self) -> str:
        """The template that explains the item."""
        return self.kind.template("explained")

    @property
    def key_template(self) -> str:
        """The template of its part of the printed answer key."""
        return self.kind.template("key")

    @property
    def wrong(self) -> int | None:
        """Seats that answered, but not even partly right."""
        if self.answered is None or self.right is None or self.partly is None:
            return None
        return self.answered - self.right - self.partly


@dataclass(frozen=True)
class TechniqueReport:
    """How often a technique was found, missed, and named where it was not; whole numbers of answers."""

    code: str
    found: int
    missed: int
    wrong: int

    @property
    def share(self) -> int:
        """The share that was found, in whole percent."""
        return percent(self.found, self.found + self.missed)


def least_known_first(items: Sequence[ItemReport]) -> list[ItemReport]:
    """Return items by the share that was right; those of which that is not known come last, as they were asked."""
    return sorted(
        items,
        key=lambda item: (
            item.share is None,
            item.right / item.answered if item.right is not None and item.answered else item.share or 0,
            item.form,
            item.number,
        ),
    )


def bare_items(editions: Sequence[Edition]) -> list[ItemReport]:
    """Return the items of the forms as they were asked, with nothing of what was answered."""
    return [
        ItemReport(form, at + 1, item_type(item["type"]), item["public"], secret["key"], secret["due"])
        for form, edition in enumerate(editions)
        for at, (item, secret) in enumerate(zip(edition.public, edition.secret, strict=True))
    ]


def items_of(editions: Sequence[Edition], kept: Mapping) -> list[ItemReport]:
    """Return the items with what is kept of them (classrooms.domain.counting), as they were asked."""
    harder: dict[tuple[int, int], list[str]] = {}
    for form, at, language in (kept["languages"] or {}).get("harder", ()):
        harder.setdefault((form, at), []).append(language)
    return [
        _item(item, kept["items"][item.form][item.number - 1], kept["forms"][item.form], harder)
        for item in bare_items(editions)
    ]


def _item(item: ItemReport, found: Mapping, seats: int, harder: Mapping) -> ItemReport:
    answered, passed = found["answered"], found["passed"]
    if answered < SMALLEST_GROUP:
        return item
    right = found.get("right")
    guesses = found.get("guesses")
    return replace(
        item,
        answered=answered,
        passed=passed,
        unanswered=max(seats - answered - passed, 0),
        right=right,
        partly=found.get("partly"),
        share=None if right is None else percent(right, answered),
        asked=_asked(item, found.get("chosen"), answered),
        guesses=Guesses(guesses["counts"], *guesses["quartiles"]) if guesses else None,
        harder_in=tuple(harder.get((item.form, item.number - 1), ())),
    )


def _asked(item: ItemReport, chosen: Mapping[str, int] | None, answered: int) -> list[Asked]:
    if chosen is None:
        return []
    right = right_ones(item.kind, item.public, item.key)
    return [
        Asked(
            text,
            [
                Bar(words, chosen.get(name, 0), percent(chosen.get(name, 0), answered), name in right)
                for name, words in options
            ],
        )
        for text, options in questions(item.kind, item.public)
    ]


def right_share(items: Sequence[ItemReport]) -> int | None:
    """Return the share of all answers that were wholly right, in whole percent; None where nothing is scored."""
    scored = [item for item in items if item.right is not None and item.answered]
    if not scored:
        return None
    return percent(sum(item.right for item in scored), sum(item.answered for item in scored))


def techniques_of(kept: Mapping) -> list[TechniqueReport]:
    """Return the techniques that were looked for, the least found first."""
    found = [TechniqueReport(code, *counts) for code, counts in kept["techniques"].items()]
    return sorted(found, key=lambda one: (one.share, one.code))


def techniques_by_hands(items: Sequence[ItemReport]) -> list[TechniqueReport]:
    """Return how often the techniques of false claims were seen through by a classroom that raised its hands."""
    found: dict[str, TechniqueReport] = {}
    for item in items:
        code = item.key.get("technique")
        if code and item.answered and item.right is not None:
            before = found.get(code, TechniqueReport(code, 0, 0, 0))
            missed = before.missed + item.answered - item.right
            found[code] = TechniqueReport(code, before.found + item.right, missed, 0)
    return sorted(found.values(), key=lambda one: (one.share, one.code))


def hands_of(edition: Edition, hands: Hands) -> list[ItemReport]:
    """Return the items as they were asked, with the hands that were raised where SMALLEST_GROUP pupils raised one."""
    right = {item.number: item for item in class_result(edition, hands).items}
    found = []
    for item in bare_items([edition]):
        raised = tally(edition, hands, item.number - 1)
        if raised is None or not raised.bars:
            found.append(item)
            continue
        counted = right.get(item.number)
        found.append(
            replace(
                item,
                answered=raised.total,
                right=counted.right if counted else None,
                partly=0 if counted else None,
                share=counted.share if counted else None,
                asked=[
                    Asked("", [Bar(bar.words, bar.count, bar.share, bar.is_right) for bar in raised.bars])
                ],
            )
        )
    return found
