"""The chart kit: charts of one or more series, drawn from the same rows as the table beside them.

A value that is None is a gap in the drawing. Series are told apart by shape, pattern or dashes, never by colour alone.
"""

import hashlib
import textwrap
from collections.abc import Callable, Iterable

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from cms.charts.data import Chart, Row, intervals_of, said, twin, value_words
from cms.charts.marks import SeriesPen
from cms.charts.pen import BAR, LINE_HEIGHT, PAPER_WIDTH, number

PLOT = 150  # pixels or units: the height of what stands upright
KEY = 24  # of a line of the legend
DOTS = 22  # from one mark of a row to the next
FOOT = 30  # below the axis
CHAR = 2.9  # percent of the width that a figure takes on the narrowest telephone


def svg(chart: Chart, *, mirrored: bool, paper: bool = False, wide: int = PAPER_WIDTH) -> SafeString:
    """Return the chart as an <svg>. mirrored: in right-to-left languages it is read from the right.

    On the site, lengths are percents and colours come from the style sheet; on paper, the picture is 640 units wide,
    which are `wide` points, and brings its own colours and fonts. The title is the caption's, beside it.
    """
    # Of what can be seen only: a name made of an interval that is not shown would tell it.
    seen = repr((chart.kind, chart.title, chart.series, twin(chart), chart.start, chart.end, paper))
    name = hashlib.blake2s(seen.encode(), digest_size=4).hexdigest()
    pen = SeriesPen(mirrored, paper, wide, name)
    legend, top = _legend(chart, pen)
    drawn, bottom = _DRAWINGS[chart.kind](chart, pen, top)
    patterns = pen.patterns(len(chart.series)) if chart.kind in _AREAS else ""
    return mark_safe(pen.frame(said(chart), bottom, patterns + legend + drawn))  # noqa: S308  every text is escaped


# What all kinds need ----------------------------------------------------------------------------------------------


def _legend(chart: Chart, pen: SeriesPen) -> tuple[str, int]:
    """Return the series with their marks in words, and where the drawing begins below them."""
    if len(chart.series) == 1:
        return "", 0
    parts, y = [], 0
    for series, name in enumerate(chart.series):
        if chart.kind in _AREAS:
            parts.append(pen.area(0, 5, y + 4, 14, series, patterned=True))
        else:
            if chart.kind == "lines":
                parts.append(pen.stroke((0, y + 12), (5, y + 12), series))
            parts.append(pen.mark(2.5, y + 12, series))
        lines = textwrap.wrap(name, pen.label_chars - 4) or [""]
        for words in lines:
            parts.append(pen.words(6.5, y + 17, words))
            y += LINE_HEIGHT
        y += KEY - LINE_HEIGHT
    return "".join(parts), y + 8


def _label(pen: SeriesPen, words: str, top: int) -> tuple[str, int]:
    """Write the label of a row, as many lines as it takes; return it and where it ends."""
    lines = textwrap.wrap(words, pen.label_chars) or [""]
    written = "".join(pen.words(0, top + 18 + place * LINE_HEIGHT, line) for place, line in enumerate(lines))
    return written, top + 6 + len(lines) * LINE_HEIGHT


def _part(chart: Chart, value: float) -> float:
    """Return how far along the axis a value is, 0 to 1; what lies outside is cut at the edge."""
    return min(max((value - chart.start) / ((chart.end - chart.start) or 1), 0), 1)


def _ticks(chart: Chart) -> list[float]:
    """Return the places on the axis that are written: each step of a short scale, or both ends and the middle."""
    start, end = chart.start, chart.end
    if start == int(start) and end == int(end) and 1 < end - start <= 5:
        return list(range(int(start), int(end) + 1))
    return [start, (start + end) / 2, end]


def _room(written: Iterable[str], most: float) -> float:
    """Return how much of the width figures take, in percent."""
    return min(_wide(written) + 1, most)


def _scale(chart: Chart, pen: SeriesPen, top: int, bottom: int, room: float) -> str:
    """Draw the axis of a horizontal chart, and lines up from its ticks; the last `room` percent stay for figures."""
    parts = []
    for place, tick in enumerate(_ticks(chart)):
        share = _part(chart, tick) * (100 - room)
        if top < bottom:
            parts.append(pen.grid((share, top), (share, bottom)))
        parts.append(pen.words(share, bottom + 20, number(tick), soft=True, middle=place > 0))
    return "".join([*parts, pen.base(0, bottom)])


def _wide(written: Iterable[str]) -> float:
    """Return how much of the width the longest of some words takes with a hair beside it, in percent."""
    return 1 + CHAR * max((len(words) for words in written), default=0)


