"""Questions as files hold them, whatever the format: what the readers make and `drafts` turns into items.

Shares are percent of the points, from -100 to 100.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from exercises.exchange.texts import Words

#: A question with more answers is not even read: no kind of ours takes a tenth of them.
MOST_ANSWERS = 100


class Unfit(Exception):
    """A question cannot be carried over, or an item not be written; the message is a sentence."""


def check_answers(number: int) -> None:
    """Raise Unfit for more than MOST_ANSWERS."""
    if number > MOST_ANSWERS:
        raise Unfit(
            _("The question was left out: it has %(number)d answers, and %(most)d are the most that we read.")
            % {"number": number, "most": MOST_ANSWERS}
        )


@dataclass(frozen=True, kw_only=True)
class Question:
    place: int  # from 1, as the file has them
    name: str = ""
    text: Words
    feedback: Words = Words()  # the general feedback
    files: tuple[str, ...] = ()  # names of what was packed into the file


@dataclass(frozen=True, kw_only=True)
class Answer:
    text: Words
    share: float
    feedback: Words = Words()


@dataclass(frozen=True, kw_only=True)
class Number:
    """A right number and how far off one may be; of a range the middle. `value` None: whatever else is answered."""

    value: float | None
    near: float
    share: float
    feedback: Words = Words()
    ends: tuple[float, float] | None = None  # of a range


@dataclass(frozen=True, kw_only=True)
class Choice(Question):
    multiple: bool
    answers: tuple[Answer, ...]


@dataclass(frozen=True, kw_only=True)
class TrueFalse(Question):
    holds: bool
    on_true: Words = Words()  # the feedback to whoever says true
    on_false: Words = Words()


@dataclass(frozen=True, kw_only=True)
class Match(Question):
    pairs: tuple[tuple[Words, Words], ...]  # without a left side: a right side that belongs to nothing


@dataclass(frozen=True, kw_only=True)
class Short(Question):
    answers: tuple[Answer, ...]


@dataclass(frozen=True, kw_only=True)
class Numeric(Question):
    numbers: tuple[Number, ...]
    unit: str = ""
    lost: tuple[str, ...] = ()  # sentences


@dataclass(frozen=True, kw_only=True)
class Essay(Question):
    lines: int | None = None
    lost: tuple[str, ...] = ()  # sentences


@dataclass(frozen=True, kw_only=True)
class NotCarried(Question):
    """A question that becomes no item; `why` is a sentence."""

    why: str


def plain_number(number: float) -> str:
    """Return a number as it would be typed: 3, 0.5, 1e+20."""
    return repr(float(number)).removesuffix(".0")
