"""The same figures drawn twice, with the table beside them: which drawing misleads, and how?"""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from cms.blocks import BarBlock
from exercises.blocks import ItemBlock, OptionBlock
from exercises.items.base import AnswerError, Compiled, ItemType, Outcome
from exercises.items.reading import one_of


class VersionBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("Name"), max_length=60)
    axis_from = blocks.FloatBlock(label=_("The axis begins at"), default=0)
    axis_to = blocks.FloatBlock(label=_("The axis ends at"), default=100)

    class Meta:
        icon = "history"
        label = _("Drawing")


class ChartItemBlock(ItemBlock):
    task = blocks.TextBlock(label=_("Task"), max_length=400, rows=2)
    title = blocks.CharBlock(label=_("Title"), max_length=200)
    unit = blocks.CharBlock(label=_("Unit"), max_length=80, required=False)
    rows = blocks.ListBlock(BarBlock(), label=_("Bars"), min_num=2, max_num=8)
    versions = blocks.ListBlock(VersionBlock(), label=_("Drawings"), min_num=2, max_num=2)
    options = blocks.ListBlock(
        OptionBlock(), label=pgettext_lazy("options to choose from", "Answers"), min_num=2, max_num=6
    )
    source = blocks.CharBlock(label=_("Source"), max_length=300, required=False)
    invented = blocks.BooleanBlock(label=_("The figures are invented"), required=False)

    class Meta:
        icon = "history"
        label = _("Misleading chart")


class ChartItem(ItemType):
    code = "chart"
    order = 7
    label = _("Misleading chart")
    block = ChartItemBlock

    def problems(self, value) -> list[str]:
        problems = []
        if sum(bool(option["right"]) for option in value["options"]) != 1:
            problems.append(_t("Mark exactly one answer as right."))
        if any(version["axis_from"] >= version["axis_to"] for version in value["versions"]):
            problems.append(_t("An axis must end above where it begins."))
        if bool(value["source"]) == bool(value["invented"]):
            problems.append(_t("Name the source of the figures, or say that they are invented."))
        return problems

    def compile(self, value, identify) -> Compiled:
        options = {identify(child): child.value for child in value["options"].bound_blocks}
        return Compiled(
            public={
                "task": value["task"],
                "title": value["title"],
                "unit": value["unit"],
                "rows": [{"label": row["label"], "value": row["value"]} for row in value["rows"]],
                "versions": [
                    {field: version[field] for field in ("label", "axis_from", "axis_to")}
                    for version in value["versions"]
                ],
                "options": [{"id": name, "text": option["text"]} for name, option in options.items()],
                "source": value["source"],
                "invented": bool(value["invented"]),
            },
            key={"right": next((name for name, option in options.items() if option["right"]), "")},
            due={
                "explanation_html": value["explanation"].__html__(),
                "reasons": {name: option["reason"] or "" for name, option in options.items()},
            },
        )

    def read(self, given, public):
        answer = one_of(given, "answer", [option["id"] for option in public["options"]])
        if answer is None:
            raise AnswerError(_t("Choose an answer first."))
        return answer

    def score(self, answer, key) -> Outcome:
        return Outcome(float(answer == key["right"]))

    def hands(self, public):
        return [(option["id"], option["text"]) for option in public["options"]]

    def hands_right(self, public, key):
        return [key["right"]]
