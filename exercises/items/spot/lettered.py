"""A picture for paper: its places framed, each with its letter."""

import importlib.util
import io
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONT = ("fontpkg_noto_sans", "NotoSans[wdth,wght].ttf")
BOLD = [700, 100]  # its axes: weight, width
INK, PAPER = "#10302a", "#ffffff"
LINE = 3  # pixels of a frame; paper of the same width on both of its sides, so that it shows on dark and on light
BADGE = 19  # pixels from the middle of a badge to its edge
LETTER = 26  # pixels


def lettered(picture: bytes, regions: Sequence[dict], letters: Sequence[str]) -> bytes:
    """Return `picture` as PNG with a frame around each region and its letter at the frame's upper left corner.

    regions: {x, y, width, height} each, in percent of the picture. letters: one each, Latin, Cyrillic or Greek.
    """
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    pen = ImageDraw.Draw(image)
    frames = [_pixels(region, image.size) for region in regions]
    for left, top, right, bottom in frames:
        pen.rectangle((left - LINE, top - LINE, right + LINE, bottom + LINE), outline=PAPER, width=3 * LINE)
        pen.rectangle((left, top, right, bottom), outline=INK, width=LINE)
    font = _font()
    # After all frames: no frame runs through a letter.
    for (left, top, _right, _bottom), letter in zip(frames, letters, strict=True):
        x = min(max(left, BADGE + LINE), image.width - BADGE - LINE)
        y = min(max(top, BADGE + LINE), image.height - BADGE - LINE)
        pen.ellipse((x - BADGE, y - BADGE, x + BADGE, y + BADGE), fill=PAPER, outline=INK, width=LINE)
        pen.text((x, y), letter, fill=INK, font=font, anchor="mm")
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _pixels(region: dict, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of a region, within the picture."""
    wide, high = size
    left, top = region["x"] / 100 * wide, region["y"] / 100 * high
    right, bottom = left + region["width"] / 100 * wide, top + region["height"] / 100 * high
    return round(left), round(top), min(round(right), wide - 1), min(round(bottom), high - 1)


def _font() -> ImageFont.FreeTypeFont:
    package, file = FONT
    spec = importlib.util.find_spec(package)
    font = ImageFont.truetype(str(Path(spec.submodule_search_locations[0], "files", file)), LETTER)
    font.set_variation_by_axes(BOLD)
    return font
