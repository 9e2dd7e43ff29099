"""Blocks of campaigns and stories: their shape and their template. No queries here.

Figures stand in texts as [[key]], the short name of a claim; campaigns.domain.figures fills them in.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from campaigns.enums import CardKind, CardLook, Network
from cms.blocks import HeadingBlock, KeyBlock, NoticeBlock, PictureBlock, TableBlock, TextBlock


class ClaimKeyBlock(KeyBlock):
    """The short name of a claim; the editor's page offers a list to choose from."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # campaigns/admin/figures.js writes it without brackets.
        self.field.widget.attrs["data-claim-key"] = ""

    class Meta:
        icon = "check"
        label = _("Figure (short name of a claim)")


class EvidenceBlock(blocks.StructBlock):
    """One figure, large, with its source below."""

    claim = ClaimKeyBlock(max_length=40)
    sentence = blocks.CharBlock(
        label=_("Sentence"), max_length=240, help_text=_("Write the figure as [[short-name]].")
    )
    comment = TextBlock(label=_("What it means, and what it does not"), required=False)

    class Meta:
        icon = "success"
        label = _("Evidence")
        template = "campaigns/blocks/evidence.html"


class FiguresBlock(blocks.StructBlock):
    """A chart drawn from claims, with the table beside it."""

    title = blocks.CharBlock(label=_("Title"), max_length=200)
    claims = blocks.ListBlock(ClaimKeyBlock(max_length=40), label=_("Figures"), min_num=1, max_num=12)
    note = blocks.CharBlock(label=_("Note"), required=False, max_length=400)

    class Meta:
        icon = "history"
        label = _("Chart of figures")
        template = "campaigns/blocks/figures.html"


class MythBlock(blocks.StructBlock):
    """An answer to a false story: truth first, then the trick, then truth again."""

    truth = blocks.CharBlock(label=_("The truth, in one sentence"), max_length=240)
    myth = blocks.CharBlock(
        label=_("What is being said"),
        max_length=300,
        help_text=_("Once, shortly, without its pictures and without its anger."),
    )
    claimant = blocks.CharBlock(label=_("Who says it, and where"), required=False, max_length=200)
    said_on = blocks.CharBlock(label=_("When (YYYY, YYYY-MM or YYYY-MM-DD)"), required=False, max_length=10)
    technique = blocks.CharBlock(label=_("Technique (its code)"), required=False, max_length=64)
    trick = TextBlock(label=_("The trick: how it misleads"))
    correction = TextBlock(label=_("The truth again, with its evidence"))
    claims = blocks.ListBlock(ClaimKeyBlock(max_length=40), label=_("Figures"), default=[])

    class Meta:
        icon = "warning"
        label = _("Answer to a myth")
        template = "campaigns/blocks/myth.html"


class SectionsBlock(blocks.StreamBlock):
    """What a campaign's page says. Its stories are the pages below it; `stories` says where they are listed."""

    heading = HeadingBlock()
    text = TextBlock()
    picture = PictureBlock()
    notice = NoticeBlock()
    table = TableBlock()
    evidence = EvidenceBlock()
    figures = FiguresBlock()
    myth = MythBlock()
    stories = blocks.StaticBlock(
        label=_("The stories"),
        admin_text=_("The stories below this page."),
        template="campaigns/blocks/stories.html",
    )


class EventBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    starts = blocks.DateTimeBlock(label=_("Begins"))
    ends = blocks.DateTimeBlock(label=_("Ends"), required=False)
    place = blocks.CharBlock(label=_("Place"), required=False, max_length=160)
    url = blocks.URLBlock(label=_("Address on the web"), required=False)
    note = blocks.CharBlock(
        label=_("Note"),
        required=False,
        max_length=300,
        help_text=_("For example languages, and how one gets in."),
    )

    class Meta:
        icon = "date"
        label = _("Event")


class PartnerBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Name"), max_length=120)
    url = blocks.URLBlock(label=_("Address on the web"), required=False)
    role = blocks.CharBlock(label=_("What they do"), required=False, max_length=160)

    class Meta:
        icon = "group"
        label = _("Partner")


class FileBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    document = DocumentChooserBlock(label=_("File"))

    class Meta:
        icon = "download"
        label = _("File")


