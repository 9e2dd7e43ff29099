"""Reads around editions."""

from cms.domain.queries.site import is_restricted
from exercises.models import Edition, ExercisePage


def live_exercise(slug: str, language: str) -> ExercisePage | None:
    """Return the live exercise with this slug in this language, with `page.current.edition`, if anybody may read it.

    One query.
    """
    page = (
        ExercisePage.objects.live()
        .order_by()
        .select_related("current__edition")
        .filter(slug=slug, locale__language_code=language, current__isnull=False)
        .first()
    )
    return None if page is None or is_restricted(page) else page


def edition_with(structure: str, language: str) -> Edition | None:
    """Return the newest edition in a language that holds the answers given in any edition of this structure."""
    return Edition.objects.filter(structure=structure, language=language).order_by("-made_at").first()
