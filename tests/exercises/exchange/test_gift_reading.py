"""GIFT files into drafts: every way of writing a question, and a sentence for all that does not come along."""

import re
from uuid import UUID

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from exercises.domain.starter import raw
from exercises.enums import Verdict
from exercises.exchange.gift import read_gift
from exercises.exchange.reading import ExchangeError, decoded
from exercises.items import item_type
from tests.exercises.exchange.checking import DATA, NO_EVIDENCE, assert_blocks_accept, bare, said, values

ESTIMATE_GAPS = "The scale begins at; The scale ends at; Step; {}What is counted; When; Where; Source: Title"
BRACES = "The question was left out: its braces do not match. An empty line ends a question."
GAPS = "The question was left out: questions with gaps in the text cannot be carried over."


@pytest.fixture(scope="module")
def sample():
    return read_gift(decoded((DATA / "harbour.gift.txt").read_bytes()))


def only(text):
    """Return the one item of a file as (kind, bare value)."""
    reading = read_gift(text)
    assert_blocks_accept(reading)
    [found] = values(reading)
    return found


def options(text):
    """Return the answers of a choice as (text, right, reason)."""
    kind, value = only(text)
    assert kind == "choice"
    return [(option["text"], option["right"], option["reason"]) for option in value["options"]]


def notes(text):
    """Return what was said, but for the explanation that a question lacks."""
    return [what for _where, what in said(read_gift(text)) if not what.startswith("To be filled in")]


def test_a_realistic_file_becomes_drafts(sample):
    assert values(sample) == [
        (
            "choice",
            {
                "explanation": "<p>The word says where a person stands in a procedure, not why she left.</p>",
                "question": "Who is an asylum seeker?",
                "multiple": False,
                "options": [
                    {
                        "text": "Someone who has asked for protection and waits for the answer",
                        "right": True,
                        "reason": "Yes: the decision is still open.",
                    },
                    {
                        "text": "Everybody who has moved to another country",
                        "right": False,
                        "reason": "Most people who move do so for work, study or family.",
                    },
                    {
                        "text": "Someone whom a state has recognised as a refugee",
                        "right": False,
                        "reason": "That is the step after.",
                    },
                ],
            },
        ),
        (
            "choice",
            {
                "explanation": "",
                "question": "Which of these are usual reasons to move?",
                "multiple": True,
                "options": [
                    {"text": "Work", "right": True, "reason": ""},
                    {"text": "Family", "right": True, "reason": ""},
                    {"text": "A wish to be on television", "right": False, "reason": ""},
                    {"text": "The weather forecast", "right": False, "reason": ""},
                ],
            },
        ),
        (
            "choice",
            {
                "explanation": "",
                "question": "Every refugee is an asylum seeker.",
                "multiple": False,
                "options": [
                    {
                        "text": "True",
                        "right": False,
                        "reason": "Think of people who are brought by a programme.",
                    },
                    {
                        "text": "False",
                        "right": True,
                        "reason": "Right: some are recognised before they travel.",
                    },
                ],
            },
        ),
        (
            "match",
            {
                "explanation": "<p>Look at <b>any</b> map:</p>",
                "task": "Which port belongs to which sea?",
                "pairs": [
                    {"left": "Odesa", "right": "Black Sea"},
                    {"left": "Marseille", "right": "Mediterranean Sea"},
                    {"left": "Gdańsk", "right": "Baltic Sea"},
                ],
            },
        ),
        (
            "open",
            {
                "explanation": "",
                "question": "What is the word for a text that says where a figure comes from?",
                "lines": 6,
                "rubric": [],
                "model": "<ul><li>source</li><li>the source</li></ul>",
            },
        ),
        (
            "estimate",
            {
                "explanation": "<p>See the #UN figures.</p>",
                "question": "Of a hundred people in the world, how many live outside the country they were born in?",
                "value": 3.7,
                "unit": "",
                "low": None,
                "high": None,
                "step": None,
                "near": 0.5,
                "definition": "",
                "date": "",
                "territory": "",
                "source": NO_EVIDENCE,
            },
        ),
        (
            "estimate",
            {
                "explanation": "",
                "question": "How many official languages does the European Union have?",
                "value": 24.0,
                "unit": "",
                "low": None,
                "high": None,
                "step": None,
                "near": None,
                "definition": "",
                "date": "",
                "territory": "",
                "source": NO_EVIDENCE,
            },
        ),
        (
            "estimate",
            {
                "explanation": "",
                "question": "In which years did the harbour grow fastest?",
                "value": 1965.0,
                "unit": "",
                "low": None,
                "high": None,
                "step": None,
                "near": 5.0,
                "definition": "",
                "date": "",
                "territory": "",
                "source": NO_EVIDENCE,
            },
        ),
        (
            "open",
            {
                "explanation": "",
                "question": "Write to somebody who has just arrived: what would you have liked to know?\n"
                "Five lines will do.",
                "lines": 6,
                "rubric": [],
                "model": "",
            },
        ),
    ]


