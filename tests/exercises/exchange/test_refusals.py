"""Files that are refused as a whole, attacks among them: quickly, with a sentence, and without a request."""

import time
from contextlib import contextmanager

import pytest

from exercises.exchange.gift import read_gift
from exercises.exchange.moodle import read_moodle
from exercises.exchange.reading import ExchangeError, decoded
from tests.exercises.exchange.checking import assert_blocks_accept, said, values

DECLARED = "This file declares a document type or entities; we do not take it."
NO_XML = "This file cannot be read as XML. Please export it from Moodle once more."
DEEP = "This file is built deeper or of more parts than any question bank; we do not take it."
NOT_UTF8 = "This file is not UTF-8. Please save it as UTF-8 text and try again."
LARGE = "This file is larger than 2 MB. Please split it."
SIZE = 1_999_000
QUIZ = "<quiz><question type='essay'><questiontext><text>{}</text></questiontext></question></quiz>"

LAUGHS = '<!DOCTYPE quiz [<!ENTITY a0 "ha">{}]>'.format(
    "".join(f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 10))
)


def refusal(read, data) -> str:
    with pytest.raises(ExchangeError) as caught:
        read(data)
    return str(caught.value)


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(f"{LAUGHS}{QUIZ.format('&a9;')}", id="billion-laughs"),
        pytest.param(
            f'<!DOCTYPE quiz [<!ENTITY a "{"a" * 50_000}">]>{QUIZ.format("&a;" * 10_000)}',
            id="quadratic-blowup",
        ),
        pytest.param(
            f'<!DOCTYPE quiz [<!ENTITY a SYSTEM "file:///etc/passwd">]>{QUIZ.format("&a;")}', id="local-file"
        ),
        pytest.param(
            f'<!DOCTYPE quiz [<!ENTITY a SYSTEM "http://127.0.0.1:8000/">]>{QUIZ.format("&a;")}', id="address"
        ),
        pytest.param(
            f'<!DOCTYPE quiz [<!ENTITY % a SYSTEM "http://169.254.169.254/a.dtd"> %a;]>{QUIZ.format("")}',
            id="parameter",
        ),
        pytest.param(
            f'<!DOCTYPE quiz SYSTEM "http://127.0.0.1/quiz.dtd">{QUIZ.format("")}', id="external-dtd"
        ),
        pytest.param(f'<!DOCTYPE quiz PUBLIC "-//X" "//127.0.0.1/x">{QUIZ.format("")}', id="public-dtd"),
        pytest.param(f"<!DOCTYPE quiz>{QUIZ.format('')}", id="empty-dtd"),
    ],
)
def test_entities_and_document_types_are_refused_without_a_request(document):
    """Case 47. The fixture of the whole suite fails a test that tried to reach another machine."""
    assert refusal(read_moodle, document.encode()) == DECLARED
    assert refusal(read_moodle, f"<?xml version='1.0' encoding='UTF-8'?>{document}".encode()) == DECLARED


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-7"])
def test_entities_do_not_hide_in_another_encoding(encoding):
    """Case 47."""
    document = f"<?xml version='1.0' encoding='{encoding}'?>{LAUGHS}{QUIZ.format('&a9;')}".encode(encoding)
    assert refusal(read_moodle, document) in (NOT_UTF8, NO_XML, DECLARED)


def test_xinclude_and_style_sheets_do_nothing():
    """Case 47."""
    document = "<?xml-stylesheet href='http://127.0.0.1/x.xsl' type='text/xsl'?>" + QUIZ.format(
        "<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='file:///etc/passwd'/>"
    )
    [(kind, value)] = values(read_moodle(document.encode()))
    assert (kind, value["question"]) == ("open", "")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", NO_XML),
        (b"<quiz>", NO_XML),
        (b"<quiz></quiz><quiz/>", NO_XML),
        (b"<quiz>&undeclared;</quiz>", NO_XML),
        (b"<quiz>\x00</quiz>", NO_XML),
        (b"Q{T}", NO_XML),
        (b"<html/>", "This XML file holds no quiz of Moodle\u2019s."),
        (b"<quiz>\xe9</quiz>", NOT_UTF8),
        ("<quiz/>".encode("utf-16"), NOT_UTF8),
    ],
)
def test_what_is_not_moodle_xml_is_refused_with_a_sentence(data, sentence):
    assert refusal(read_moodle, data) == sentence


def test_the_declared_encoding_of_an_utf8_file_does_not_matter():
    document = f"<?xml version='1.0' encoding='ISO-8859-1'?>{QUIZ.format('Œuvre')}".encode()
    assert values(read_moodle(document))[0][1]["question"] == "Œuvre"


def test_an_empty_quiz_is_a_reading_without_items():
    assert read_moodle(b"\xef\xbb\xbf<quiz/>").items == []


def test_depth_is_bounded():
    assert refusal(read_moodle, QUIZ.format("<b>" * 30 + "</b>" * 30).encode()) == DEEP
    assert len(read_moodle(QUIZ.format("<b>" * 16 + "x" + "</b>" * 16).encode()).items) == 1


def test_the_number_of_parts_is_bounded():
    assert refusal(read_moodle, f"<quiz>{'<a/>' * 100_001}</quiz>".encode()) == DEEP


@pytest.mark.parametrize("data", [b"Caf\xe9{T}", "Q{T}".encode("utf-16"), b"\xff\xfeQ"])
def test_gift_that_is_not_utf8_is_refused(data):
    assert refusal(decoded, data) == NOT_UTF8


