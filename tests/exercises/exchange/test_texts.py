"""HTML and Markdown into the texts of our fields: the words stay, the rest is put on record."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.exchange.markup import Losses
from exercises.exchange.texts import Form, Words, line, lines, rich


def html(text):
    return rich(Words(text, Form.HTML), Losses())


def plain(text, form=Form.HTML):
    return lines(Words(text, form), Losses())


def lost(text, form=Form.HTML):
    """Return what a text loses, without what it does not lose."""
    losses = Losses()
    rich(Words(text, form), losses)
    return {name: value for name, value in vars(losses).items() if value}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        (" \n ", ""),
        ("<p>&nbsp;</p>", ""),
        ("a", "<p>a</p>"),
        ("<p>a</p><p>b", "<p>a</p><p>b</p>"),
        ("<div>a<div>b</div>c</div>", "<p>a</p><p>b</p><p>c</p>"),
        ("a<br>b<br/>", "<p>a<br/>b</p>"),
        ("<b>a <i>b</i></b> c", "<p><b>a </b><b><i>b</i></b> c</p>"),
        ("<strong>a</strong><em>b</em>", "<p><b>a</b><i>b</i></p>"),
        ("<b>a</b></b></i>b<b>c", "<p><b>a</b>b<b>c</b></p>"),
        ("<b>a<p>b</p></b>c", "<p><b>a</b></p><p><b>b</b></p><p>c</p>"),
        ("<ul><li>a</li><li><p>b</p><p>c</p></li></ul>d", "<ul><li>a</li><li>b<br/>c</li></ul><p>d</p>"),
        ("<ol><li>a<ul><li>b</li></ul></li></ol>", "<ol><li>a</li></ol><ul><li>b</li></ul>"),
        ("<ul>a<li>b", "<ul><li>a</li><li>b</li></ul>"),
        (
            "<a href='http://x.example/?a=1&b=2'>a <b>b</b></a>",
            '<p><a href="http://x.example/?a=1&amp;b=2">a <b>b</b></a></p>',
        ),
        ("a\n  b\t c", "<p>a b c</p>"),
        ("<pre>a\n  b</pre>", "<p>a<br/>b</p>"),
        ("a<!-- b --><!--\n<p>c-->d", "<p>ad</p>"),
        ("<STYLE>a</Style >b<script>c</scripts>d</script <i>e</i>", "<p>bcd&lt;/script <i>e</i></p>"),
        ("a <!-- b", "<p>a &lt;!-- b</p>"),
        (
            "1 < 2 & 3 > 2 &amp; &lt;b&gt; &copy 2",
            "<p>1 &lt; 2 &amp; 3 &gt; 2 &amp; &lt;b&gt; &amp;copy 2</p>",
        ),
        ("10<sup>6</sup> H<sub>2</sub>O", "<p>10⁶ H₂O</p>"),
        ("<table><tr><th>a</th><td>b</td></tr><tr><td>c</td></tr></table>", "<p>a | b</p><p>c</p>"),
        ("<h2>a</h2>b", "<p>a</p><p>b</p>"),
        ("a\u202eb\x07c e\u0301", "<p>abc é</p>"),
        ("a&nbsp;b", "<p>a\u00a0b</p>"),
    ],
)
def test_html_becomes_rich_text(text, expected):
    assert html(text) == expected


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("<p>a <b>b</b></p><ul><li>c</li><li>d</li></ul>", Form.HTML, "a b\n- c\n- d"),
        ("a <a href='https://x.example/y'>b</a> c", Form.HTML, "a b (https://x.example/y) c"),
        ("<a href='https://x.example'>https://x.example</a>", Form.HTML, "https://x.example"),
        ("a\nb\n\nc", Form.AUTO, "a\nb\nc"),
        ("a\nb\n\nc", Form.HTML, "a b c"),
        ("a\nb\n\n  c ", Form.PLAIN, "a\nb\n\n  c"),
        ("# a\n\n* b\n* `c`\n\n![d](e.png) <u>f</u>", Form.MARKDOWN, "a\n- b\n- c\nf"),
        ("\\(x^2\\) $$y$$", Form.AUTO, "\\(x^2\\) $$y$$"),
    ],
)
def test_every_form_becomes_plain_lines(text, form, expected):
    assert plain(text, form) == expected


def test_a_line_is_one_line_and_keeps_its_hard_blanks():
    assert line(Words("a\n b\t« c\u00a0»", Form.PLAIN), Losses()) == "a b « c\u00a0»"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>a</p><b>b</b><ul><li>c</li></ul>", {}),
        ("<h1>a</h1>", {"formatting": True}),
        ("<p style='x'>a</p>", {"formatting": True}),
        ("<ul><ul><li>a</ul>", {"formatting": True}),
        ("<img src='x/a%20b.png?c' alt=' A map '>", {"pictures": ["A map"], "picture_files": {"a b.png"}}),
        ("<img src=x/a.png>", {"pictures": ["a.png"], "picture_files": {"a.png"}}),
        ("<img src='data:image/png;base64,AAAA/b'>", {"pictures": [""], "picture_files": {""}}),
        ("<img data-alt='x' src='y'>", {"pictures": ["y"], "picture_files": {"y"}}),
        ("<video src='v/a.mp4'></video><iframe></iframe>", {"media": ["a.mp4", "iframe"]}),
        ("<a href='mailto:a@x.example'>a</a><a href=/en/>b</a>", {"links": ["mailto:a@x.example", "/en/"]}),
        ("<a name='top'>a</a><a href='https://[x'>b</a>", {"links": ["https://[x"]}),
        ("<o:p>a</o:p>", {"unknown": ["<o:p>"]}),
        ("<script>a</script>", {"script": True}),
        ("<style>a</style>", {"formatting": True}),
        ("<table><td>a</table>", {"table": True}),
        ("1<sup>st</sup>", {"raised": True}),
    ],
)
def test_what_is_lost_is_put_on_record(text, expected):
    assert lost(text) == expected


@given(
    st.lists(
        st.one_of(
            st.text(st.characters(categories=["L", "N", "P", "Zs"], exclude_characters="<&"), max_size=6),
            st.sampled_from(
                [
                    "<p>",
                    "</p>",
                    "<b>",
                    "</i>",
                    "<ul>",
                    "<li>",
                    "</ul>",
                    "<br>",
                    "<td>",
                    "<a href='x'>",
                    "<i",
                    "<",
                ]
            ),
        )
    ).map("".join)
)
def test_rich_text_is_a_fixed_point(text):
    once = html(text)
    assert html(once) == once
    assert set(re.findall(r"</?(\w+)", once)) <= {"p", "ul", "ol", "li", "b", "i", "a", "br"}


WORDS = st.text(st.sampled_from("abcdжзиنور1"), min_size=1, max_size=5)
TAGS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div class='x'>",
        "<b>",
        "</b>",
        "<ul>",
        "<li>",
        "</ul>",
        "<table>",
        "<td>",
        "<x>",
        "<!-- -->",
        "<pre>",
    ]
)


@given(st.lists(st.tuples(TAGS, WORDS)), st.sampled_from([Form.HTML, Form.AUTO, Form.MARKDOWN]))
def test_no_word_is_lost_whatever_stands_around_it(pieces, form):
    text = " ".join(f"{tag} {word}" for tag, word in pieces)
    expected = [word for _tag, word in pieces]
    found = re.sub(r"<[^>]*>", " ", plain(text, form))
    assert [word for word in re.split(r"[^\w]+", found) if word] == expected
    found = re.sub(r"<[^>]*>|&lt;x&gt;", " ", rich(Words(text, form), Losses()))
    assert [word for word in re.split(r"[^\w]+", found) if word] == expected
