"""Charts drawn as SVG: for the site in percent of the width, for paper in fixed units. The table stands beside.

`svg` draws a Chart: bars, columns, lines, stacked bars, dots or a distribution; `{% chart chart %}` (cms_tags) puts it
on a page with its table. `draw` draws bars of one dictionary, one below the other; `columns` a row of columns in time.
"""

from cms.charts.data import Chart, Row, round_top, said, twin
from cms.charts.kit import svg
from cms.charts.pen import FILL, INK, LINE, MIRRORED_FONTS, PAPER_FONTS, PAPER_WIDTH, SOFT, number
from cms.charts.single import Bar, bars, columns, draw

__all__ = [
    "FILL",
    "INK",
    "LINE",
    "MIRRORED_FONTS",
    "PAPER_FONTS",
    "PAPER_WIDTH",
    "SOFT",
    "Bar",
    "Chart",
    "Row",
    "bars",
    "columns",
    "draw",
    "number",
    "round_top",
    "said",
    "svg",
    "twin",
]
