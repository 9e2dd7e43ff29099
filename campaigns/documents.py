"""Campaigns and stories as documents. The press makes them; the ledger is asked for print, each time."""

import hashlib
from collections.abc import Iterable
from functools import cache
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from campaigns.domain.figures import Figure, figures_of, fill, stamp_of
from campaigns.domain.pausing import is_paused
from campaigns.domain.queries.belonging import campaign_of, organisation_of
from campaigns.domain.queries.pages import open_stories, profiles, shown_stories
from campaigns.domain.shown import ShownStory
from campaigns.enums import Element, Medium, StoryBasis, StoryFormat
from campaigns.layout import body_parts, section_bands
from campaigns.models import CampaignPage, Organisation, PageFile, StoryPage
from cms import fingerprints
from cms.cache import stamps
from cms.cache.stamps import touch
from cms.domain.queries.site import address, language_of
from cms.languages import BY_CODE
from cms.models import Licence, Topic
from cms.pictures import gather
from cms.press import Document, obtain
from cms.press.document import press_version
from cms.takeaway import dyes, press_words
from cms.vocabularies import STAMP as VOCABULARY
from cms.vocabularies import by_pk

PICTURE_WIDTH = "width-1200|format-png"


class NotForPrint(Exception):
    """Nothing of this may stand in a document today: the campaign is paused, or nobody agreed to print."""


def story_file(page: StoryPage, format: str) -> PageFile:
    """Return the document of a live story, made now unless it is there. Also PressBusy and PressError.

    NotForPrint where the ledger does not allow its words in print, or its campaign is paused.
    """
    campaign = campaign_of(page)
    shown = next(iter(shown_stories([page], language_of(page), Medium.PRINT)), None)
    if shown is None or campaign is None or not campaign.live or is_paused(campaign.translation_key):
        raise NotForPrint
    organisation = organisation_of(page)
    made_from = _mark([page, campaign], [shown], organisation)
    return _made(page, format, made_from, lambda: story_document(shown, campaign, organisation))


def campaign_file(page: CampaignPage, format: str) -> PageFile:
    """Return the document of a live campaign with those of its stories that may be printed; as `story_file`."""
    if is_paused(page.translation_key):
        raise NotForPrint
    stories = _printed_below(page)
    organisation = organisation_of(page)
    made_from = _mark([page], stories, organisation)
    return _made(page, format, made_from, lambda: campaign_document(page, stories, organisation))


def file_name(page, format: str) -> str:
    """Return the name that the file has on the reader's computer."""
    return f"{page.slug}-{language_of(page)}.{format}"


def _printed_below(page: CampaignPage) -> list[ShownStory]:
    found = open_stories().child_of(page).select_related("contributor").order_by("path")
    return shown_stories(found, language_of(page), Medium.PRINT)


def _made(page, format: str, made_from: str, document) -> PageFile:
    found = PageFile.objects.filter(page_id=page.pk, format=format).first()
    if found and found.made_from == made_from and default_storage.exists(found.name):
        return found
    name = obtain(document(), format)
    values = {
        "made_from": made_from,
        "name": name,
        "size": default_storage.size(name),
        "made_at": timezone.now(),
    }
    made = PageFile.objects.update_or_create(page_id=page.pk, format=format, defaults=values)[0]
    if found and found.name != name:
        _delete([found.name])
    return made


def _mark(pages: Iterable, stories: Iterable[ShownStory], organisation: Organisation | None) -> str:
    """Return a fingerprint of all that a document is made from, without making it: 64 hex digits."""
    pages = list(pages)
    language = language_of(pages[0])
    marks = [press_version(), _house_mark(language)]
    names = [VOCABULARY, *([stamp_of(organisation.pk)] if organisation else [])]
    for page in [*pages, *(one.page for one in stories)]:
        marks += [str(page.live_revision_id), str(address(page.url_path))]
        names.append(f"pictures:{page.pk}")
    for one in stories:
        marks.append(f"{one.who}|{one.notice}|{[one.allows(element) for element in Element]}")
    marks.append(str(stamps.versions(names)))
    return hashlib.sha256("\n".join(marks).encode()).hexdigest()


@cache
def _house_mark(language: str) -> str:
    files = fingerprints.files(
        "campaigns/templates/campaigns/print/*.html",
        "campaigns/templates/campaigns/blocks/*.html",
        "campaigns/templatetags/*.py",
        "campaigns/documents.py",
        "campaigns/layout.py",
        "cms/templates/cms/blocks/*.html",
        "cms/takeaway.py",
        f"locale/{language}/LC_MESSAGES/*.po",
    )
    return fingerprints.digest(files, settings.SITE_URL)


