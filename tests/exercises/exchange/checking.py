"""What the tests of this folder ask of a reading."""

from pathlib import Path

from wagtail import blocks

from exercises.items import item_type

DATA = Path(__file__).parent / "data"
FILL_IN = "To be filled in before publication: "
NO_EVIDENCE = {"title": "", "publisher": "", "year": "", "url": "", "note": ""}


def bare(value):
    """Return raw data without the ids and wrappings of lists."""
    if isinstance(value, dict):
        return {name: bare(entry) for name, entry in value.items()}
    if isinstance(value, list):
        assert all(set(entry) == {"type", "value", "id"} and entry["type"] == "item" for entry in value)
        return [bare(entry["value"]) for entry in value]
    return value


def values(reading) -> list[tuple[str, dict]]:
    """Return (kind, bare value) of each item."""
    return [(item["type"], bare(item["value"])) for item in reading.items]


def said(reading) -> list[tuple[str, str]]:
    """Return (where, what) of each thing that was left out."""
    return [(left.where, left.what) for left in reading.left_out]


def assert_blocks_accept(reading) -> None:
    """Each item is taken by its block; what the block misses are just the fields that the reading lists."""
    refused = [label for item in reading.items for label in _refused(item)]
    listed = [
        label
        for left in reading.left_out
        if left.what.startswith(FILL_IN)
        for label in left.what.removeprefix(FILL_IN).removesuffix(".").split("; ")
    ]
    assert sorted(listed) == sorted(refused)


def _refused(item) -> list[str]:
    block = item_type(item["type"]).block()
    value = block.to_python(item["value"])
    assert block.get_prep_value(value) == item["value"]
    try:
        block.clean(value)
    except blocks.StructBlockValidationError as error:
        return list(_labels(block, error.as_json_data(), ""))
    return []


def _labels(block, fault, label):
    """Yield the label of each field that Wagtail's own cleaning found empty, written as a reading writes it."""
    inner = fault.get("blockErrors", {})
    if isinstance(block, blocks.StructBlock):
        for name, below in inner.items():
            child = block.child_blocks[name]
            yield from _labels(child, below, f"{label}: {child.label}" if label else str(child.label))
    elif isinstance(block, blocks.ListBlock):
        if "messages" in fault:
            assert fault["messages"] == ["The minimum number of items is 1"]
            yield label
        for number, below in inner.items():
            yield from _labels(block.child_block, below, f"{label} {number + 1}")
    else:
        assert fault["messages"] == ["This field is required."]
        yield label
