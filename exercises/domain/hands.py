"""Hands: what a class without devices answered, counted in the room and typed in. The server keeps nothing of it.

The counts travel with the teacher's page in one signed, compressed field of the form, as a pupil's run does
(exercises.domain.runs). The field bears no time, so that a page on which nothing was counted yet is the same for
everybody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.core import signing
from django.http import QueryDict
from django.utils.translation import gettext as _

from exercises.domain.results import Discernment, measured
from exercises.items import ItemType, item_type
from exercises.models import Edition
from exercises.scoring.detection import Counts
from exercises.scoring.groups import FEWEST, SMALLEST_GROUP

SALT = "exercises.hands"
LONGEST = 30_000  # letters of the field
MOST_DIGITS = 3  # of one count
NOBODY = Counts(0, 0, 0, 0)


class HandsError(ValueError):
    """What a form held cannot be read; the message is a sentence for the teacher."""


@dataclass
class Hands:
    """edition: its primary key. structure: see Edition.

    counts: for each item (from 0) whose hands were counted, how many were raised for each answer, in their order.
    """

    edition: int
    structure: str
    counts: dict[int, list[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Choice:
    """An answer that hands are counted for. typed: what stands in its field. is_wrong: that is no count."""

    id: str
    words: str
    name: str  # of its field
    typed: str
    is_wrong: bool


@dataclass(frozen=True)
class Bar:
    """The hands raised for one answer. share: of all hands raised, in whole percent."""

    words: str
    count: int
    share: int
    is_right: bool


@dataclass(frozen=True)
class Tally:
    """The hands raised at one item. bars: empty where these are too few to be broken down."""

    total: int
    bars: Sequence[Bar]


@dataclass(frozen=True)
class ItemHands:
    """An item at which enough hands were raised. right: how many of them were right."""

    number: int  # from 1
    kind: ItemType
    public: dict
    total: int
    right: int

    @property
    def share(self) -> int:
        """The share of the hands that were right, in whole percent."""
        return percent(self.right, self.total)


@dataclass(frozen=True)
class Judged:
    """How a class judged claims, in whole percent of the hands: each pair makes 100."""

    true_as_true: int
    true_as_false: int
    false_as_true: int
    false_as_false: int


@dataclass(frozen=True)
class ClassResult:
    """discernment, judged: None where too few claims were judged by enough hands. items: the least known first."""

    discernment: Discernment | None
    judged: Judged | None
    true_claims: int  # claims of each kind that were judged by enough hands
    false_claims: int
    items: Sequence[ItemHands]
    too_few: int  # items at which hands were counted, but not enough


def percent(part: int, whole: int) -> int:
    """Return a share in whole percent; 0 of nothing."""
    return round(100 * part / whole) if whole else 0


def begin(edition: Edition) -> Hands:
    """Return the hands of a class that has raised none yet."""
    return Hands(edition.pk or 0, edition.structure)


def pack(hands: Hands) -> str:
    """Return hands as text for a field of the form; the same text for equal hands."""
    value = [hands.edition, hands.structure, sorted(hands.counts.items())]
    return signing.Signer(salt=SALT).sign_object(value, compress=True)


def unpack(text: str) -> Hands:
    """Return the hands that `pack` wrote; HandsError for anything else."""
    if len(text) <= LONGEST:
        try:
            edition, structure, counts = signing.Signer(salt=SALT).unsign_object(text)
            return Hands(edition, structure, {at: list(numbers) for at, numbers in counts})
        except (signing.BadSignature, ValueError):
            pass
    raise HandsError(_("We could not read the counts of the other items, so these begin anew."))


def counts_hands(item: dict) -> bool:
    """Say whether a class can answer an item of an edition's public part by raising hands."""
    return item_type(item["type"]).hands(item["public"]) is not None


def choices(edition: Edition, hands: Hands, at: int, given: QueryDict | None = None) -> list[Choice]:
    """Return the answers of item `at` with what was typed (in `given`) or counted before; [] where none are counted."""
    before = hands.counts.get(at, [])
    found = []
    for place, (name, words) in enumerate(_offered(edition, at)):
        number = str(before[place]) if place < len(before) else ""
        typed = given.get(_field(name), "")[:20].strip() if given is not None else number
        found.append(Choice(name, words, _field(name), typed, bool(typed) and not _is_count(typed)))
    return found


