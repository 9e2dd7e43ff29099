"""One builder for each kind of question: the raw value of its block, field by field.

Builders raise Unfit for what can be no item. What the file does not have stays empty.
"""

from collections.abc import Iterable
from math import isclose
from uuid import uuid4

from django.utils.translation import gettext as _

from exercises.enums import Verdict
from exercises.exchange import texts
from exercises.exchange.drafting import Drafting
from exercises.exchange.markup import Losses, Paragraph, Run
from exercises.exchange.questions import (
    Answer,
    Choice,
    Essay,
    Match,
    Number,
    Numeric,
    Short,
    TrueFalse,
    Unfit,
    plain_number,
)
from exercises.exchange.reading import listed, shortened
from exercises.exchange.texts import Words
from exercises.items.checking import block_of

#: Shares are written with five decimals at most, and often with fewer.
NEARLY = 0.01


def _choice(drafting: Drafting) -> dict:
    question: Choice = drafting.question
    _shares(drafting, question)
    return {
        "explanation": drafting.explanation(),
        "question": drafting.lines(question.text),
        "multiple": question.multiple,
        "options": _some(
            [
                _option(
                    drafting, drafting.line(answer.text), _is_right(answer.share, question), answer.feedback
                )
                for answer in question.answers
            ],
            _("The question was left out: it has no answers."),
        ),
    }


def _is_right(share: float, question: Choice) -> bool:
    return share > 0 if question.multiple else share >= 100 - NEARLY


def _shares(drafting: Drafting, question: Choice) -> None:
    """Say what becomes of points that are neither all nor nothing."""
    if not question.multiple:
        partly = [
            answer for answer in question.answers if answer.share and not _is_right(answer.share, question)
        ]
        if partly:
            drafting.say(
                _("Answers that earned or cost a part of the points became wrong ones: %(answers)s.")
                % {"answers": _texts_of(drafting, partly)}
            )
        return
    right = [answer.share for answer in question.answers if answer.share > 0]
    if not right:
        return
    ours = 100 / len(right)
    if not all(isclose(share, ours, abs_tol=NEARLY) for share in right):
        drafting.say(_("The right answers earned different parts of the points; now each counts the same."))
    if not all(
        isclose(answer.share, -ours, abs_tol=NEARLY) for answer in question.answers if answer.share <= 0
    ):
        drafting.say_of_all(
            _(
                "Where several answers may be right, our scoring takes the place of the percentages: a wrong tick costs"
                " as much as a right one earns."
            )
        )


def _true_false(drafting: Drafting) -> dict:
    question: TrueFalse = drafting.question
    return {
        "explanation": drafting.explanation(),
        "question": drafting.lines(question.text),
        "multiple": False,
        "options": _entries(
            [
                _option(drafting, drafting.word(Verdict.TRUE.label), question.holds, question.on_true),
                _option(drafting, drafting.word(Verdict.FALSE.label), not question.holds, question.on_false),
            ]
        ),
    }


def _option(drafting: Drafting, text: str, right: bool, feedback: Words) -> dict:
    reason = drafting.line(feedback)
    most = block_of("choice").child_blocks["options"].child_block.child_blocks["reason"].field.max_length
    if len(reason) > most:
        reason = f"{reason[: most - 1].rstrip()}…"
        drafting.say(
            _("The comment on “%(answer)s” was cut to %(most)d letters.")
            % {"answer": shortened(text), "most": most}
        )
    return {"text": text, "right": right, "reason": reason}


def _match(drafting: Drafting) -> dict:
    question: Match = drafting.question
    sides = [
        (line := drafting.line(left), drafting.line(right), bool(line) or "<img" in left.text.lower())
        for left, right in question.pairs
    ]
    if alone := [right for _left, right, paired in sides if not paired]:
        drafting.say(
            _("Right sides that belong to nothing were left out: %(answers)s.") % {"answers": listed(alone)}
        )
    return {
        "explanation": drafting.explanation(),
        "task": drafting.lines(question.text),
        "pairs": _some(
            [{"left": left, "right": right} for left, right, paired in sides if paired],
            _("The question was left out: it has no pairs."),
        ),
    }


