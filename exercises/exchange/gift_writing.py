"""Items of an edition as GIFT. What was written is read back as the same questions."""

from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from django.utils.translation import gettext as _

from exercises.enums import Verdict
from exercises.exchange.drafts import where_of
from exercises.exchange.gift_grammar import escaped, written
from exercises.exchange.questions import Unfit, plain_number
from exercises.exchange.reading import Report, Writing
from exercises.exchange.texts import Form
from exercises.items import item_type


def write_gift(items: Iterable[dict[str, Any]], language: str = "") -> Writing:
    """Return compiled items, {id, type, public, key, due}, as a GIFT file, and what GIFT could not hold.

    A claim becomes a question with its verdicts to choose from, an estimate a number with its tolerance, an open
    question an essay. `language`: of the items, for the verdicts' words.
    """
    report = Report(language)
    questions = []
    for place, item in enumerate(items, start=1):
        public = item["public"]
        asked = next((public[name] for name in ("question", "claim", "task") if public.get(name)), "")
        try:
            questions.append(_written(item, asked, report))
        except Unfit as unfit:
            report.of(where_of(place, asked), str(unfit))
    return Writing("\n".join(questions), report.left_out)


def _written(item: dict, asked: str, report: Report) -> str:
    kind = item["type"]
    if kind not in _KINDS:
        raise Unfit(
            # Translators: the gap is a kind of item, such as "Misleading chart".
            _("The item was left out: GIFT has no place for the kind “%(kind)s”.")
            % {"kind": item_type(kind).label}
        )
    write, leaves = _KINDS[kind]
    with report.in_language():
        answers = write(item)
    if leaves:
        report.whole(leaves())
    explanation = item["due"].get("explanation_html", "")
    if 'href="/' in explanation:
        report.whole(
            _("Links in explanations that lead to pages of this site will not work in other programs.")
        )
    if explanation:
        answers = [*answers, f"####{written(explanation, Form.HTML, Form.PLAIN)}"]
    inside = "".join(f"\n\t{answer}" for answer in answers[1:])
    # Always marked: what begins with a bracket, or with "::", would be read otherwise.
    return f"[plain]{escaped(asked)} {{{answers[0]}{inside}\n}}\n"


def _option(mark: str, text: str, reason: str = "") -> str:
    comment = f"#{_plain(reason)}" if reason else ""
    return f"{mark}{_plain(text)}{comment}"


def _plain(text: str) -> str:
    return written(text, Form.PLAIN, Form.PLAIN)


def _choice(item: dict) -> list[str]:
    options, right, reasons = item["public"]["options"], item["key"]["right"], item["due"]["reasons"]
    multiple = item["public"]["multiple"]
    if not right or (len(right) != 1 and not multiple):
        raise Unfit(_("The item was left out: it is not settled which answer is right."))
    share = plain_number(round(100 / len(right), 5))
    marks = (f"~%{share}%", f"~%-{share}%") if multiple else ("=", "~")
    return [
        "",
        *(
            _option(marks[option["id"] not in right], option["text"], reasons.get(option["id"], ""))
            for option in options
        ),
    ]


def _verdict(item: dict) -> list[str]:
    right = item["key"]["verdict"]
    return [
        "",
        *(
            _option("=" if verdict == right else "~", str(Verdict(verdict).label))
            for verdict in item["public"]["verdicts"]
        ),
    ]


def _match(item: dict) -> list[str]:
    return ["", *(f"={_left(pair['left'])} -> {escaped(pair['right'])}" for pair in item["due"]["pairs"])]


def _left(text: str) -> str:
    """Return a left side. GIFT cannot escape an arrow, so a text that holds one is written as HTML."""
    return written(escape(text), Form.HTML, Form.PLAIN) if "->" in text else _plain(text)


def _estimate(item: dict) -> list[str]:
    value, near = item["key"]["value"], item["key"]["near"]
    if value is None or near is None:
        raise Unfit(_("The item was left out: its number is not settled."))
    return [f"#{plain_number(value)}:{plain_number(near)}"]


def _open(item: dict) -> list[str]:
    return [""]


def _of_verdicts() -> str:
    return _(
        "Of claims, GIFT holds the verdict and the explanation. Left out were who makes the claim, where and when, the"
        " evidence, the dates of checking, slant and technique."
    )


def _of_estimates() -> str:
    return _(
        "Of estimates, GIFT holds the number and how far off is close. Left out were the unit, the scale, what is"
        " counted, when, where, and the source."
    )


def _of_open_questions() -> str:
    return _(
        "Of open questions, GIFT holds the question and the explanation. Left out were the rubric, the good answer and"
        " the lines to write on."
    )


#: How each kind is written (the first line stands behind the brace), and what is to be said of it once.
_KINDS: dict[str, tuple[Callable[[dict], list[str]], Callable[[], str] | None]] = {
    "choice": (_choice, None),
    "verdict": (_verdict, _of_verdicts),
    "match": (_match, None),
    "estimate": (_estimate, _of_estimates),
    "open": (_open, _of_open_questions),
}
