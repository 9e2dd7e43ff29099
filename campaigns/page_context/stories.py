"""What the page of a story shows."""

from django.conf import settings
from django.utils.translation import gettext as _

from campaigns.domain.described import story_described, written
from campaigns.domain.figures import figures_of, fill
from campaigns.domain.pausing import is_paused
from campaigns.domain.queries import pages as queries
from campaigns.domain.queries.belonging import campaign_of, organisation_of
from campaigns.domain.shown import ShownStory
from campaigns.domain.standing import FREE, standing_for
from campaigns.enums import Element, Medium, StoryBasis
from campaigns.layout import body_parts
from campaigns.models import StoryPage
from campaigns.page_context.every import crumbs_of, of_every_page, tags_of
from campaigns.page_context.share_cards import share_image_of
from cms.domain.queries import site
from cms.models import Licence, Topic
from cms.pictures import prefetch, shown
from cms.vocabularies import by_pk


def story_context(page: StoryPage, request) -> dict:
    """Return the context of a story; ten queries at most when what is kept is warm."""
    language = site.language_of(page)
    campaign = campaign_of(page) if page.path else None
    crumbs = crumbs_of(page)
    page.shown_tags = frozenset({f"consent:{page.translation_key}"})
    if campaign is None:
        return {"is_told": False, "crumbs": crumbs}
    page.shown_tags |= {f"campaign:{campaign.translation_key}", f"page:{campaign.pk}"}
    if is_paused(campaign.translation_key):
        return {"is_paused": True, "crumbs": crumbs}
    is_agreed, told = _as_readers_see(page, language, is_preview=getattr(request, "is_preview", False))
    campaign_url = site.address(campaign.url_path) or ""
    if told is None:
        page.shown_status = 404
        return {"is_told": False, "crumbs": crumbs, "campaign": campaign, "campaign_url": campaign_url}
    organisation = organisation_of(page)
    figures = figures_of(organisation.pk) if organisation else {}
    licence = by_pk(Licence).get(page.licence_id or campaign.licence_id)
    if told.picture:
        page.picture = shown([page.picture_id]).get(page.picture_id, page.picture)
    prefetch(block.value for block in told.blocks)
    others = queries.shown_stories(
        queries.open_stories()
        .child_of(campaign)
        .exclude(pk=page.pk)
        .select_related("contributor")
        .order_by("path"),
        language,
    )
    page.shown_tags |= tags_of(others, organisation)
    url = site.address(page.url_path) or ""
    lead = fill(page.lead, figures, language)
    described = story_described(
        told,
        organisation,
        settings.SITE_URL + url,
        lead=lead,
        translations=site.translations_for(request, page),
        licence=licence,
    )
    return {
        **of_every_page(page, request, crumbs),
        "story": page,
        "shown": told,
        "is_told": True,
        "is_agreed": is_agreed,
        "campaign": campaign,
        "campaign_url": campaign_url,
        "organisation": organisation,
        "figures": figures,
        "language": language,
        "lead_words": lead,
        "topic": by_pk(Topic).get(campaign.topic_id),
        "licence": licence,
        "who": told.who,
        "is_about": page.basis == StoryBasis.PUBLIC,
        "parts": body_parts(told.blocks, page.format),
        "sources": [block.value for block in page.sources],
        "claims_url": f"{campaign_url}claims/",
        "share_url": f"{campaign_url}share/",
        "documents": _documents(told, url),
        "others": [{"title": one.page.title, "url": f"{campaign_url}{one.page.slug}/"} for one in others[:6]],
        "share_image": share_image_of(page, campaign, language, campaign_url),
        "described": written([described]),
    }


def _as_readers_see(page: StoryPage, language: str, *, is_preview: bool) -> tuple[bool, ShownStory | None]:
    """Return whether somebody agreed to the story as it is, and what is shown of it; None for nothing.

    Editors see a draft as it would be read, without the person's name as long as nobody agreed to it.
    """
    if not is_preview:
        told = next(iter(queries.shown_stories([page], language)), None)
        return told is not None, told
    told = ShownStory(page, standing_for(page), page.contributor, Medium.WEB, language)
    return (True, told) if told.is_allowed else (False, ShownStory(page, FREE, None, Medium.WEB, language))


def _documents(told: ShownStory, url: str) -> list[dict]:
    if not told.standing.allows(Element.TEXT, Medium.PRINT, told.language):
        return []
    labels = {
        "pdf": _("PDF, to print"),
        "docx": _("Word file, to change"),
        "odt": _("OpenDocument, to change"),
        "epub": _("E-book, to read on a phone"),
    }
    return [
        {"label": label, "format": format.upper(), "url": f"{url}download/{format}/"}
        for format, label in labels.items()
    ]
