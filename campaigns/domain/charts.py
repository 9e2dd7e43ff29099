"""Charts drawn from claims: bars that begin at zero, with a table of the same figures, their sources and dates."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi, pgettext

from campaigns.domain.figures import Figure
from campaigns.enums import FigureKind
from cms.charts import draw

_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class Chart:
    """What a template shows. rows: figures in the language of the page (Figure.in_language), in the author's order."""

    title: str
    unit: str
    rows: list[dict]
    svg: SafeString  # for the site
    paper_svg: SafeString  # for documents


def chart_of(title: str, keys: Iterable[str], figures: dict[str, Figure], language: str) -> Chart | None:
    """Return a chart of the figures that are there; None where none is, or they cannot stand side by side."""
    shown = [figures[key] for key in keys if key in figures]
    if not shown or not can_be_drawn(shown):
        return None
    top = _top(shown)
    with translation.override(language):
        drawing = {
            "title": title,
            "axis_from": 0,
            "axis_to": top,
            "rows": [{"label": one.label(language), "value": height_of(one)} for one in shown],
        }
        mirrored = get_language_bidi()
        return Chart(
            title=title,
            unit=_unit(shown[0], language),
            rows=[one.in_language(language) for one in shown],
            svg=draw(drawing, mirrored=mirrored),
            paper_svg=draw(drawing, mirrored=mirrored, paper=True),
        )


def height_of(figure: Figure) -> float:
    """Return how long a bar is: the value; of "one in eight" the share in per cent, or longer would be less."""
    if figure.kind == FigureKind.ONE_IN:
        return float(round(100 / figure.value, 1))
    return float(figure.value)


def can_be_drawn(figures: list[Figure]) -> bool:
    """Whether figures measure the same thing and none is below zero."""
    return len({measure_of(figure) for figure in figures}) <= 1 and all(
        figure.value >= 0 for figure in figures
    )


def measure_of(figure: Figure) -> tuple[str, str, str]:
    """Return what a figure is measured in: shares of different groups compare, counts of different things do not."""
    if figure.kind in (FigureKind.PERCENT, FigureKind.ONE_IN):
        return (figure.kind, "", "")
    unit = next((said["unit"] for said in figure.texts.values() if said.get("unit")), "")
    return (figure.kind, figure.currency, unit.casefold().strip())


def _unit(figure: Figure, language: str) -> str:
    if figure.kind in (FigureKind.PERCENT, FigureKind.ONE_IN):
        # Translators: beside the title of a chart: its bars are shares.
        return pgettext("unit of a chart", "per cent")
    unit = figure.unit(language)
    return f"{figure.currency}, {unit}" if figure.kind == FigureKind.MONEY else unit


def _top(figures: list[Figure]) -> float:
    """Return where the axis ends: a round number; where a share is over a half, the whole."""
    largest = max(height_of(figure) for figure in figures)
    if largest <= 0:
        return 1
    is_share = figures[0].kind in (FigureKind.PERCENT, FigureKind.ONE_IN)
    if is_share and 50 < largest <= 100:
        return 100
    power = Decimal(10) ** floor(log10(largest))
    step = next(step for step in _STEPS if Decimal(str(step)) * power >= Decimal(str(largest)))
    top = Decimal(str(step)) * power
    return float(top) if top % 1 else ceil(top)
