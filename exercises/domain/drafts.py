"""Drafts: what is still missing, and how far an unfinished item can be shown. Only editors see these."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail import blocks

from exercises.items import Compiled, ItemType, item_type
from exercises.items.checking import block_of, field_problems, problems_of
from exercises.models import ExercisePage
from exercises.validators import numbered

#: Where the public part has this, it is shown only when it is sound: scenes may lead in a circle, or part without end.
BRANCHES = "scenes"


@dataclass(frozen=True)
class DraftItem:
    """problems: sentences about what is missing. parts: None where the item cannot be shown yet."""

    number: int  # from 1
    kind: ItemType
    problems: Sequence[str]
    parts: Compiled | None


def problems_of_draft(page: ExercisePage) -> list[str]:
    """Return a sentence for each reason why the items of a draft cannot be played; other gaps do not matter."""
    if not page.items:
        return [_("The exercise has no items.")]
    return numbered(problems_of(item.block_type, item.value) for item in page.items)


def draft_items(page: ExercisePage) -> list[DraftItem]:
    """Return every item of a draft, also those that are half filled in."""
    return [_draft_item(number, item) for number, item in enumerate(page.items, start=1)]


def _draft_item(number: int, item) -> DraftItem:
    kind, missing = item_type(item.block_type), field_problems(item.block_type, item.value)
    parts, wrong = None, []
    try:
        value = stand_in(block_of(kind.code), item.value) if missing else item.value
        wrong = kind.problems(value)
        parts = kind.compile(value, lambda child: child.id)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        # Kinds count on what their blocks demand. What is missing is said anyway.
        pass
    if wrong and parts and BRANCHES in parts.public:
        parts = None
    return DraftItem(number, kind, missing or wrong, parts)


def stand_in(block: blocks.Block, value):
    """Return a value with something neutral in every empty date, number and choice, so that the rest can be shown."""
    if isinstance(block, blocks.StructBlock):
        return block.normalize(
            {name: stand_in(child, value[name]) for name, child in block.child_blocks.items()}
        )
    if isinstance(block, blocks.ListBlock):
        children = [
            blocks.list_block.ListValue.ListChild(
                block.child_block, stand_in(block.child_block, child.value), id=child.id
            )
            for child in value.bound_blocks
        ]
        return blocks.list_block.ListValue(block, bound_blocks=children)
    if value not in (None, ""):
        return value
    if isinstance(block, blocks.DateBlock):
        return timezone.localdate()
    if isinstance(block, blocks.FloatBlock | blocks.IntegerBlock):
        return 0
    if isinstance(block, blocks.ChoiceBlock):
        return next((code for code, _label in block.field.choices if code), "")
    return value
