"""Moodle XML into drafts: what a teacher's export holds, and a sentence for all that does not come along."""

import pytest

from exercises.exchange.moodle import read_moodle
from tests.exercises.exchange.checking import DATA, NO_EVIDENCE, assert_blocks_accept, said, values

GAPS = "The question was left out: questions with gaps in the text cannot be carried over."


@pytest.fixture(scope="module")
def sample():
    return read_moodle((DATA / "harbour.xml").read_bytes())


def question(kind, inner="", text="Q"):
    """Return the reading of a file with one question."""
    asked = f"<questiontext format='html'><text>{text}</text></questiontext>"
    return read_moodle(f"<quiz><question type='{kind}'>{asked}{inner}</question></quiz>".encode())


def only(reading):
    assert_blocks_accept(reading)
    [found] = values(reading)
    return found[1]


def notes(reading):
    """Return what was said, but for the explanation that a question lacks."""
    return [what for _where, what in said(reading) if not what.startswith("To be filled in")]


def answer(share, text, inner=""):
    return f"<answer fraction='{share}'><text>{text}</text>{inner}</answer>"


def test_a_realistic_file_becomes_drafts(sample):
    assert values(sample) == [
        (
            "choice",
            {
                "explanation": '<p>The town\'s page names the reason: a <a href="https://town.example/pool?a=1&amp;b=2">'
                "broken filter</a>.</p><ul><li>Look for the date.</li><li>Look for the source.</li></ul>",
                "question": "A post says: “The pool is closed because of them.” What do you do first?",
                "multiple": False,
                "options": [
                    {"text": "Look at the town's own page", "right": True, "reason": "It takes a minute."},
                    {"text": "Pass it on", "right": False, "reason": ""},
                    {"text": "Ask in the comments", "right": False, "reason": ""},
                ],
            },
        ),
        (
            "choice",
            {
                "explanation": "<p>One sign alone proves nothing.</p><p>Three together are a reason to stop.</p>",
                "question": "Which of these are signs that an account is not what it says?",
                "multiple": True,
                "options": [
                    {"text": "Two hundred posts a day", "right": True, "reason": ""},
                    {"text": "Made last week", "right": True, "reason": ""},
                    {"text": "Its picture belongs to somebody else", "right": True, "reason": ""},
                    {"text": "It has a holiday photograph", "right": False, "reason": ""},
                ],
            },
        ),
        (
            "choice",
            {
                "explanation": "",
                "question": "Money that people send home\nis called a remittance.",
                "multiple": False,
                "options": [
                    {"text": "True", "right": True, "reason": "Just so."},
                    {"text": "False", "right": False, "reason": "It is."},
                ],
            },
        ),
        (
            "match",
            {
                "explanation": "",
                "task": "Who answers for which text?",
                "pairs": [
                    {"left": "A leading article", "right": "The newspaper"},
                    {"left": "A reader's letter", "right": "The reader"},
                ],
            },
        ),
        (
            "open",
            {
                "explanation": "",
                "question": "What do fact-checkers call leaving the page to look elsewhere?",
                "lines": 6,
                "rubric": [],
                "model": "<ul><li>lateral reading</li><li>*reading laterally</li></ul>",
            },
        ),
        (
            "estimate",
            {
                "explanation": "<p>The town counts once a year.</p>",
                "question": "How many of a hundred people in our town came in the last ten years?",
                "value": 12.0,
                "unit": "people",
                "low": None,
                "high": None,
                "step": None,
                "near": 2.0,
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
                "question": "Describe one place in your street that people from elsewhere made.",
                "lines": 20,
                "rubric": [],
                "model": "",
            },
        ),
        (
            "open",
            {
                "explanation": "",
                "question": "ما الذي تعلّمته اليوم؟",
                "lines": 6,
                "rubric": [],
                "model": "",
            },
        ),
    ]


def test_a_realistic_file_loses_nothing_silently(sample):
    whole = "The whole file"
    pool, word = "Question 1: Rumour about the pool", "Question 5: Word for checking elsewhere"
    share, street = "Question 6: Share of newcomers", "Question 7: Your street"
    comments = "Comments on single answers were left out: this kind of question has no place for them."
    assert said(sample) == [
        (whole, "Categories were left out."),
        (whole, "The names of questions were left out; they only stand in this list."),
        (
            whole,
            "Formatting was left out: colours, sizes, headings and the like everywhere; bold, italic and lists outside"
            " explanations.",
        ),
        (whole, "Penalties for further tries were left out."),
        (whole, "Settings for how answers are mixed, numbered and introduced were left out."),
        (whole, "Comments for right, partly right and wrong answers as a whole were left out."),
        (whole, "Hints were left out."),
        (whole, "Tags were left out."),
        (
            whole,
            "Where several answers may be right, our scoring takes the place of the percentages: a wrong tick costs as"
            " much as a right one earns.",
        ),
        (whole, "The number of points for a question was left out."),
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
        (whole, "Settings for how units are marked were left out."),
        (
            pool,
            "Answers that earned or cost a part of the points became wrong ones: Ask in the comments.",
        ),
        (pool, "A picture was left out: The post with a photograph of the pool."),
        ("Question 3: Remittances", "To be filled in before publication: Explanation."),
        ("Question 4: Who says what", "Right sides that belong to nothing were left out: Nobody."),
        ("Question 4: Who says what", "To be filled in before publication: Explanation."),
        (word, "Answers that earned a part of the points were left out: cross-checking."),
        (word, "Wrong answers were left out: *."),
        (word, "An asterisk in the model answer stood for any letters; it stands there as it is."),
        (word, comments),
        (word, "To be filled in before publication: Explanation; Rubric."),
        (share, "Other units were left out: hundreds."),
        (share, comments),
        (
            share,
            "To be filled in before publication: The scale begins at; The scale ends at; Step; What is counted; When;"
            " Where; Source: Title.",
        ),
        (street, "The notes for those who mark the answers were left out."),
        (street, "The question asked for files; answers are text only here."),
        (street, "The question asked for 40 lines to write on; it has 20 now."),
        (street, "To be filled in before publication: Explanation; Rubric; A good answer."),
        (
            "Question 8: سؤال مفتوح",
            "To be filled in before publication: Explanation; Rubric; A good answer.",
        ),
        ("Question 9: Gaps", GAPS),
        (
            "Question 10: Percent",
            "The question was left out: questions with calculated numbers cannot be carried over.",
        ),
        (
            "Question 11: Map",
            "The question was left out: questions with things to be dragged onto a picture cannot be carried over.",
        ),
        ("Question 12: Welcome", "A text without a question was left out."),
        (
            "Question 13: Steps",
            "The question was left out: questions of the kind “ordering” cannot be carried over.",
        ),
    ]