def story_document(shown: ShownStory, campaign: CampaignPage, organisation: Organisation | None) -> Document:
    """Return a story as the press takes it."""
    page, language = shown.page, shown.language
    with translation.override(language):
        figures = figures_of(organisation.pk) if organisation else {}
        context = _context(figures, language) | {"shown": shown, "parts": _parts(shown), "page": page}
        licence = by_pk(Licence).get(page.licence_id or campaign.licence_id)
        return Document(
            title=page.title,
            language=language,
            html=render_to_string("campaigns/print/story.html", context),
            kind=_("Story"),
            summary=fill(page.lead, figures, language),
            facts=_facts(
                language,
                [
                    ("people", _("About") if page.basis == StoryBasis.PUBLIC else _("Told by"), shown.who),
                    ("material", _("Campaign"), campaign.title),
                ],
            ),
            address=settings.SITE_URL + (address(page.url_path) or ""),
            licence_name=licence.label if licence else "",
            licence_url=licence.url if licence else "",
            credits=organisation.name if organisation else "",
            version="",
            seed=str(page.translation_key),
            dyes=dyes(by_pk(Topic).get(campaign.topic_id)),
            words=press_words(),
            pictures=_pictures([shown]),
        )


def campaign_document(
    page: CampaignPage, stories: list[ShownStory], organisation: Organisation | None
) -> Document:
    """Return a campaign with these stories as the press takes it."""
    language = language_of(page)
    # An organisation may be called otherwise in another language.
    by = next((profile.title for profile in profiles([page.path[: -page.steplen]]).values()), "")
    with translation.override(language):
        figures = figures_of(organisation.pk) if organisation else {}
        topic, licence = by_pk(Topic).get(page.topic_id), by_pk(Licence).get(page.licence_id)
        context = _context(figures, language) | {
            "page": page,
            "bands": section_bands(page.sections),
            "told": [{"shown": one, "parts": _parts(one)} for one in stories],
            "organisation": organisation,
        }
        return Document(
            title=page.title,
            language=language,
            html=render_to_string("campaigns/print/campaign.html", context),
            kind=_("Campaign by %(organisation)s") % {"organisation": by} if by else _("Campaign"),
            summary=fill(page.lead, figures, language),
            facts=_facts(language, [("topic", _("Topic"), topic.label if topic else "")]),
            address=settings.SITE_URL + (address(page.url_path) or ""),
            licence_name=licence.label if licence else "",
            licence_url=licence.url if licence else "",
            credits=by,
            version="",
            seed=str(page.translation_key),
            dyes=dyes(topic),
            words=press_words(),
            pictures=_pictures(stories, page),
        )


def _context(figures: dict[str, Figure], language: str) -> dict:
    return {"figures": figures, "language": language, "claims_url": None, "is_print": True}


def _facts(language: str, facts: list[tuple[str, str, str]]) -> tuple[tuple[str, str, str], ...]:
    facts = [*facts, ("language", _("Language"), BY_CODE[language].name)]
    return tuple((icon, label, value) for icon, label, value in facts if value)


def _parts(shown: ShownStory) -> list[dict]:
    # A voice is not printed, and on paper the first words of a quote card stand where they are.
    blocks = [block for block in shown.blocks if block.block_type != "recording"]
    return body_parts(blocks, StoryFormat.STORY)


def _pictures(stories: Iterable[ShownStory], campaign: CampaignPage | None = None) -> dict[str, bytes]:
    """Return the pictures of a document by the names under which it refers to them."""
    images = gather([campaign.sections]) if campaign else []
    for one in stories:
        images += gather(block.value for block in one.blocks if block.block_type == "picture")
        images += [one.picture] if one.picture else []
    found = {}
    for image in images:
        with image.get_rendition(PICTURE_WIDTH).file.open("rb") as file:
            found[f"image-{image.pk}"] = file.read()
    return found


def forget_documents(story: UUID, pages: list[StoryPage]) -> None:
    """Delete every document that holds something of a story: its own in all languages, and those of its campaign.

    Registered with campaigns.domain.withdrawal.forgetters. The rows go at once, the files when this is committed.
    """
    above = Q(pk__in=[])
    for page in pages:
        above |= Q(path=page.path[: -page.steplen])
    campaigns = list(CampaignPage.objects.filter(above).values_list("pk", flat=True))
    files = PageFile.objects.filter(page_id__in=[page.pk for page in pages] + campaigns)
    names = set(files.values_list("name", flat=True))
    files.delete()
    touch(*(f"page:{pk}" for pk in campaigns))
    transaction.on_commit(lambda: _delete(names))


def _delete(names: Iterable[str]) -> None:
    for name in set(names) - set(PageFile.objects.filter(name__in=names).values_list("name", flat=True)):
        default_storage.delete(name)
