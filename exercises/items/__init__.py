"""The kinds of item: one folder each, behind the interface of `base`. A new folder is found by itself.

A folder holds `__init__.py` (its one subclass of ItemType), `play.html` (the question), `explained.html` (what comes
after the answer), `paper.html` (the worksheet) and `key.html` (its part of the printed answer key); optionally
`wall.html` (the question for a whole room, without the answers that hands are counted for).
"""

from functools import cache
from importlib import import_module
from pathlib import Path

from exercises.items.base import AnswerError, Compiled, ItemType, Judgement, Outcome

__all__ = ["AnswerError", "Compiled", "ItemType", "Judgement", "Outcome", "item_type", "item_types"]


@cache
def item_types() -> dict[str, ItemType]:
    """Return every kind of item by its code, in the order of `ItemType.order`."""
    folders = sorted(path.parent.name for path in Path(__file__).parent.glob("*/__init__.py"))
    modules = [import_module(f"{__name__}.{name}") for name in folders]
    found = [
        subclass() for module in modules for subclass in vars(module).values() if _is_one(subclass, module)
    ]
    return {one.code: one for one in sorted(found, key=lambda one: one.order)}


def _is_one(candidate, module) -> bool:
    return (
        isinstance(candidate, type)
        and issubclass(candidate, ItemType)
        and candidate.__module__ == module.__name__
    )


def item_type(code: str) -> ItemType:
    """Return the kind of item called `code`; KeyError if there is none."""
    return item_types()[code]
