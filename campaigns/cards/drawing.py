"""From cards to pictures: crop, weave, and one child process of the press for all of them."""

import io
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from PIL import Image, ImageOps

from campaigns.cards.card import Card, Focus, Made
from campaigns.cards.looks import LOOKS, threads
from campaigns.enums import CardFormat, CardLook
from cms.languages import direction
from cms.press import Sheets, typeset
from cms.press.sandbox import qr
from cms.weave import weave

TEMPLATE = Path(__file__).parent / "card.typ"
#: Columns of the cloth in each format; the rows that it may have, so that it fills what the words leave.
COLUMNS = {CardFormat.WIDE: 18, CardFormat.SQUARE: 36, CardFormat.TALL: 27, CardFormat.POSTER: 36}
ROWS = {
    CardFormat.WIDE: (23,),
    CardFormat.SQUARE: (3, 5, 7, 9, 11, 14),
    CardFormat.TALL: (4, 7, 10, 13, 16, 19, 22),
    CardFormat.POSTER: (3, 6, 9, 12, 15, 18, 21),
}
FRINGE = {CardFormat.WIDE: 4, CardFormat.SQUARE: 3, CardFormat.TALL: 4, CardFormat.POSTER: 3}
#: Where a picture stands, in the template's units, with few words and with many: its width; how far down it reaches
#: together with the narrow cloth below it; how high it is itself.
PICTURES = {
    CardFormat.WIDE: ((408, 604, 480), (264, 604, 480)),
    CardFormat.SQUARE: ((1080, 490, 355), (1080, 310, 175)),
    CardFormat.TALL: ((1080, 1000, 780), (1080, 660, 440)),
    CardFormat.POSTER: ((1080, 730, 595), (1080, 450, 315)),
}
#: How far down in its picture the focal point lies, in shares: the cloth covers the lower edge.
HEART = 0.44
#: Dots of a picture for each unit: a poster is printed.
DOTS = {CardFormat.POSTER: 1.6}
MOST_PIXELS = 40_000_000
QUALITY = 90
SMALL = 360


def draw(cards: Sequence[Card]) -> list[Made]:
    """Return the cards drawn, in the same order: one child process, one compilation for all pictures.

    A card whose words do not fit is drawn as well as it goes, and says so. PressError as the press raises it.
    """
    if not cards:
        return []
    posters = [at for at, card in enumerate(cards) if card.format == CardFormat.POSTER]
    sheets = _set(cards, pdfs=[{"only": str(at)} for at in posters])
    pdfs = dict(zip(posters, sheets.pdfs, strict=True))
    return [
        Made(pdfs[at], sheets.pages[at], told["fits"])
        if at in pdfs
        else Made(sheets.pages[at], b"", told["fits"])
        for at, told in enumerate(sheets.told)
    ]


def misfits(cards: Sequence[Card]) -> list[Card]:
    """Return the cards whose words do not fit, without drawing any."""
    told = _set(cards, pictures=False).told if cards else ()
    return [card for card, one in zip(cards, told, strict=True) if not one["fits"]]


def measured(cards: Sequence[Card]) -> tuple[Sheets, list[dict]]:
    """Return the sheets of cards and what the template told of each: `fits`, `size` of the words, `boxes` in pixels."""
    sheets = _set(cards)
    return sheets, list(sheets.told)


def _set(cards: Sequence[Card], *, pdfs: Sequence[dict] = (), pictures: bool = True) -> Sheets:
    files: dict[str, bytes] = {}
    described = [_described(card, files, pictures) for card in cards]
    return typeset(TEMPLATE.read_bytes(), {"cards": described}, files, pdfs=pdfs, pictures=pictures)