def test_a_realistic_file_loses_nothing_silently(sample):
    whole = "The whole file"
    word = "Question 5: What is the word for a text that says where a figure comes…"
    world = "Question 6: Of a hundred people in the world, how many live outside the…"
    union = "Question 7: How many official languages does the European Union have?"
    years = "Question 8: In which years did the harbour grow fastest?"
    comments = "Comments on single answers were left out: this kind of question has no place for them."
    assert said(sample) == [
        (whole, "Comments were left out."),
        (whole, "Tags were left out."),
        (whole, "Categories were left out."),
        (whole, "The names of questions were left out; they only stand in this list."),
        (
            whole,
            "Formatting was left out: colours, sizes, headings and the like everywhere; bold, italic and lists outside"
            " explanations.",
        ),
        (
            whole,
            "Questions with a short answer became open questions: the accepted answers stand in the model answer, and"
            " nobody compares them by machine.",
        ),
        (
            whole,
            "Numbers became estimates on a scale: a guess a little beyond the tolerance still earns a part of the"
            " points.",
        ),
        (
            "Question 1: Asylum seeker",
            "Answers that earned or cost a part of the points became wrong ones: Someone whom a state has recognised"
            " as a refugee.",
        ),
        ("Question 2: Reasons", "To be filled in before publication: Explanation."),
        (
            "Question 3: Every refugee is an asylum seeker.",
            "To be filled in before publication: Explanation.",
        ),
        ("Question 4: Ports", "Right sides that belong to nothing were left out: Red Sea."),
        (word, "Answers that earned a part of the points were left out: reference."),
        (word, comments),
        (word, "To be filled in before publication: Explanation; Rubric."),
        (world, f"To be filled in before publication: {ESTIMATE_GAPS.format('')}."),
        (union, "Only one number is possible; left out: 24 ± 4 (50%)."),
        (union, comments),
        (
            union,
            "To be filled in before publication: Explanation; "
            f"{ESTIMATE_GAPS.format('Close is a guess at most so far off; ')}.",
        ),
        (years, "The range from 1960 to 1970 became 1965, close within 5."),
        (years, f"To be filled in before publication: Explanation; {ESTIMATE_GAPS.format('')}."),
        ("Question 9: Letter", "To be filled in before publication: Explanation; Rubric; A good answer."),
        ("Question 10: The", GAPS),
        ("Question 11: Note", "A text without a question was left out."),
        ("Question 12: Ferries", BRACES),
        ("Question 13: ~the white one }", BRACES),
        ("Question 14: Який порт", BRACES),
    ]


def test_the_blocks_take_every_draft_but_for_what_is_listed(sample):
    assert_blocks_accept(sample)


def test_every_item_and_every_entry_of_a_list_has_an_id_of_its_own(sample):
    ids = [item["id"] for item in sample.items]
    ids += [
        entry["id"]
        for item in sample.items
        for value in item["value"].values()
        if isinstance(value, list)
        for entry in value
    ]
    assert len(set(ids)) == len(ids) == 21
    assert {UUID(one).version for one in ids} == {4}


def test_drafts_are_built_as_the_starter_files_are():
    def identify(*path):
        return "/".join(path)

    [item] = read_gift("Which?{=one#Yes ~two ####Because}").items
    entry = {
        "question": "Which?",
        "multiple": False,
        "explanation": "Because",
        "options": [
            {"key": "a", "text": "one", "right": True, "reason": "Yes"},
            {"key": "b", "text": "two", "right": False},
        ],
    }
    assert bare(item["value"]) == bare(raw(item_type("choice").block(), entry, identify, lambda file: None))


