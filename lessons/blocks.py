"""The shape of a lesson plan: steps, handouts and what belongs to them. No queries."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks import (
    CardBlock,
    ChartBlock,
    HeadingBlock,
    KeyBlock,
    PictureBlock,
    TableBlock,
    TaskBlock,
    TextBlock,
)
from lessons.enums import Grouping, Phase


class MisconceptionBlock(blocks.StructBlock):
    belief = blocks.CharBlock(label=_("What pupils may believe"), max_length=300)
    answer = blocks.CharBlock(label=_("What to answer"), max_length=600)

    class Meta:
        icon = "help"
        label = _("Misconception")


class StepBlock(blocks.StructBlock):
    """A timed part of the lesson."""

    phase = blocks.ChoiceBlock(label=_("Phase"), choices=Phase.choices, default=Phase.MAIN)
    minutes = blocks.IntegerBlock(label=_("Minutes"), min_value=1, max_value=240)
    grouping = blocks.ChoiceBlock(label=_("Grouping"), choices=Grouping.choices, default=Grouping.WHOLE)
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    teacher = TextBlock(label=_("What the teacher does"))
    pupils = TextBlock(label=_("What pupils do"))
    support = TextBlock(label=_("To help"), required=False)
    stretch = TextBlock(label=_("To go further"), required=False)
    handouts = blocks.ListBlock(
        KeyBlock(max_length=60),
        label=_("Handouts"),
        default=[],
        help_text=_("The keys of the handouts that this step uses."),
    )

    class Meta:
        icon = "time"
        label = _("Step")


class HandoutBodyBlock(blocks.StreamBlock):
    heading = HeadingBlock()
    text = TextBlock()
    task = TaskBlock()
    table = TableBlock()
    card = CardBlock()
    picture = PictureBlock()
    chart = ChartBlock()


class HandoutBlock(blocks.StructBlock):
    """A sheet for pupils, complete and ready to copy."""

    key = KeyBlock(
        label=_("Key"),
        max_length=60,
        help_text=_("A short name by which steps and answers refer to this sheet."),
    )
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    body = HandoutBodyBlock(label=_("Content"))

    class Meta:
        icon = "doc-full"
        label = _("Handout")


class AnswerBlock(blocks.StructBlock):
    handout = KeyBlock(label=_("Handout"), max_length=60, required=False)
    text = TextBlock(label=_("Answers"))

    class Meta:
        icon = "key"
        label = _("Answers")


class ExitQuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question"), max_length=300)
    answer = blocks.CharBlock(label=_("Expected answer"), max_length=600, required=False)

    class Meta:
        icon = "help"
        label = _("Exit question")


class DebateRoundBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    minutes = blocks.IntegerBlock(label=_("Minutes"), min_value=1, max_value=120)
    text = TextBlock()


class DebateBlock(blocks.StructBlock):
    """How to talk about what people disagree on, so that everybody can stay in the room."""

    question = blocks.CharBlock(label=_("Question"), max_length=300)
    ground_rules = TextBlock(label=_("Ground rules"))
    rounds = blocks.ListBlock(DebateRoundBlock(), label=_("Rounds"), min_num=1)

    class Meta:
        icon = "group"
        label = _("Debate")


class SourceBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=300)
    publisher = blocks.CharBlock(label=_("Publisher"), max_length=200, required=False)
    year = KeyBlock(label=_("Year"), max_length=40, required=False)
    url = blocks.URLBlock(label=_("Address"), required=False)
    note = blocks.CharBlock(label=_("What was taken from it"), max_length=400, required=False)

    class Meta:
        icon = "link"
        label = _("Source")