def test_the_blocks_take_every_draft_but_for_what_is_listed(sample):
    assert_blocks_accept(sample)


@pytest.mark.parametrize("kind", ["cloze", "multianswer", "gapselect", "ddwtos"])
def test_gaps_in_the_text_are_listed(kind):
    assert notes(question(kind)) == [GAPS]


@pytest.mark.parametrize("kind", ["random", "randomsamatch"])
def test_questions_drawn_at_random_are_listed(kind):
    assert notes(question(kind)) == [
        "The question was left out: it stands for others that are drawn at random."
    ]


@pytest.mark.parametrize(
    ("single", "multiple"), [("true", False), ("1", False), ("false", True), ("0", True)]
)
def test_single_says_whether_several_may_be_right(single, multiple):
    inner = f"<single>{single}</single>{answer(100, 'a')}{answer(-100, 'b')}"
    assert only(question("multichoice", inner))["multiple"] is multiple


def test_old_answers_to_true_or_false_come_in_the_order_true_false():
    value = only(question("truefalse", answer(0, "Vrai") + answer(100, "Faux")))
    assert [(option["text"], option["right"]) for option in value["options"]] == [
        ("True", False),
        ("False", True),
    ]


def test_true_or_false_without_a_right_answer_is_left_out():
    assert notes(question("truefalse", answer(0, "true") + answer(0, "false"))) == [
        "The question was left out: it does not say whether true or false is right."
    ]
    assert notes(question("truefalse", answer(100, "true"))) == [
        "The question was left out: it does not have the two answers true and false."
    ]


def test_a_choice_without_answers_and_a_match_without_pairs_are_left_out():
    assert notes(question("multichoice")) == ["The question was left out: it has no answers."]
    assert notes(question("matching")) == ["The question was left out: it has no pairs."]


def test_a_number_may_stand_outside_its_text_as_in_old_files():
    inner = "<answer fraction='100'>7<tolerance>0.5</tolerance></answer>"
    value = only(question("numerical", inner))
    assert (value["value"], value["near"]) == (7.0, 0.5)


def test_what_is_no_number_leaves_the_question_out():
    assert notes(question("numerical", answer(100, "seven"))) == [
        "The question was left out: “seven” is not a number."
    ]


def test_markup_that_nobody_wrapped_is_read_all_the_same():
    value = only(question("essay", "", "<p>One <b>two</b></p><p>three</p>"))
    assert value["question"] == "One two\nthree"


def test_markup_that_was_escaped_is_markup():
    assert only(question("essay", "", "&lt;p&gt;One &amp;amp; two&lt;/p&gt;"))["question"] == "One & two"


def test_files_that_no_text_shows_are_listed_by_name():
    inner = (
        "<generalfeedback format='html'><text><![CDATA[<a href=\"@@PLUGINFILE@@/a.pdf\">the paper</a>]]></text>"
        "<file name='a.pdf'>QQ==</file></generalfeedback><image>old.gif</image><image_base64>QQ==</image_base64>"
    )
    reading = question("essay", inner)
    assert only(reading)["explanation"] == "<p>the paper</p>"
    assert notes(reading) == [
        "Files were left out: a.pdf; old.gif.",
        "Links that lead nowhere from here were left out, their words stayed: @@PLUGINFILE@@/a.pdf.",
    ]


def test_more_of_an_essay_is_listed():
    inner = (
        "<responsetemplate format='html'><text>Dear ...</text></responsetemplate><maxwordlimit>200</maxwordlimit>"
        "<responseformat>noinline</responseformat>"
    )
    assert notes(question("essay", inner)) == [
        "The text to begin the answer with was left out.",
        "The question asked for files; answers are text only here.",
        "The limits on the number of words were left out.",
    ]


def test_parts_that_we_do_not_know_are_named_once():
    reading = question("essay", "<plagiarism>strict</plagiarism><plagiarism>lax</plagiarism><empty/>")
    assert notes(reading) == ["Parts that we do not know were left out: plagiarism."]


def test_hidden_questions_and_their_numbers_are_mentioned():
    assert notes(question("essay", "<hidden>1</hidden><idnumber>7a</idnumber>")) == [
        "Questions that were hidden in Moodle are among these; here they are like all others.",
        "Numbers that identify questions were left out.",
    ]


def test_instructions_on_units_are_listed():
    inner = (
        answer(100, "7", "<tolerance>1</tolerance>")
        + "<instructions format='html'><text>In km.</text></instructions>"
    )
    assert notes(question("numerical", inner))[1:] == [
        "The instructions on how to write the number were left out."
    ]