# How a file is written --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old-mac"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["bare", "marked"])
def test_line_ends_and_byte_order_marks_make_no_difference(sample, end, mark):
    text = (DATA / "harbour.gift.txt").read_text(encoding="utf-8")
    other = read_gift(mark + text.replace("\n", end))
    assert values(other) == values(sample)
    assert other.left_out == sample.left_out


def test_escaped_letters_are_letters():
    text = r"\:\:Is 1 \= 1\: a \{b\} \~c \# d \\ e\nf\?{=\~yes\= \#1 ~\{no\}#\#\:}"
    assert only(text)[1]["question"] == "::Is 1 = 1: a {b} ~c # d \\ e\nf\\?"
    assert options(text) == [("~yes= #1", True, ""), ("{no}", False, "#:")]


def test_an_escaped_backslash_escapes_nothing_more():
    assert options(r"Q{=a\\#b ~c\\\#d ~e\\nf}") == [
        ("a\\", True, "b"),
        ("c\\#d", False, ""),
        ("e\\nf", False, ""),
    ]


def test_comments_stand_anywhere_and_part_nothing():
    assert options("Q{\n  // a hint to colleagues\n =a\n//~b\n ~c\n}") == [("a", True, ""), ("c", False, "")]


def test_categories_may_stand_right_above_a_question():
    reading = read_gift("$CATEGORY: one\n$CATEGORY: two\nQ{T}")
    assert [value["question"] for _kind, value in values(reading)] == ["Q"]
    assert said(reading)[0] == ("The whole file", "Categories were left out.")


def test_an_empty_file_has_no_questions():
    assert read_gift(" \n\n// nothing yet\n").items == []


def test_a_name_names_the_question_in_the_list_and_its_first_words_otherwise():
    assert said(read_gift("::A \\: name::Q{"))[0] == ("Question 1: A : name", BRACES)
    assert said(read_gift("[html]<p>" + "word " * 20 + "{"))[0][0] == (
        "Question 1: word word word word word word word word word word word word…"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[html]<p>A <i>b</i> &amp; c</p>{T}", "A b & c"),
        ("[markdown]A **b** & `c`{T}", "A b & c"),
        ("[plain]A <b>b</b> *c*{T}", "A <b>b</b> *c*"),
        ("[moodle]A <b>b</b>\n*c* 1 < 2{T}", "A b\n*c* 1 < 2"),
        ("A <b>b</b> x<y and y>z{T}", "A b x<y and y>z"),
        ("[draft]A{T}", "[draft]A"),
    ],
)
def test_a_text_says_how_it_is_written(text, expected):
    assert only(text)[1]["question"] == expected


def test_answers_and_comments_are_written_like_the_question_unless_they_say_otherwise():
    assert options("[markdown]Q{=*a*#**b** ~[plain]*c*#[html]<b>d</b>}") == [
        ("a", True, "b"),
        ("*c*", False, "d"),
    ]


# The kinds --------------------------------------------------------------------------------------------------------


def test_one_right_answer_makes_a_single_choice_and_weights_alone_a_multiple_one():
    assert only("Q{~a =b}")[1]["multiple"] is False
    assert only("Q{~%100%a ~b}")[1]["multiple"] is True


def test_weights_become_right_or_wrong_and_the_difference_is_said():
    assert options("Q{~%-25%a =b ~%99.999%c}") == [("a", False, ""), ("b", True, ""), ("c", True, "")]
    assert notes("Q{~%-25%a =b ~%33.3%c ~d}") == [
        "Answers that earned or cost a part of the points became wrong ones: a; c."
    ]
    assert notes("Q{~%70%a ~%30%b ~%-50%c ~%-50%d}") == [
        "The right answers earned different parts of the points; now each counts the same."
    ]
    assert notes("Q{~%50%a ~%50%b ~c}") == [
        "Where several answers may be right, our scoring takes the place of the percentages: a wrong tick costs as"
        " much as a right one earns."
    ]


