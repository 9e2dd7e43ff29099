"""What a block says of the raw value of an item: which demanded fields are empty, and what cannot stay."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from wagtail import blocks

from exercises.exchange.questions import Unfit


def gaps(block: blocks.Block, value: Any, label: str = "") -> Iterator[str]:
    """Yield the label of each field that `block` demands and that is empty in the raw `value`."""
    if isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield from gaps(child, value[name], _inside(label, str(child.label)))
    elif isinstance(block, blocks.ListBlock):
        if not value and block.meta.min_num:
            yield label
        for number, entry in enumerate(value, start=1):
            # Translators: a field of a question and the number of an entry in it, as in "Answers 2".
            numbered = _("%(field)s %(number)d") % {"field": label, "number": number}
            yield from gaps(block.child_block, entry["value"], numbered)
    elif block.required and value in ("", None):
        yield label


def _inside(outer: str, inner: str) -> str:
    # Translators: a field inside another, as in "Source: Title".
    return _("%(outer)s: %(inner)s") % {"outer": outer, "inner": inner} if outer else inner


def check_fit(block: blocks.Block, value: Any, label: str = "") -> None:
    """Raise Unfit for a text that is too long, or for too few or too many entries of a list."""
    if isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            check_fit(child, value[name], _inside(label, str(child.label)))
    elif isinstance(block, blocks.ListBlock):
        _check_number(block, len(value), label)
        for entry in value:
            check_fit(block.child_block, entry["value"], label)
    elif isinstance(value, str) and (most := getattr(block.field, "max_length", None)) and len(value) > most:
        raise Unfit(
            # Translators: the first gap is the name of a field, such as "Question" or "Answers: Answer".
            _("The question was left out: “%(field)s” has %(letters)d letters, and %(most)d are the most.")
            % {"field": label, "letters": len(value), "most": most}
        )


def _check_number(block: blocks.ListBlock, number: int, label: str) -> None:
    least, most = block.meta.min_num or 0, block.meta.max_num
    if number and not least <= number <= most:
        raise Unfit(
            # Translators: the first gap is the name of a list, such as "Answers" or "Pairs".
            _(
                "The question was left out: “%(field)s” has %(number)d entries; there may be %(least)d to %(most)d."
            )
            % {"field": label, "number": number, "least": least, "most": most}
        )
