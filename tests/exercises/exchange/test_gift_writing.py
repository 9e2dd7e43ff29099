"""Editions into GIFT, and back again: the same questions."""

import re
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wagtail import blocks

from cms.text import nfc
from exercises.domain.publishing import compiled
from exercises.exchange.gift import read_gift, write_gift
from exercises.exchange.markup import Losses
from exercises.exchange.texts import Form, Words, rich
from exercises.items import item_types
from tests.exercises.exchange.checking import NO_EVIDENCE, assert_blocks_accept, said, values
from tests.exercises.test_starter_files import KEYS, edition_of, in_every_language

OF_CLAIMS = (
    "Of claims, GIFT holds the verdict and the explanation. Left out were who makes the claim, where and when, the"
    " evidence, the dates of checking, slant and technique."
)
OF_ESTIMATES = (
    "Of estimates, GIFT holds the number and how far off is close. Left out were the unit, the scale, what is counted,"
    " when, where, and the source."
)
OF_OPEN = (
    "Of open questions, GIFT holds the question and the explanation. Left out were the rubric, the good answer and the"
    " lines to write on."
)
EVIDENCE = NO_EVIDENCE | {"title": "Yearbook"}
PROVENANCE = {
    "claimant": "a leaflet",
    "medium": "",
    "said": "",
    "evidence": [EVIDENCE],
    "archived": "",
    "checked": "2026-11-25",
    "review_by": "2027-11-25",
}


@cache
def shape():
    return blocks.StreamBlock([(one.code, one.block()) for one in item_types().values()])


def edition(*items):
    """Return (kind, bare value) of each item as an edition has it."""
    stored = [
        {"type": kind, "value": _listed(value), "id": f"item-{number}"}
        for number, (kind, value) in enumerate(items)
    ]
    return compiled(shape().to_python(stored))


def _listed(value):
    if isinstance(value, dict):
        return {name: _listed(entry) for name, entry in value.items()}
    if isinstance(value, list):
        return [
            {"type": "item", "value": _listed(entry), "id": f"entry-{number}"}
            for number, entry in enumerate(value)
        ]
    return value


def option(text, right, reason=""):
    return {"text": text, "right": right, "reason": reason}


def test_a_file_is_written_as_a_person_would_write_it():
    written = write_gift(
        edition(
            (
                "choice",
                {
                    "explanation": "<p>Look at the <b>date</b>.</p>",
                    "question": "Which is older: A or B?",
                    "multiple": False,
                    "options": [option("A = 1", True, "It is #1."), option("{B}", False)],
                },
            ),
            (
                "choice",
                {
                    "explanation": "<p>a</p>",
                    "question": "Which?\nTick all.",
                    "multiple": True,
                    "options": [
                        option("a", True),
                        option("b", True),
                        option("c", True),
                        option("[d]", False),
                    ],
                },
            ),
            (
                "match",
                {
                    "explanation": "",
                    "task": "Match",
                    "pairs": [{"left": "a", "right": "b"}, {"left": "c -> d", "right": "e"}],
                },
            ),
        )
    )
    assert written.text == (
        "[plain]Which is older\\: A or B? {\n"
        "\t=A \\= 1#It is \\#1.\n"
        "\t~\\{B\\}\n"
        "\t####[html]<p>Look at the <b>date</b>.</p>\n"
        "}\n"
        "\n"
        "[plain]Which?\\nTick all. {\n"
        "\t~%33.33333%a\n"
        "\t~%33.33333%b\n"
        "\t~%33.33333%c\n"
        "\t~%-33.33333%[plain][d]\n"
        "\t####[html]<p>a</p>\n"
        "}\n"
        "\n"
        "[plain]Match {\n"
        "\t=a -> b\n"
        "\t=[html]c -&gt; d -> e\n"
        "}\n"
    )
    assert written.left_out == []


