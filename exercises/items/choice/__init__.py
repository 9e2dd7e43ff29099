"""A question with one or several right answers."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from exercises.blocks import ItemBlock, OptionBlock
from exercises.items.base import AnswerError, Compiled, ItemType, Outcome
from exercises.items.reading import some_of
from exercises.scoring.marking import ticks


class ChoiceItemBlock(ItemBlock):
    question = blocks.TextBlock(label=_("Question"), max_length=400, rows=2)
    multiple = blocks.BooleanBlock(label=_("Several answers may be right"), required=False)
    options = blocks.ListBlock(
        OptionBlock(), label=pgettext_lazy("options to choose from", "Answers"), min_num=2, max_num=8
    )

    class Meta:
        icon = "list-ul"
        label = _("Choice")


class ChoiceItem(ItemType):
    code = "choice"
    order = 12
    label = _("Choice")
    block = ChoiceItemBlock

    def problems(self, value) -> list[str]:
        right = sum(bool(option["right"]) for option in value["options"])
        if not right:
            return [_t("Mark at least one answer as right.")]
        if right > 1 and not value["multiple"]:
            return [_t("Several answers are marked as right: say that several may be right, or leave one.")]
        return []

    def compile(self, value, identify) -> Compiled:
        children = [(identify(child), child.value) for child in value["options"].bound_blocks]
        return Compiled(
            public={
                "question": value["question"],
                "multiple": bool(value["multiple"]),
                "options": [{"id": name, "text": option["text"]} for name, option in children],
            },
            key={"right": sorted(name for name, option in children if option["right"])},
            due={
                "explanation_html": value["explanation"].__html__(),
                "reasons": {name: option["reason"] or "" for name, option in children},
            },
        )

    def read(self, given, public):
        chosen = some_of(given, "answer", [option["id"] for option in public["options"]])
        if not chosen:
            raise AnswerError(_t("Choose an answer first."))
        return chosen if public["multiple"] else chosen[:1]

    def score(self, answer, key) -> Outcome:
        return Outcome(ticks(key["right"], answer))

    def hands(self, public):
        return [(option["id"], option["text"]) for option in public["options"]]

    def hands_right(self, public, key):
        return key["right"]
