"""What is wrong with an item as it stands in a draft: first its fields, then what its kind says of it."""

from collections.abc import Iterator
from functools import cache

from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail import blocks

from exercises.items import item_type

#: The labels that lead to a field.
Path = tuple[str, ...]


@cache
def block_of(code: str) -> blocks.StructBlock:
    """Return the block of a kind of item. One of our own: while a draft is saved, Wagtail's asks for less."""
    return item_type(code).block()


def problems_of(code: str, value) -> list[str]:
    """Return a sentence for each reason why an item of the kind `code` may not be published.

    Editors' forms look at the fields; whoever publishes past them (in bulk, by approving) has only this.
    """
    return field_problems(code, value) or item_type(code).problems(value)


def field_problems(code: str, value) -> list[str]:
    """Return a sentence that lists the fields that are still empty, and one for each that is wrong."""
    block = block_of(code)
    missing, wrong = list(_empty_texts(block, value, ())), []
    try:
        block.clean(value)
    except ValidationError as error:
        for path, fault in _faults(block, error, ()):
            if fault.code == "required":
                missing.append(path)
            else:
                wrong += [
                    _("“%(field)s”: %(problem)s") % {"field": _field(path), "problem": message}
                    for message in fault.messages
                ]
    if missing:
        fields = pgettext("between the things of a list", ", ").join(_field(path) for path in missing)
        wrong.insert(0, _("Still missing: %(fields)s.") % {"fields": fields})
    return wrong


def _field(path: Path) -> str:
    return " › ".join(path)


def _empty_texts(block, value, path: Path) -> Iterator[Path]:
    """Yield rich texts of which nothing is left but an empty paragraph: to Wagtail's form that is a text."""
    if isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield from _empty_texts(child, value[name], (*path, str(child.label)))
    elif isinstance(block, blocks.ListBlock):
        for number, child in enumerate(value, start=1):
            yield from _empty_texts(block.child_block, child, (*path[:-1], f"{path[-1]} {number}"))
    elif isinstance(block, blocks.RichTextBlock) and block.required and _is_hollow(value):
        yield path


def _is_hollow(text) -> bool:
    return bool(text and text.source and not strip_tags(text.source).strip())  # "" is noticed by the block


def _faults(block, error, path: Path) -> Iterator[tuple[Path, ValidationError]]:
    """Yield what is wrong with single fields, and where."""
    inner = getattr(error, "block_errors", None)
    if inner is None:
        yield from ((path, fault) for fault in error.error_list)
        return
    for name, fault in inner.items():
        if isinstance(block, blocks.ListBlock):
            yield from _faults(block.child_block, fault, (*path[:-1], f"{path[-1]} {name + 1}"))
        else:
            child = block.child_blocks[name]
            yield from _faults(child, fault, (*path, str(child.label)))
    for fault in getattr(error, "non_block_errors", None) or ():
        yield path, ValidationError(fault)
