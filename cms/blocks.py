"""Blocks that any room may use: their shape and their template. No queries here.

The class names of the markup are the vocabulary of the document press (cms/press/README.md): what is shown on the
site and what is printed come from the same templates.
"""

import hashlib

from django.utils.safestring import mark_safe
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.rich_text import RichText, expand_db_html

from cms.charts import draw

#: What a text of an editor may contain. Headings are blocks of their own.
TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link"]


class KeyBlock(blocks.CharBlock):
    """A short name by which other blocks refer to this one. It is the same in every language."""

    def get_translatable_segments(self, value) -> list:
        return []


class Text(RichText):
    """Rich text without Wagtail's template around it, which only hands the text on: a lesson has fifty of them."""

    def __html__(self) -> str:
        return mark_safe(expand_db_html(self.source))  # noqa: S308  cleaned by the editor's whitelist, as ever


class TextBlock(blocks.RichTextBlock):
    """Running text: paragraphs, lists, emphasis, links."""

    def __init__(self, **kwargs):
        kwargs.setdefault("features", TEXT_FEATURES)
        super().__init__(**kwargs)

    def to_python(self, value) -> Text:
        return Text(value)

    def normalize(self, value) -> Text:
        return Text(super().normalize(value).source)

    def value_from_form(self, value) -> Text:
        return Text(value)

    class Meta:
        icon = "pilcrow"
        label = _("Text")


class HeadingBlock(blocks.CharBlock):
    class Meta:
        icon = "title"
        label = _("Heading")
        template = "cms/blocks/heading.html"


class PictureBlock(blocks.StructBlock):
    """A picture; words for those who do not see it come with the picture, or are given here."""

    image = ImageChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(
        label=_("Alternative text"), required=False, max_length=500, help_text=_("Empty: the picture's own.")
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=300)
    credit = blocks.CharBlock(label=_("Credit"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "cms/blocks/picture.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Quotation"))
    speaker = blocks.CharBlock(label=_("Who says it"), required=False, max_length=160)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "cms/blocks/quote.html"


class NoticeBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=120)
    text = TextBlock()

    class Meta:
        icon = "warning"
        label = _("Notice")
        template = "cms/blocks/notice.html"


class TaskBlock(blocks.StructBlock):
    """Something for pupils to do, with ruled lines to write on."""

    text = TextBlock()
    lines = blocks.IntegerBlock(label=_("Lines to write on"), default=3, min_value=0, max_value=30)

    class Meta:
        icon = "edit"
        label = _("Task")
        template = "cms/blocks/task.html"


class TableBlock(blocks.StructBlock):
    """A table with a row of headings; the first cell of each row names the row. Empty cells are to be filled in."""

    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=200)
    header = blocks.ListBlock(
        blocks.CharBlock(required=False, max_length=200), label=_("Headings"), min_num=1
    )
    rows = blocks.ListBlock(
        blocks.ListBlock(blocks.CharBlock(required=False, max_length=600), label=_("Cells")), label=_("Rows")
    )

    class Meta:
        icon = "table"
        label = _("Table")
        template = "cms/blocks/table.html"


class CardBlock(blocks.StructBlock):
    """A page, post, claim or source as pupils meet it. What is invented says so in `origin`."""

    label = blocks.CharBlock(
        label=_("Label"), max_length=80, help_text=_("For example: Post, Invented page, Source")
    )
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=200)
    text = TextBlock()
    origin = blocks.CharBlock(
        label=_("Origin"),
        required=False,
        max_length=300,
        help_text=_("Who, where, when; or that it is invented."),
    )

    class Meta:
        icon = "doc-empty"
        label = _("Card")
        template = "cms/blocks/card.html"


class BarBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("Label"), max_length=120)
    value = blocks.FloatBlock(label=_("Value"))


class ChartValue(blocks.StructValue):
    """A chart's drawings, worked out from its figures."""

    @property
    def svg(self) -> str:
        """The drawing for the site, in the active language."""
        return draw(self, mirrored=get_language_bidi())

    @property
    def paper_svg(self) -> str:
        """The drawing for documents, in the active language."""
        return draw(self, mirrored=get_language_bidi(), paper=True)

    @property
    def picture_name(self) -> str:
        """The name under which a document refers to the drawing: the same for the same figures."""
        return f"chart-{hashlib.sha256(self.paper_svg.encode()).hexdigest()[:12]}"


class ChartBlock(blocks.StructBlock):
    """Bars drawn by the server, with the same figures in a table beside them."""

    title = blocks.CharBlock(label=_("Title"), max_length=200)
    unit = blocks.CharBlock(label=_("Unit"), max_length=80, required=False)
    axis_from = blocks.FloatBlock(label=_("The axis begins at"), default=0)
    axis_to = blocks.FloatBlock(label=_("The axis ends at"), default=100)
    rows = blocks.ListBlock(BarBlock(), label=_("Bars"), min_num=1)
    note = blocks.CharBlock(label=_("Note"), required=False, max_length=400)
    source = blocks.CharBlock(label=_("Source"), required=False, max_length=300)

    class Meta:
        icon = "history"
        label = _("Chart")
        template = "cms/blocks/chart.html"
        value_class = ChartValue


class BodyBlock(blocks.StreamBlock):
    """The body of an ordinary page."""

    heading = HeadingBlock()
    text = TextBlock()
    picture = PictureBlock()
    quote = QuoteBlock()
    notice = NoticeBlock()
    table = TableBlock()
    chart = ChartBlock()
