"""Phrases of a text to be marked and named; marking a clean one costs as much as missing a trick."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from wagtail import blocks

from cms.blocks import KeyBlock
from exercises.blocks import ItemBlock
from exercises.items.base import Compiled, ItemType, Outcome
from exercises.items.reading import one_of
from exercises.scoring.marking import by_technique, points

CLEAN = "none"


class PhraseBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Phrase"), max_length=400, rows=2)
    technique = KeyBlock(
        label=_("Technique"),
        max_length=60,
        default=CLEAN,
        help_text=_("Its code, or “none” for a clean phrase."),
    )

    class Meta:
        icon = "pilcrow"
        label = _("Phrase")


class TechniqueBlock(ItemBlock):
    task = blocks.TextBlock(label=_("Task"), max_length=400, rows=2)
    phrases = blocks.ListBlock(PhraseBlock(), label=_("The text, phrase by phrase"), min_num=2, max_num=12)
    choices = blocks.ListBlock(
        KeyBlock(max_length=60), label=_("Techniques to choose from"), min_num=2, max_num=6
    )

    class Meta:
        icon = "edit"
        label = _("Spot the technique")


class TechniqueItem(ItemType):
    code = "technique"
    order = 6
    label = _("Spot the technique")
    block = TechniqueBlock

    def problems(self, value) -> list[str]:
        used = {phrase["technique"] for phrase in value["phrases"]}
        problems = []
        if CLEAN not in used:
            problems.append(_t("Leave at least one phrase clean: to mark everything must not be right."))
        missing = sorted(used - {CLEAN} - set(value["choices"]))
        if missing:
            problems.append(
                _t("These techniques cannot be chosen: %(codes)s.")
                % {"codes": pgettext("between the things of a list", ", ").join(missing)}
            )
        return problems

    def compile(self, value, identify) -> Compiled:
        phrases = {identify(child): child.value for child in value["phrases"].bound_blocks}
        return Compiled(
            public={
                "task": value["task"],
                "phrases": [{"id": name, "text": phrase["text"]} for name, phrase in phrases.items()],
                "choices": list(value["choices"]),
            },
            key={
                "techniques": {
                    name: None if phrase["technique"] == CLEAN else phrase["technique"]
                    for name, phrase in phrases.items()
                }
            },
            due={"explanation_html": value["explanation"].__html__()},
        )

    def read(self, given, public):
        marked = {
            phrase["id"]: one_of(given, f"phrase-{phrase['id']}", public["choices"])
            for phrase in public["phrases"]
        }
        return {name: technique for name, technique in marked.items() if technique}

    def score(self, answer, key) -> Outcome:
        return Outcome(points(key["techniques"], answer), marks=by_technique(key["techniques"], answer))
