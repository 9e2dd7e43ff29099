"""What the page of a campaign shows."""

from collections.abc import Iterable
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from campaigns.domain.described import campaign_described, written
from campaigns.domain.figures import Figure, figures_of, fill, used_in
from campaigns.domain.flags import flags_of
from campaigns.domain.joins import schools_joined
from campaigns.domain.joins import stamp_of as joins_stamp
from campaigns.domain.pausing import is_paused
from campaigns.domain.pledges import pledge_figures
from campaigns.domain.pledges import stamp_of as pledges_stamp
from campaigns.domain.queries import pages as queries
from campaigns.domain.queries.belonging import organisation_of
from campaigns.domain.reviews import reviews_of
from campaigns.domain.shown import ShownStory
from campaigns.enums import Element, PledgeKind, StoryBasis, StoryFormat
from campaigns.layout import first_quote, section_bands
from campaigns.models import CampaignPage
from campaigns.page_context.every import crumbs_of, of_every_page, tags_of
from campaigns.page_context.share_cards import cards_shown, share_image
from cms.domain.queries import site
from cms.models import Licence, SiteImage, Topic
from cms.pictures import prefetch, shown
from cms.takeaway import size_label
from cms.vocabularies import by_pk


class Told(NamedTuple):
    """A story as a list shows it."""

    title: str
    url: str
    lead: str
    format_label: str
    quote: str
    who: str
    is_about: bool
    is_invented: bool
    picture: object | None


def campaign_context(page: CampaignPage, request) -> dict:
    """Return the context of a campaign; ten queries at most when what is kept is warm, however many stories."""
    page.shown_tags = frozenset({f"campaign:{page.translation_key}"})
    crumbs = crumbs_of(page)
    if is_paused(page.translation_key):
        return {"is_paused": True, "crumbs": crumbs}
    language, today = site.language_of(page), timezone.localdate()
    organisation = organisation_of(page) if page.path else None
    figures = figures_of(organisation.pk) if organisation else {}
    url = site.address(page.url_path) or ""
    stories, picture = _stories_below(page, language)
    page.shown_tags |= tags_of(stories, organisation)
    page.shown_tags |= {pledges_stamp(page.translation_key), joins_stamp(page.translation_key)}
    prefetch([page.sections])
    bands = section_bands(page.sections)
    cards = cards_shown(page.translation_key, language, url)
    lead = fill(page.lead, figures, language)
    every = of_every_page(page, request, crumbs)
    described = campaign_described(
        page,
        organisation,
        settings.SITE_URL + url,
        lead=lead,
        translations=site.translations_for(request, page),
    )
    return {
        **every,
        "campaign": page,
        "organisation": organisation,
        "profile": crumbs[-1] if organisation else None,
        "figures": figures,
        "language": language,
        "lead_words": lead,
        "topic": by_pk(Topic).get(page.topic_id),
        "licence": by_pk(Licence).get(page.licence_id),
        "stage": queries.stage_of(page, today).value,
        "stories": [_told(one, url, figures) for one in stories],
        "stories_are_placed": any(band["kind"] == "stories" for band in bands),
        "bands": bands,
        "picture": picture,
        "cards": cards,
        "cards_are_due": bool(page.cards) and not cards,
        "languages_count": len(every["other_languages"]) + 1,
        "share_url": f"{url}share/",
        "claims_url": f"{url}claims/",
        "claims_count": _claims_count([page, *(one.page for one in stories)], figures),
        "pledge": _pledge(page),
        "join_url": reverse("campaign_join", args=[page.translation_key]),
        "schools": schools_joined(page.translation_key),
        **_events(page),
        "partners": [block.value for block in page.partners],
        "files": _files(page),
        "document_url": f"{url}download/pdf/",
        "flags": flags_of(page) if page.pk else [],
        "share_image": share_image(cards),
        "described": written(
            [described, *reviews_of(page, organisation, figures, language, settings.SITE_URL + url)]
        ),
    }


def _stories_below(page: CampaignPage, language: str) -> tuple[list[ShownStory], SiteImage | None]:
    """Return what readers may see of the stories below a campaign, in their order, and the campaign's picture.

    One query for all pictures.
    """
    if not page.path:
        return [], page.picture
    found = queries.open_stories().child_of(page).select_related("contributor").order_by("path")
    stories = queries.shown_stories(found, language)
    wanted = [one.page.picture_id for one in stories if one.allows(Element.PICTURE)]
    pictures = shown([page.picture_id, *wanted])
    for one in stories:
        if one.page.picture_id in pictures:
            one.page.picture = pictures[one.page.picture_id]
    return stories, pictures.get(page.picture_id)


def _told(one: ShownStory, campaign_url: str, figures: dict[str, Figure]) -> Told:
    story = one.page
    return Told(
        title=story.title,
        url=f"{campaign_url}{story.slug}/",
        lead=fill(story.lead, figures, one.language),
        format_label=StoryFormat(story.format).label if story.format != StoryFormat.STORY else "",
        quote=first_quote(one.blocks),
        who=one.who,
        is_about=story.basis == StoryBasis.PUBLIC,
        is_invented=one.is_invented,
        picture=one.picture if story.picture_id else None,
    )


def _claims_count(pages: Iterable[Page], figures: dict[str, Figure]) -> int:
    used: set[str] = set()
    for page in pages:
        used |= used_in(page)
    return len(used & figures.keys())


def _pledge(page: CampaignPage) -> dict | None:
    if page.pledge_kind == PledgeKind.NONE or not page.pledge_text:
        return None
    return {
        "text": page.pledge_text,
        "kind": page.pledge_kind,
        "url": reverse("pledge", args=[page.translation_key]),
        "figures": pledge_figures(page.translation_key),
    }


def _events(page: CampaignPage) -> dict:
    now = timezone.now()
    events = sorted((block.value for block in page.events), key=lambda event: event["starts"])
    coming = [event for event in events if (event["ends"] or event["starts"]) >= now]
    return {"events": coming, "past_events": [event for event in events if event not in coming]}


def _files(page: CampaignPage) -> list[dict]:
    return [
        {
            "label": block.value["title"],
            "url": block.value["document"].url,
            "kind": block.value["document"].file_extension.upper(),
            "size_label": size_label(block.value["document"].get_file_size() or 0),
        }
        for block in page.files
        if block.value["document"]
    ]