def test_two_megabytes_are_the_most_counted_in_bytes():
    assert refusal(decoded, b"a" * 2_000_001) == LARGE
    assert refusal(read_gift, "a" * 2_000_001) == LARGE
    assert refusal(read_gift, "ж" * 1_000_001) == LARGE
    assert refusal(read_moodle, b"<" * 2_000_001) == LARGE
    assert decoded(b"a" * 2_000_000) == "a" * 2_000_000


def test_five_hundred_questions_are_the_most():
    sentence = "This file holds 501 questions; 500 are the most that we take. Please split it."
    assert len(read_gift("Q{T}\n\n" * 500).items) == 500
    assert refusal(read_gift, "Q{T}\n\n" * 501) == sentence
    quiz = "<question type='category'/>" * 9 + "<question/>" * 501
    assert refusal(read_moodle, f"<quiz>{quiz}</quiz>".encode()) == sentence


def test_two_hundred_thousand_letters_of_markdown_are_the_most():
    text = f"[markdown]Q{{T####{'a' * 150_000}}}\n\n"
    assert len(read_gift(text).items) == 1
    assert (
        refusal(read_gift, text * 2)
        == "This file holds more than 200000 letters of Markdown. Please split it."
    )


def test_two_hundred_thousand_tags_are_the_most():
    sentence = "This file holds more than 200000 tags of XML and HTML. Please split it."
    assert refusal(read_gift, "<i>" * 200_001) == sentence
    assert refusal(read_moodle, QUIZ.format("&lt;i>" * 200_001).encode()) == sentence


@pytest.mark.parametrize("around", ["{}", "[html]{}{{T}}", "Q{{=a#[html]{}\n~b}}"])
@pytest.mark.parametrize("piece", ["{", "\\", "~", "&", "\n", "&#1;"])
def test_two_megabytes_of_one_mark_are_no_bomb(piece, around):
    """Case 81: what grows with the square of its length would not end within the limit; a second or two does."""
    text = around.format(piece * ((SIZE - 40) // len(piece)))
    with within():
        assert len(read_gift(text).left_out) < 5


@pytest.mark.parametrize(
    "piece", ["<a href='http://x.example'>", "<ul>", "<td>", "<img>", "<pre>", "<!--", "<a href='", "<p\n"]
)
def test_as_many_tags_as_we_take_are_no_bomb(piece):
    text = f"[html]{piece * (199_000 if len(piece) < 8 else 60_000)}".replace("=", "\\=") + "{T}"
    with within():
        assert len(read_gift(text).left_out) < 5


@contextmanager
def within(seconds: int = 60):
    """Fail what takes more CPU: a guard against explosions, not a measure of speed."""
    begun = time.process_time()
    yield
    assert time.process_time() - begun < seconds


@pytest.mark.parametrize(
    ("marker", "shown"),
    [("[plain]", "<script>alert(1)</script>Who?"), ("[html]", "Who?"), ("[markdown]", "Who?"), ("", "Who?")],
)
def test_a_script_in_a_question_is_text_or_gone(marker, shown):
    """Case 48: plain fields are escaped by their templates, so that a script in them is text."""
    reading = read_gift(f"{marker}<script>alert(1)</script>Who?{{T}}")
    assert values(reading)[0][1]["question"] == shown
    sentences = [what for _where, what in said(reading)]
    assert ("A script was left out." in sentences) is (marker != "[plain]")


@pytest.mark.parametrize(
    ("html", "rich"),
    [
        ("<script>alert(1)</script><p>a</p>", "<p>a</p>"),
        ("<script>a<b</script >c", "<p>c</p>"),
        ("a<script>alert(1)", "<p>aalert(1)</p>"),
        ("<img src=x onerror=alert(1)>a", "<p>a</p>"),
        ('<a href="javascript:alert(1)">a</a>', "<p>a</p>"),
        ('<a href=" java\nscript:alert(1)">a</a>', "<p>a</p>"),
        (
            '<a href="data:text/html,<script>alert(1)</script>">a</a>',
            '<p>&lt;a href="data:text/html,"&gt;a</p>',
        ),
        ('<p onclick="alert(1)" style="x">a</p>', "<p>a</p>"),
        ('<a href="https://x.example" onclick="y">a</a>', '<p><a href="https://x.example">a</a></p>'),
        (
            '<a href="https://x.example/&quot;onclick=&quot;y">a</a>',
            '<p><a href="https://x.example/&quot;onclick=&quot;y">a</a></p>',
        ),
        ("<svg onload=alert(1)><style>a</style>b</svg>", "<p>b</p>"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("<<script>script>alert(1)</script>", "<p>&lt;</p>"),
        ("<iframe src='https://x.example/v'></iframe>a", "<p>a</p>"),
        ("<embed embedtype='media' url='x'/>a", "<p>a</p>"),
        ("<a linktype='page' id='1'>a</a>", "<p>a</p>"),
        ("<scr\x00ipt>alert(1)</scr\x00ipt>", "<p>alert(1)</p>"),
    ],
)
def test_explanations_hold_nothing_that_runs_or_loads(html, rich):
    """Case 48."""
    marks = str.maketrans({mark: f"\\{mark}" for mark in "\\~=#{}:"} | {"\n": "\\n"})
    reading = read_gift(f"Q{{T####[html]{html.translate(marks)}}}")
    assert values(reading)[0][1]["explanation"] == rich
    assert_blocks_accept(reading)
