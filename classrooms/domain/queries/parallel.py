"""Parallel forms: exercises that measure the same with other claims, so that nobody meets a claim twice."""

from typing import NamedTuple

from classrooms.domain.editions import reading
from cms.cache.keeping import keep
from cms.domain.queries.site import is_restricted
from exercises.enums import Purpose, Verdict
from exercises.models import Edition, PageEdition


class Balance(NamedTuple):
    """What two forms must have in common."""

    true: int  # claims that hold
    false: int  # claims that do not
    items: int


class Form(NamedTuple):
    """A live exercise that measures discernment, in one language."""

    edition: int  # primary key
    exercise: str  # the translation_key of its pages
    language: str
    title: str
    slug: str
    balance: Balance | None


def balance_of(edition: Edition) -> Balance | None:
    """Count the claims of an edition; None unless it measures discernment."""
    if edition.settings["purpose"] != Purpose.DISCERNMENT:
        return None
    holds = [
        Verdict(secret["key"]["verdict"]).holds
        for item, secret in zip(edition.public, edition.secret, strict=True)
        if item["type"] == "verdict"
    ]
    return Balance(sum(holds), len(holds) - sum(holds), len(edition.public))


def forms_in(languages) -> list[Form]:
    """Return the live exercises that measure discernment in these languages, by title; one query when warm."""
    rows = (
        PageEdition.objects.filter(
            page__live=True,
            edition__language__in=set(languages),
            edition__settings__purpose=Purpose.DISCERNMENT,
        )
        .select_related("page", "edition")
        .only("page__path", "page__slug", "edition__exercise", "edition__language", "edition__title")
        .order_by("edition__title", "edition_id")
    )
    found = {row.edition_id: row for row in rows if not is_restricted(row.page)}
    balances = _balances(frozenset(found))
    return [
        Form(
            pk,
            str(row.edition.exercise),
            row.edition.language,
            row.edition.title,
            row.page.slug,
            balances[pk],
        )
        for pk, row in found.items()
    ]


def parallel_among(forms: list[Form], edition: Edition) -> list[Form]:
    """Return those forms that can stand beside or after an edition: other claims, as many true and as many false."""
    wanted = balance_of(edition)
    if wanted is None:
        return []
    return [
        form
        for form in forms
        if form.balance == wanted
        and form.language == edition.language
        and form.exercise != str(edition.exercise)
    ]


def parallel_to(edition: Edition) -> list[Edition]:
    """Return the live editions of other exercises that are parallel to an edition; one query when warm."""
    if edition.settings["purpose"] != Purpose.DISCERNMENT:
        return []
    found = parallel_among(forms_in([edition.language]), edition)
    return [reading(form.edition).edition for form in found]


def _balances(pks: frozenset[int]) -> dict[int, Balance | None]:
    """Return the balances of editions by primary key. Editions never change, so what was counted is remembered."""
    if not pks:
        return {}
    editions = Edition.objects.filter(pk__in=pks)
    return keep(("balances", pks), (), lambda: {edition.pk: balance_of(edition) for edition in editions})
