"""The field that holds the items of an exercise."""

from wagtail import blocks
from wagtail.fields import StreamField

from exercises.items import item_types


def items_block() -> blocks.StreamBlock:
    """Return a stream of all kinds of item, in their order."""
    return blocks.StreamBlock([(code, kind.block()) for code, kind in item_types().items()], required=False)


class ItemsField(StreamField):
    """A StreamField of all kinds of item there are.

    Migrations do not list the kinds, so that a fifteenth one is a folder and no migration; it changes no column.
    """

    def __init__(self, *args, **kwargs):
        kwargs.pop("block_lookup", None)
        super().__init__(items_block(), **kwargs)

    def deconstruct(self):
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs
