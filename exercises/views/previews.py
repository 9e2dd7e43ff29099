"""Previews for editors: every item of an unsaved draft, as it is asked and as it is explained."""

import logging

from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from exercises.domain.drafts import DraftItem, draft_items
from exercises.models import ExercisePage
from exercises.models.exercise import EVERY_ITEM

logger = logging.getLogger(__name__)


def every_item_context(page: ExercisePage, request: HttpRequest) -> dict:
    """Return what exercises/preview_items.html shows; nothing for any other mode."""
    if getattr(request, "preview_mode", None) != EVERY_ITEM:
        return {}
    return {"drafts": [_shown(item, page) for item in draft_items(page)]}


def _shown(item: DraftItem, page: ExercisePage) -> dict:
    asked = explained = ""
    if item.parts is not None:
        given = {"given": QueryDict(), "asks_confidence": page.confidence}
        asked = _rendered(item, "play", given)
        if not item.problems:
            nothing = {"answer": None, "outcome": None, "guesses": None}
            explained = _rendered(item, "explained", {"key": item.parts.key, "due": item.parts.due} | nothing)
    return {
        "number": item.number,
        "kind": item.kind,
        "problems": item.problems,
        "asked": asked,
        "explained": explained,
    }


def _rendered(item: DraftItem, name: str, context: dict) -> SafeString | str:
    shown = {"item": item.parts.public, "number": item.number, "heading_level": 3}
    try:
        return render_to_string(item.kind.template(name), shown | context)
    except Exception:
        # An unfinished item may break its template in any way; the others must still be seen.
        if not item.problems:
            raise
        logger.info("Item %s of a draft cannot be shown yet", item.number, exc_info=True)
        return ""