def _described(card: Card, files: dict[str, bytes], pictures: bool) -> dict:
    look = LOOKS[CardLook(card.look)]
    format = CardFormat(card.format)
    rtl = direction(card.language) == "rtl"
    cloths = []
    for rows in ROWS[format]:
        drawing = _cloth(card.seed, card.dye, CardLook(card.look), format, rows)
        name = f"cloth-{sha256(drawing).hexdigest()[:16]}.svg"
        files[name] = drawing
        cloths.append([rows, name])
    described = {
        "format": str(format),
        "kind": str(card.kind),
        "lang": card.language.partition("-")[0].lower(),
        "rtl": rtl,
        "words": card.words,
        "lines": card.lines,
        "organisation": card.organisation,
        "house": card.house,
        "address": card.address.partition("://")[2].rstrip("/"),
        "scan": card.scan,
        "title": card.title,
        "alt": card.alt,
        "ground": look.ground,
        "ink": look.ink,
        "quiet": look.quiet,
        "accent": look.accent,
        "mark": look.mark,
        "columns": COLUMNS[format],
        "fringe": FRINGE[format],
        "cloths": cloths,
        "qr": "",
        "pictures": [],
    }
    if format == CardFormat.POSTER:
        drawing = qr(card.address, "#10302a").encode()
        described["qr"] = f"qr-{sha256(drawing).hexdigest()[:16]}.svg"
        files[described["qr"]] = drawing
    if card.picture:
        long = len(card.text) + sum(map(len, card.lines)) > 150
        for size in PICTURES[format] if long else PICTURES[format][:1]:
            dots = DOTS.get(format, 1)
            data = (
                cropped(card.picture, card.focus, round(size[0] * dots), round(size[2] * dots))
                if pictures
                else b""
            )
            name = f"picture-{sha256(data).hexdigest()[:16]}.jpg" if data else ""
            if data:
                files[name] = data
            described["pictures"].append([*size, name])
        if not long:
            described["pictures"] *= 2
    return described


@lru_cache(maxsize=512)
def _cloth(seed: str, dye: str, look: CardLook, format: CardFormat, rows: int) -> bytes:
    """Return the cloth as SVG: the marigold thread lies near its lower edge, where it is always seen."""
    colours = LOOKS[look]
    warp, weft, thread = threads(colours, dye)
    lift = 1 if rows < 5 else 2 + sha256(seed.encode()).digest()[0] % 3
    return weave(
        seed,
        warp,
        weft,
        cols=COLUMNS[format],
        rows=rows,
        thread=thread,
        thread_row=rows - 1 - lift,
        fringe=FRINGE[format],
    ).encode()


def small(png: bytes) -> bytes:
    """Return a drawn card as WebP, 360 pixels wide: to choose from, not to share."""
    with Image.open(io.BytesIO(png), formats=["PNG"]) as opened:
        picture = opened.convert("RGB")
        picture.thumbnail((SMALL, 4 * SMALL), reducing_gap=2.0)
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=82, method=0)
    return out.getvalue()


def cropped(data: bytes, focus: Focus | None, width: int, height: int) -> bytes:
    """Return the picture cut to width x height (pixels) around its focal point, as JPEG without any metadata.

    focus: the part that must stay, as shares of width and height; the middle if there is none. ValueError for what is
    no picture, or one of more than 40 megapixels.
    """
    try:
        with Image.open(io.BytesIO(data), formats=["PNG", "JPEG", "WEBP", "GIF", "AVIF"]) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise ValueError("The picture is too large.")
            opened.draft("RGB", (width * 2, height * 2))
            picture = ImageOps.exif_transpose(opened)
            if picture.mode in ("RGBA", "LA", "P"):
                flat = Image.new("RGB", picture.size, "#ffffff")
                picture = picture.convert("RGBA")
                flat.paste(picture, mask=picture.getchannel("A"))
                picture = flat
            picture = picture.convert("RGB")
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError("This is no picture.") from error
    left, top, right, bottom = focus or (0.5, 0.5, 0.5, 0.5)
    across, down = (left + right) / 2 * picture.width, (top + bottom) / 2 * picture.height
    share = min(picture.width / width, picture.height / height)
    wide, high = width * share, height * share
    # The last bit of a division may lie outside the picture.
    at = max(min(across - wide / 2, picture.width - wide), 0)
    below = max(min(down - high * HEART, picture.height - high), 0)
    box = (at, below, min(at + wide, picture.width), min(below + high, picture.height))
    cut = picture.resize((width, height), Image.Resampling.LANCZOS, box=box)
    out = io.BytesIO()
    # A fresh picture: nothing that the old one carried along goes into the file.
    fresh = Image.new("RGB", cut.size)
    fresh.paste(cut)
    fresh.save(out, "JPEG", quality=QUALITY, optimize=False, subsampling=0)
    return out.getvalue()
