"""Share cards as pages show them."""

from uuid import UUID

from campaigns.domain.cards import cards_of
from campaigns.enums import CardFormat
from campaigns.models import CampaignPage, ShareCard, StoryPage

#: Sizes of cards that the campaign's page shows, in their order.
TEASER = (CardFormat.WIDE, CardFormat.SQUARE, CardFormat.TALL)


def cards_shown(campaign: UUID, language: str, url: str) -> list[dict]:
    """Return the first card of each size that may be shared now, the wide one first. One query.

    url: the campaign's address.
    """
    first: dict[str, ShareCard] = {}
    for card in cards_of(campaign, language):
        first.setdefault(card.format, card)
    return [_card(first[format], url) for format in TEASER if format in first]


def _card(card: ShareCard, url: str) -> dict:
    format = CardFormat(card.format)
    width, height = format.value.split("x")
    return {
        "card": card,
        "url": f"{url}share/{card.key}.png",
        "small_url": f"{url}share/{card.key}.webp",
        "label": format.label,
        "format": format.value,
        "width": width,
        "height": height,
    }


def share_image(cards: list[dict]) -> dict | None:
    """Return the card that stands for a campaign where its address is shared: the wide one."""
    return next((one for one in cards if one["format"] == CardFormat.WIDE), None)


def share_image_of(story: StoryPage, campaign: CampaignPage, language: str, url: str) -> dict | None:
    """Return the wide card that quotes a story; without one, the campaign's first."""
    wide = [one for one in cards_of(campaign.translation_key, language) if one.format == CardFormat.WIDE]
    own = [one for one in wide if one.story == story.translation_key]
    return next((_card(one, url) for one in own + wide), None)
