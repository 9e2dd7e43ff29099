"""What the packaged formats share: pictures as PNG, languages with countries, zip files that are always the same."""

from __future__ import annotations

import io
from pathlib import Path

import typst

from cms.weave import weave

from .icons import ICON_SVG

MARIGOLD = "#f5b53a"
COUNTRIES = {
    "ar": "SA", "bg": "BG", "cs": "CZ", "da": "DK", "de": "DE", "el": "GR", "en": "GB", "es": "ES", "et": "EE",
    "fa": "IR", "fi": "FI", "fr": "FR", "he": "IL", "hi": "IN", "hr": "HR", "hu": "HU", "hy": "AM", "it": "IT",
    "ja": "JP", "ka": "GE", "lt": "LT", "lv": "LV", "nb": "NO", "nl": "NL", "pl": "PL", "pt": "PT", "ro": "RO",
    "ru": "RU", "sk": "SK", "sl": "SI", "sq": "AL", "sr": "RS", "sv": "SE", "tr": "TR", "uk": "UA", "ur": "PK",
    "zh": "CN",
}  # fmt: skip
HARMLESS_DATE = (1980, 1, 1, 0, 0, 0)


def locale(tag: str) -> tuple[str, str]:
    """Return (language, country): word processors look up their spelling by both. The country may be empty."""
    language, *rest = tag.split("-")
    country = next((part.upper() for part in rest if len(part) == 2), COUNTRIES.get(language.lower(), ""))
    return language.lower(), country


def cloth(job: dict) -> str:
    """Return the document's cloth as SVG, 240 by 200 units; its whole edge is at the start side."""
    return weave(job["seed"], *job["dyes"], cols=24, rows=17, thread=MARIGOLD, fringe=3)


def drawings(job: dict, folder: Path) -> None:
    """Draw the cloth, the QR code and the icons as PNG into the folder."""
    turned = "scale(x: -100%, " if job["direction"] == "rtl" else "("
    _png(cloth(job), folder / "cloth.png", 66, 160, turned)
    _png(job["qr"], folder / "qr.png", 24, 300)
    for name in {name for name, _label, _value in job["facts"]} | {"time"}:
        _png(ICON_SVG[name].replace("currentColor", job["dyes"][0]), folder / f"icon-{name}.png", 4, 300)


def _png(svg: str, path: Path, width: float, dots: int, around: str = "(") -> None:
    path.with_suffix(".svg").write_text(svg)
    page = "#set page(width: auto, height: auto, margin: 0pt, fill: none)\n"
    page += f'#{around}image("{path.stem}.svg", width: {width}mm))'
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False)
    compiler = typst.Compiler(input=page.encode(), root=path.parent, font_paths=fonts)
    path.write_bytes(compiler.compile(format="png", ppi=dots))


def packed(parts: dict[str, bytes | str], *, first: str = "") -> bytes:
    """Return a zip with the parts in the order given; `first` is not compressed, as ODT and EPUB ask of `mimetype`."""
    import zipfile  # slow to import, and a PDF does without

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, HARMLESS_DATE)
            entry.compress_type = zipfile.ZIP_STORED if name == first else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            package.writestr(entry, data)
    return out.getvalue()
