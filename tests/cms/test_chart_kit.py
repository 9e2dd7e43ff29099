"""Charts of the kit: each kind drawn for the site and for paper, from the left and from the right, with its table."""

import re

import pytest
from defusedxml.ElementTree import fromstring
from django.template import Context, Template
from django.utils import translation

from cms.charts import Chart, Row, columns, round_top, said, svg, twin
from cms.charts.marks import DASHES, PATTERNS, SHAPES

KINDS = ("bars", "columns", "lines", "stacked", "dots", "distribution")
ROWS = (
    Row("Autumn <1>", (1, 2), ((0, 2), None)),
    Row("Winter & after", (3, None), ((2, 4), None)),
    Row("Spring", (4, 1), ((4, 4), None)),
)


def chart(kind: str, rows=ROWS, series=("Leaders <b>", "Teachers"), **how) -> Chart:
    """Return a chart of two series, of one where the kind has one; the axis runs from 0 to 4."""
    if kind == "distribution":
        series, rows = series[:1], tuple(Row(row.label, row.values[:1]) for row in rows)
    return Chart(kind, "What was <seen>", "", series, rows, how.pop("start", 0), how.pop("end", 4), **how)


def drawn(*args, mirrored=False, paper=False, **how):
    return fromstring(svg(chart(*args, **how), mirrored=mirrored, paper=paper))


def parts(root, tag: str) -> list[dict]:
    return [one.attrib for one in root.iter() if one.tag.rpartition("}")[2] == tag]


def words(root) -> list[str]:
    return [one.text.strip("\u2067\u2069") for one in root.iter() if one.tag.endswith("text")]


# All kinds ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("paper", [False, True])
@pytest.mark.parametrize("mirrored", [False, True])
def test_every_drawing_is_sound_and_its_words_are_words(kind, paper, mirrored):
    root = drawn(kind, paper=paper, mirrored=mirrored)
    assert ("Leaders <b>" in words(root)) is (kind != "distribution")  # one series needs no legend
    assert "style" not in {name for one in root.iter() for name in one.attrib}
    if paper:
        assert root.get("viewBox").startswith("0 0 640 ")
        assert "class" not in {name for one in root.iter() for name in one.attrib}
        assert "%" not in svg(chart(kind), mirrored=mirrored, paper=True)
    else:
        assert root.get("role") == "img"
        assert root.get("aria-label").startswith("What was <seen>: Autumn <1> 1")


@pytest.mark.parametrize("kind", KINDS)
def test_from_the_right_everything_stands_at_the_other_edge(kind):
    def places(mirrored):
        text = svg(chart(kind), mirrored=mirrored)
        return sorted(float(share) for share in re.findall(r'<(?:text|svg)[^>]*? x="([\d.]+)%"', text))

    left, right = places(False), places(True)
    assert left
    assert right == pytest.approx(sorted(100 - share for share in left), abs=0.011)
    for one, other in zip(parts(drawn(kind), "rect"), parts(drawn(kind, mirrored=True), "rect"), strict=True):
        if "x" in one:
            x, width, mirrored = (float(value.rstrip("%")) for value in (one["x"], one["width"], other["x"]))
            assert mirrored == pytest.approx(100 - x - width, abs=0.011)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_drawn_outside_of_the_picture(kind):
    far = tuple(Row(row.label, (-50, 400)[: len(row.values)]) for row in ROWS)
    root = drawn(kind, far, mirrored=False, paper=True)
    width, height = (float(one) for one in root.get("viewBox").split()[2:])
    for one in parts(root, "rect"):
        if "x" in one:
            assert 0 <= float(one["x"]) <= float(one["x"]) + float(one["width"]) <= width
            assert 0 <= float(one["y"]) <= float(one["y"]) + float(one["height"]) <= height


def test_of_no_rows_there_is_an_axis():
    for kind in KINDS:
        assert 'class="chart__axis"' in svg(chart(kind, ()), mirrored=False)


