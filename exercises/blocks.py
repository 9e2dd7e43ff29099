"""What several kinds of item are made of. No queries."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail_localize.segments.extract import StreamFieldSegmentExtractor
from wagtail_localize.segments.ingest import StreamFieldSegmentsWriter

from cms.blocks import KeyBlock, TextBlock


class EvidenceBlock(blocks.StructBlock):
    """One thing that speaks for a verdict, with its address."""

    title = blocks.CharBlock(label=_("Title"), max_length=300)
    publisher = blocks.CharBlock(label=_("Publisher"), max_length=200, required=False)
    year = KeyBlock(label=_("Year"), max_length=40, required=False)
    url = blocks.URLBlock(label=_("Address"), required=False)
    note = blocks.CharBlock(label=_("What stands there"), max_length=400, required=False)

    class Meta:
        icon = "link"
        label = _("Evidence")


class EvidenceListBlock(blocks.ListBlock):
    """Pieces of evidence. wagtail-localize does not look into a list in a struct in a struct, so this one is opened to
    translators by itself; seen with wagtail-localize 1.14.
    """

    def get_translatable_segments(self, value) -> list:
        extractor = StreamFieldSegmentExtractor(None)
        return [
            segment.wrap(child.id)
            for child in value.bound_blocks
            for segment in extractor.handle_block(child.block, child.value)
        ]

    def restore_translated_segments(self, value, segments):
        return StreamFieldSegmentsWriter(None, None, None).handle_list_block(value, segments)


class ProvenanceBlock(blocks.StructBlock):
    """Where a claim comes from and what we know of it, after schema.org's ClaimReview."""

    claimant = blocks.CharBlock(label=_("Who says it"), max_length=200)
    medium = blocks.CharBlock(label=_("Where"), max_length=300, required=False)
    said = blocks.CharBlock(label=_("When"), max_length=120, required=False)
    evidence = EvidenceListBlock(EvidenceBlock(), label=_("Evidence"), min_num=1)
    archived = blocks.CharBlock(label=_("Archived copy"), max_length=300, required=False)
    checked = blocks.DateBlock(label=_("Checked on"))
    review_by = blocks.DateBlock(label=_("To be checked again by"))

    class Meta:
        label = _("Where it comes from")


class OptionBlock(blocks.StructBlock):
    """One of several answers to choose from."""

    text = blocks.CharBlock(label=_("Answer"), max_length=300)
    right = blocks.BooleanBlock(label=_("Right"), required=False)
    reason = blocks.CharBlock(label=_("Why, or why not"), max_length=300, required=False)

    class Meta:
        icon = "tick"
        label = _("Answer")


class ItemBlock(blocks.StructBlock):
    """What every item has: an explanation that teaches, also where the answer was right."""

    explanation = TextBlock(label=_("Explanation"))

    class Meta:
        abstract = True


def evidence_of(value) -> list[dict]:
    """Return pieces of evidence as plain JSON."""
    return [
        {name: piece.get(name) or "" for name in ("title", "publisher", "year", "url", "note")}
        for piece in value
    ]
