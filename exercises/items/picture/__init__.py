"""A picture and what a post says of it: what, when, where, with prepared results of a reverse search."""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from exercises.blocks import ItemBlock, OptionBlock
from exercises.items.base import AnswerError, Compiled, ItemType, Outcome
from exercises.items.reading import one_of


class PictureQuestionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Question"), max_length=200)
    options = blocks.ListBlock(
        OptionBlock(), label=pgettext_lazy("options to choose from", "Answers"), min_num=2, max_num=6
    )

    class Meta:
        icon = "help"
        label = _("Question")


class FindBlock(blocks.StructBlock):
    site = blocks.CharBlock(label=_("Site"), max_length=120)
    date = blocks.CharBlock(label=_("Date"), max_length=120)
    text = blocks.TextBlock(label=_("What stands there"), max_length=400, rows=2)

    class Meta:
        icon = "search"
        label = _("Find")


class PictureItemBlock(ItemBlock):
    image = ImageChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(label=_("The picture in words"), max_length=500)
    caption = blocks.TextBlock(label=_("What a post says of it"), max_length=400, rows=2)
    questions = blocks.ListBlock(PictureQuestionBlock(), label=_("Questions"), min_num=1, max_num=3)
    finds = blocks.ListBlock(FindBlock(), label=_("What a reverse search finds"), default=[])

    class Meta:
        icon = "image"
        label = _("Picture in context")


class PictureItem(ItemType):
    code = "picture"
    order = 4
    label = _("Picture in context")
    block = PictureItemBlock

    def problems(self, value) -> list[str]:
        if any(
            sum(bool(option["right"]) for option in question["options"]) != 1
            for question in value["questions"]
        ):
            return [_t("Mark exactly one answer of each question as right.")]
        return []

    def compile(self, value, identify) -> Compiled:
        questions, right, reasons = [], {}, {}
        for child in value["questions"].bound_blocks:
            name = identify(child)
            options = {identify(option): option.value for option in child.value["options"].bound_blocks}
            questions.append(
                {
                    "id": name,
                    "text": child.value["text"],
                    "options": [{"id": key, "text": option["text"]} for key, option in options.items()],
                }
            )
            right[name] = next((key for key, option in options.items() if option["right"]), "")
            reasons |= {key: option["reason"] or "" for key, option in options.items()}
        return Compiled(
            public={
                "image": value["image"].pk if value["image"] else None,
                "alt": value["alt"],
                "caption": value["caption"],
                "questions": questions,
                "finds": [{name: find[name] for name in ("site", "date", "text")} for find in value["finds"]],
            },
            key={"right": right},
            due={"explanation_html": value["explanation"].__html__(), "reasons": reasons},
        )

    def read(self, given, public):
        chosen = {
            question["id"]: one_of(
                given, f"answer-{question['id']}", [option["id"] for option in question["options"]]
            )
            for question in public["questions"]
        }
        if None in chosen.values():
            raise AnswerError(_t("Answer each question."))
        return chosen

    def score(self, answer, key) -> Outcome:
        right = key["right"]
        return Outcome(sum(answer.get(name) == option for name, option in right.items()) / len(right))

    def hands(self, public):
        """Those of the first question: a class raises its hands once for a picture."""
        return [(option["id"], option["text"]) for option in public["questions"][0]["options"]]

    def hands_right(self, public, key):
        return [key["right"][public["questions"][0]["id"]]]
