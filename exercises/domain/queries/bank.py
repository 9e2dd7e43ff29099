"""Reads around the item bank, and who may what there: the queryset twins of exercises/rules.py."""

from django.db.models import Exists, OuterRef, QuerySet
from wagtail.permissions import page_permission_policy
from wagtail_localize.models import Translation

from cms.search.folding import query_words
from exercises.models import BankItem, ExercisePage, ExercisesPage


def editable_exercises(user) -> QuerySet[ExercisePage]:
    """Return the exercises that somebody may edit by her groups; what a workflow lends her for a while is not here."""
    allowed = page_permission_policy.instances_user_has_permission_for(user, "change")
    return ExercisePage.objects.filter(pk__in=allowed.order_by().values("pk"))


def open_lists(user) -> QuerySet[ExercisesPage]:
    """Return the lists below which somebody may make an exercise; a mirror of another language's list is none."""
    allowed = page_permission_policy.instances_user_has_permission_for(user, "add")
    return (
        ExercisesPage.objects.filter(pk__in=allowed.order_by().values("pk"), alias_of=None)
        .select_related("locale")
        .order_by("locale__language_code", "title")
    )


def may_use_bank(user) -> bool:
    """Say whether the bank is of any use to somebody: she edits an exercise, or may make one."""
    return editable_exercises(user).exists() or open_lists(user).exists()


def places_for(item: BankItem, user) -> QuerySet[ExercisePage]:
    """Return the exercises into which somebody may put a copy of an item: in its language, and written there.

    Mirrors and translations take their items from their source: what was put into them would be lost.
    """
    translated = Translation.objects.filter(
        source__object_id=OuterRef("translation_key"), target_locale_id=OuterRef("locale_id"), enabled=True
    )
    return (
        editable_exercises(user)
        .filter(~Exists(translated), locale__language_code=item.language, alias_of=None)
        .order_by("title", "pk")
    )


def items_in_bank() -> QuerySet[BankItem]:
    """Return the items of all exercises that everybody may read, in the order of exercises and items."""
    open_to_all = ExercisePage.objects.live().public().filter(alias_of=None).order_by()
    return (
        BankItem.objects.filter(page__in=open_to_all.values("pk"))
        .select_related("page")
        .order_by("page__title", "page_id", "place")
    )


def found_in_bank(
    *, query: str = "", kind: str = "", technique: str = "", language: str = ""
) -> QuerySet[BankItem]:
    """Return the items that have every word of `query` (or begin one with it) and the codes that are given."""
    found = items_in_bank()
    wanted = query_words(query)
    if query.strip() and not wanted:
        return found.none()
    for word in wanted:
        found = found.filter(words__contains=f" {word}")
    if kind:
        found = found.filter(kind=kind)
    if technique:
        found = found.filter(techniques__contains=f" {technique} ")
    if language:
        found = found.filter(language=language)
    return found


def languages_in_bank() -> set[str]:
    """Return the codes of the languages that have items."""
    return set(items_in_bank().order_by().values_list("language", flat=True).distinct())
