"""Discernment and bias of a classroom as one drawing: a dot for what it came to, a line for where that may lie.

Drawn as cms.charts draws: for the site in percent of the width with colours of the style sheet, for paper in fixed
units with its own. The axes speak in words; the figures stand in the table beside. SVG does not turn by itself, so what
is read from the right is mirrored here.
"""

from collections.abc import Sequence
from math import ceil, floor
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from classrooms.domain.findings import Point, point_of
from classrooms.domain.results import ClassroomResults
from classrooms.wording import ranged, role_words
from cms.charts import FILL, INK, LINE, MIRRORED_FONTS, PAPER_FONTS, PAPER_WIDTH, SOFT
from exercises.domain.results import WELL

#: Pixels: above the rows of a scale, of a row, below them, between two scales.
HEAD, ROW, FOOT, GAP = 34, 50, 34, 22
EDGE = 3  # percent of the width that stay free at both ends, for dots
#: A scale reaches at least so far, in standard deviations.
LEAST_D, MOST_D, MOST_C = -0.5, 2.5, 1.0


class Row(NamedTuple):
    """One sitting. is_soft: it is there to be compared with; drawn hollow."""

    label: str
    d: Point
    c: Point
    is_soft: bool = False


class Mark(NamedTuple):
    """A place on an axis that has a name. side: which end of its words stands there: "start", "middle" or "end"."""

    value: float
    words: str
    side: str = "middle"
    is_line: bool = True


def draw(
    rows: Sequence[Row], *, name: str, mirrored: bool, paper: bool = False, wide: int = PAPER_WIDTH
) -> SafeString:
    """Return the drawing as an <svg>. name: for the ids of its title and description, on a page of several.

    On paper it is PAPER_WIDTH units wide, which are `wide` points.
    """
    d, c = [row.d for row in rows], [row.c for row in rows]
    reach = max(MOST_C, *(abs(edge) for point in c for edge in _edges(point)))
    reach = ceil(reach * 2) / 2
    low = min(LEAST_D, floor(min(edge for point in d for edge in _edges(point)) * 2) / 2)
    high = max(MOST_D, ceil(max(edge for point in d for edge in _edges(point)) * 2) / 2)
    pen = _Pen(mirrored, paper, wide)
    scales = [
        (
            _("How well the class told true from false"),
            pen.scaled(low, high),
            # Translators: names of places on an axis; keep them short, a telephone is 320 pixels wide.
            [Mark(0, pgettext("axis", "guessing")), Mark(WELL, pgettext("axis", "tells well"))],
            d,
        ),
        (
            _("Whether it rather believed or doubted"),
            pen.scaled(-reach, reach),
            [
                Mark(-reach, pgettext("axis", "believes more"), "start", is_line=False),
                Mark(0, ""),
                Mark(reach, pgettext("axis", "doubts more"), "end", is_line=False),
            ],
            c,
        ),
    ]
    parts, top = [], 0
    for title, scale, marks, points in scales:
        parts.append(pen.text(0, top + 16, title, css="strong"))
        foot = top + HEAD + ROW * len(rows)
        parts += [
            pen.text(scale(mark.value), foot + 22, mark.words, css="soft", side=mark.side) for mark in marks
        ]
        for place, (row, point) in enumerate(zip(rows, points, strict=True)):
            y = top + HEAD + ROW * place
            parts.append(pen.text(0, y + 12, row.label))
            # Beside the dots only: a line through the labels would be hard to read past.
            parts += [pen.upright(scale(mark.value), y + 18, y + 42) for mark in marks if mark.is_line]
            parts.append(pen.point(scale, point, y + 30, row.is_soft))
        parts.append(pen.level(foot))
        top = foot + FOOT + GAP
    return mark_safe(pen.frame(name, _said(rows), top - GAP, "".join(parts)))  # noqa: S308  every text is escaped


def _edges(point: Point) -> tuple[float, ...]:
    return (point.value,) if point.low is None or point.high is None else (point.low, point.high)


def _said(rows: Sequence[Row]) -> str:
    """Return the drawing in words."""
    said = [
        # Translators: one line of a drawing, for screen readers. The figures stand with their ranges.
        _("%(sitting)s: discernment %(d)s, bias %(c)s")
        % {"sitting": row.label, "d": ranged(row.d), "c": ranged(row.c)}
        for row in rows
    ]
    return pgettext("separator", "; ").join(said)


