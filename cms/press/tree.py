"""The document's body as pandoc's tree (JSON), prepared once for every format.

pandoc's nodes are {"t": kind, "c": content}; attributes are [id, [classes], [[name, value], ...]].
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

WIDEST, NARROWEST, TO_FILL = 42, 7, 24  # a column's weight, in letters
LINE, BETWEEN, LONGEST_WORD = 84, 4, 14  # letters: of a line, between columns, of a word that is not broken
MOST_TAKEN = 0.6  # of the width, for columns that are widened to hold a word
EMPTY_SHARE = 0.5


def prepare(blocks: list, *, words: dict, pictures: dict) -> list:
    """Return the blocks with column widths, times of steps, page breaks after handouts and only pictures we have."""
    blocks = [_prepared(block, words, pictures) for block in blocks]
    spaced = []
    for at, block in enumerate(blocks):
        spaced.append(block)
        if is_div(block, "handout") and at + 1 < len(blocks):
            following = blocks[at + 1]
            if not is_div(following, "handout") and following["t"] != "HorizontalRule":
                spaced.append({"t": "HorizontalRule"})
    return spaced


def _prepared(block, words, pictures):
    def change(node):
        if node["t"] == "Table":
            weigh(node)
        elif is_div(node, "step"):
            given = attributes(node)
            minutes = given.get("minutes", "")
            time = given.get("minutes-label") or (words["minutes"].format(minutes=minutes) if minutes else "")
            node["c"][0][2] = [
                [name, value]
                for name, value in (
                    ("time", time),
                    ("grouping", given.get("grouping-label", "")),
                    ("phase", given.get("phase", "")),
                )
                if value
            ]
        elif node["t"] == "Image" and node["c"][2][0].removeprefix("picture:") not in pictures:
            return {"t": "Emph", "c": node["c"][1]}
        return node

    return rebuilt(block, change)


def rebuilt(node, change: Callable[[dict], dict]):
    """Return the tree with `change` applied to every node, children first."""
    if isinstance(node, list):
        return [rebuilt(one, change) for one in node]
    if isinstance(node, dict):
        if "c" in node:
            node["c"] = rebuilt(node["c"], change)
        if "t" in node:
            return change(node)
    return node


def attributes(node) -> dict[str, str]:
    return dict(node["c"][0][2])


def is_div(node, mark: str) -> bool:
    return node["t"] == "Div" and mark in node["c"][0][1]


def words_of(node) -> str:
    """Return the text of a node or a list of nodes."""
    if isinstance(node, list):
        return "".join(map(words_of, node))
    if not isinstance(node, dict):
        return ""
    if node["t"] == "Str":
        return node["c"]
    if node["t"] in ("Space", "SoftBreak", "LineBreak"):
        return " "
    return words_of(node.get("c", []))


def rows_of(table) -> Iterator[tuple[bool, list]]:
    """Yield (is a header row, cells) of each row. A cell is [attr, alignment, rowspan, colspan, blocks]."""
    _attr, _caption, _columns, head, bodies, foot = table["c"]
    for _row_attr, cells in head[1]:
        yield True, cells
    for _body_attr, _row_heads, inner_head, rows in bodies:
        for _row_attr, cells in [*inner_head, *rows]:
            yield False, cells
    for _row_attr, cells in foot[1]:
        yield False, cells


def weigh(table) -> None:
    """Give each column a share of the width, by its words; columns that pupils fill in get room."""
    columns = table["c"][2]
    longest, empty, seen = [0] * len(columns), [0] * len(columns), [0] * len(columns)
    words = [0] * len(columns)  # letters of the longest word
    for is_head, cells in rows_of(table):
        if len(cells) != len(columns):
            continue  # spans: the other rows tell
        for at, cell in enumerate(cells):
            text = words_of(cell[4])
            length = len(text)
            longest[at] = max(longest[at], length)
            words[at] = min(max([words[at], *map(len, text.split())]), LONGEST_WORD)
            if not is_head:
                seen[at] += 1
                empty[at] += not length
    weights = []
    for at in range(len(columns)):
        weight = min(max(longest[at], NARROWEST), WIDEST)
        if seen[at] and empty[at] / seen[at] >= EMPTY_SHARE:
            weight = max(weight, TO_FILL)
        weights.append(weight)
    total = sum(weights)
    shares = _roomy([weight / total for weight in weights], [(one + BETWEEN) / LINE for one in words])
    for column, share in zip(columns, shares, strict=True):
        column[1] = {"t": "ColWidth", "c": round(share, 4)}


def _roomy(shares: list[float], least: list[float]) -> list[float]:
    """Return the shares so that each column holds its longest word, as far as the others can give up room for it."""
    narrow = {at for at, share in enumerate(shares) if share < least[at]}
    taken = sum(least[at] for at in narrow)
    if not narrow or taken > MOST_TAKEN:
        return shares
    rest = (1 - taken) / sum(share for at, share in enumerate(shares) if at not in narrow)
    return [least[at] if at in narrow else share * rest for at, share in enumerate(shares)]
