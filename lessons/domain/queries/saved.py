"""Reads around saved lists."""

from cms.languages import DEFAULT_LANGUAGE
from cms.models import SearchEntry
from lessons.models import SavedList


def lessons_in(saved_list: SavedList, language: str) -> list[dict]:
    """Return the lessons of a list in its order: `key`, and as `page` what the search index has of the translation that
    suits a reader of `language` (that language, else English, else any): title, summary, url, language.

    Lessons that are no longer live, or not for everybody, come without a page. Two queries.
    """
    keys = list(saved_list.lessons.values_list("translation_key", flat=True))
    best: dict = {}
    for entry in SearchEntry.objects.filter(kind="lesson", translation_key__in=keys).order_by("language"):
        rank = {language: 0, DEFAULT_LANGUAGE: 1}.get(entry.language, 2)
        if entry.translation_key not in best or rank < best[entry.translation_key][0]:
            best[entry.translation_key] = (rank, entry)
    return [{"key": key, "page": best[key][1] if key in best else None} for key in keys]
