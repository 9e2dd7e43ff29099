"""Steps or events to be put in order."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from exercises.blocks import ItemBlock
from exercises.items.base import Compiled
from exercises.items.placing import PlacingItem
from exercises.items.shuffling import shuffled


class OrderBlock(ItemBlock):
    task = blocks.TextBlock(label=_("Task"), max_length=400, rows=2)
    steps = blocks.ListBlock(
        blocks.CharBlock(max_length=300), label=_("Steps, in the right order"), min_num=3, max_num=8
    )

    class Meta:
        icon = "list-ol"
        label = _("Put in order")


class OrderItem(PlacingItem):
    code = "order"
    order = 9
    label = _("Put in order")
    block = OrderBlock

    def compile(self, value, identify) -> Compiled:
        texts = {identify(child): child.value for child in value["steps"].bound_blocks}
        return Compiled(
            public={
                "task": value["task"],
                "entries": [{"id": name, "text": texts[name]} for name in shuffled(list(texts))],
                "places": list(range(1, len(texts) + 1)),
            },
            key={"ranks": {name: place for place, name in enumerate(texts, start=1)}},
            due={"explanation_html": value["explanation"].__html__(), "in_order": list(texts.values())},
        )
