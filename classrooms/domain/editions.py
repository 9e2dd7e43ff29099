"""The editions that a sitting's pupils answer: one or two forms, each in every language that shares its structure.

Editions never change, so a process reads each of them once and remembers it.
"""

from typing import NamedTuple

from classrooms.models import Sitting
from cms.cache.keeping import keep
from cms.languages import BY_CODE
from exercises.domain.queries.editions import languages_with
from exercises.models import Edition


class Reading(NamedTuple):
    """An edition with the places of its items by their ids."""

    edition: Edition
    places: dict[str, int]


def reading(pk: int) -> Reading:
    """Return an edition by its primary key; Edition.DoesNotExist if there is none. No query when warm."""

    def read() -> Reading:
        edition = Edition.objects.get(pk=pk)
        return Reading(edition, {item["id"]: place for place, item in enumerate(edition.public)})

    return keep(("edition", pk), (), read)


def in_language(edition: Edition, language: str) -> Edition:
    """Return the newest edition with the same structure in a language, or `edition` itself where there is none.

    No query when warm: a translation that is published later is found when the stamp of translations moves.
    """
    if edition.language == language:
        return edition

    def find() -> int | None:
        alike = Edition.objects.filter(
            exercise=edition.exercise, structure=edition.structure, language=language
        )
        return alike.order_by("-made_at").values_list("pk", flat=True).first()

    found = keep(
        ("edition in", edition.exercise, edition.structure, language),
        (f"translations:{edition.exercise}",),
        find,
    )
    return reading(found).edition if found else edition


def languages_of(editions: list[Edition]) -> list[str]:
    """Return the languages in which every one of these forms can be answered, in the order of the site's languages."""
    shared = frozenset.intersection(*(languages_with(edition) for edition in editions))
    return [code for code in BY_CODE if code in shared]


def forms_of(sitting: Sitting) -> list[Edition]:
    """Return the editions with which a sitting was opened, one or two; no query when warm."""
    pks = [sitting.edition_id] + ([sitting.second_edition_id] if sitting.second_edition_id else [])
    return [reading(pk).edition for pk in pks]


def offered_languages(sitting: Sitting) -> list[str]:
    """Return the languages among which a pupil may choose: the one of the sitting, or all of its forms."""
    return [sitting.language] if sitting.language else languages_of(forms_of(sitting))
