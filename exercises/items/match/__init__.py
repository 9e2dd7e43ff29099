"""Pairs that belong together."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from exercises.blocks import ItemBlock
from exercises.items.base import AnswerError, Compiled, ItemType, Outcome
from exercises.items.reading import one_of
from exercises.items.shuffling import shuffled


class PairBlock(blocks.StructBlock):
    left = blocks.CharBlock(label=_("One"), max_length=300)
    right = blocks.CharBlock(label=_("What belongs to it"), max_length=300)

    class Meta:
        icon = "link"
        label = _("Pair")


class MatchBlock(ItemBlock):
    task = blocks.TextBlock(label=_("Task"), max_length=400, rows=2)
    pairs = blocks.ListBlock(PairBlock(), label=_("Pairs"), min_num=2, max_num=8)

    class Meta:
        icon = "link"
        label = _("Match")


class MatchItem(ItemType):
    code = "match"
    order = 10
    label = _("Match")
    block = MatchBlock

    def problems(self, value) -> list[str]:
        rights = [pair["right"].strip() for pair in value["pairs"]]
        if len(set(rights)) < len(rights):
            return [_t("Two pairs have the same right side: nobody could tell them apart.")]
        return []

    def compile(self, value, identify) -> Compiled:
        """The right side's name is its letter in the order shown: a pair's own id would give the match away."""
        pairs = {identify(child): child.value for child in value["pairs"].bound_blocks}
        letters = {name: chr(ord("A") + at) for at, name in enumerate(shuffled(list(pairs)))}
        return Compiled(
            public={
                "task": value["task"],
                "lefts": [{"id": name, "text": pair["left"]} for name, pair in pairs.items()],
                "rights": [{"id": letter, "text": pairs[name]["right"]} for name, letter in letters.items()],
            },
            key={"pairs": letters},
            due={
                "explanation_html": value["explanation"].__html__(),
                "pairs": [{"left": pair["left"], "right": pair["right"]} for pair in pairs.values()],
            },
        )

    def read(self, given, public):
        letters = [right["id"] for right in public["rights"]]
        chosen = {left["id"]: one_of(given, f"match-{left['id']}", letters) for left in public["lefts"]}
        if None in chosen.values():
            raise AnswerError(_t("Choose a partner for each line."))
        return chosen

    def score(self, answer, key) -> Outcome:
        pairs = key["pairs"]
        return Outcome(sum(answer.get(name) == letter for name, letter in pairs.items()) / len(pairs))
