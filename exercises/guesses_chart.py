"""What people guessed, drawn by the server: as wide as its column, mirrored in right-to-left languages."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language_bidi, pgettext

from cms.charts import number


def guesses_chart(guesses: Sequence[int], key, answer=None):
    """Return what people guessed as {svg, total, first, last, rows}.

    guesses: counts of equal parts of the scale. first, last: the ends of the part where most guesses lie. rows: the
    same figures as {first, last, count}. svg: lengths in percent; the number and one's own guess are marked by lines.
    """
    low, high = key["low"], key["high"]
    scale = _Scale(low, high, get_language_bidi())
    ends = [low + place * (high - low) / len(guesses) for place in range(len(guesses) + 1)]
    rows = [
        {"first": number(first), "last": number(last), "count": count}
        for first, last, count in zip(ends, ends[1:], guesses, strict=False)
    ]
    most = max(rows, key=lambda row: row["count"])
    bars = [
        scale.bar(first, last, count / most["count"])
        for first, last, count in zip(ends, ends[1:], guesses, strict=False)
        if count
    ]
    lines = [scale.line("true", key["value"], 14, number(key["value"]))]
    if answer is not None:
        # Translators: a mark in a small drawing of what everybody guessed.
        words = pgettext("chart", "You: %(figure)s") % {"figure": number(answer)}
        lines.append(scale.line("yours", answer, 34, words))
    return {
        "svg": scale.frame([*bars, *lines]),
        "total": sum(guesses),
        "first": most["first"],
        "last": most["last"],
        "rows": rows,
    }


class _Scale:
    """What people guessed, drawn as wide as its column; mirrored in right-to-left languages."""

    TOP, FOOT, HEIGHT = 46, 126, 152  # pixels from the top of the drawing

    def __init__(self, low: float, high: float, mirrored: bool):
        self.low, self.high, self.mirrored = low, high, mirrored

    def x(self, value: float) -> float:
        share = 100 * min(max((value - self.low) / (self.high - self.low), 0), 1)
        return 100 - share if self.mirrored else share

    def bar(self, first: float, last: float, share: float):
        tall = share * (self.FOOT - self.TOP)
        left, right = sorted((self.x(first), self.x(last)))
        return format_html(
            '<rect class="chart__bar" x="{}%" width="{}%" y="{}" height="{}"/>',
            f"{left + 0.3:.2f}", f"{right - left - 0.6:.2f}", f"{self.FOOT - tall:.1f}", f"{tall:.1f}",
        )  # fmt: skip

    def text(self, css: str, value: float, y: int, words: str, gap: int = 0):
        x = self.x(value)
        return format_html(
            '<text class="{}" x="{}%" dx="{}" y="{}" text-anchor="{}">{}</text>',
            css, f"{x:.2f}", gap if x < 50 else -gap, y, "start" if x < 50 else "end", words,
        )  # fmt: skip

    def line(self, css: str, value: float, y: int, words: str):
        """Draw an upright line from the words at `y` down to the axis; the words stand beside its head."""
        isolated = f"\u2068{words}\u2069"  # the drawing runs left to right, whatever the words do
        return format_html(
            '<line class="guesses__{}" x1="{x}%" x2="{x}%" y1="{}" y2="{}"/>{}',
            css, y - 12, self.FOOT, self.text("chart__strong", value, y, isolated, gap=7), x=f"{self.x(value):.2f}",
        )  # fmt: skip

    def frame(self, parts: Sequence):
        return format_html(
            '<svg class="chart__svg" width="100%" height="{}" aria-hidden="true" focusable="false">{}'
            '<line class="chart__axis" x1="0" x2="100%" y1="{foot}" y2="{foot}"/>{}{}</svg>',
            self.HEIGHT,
            format_html_join("", "{}", ((part,) for part in parts)),
            self.text("chart__soft", self.low, self.HEIGHT - 6, number(self.low)),
            self.text("chart__soft", self.high, self.HEIGHT - 6, number(self.high)),
            foot=self.FOOT,
        )
