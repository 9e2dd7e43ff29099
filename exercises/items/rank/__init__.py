"""Sources to be ranked by how much they can say about a claim."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from exercises.blocks import ItemBlock
from exercises.items.base import Compiled
from exercises.items.placing import PlacingItem
from exercises.items.shuffling import shuffled


class RankedBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Source"), max_length=300)
    rank = blocks.IntegerBlock(
        label=_("Rank"), min_value=1, max_value=8, help_text=_("1 is strongest; equal ranks are allowed.")
    )
    reason = blocks.CharBlock(label=_("Why"), max_length=300)

    class Meta:
        icon = "link"
        label = _("Source")


class RankBlock(ItemBlock):
    task = blocks.TextBlock(label=_("Task"), max_length=400, rows=2)
    sources = blocks.ListBlock(RankedBlock(), label=_("Sources"), min_num=3, max_num=8)

    class Meta:
        icon = "order"
        label = _("Rank sources")


class RankItem(PlacingItem):
    code = "rank"
    order = 11
    label = _("Rank sources")
    block = RankBlock

    def problems(self, value) -> list[str]:
        if len({source["rank"] for source in value["sources"]}) < 2:
            return [_t("All sources have the same rank: there is nothing to put in order.")]
        return []

    def compile(self, value, identify) -> Compiled:
        children = {identify(child): child.value for child in value["sources"].bound_blocks}
        strongest_first = sorted(children, key=lambda name: children[name]["rank"])
        return Compiled(
            public={
                "task": value["task"],
                "entries": [
                    {"id": name, "text": children[name]["text"]} for name in shuffled(list(children))
                ],
                "places": list(range(1, len(children) + 1)),
            },
            key={"ranks": {name: child["rank"] for name, child in children.items()}},
            due={
                "explanation_html": value["explanation"].__html__(),
                "in_order": [
                    {
                        "text": children[name]["text"],
                        "reason": children[name]["reason"],
                        "rank": children[name]["rank"],
                    }
                    for name in strongest_first
                ],
            },
        )