class ShareCardBlock(blocks.StructBlock):
    """What one share card says; it is made in all sizes (enums.CardFormat) and every language of the campaign."""

    kind = blocks.ChoiceBlock(label=_("Kind"), choices=CardKind.choices, default=CardKind.CALL)
    look = blocks.ChoiceBlock(label=_("Look"), choices=CardLook.choices, default=CardLook.PAPER)
    words = blocks.CharBlock(
        label=_("Words"),
        required=False,
        max_length=120,
        help_text=_("Figures as [[short-name]]. Not for a quotation: its words come from the story."),
    )
    claim = ClaimKeyBlock(max_length=40, required=False)
    story = KeyBlock(label=_("Story (in addresses)"), required=False, max_length=120)
    quote = KeyBlock(label=_("Quotation (its short name in the story)"), required=False, max_length=40)
    picture = ImageChooserBlock(label=_("Picture"), required=False)
    alt = blocks.CharBlock(
        label=_("What the picture shows, for those who do not see it"), required=False, max_length=300
    )

    class Meta:
        icon = "image"
        label = _("Share card")


class PostBlock(blocks.StructBlock):
    """A suggested text for one network."""

    network = blocks.ChoiceBlock(label=_("Network"), choices=Network.choices)
    text = blocks.TextBlock(label=_("Text"), max_length=3000, help_text=_("Figures as [[short-name]]."))

    class Meta:
        icon = "comment"
        label = _("Post")


class CardsBlock(blocks.StreamBlock):
    card = ShareCardBlock()


class PostsBlock(blocks.StreamBlock):
    post = PostBlock()


class EventsBlock(blocks.StreamBlock):
    event = EventBlock()


class PartnersBlock(blocks.StreamBlock):
    partner = PartnerBlock()


class FilesBlock(blocks.StreamBlock):
    file = FileBlock()


class StoryQuoteBlock(blocks.StructBlock):
    """Words of the person. They stand here and nowhere else; cards and campaigns point to them by the short name."""

    key = KeyBlock(label=_("Short name"), max_length=40)
    text = blocks.TextBlock(label=_("Quotation"), max_length=400)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "campaigns/blocks/quote.html"


class StoryPictureBlock(PictureBlock):
    """A picture of or by the person; shown where the ledger allows it."""

    of_person = blocks.BooleanBlock(
        label=_("Shows the person, or would give the person away"), required=False, default=True
    )

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "campaigns/blocks/story_picture.html"


class RecordingBlock(blocks.StructBlock):
    """Voice or video of the person; shown where the ledger allows it, with captions and transcript."""

    recording = KeyBlock(label=_("Recording (its short name at the desk)"), max_length=12)
    title = blocks.CharBlock(label=_("Title"), max_length=120)

    class Meta:
        icon = "media"
        label = _("Voice or video")
        template = "campaigns/blocks/recording.html"


class BeforeAfterBlock(blocks.StructBlock):
    before_title = blocks.CharBlock(
        label=_("Before"), max_length=80, default=pgettext_lazy("heading of what was before", "Before")
    )
    before = TextBlock(label=_("What was"))
    after_title = blocks.CharBlock(
        label=_("After"), max_length=80, default=pgettext_lazy("heading of what came after", "After")
    )
    after = TextBlock(label=_("What is"))

    class Meta:
        icon = "transfer"
        label = _("Before and after")
        template = "campaigns/blocks/before_after.html"


class MomentBlock(blocks.StructBlock):
    when = blocks.CharBlock(label=_("When"), max_length=60)
    text = TextBlock(label=_("What happened"))

    class Meta:
        icon = "date"
        label = _("Moment of a timeline")
        template = "campaigns/blocks/moment.html"


class StoryBodyBlock(blocks.StreamBlock):
    heading = HeadingBlock()
    text = TextBlock()
    quote = StoryQuoteBlock()
    picture = StoryPictureBlock()
    recording = RecordingBlock()
    before_after = BeforeAfterBlock()
    moment = MomentBlock()


class StorySourceBlock(blocks.StructBlock):
    """Where a story about somebody in public life is documented. Titles stay in the language of the source."""

    title = blocks.CharBlock(label=_("Title"), max_length=300)
    publisher = blocks.CharBlock(label=_("Publisher"), required=False, max_length=200)
    year = blocks.CharBlock(label=_("Year"), required=False, max_length=10)
    url = blocks.URLBlock(label=_("Address on the web"), required=False)

    class Meta:
        icon = "link"
        label = _("Source")


class StorySourcesBlock(blocks.StreamBlock):
    source = StorySourceBlock()
