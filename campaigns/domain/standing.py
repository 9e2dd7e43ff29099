"""What the consent ledger lets be shown of a story.

Whatever shows a story asks here first, each time: dates are looked at today, so that what was agreed until yesterday
covers nothing now.

    standing = standing_of([story.translation_key])[story.translation_key]
    standing.allows(Element.PICTURE, Medium.PRINT, "uk")
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.domain.versions import (
    Version,
    fingerprints,
    sources,
    version_of,
    versions,
)
from campaigns.enums import (
    ConsentBy,
    ConsentKind,
    Element,
    NameLevel,
    PlaceLevel,
    StoryBasis,
)
from campaigns.models import ConsentEntry, Contributor, StoryPage

#: From nothing to all.
NAMES = [NameLevel.NONE, NameLevel.PSEUDONYM, NameLevel.FIRST, NameLevel.FULL]
PLACES = [PlaceLevel.NONE, PlaceLevel.COUNTRY, PlaceLevel.REGION, PlaceLevel.TOWN]
#: Of somebody under 18 no more than this is shown, whatever was agreed.
MOST_OF_A_MINOR = (NameLevel.FIRST, PlaceLevel.REGION)


@dataclass(frozen=True)
class Standing:
    """What may be shown of one story. Made by `standing_of`; asks nothing of the database.

    kind: that of the latest entry, "" where there is none. is_free: the story stands on another basis than consent.
    covers_text: what she agreed to is what would be shown.
    """

    kind: str = ""
    is_free: bool = False
    covers_text: bool = False
    by: str = ""
    elements: frozenset[str] = frozenset()
    media: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    name_level: str = NameLevel.NONE
    place_level: str = PlaceLevel.NONE
    until: date | None = None
    adult_on: date | None = None
    at: Any = None

    @property
    def is_minor(self) -> bool:
        """Say whether the contributor is under 18 today."""
        return bool(self.adult_on and self.adult_on > timezone.localdate())

    @property
    def is_over(self) -> bool:
        """Say whether the last day that was agreed to has passed."""
        return bool(self.until and self.until < timezone.localdate())

    @property
    def is_by_the_right_person(self) -> bool:
        """Say whether who agreed may agree today: a guardian for a minor, everybody else for herself."""
        return (self.by == ConsentBy.GUARDIAN) == self.is_minor

    @property
    def holds(self) -> bool:
        """Say whether anything at all may be shown today."""
        if self.is_free:
            return True
        return (
            self.kind in (ConsentKind.GRANTED, ConsentKind.ANONYMISED)
            and self.covers_text
            and not self.is_over
            and self.is_by_the_right_person
            and Element.TEXT in self.elements
        )

    def allows(self, element: str, medium: str, language: str) -> bool:
        """Say whether `element` (enums.Element) may be shown in `medium` (enums.Medium) in a language today."""
        if self.is_free:
            return True
        if not self.holds or medium not in self.media or language not in self.languages:
            return False
        return element in self.elements and (self.kind == ConsentKind.GRANTED or element == Element.TEXT)

    def name(self, contributor: Contributor | None, medium: str, language: str) -> str:
        """Return the contributor's name as far as it may be shown; "" for none."""
        if contributor is None or not self._names(medium, language):
            return ""
        level = self.name_level
        if self.is_minor:
            level = min(level, MOST_OF_A_MINOR[0], key=NAMES.index)
        return {
            NameLevel.FULL: contributor.name,
            NameLevel.FIRST: contributor.first_name,
            NameLevel.PSEUDONYM: contributor.pseudonym,
        }.get(level, "")

    def place(self, contributor: Contributor | None, medium: str, language: str) -> str:
        """Return the contributor's place as closely as it may be shown; "" for none."""
        if contributor is None or not self._names(medium, language):
            return ""
        level = self.place_level
        if self.is_minor:
            level = min(level, MOST_OF_A_MINOR[1], key=PLACES.index)
        return place_at(contributor, level)

    def _names(self, medium: str, language: str) -> bool:
        return self.kind == ConsentKind.GRANTED and self.allows(Element.TEXT, medium, language)


def place_at(contributor: Contributor, level: str) -> str:
    """Return a contributor's place at one level, "" at none or where it is not known."""
    parts = {
        PlaceLevel.TOWN: [contributor.town, contributor.country],
        PlaceLevel.REGION: [contributor.region, contributor.country],
        PlaceLevel.COUNTRY: [contributor.country],
    }.get(level, [])
    # Translators: between the town or region and the country that somebody tells from.
    return _(", ").join(part for part in parts if part)


NOTHING = Standing()
FREE = Standing(is_free=True)


def standing_of(stories: Iterable[UUID]) -> dict[UUID, Standing]:
    """Return what may be shown of each story (by translation_key) as it is published; of all others, nothing.

    A text that she agreed to once stays covered until another one takes its place: while the members publish what she
    agreed to last, readers find the former one. Seven queries at most, however many stories.
    """
    stories = set(stories)
    found = versions(sources(stories), newest=False)
    return dict.fromkeys(stories, NOTHING) | _standings(found, earlier=True)


def standing_of_drafts(stories: Iterable[UUID]) -> dict[UUID, Standing]:
    """Return what might be shown of each story if its newest text were published; seven queries at most."""
    stories = set(stories)
    found = versions(sources(stories), newest=True)
    return dict.fromkeys(stories, NOTHING) | _standings(found, earlier=False)


def standing_for(page: StoryPage) -> Standing:
    """Return what may be shown of `page` once it is published as it is: it must be what she agreed to last."""
    key = page.translation_key
    source = sources([key]).get(key)
    if source is None or source.locale_id == page.locale_id:
        version = version_of(page)
    else:
        version = versions({key: source}, newest=False)[key]
    return _standings({key: version}, earlier=False)[key]


def _standings(found: dict[UUID, Version], *, earlier: bool) -> dict[UUID, Standing]:
    asked = {key: version for key, version in found.items() if version.basis == StoryBasis.CONSENT}
    entries: dict[UUID, list[ConsentEntry]] = {key: [] for key in asked}
    for entry in ConsentEntry.objects.filter(story__in=asked).order_by("at", "pk"):
        if entry.contributor_id == asked[entry.story].contributor_id:
            entries[entry.story].append(entry)
    spoken = {key: version for key, version in asked.items() if entries[key]}
    contents = fingerprints({key: version.content for key, version in spoken.items()})
    people = {version.contributor_id for version in spoken.values()}
    adults = dict(Contributor.objects.filter(pk__in=people).values_list("pk", "adult_on"))
    standings = {}
    for key, version in found.items():
        if key not in asked:
            standings[key] = FREE
        elif key not in spoken:
            standings[key] = NOTHING
        else:
            adult_on = adults.get(version.contributor_id)
            standings[key] = _standing(entries[key], contents[key], adult_on, earlier=earlier)
    return standings


def _standing(entries: list[ConsentEntry], content: str, adult_on: date | None, *, earlier: bool) -> Standing:
    last = entries[-1]
    agreed: set[str] = set()
    for entry in entries:
        if entry.kind != ConsentKind.GRANTED:
            agreed.clear()
        if entry.kind != ConsentKind.WITHDRAWN:
            agreed.add(entry.content)
    return Standing(
        kind=last.kind,
        covers_text=content in agreed if earlier else content == last.content,
        by=last.by,
        elements=frozenset(last.elements),
        media=frozenset(last.media),
        languages=frozenset(last.languages),
        name_level=last.name_level,
        place_level=last.place_level,
        until=last.until,
        adult_on=adult_on,
        at=last.at,
    )