# Bars, stacked bars, dots: one row below the other -----------------------------------------------------------------


def _bars(chart: Chart, pen: SeriesPen, top: int) -> tuple[str, int]:
    several = len(chart.series) > 1
    room = _room(
        (value_words(chart, value) for row in chart.rows for value in row.values if value is not None), 24
    )
    parts = []
    for row in chart.rows:
        label, top = _label(pen, row.label, top)
        parts.append(label)
        for series, value in enumerate(row.values):
            if value is None:
                parts.append(pen.words(0, top + 16, value_words(chart, value), soft=True))
            else:
                share = _part(chart, value) * (100 - room)
                parts.append(pen.area(0, share, top, BAR, series, patterned=several))
                parts.append(pen.words(share, top + 16, value_words(chart, value), shift=8))
            top += BAR + 2
        top += 12
    return "".join([_scale(chart, pen, top, top, room), *parts]), top + FOOT


def _stacked(chart: Chart, pen: SeriesPen, top: int) -> tuple[str, int]:
    room = 2
    parts = []
    for row in chart.rows:
        label, top = _label(pen, row.label, top)
        parts.append(label)
        sum_of = 0.0
        if all(value is None for value in row.values):
            parts.append(pen.words(0, top + 34, value_words(chart, None), soft=True))
        for series, value in enumerate(row.values):
            if not value:
                continue
            begin = _part(chart, sum_of) * (100 - room)
            sum_of += value
            width = _part(chart, sum_of) * (100 - room) - begin
            if _wide([value_words(chart, value)]) <= width:
                parts.append(pen.words(begin, top + 14, value_words(chart, value), soft=True))
            # A hair stays free between two of them.
            parts.append(pen.area(begin, max(width - 0.4, 0.2), top + 20, BAR, series, patterned=True))
        top += 20 + BAR + 12
    return "".join([_scale(chart, pen, top, top, room), *parts]), top + FOOT


def _dots(chart: Chart, pen: SeriesPen, top: int) -> tuple[str, int]:
    room = _room(
        (value_words(chart, value) for row in chart.rows for value in row.values if value is not None), 24
    )
    scale, edge = [], 2  # percent that stay free before the first mark

    def at(value: float) -> float:
        return edge + _part(chart, value) * (100 - room - 2 * edge)

    for row in chart.rows:
        label, top = _label(pen, row.label, top)
        begin, marks = top, []
        for series, (value, interval) in enumerate(zip(row.values, intervals_of(row), strict=True)):
            y = top + 11
            if value is None:
                marks.append(pen.words(edge, y + 5, value_words(chart, value), soft=True))
            else:
                if interval:
                    marks.append(pen.whisker(at(interval[0]), at(interval[1]), y, series))
                marks.append(pen.mark(at(value), y, series))
                furthest = max(value, interval[1]) if interval else value
                marks.append(pen.words(at(furthest), y + 5, value_words(chart, value), shift=12))
            top += DOTS
        # The lines of the scale lie under the marks, and beside no label: words are read better without.
        scale += [pen.grid((at(tick), begin), (at(tick), top)) for tick in _ticks(chart)]
        scale += [label, *marks]
        top += 8
    scale += [pen.words(at(tick), top + 20, number(tick), soft=True, middle=True) for tick in _ticks(chart)]
    return "".join([*scale, pen.base(0, top)]), top + FOOT


# Columns, lines, distribution: upright -----------------------------------------------------------------------------


def _upright(chart: Chart, pen: SeriesPen, top: int) -> tuple[str, float, int, Callable[[float], int]]:
    """Draw the axes. Return them, where the first column may begin, where the axis of time lies, and value -> y."""
    base = top + LINE_HEIGHT + PLOT
    ticks = _ticks(chart)
    gutter = _room((number(tick) for tick in ticks), 20)

    def y(value: float) -> int:
        return base - round(_part(chart, value) * PLOT)

    parts = []
    for tick in ticks:
        parts.append(pen.words(0, y(tick) + 5, number(tick), soft=True))
        if tick != chart.start:
            parts.append(pen.grid((gutter, y(tick)), (100, y(tick))))
    parts.append(pen.base(gutter, base))
    parts.append(_days(chart, pen, gutter, base))
    return "".join(parts), gutter, base, y


def _days(chart: Chart, pen: SeriesPen, gutter: float, base: int) -> str:
    """Write the labels below their columns, or every other one; where that is too much, the first and the last."""
    if not chart.rows:
        return ""
    step = (100 - gutter) / len(chart.rows)
    labels = [row.label for row in chart.rows]
    needed = _wide(labels)
    every = 1 if needed <= step else 2
    # Half a label may hang over the edge of the drawing, but not over that of a telephone.
    if len(labels) > 1 and (needed > every * step or needed - step > 6):
        first = pen.words(gutter, base + 20, labels[0], soft=True)
        return first + pen.words(100, base + 20, labels[-1], soft=True, end=True)
    return "".join(
        pen.words(gutter + (place + 0.5) * step, base + 20, label, soft=True, middle=True)
        for place, label in enumerate(labels)
        if place % every == 0
    )


