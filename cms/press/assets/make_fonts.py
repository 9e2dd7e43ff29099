"""Make the press's fonts from the site's: Typst reads no WOFF2 and wants one family name a file. Draw the sign that no
font of ours has: the box to tick.

    python -m cms.press.assets.make_fonts

Needs fonttools and brotli. The licences (OFL) lie beside the fonts; these families reserve no name.
"""

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

SITE = Path(__file__).parents[2] / "static" / "cms" / "fonts"
OURS = Path(__file__).parent / "fonts"
NAMES = {
    "alegreya-latin": "Voice Latin",
    "alegreya-latin-ext": "Voice Latin Extended",
    "alegreya-cyrillic": "Voice Cyrillic",
    "markazi-arabic": "Voice Arabic",
    "commissioner-latin": "Text Latin",
    "commissioner-latin-ext": "Text Latin Extended",
    "commissioner-cyrillic": "Text Cyrillic",
}

#: The box to tick, in thousandths of the em: its lower and upper edge, the room before and behind it, its stroke.
BELOW, ABOVE, SIDE, BEHIND, STROKE = -110, 730, 40, 130, 62


def make_signs() -> None:
    """Draw the font Signs: one glyph, U+2610."""
    wide = ABOVE - BELOW
    pen = TTGlyphPen(None)
    for inset in (0, STROKE):
        left, right, low, high = SIDE + inset, SIDE + wide - inset, BELOW + inset, ABOVE - inset
        corners = [(left, low), (left, high), (right, high), (right, low)]
        pen.moveTo(corners[0])
        for corner in corners[1:] if inset == 0 else reversed(corners[1:]):
            pen.lineTo(corner)
        pen.closePath()
    box, nothing = pen.glyph(), TTGlyphPen(None).glyph()
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder([".notdef", "box"])
    font.setupCharacterMap({0x2610: "box"})
    font.setupGlyf({".notdef": nothing, "box": box})
    font.setupHorizontalMetrics({".notdef": (500, 0), "box": (wide + SIDE + BEHIND, SIDE)})
    font.setupHorizontalHeader(ascent=900, descent=-250)
    font.setupNameTable(
        {"familyName": "Signs", "styleName": "Regular", "fullName": "Signs", "psName": "Signs"}
    )
    font.setupOS2(sTypoAscender=900, sTypoDescender=-250, usWinAscent=900, usWinDescent=250)
    font.setupPost()
    font.updateHead(created=0, modified=0)
    font.font.recalcTimestamp = False
    font.save(OURS / "signs.ttf")


if __name__ == "__main__":
    make_signs()
    for file, family in NAMES.items():
        font = TTFont(SITE / f"{file}.woff2", recalcTimestamp=False)
        font.flavor = None
        names = {1: family, 16: family, 2: "Regular", 17: "Regular", 4: family, 6: family.replace(" ", "")}
        for record in font["name"].names:
            record.string = names.get(record.nameID, record.toUnicode())
        font.save(OURS / f"{file}.ttf")