def test_a_chart_whose_parts_do_not_fit_is_refused():
    for faulty in (
        {"kind": "pie"},
        {"kind": "bars", "series": ()},
        {"kind": "bars", "series": tuple("abcdefg")},
        {"kind": "bars", "rows": (Row("a", (1,)),)},
        {"kind": "dots", "rows": (Row("a", (1, 2), ((0, 1),)),)},
    ):
        with pytest.raises(ValueError):
            chart(**faulty)
    with pytest.raises(ValueError):
        Chart("distribution", "", "", ("a", "b"), (), 0, 1)


def test_series_differ_without_colour():
    assert (
        len(SHAPES)
        == len(set(SHAPES))
        == len(PATTERNS)
        == len(set(PATTERNS))
        == len(DASHES)
        == len(set(DASHES))
    )
    lines = parts(drawn("lines"), "line")
    assert {one.get("stroke-dasharray") for one in lines if "chart__line" in one["class"]} == {None, "8 4"}
    assert {one["d"] for one in parts(drawn("dots"), "path")} == set(SHAPES[:2])
    fills = {one.get("fill") for one in parts(drawn("columns"), "rect") if "x" in one}
    assert len(fills) == 2  # the second one is a pattern, which is there
    assert {f"url(#{one['id']})" for one in parts(drawn("columns"), "pattern")} | {None} == fills


def test_two_charts_of_a_page_do_not_share_their_patterns():
    one, other = (svg(chart("bars", end=end), mirrored=False) for end in (4, 5))
    names = [set(re.findall(r'id="([^"]+)"', text)) for text in (one, other)]
    assert not names[0] & names[1]


def test_long_labels_are_broken_into_lines_and_the_drawing_grows():
    label = "Школа має чіткі правила, як відповідати на мову ненависті, і всі їх знають"
    short, long = (drawn("bars", (Row(one, (1, 2)),)) for one in ("a", label))
    assert words(long)[7:10] == [
        "Школа має чіткі правила, як",
        "відповідати на мову ненависті, і",
        "всі їх знають",
    ]
    assert int(long.get("height")) - int(short.get("height")) == 40


# Kind by kind -------------------------------------------------------------------------------------------------------


def test_bars_are_as_long_as_their_part_of_the_axis_and_what_is_not_shown_says_so():
    root = drawn("bars", series=("One",), rows=(Row("a", (1,)), Row("b", (None,)), Row("c", (4,))))
    # Room for one figure beside the longest bar: 2 and 2.9 percent.
    assert [(one["y"], one["width"]) for one in parts(root, "rect")] == [("26", "23.77%"), ("150", "95.10%")]
    assert words(root) == ["0", "1", "2", "3", "4", "a", "1", "b", "not shown", "c", "4"]


def test_columns_stand_side_by_side_and_a_gap_stays_a_gap():
    root = drawn("columns")
    columns = [one for one in parts(root, "rect") if "x" in one][2:]  # after the legend
    assert [(one["x"], one["height"]) for one in columns] == [
        ("8.70%", "38"),
        ("20.75%", "75"),
        ("40.40%", "112"),
        ("72.10%", "150"),
        ("84.15%", "38"),
    ]
    assert {float(one["y"]) + float(one["height"]) for one in columns} == {226}


def test_labels_below_columns_that_would_touch_are_left_out_but_the_first_and_the_last():
    rows = tuple(Row(f"{month}/2026", (month,)) for month in range(1, 13))
    shown = words(drawn("columns", rows, ("One",), end=12))
    assert [word for word in shown if "/" in word] == ["1/2026", "12/2026"]
    names = tuple(Row(f"M{month}", (month,)) for month in range(1, 13))
    shown = words(drawn("columns", names, ("One",), end=12))
    assert [word for word in shown if word.startswith("M")] == ["M1", "M3", "M5", "M7", "M9", "M11"]