def test_claims_estimates_and_open_questions_say_what_they_lose():
    written = write_gift(
        edition(
            (
                "verdict",
                {
                    "claim": "One in a hundred.",
                    "scale": "five",
                    "verdict": "misleading",
                    "slant": "flatters",
                    "technique": "",
                    "explanation": "<p>a</p>",
                    "provenance": PROVENANCE,
                },
            ),
            (
                "estimate",
                {
                    "explanation": "<p>b</p>",
                    "question": "How many?",
                    "value": 3.7,
                    "unit": "%",
                    "low": 0,
                    "high": 100,
                    "step": 1,
                    "near": 2,
                    "definition": "d",
                    "date": "2024",
                    "territory": "World",
                    "source": EVIDENCE,
                },
            ),
            (
                "open",
                {
                    "explanation": '<p><a href="/en/help/">c</a></p>',
                    "question": "Why?",
                    "lines": 4,
                    "rubric": [{"criterion": "x", "levels": ["1", "2", "3"]}],
                    "model": "<p>m</p>",
                },
            ),
        )
    )
    assert written.text == (
        "[plain]One in a hundred. {\n"
        "\t~True\n"
        "\t~Mostly true\n"
        "\t=Misleading\n"
        "\t~False\n"
        "\t~Cannot be checked\n"
        "\t####[html]<p>a</p>\n"
        "}\n"
        "\n"
        "[plain]How many? {#3.7:2\n"
        "\t####[html]<p>b</p>\n"
        "}\n"
        "\n"
        "[plain]Why? {\n"
        '\t####[html]<p><a href\\="/en/help/">c</a></p>\n'
        "}\n"
    )
    assert said(written) == [
        ("The whole file", OF_CLAIMS),
        ("The whole file", OF_ESTIMATES),
        ("The whole file", OF_OPEN),
        (
            "The whole file",
            "Links in explanations that lead to pages of this site will not work in other programs.",
        ),
    ]


def test_kinds_that_gift_cannot_hold_are_listed():
    everything = [item for key in KEYS for item in edition_of(key, "en")]
    refused = {
        what for _where, what in said(write_gift(everything)) if what.startswith("The item was left out")
    }
    assert refused == {
        f"The item was left out: GIFT has no place for the kind “{kind.label}”."
        for kind in item_types().values()
        if kind.code not in ("choice", "verdict", "match", "estimate", "open")
    }


def test_an_item_without_a_settled_answer_is_listed():
    unsettled = [
        (
            "choice",
            {
                "explanation": "",
                "question": "Q",
                "multiple": multiple,
                "options": [option("a", right), option("b", right)],
            },
        )
        for multiple, right in [(False, False), (False, True), (True, False)]
    ]
    written = write_gift(edition(*unsettled))
    assert written.text == ""
    assert said(written) == [
        (f"Question {number}: Q", "The item was left out: it is not settled which answer is right.")
        for number in (1, 2, 3)
    ]


def test_a_number_without_a_tolerance_is_listed():
    [draft] = read_gift("Q{#4}").items
    written = write_gift(compiled(shape().to_python([draft])))
    assert said(written) == [("Question 1: Q", "The item was left out: its number is not settled.")]


@in_every_language
@pytest.mark.parametrize("key", KEYS)
def test_the_starter_exercises_come_back_as_they_went(key, language):
    items = [
        item
        for item in edition_of(key, language)
        if item["type"] in ("choice", "verdict", "match", "estimate", "open")
    ]
    reading = read_gift(write_gift(items).text)
    assert_blocks_accept(reading)
    assert len(reading.items) == len(items)
    for item, (_kind, value) in zip(items, values(reading), strict=True):
        public = item["public"]
        assert value.get("question", value.get("task")) in (
            public.get("question"),
            public.get("claim"),
            public.get("task"),
        )
        assert value["explanation"] == rich(Words(item["due"]["explanation_html"], Form.HTML), Losses())
        if item["type"] == "verdict":
            [right] = [place for place, option in enumerate(value["options"]) if option["right"]]
            assert public["verdicts"][right] == item["key"]["verdict"]


# Whatever an editor writes ------------------------------------------------------------------------------------------

