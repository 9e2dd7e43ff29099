"""An open question with a rubric. Nobody scores it but people; whoever plays alone compares with the model answer."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks import TextBlock
from cms.text import nfc
from exercises.blocks import ItemBlock
from exercises.items.base import AnswerError, Compiled, ItemType, Outcome

LONGEST = 2000  # letters of an answer


class CriterionBlock(blocks.StructBlock):
    criterion = blocks.CharBlock(label=_("Criterion"), max_length=200)
    levels = blocks.ListBlock(
        blocks.CharBlock(max_length=300), label=_("Levels: not yet, partly, fully"), min_num=3, max_num=3
    )

    class Meta:
        icon = "tick"
        label = _("Criterion")


class OpenBlock(ItemBlock):
    question = blocks.TextBlock(label=_("Question"), max_length=600, rows=3)
    lines = blocks.IntegerBlock(label=_("Lines to write on"), default=6, min_value=2, max_value=20)
    rubric = blocks.ListBlock(CriterionBlock(), label=_("Rubric"), min_num=1, max_num=6)
    model = TextBlock(label=_("A good answer"))

    class Meta:
        icon = "edit"
        label = _("Open question")


class OpenItem(ItemType):
    code = "open"
    order = 14
    label = _("Open question")
    block = OpenBlock
    in_own_words = True

    def compile(self, value, identify) -> Compiled:
        return Compiled(
            public={"question": value["question"], "lines": value["lines"], "longest": LONGEST},
            key={"criteria": [identify(child) for child in value["rubric"].bound_blocks]},
            due={
                "explanation_html": value["explanation"].__html__(),
                "rubric": [
                    {"criterion": child.value["criterion"], "levels": list(child.value["levels"])}
                    for child in value["rubric"].bound_blocks
                ],
                "model_html": value["model"].__html__(),
            },
        )

    def read(self, given, public):
        # A form sends two letters for a line's end, the field counts one.
        text = nfc(given.get("answer", "")[: 4 * LONGEST]).replace("\r\n", "\n").strip()
        if not text:
            raise AnswerError(_t("Write at least a few words."))
        if len(text) > LONGEST:
            raise AnswerError(_t("The answer is too long: %(number)d letters at most.") % {"number": LONGEST})
        return text

    def score(self, answer, key) -> Outcome:
        return Outcome(None)
