"""How series are told apart: each has a shape, a pattern and a way of dashing of its own, and a colour besides."""

from cms.charts.pen import INK, LINE, PAPER_WIDTH, Pen

#: Around (0, 0): circle, square, diamond, triangle, triangle on its head, cross.
SHAPES = (
    "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0",
    "M-5.5-5.5h11v11h-11z",
    "M0-8 8 0 0 8-8 0z",
    "M0-7 7.5 6h-15z",
    "M0 7 7.5-6h-15z",
    "M-2-7h4v5h5v4h-5v5h-4v-5h-5v-4h5z",
)
#: On a tile of 8 by 8: what is drawn over the colour, and how thick. The first is plain.
PATTERNS = (
    ("", 0),
    ("M-2 2 2-2M0 8 8 0M6 10 10 6", 2),
    ("M4 4h.01", 4),
    ("M4 0V8", 2),
    ("M0 0 8 8M0 8 8 0", 1.5),
    ("M0 4H8", 3),
)
DASHES = ("", "8 4", "2 4", "12 4 2 4", "4 3", "12 3 2 3 2 3")
COLOURS = ("#28678d", "#ad3f38", "#1f7064", "#80501f", "#784577", "#34437f")  # on paper
GRID = "#c9d6ce"
MOST_SERIES = len(SHAPES)


class SeriesPen(Pen):
    """A pen that knows series, by their number from 0. name: tells the patterns of two charts on a page apart."""

    def __init__(self, mirrored: bool, paper: bool, wide: int, name: str):
        super().__init__(mirrored, paper, wide)
        self.name = name

    def words(self, share: float, y: int, words: str, **how) -> str:
        """Write words that may hold figures and dates: in a right-to-left language they are read from the right."""
        return self.text(share, y, self.isolated(words), **how)

    def over(self, share: float, y: int, words: str) -> str:
        """Write a figure that may stand on a line, with a hair of ground around it."""
        paint = (
            'stroke="#ffffff" stroke-width="4" paint-order="stroke"' if self.paper else 'class="chart__over"'
        )
        return self.words(share, y, words, middle=True).replace("<text ", f"<text {paint} ", 1)

    def mark(self, share: float, y: int, series: int) -> str:
        """Draw the series' shape around a point."""
        shape = SHAPES[series]
        if self.paper:
            return (
                f'<path transform="translate({self.x(share)} {y})" d="{shape}" fill="{COLOURS[series]}" '
                f'stroke="#ffffff" stroke-width="1.5"/>'
            )
        return (
            f'<svg x="{self.x(share)}" y="{y}" overflow="visible">'
            f'<path class="chart__mark chart__series--{series + 1}" d="{shape}"/></svg>'
        )

    def area(self, share: float, width: float, y: int, high: int, series: int, *, patterned: bool) -> str:
        """Draw a rectangle in the colour of the series; patterned: and in its pattern."""
        x = self.x(share + width if self.mirrored else share)
        if patterned and series:
            paint = f'fill="url(#{self._pattern(series)})"'
        elif self.paper:
            paint = f'fill="{COLOURS[series]}"'
        else:
            paint = f'class="chart__fill chart__series--{series + 1}"'
        return f'<rect x="{x}" y="{y}" width="{self.length(width)}" height="{high}" {paint}/>'

    def patterns(self, series: int) -> str:
        """Return what areas of so many series refer to."""
        tiles = ""
        for one in range(1, series):
            drawn, thick = PATTERNS[one]
            if self.paper:
                under, over = f'fill="{COLOURS[one]}"', 'stroke="#ffffff"'
            else:
                under, over = f'class="chart__fill chart__series--{one + 1}"', 'class="chart__hatch"'
            tiles += (
                f'<pattern id="{self._pattern(one)}" width="8" height="8" patternUnits="userSpaceOnUse">'
                f'<rect width="8" height="8" {under}/>'
                f'<path d="{drawn}" stroke-width="{thick}" stroke-linecap="round" {over}/></pattern>'
            )
        return f"<defs>{tiles}</defs>" if tiles else ""

    def _pattern(self, series: int) -> str:
        return f"chart-{self.name}-{series + 1}"

    def stroke(self, begin: tuple[float, int], end: tuple[float, int], series: int) -> str:
        """Draw a line of the series from one point to another, dashed in its way."""
        dashes = f' stroke-dasharray="{DASHES[series]}"' if DASHES[series] else ""
        paint = (
            f'stroke="{COLOURS[series]}" stroke-width="2.5"'
            if self.paper
            else f'class="chart__line chart__series--{series + 1}"'
        )
        return self._line(begin, end, paint + dashes)

    def whisker(self, low: float, high: float, y: int, series: int) -> str:
        """Draw where a value may lie: a line with an end on both sides."""
        paint = (
            f'stroke="{COLOURS[series]}" stroke-width="2"'
            if self.paper
            else f'class="chart__whisker chart__series--{series + 1}"'
        )
        ends = ((low, low, 4), (low, high, 0), (high, high, 4))
        return "".join(self._line((a, y - tall), (b, y + tall), paint) for a, b, tall in ends)

    def band(self, points: list[tuple[float, float, float]], bottom: int, series: int) -> str:
        """Draw the area between two curves; points: share, y of the upper, y of the lower. bottom: of the drawing."""
        # A polygon knows no percents: on the site it lies in a drawing of its own that is stretched.
        there = [(self._place(share), high) for share, high, _low in points]
        back = [(self._place(share), low) for share, _high, low in reversed(points)]
        corners = " ".join(f"{x:g},{y:g}" for x, y in (*there, *back))
        if self.paper:
            return f'<polygon points="{corners}" fill="{COLOURS[series]}" fill-opacity="0.18"/>'
        return (
            f'<svg width="100%" height="{bottom}" viewBox="0 0 100 {bottom}" preserveAspectRatio="none">'
            f'<polygon class="chart__band chart__series--{series + 1}" points="{corners}"/></svg>'
        )

    def _place(self, share: float) -> float:
        share = 100 - share if self.mirrored else share
        return round(share / 100 * PAPER_WIDTH, 1) if self.paper else round(share, 2)

    def grid(self, begin: tuple[float, int], end: tuple[float, int]) -> str:
        paint = f'stroke="{GRID}"' if self.paper else 'class="chart__grid"'
        return self._line(begin, end, paint)

    def dashed(self, share: float, top: int, bottom: int) -> str:
        """Draw an upright line that says something about the whole, such as where the mean lies."""
        paint = (
            f'stroke="{INK}" stroke-width="2" stroke-dasharray="5 4"' if self.paper else 'class="chart__mean"'
        )
        return self._line((share, top), (share, bottom), paint)

    def base(self, start: float, y: int) -> str:
        """Draw the axis from `start` to the end of the width."""
        paint = f'stroke="{LINE}" stroke-width="1.5"' if self.paper else 'class="chart__axis"'
        return self._line((start, y), (100, y), paint)

    def _line(self, begin: tuple[float, int], end: tuple[float, int], paint: str) -> str:
        (x1, y1), (x2, y2) = begin, end
        return f'<line x1="{self.x(x1)}" y1="{y1}" x2="{self.x(x2)}" y2="{y2}" {paint}/>'
