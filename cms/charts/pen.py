"""What all charts are drawn with: words and areas, from the left or from the right, for the site or for paper."""

from django.utils.formats import number_format
from django.utils.html import escape

BAR = 22
LINE_HEIGHT = 20
LABEL_CHARS, PAPER_LABEL_CHARS = 32, 70  # of one line: what fits into a handout on a telephone, and on paper
PAPER_WIDTH = 640
PAPER_FONTS = "Noto Sans, IBM Plex Sans Arabic"
#: What is not in the first font is looked for letter by letter, and words that need two others become boxes.
MIRRORED_FONTS = "IBM Plex Sans Arabic, Noto Sans"
INK, SOFT, FILL, LINE = "#10302a", "#43605a", "#28678d", "#6d877f"


def number(value: float, places: int | None = None) -> str:
    """Return a figure as the active language writes it, with so many decimals; by itself without needless ones."""
    places = places_of(value) if places is None else places
    return number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True)


def places_of(value: float) -> int:
    """Return how many decimals a figure needs, three at most."""
    return next((n for n in range(4) if round(value, n) == value), 3)


class Pen:
    """Draws in percent of the width and in pixels of the height; on paper in units, PAPER_WIDTH to the width."""

    def __init__(self, mirrored: bool, paper: bool, wide: int):
        self.mirrored, self.paper, self.wide = mirrored, paper, wide

    @property
    def label_chars(self) -> int:
        return PAPER_LABEL_CHARS if self.paper else LABEL_CHARS

    def x(self, share: float) -> str:
        share = 100 - share if self.mirrored else share
        return f"{share / 100 * PAPER_WIDTH:.1f}" if self.paper else f"{share:.2f}%"

    def length(self, share: float) -> str:
        return f"{share / 100 * PAPER_WIDTH:.1f}" if self.paper else f"{share:.2f}%"

    def _anchor(self, end: bool) -> str:
        # The drawing's direction is always left to right: what begins at the right edge ends there.
        return "end" if end != self.mirrored else "start"

    def isolated(self, words: str) -> str:
        """Return words so that they are read from the right in a right-to-left language, whatever they begin with.

        On paper nothing is added: its fonts have no sign for an isolate, so all would become boxes. There, figures
        before words are read last: dates bear their month as a figure.
        """
        return f"\u2067{words}\u2069" if self.mirrored and not self.paper else words

    def text(
        self,
        share: float,
        y: int,
        words: str,
        *,
        soft: bool = False,
        end: bool = False,
        middle: bool = False,
        light: bool = False,
        shift: int = 0,
    ) -> str:
        """Write words that begin (end, middle: end, stand) at `share`; shift: units further on in reading direction."""
        css = "" if self.paper else f' class="{"chart__inside" if light else "chart__soft" if soft else ""}"'
        paint = f' fill="{"#ffffff" if light else SOFT if soft else INK}"' if self.paper else ""
        moved = f'dx="{-shift if self.mirrored else shift}" ' if shift else ""
        anchor = "middle" if middle else self._anchor(end)
        return (
            f'<text {moved}x="{self.x(share)}" y="{y}" text-anchor="{anchor}"{css}{paint}>{escape(words)}</text>'
        ).replace(' class=""', "")

    def bar(self, share: float, y: int) -> str:
        x = self.x(share if self.mirrored else 0)
        paint = f'fill="{FILL}"' if self.paper else 'class="chart__bar"'
        return f'<rect x="{x}" y="{y}" width="{self.length(share)}" height="{BAR}" rx="3" {paint}/>'

    def column(self, share: float, width: float, y: int, high: int) -> str:
        x = self.x(share + width if self.mirrored else share)
        paint = f'fill="{FILL}"' if self.paper else 'class="chart__bar"'
        return f'<rect x="{x}" y="{y}" width="{self.length(width)}" height="{high}" {paint}/>'

    def axis(self, y: int) -> str:
        paint = f'stroke="{LINE}" stroke-width="1.5"' if self.paper else 'class="chart__axis"'
        return f'<line x1="{self.length(0)}" x2="{self.length(100)}" y1="{y}" y2="{y}" {paint}/>'

    def frame(self, said: str, height: int, inner: str) -> str:
        """Return the whole drawing. said: what it shows, in words."""
        if self.paper:
            high = f"{height * self.wide / PAPER_WIDTH:g}"
            fonts = MIRRORED_FONTS if self.mirrored else PAPER_FONTS
            return (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {PAPER_WIDTH} {height}" width="{self.wide}" '
                f'height="{high}" font-family="{fonts}" font-size="16">{inner}</svg>'
            )
        return (
            f'<svg class="chart__svg" role="img" aria-label="{escape(said)}" height="{height}" focusable="false">'
            f"{inner}</svg>"
        )
