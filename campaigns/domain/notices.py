"""What the room says about its pages where somebody sent a notice about one (cms.domain.reports)."""

import re

from django.utils.translation import gettext as _
from wagtail.models import Page

from campaigns.domain.queries.belonging import organisation_of
from campaigns.models import CampaignPage, ShareCard
from campaigns.rules import is_of

EMBED = re.compile(r"/embed/[\w-]{2,8}/(\w{12})/")


def belongs_to(user, page: Page) -> bool:
    """Say whether somebody is of the organisation whose page this is: then she decides nothing about it."""
    organisation = organisation_of(page)
    return organisation is not None and is_of(user, organisation)


def answers_a_myth(page: Page) -> str:
    """Return the declared context of a campaign that quotes what is said in order to answer it; "" of other pages."""
    campaign = page.specific
    if isinstance(campaign, CampaignPage) and any(part.block_type == "myth" for part in campaign.sections):
        return _(
            "Declared context: this campaign quotes a false story in order to answer it (“Answer to a myth”). Look "
            "whether the quotation is short, is answered, and comes after the truth."
        )
    return ""


def page_behind(path: str) -> Page | None:
    """Return the live campaign whose share card is shown at an address below /embed/."""
    if not (match := EMBED.fullmatch(path)):
        return None
    card = ShareCard.objects.filter(key=match[1]).first()
    if card is None:
        return None
    live = CampaignPage.objects.live().filter(translation_key=card.campaign)
    return live.filter(locale__language_code=card.language).first()
