"""Bar charts drawn as SVG: for the site in percent of the width, for paper in fixed units. The table stands beside."""

import textwrap
from collections.abc import Sequence
from typing import NamedTuple

from django.utils.formats import number_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

ROW = 62  # units or pixels from one bar to the next
BAR = 22
AXIS = 30
LINE_HEIGHT = 20
LABEL_CHARS, PAPER_LABEL_CHARS = 32, 70  # of one line: what fits into a handout on a telephone, and on paper
PAPER_WIDTH = 640
PAPER_FONTS = "Noto Sans, IBM Plex Sans Arabic"
INK, SOFT, FILL, LINE = "#10302a", "#43605a", "#28678d", "#6d877f"


class Bar(NamedTuple):
    label: str
    value: float
    share: float  # of the axis, 0 to 100


def number(value: float) -> str:
    """Return a figure as the active language writes it, without needless decimals."""
    places = next((n for n in range(4) if round(value, n) == value), 3)
    return number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True)


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
    pen = _Pen(mirrored, paper, wide)
    parts = []
    top = 0
    for bar in drawn:
        first, *more = textwrap.wrap(bar.label, PAPER_LABEL_CHARS if paper else LABEL_CHARS) or [""]
        parts.append(pen.text(0, top + 18, first))
        for words in more:
            top += LINE_HEIGHT
            parts.append(pen.text(0, top + 18, words))
        parts.append(pen.bar(bar.share, top + 26))
        inside = bar.share > 80
        parts.append(pen.value(bar.share, top + 26 + 16, number(bar.value), inside))
        top += ROW
    height = top + AXIS
    line = height - AXIS + 2
    parts.append(pen.axis(line))
    parts.append(pen.text(0, line + 20, number(chart["axis_from"]), soft=True))
    parts.append(pen.text(100, line + 20, number(chart["axis_to"]), soft=True, end=True))
    return mark_safe(pen.frame(chart["title"], drawn, height, "".join(parts)))  # noqa: S308  every text is escaped


class _Pen:
    def __init__(self, mirrored: bool, paper: bool, wide: int):
        self.mirrored, self.paper, self.wide = mirrored, paper, wide

    def x(self, share: float) -> str:
        share = 100 - share if self.mirrored else share
        return f"{share / 100 * PAPER_WIDTH:.1f}" if self.paper else f"{share:.2f}%"

    def length(self, share: float) -> str:
        return f"{share / 100 * PAPER_WIDTH:.1f}" if self.paper else f"{share:.2f}%"

    def _anchor(self, end: bool) -> str:
        # The drawing's direction is always left to right: what begins at the right edge ends there.
        return "end" if end != self.mirrored else "start"

    def text(self, share: float, y: int, words: str, *, soft=False, end=False, light=False) -> str:
        css = "" if self.paper else f' class="{"chart__inside" if light else "chart__soft" if soft else ""}"'
        paint = f' fill="{"#ffffff" if light else SOFT if soft else INK}"' if self.paper else ""
        return (
            f'<text x="{self.x(share)}" y="{y}" text-anchor="{self._anchor(end)}"{css}{paint}>{escape(words)}</text>'
        ).replace(' class=""', "")

    def bar(self, share: float, y: int) -> str:
        x = self.x(share if self.mirrored else 0)
        paint = f'fill="{FILL}"' if self.paper else 'class="chart__bar"'
        return f'<rect x="{x}" y="{y}" width="{self.length(share)}" height="{BAR}" rx="3" {paint}/>'

    def value(self, share: float, y: int, words: str, inside: bool) -> str:
        gap = -8 if inside else 8
        if self.mirrored:
            gap = -gap
        drawn = self.text(share, y, words, end=inside, light=inside)
        return drawn.replace("<text ", f'<text dx="{gap}" ', 1)

    def axis(self, y: int) -> str:
        paint = f'stroke="{LINE}" stroke-width="1.5"' if self.paper else 'class="chart__axis"'
        return f'<line x1="{self.length(0)}" x2="{self.length(100)}" y1="{y}" y2="{y}" {paint}/>'

    def frame(self, title: str, drawn: list[Bar], height: int, inner: str) -> str:
        words = escape(f"{title}: " + "; ".join(f"{bar.label} {number(bar.value)}" for bar in drawn))
        if self.paper:
            high = f"{height * self.wide / PAPER_WIDTH:g}"
            return (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {PAPER_WIDTH} {height}" width="{self.wide}" '
                f'height="{high}" font-family="{PAPER_FONTS}" font-size="16">{inner}</svg>'
            )
        return (
            f'<svg class="chart__svg" role="img" aria-label="{words}" height="{height}" focusable="false">'
            f"{inner}</svg>"
        )
