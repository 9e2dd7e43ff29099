"""How the blocks of a page lie on it: which of them stand side by side, and which run on as one text. No queries."""

from collections.abc import Iterable

from campaigns.enums import StoryFormat

_EVIDENCE = ("evidence", "figures")


def section_bands(sections: Iterable) -> list[dict]:
    """Return a campaign's sections as bands {kind, blocks}: "text", "evidence" (with the chart that follows), "myth",
    "stories". A heading right before the stories is theirs: `title`."""
    bands: list[dict] = []
    for block in sections:
        kind = block.block_type
        if kind in _EVIDENCE:
            last = bands[-1] if bands else None
            pair = (
                last
                and last["kind"] == "evidence"
                and [one.block_type for one in last["blocks"]] == ["evidence"]
            )
            if pair and kind == "figures":
                last["blocks"].append(block)
                continue
            bands.append({"kind": "evidence", "blocks": [block]})
        elif kind == "stories":
            bands.append({"kind": kind, "blocks": [], "title": _taken_heading(bands)})
        elif kind == "myth":
            bands.append({"kind": kind, "blocks": [block]})
        elif bands and bands[-1]["kind"] == "text":
            bands[-1]["blocks"].append(block)
        else:
            bands.append({"kind": "text", "blocks": [block]})
    return bands


def _taken_heading(bands: list[dict]) -> str:
    """Take the heading off the end of what comes before; "" where there is none."""
    if not bands or bands[-1]["kind"] != "text" or bands[-1]["blocks"][-1].block_type != "heading":
        return ""
    heading = bands[-1]["blocks"].pop()
    if not bands[-1]["blocks"]:
        bands.pop()
    return heading.value


def body_parts(blocks: Iterable, format: str) -> list[dict]:
    """Return a story's blocks as parts {kind, blocks}: "saying" (the first quotation of a quote card), "text", "quote",
    "moments" (one after another), or one block by its kind."""
    parts: list[dict] = []
    blocks = list(blocks)
    if format == StoryFormat.QUOTE:
        saying = next((block for block in blocks if block.block_type == "quote"), None)
        if saying is not None:
            blocks.remove(saying)
            parts.append({"kind": "saying", "blocks": [saying]})
    for block in blocks:
        kind = {"heading": "text", "text": "text", "moment": "moments"}.get(
            block.block_type, block.block_type
        )
        if kind in ("text", "moments") and parts and parts[-1]["kind"] == kind:
            parts[-1]["blocks"].append(block)
        else:
            parts.append({"kind": kind, "blocks": [block]})
    return parts


def first_quote(blocks: Iterable) -> str:
    """Return the words of the first quotation; "" where there is none."""
    return next((block.value["text"] for block in blocks if block.block_type == "quote"), "")
