"""What share cards need before the campaign's page is published."""

import logging

from django.utils.translation import gettext as _

from campaigns.cards import misfits
from campaigns.domain.card_texts import PICTOGRAMS, sources_of, wanted_cards
from campaigns.domain.cards import MOST_CARDS
from campaigns.domain.versions import latest
from campaigns.enums import CardFormat, CardKind
from campaigns.models import CampaignPage, StoryPage
from cms.press import PressError

logger = logging.getLogger(__name__)


def cards_evidence(page) -> list[str]:
    """Say which cards name a figure that nobody has checked, or none where one is needed."""
    if not isinstance(page, CampaignPage) or not page.cards:
        return []
    figures = sources_of(page).figures
    problems = []
    for number, block in enumerate(page.cards, 1):
        value = block.value
        if value["kind"] == CardKind.CLAIM and not value.get("claim"):
            problems.append(
                _("Share card %(number)d shows a figure: choose which claim it is.") % {"number": number}
            )
        elif value.get("claim") and value.get("claim") not in figures:
            problems.append(
                _("Share card %(number)d names the claim “%(key)s”, which nobody has checked yet.")
                % {"number": number, "key": value.get("claim")}
            )
    return problems


def cards_moderation(page) -> list[str]:
    """Say which cards lack words, a story or an alternative text, or do not fit."""
    if not isinstance(page, CampaignPage) or not page.cards:
        return []
    if len(page.cards) > MOST_CARDS:
        return [_("These are too many share cards: %(most)d are made at most.") % {"most": MOST_CARDS}]
    problems = []
    for number, block in enumerate(page.cards, 1):
        problems += [sentence % {"number": number} for sentence in _lacks(block.value, page)]
    return problems or _unfit(page)


def _lacks(value, page: CampaignPage) -> list[str]:
    lacks = []
    if value["kind"] == CardKind.QUOTE:
        stories = _stories_called(value.get("story") or "", page)
        words = [_quote(story, value.get("quote")) for story in stories]
        if not stories:
            lacks.append(
                _("Share card %(number)d quotes a story, but there is no such story below this campaign.")
            )
        elif not all(words):
            lacks.append(_("Share card %(number)d names a quotation that the story does not have."))
        elif any(PICTOGRAMS.search(text) for text in words):
            lacks.append(_("Share card %(number)d quotes pictograms, which cards cannot show."))
    elif not (value.get("words") or "").strip():
        lacks.append(_("Share card %(number)d has no words yet."))
    elif PICTOGRAMS.search(value.get("words")):
        lacks.append(
            _("Share card %(number)d has pictograms in it. Cards cannot show them: say it in words.")
        )
    if value.get("picture") and not (value.get("alt") or "").strip():
        lacks.append(
            _("Share card %(number)d has a picture. Say what it shows, for those who do not see it.")
        )
    return lacks


def _stories_called(slug: str, page: CampaignPage) -> list[StoryPage]:
    """Return the story of this name below a campaign as it was written last, published or not; at most one.

    One in the page's own language, or else in any: a translation of the campaign may come before those of its stories.
    """
    campaigns = CampaignPage.objects.filter(translation_key=page.translation_key)
    paths = {one.path: one.locale_id for one in campaigns.only("path", "locale_id")} | {
        page.path: page.locale_id
    }
    found = StoryPage.objects.filter(slug=slug, depth=page.depth + 1)
    below = [story for story in found if story.path[: -story.steplen] in paths]
    own = [story for story in below if story.locale_id == page.locale_id]
    return [latest(story) for story in (own or below)[:1]]


def _quote(story: StoryPage, key: str) -> str:
    return next(
        (
            block.value["text"]
            for block in story.body
            if block.block_type == "quote" and block.value["key"] == key
        ),
        "",
    )


def _unfit(page: CampaignPage) -> list[str]:
    wanted = [one for one in wanted_cards(page) if one.card is not None]
    cards = [one.card for one in wanted]
    numbers = {str(block.id): number for number, block in enumerate(page.cards, 1)}
    try:
        lost = {id(card) for card in misfits(cards)}
    except (PressError, ValueError):
        logger.exception("The cards of campaign page %s could not be tried", page.pk)
        return [_("The share cards could not be tried. Look at their pictures: one of them may be broken.")]
    return [
        _("The words of share card %(number)d do not fit on the size “%(size)s”. Please shorten them.")
        % {"number": numbers[one.block], "size": CardFormat(one.format).label}
        for one in wanted
        if id(one.card) in lost
    ]
