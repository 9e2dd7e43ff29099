"""Reads around saved lists."""

from lessons.models import LessonPlanPage, SavedList


def lessons_in(saved_list: SavedList, language: str) -> list[dict]:
    """Return the lessons of a list in its order: key, and title, summary, url and language of the page that suits a
    reader of `language` (that language, else English, else any). Lessons that are no longer live come without a page.
    Two queries."""
    keys = list(saved_list.lessons.values_list("translation_key", flat=True))
    pages = LessonPlanPage.objects.live().public().filter(translation_key__in=keys).select_related("locale", "duration")
    best: dict = {}
    for page in pages:
        rank = {language: 0, "en": 1}.get(page.locale.language_code, 2)
        if page.translation_key not in best or rank < best[page.translation_key][0]:
            best[page.translation_key] = (rank, page)
    return [{"key": key, "page": best[key][1] if key in best else None} for key in keys]
