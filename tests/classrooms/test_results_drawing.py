"""Discernment and bias, drawn: sound SVG, the same read from the right, with words for whoever does not see it."""

import re
from xml.etree import ElementTree

import pytest
from django.utils import translation

from classrooms.charts import Row, draw
from classrooms.domain.findings import Point

SVG = "{http://www.w3.org/2000/svg}"
ROWS = [
    Row("Before teaching", Point(0.7, 0.47, 0.93), Point(0.38, 0.24, 0.52), is_soft=True),
    Row("After teaching", Point(1.31, 1.08, 1.54), Point(-0.12, -0.27, 0.03)),
]
HANDS = [Row("This class", Point(0.98), Point(-0.1))]


def tree_of(drawing: str) -> ElementTree.Element:
    return ElementTree.fromstring(drawing.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def places(drawing: str, tag: str, name: str) -> list[float]:
    """Return where parts of a drawing are, in percent from its left edge."""
    return [float(part.get(name).rstrip("%")) for part in tree_of(drawing).iter(SVG + tag)]


def test_the_drawing_says_in_words_what_it_shows():
    tree = tree_of(draw(ROWS, name="measures", mirrored=False))
    assert tree.get("role") == "img"
    assert tree.get("aria-labelledby") == "measures-title measures-said"
    title, said = tree.find(f"{SVG}title"), tree.find(f"{SVG}desc")
    assert (title.get("id"), title.text) == ("measures-title", "Discernment and bias of the class")
    assert (said.get("id"), said.text) == (
        "measures-said",
        "Before teaching: discernment 0.70 (0.47 to 0.93), bias 0.38 (0.24 to 0.52); "
        "After teaching: discernment 1.31 (1.08 to 1.54), bias −0.12 (−0.27 to 0.03)",
    )
    written = [re.sub("[\u2066-\u2069]", "", text.text) for text in tree.iter(f"{SVG}text")]
    assert {"guessing", "tells well", "believes more", "doubts more", "After teaching"} <= set(written)


def test_each_sitting_has_a_dot_within_its_whisker_on_both_scales():
    drawing = draw(ROWS, name="measures", mirrored=False)
    dots = places(drawing, "circle", "cx")
    lines = [line for line in tree_of(drawing).iter(f"{SVG}line") if line.get("class") == "measures__range"]
    ends = [(float(line.get("x1")[:-1]), float(line.get("x2")[:-1])) for line in lines]
    assert len(dots) == len(ends) == 4
    for dot, (low, high) in zip(dots, ends, strict=True):
        assert 0 < low < dot < high < 100
    assert dots[0] < dots[1], "the class grew"
    assert dots[2] > dots[3], "and doubts less"
    assert [dot.get("class") for dot in tree_of(drawing).iter(f"{SVG}circle")] == [
        "measures__dot measures__dot--soft",
        "measures__dot",
    ] * 2


def test_read_from_the_right_everything_is_mirrored_and_starts_at_the_right_edge():
    left, right = (draw(ROWS, name="measures", mirrored=mirrored) for mirrored in (False, True))
    assert places(right, "circle", "cx") == [
        pytest.approx(100 - x, abs=0.01) for x in places(left, "circle", "cx")
    ]
    anchors = [
        {
            text.text[1:-1]: (text.get("x"), text.get("text-anchor"))
            for text in tree_of(one).iter(f"{SVG}text")
        }
        for one in (left, right)
    ]
    assert (anchors[0]["After teaching"], anchors[1]["After teaching"]) == (
        ("0.00%", "start"),
        ("100.00%", "end"),
    )
    assert (anchors[0]["doubts more"][1], anchors[1]["doubts more"][1]) == ("end", "start")


def test_what_was_counted_by_hands_has_no_whisker():
    drawing = draw(HANDS, name="measures", mirrored=False)
    assert "measures__range" not in drawing
    assert len(places(drawing, "circle", "cx")) == 2
    assert "discernment 0.98, bias −0.10" in drawing


def test_values_beyond_the_usual_scale_stay_inside_the_drawing():
    worst = Row("This class", Point(-2.2, -3.1, -1.3), Point(1.9, 1.2, 2.6))
    rows = [worst, Row("Other", Point(3.4, 3, 3.8), Point(0))]
    drawing = draw(rows, name="measures", mirrored=False)
    for part, name in (("circle", "cx"), ("line", "x1"), ("line", "x2"), ("text", "x")):
        assert all(0 <= x <= 100 for x in places(drawing, part, name)), part


def test_on_paper_it_brings_its_own_colours_and_fonts():
    drawing = draw(ROWS, name="measures", mirrored=False, paper=True, wide=320)
    tree = ElementTree.fromstring(drawing)
    assert (tree.get("width"), tree.get("viewBox").split()[2]) == ("320", "640")
    assert "class=" not in drawing
    assert "Noto Sans" in tree.get("font-family")


def test_labels_cannot_break_out_of_the_drawing():
    """Case 48."""
    rows = [Row("<script>alert(1)</script>&", Point(1, 0.5, 1.5), Point(0, -1, 1))]
    drawing = draw(rows, name="measures", mirrored=False)
    assert "<script" not in drawing
    assert tree_of(drawing).find(f"{SVG}desc").text.startswith("<script>alert(1)</script>&: discernment")


def test_in_arabic_signs_stay_before_their_figures():
    with translation.override("ar"):
        drawing = draw(ROWS, name="measures", mirrored=True)
    assert "\u2066−0,12\u2069" in drawing