def count(hands: Hands, edition: Edition, at: int, given: QueryDict) -> None:
    """Take over the counts of item `at` from a form; where all fields are empty, its hands were not counted.

    HandsError where something else than a count was typed; the hands are then as they were.
    """
    typed = choices(edition, hands, at, given)
    if any(choice.is_wrong for choice in typed):
        raise HandsError(_("Write whole numbers from 0 to 999, or leave a field empty."))
    if any(choice.typed for choice in typed) and not all(choice.typed for choice in typed):
        raise HandsError(_("Fill in each field (0 where no hand was raised), or leave all of them empty."))
    if any(choice.typed for choice in typed):
        hands.counts[at] = [int(choice.typed) for choice in typed]
    else:
        hands.counts.pop(at, None)


def tally(edition: Edition, hands: Hands, at: int) -> Tally | None:
    """Return the hands raised at item `at`, or None where they were not counted."""
    counts = _counts(edition, hands, at)
    if counts is None:
        return None
    total = sum(counts.values())
    if _people(edition, at, counts) < SMALLEST_GROUP:
        return Tally(total, [])
    item, key = edition.public[at], edition.secret[at]["key"]
    right = item_type(item["type"]).hands_right(item["public"], key)
    words = dict(_offered(edition, at))
    return Tally(
        total,
        [Bar(words[name], number, percent(number, total), name in right) for name, number in counts.items()],
    )


def class_result(edition: Edition, hands: Hands) -> ClassResult:
    """Return what a class's hands came to. Items at which fewer than SMALLEST_GROUP were raised do not count."""
    items, claims, too_few = [], [], 0
    for at, item in enumerate(edition.public):
        counts = _counts(edition, hands, at)
        if counts is None:
            continue
        total = sum(counts.values())
        if _people(edition, at, counts) < SMALLEST_GROUP:
            too_few += 1
            continue
        if _may_raise_twice(item):
            continue  # a share of hands is no share of pupils there
        kind, key = item_type(item["type"]), edition.secret[at]["key"]
        judged = kind.hands_judgements(counts, key)
        if judged is None:
            right = sum(counts[name] for name in kind.hands_right(item["public"], key))
        else:
            claims.append(judged)
            right = judged.hits + judged.false - judged.false_alarms
        items.append(ItemHands(at + 1, kind, item["public"], total, right))
    true_claims = sum(bool(claim.true) for claim in claims)
    false_claims = len(claims) - true_claims
    pooled = sum(claims, NOBODY)
    enough = min(true_claims, false_claims) >= FEWEST
    return ClassResult(
        discernment=measured(pooled) if enough else None,
        judged=_judged(pooled) if enough else None,
        true_claims=true_claims,
        false_claims=false_claims,
        items=sorted(items, key=lambda item: (item.right / item.total, item.number)),
        too_few=too_few,
    )


def _may_raise_twice(item: dict) -> bool:
    """Say whether one pupil may raise a hand for several answers."""
    return item["type"] == "spot" or bool(item["public"].get("multiple"))


def _people(edition: Edition, at: int, counts: Mapping[str, int]) -> int:
    """Return how many people surely raised a hand."""
    return (max if _may_raise_twice(edition.public[at]) else sum)(counts.values())


def _judged(counts: Counts) -> Judged:
    hits, false_alarms = percent(counts.hits, counts.true), percent(counts.false_alarms, counts.false)
    return Judged(hits, 100 - hits, false_alarms, 100 - false_alarms)


def _offered(edition: Edition, at: int) -> list[tuple[str, str]]:
    item = edition.public[at]
    return item_type(item["type"]).hands(item["public"]) or []


def _counts(edition: Edition, hands: Hands, at: int) -> Mapping[str, int] | None:
    names = [name for name, _words in _offered(edition, at)]
    numbers = hands.counts.get(at)
    # A release of ours may have changed which answers are counted since the field was written.
    return dict(zip(names, numbers, strict=True)) if numbers and len(numbers) == len(names) else None


def _field(name: str) -> str:
    return f"hands-{name}"


def _is_count(typed: str) -> bool:
    return typed.isdecimal() and len(typed) <= MOST_DIGITS
