"""Question banks in GIFT, Moodle's text format: read here, written in `gift_writing`."""

import math
import re
from collections.abc import Iterator
from itertools import dropwhile

from django.utils.translation import gettext as _

from exercises.exchange.drafts import draft_of
from exercises.exchange.gift_grammar import CATEGORY, hold, passages, release, weight, words
from exercises.exchange.gift_writing import write_gift
from exercises.exchange.questions import (
    Answer,
    Choice,
    Essay,
    Match,
    NotCarried,
    Number,
    Numeric,
    Question,
    Short,
    TrueFalse,
    Unfit,
    check_answers,
)
from exercises.exchange.reading import Reading, Report, check_count, check_text, shortened
from exercises.exchange.texts import Form, Words

__all__ = ["read_gift", "write_gift"]

_TRUE, _FALSE = {"T", "TRUE"}, {"F", "FALSE"}
_NUMBER = r"[+-]?(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})(?:[eE][+-]?[0-9]{1,3})?"
_ONE = re.compile(rf"\s*({_NUMBER})\s*(?::\s*({_NUMBER})\s*)?")
_RANGE = re.compile(rf"\s*({_NUMBER})\s*\.\.\s*({_NUMBER})\s*")


def read_gift(text: str, language: str = "") -> Reading:
    """Return the drafts of a GIFT file's questions and what could not be carried over; ExchangeError for a bad file.

    `text` comes from `reading.decoded`: at most 2 MB and 500 questions. `language`: of the exercise that it becomes.
    """
    check_text(text)
    report = Report(language)
    found, comments = passages(text.removeprefix("\ufeff"))
    if comments:
        report.whole(_("Comments were left out."))
    if any("[tag:" in comment for comment in comments):
        report.whole(_("Tags were left out."))
    questions = list(_without_categories(found, report))
    check_count(len(questions))
    drafts = [draft_of(_question(place, text), report) for place, text in enumerate(questions, start=1)]
    return Reading([draft for draft in drafts if draft], report.left_out)


def _without_categories(found: list[str], report: Report) -> Iterator[str]:
    for text in found:
        if text.startswith(CATEGORY):
            report.whole(_("Categories were left out."))
            text = "\n".join(dropwhile(lambda line: line.startswith(CATEGORY), text.split("\n")))
        if text:
            yield text


def _question(place: int, text: str) -> Question:
    """Return one passage as a question."""
    text = hold(text)
    name = ""
    if text.startswith("::") and (end := text.find("::", 2)) >= 0:
        name, text = release(text[2:end]).strip(), text[end + 2 :]
    start, end = text.find("{"), text.find("}")
    asked = words(text[:start] if start >= 0 else text, Form.AUTO)
    try:
        inside = _inside(text, start, end)
        given, mark, feedback = inside.rpartition("####")
        given = (given if mark else inside).strip()
        general = words(feedback, asked.form) if mark else Words()
        kind, parts = _answers(given, asked.form)
        return kind(place=place, name=name, text=asked, feedback=general, **parts)
    except Unfit as unfit:
        return NotCarried(place=place, name=name, text=asked, why=str(unfit))


def _inside(text: str, start: int, end: int) -> str:
    """Return what stands between the two braces of a held question; Unfit where it is not one pair at the end."""
    if start < 0 and end < 0:
        raise Unfit(_("A text without a question was left out."))
    inside, after = text[start + 1 : end], text[end + 1 :]
    if start < 0 or end < start or "{" in inside or after.count("{") != after.count("}"):
        raise Unfit(_("The question was left out: its braces do not match. An empty line ends a question."))
    if after.strip():
        raise Unfit(_("The question was left out: questions with gaps in the text cannot be carried over."))
    return inside


def _answers(given: str, form: Form) -> tuple[type[Question], dict]:
    """Return the kind of question that the answers make, and the kind's own fields."""
    check_answers(given.count("~") + given.count("="))
    if not given:
        return Essay, {}
    if given.startswith("#"):
        return Numeric, {"numbers": tuple(_numbers(given[1:], form))}
    if "~" in given:
        return Choice, {"multiple": "=" not in given, "answers": tuple(_choices(given, form))}
    if "=" in given and "->" in given:
        return Match, {"pairs": tuple(_pairs(given, form))}
    verdict, *comments = given.split("#", 2)
    if verdict.strip().upper() in _TRUE | _FALSE:
        return TrueFalse, _true_false(verdict.strip().upper() in _TRUE, comments, form)
    return Short, {"answers": tuple(_shorts(given, form))}


def _choices(given: str, form: Form) -> Iterator[Answer]:
    for part in _parts(r"(?=[~=])", given):
        share, rest = weight(_unmarked(part))
        if share is None:
            share = 100.0 if part[0] == "=" else 0.0
        yield _answer(rest, share, form)


def _shorts(given: str, form: Form) -> Iterator[Answer]:
    for part in _parts("=", given):
        share, rest = weight(part)
        yield _answer(rest, 100.0 if share is None else share, form)


def _parts(pattern: str, given: str) -> list[str]:
    return [part.strip() for part in re.split(pattern, given) if part.strip()]


def _unmarked(part: str) -> str:
    return part[1:].lstrip() if part[0] in "~=" else part


def _answer(text: str, share: float, form: Form) -> Answer:
    answer, _mark, comment = text.partition("#")
    return Answer(text=words(answer, form), share=share, feedback=words(comment, form))


def _pairs(given: str, form: Form) -> Iterator[tuple[Words, Words]]:
    """Yield left and right sides; only the left one may say its format."""
    for part in _parts("=", given):
        left, arrow, right = part.partition("->")
        if not arrow:
            raise Unfit(_("The question was left out: a pair has no arrow (->) between its sides."))
        yield words(left, form), Words(release(right).strip())


def _true_false(holds: bool, comments: list[str], form: Form) -> dict:
    """The first comment is for a wrong answer, the second for the right one."""
    wrong, right = (*(words(comment, form) for comment in comments), Words(), Words())[:2]
    return {"holds": holds, "on_true": right if holds else wrong, "on_false": wrong if holds else right}


def _numbers(given: str, form: Form) -> Iterator[Number]:
    for part in _parts(r"(?=[~=])", given):
        share, rest = weight(_unmarked(part))
        text, _mark, comment = rest.partition("#")
        feedback = words(comment, form)
        text = words(text, Form.PLAIN).text
        if part[0] == "~" or text == "*":
            yield Number(value=None, near=0.0, share=0.0, feedback=feedback)
            continue
        number = number_of(text)
        if number is None:
            raise Unfit(
                _("The question was left out: “%(text)s” is not a number.") % {"text": shortened(text)}
            )
        value, near, ends = number
        yield Number(
            value=value, near=near, share=100.0 if share is None else share, feedback=feedback, ends=ends
        )


def number_of(text: str) -> tuple[float, float, tuple[float, float] | None] | None:
    """Return (number, tolerance, ends of the range or None) of "3.5", "3.5:0.2" or "1..5"; None for anything else."""
    if found := _ONE.fullmatch(text):
        value, near, ends = float(found[1]), float(found[2] or 0), None
    elif found := _RANGE.fullmatch(text):
        low, high = ends = (float(found[1]), float(found[2]))
        value, near = (low + high) / 2, (high - low) / 2
    else:
        return None
    return (value, near, ends) if math.isfinite(value) and math.isfinite(near) else None