def test_a_line_breaks_where_a_value_is_not_shown():
    root = drawn("lines")
    strokes = [one for one in parts(root, "line") if one["class"].startswith("chart__line")]
    # Two in the legend; two of the first series; the second has a gap between its only values.
    assert [(one["x1"], one["y1"], one["x2"], one["y2"]) for one in strokes[2:]] == [
        ("20.75%", "188", "52.45%", "114"),
        ("52.45%", "114", "84.15%", "76"),
    ]
    assert len(parts(root, "path")) == 2 + 3 + 2


def test_the_band_of_a_line_goes_there_above_and_back_below():
    assert [one["points"] for one in parts(drawn("lines"), "polygon")] == [
        "20.75,151 52.45,76 84.15,76 84.15,76 52.45,151 20.75,226"
    ]
    assert [one["points"] for one in parts(drawn("lines", paper=True), "polygon")] == [
        "132.8,151 335.7,76 538.6,76 538.6,76 335.7,151 132.8,226"
    ]


def test_stacked_bars_lie_one_after_the_other():
    rows = (Row("a", (25, 50, 25)), Row("b", (None, 100, 0)), Row("c", (None, None, None)))
    root = drawn("stacked", rows, ("One", "Two", "Three"), end=100)
    bars = [one for one in parts(root, "rect") if "x" in one][3:]
    assert [(one["x"], one["width"]) for one in bars] == [
        ("0.00%", "24.10%"),
        ("24.50%", "48.60%"),
        ("73.50%", "24.10%"),
        ("0.00%", "97.60%"),
    ]
    assert words(root)[6:] == ["a", "25", "50", "25", "b", "100", "c", "not shown"]


def test_dots_stand_below_one_another_with_their_intervals():
    root = drawn("dots")
    marks = [(one["x"], one["y"]) for one in parts(root, "svg") if "x" in one][2:]
    assert marks == [
        ("24.77%", "93"),
        ("47.55%", "115"),
        ("70.32%", "171"),
        ("93.10%", "249"),
        ("24.77%", "271"),
    ]
    whiskers = [one for one in parts(root, "line") if "chart__whisker" in one["class"]]
    assert len(whiskers) == 3 * 3  # the line and its two ends
    assert (whiskers[1]["x1"], whiskers[1]["x2"]) == ("2.00%", "47.55%")
    assert words(root).count("not shown") == 1


def test_a_distribution_bears_its_mean():
    root = drawn("distribution", mean=1)
    assert [(one["x"], one["width"], one["height"]) for one in parts(root, "rect")] == [
        ("0.50%", "32.33%", "38"),
        ("33.83%", "32.33%", "112"),
        ("67.17%", "32.33%", "150"),
    ]
    (mean,) = [one for one in parts(root, "line") if one["class"] == "chart__mean"]
    assert mean["x1"] == mean["x2"] == "25.00%"
    assert "mean 1" in words(root)


# In words -----------------------------------------------------------------------------------------------------------


def test_the_table_has_every_value_and_every_interval():
    assert twin(chart("dots")) == [
        ("Autumn <1>", [("1", "0 to 2"), ("2", "")]),
        ("Winter & after", [("3", "2 to 4"), ("not shown", "")]),
        ("Spring", [("4", "4 to 4"), ("1", "")]),
    ]


def test_an_interval_of_what_is_not_shown_is_not_shown_either():
    rows = (Row("a", (None, 1), ((2, 3), (0, 2))),)
    assert twin(chart("dots", rows)) == [("a", [("not shown", ""), ("1", "0 to 2")])]
    for kind in ("dots", "lines"):
        one, other = (
            svg(chart(kind, (Row("a", (None, 1), (edges, None)),)), mirrored=False)
            for edges in ((2, 3), None)
        )
        name = r"chart-[0-9a-f]{8}"
        assert re.sub(name, "", one) == re.sub(name, "", other)


