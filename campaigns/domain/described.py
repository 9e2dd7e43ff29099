"""Campaigns, stories and organisations as schema.org describes them, for search engines and other machines."""

import json

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from campaigns.domain.shown import ShownStory
from campaigns.models import CampaignPage, Organisation, OrganisationPage
from cms.domain.queries.site import language_of
from cms.models import Licence
from cms.vocabularies import by_pk


def organisation_described(page: OrganisationPage, organisation: Organisation | None, address: str) -> dict:
    """Return an organisation's profile; an invented one is not told to machines as if it existed."""
    if organisation is None or organisation.is_sample:
        return {}
    return {
        "@type": "Organization",
        "@id": address,
        "url": address,
        "name": page.title,
        "description": page.lead,
        "sameAs": organisation.website,
    }


def campaign_described(
    page: CampaignPage,
    organisation: Organisation | None,
    address: str,
    *,
    lead: str,
    translations: dict[str, str],
) -> dict:
    """Return a campaign with its events. translations: addresses by language code, without the site's origin."""
    language = language_of(page)
    licence = by_pk(Licence).get(page.licence_id)
    return {
        "@type": "CreativeWork",
        "@id": address,
        "url": address,
        "name": page.title,
        "description": lead,
        "inLanguage": language,
        "publisher": _publisher(organisation),
        "license": licence.url if licence else "",
        "temporalCoverage": _span(page),
        "datePublished": _day(page.first_published_at),
        "dateModified": _day(page.last_published_at),
        "isAccessibleForFree": True,
        "workTranslation": _translations(translations, language, address),
        "subjectOf": [
            {
                "@type": "Event",
                "name": event["title"],
                "startDate": event["starts"].isoformat(),
                "endDate": event["ends"].isoformat() if event["ends"] else "",
                "location": {"@type": "Place", "name": event["place"]} if event["place"] else "",
                "url": event["url"],
            }
            for event in (block.value for block in page.events)
        ],
    }


def story_described(
    shown: ShownStory,
    organisation: Organisation | None,
    address: str,
    *,
    lead: str,
    translations: dict[str, str],
    licence: Licence | None,
) -> dict:
    """Return a story; of the person no more than readers see. Nothing of a story that is not shown."""
    if not shown.is_allowed:
        return {}
    page, language = shown.page, language_of(shown.page)
    return {
        "@type": "Article",
        "@id": address,
        "url": address,
        "headline": page.title,
        "description": lead,
        "inLanguage": language,
        "about": {"@type": "Person", "name": shown.name} if shown.name and not shown.is_invented else "",
        "contentLocation": {"@type": "Place", "name": shown.place}
        if shown.place and not shown.is_invented
        else "",
        "publisher": _publisher(organisation),
        "license": licence.url if licence else "",
        "datePublished": _day(page.first_published_at),
        "dateModified": _day(page.last_published_at),
        "isAccessibleForFree": True,
        "workTranslation": _translations(translations, language, address),
    }


def written(things: list[dict]) -> SafeString:
    """Return things as JSON-LD in script elements, which are data and not run; nothing for empty ones."""
    return mark_safe("\n".join(_element(thing) for thing in things if thing))  # noqa: S308  escaped below


def _element(thing: dict) -> str:
    data = {"@context": "https://schema.org"} | _without_holes(thing)
    text = json.dumps(data, ensure_ascii=False, default=str)
    # "</script>" in a title must not end the element.
    safe = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(safe))  # noqa: S308  escaped above


def _without_holes(thing):
    if isinstance(thing, dict):
        return {key: _without_holes(value) for key, value in thing.items() if value not in ("", None, [], {})}
    if isinstance(thing, list):
        return [_without_holes(one) for one in thing]
    return thing


def _publisher(organisation: Organisation | None) -> dict | str:
    if organisation is None or organisation.is_sample:
        return ""
    return {"@type": "Organization", "name": organisation.name, "url": organisation.website}


def _span(page: CampaignPage) -> str:
    if not (page.starts_on or page.ends_on):
        return ""
    return f"{page.starts_on or '..'}/{page.ends_on or '..'}"


def _day(moment) -> str:
    return moment.date().isoformat() if moment else ""


def _translations(translations: dict[str, str], language: str, address: str) -> list[dict]:
    origin = "/".join(address.split("/", 3)[:3])
    return [
        {"@type": "CreativeWork", "@id": origin + url, "inLanguage": code}
        for code, url in translations.items()
        if code != language
    ]
