"""The four looks of share cards. Every colour that words are set in has 4.5:1 at least on its ground."""

from typing import NamedTuple

from campaigns.enums import CardLook


class Look(NamedTuple):
    """Colours as #rrggbb. accent: the one thread, and the thread below a figure; never words."""

    ground: str
    ink: str
    quiet: str
    accent: str
    mark: str  # the lesser dots of the house's mark
    flax: str
    dyes: dict[str, str] | None = None  # where the topic's dye needs another tone on this ground


#: The dyes as they are kept deep in the dark: threads, never words (tokens.css).
_DEEP = {
    "#123a33": "#4b8172",
    "#28678d": "#4a90bd",
    "#ad3f38": "#cd5b50",
    "#80501f": "#ab7840",
    "#784577": "#a066a0",
    "#1f7064": "#36a08e",
    "#34437f": "#6a7bd0",
}

LOOKS = {
    CardLook.PAPER: Look("#fbfcfa", "#10302a", "#43605a", "#f5b53a", "#f5b53a", "#cbb88d"),
    CardLook.PINE: Look("#10302a", "#fbfcfa", "#b9cec4", "#f5b53a", "#f5b53a", "#cbb88d", _DEEP),
    CardLook.MARIGOLD: Look("#f5b53a", "#10302a", "#10302a", "#ad3f38", "#ad3f38", "#fbfcfa"),
    CardLook.CONTRAST: Look("#000000", "#ffffff", "#ffffff", "#f5b53a", "#f5b53a", "#5d6b67", _DEEP),
}


def threads(look: Look, dye: str) -> tuple[str, tuple[str, ...], str]:
    """Return the warp's colour, the weft's stripes and the one thread, for a topic's dye on this look."""
    warp = (look.dyes or {}).get(dye, dye)
    if look.ground == "#000000":
        return "#ffffff", (look.flax, warp), look.accent
    if look.ground == "#f5b53a":
        return warp, ("#10302a", look.flax), "#ad3f38" if dye == "#80501f" else "#80501f"
    return warp, (look.flax, warp), look.accent


def luminance(colour: str) -> float:
    """Return the relative luminance of #rrggbb (WCAG 2.2): 0 for black, 1 for white."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (WCAG 2.2), 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
