"""The paragraph styles of DOCX and ODT: one table, real styles that a teacher can change."""

from __future__ import annotations

from dataclasses import dataclass

PINE, QUIET, RULE, RULE_STRONG, MIST, IVY, MARIGOLD = (
    "10302A",
    "43605A",
    "C9D6CE",
    "6D877F",
    "EFF4EF",
    "0B5B50",
    "F5B53A",
)
DYE = "dye"  # the document's own colour

#: fonts that school computers have; what follows the first name is for programs that lack it
TEXT_FONTS = ("Calibri", "Carlito", "Noto Sans", "Segoe UI")
VOICE_FONTS = ("Georgia", "Gelasio", "Noto Serif", "Cambria")
COMPLEX_FONTS = ("Arial", "IBM Plex Sans Arabic", "Noto Sans Arabic", "DejaVu Sans")


@dataclass(frozen=True)
class Style:
    """A paragraph style. Sizes, spaces and borders in points; `line` is a share of the font's height."""

    name: str
    based: str = "Normal"
    following: str = ""
    voice: bool = False
    size: float = 0
    bold: bool | None = None
    colour: str = ""
    before: float | None = None
    after: float | None = None
    line: float = 0
    keep_next: bool = False
    outline: int = 0  # 1 is the highest
    page_break: bool = False
    top: tuple[float, str] | None = None
    bottom: tuple[float, str] | None = None
    start: tuple[float, str] | None = None
    each: bool = False  # borders at every paragraph, not around neighbours of one style
    indent: float = 0
    hang: float = 0  # so far the first line begins before the others


STYLES = (
    Style("Normal", "", size=11, colour=PINE, before=0, after=6, line=1.2),
    Style("Body Text", after=7),
    Style("Kind", following="Title", size=10.5, bold=True, colour=DYE, before=6, after=4),
    Style("Title", following="Body Text", voice=True, size=27, bold=True, before=0, after=8, line=1.05),
    Style("Subtitle", following="Body Text", size=12.5, colour=QUIET, after=12, line=1.25),
    Style("Fact Label", size=9.5, colour=QUIET, before=3, after=0),
    Style("Fact Value", size=11, bold=True, after=4),
    Style("Imprint", size=9, colour=QUIET, after=1, line=1.1),
    Style("Lead", following="Body Text", size=12, colour=QUIET, after=8, keep_next=True),
    Style(
        "Heading 1",
        following="Body Text",
        voice=True,
        size=17,
        bold=True,
        before=20,
        after=6,
        line=1.1,
        keep_next=True,
        outline=1,
    ),
    Style("Heading 2", "Heading 1", "Body Text", size=13.5, before=6, after=4, outline=2),
    Style("Heading 3", "Heading 1", "Body Text", size=11.5, colour=DYE, before=10, after=3, outline=3),
    Style("Handout Title", "Heading 1", "Body Text", size=20, before=0, after=10, page_break=True, outline=1),
    Style("Minutes Total", "Body Text", "Body Text", bold=True, colour=DYE),
    Style(
        "Step Time",
        following="Heading 2",
        bold=True,
        colour=DYE,
        before=14,
        after=0,
        keep_next=True,
        top=(0.75, RULE),
    ),
    Style("List Item", "Body Text", after=3),
    Style("Choice", "Body Text", after=4, indent=16, hang=16),
    Style(
        "Quotation",
        following="Body Text",
        voice=True,
        size=12,
        before=6,
        after=10,
        indent=14,
        start=(2.25, MARIGOLD),
    ),
    Style("Term", following="Definition", bold=True, after=0, keep_next=True),
    Style("Definition", "Body Text"),
    Style("Card Label", size=9.5, bold=True, colour=DYE, before=4, after=2, keep_next=True),
    Style("Card Title", voice=True, size=13.5, bold=True, after=4, keep_next=True),
    Style("Card Origin", size=9.5, colour=QUIET, before=8, after=4, top=(0.5, RULE)),
    Style("Caption", following="Body Text", size=10, bold=True, colour=QUIET, before=2, after=8),
    Style("Table Caption", "Caption", before=8, after=3, keep_next=True),
    Style("Table Text", size=10.5, before=3, after=3, line=1.1),
    Style("Table Head", "Table Text", bold=True),
    Style("Figure", before=8, after=4, line=1, keep_next=True),
    Style("Writing Line", size=11, before=0, after=0, line=2.1, bottom=(0.75, RULE_STRONG), each=True),
    Style("Spacer", size=2, after=7, line=1),
    Style("Header", size=8.5, colour=QUIET, after=0),
    Style("Footer", size=8.5, colour=QUIET, after=0),
)

#: what surrounds the cells of each kind of table
TABLES = ("Table", "Card", "Notice", "Facts", "Imprint")


def colour(value: str, dye: str) -> str:
    """Return six hex digits."""
    return dye.lstrip("#").upper() if value == DYE else value
