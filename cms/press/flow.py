"""The document as a flow of styled paragraphs, lists and tables: what a word processor knows. Used by DOCX and ODT.

Style names are those of styles.py. Lengths are millimetres unless said otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import groupby

from .tree import attributes, is_div, words_of

TEXT_WIDTH = 170  # of an A4 page, between margins of 20
BESIDE = 8  # of a cell's width, for the margins of a card: what a table inside it leaves free
TICK = "☐"  # a paragraph that begins with it is an answer to tick


@dataclass(frozen=True)
class Picture:
    file: str  # in the job's folder
    width: float
    height: float
    alt: str = ""
    floating: bool = False  # at the page's top outer corner, behind the text


@dataclass(frozen=True)
class Run:
    """Text in one manner; or a picture; or a line break ("\\n")."""

    text: str = ""
    bold: bool = False
    italic: bool = False
    raised: int = 0  # 1 superscript, -1 subscript
    href: str = ""
    language: str = ""
    direction: str = ""
    picture: Picture | None = None


@dataclass
class Paragraph:
    style: str
    runs: list[Run]
    direction: str = ""  # where it differs from the document's
    break_before: bool = False


@dataclass
class Listing:
    items: list[list]
    start: int | None = None  # None: bullets
    direction: str = ""


@dataclass
class Cell:
    blocks: list
    head: bool = False
    across: int = 1
    down: int = 1


@dataclass
class Table:
    style: str  # Table, Card, Notice, Facts
    widths: list[float]  # shares, adding up to 1
    rows: list[list[Cell]]
    head_rows: int = 0
    title: str = ""
    direction: str = ""


@dataclass
class _State:
    words: dict
    pictures: dict
    body_style: str = "Body Text"
    direction: str = ""
    run: Run = field(default_factory=Run)

    def but(self, **changes):
        return replace(self, **changes)


def flow(job: dict, blocks: list) -> list:
    """Return the whole document, its front matter first."""
    state = _State(job["words"], job["pictures"])
    return front(job) + breaks(_blocks(blocks, state))


def front(job: dict) -> list:
    """Kind, title, summary, facts, and where the document comes from."""
    words = job["words"]
    cloth = [Run(picture=Picture("cloth.png", 66, 55, floating=True))]
    found = [Paragraph("Kind", cloth + [Run(job["kind"])]), Paragraph("Title", [Run(job["title"])])]
    if job["summary"]:
        found.append(Paragraph("Subtitle", [Run(job["summary"])]))
    cells = [
        Cell(
            [
                Paragraph("Fact Label", [Run(picture=Picture(f"icon-{name}.png", 4, 4)), Run(f" {label}")]),
                Paragraph("Fact Value", [Run(value)]),
            ]
        )
        for name, label, value in job["facts"]
    ]
    if cells:
        across = min(3, len(cells))
        cells += [Cell([Paragraph("Fact Value", [])]) for _ in range(-len(cells) % across)]
        rows = [cells[at : at + across] for at in range(0, len(cells), across)]
        found.append(Table("Facts", [1 / across] * across, rows))
    licence = Run(job["licence_name"], href=job["licence_url"])
    lines = [
        [Run(words["scan"], bold=True)],
        [
            Run(
                f"\u200e{job['address']}\u200e" if job["direction"] == "rtl" else job["address"],
                href=job["address"],
                direction="ltr",
            )
        ],
    ]
    if job["credits"]:
        lines.append([Run(f"{words['credits']}: {job['credits']}")])
    if job["licence_name"]:
        lines.append([Run(f"{words['licence']}: "), licence])
    if job["version"]:
        lines.append([Run(words["version"].replace("{version}", job["version"]))])
    code = Run(picture=Picture("qr.png", 24, 24, alt=f"{words['scan']} {job['address']}"))
    imprint = [Cell([Paragraph("Imprint", [code])]), Cell([Paragraph("Imprint", line) for line in lines])]
    return [*found, Table("Imprint", [0.18, 0.82], [imprint])]


def breaks(blocks: list) -> list:
    """Turn the page breaks ("break") between blocks into a property of the paragraph that follows."""
    found, due = [], False
    for block in blocks:
        if block == "break":
            due = True
            continue
        if due and isinstance(block, Paragraph):
            block.break_before = True
        elif due:
            found.append(Paragraph("Spacer", [], break_before=True))
        found.append(block)
        due = False
    return found


def _blocks(nodes, state) -> list:
    return [made for node in nodes for made in _block(node, state)]


def _block(node, state) -> list:
    kind, content = node["t"], node.get("c")
    if kind in ("Para", "Plain"):
        runs = _runs(content, state)
        style = state.body_style
        if runs and all(one.picture for one in runs):
            style = "Figure"
        elif runs and runs[0].text.startswith(TICK) and style == "Body Text":
            style = "Choice"
        return [Paragraph(style, runs, state.direction)]
    if kind == "Header":
        return [Paragraph(f"Heading {max(1, content[0] - 1)}", _runs(content[2], state), state.direction)]
    if kind in ("BulletList", "OrderedList"):
        inner = state if state.body_style == "Table Text" else state.but(body_style="List Item")
        items = content if kind == "BulletList" else content[1]
        start = None if kind == "BulletList" else content[0][0]
        return [
            Listing(
                [_blocks(item, inner) or [Paragraph("List Item", [])] for item in items],
                start,
                state.direction,
            )
        ]
    if kind == "DefinitionList":
        found = []
        for term, details in content:
            found.append(Paragraph("Term", _runs(term, state), state.direction))
            for one in details:
                found += _blocks(one, state.but(body_style="Definition"))
        return found
    if kind == "BlockQuote":
        return _blocks(content, state.but(body_style="Quotation"))
    if kind == "HorizontalRule":
        return ["break"]
    if kind == "Figure":
        return _blocks(content[2], state) + _blocks(content[1][1] or [], state.but(body_style="Caption"))
    if kind == "Table":
        return _table(node, state)
    if kind == "Div":
        return _div(node, state)
    return []


def _div(node, state):
    given = attributes(node)
    body = node["c"][1]
    if given.get("lang") or given.get("dir"):
        run = replace(
            state.run,
            language=given.get("lang", state.run.language),
            direction=given.get("dir", state.run.direction),
        )
        state = state.but(run=run, direction=given.get("dir", state.direction))
    if is_div(node, "handout"):
        inner = _blocks(body, state)
        if inner and isinstance(inner[0], Paragraph) and inner[0].style.startswith("Heading"):
            inner[0].style = "Handout Title"
            return inner
        return ["break", *inner]
    if is_div(node, "step"):
        said = " · ".join(given[name] for name in ("time", "grouping") if given.get(name))
        clock = Run(picture=Picture("icon-time.png", 4, 4))
        return [Paragraph("Step Time", [clock, Run(f" {said}")], state.direction), *_blocks(body, state)]
    if is_div(node, "lines"):
        return [Paragraph("Writing Line", []) for _ in range(int(given.get("lines", "1")))]
    for mark, style in (("card", "Card"), ("notice", "Notice")):
        if is_div(node, mark):
            inner = [one for one in _blocks(body, state) if one != "break"]
            return [Table(style, [1], [[Cell(inner)]], direction=state.direction)]
    for mark, style in (("lead", "Lead"), ("minutes-total", "Minutes Total"), ("card-label", "Card Label"),
                        ("card-title", "Card Title"), ("card-origin", "Card Origin")):  # fmt: skip
        if is_div(node, mark):
            state = state.but(body_style=style)
    return _blocks(body, state)


def _table(node, state):
    _attr, caption, columns, head, bodies, foot = node["c"]

    def row(cells, heads=0):
        made = []
        for at, (_cell_attr, _align, down, across, blocks) in enumerate(cells):
            style = "Table Head" if at < heads else "Table Text"
            inner = [one for one in _blocks(blocks, state.but(body_style=style)) if one != "break"]
            made.append(Cell(inner, at < heads, across, down))
        return made

    rows = [row(cells, 99) for _row_attr, cells in head[1]]
    for _body_attr, heads, inner_head, more in bodies:
        rows += [row(cells, heads) for _row_attr, cells in [*inner_head, *more]]
    rows += [row(cells) for _row_attr, cells in foot[1]]
    widths = [one[1].get("c") or 1 / len(columns) for one in columns]
    title = words_of(caption[1]).strip()
    drawn = Table("Table", widths, rows, len(head[1]), title, state.direction)
    return [*_blocks(caption[1], state.but(body_style="Table Caption")), drawn] if rows else []


def _runs(nodes, state) -> list[Run]:
    """Return inline nodes as runs; words and spaces that follow one another are one run."""
    found: list[Run] = []
    for are_words, together in groupby(nodes, lambda node: node["t"] in ("Str", "Space", "SoftBreak")):
        if are_words:
            found.append(replace(state.run, text="".join(node.get("c", " ") for node in together)))
        else:
            found += [one for node in together for one in _inline(node, state)]
    return found


def _inline(node, state) -> list[Run]:
    kind, content, manner = node["t"], node.get("c"), state.run
    if kind == "LineBreak":
        return [replace(manner, text="\n")]
    if kind == "Image":
        seen = state.pictures[content[2][0].removeprefix("picture:")]
        width = min(TEXT_WIDTH, seen["width"] / 144 * 25.4)
        return [
            Run(
                picture=Picture(
                    seen["file"], width, width * seen["height"] / seen["width"], words_of(content[1])
                )
            )
        ]
    change = {
        "Strong": {"bold": True},
        "Emph": {"italic": True},
        "Superscript": {"raised": 1},
        "Subscript": {"raised": -1},
    }
    if kind in change:
        return _runs(content, state.but(run=replace(manner, **change[kind])))
    if kind == "Link":
        return _runs(content[1], state.but(run=replace(manner, href=content[2][0])))
    if kind == "Span":
        given = attributes(node)
        said = {
            "language": given.get("lang", manner.language),
            "direction": given.get("dir", manner.direction),
        }
        return _runs(content[1], state.but(run=replace(manner, **said)))
    if kind == "Quoted":
        return _runs(content[1], state)
    return []


def merged(runs: list[Run]) -> list[Run]:
    """Join neighbouring runs of one manner."""
    found: list[Run] = []
    texts: list[str] = []
    last = None
    for run in runs:
        manner = (
            None if run.picture else (run.bold, run.italic, run.raised, run.href, run.language, run.direction)
        )
        if manner is None or manner != last:
            found.append(run)
            texts.append(run.text)
        else:
            texts[-1] += run.text
        last = manner
    return [
        run if run.text == text else replace(run, text=text) for run, text in zip(found, texts, strict=True)
    ]
