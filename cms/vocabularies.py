"""Vocabularies as the site reads them: a few hundred terms, kept in memory, no query when warm."""

from collections.abc import Iterable
from typing import TypeVar

from cms.cache.keeping import keep
from cms.models import Term

AnyTerm = TypeVar("AnyTerm", bound=Term)

STAMP = "vocabulary"


def terms(model: type[AnyTerm]) -> dict[str, AnyTerm]:
    """Return the terms of a vocabulary by code, in their order of display; labels follow the active language."""
    return keep(("terms", model), (STAMP,), lambda: {term.code: term for term in model.objects.all()})


def with_codes(model: type[AnyTerm], codes: Iterable[str]) -> list[AnyTerm]:
    """Return the terms with these codes, in the order of the vocabulary; codes that it does not have are left out."""
    codes = set(codes)
    return [term for code, term in terms(model).items() if code in codes]


def by_pk(model: type[AnyTerm]) -> dict[int, AnyTerm]:
    """Return the terms of a vocabulary by primary key."""
    return keep(("terms by pk", model), (STAMP,), lambda: {term.pk: term for term in terms(model).values()})


def choices(model: type[AnyTerm]) -> list[tuple[str, str]]:
    """Return (code, label) of all terms that can still be chosen, in their order, in the active language."""
    return [(code, term.label) for code, term in terms(model).items() if not term.retired]
