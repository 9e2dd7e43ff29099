"""Cut text into stretches of one direction, as Word wants its runs marked."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator


def stretches(text: str, base: str) -> Iterator[tuple[str, str]]:
    """Yield (stretch, "ltr" or "rtl"). Spaces, signs and figures between two directions take the base's."""
    start, now, last_strong = 0, base, -1
    for at, letter in enumerate(text):
        kind = unicodedata.bidirectional(letter)
        heard = "ltr" if kind == "L" else "rtl" if kind in ("R", "AL") else ""
        if not heard:
            continue
        if heard != now:
            cut = at if now == base else last_strong + 1
            if cut > start:
                yield text[start:cut], now
            if now != base and at > cut and heard == base:
                pass  # what lies between already belongs to the base
            start, now = cut, heard
        last_strong = at
    cut = len(text) if now == base else _end_of_figures(text, last_strong + 1)
    if cut > start:
        yield text[start:cut], now
    if cut < len(text):
        yield text[cut:], base


def _end_of_figures(text: str, at: int) -> int:
    """Figures that touch a word belong to it: "COVID-19"."""
    while at < len(text) and (text[at].isdigit() or text[at] in "-./" and text[at + 1 : at + 2].isdigit()):
        at += 1
    return at
