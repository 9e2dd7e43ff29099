"""The item bank: items of published exercises, found again and copied into the draft of another one."""

from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from wagtail.models import Revision

from cms.audit import record
from cms.domain.queries.site import language_of
from cms.search.folding import index_words
from exercises.domain.publishing import compiled
from exercises.domain.queries.bank import places_for
from exercises.domain.search import texts_in
from exercises.items import item_type
from exercises.models import BankItem, ExercisePage
from exercises.rules import can_edit
from exercises.templatetags.player_tags import item_title

LONGEST_TITLE = BankItem._meta.get_field("title").max_length


class BankError(ValueError):
    """An item cannot be copied; the message is a sentence for the editor."""


@transaction.atomic
def keep_in_bank(page: ExercisePage) -> int:
    """Write the rows of a published exercise anew and return their number; a mirror of another page has none."""
    forget_in_bank(page)
    if page.alias_of_id:
        return 0
    language = language_of(page)
    with translation.override(language):  # an item without a text is called after its kind
        rows = [_row(page, language, place, item) for place, item in enumerate(compiled(page.items), start=1)]
    return len(BankItem.objects.bulk_create({row.item: row for row in rows}.values()))


def forget_in_bank(page: ExercisePage) -> None:
    """Remove the rows of an exercise that is no longer published."""
    BankItem.objects.filter(page_id=page.pk).delete()


def _row(page: ExercisePage, language: str, place: int, item: dict) -> BankItem:
    key = item["key"]
    techniques = dict.fromkeys(filter(None, [key.get("technique"), *key.get("techniques", {}).values()]))
    text = " ".join([*texts_in(item["public"]), item["due"]["explanation_html"]])
    return BankItem(
        page_id=page.pk,
        item=item["id"],
        place=place,
        kind=item["type"],
        language=language,
        title=_cut(item_title(item["public"], item_type(item["type"]))),
        words="".join(f" {word}" for word in dict.fromkeys(index_words(strip_tags(text)))),
        techniques=f" {' '.join(techniques)} " if techniques else "",
        verdict=key.get("verdict", ""),
    )


def _cut(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1].rstrip() + "…"


@transaction.atomic
def put_into(item: BankItem, exercise: ExercisePage, *, actor) -> Revision:
    """Put a copy of an item at the end of an exercise's latest draft and return the new draft; nothing is published.

    BankError where that cannot be, PermissionDenied where the actor may not edit the exercise.
    """
    locked = ExercisePage.objects.select_for_update(of=("self",)).get(pk=exercise.pk)
    if not can_edit(actor, locked):
        raise PermissionDenied
    if not places_for(item, actor).filter(pk=locked.pk).exists():
        raise BankError(_("This exercise is in another language, or takes its items from its original."))
    if locked.permissions_for_user(actor).page_locked():
        raise BankError(_("Somebody has locked “%(title)s”.") % {"title": locked.title})
    found = next((block for block in item.page.items.get_prep_value() if block["id"] == item.item), None)
    if found is None:
        raise BankError(_("This item is no longer there."))
    draft = locked.get_latest_revision_as_object()
    draft.items = [*draft.items.get_prep_value(), with_new_ids(found)]
    revision = draft.save_revision(user=actor, log_action=True)
    record("exercise.item_put", locked, actor=actor, item=item.item, source=item.page_id)
    return revision


def with_new_ids(raw):
    """Return the raw data of a block with new ids for itself and all lists within: ids are unique in an exercise."""
    if isinstance(raw, dict):
        copy = {name: with_new_ids(value) for name, value in raw.items()}
        if raw.keys() == {"type", "value", "id"}:
            copy["id"] = str(uuid4())
        return copy
    if isinstance(raw, list):
        return [with_new_ids(value) for value in raw]
    return raw
