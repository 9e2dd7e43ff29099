"""Charts of one row of figures: bars one below the other with long labels, columns in time."""

import textwrap
from collections.abc import Sequence
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from cms.charts.pen import LINE_HEIGHT, PAPER_WIDTH, Pen, number

ROW = 62  # units or pixels from one bar to the next
AXIS = 30
COLUMN = 140  # the height of the highest column


class Bar(NamedTuple):
    label: str
    value: float
    share: float  # of the axis, 0 to 100


def bars(rows: Sequence[dict], start: float, end: float) -> list[Bar]:
    """Return the bars of a chart whose axis runs from `start` to `end`; what lies outside is cut at the edge."""
    width = (end - start) or 1
    return [
        Bar(row["label"], row["value"], round(min(max((row["value"] - start) / width, 0), 1) * 100, 2))
        for row in rows
    ]


def draw(chart: dict, *, mirrored: bool, paper: bool = False, wide: int = PAPER_WIDTH) -> SafeString:
    """Return the chart as an <svg>. `chart`: title, axis_from, axis_to, rows of label and value. The unit stands in the
    caption: a long one would not fit under the axis of a telephone.

    On the site, lengths are percents and colours come from the style sheet; on paper, the picture is 640 units wide,
    which are `wide` points (letters shrink with it), and brings its own colours and fonts. In right-to-left languages
    the bars grow from the right.
    """
    drawn = bars(chart["rows"], chart["axis_from"], chart["axis_to"])
    pen = Pen(mirrored, paper, wide)
    parts = []
    top = 0
    for bar in drawn:
        first, *more = textwrap.wrap(bar.label, pen.label_chars) or [""]
        parts.append(pen.text(0, top + 18, first))
        for words in more:
            top += LINE_HEIGHT
            parts.append(pen.text(0, top + 18, words))
        parts.append(pen.bar(bar.share, top + 26))
        inside = bar.share > 80
        shift = -8 if inside else 8
        parts.append(pen.text(bar.share, top + 42, number(bar.value), end=inside, light=inside, shift=shift))
        top += ROW
    height = top + AXIS
    line = height - AXIS + 2
    parts.append(pen.axis(line))
    parts.append(pen.text(0, line + 20, number(chart["axis_from"]), soft=True))
    parts.append(pen.text(100, line + 20, number(chart["axis_to"]), soft=True, end=True))
    return mark_safe(pen.frame(_said(chart["title"], drawn), height, "".join(parts)))  # noqa: S308  all is escaped


def columns(chart: dict, *, mirrored: bool, paper: bool = False, wide: int = PAPER_WIDTH) -> SafeString:
    """Return the chart as an <svg>, drawn as `draw` does. `chart`: title, rows of label and value (from 0), in time.

    Written are the first and the last label and the value of the highest column; all others are in the table.
    """
    rows = [Bar(row["label"], row["value"], 0) for row in chart["rows"]]
    highest = max((row.value for row in rows), default=0)
    pen = Pen(mirrored, paper, wide)
    step = 100 / max(len(rows), 1)
    line = LINE_HEIGHT + COLUMN
    parts = []
    for place, row in enumerate(rows):
        if row.value > 0:
            high = max(round(row.value / highest * COLUMN), 2)
            parts.append(pen.column(place * step + step * 0.12, step * 0.76, line - high, high))
    if highest:
        place = next(place for place, row in enumerate(rows) if row.value == highest)
        is_late = place >= len(rows) / 2
        share = (place + 0.88) * step if is_late else (place + 0.12) * step
        parts.append(pen.text(share, LINE_HEIGHT - 6, number(highest), end=is_late))
    parts.append(pen.axis(line))
    if rows:
        # The drawing runs from the left: a date of a right-to-left language would be read in another order.
        first, last = (pen.isolated(one.label) for one in (rows[0], rows[-1]))
        parts.append(pen.text(0, line + 20, first, soft=True))
        parts.append(pen.text(100, line + 20, last, soft=True, end=True))
    return mark_safe(pen.frame(_said(chart["title"], rows), line + AXIS, "".join(parts)))  # noqa: S308  all is escaped


def _said(title: str, drawn: list[Bar]) -> str:
    return f"{title}: " + "; ".join(f"{bar.label} {number(bar.value)}" for bar in drawn)