def rows_of(results: ClassroomResults) -> list[Row]:
    """Return what there is to draw of a sitting: itself and what it is compared with; [] if nothing is known."""
    finding, comparison = results.finding, results.comparison
    if comparison and len(comparison.rows) > 1:
        return [
            Row(role_words(row.role), point_of(row.measure.d), point_of(row.measure.c), not row.is_this)
            for row in comparison.rows
        ]
    if finding is None or results.is_preliminary:
        return []
    return [Row(pgettext("row of a drawing", "This class"), finding.d, finding.c)]


class _Pen:
    def __init__(self, mirrored: bool, paper: bool, wide: int):
        self.mirrored, self.paper, self.wide = mirrored, paper, wide

    def scaled(self, low: float, high: float):
        """Return what turns a value of an axis into percent of the width, from where reading begins."""

        def scale(value: float) -> float:
            return EDGE + (100 - 2 * EDGE) * (value - low) / (high - low)

        return scale

    def x(self, share: float) -> str:
        share = 100 - share if self.mirrored else share
        return f"{share / 100 * PAPER_WIDTH:.1f}" if self.paper else f"{share:.2f}%"

    def text(self, share: float, y: int, words: str, *, css: str = "", side: str = "start") -> str:
        if not words:
            return ""
        if self.paper:
            paint = f' fill="{SOFT if css == "soft" else INK}"' + (
                ' font-weight="600"' if css == "strong" else ""
            )
        else:
            paint = f' class="chart__{css}"' if css else ""
        # The drawing runs left to right, whatever the words do: what begins at the right edge ends there.
        anchor = {"start": "end", "end": "start"}.get(side, side) if self.mirrored else side
        # On paper, the fonts have no sign for an isolate: whole words would become boxes.
        isolate = chr(0x2067) if self.mirrored else chr(0x2066)
        isolated = words if self.paper else f"{isolate}{words}{chr(0x2069)}"
        return f'<text x="{self.x(share)}" y="{y}" text-anchor="{anchor}"{paint}>{escape(isolated)}</text>'

    def upright(self, share: float, top: int, foot: int) -> str:
        paint = f'stroke="{LINE}" stroke-dasharray="2 4"' if self.paper else 'class="measures__mark"'
        return f'<line x1="{self.x(share)}" x2="{self.x(share)}" y1="{top}" y2="{foot}" {paint}/>'

    def level(self, y: int) -> str:
        paint = f'stroke="{LINE}" stroke-width="1.5"' if self.paper else 'class="chart__axis"'
        return f'<line x1="{self.x(0)}" x2="{self.x(100)}" y1="{y}" y2="{y}" {paint}/>'

    def point(self, scale, point: Point, y: int, is_soft: bool) -> str:
        soft = " measures__dot--soft" if is_soft else ""
        whisker = ""
        if point.low is not None and point.high is not None:
            ends = sorted((scale(point.low), scale(point.high)), reverse=self.mirrored)
            paint = (
                f'stroke="{FILL}" stroke-opacity="0.45" stroke-width="8" stroke-linecap="round"'
                if self.paper
                else 'class="measures__range"'
            )
            whisker = f'<line x1="{self.x(ends[0])}" x2="{self.x(ends[1])}" y1="{y}" y2="{y}" {paint}/>'
        if self.paper:
            paint = f'fill="{"#ffffff" if is_soft else INK}" stroke="{INK}" stroke-width="2.5"'
        else:
            paint = f'class="measures__dot{soft}"'
        return f'{whisker}<circle cx="{self.x(scale(point.value))}" cy="{y}" r="7" {paint}/>'

    def frame(self, name: str, said: str, height: int, inner: str) -> str:
        if self.paper:
            high = f"{height * self.wide / PAPER_WIDTH:g}"
            fonts = MIRRORED_FONTS if self.mirrored else PAPER_FONTS
            return (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {PAPER_WIDTH} {height}" width="{self.wide}" '
                f'height="{high}" font-family="{fonts}" font-size="16">{inner}</svg>'
            )
        title = escape(_("Discernment and bias of the class"))
        return (
            f'<svg class="chart__svg measures" width="100%" height="{height}" role="img" focusable="false" '
            f'aria-labelledby="{name}-title {name}-said"><title id="{name}-title">{title}</title>'
            f'<desc id="{name}-said">{escape(said)}</desc>{inner}</svg>'
        )
