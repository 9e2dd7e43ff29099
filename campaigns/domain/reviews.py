"""Answers to myths as schema.org's ClaimReview, by which search engines mark what was looked at and found false."""

import re

from django.conf import settings
from django.utils import translation
from django.utils.translation import pgettext

from campaigns.domain.figures import Figure, fill
from campaigns.models import CampaignPage, Organisation

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
SITE = "Counterpoint"


def reviews_of(
    page: CampaignPage,
    organisation: Organisation | None,
    figures: dict[str, Figure],
    language: str,
    address: str,
) -> list[dict]:
    """Return one ClaimReview for each answer to a myth on a campaign's page; [] where there is none.

    address: of the page, with the site's origin. A sample organisation does not exist: the site answers for it.
    """
    return [
        _review(block, page, organisation, figures, language, address)
        for block in page.sections
        if block.block_type == "myth"
    ]


def _review(block, page, organisation, figures, language: str, address: str) -> dict:
    myth = block.value
    said_on = myth["said_on"] or ""
    with translation.override(language):
        # Translators: the verdict on something that is being said.
        verdict = pgettext("verdict on a myth", "False")
    return {
        "@type": "ClaimReview",
        "url": address,
        "inLanguage": language,
        "datePublished": _day(page.last_published_at or page.latest_revision_created_at),
        "author": _author(organisation),
        "claimReviewed": myth["myth"],
        "itemReviewed": {
            "@type": "Claim",
            "author": {"@type": "Organization", "name": myth["claimant"]} if myth["claimant"] else "",
            "datePublished": said_on if _DATE.fullmatch(said_on) else "",
            "inLanguage": language,
        },
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": 1,
            "worstRating": 1,
            "bestRating": 5,
            "alternateName": verdict,
        },
        "reviewBody": fill(myth["truth"], figures, language),
    }


def _author(organisation: Organisation | None) -> dict:
    if organisation is None or organisation.is_sample:
        return {"@type": "Organization", "name": SITE, "url": settings.SITE_URL}
    return {"@type": "Organization", "name": organisation.name, "url": organisation.website}


def _day(moment) -> str:
    return moment.date().isoformat() if moment else ""
