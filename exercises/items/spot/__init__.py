"""Places in a picture that give something away: numbered in the picture, and in a list beside it."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from exercises.blocks import ItemBlock
from exercises.items.base import AnswerError, Compiled, ItemType, Outcome
from exercises.items.reading import some_of
from exercises.scoring.marking import ticks


class RegionBlock(blocks.StructBlock):
    """A rectangle in percent of the picture, from its upper left corner."""

    label = blocks.CharBlock(label=_("What is there"), max_length=160)
    x = blocks.FloatBlock(label=_("From the left (%)"), min_value=0, max_value=100)
    y = blocks.FloatBlock(label=_("From the top (%)"), min_value=0, max_value=100)
    width = blocks.FloatBlock(label=_("Width (%)"), min_value=2, max_value=100)
    height = blocks.FloatBlock(label=_("Height (%)"), min_value=2, max_value=100)
    right = blocks.BooleanBlock(label=_("Gives it away"), required=False)

    class Meta:
        icon = "crosshairs"
        label = _("Place")


class SpotBlock(ItemBlock):
    image = ImageChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(label=_("The picture in words"), max_length=500)
    task = blocks.TextBlock(label=_("Task"), max_length=400, rows=2)
    regions = blocks.ListBlock(RegionBlock(), label=_("Places"), min_num=2, max_num=10)

    class Meta:
        icon = "crosshairs"
        label = _("Spot the place")


class SpotItem(ItemType):
    code = "spot"
    order = 5
    label = _("Spot the place")
    block = SpotBlock

    def problems(self, value) -> list[str]:
        right = sum(bool(region["right"]) for region in value["regions"])
        problems = []
        if not 0 < right < len(value["regions"]):
            problems.append(_t("Some places must give it away, and some must not."))
        if any(
            region["x"] + region["width"] > 100 or region["y"] + region["height"] > 100
            for region in value["regions"]
        ):
            problems.append(_t("A place reaches beyond the picture."))
        return problems

    def compile(self, value, identify) -> Compiled:
        regions = {identify(child): child.value for child in value["regions"].bound_blocks}
        return Compiled(
            public={
                "image": value["image"].pk if value["image"] else None,
                "alt": value["alt"],
                "task": value["task"],
                "regions": [
                    {"id": name} | {field: region[field] for field in ("label", "x", "y", "width", "height")}
                    for name, region in regions.items()
                ],
            },
            key={"right": sorted(name for name, region in regions.items() if region["right"])},
            due={"explanation_html": value["explanation"].__html__()},
        )

    def read(self, given, public):
        chosen = some_of(given, "answer", [region["id"] for region in public["regions"]])
        if not chosen:
            raise AnswerError(_t("Choose at least one place."))
        return chosen

    def score(self, answer, key) -> Outcome:
        return Outcome(ticks(key["right"], answer))

    def hands(self, public):
        return [(region["id"], region["label"]) for region in public["regions"]]

    def hands_right(self, public, key):
        return key["right"]