def _short(drafting: Drafting) -> dict:
    question: Short = drafting.question
    drafting.say_of_all(
        _(
            "Questions with a short answer became open questions: the accepted answers stand in the model answer, and"
            " nobody compares them by machine."
        )
    )
    accepted = [answer for answer in question.answers if answer.share >= 100 - NEARLY]
    if partly := [answer for answer in question.answers if 0 < answer.share < 100 - NEARLY]:
        drafting.say(
            _("Answers that earned a part of the points were left out: %(answers)s.")
            % {"answers": _texts_of(drafting, partly)}
        )
    if wrong := [answer for answer in question.answers if answer.share <= 0]:
        drafting.say(_("Wrong answers were left out: %(answers)s.") % {"answers": _texts_of(drafting, wrong)})
    if any("*" in answer.text.text for answer in accepted):
        drafting.say(_("An asterisk in the model answer stood for any letters; it stands there as it is."))
    _comments(drafting, question.answers)
    return _open(drafting, _accepted(drafting, accepted), None)


def _accepted(drafting: Drafting, answers: list[Answer]) -> str:
    """Return rich text: one answer as a paragraph, several as a list."""
    found = [line for answer in answers if (line := drafting.line(answer.text))]
    kind = "ul" if len(found) > 1 else ""
    return texts.rich_of(Paragraph(kind, [Run(line)]) for line in found)


def _essay(drafting: Drafting) -> dict:
    question: Essay = drafting.question
    for sentence in question.lost:
        drafting.say(sentence)
    return _open(drafting, "", question.lines)


def _open(drafting: Drafting, model: str, wanted: int | None) -> dict:
    field = block_of("open").child_blocks["lines"]
    kept = field.get_default()
    if wanted is not None:
        kept = min(max(wanted, field.field.min_value), field.field.max_value)
        if kept != wanted:
            drafting.say(
                _("The question asked for %(wanted)d lines to write on; it has %(kept)d now.")
                % {"wanted": wanted, "kept": kept}
            )
    return {
        "explanation": drafting.explanation(),
        "question": drafting.lines(drafting.question.text),
        "lines": kept,
        "rubric": [],
        "model": model,
    }


def _numeric(drafting: Drafting) -> dict:
    question: Numeric = drafting.question
    drafting.say_of_all(
        _(
            "Numbers became estimates on a scale: a guess a little beyond the tolerance still earns a part of the"
            " points."
        )
    )
    for sentence in question.lost:
        drafting.say(sentence)
    right = next((number for number in question.numbers if _is_the_number(number)), None)
    others = [number for number in question.numbers if number is not right and number.value is not None]
    if others:
        drafting.say(
            _("Only one number is possible; left out: %(numbers)s.")
            % {"numbers": listed(_tolerant(number) for number in others)}
        )
    if right and right.ends:
        drafting.say(
            _("The range from %(low)s to %(high)s became %(value)s, close within %(near)s.")
            % {
                "low": plain_number(right.ends[0]),
                "high": plain_number(right.ends[1]),
                "value": plain_number(right.value),
                "near": plain_number(right.near),
            }
        )
    _comments(drafting, question.numbers)
    return {
        "explanation": drafting.explanation(),
        "question": drafting.lines(question.text),
        "value": right.value if right else None,
        "unit": drafting.line(Words(question.unit)),
        "low": None,
        "high": None,
        "step": None,
        "near": right.near if right and right.near > 0 else None,
        "definition": "",
        "date": "",
        "territory": "",
        "source": {"title": "", "publisher": "", "year": "", "url": "", "note": ""},
    }


def _is_the_number(number: Number) -> bool:
    return number.value is not None and number.share >= 100 - NEARLY


def _tolerant(number: Number) -> str:
    return f"{plain_number(number.value)} ± {plain_number(number.near)} ({plain_number(number.share)}%)"


def _comments(drafting: Drafting, answers: Iterable[Answer | Number]) -> None:
    if any(answer.feedback for answer in answers):
        drafting.say(
            _("Comments on single answers were left out: this kind of question has no place for them.")
        )


def _texts_of(drafting: Drafting, answers: Iterable[Answer]) -> str:
    return listed(texts.line(answer.text, Losses()) for answer in answers)


def _some(entries: list[dict], sentence: str) -> list[dict]:
    if not entries:
        raise Unfit(sentence)
    return _entries(entries)


def _entries(values: list[dict]) -> list[dict]:
    return [{"type": "item", "value": value, "id": str(uuid4())} for value in values]


KINDS = {
    Choice: ("choice", _choice),
    TrueFalse: ("choice", _true_false),
    Match: ("match", _match),
    Short: ("open", _short),
    Essay: ("open", _essay),
    Numeric: ("estimate", _numeric),
}
#: Kinds whose rules can be asked of a draft; an estimate without a scale cannot answer them.
JUDGED = {"choice", "match"}