def _columns(chart: Chart, pen: SeriesPen, top: int) -> tuple[str, int]:
    axes, gutter, base, y = _upright(chart, pen, top)
    number_of = len(chart.series)
    step = (100 - gutter) / max(len(chart.rows), 1)
    width = step * 0.76 / number_of
    values = [value_words(chart, value) for row in chart.rows for value in row.values if value is not None]
    is_written = _wide(values) <= step / number_of
    parts = [axes]
    for place, row in enumerate(chart.rows):
        for series, value in enumerate(row.values):
            if value is None:
                continue
            begin = gutter + place * step + step * 0.12 + series * width
            high = max(base - y(value), 2)
            parts.append(pen.area(begin, width, base - high, high, series, patterned=number_of > 1))
            if is_written:
                parts.append(
                    pen.words(begin + width / 2, base - high - 5, value_words(chart, value), middle=True)
                )
    return "".join(parts), base + FOOT


def _lines(chart: Chart, pen: SeriesPen, top: int) -> tuple[str, int]:
    axes, gutter, base, y = _upright(chart, pen, top)
    step = (100 - gutter) / max(len(chart.rows), 1)
    bands, strokes, marks = [], [], []
    for series in range(len(chart.series)):
        for run in _runs(chart, series):
            points = [(gutter + (place + 0.5) * step, row.values[series]) for place, row in run]
            places = [(share, y(value)) for share, value in points]
            edges = [intervals_of(row)[series] for _place, row in run]
            if len(run) > 1 and all(edges):
                band = [
                    (share, y(high), y(low))
                    for (share, _value), (low, high) in zip(points, edges, strict=True)
                ]
                bands.append(pen.band(band, base, series))
            strokes += [
                pen.stroke(one, other, series) for one, other in zip(places, places[1:], strict=False)
            ]
            marks += [pen.mark(share, high, series) for share, high in places]
    return "".join([axes, *bands, *strokes, *marks]), base + FOOT


def _runs(chart: Chart, series: int) -> list[list[tuple[int, Row]]]:
    """Return the stretches of rows in which a series has values, with their places."""
    runs: list[list[tuple[int, Row]]] = [[]]
    for place, row in enumerate(chart.rows):
        if row.values[series] is None:
            runs.append([])
        else:
            runs[-1].append((place, row))
    return [run for run in runs if run]


def _distribution(chart: Chart, pen: SeriesPen, top: int) -> tuple[str, int]:
    base = top + 2 * LINE_HEIGHT + PLOT
    values = [row.values[0] for row in chart.rows]
    highest = max((value for value in values if value is not None), default=0)
    step = 100 / max(len(values), 1)
    is_written = _wide(value_words(chart, value) for value in values if value is not None) <= step
    areas, figures = [], []
    for place, value in enumerate(values):
        if not value:
            continue
        high = max(round(value / highest * PLOT), 2)
        areas.append(pen.area(place * step + 0.5, step - 1, base - high, high, 0, patterned=False))
        if is_written:
            figures.append(pen.over((place + 0.5) * step, base - high - 5, value_words(chart, value)))
    parts = [*areas, pen.base(0, base)]
    if chart.mean is not None:
        share = _part(chart, chart.mean) * 100
        # Translators: beside a line in a drawing; mean: a figure.
        words = _("mean %(mean)s") % {"mean": number(chart.mean)}
        is_late = share > 50
        parts.append(pen.dashed(share, top + 2, base))
        parts.append(pen.words(share, top + 14, words, end=is_late, shift=-8 if is_late else 8))
    parts += figures
    ticks = _ticks(chart)
    for place, tick in enumerate(ticks):
        share = _part(chart, tick) * 100
        is_last = place == len(ticks) - 1
        is_inside = place > 0 and not is_last
        parts.append(pen.words(share, base + 20, number(tick), soft=True, end=is_last, middle=is_inside))
    return "".join(parts), base + FOOT


_DRAWINGS: dict[str, Callable[[Chart, SeriesPen, int], tuple[str, int]]] = {
    "bars": _bars,
    "columns": _columns,
    "lines": _lines,
    "stacked": _stacked,
    "dots": _dots,
    "distribution": _distribution,
}
#: Kinds whose series are told apart by a pattern, not by a shape.
_AREAS = ("bars", "columns", "stacked")
