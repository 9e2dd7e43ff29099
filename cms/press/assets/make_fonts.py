"""Make the press's fonts from the site's: Typst reads no WOFF2 and wants one family name a file.

    python -m cms.press.assets.make_fonts

Needs fonttools and brotli. The licences (OFL) lie beside the fonts; these families reserve no name.
"""

from pathlib import Path

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

if __name__ == "__main__":
    for file, family in NAMES.items():
        font = TTFont(SITE / f"{file}.woff2", recalcTimestamp=False)
        font.flavor = None
        names = {1: family, 16: family, 2: "Regular", 17: "Regular", 4: family, 6: family.replace(" ", "")}
        for record in font["name"].names:
            record.string = names.get(record.nameID, record.toUnicode())
        font.save(OURS / f"{file}.ttf")