MARKS = st.sampled_from(
    [
        *(
            "~",
            "=",
            "#",
            "####",
            "{",
            "}",
            ":",
            "::",
            "\\",
            "\\n",
            "\\\\",
            "->",
            "..",
            "%50%",
            "%-100%x",
            "//",
            "[html]",
        ),
        *(
            "[plain]",
            "$CATEGORY:",
            "T",
            "FALSE",
            "3.5:1",
            "*",
            "<b>",
            "&amp;",
            "&lt;",
            "é",
            "слово",
            "كلمة",
            "\u00a0",
            " ",
        ),
    ]
)
LETTERS = st.characters(
    exclude_categories=["Cs", "Cc"], exclude_characters="\u202a\u202b\u202d\u202e\ufffe\uffff"
)
MIXED = st.one_of(st.text(LETTERS, max_size=30), st.lists(MARKS, max_size=8).map("".join)).map(nfc)
LINES = MIXED.map(lambda text: re.sub(r"[ \t\r\n\f]+", " ", text).strip())
LINE = LINES.filter(bool)
TEXT = st.lists(LINE, min_size=1, max_size=3).map("\n".join)
RICH = st.lists(
    st.one_of(
        LINES,
        st.sampled_from(
            [
                "<p>",
                "<b>",
                "</b>",
                "<i>",
                "<br>",
                "<ul>",
                "<li>",
                "</ul>",
                "<a href='https://x.example/?a=1&b=2'>",
                "</a>",
            ]
        ),
    )
).map(lambda pieces: rich(Words("".join(pieces), Form.HTML), Losses()))
OPTIONS = st.lists(st.tuples(LINE, LINES), min_size=2, max_size=8)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def choices(draw):
    answers = draw(OPTIONS)
    multiple = draw(st.booleans())
    some = st.sets(st.integers(0, len(answers) - 1), min_size=1, max_size=None if multiple else 1)
    right = draw(some)
    return "choice", {
        "explanation": draw(RICH),
        "question": draw(TEXT),
        "multiple": multiple,
        "options": [option(text, place in right, reason) for place, (text, reason) in enumerate(answers)],
    }


@st.composite
def matches(draw):
    pairs = draw(st.lists(st.tuples(LINE, LINE), min_size=2, max_size=8))
    return "match", {
        "explanation": draw(RICH),
        "task": draw(TEXT),
        "pairs": [{"left": left, "right": right} for left, right in pairs],
    }


@st.composite
def estimates(draw):
    return "estimate", {
        "explanation": draw(RICH),
        "question": draw(TEXT),
        "value": draw(NUMBERS),
        "unit": "",
        "low": None,
        "high": None,
        "step": None,
        "near": draw(st.floats(min_value=0, exclude_min=True, allow_infinity=False)),
        "definition": "",
        "date": "",
        "territory": "",
        "source": NO_EVIDENCE,
    }


@st.composite
def questions(draw):
    return "open", {"explanation": draw(RICH), "question": draw(TEXT), "lines": 6, "rubric": [], "model": ""}


@given(st.lists(st.one_of(choices(), matches(), estimates(), questions()), max_size=4))
def test_what_was_written_reads_as_the_same_questions(items):
    reading = read_gift(write_gift(edition(*items)).text)
    assert values(reading) == items
    assert [what for _where, what in said(reading) if "left out" in what] == []


@given(TEXT, st.sampled_from(["true", "false"]), RICH)
def test_a_claim_reads_as_a_choice_of_verdicts(claim, verdict, explanation):
    value = {
        "claim": claim,
        "scale": "two",
        "verdict": verdict,
        "slant": "flatters",
        "technique": "",
        "explanation": explanation,
        "provenance": PROVENANCE,
    }
    assert values(read_gift(write_gift(edition(("verdict", value))).text)) == [
        (
            "choice",
            {
                "explanation": explanation,
                "question": claim,
                "multiple": False,
                "options": [option("True", verdict == "true"), option("False", verdict == "false")],
            },
        )
    ]
