"""Agreements for tests, made by the verb of the domain as the person with the link makes them."""

from campaigns.domain.consent import Choices, grant
from campaigns.domain.versions import fingerprint, source_of
from campaigns.enums import ConsentBy, Element, Medium, NameLevel, PlaceLevel
from campaigns.models import ConsentEntry, StoryPage
from cms.languages import BY_CODE

#: Everything, everywhere, without an end.
ALL = {
    "elements": tuple(Element.values),
    "media": tuple(Medium.values),
    "languages": tuple(BY_CODE),
    "name_level": NameLevel.FULL,
    "place_level": PlaceLevel.TOWN,
    "until": None,
}


def agree(story: StoryPage, *, by: str = ConsentBy.PERSON, **limits) -> ConsentEntry:
    """Have the contributor of a story agree to it as it stands: to everything, but for `limits` (fields of Choices).

    agree(story, media=["web"], until=date(2027, 1, 1)); agree(story, by="guardian") for a minor, who shows less.
    """
    chosen = ALL | {
        name: tuple(value) if isinstance(value, list | set) else value for name, value in limits.items()
    }
    if by == ConsentBy.GUARDIAN:
        chosen = chosen | {"name_level": NameLevel.FIRST, "place_level": PlaceLevel.REGION} | limits
    source = source_of(story.translation_key)
    return grant(
        story.contributor,
        story.translation_key,
        Choices(**chosen),
        content=fingerprint(source),
        read_in="en",
        by=by,
    )