def test_what_is_to_be_seen_is_said_and_where_nothing_is_all_figures_are():
    assert said(chart("bars")) == "What was <seen>: Autumn <1> 1 2; Winter & after 3 not shown; Spring 4 1"
    described = Chart("bars", "Adoption", "It rose from 1 to 4.", ("One",), (Row("a", (1,)),), 0, 4)
    assert said(described) == "Adoption. It rose from 1 to 4."


def test_the_tag_shows_drawing_table_unit_and_note():
    shown = Template("{% load cms_tags %}{% chart chart %}").render(
        Context({"chart": chart("dots", unit="levels", note="Asked in <May>.")})
    )
    assert (
        '<figcaption class="chart__title">What was &lt;seen&gt; (levels)</figcaption><svg class="chart__svg"'
        in shown
    )
    assert shown.count('<th scope="row">') == 3
    assert '<th scope="col" class="data__number">Leaders &lt;b&gt;</th>' in shown
    assert '<td class="data__number">1<br><small>0 to 2</small></td><td class="data__number">2</td>' in shown
    assert '<p class="quiet">Asked in &lt;May&gt;.</p>' in shown


def test_the_table_alone_has_its_title_and_the_mean():
    shown = Template("{% load cms_tags %}{% chart_table chart %}").render(
        Context({"chart": chart("distribution", mean=2.5)})
    )
    assert "<caption>What was &lt;seen&gt;</caption>" in shown
    assert '<th scope="row">Mean</th><td class="data__number">2.5</td>' in shown
    assert "<svg" not in shown


@pytest.mark.parametrize("kind", KINDS)
def test_all_values_of_a_chart_have_as_many_decimals_as_the_one_that_needs_most(kind):
    rows = (Row("A", (3, 2.9)), Row("B", (2.25, None)))
    made = chart(kind, rows, end=10)
    cells = [value for _label, cells in twin(made) for value, _interval in cells]
    assert cells == ["3.00", "2.25"] if kind == "distribution" else ["3.00", "2.90", "2.25", "not shown"]
    assert "A 3.00" in said(made)
    if kind != "lines":  # which bears no figures
        written = words(fromstring(svg(made, mirrored=False)))
        assert "3.00" in written
        assert not {"3", "2.9"} & set(written)
    whole = chart(kind, (Row("A", (3, 2)), Row("B", (1, None))))
    assert twin(whole)[0][1][0] == ("3", "")


def test_intervals_have_the_decimals_of_the_values_beside_them():
    made = chart("dots", (Row("A", (3, 2), ((2.5, 3.5), None)), Row("B", (1, 1), (None, None))))
    assert twin(made)[0][1] == [("3.0", "2.5 to 3.5"), ("2.0", "")]
    assert twin(made)[1][1] == [("1.0", ""), ("1.0", "")]


def test_figures_are_written_as_the_language_writes_them_and_read_from_its_side():
    with translation.override("ar"):
        text = svg(chart("dots", (Row("أ", (1.5, 2)),)), mirrored=True)
    assert "\u20671,5\u2069" in text


@pytest.mark.parametrize("kind", KINDS)
def test_paper_holds_no_signs_that_its_fonts_do_not_have(kind):
    text = svg(chart(kind), mirrored=True, paper=True)
    text += columns({"title": "", "rows": [{"label": "09/2026", "value": 1}]}, mirrored=True, paper=True)
    assert "09/2026" in text
    assert 'font-family="IBM Plex Sans Arabic, ' in text  # first the one that has all letters
    assert not re.search("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", text)


@pytest.mark.parametrize(
    ("values", "top"),
    [((), 2), ((None, 1), 2), ((3,), 3), ((5,), 5), ((7,), 8), ((6, 10), 10), ((24,), 30), ((4001,), 5000)],
)
def test_an_axis_ends_at_a_round_number(values, top):
    assert round_top(values) == top
