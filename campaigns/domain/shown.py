"""A story as it may be shown: what the ledger leaves of it, for one medium and one language.

    shown = story_as_shown(page, Medium.WEB, "uk")
    shown.is_allowed, shown.name, shown.place, shown.picture, shown.blocks, shown.notice

Whatever is drawn, printed, exported or listed of a story comes from here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from campaigns.domain.standing import Standing, standing_of
from campaigns.enums import ConsentBy, ConsentKind, Element, Medium, StoryBasis
from campaigns.models import Contributor, StoryPage
from cms.domain.queries.site import language_of


@dataclass
class ShownStory:
    """What may be shown of a story. Nothing here asks the database, but for the picture itself."""

    page: StoryPage
    standing: Standing
    contributor: Contributor | None
    medium: str
    language: str

    def allows(self, element: str) -> bool:
        """Say whether "text", "picture" or "voice" may be shown."""
        return self.standing.allows(element, self.medium, self.language)

    @property
    def is_allowed(self) -> bool:
        """Say whether anything of the story may be shown here at all."""
        return self.allows(Element.TEXT)

    @property
    def name(self) -> str:
        """The name as far as it may be shown; of documented and invented people the one on the page. "" for none."""
        if self.standing.is_free:
            return self.page.shown_name
        return self.standing.name(self.contributor, self.medium, self.language)

    @property
    def place(self) -> str:
        """The place as closely as it may be shown; "" for none."""
        if self.standing.is_free:
            return self.page.shown_place
        return self.standing.place(self.contributor, self.medium, self.language)

    @property
    def who(self) -> str:
        """Name and place in one line; "" where neither is shown."""
        # Translators: between the name of a person and the place.
        return _(", ").join(part for part in (self.name, self.place) if part)

    @property
    def picture(self):
        """The picture of the person, or None."""
        return self.page.picture if self.allows(Element.PICTURE) else None

    @cached_property
    def blocks(self) -> list:
        """The blocks of the body that may be shown, in order."""
        return [block for block in self.page.body if self.shows(block)]

    def shows(self, block) -> bool:
        """Say whether one block of the body may be shown."""
        if block.block_type == "recording":
            return self.allows(Element.VOICE)
        if block.block_type == "picture" and block.value["of_person"]:
            return self.allows(Element.PICTURE)
        return self.is_allowed

    def quote(self, key: str) -> str:
        """Return the words of the quotation with a short name; "" where there is none or it may not be shown."""
        return next(
            (
                block.value["text"]
                for block in self.blocks
                if block.block_type == "quote" and block.value["key"] == key
            ),
            "",
        )

    @property
    def is_invented(self) -> bool:
        return self.page.basis == StoryBasis.INVENTED

    @property
    def notice(self) -> str:
        """By what right the story is told, in one sentence for readers, in the active language."""
        if self.is_invented:
            return _("This story is invented. It is a sample: the person in it does not exist.")
        if self.page.basis == StoryBasis.PUBLIC:
            return _("This story is told after public sources, which are named below.")
        if not self.standing.at:
            return ""
        day = {"day": date_format(localtime(self.standing.at), "DATE_FORMAT")}
        if self.standing.kind == ConsentKind.ANONYMISED:
            return _(
                "The person who told this story wants it to go on without a name, and can take it back at any time."
            )
        if self.standing.by == ConsentBy.GUARDIAN:
            return (
                _(
                    "A parent or guardian read this story and agreed to it on %(day)s. It can be taken back at any "
                    "time."
                )
                % day
            )
        return (
            _(
                "The person who tells this story read it and agreed to it on %(day)s. It can be taken back at any time."
            )
            % day
        )


def stories_as_shown(pages: Iterable[StoryPage], medium: str, language: str) -> dict[int, ShownStory]:
    """Return what may be shown of each page, by primary key; seven queries at most, however many there are."""
    pages = list(pages)
    standings = standing_of(page.translation_key for page in pages)
    contributors = Contributor.objects.in_bulk({page.contributor_id for page in pages if page.contributor_id})
    return {
        page.pk: ShownStory(
            page, standings[page.translation_key], contributors.get(page.contributor_id), medium, language
        )
        for page in pages
    }


def story_as_shown(page: StoryPage, medium: str = Medium.WEB, language: str = "") -> ShownStory:
    """Return what may be shown of one page; in its own language, if none is named."""
    return stories_as_shown([page], medium, language or language_of(page))[page.pk]
