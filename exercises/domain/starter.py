"""The starter exercises: from exercises/starter/<key>/<language>.yaml into the blocks of a page (starter/README.md)."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from cms.domain.seed import read_yaml
from cms.domain.starter import merge, stable_id
from cms.languages import DEFAULT_LANGUAGE
from cms.markdown import to_rich_text
from exercises.items import item_type

STARTER = Path(__file__).resolve().parent.parent / "starter"

#: identify(*path) -> the id of a block; picture(file name) -> the primary key of the picture, or None.
Identify = Callable[..., str]
Picture = Callable[[str], int | None]


def starter_keys() -> list[str]:
    """Return the keys of the exercises in the collection."""
    return sorted(path.parent.name for path in STARTER.glob("*/en.yaml"))


def entry_of(key: str, language: str) -> dict:
    """Return an exercise as its files describe it in `language`; ValueError where a translation is not built alike."""
    entry = read_yaml(STARTER / key / f"{DEFAULT_LANGUAGE}.yaml")
    if language == DEFAULT_LANGUAGE:
        return entry
    return merge(entry, read_yaml(STARTER / key / f"{language}.yaml"), f"{key}/{language}")


def raw_items(key: str, entry: dict, picture: Picture) -> list[dict]:
    """Return the raw data of the items' StreamField. Ids come from the keys: the same in every language."""
    found = []
    for item in entry["items"]:
        identify = partial(stable_id, "exercises", key, item["key"])
        block = item_type(item["type"]).block()
        found.append({"type": item["type"], "value": raw(block, item, identify, picture), "id": identify()})
    return found


def raw(block: blocks.Block, given, identify: Identify, picture: Picture):
    """Return what `block` stores for what a file says: fields have the block's names, texts are plain or markdown.

    ValueError for a field that the block does not have.
    """
    if isinstance(block, blocks.StructBlock):
        given = given or {}
        unknown = given.keys() - block.child_blocks.keys() - {"key", "type"}
        if unknown:
            raise ValueError(f"{type(block).__name__} has no {', '.join(sorted(unknown))}")
        return {
            name: raw(child, given.get(name), partial(identify, name), picture)
            for name, child in block.child_blocks.items()
        }
    if isinstance(block, blocks.ListBlock):
        return [
            {
                "type": "item",
                "value": raw(block.child_block, entry, partial(identify, _name(entry, place)), picture),
                "id": identify(_name(entry, place)),
            }
            for place, entry in enumerate(given or [])
        ]
    if isinstance(block, ImageChooserBlock):
        return picture(given)
    if isinstance(block, blocks.RichTextBlock):
        return to_rich_text(given or "")
    if isinstance(block, blocks.BooleanBlock):
        return bool(given)
    if isinstance(block, blocks.FloatBlock):
        return float(given)
    if isinstance(block, blocks.IntegerBlock):
        return int(given) if given is not None else block.get_default()
    if isinstance(block, blocks.DateBlock):
        return given.isoformat() if isinstance(given, date) else str(given)
    if isinstance(given, dict):
        return given["text"]
    return "" if given is None else str(given)


def _name(entry, place: int) -> str:
    return str(entry["key"]) if isinstance(entry, dict) else str(place)