def test_our_own_weights_are_nothing_to_speak_of():
    assert notes("Q{~%33.33333%a ~%33.33333%b ~%33.33333%c ~%-33.33333%d}") == []


def test_what_keeps_a_choice_from_publication_is_said():
    assert notes("Q{=a =b ~c}") == [
        "Before publication: Several answers are marked as right: say that several may be right, or leave one."
    ]
    assert notes("Q{~a ~b}") == ["Before publication: Mark at least one answer as right."]


@pytest.mark.parametrize("word", ["T", "TRUE", "true", " True "])
def test_true_has_a_comment_for_wrong_and_one_for_right(word):
    assert options(f"Q{{{word}#Oh#Yes}}") == [("True", True, "Yes"), ("False", False, "Oh")]


@pytest.mark.parametrize("word", ["F", "FALSE"])
def test_false_has_its_comments_the_other_way_round(word):
    assert options(f"Q{{{word}#Oh#Yes####[html]<b>So</b>}}") == [
        ("True", False, "Oh"),
        ("False", True, "Yes"),
    ]


def test_pairs_keep_arrows_on_their_right_side():
    kind, value = only("Q{=[html]<b>a</b> -> b->c =d->e #1}")
    assert (kind, value["pairs"]) == (
        "match",
        [{"left": "a", "right": "b->c"}, {"left": "d", "right": "e #1"}],
    )


def test_a_right_side_that_belongs_to_two_is_said_and_stays():
    assert notes("Q{=a->x =b->x}") == [
        "Before publication: Two pairs have the same right side: nobody could tell them apart."
    ]


def test_a_pair_without_an_arrow_leaves_the_question_out():
    assert said(read_gift("Q{=a->b =c}")) == [
        ("Question 1: Q", "The question was left out: a pair has no arrow (->) between its sides.")
    ]


def test_a_short_answer_needs_no_equals_sign():
    assert only("Q{four}")[1]["model"] == "<p>four</p>"


def test_wrong_answers_and_wildcards_of_short_answers_are_said():
    assert notes("Q{=*ship* =%0%boat =%50%raft}")[1:] == [
        "Answers that earned a part of the points were left out: raft.",
        "Wrong answers were left out: boat.",
        "An asterisk in the model answer stood for any letters; it stands there as it is.",
    ]


@pytest.mark.parametrize(
    ("answer", "value", "near"),
    [
        ("3.5:0.2", 3.5, 0.2),
        ("3.5\\:0.2", 3.5, 0.2),
        (" -4 : 1 ", -4.0, 1.0),
        ("1..5", 3.0, 2.0),
        ("-2.5 .. -1.5", -2.0, 0.5),
        ("1e3:.5", 1000.0, 0.5),
        ("=%50%1:1 =2:0.5", 2.0, 0.5),
        ("7", 7.0, None),
        ("7:-1", 7.0, None),
        ("=*#no =%50%3", None, None),
    ],
)
def test_numbers_have_a_tolerance_or_a_range(answer, value, near):
    kind, found = only(f"Q{{#{answer}}}")
    assert (kind, found["value"], found["near"]) == ("estimate", value, near)


@pytest.mark.parametrize("answer", ["about 4", "1,5", "nan", "inf", "1e999", "0x10", "١٢", "1_000", "3:a"])
def test_what_is_no_number_leaves_the_question_out(answer):
    reading = read_gift(f"Q{{#{answer}}}")
    assert reading.items == []
    assert said(reading) == [
        ("Question 1: Q", f"The question was left out: “{answer}” is not a number."),
    ]


def test_a_question_that_is_only_explained_is_an_essay():
    assert only("Q{####[html]<p>Why</p><p>not?</p>}")[1]["explanation"] == "<p>Why</p><p>not?</p>"


@pytest.mark.parametrize("text", ["A {=b} c.", "A {} c.", "A {=b} c {=d}", "{=b} c"])
def test_gaps_in_the_text_are_listed(text):
    reading = read_gift(text)
    assert reading.items == []
    assert [what for _where, what in said(reading)] == [GAPS]


