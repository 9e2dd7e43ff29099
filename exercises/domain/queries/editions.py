"""Reads around editions."""

from datetime import timedelta

from django.utils import timezone

from cms.cache.keeping import keep
from cms.domain.queries.site import is_restricted
from exercises.models import Edition, ExercisePage

#: For so long one may go on in an edition that was replaced.
PATIENCE = timedelta(hours=24)


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


def edition_for(begun, page: ExercisePage) -> Edition | None:
    """Return the edition of an exercise in which somebody goes on: hers, or the same in the language of the page.

    begun: whatever has an `edition` (primary key) and a `structure`. None where there is no such edition, or where it
    was replaced more than a day ago: what was taken out of an exercise does not stay open for ever.
    """
    current = page.current.edition
    if begun.structure == current.structure:
        return current
    if page.current.since < timezone.now() - PATIENCE:
        return None
    alike = Edition.objects.filter(exercise=page.translation_key, structure=begun.structure)
    found = alike.filter(pk=begun.edition).first()
    if found and found.language != current.language:
        return alike.filter(language=current.language).order_by("-made_at").first()
    return found


def languages_with(edition: Edition) -> frozenset[str]:
    """Return the languages in which answers given in an edition can go on; no query when warm."""
    alike = Edition.objects.filter(exercise=edition.exercise, structure=edition.structure)
    stamps = (f"translations:{edition.exercise}",)
    return keep(
        ("languages of", edition.exercise, edition.structure),
        stamps,
        lambda: frozenset(alike.values_list("language", flat=True).distinct()),
    )
