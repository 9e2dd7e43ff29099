"""What a chart of the kit is made of, and the same in words: for the table beside it, and for whoever does not see it.

A value that is None is not shown: a gap in the drawing, words in the table. Values are written as they come: round them
before. All of a chart have as many decimals as the one that needs most, so that 3.0 stands below 2.9.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cms.charts.marks import MOST_SERIES
from cms.charts.pen import number, places_of

KINDS = ("bars", "columns", "lines", "stacked", "dots", "distribution")


class Row(NamedTuple):
    """One line of the table: a value for each series. intervals: where each may lie, (low, high) or None."""

    label: str
    values: tuple[float | None, ...]
    intervals: tuple[tuple[float, float] | None, ...] = ()


@dataclass(frozen=True)
class Chart:
    """What is drawn. title, description, series, labels, unit, note: in the reader's language.

    kind: "bars" (horizontal, long labels), "columns" (in time), "lines" (in time; intervals as a band), "stacked"
    (horizontal, the series one after the other), "dots" (a row a label, a mark a series; intervals as a line), or
    "distribution" (one series: how many in each part of the axis; mean: where the mean lies). description: what is to
    be seen, for whoever does not see it; without one, all figures are read out. start, end: of the axis of values; of a
    distribution, of the axis from the first row to the last. unit: beside the title and over the table. ValueError
    where the parts do not fit together.
    """

    kind: str
    title: str
    description: str
    series: tuple[str, ...]
    rows: tuple[Row, ...]
    start: float
    end: float
    unit: str = ""
    note: str = ""
    mean: float | None = None

    @cached_property
    def places(self) -> int:
        """How many decimals all its values and intervals have."""
        values = [value for row in self.rows for value in row.values if value is not None]
        intervals = [interval for row in self.rows for interval in row.intervals if interval]
        return max((places_of(one) for one in chain(values, *intervals)), default=0)

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"There is no chart called {self.kind}.")
        most = 1 if self.kind == "distribution" else MOST_SERIES
        if not 1 <= len(self.series) <= most:
            raise ValueError(f"A chart of this kind has 1 to {most} series.")
        for row in self.rows:
            if len(row.values) != len(self.series) or len(row.intervals) not in (0, len(self.series)):
                raise ValueError(f"The row {row.label} does not fit the series.")


def round_top(values: Iterable[float | None]) -> float:
    """Return where an axis from 0 may end that shows whole numbers: a round number that none of them exceeds."""
    largest = max((value for value in values if value is not None), default=0)
    power = 1
    while True:
        for step in (2, 3, 4, 5, 6, 8, 10):
            if step * power >= largest:
                return step * power
        power *= 10


def said(chart: Chart) -> str:
    """Return what the chart shows in words, for whoever does not see it."""
    if chart.description:
        return f"{chart.title}. {chart.description}"
    rows = pgettext("separator", "; ").join(
        " ".join([row.label, *(value_words(chart, value) for value in row.values)]) for row in chart.rows
    )
    return f"{chart.title}: {rows}"


def twin(chart: Chart) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the rows of the table: (label, cells); a cell is (value, interval) in words, interval "" without one."""
    return [
        (
            row.label,
            [
                (value_words(chart, value), _range(chart, interval) if value is not None and interval else "")
                for value, interval in zip(row.values, intervals_of(row), strict=True)
            ],
        )
        for row in chart.rows
    ]


def value_words(chart: Chart, value: float | None) -> str:
    # Translators: instead of a figure that would tell about fewer than ten people.
    return pgettext("instead of a figure", "not shown") if value is None else number(value, chart.places)


def _range(chart: Chart, interval: tuple[float, float]) -> str:
    low, high = (number(edge, chart.places) for edge in interval)
    # Translators: an interval: where a value probably lies.
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def intervals_of(row: Row) -> tuple[tuple[float, float] | None, ...]:
    return row.intervals or (None,) * len(row.values)
