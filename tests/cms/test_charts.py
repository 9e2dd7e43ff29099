"""Charts drawn by the server."""

import re

import pytest
from defusedxml.ElementTree import fromstring
from django.utils import translation

from cms.charts import bars, columns, draw, number

CHART = {
    "title": "Feeling at <home>",
    "unit": "per cent",
    "axis_from": 80,
    "axis_to": 85,
    "rows": [{"label": "2024", "value": 81}, {"label": "2025", "value": 84.5}],
}


def test_a_bar_is_as_long_as_its_part_of_the_axis():
    assert [bar.share for bar in bars(CHART["rows"], 80, 85)] == [20, 90]
    assert [bar.share for bar in bars([{"label": "a", "value": v} for v in (-5, 0, 200)], 0, 100)] == [
        0,
        0,
        100,
    ]


@pytest.mark.parametrize("paper", [False, True])
def test_the_drawing_is_sound_and_its_words_are_words(paper):
    root = fromstring(draw(CHART, mirrored=False, paper=paper))
    texts = [element.text for element in root.iter() if element.tag.endswith("text")]
    assert texts == ["2024", "81", "2025", "84.5", "80", "85"]


def test_in_right_to_left_languages_bars_grow_from_the_right():
    left = re.findall(r'<rect x="([\d.]+)%"', draw(CHART, mirrored=False))
    right = re.findall(r'<rect x="([\d.]+)%"', draw(CHART, mirrored=True))
    assert left == ["0.00", "0.00"]
    assert right == ["80.00", "10.00"]


def test_who_does_not_see_the_chart_hears_every_figure():
    assert 'aria-label="Feeling at &lt;home&gt;: 2024 81; 2025 84.5"' in draw(CHART, mirrored=False)


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "13.1"), ("fr", "13,1"), ("uk", "13,1"), ("ar", "13,1")]
)
def test_figures_are_written_as_the_language_writes_them(language, shown):
    with translation.override(language):
        assert number(13.1) == shown
        assert number(7.0) == "7"


def test_on_paper_a_chart_is_as_wide_as_one_wants_and_keeps_its_shape():
    usual, small = (fromstring(draw(CHART, mirrored=False, paper=True, **how)) for how in ({}, {"wide": 320}))
    assert (usual.get("width"), usual.get("height")) == ("640", "154")
    assert (small.get("width"), small.get("height")) == ("320", "77")
    assert usual.get("viewBox") == small.get("viewBox") == "0 0 640 154"


WEEKS = {
    "title": "Views <by> week",
    "rows": [
        {"label": "7 Sep", "value": 5},
        {"label": "14 Sep", "value": 0},
        {"label": "21 Sep", "value": 10},
    ],
}


@pytest.mark.parametrize("paper", [False, True])
@pytest.mark.parametrize("mirrored", [False, True])
def test_columns_stand_in_time_and_the_highest_bears_its_value(paper, mirrored):
    svg = fromstring(columns(WEEKS, mirrored=mirrored, paper=paper))
    drawn = [one.attrib for one in svg.iter() if one.tag.endswith("rect")]
    assert [int(one["height"]) for one in drawn] == [70, 140]  # nothing is drawn for nothing
    places = [float(one["x"].rstrip("%")) for one in drawn]
    assert (places == sorted(places)) is not mirrored
    words = [one.text for one in svg.iter() if one.tag.endswith("text")]
    assert [word.strip("\u2067\u2069") for word in words] == ["10", "7 Sep", "21 Sep"]


def test_columns_of_nothing_are_an_axis():
    for rows in ([], [{"label": "7 Sep", "value": 0}]):
        svg = columns({"title": "Views", "rows": rows}, mirrored=False)
        assert "<rect" not in svg
        assert 'role="img"' in svg
