"""The countries of the network as tiles, each roughly where the country lies: no outlines, no tile server.

The drawing is not turned in right-to-left languages: west is left everywhere. Figures stand on the tiles; the shade
only repeats them, and the table beside says all.
"""

from collections.abc import Mapping

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from cms.charts import number

TILE = 60  # units from one tile to the next
GAP = 4
#: A tile is shaded by how many schools there are, from so many on.
SHADES = (1, 3, 10, 50)
#: Column and row of each country.
PLACES = {
    "IS": (1, 0), "NO": (4, 0), "SE": (5, 0), "FI": (6, 0),
    "IE": (1, 1), "GB": (2, 1), "DK": (4, 1), "EE": (6, 1),
    "US": (0, 2), "BE": (2, 2), "NL": (3, 2), "DE": (4, 2), "PL": (5, 2), "LV": (6, 2), "LT": (7, 2),
    "FR": (2, 3), "LU": (3, 3), "LI": (4, 3), "CZ": (5, 3), "SK": (6, 3), "UA": (7, 3),
    "CH": (3, 4), "AT": (4, 4), "HU": (5, 4), "RO": (6, 4),
    "PT": (0, 5), "ES": (1, 5), "IT": (3, 5), "SI": (4, 5), "HR": (5, 5), "BG": (6, 5), "TR": (7, 5),
    "MT": (3, 6), "GR": (6, 6), "CY": (7, 6),
}  # fmt: skip
COLUMNS = 8


def tile_map(schools: Mapping[str, int], title: str) -> SafeString:
    """Return the map as an <svg>. schools: how many by code of the country; title: what it is, in words.

    A country whose place is not known comes into a row of its own below.
    """
    lowest = max(row for _column, row in PLACES.values()) + 1
    others = sorted(code for code in schools if code not in PLACES)
    places = {code: PLACES[code] for code in schools if code in PLACES}
    places |= {code: (place % COLUMNS, lowest + place // COLUMNS) for place, code in enumerate(others)}
    if not places:
        return mark_safe("")
    first = min(row for _column, row in places.values())
    last = max(row for _column, row in places.values())
    tiles = "".join(
        _tile(column, row - first, code, schools[code])
        for code, (column, row) in sorted(places.items(), key=lambda one: one[1][::-1])
    )
    height = (last - first + 1) * TILE
    return mark_safe(  # noqa: S308  every text is escaped
        f'<svg class="tiles" role="img" aria-label="{escape(title)}" viewBox="0 0 {COLUMNS * TILE} {height}" '
        f'focusable="false">{tiles}</svg>'
    )


def _tile(column: int, row: int, code: str, schools: int) -> str:
    shade = sum(schools >= least for least in SHADES)
    x, y = column * TILE, row * TILE
    side, middle = TILE - GAP, x + (TILE - GAP) // 2
    return (
        f'<rect class="tiles__{shade}" x="{x}" y="{y}" width="{side}" height="{side}" rx="3"/>'
        f'<text x="{middle}" y="{y + 23}">{escape(code)}</text>'
        f'<text class="tiles__n" x="{middle}" y="{y + 46}">{escape(number(schools))}</text>'
    )