@pytest.mark.parametrize("text", ["a {", "a }", "}{", "a {b {c}", "a {b} c }", "::{::}"])
def test_braces_that_do_not_match_are_listed(text):
    reading = read_gift(text)
    assert reading.items == []
    assert [what for _where, what in said(reading)] == [BRACES]


# What is too much ---------------------------------------------------------------------------------------------------


def test_a_text_that_is_too_long_leaves_the_question_out_and_is_not_cut():
    assert only("a" * 400 + "{T}")[1]["question"] == "a" * 400
    assert [what for _where, what in said(read_gift("a" * 401 + "{T}"))] == [
        "The question was left out: “Question” has 401 letters, and 400 are the most."
    ]
    assert [what for _where, what in said(read_gift(f"Q{{=a ~{'b' * 301}}}"))] == [
        "The question was left out: “Answers: Answer” has 301 letters, and 300 are the most."
    ]


def test_a_comment_that_is_too_long_is_cut_and_that_is_said():
    assert options(f"Q{{=a#{'c' * 300} ~b}}")[0] == ("a", True, "c" * 300)
    assert options(f"Q{{=a#{'c' * 301} ~b}}")[0] == ("a", True, "c" * 299 + "…")
    assert notes(f"Q{{=a#{'c' * 301} ~b}}") == ["The comment on “a” was cut to 300 letters."]


@pytest.mark.parametrize("number", [1, 9])
def test_too_few_or_too_many_answers_leave_the_question_out(number):
    assert [what for _where, what in said(read_gift(f"Q{{{'~%50%a ' * number}}}"))] == [
        f"The question was left out: “Answers” has {number} entries; there may be 2 to 8."
    ]


def test_hundreds_of_answers_are_not_even_read():
    assert [what for _where, what in said(read_gift(f"Q{{{'~a' * 101}}}"))] == [
        "The question was left out: it has 101 answers, and 100 are the most that we read."
    ]


def test_an_answer_that_was_a_picture_is_to_be_filled_in():
    reading = read_gift('[html]Q{=<img src\\="x/map%20one.png"> ~b}')
    assert said(reading) == [
        ("Question 1: Q", "A picture was left out: map one.png."),
        ("Question 1: Q", "To be filled in before publication: Explanation; Answers 1: Answer."),
    ]
    assert_blocks_accept(reading)


# Whatever comes -------------------------------------------------------------------------------------------------------

TOKENS = [
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
        "->",
        "..",
        "%50%",
        "%-100%",
        "//",
        "\n",
        "\n\n",
        "\r",
    ),
    *(
        "[html]",
        "[markdown]",
        "[plain]",
        "$CATEGORY:",
        "T",
        "FALSE",
        "3.5",
        "*",
        "<b>",
        "</p>",
        "<img src=x>",
        "&amp;",
    ),
    *("<script>", "</script>", "<!--", "-->", "<a href='javascript:x'>", "<table><td>", "слово", "كلمة", " "),
]


@given(st.lists(st.one_of(st.sampled_from(TOKENS), st.text(max_size=8)), max_size=40).map("".join))
def test_whatever_a_file_holds_the_drafts_are_fit_for_their_blocks(text):
    reading = read_gift(text)
    assert_blocks_accept(reading)
    for item in reading.items:
        for field in ("explanation", "model"):
            tags = set(re.findall(r"<[^>]*>", item["value"].get(field, "")))
            assert {tag for tag in tags if not re.fullmatch(r"</?(p|ul|ol|li|b|i|a)>|<br/>", tag)} == set()


def test_half_a_surrogate_pair_is_not_text():
    """Inside, escaped letters are held as such halves: none may come in from outside."""
    with pytest.raises(ExchangeError, match="not UTF-8"):
        read_gift("Q\udc7e{T}")


def test_words_of_ours_in_an_exercise_are_in_its_language_and_sentences_in_the_editors():
    reading = read_gift("// A remark\nThe sea is salty. {T}", "uk")
    options = [entry["value"]["text"] for entry in reading.items[0]["value"]["options"]]
    with translation.override("uk"):
        assert options == [str(Verdict.TRUE.label), str(Verdict.FALSE.label)] != ["True", "False"]
    assert [one.what for one in reading.left_out][0] == "Comments were left out."
