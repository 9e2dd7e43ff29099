"""Saved lists: a teacher keeps lessons in an order of her own and shares the list by link when she wants."""

from uuid import UUID

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from cms.audit import record
from cms.text import nfc
from lessons.models import LessonPlanPage, SavedLesson, SavedList
from lessons.models.saved import new_share_token
from lessons.rules import can_change_list

MOST_LISTS = 100
MOST_LESSONS = 300


class SavedListError(ValueError):
    """What was asked for cannot be done; the message is for the person who asked."""


def _require(actor, saved_list: SavedList) -> None:
    if not can_change_list(actor, saved_list):
        raise PermissionDenied


def _locked(saved_list: SavedList) -> SavedList:
    """Return the list, locked until the transaction ends; SavedList.DoesNotExist if it was deleted meanwhile."""
    return SavedList.objects.select_for_update().get(pk=saved_list.pk)


def _lock_lists_of(actor) -> None:
    """Let one change of a person's lists wait for the other: names are unique and lists are counted."""
    get_user_model().objects.select_for_update().get(pk=actor.pk)


@transaction.atomic
def make_list(name: str, *, actor) -> SavedList:
    """Make an empty list; SavedListError for an empty or taken name or the hundred-and-first list."""
    name = _clean_name(name)
    _lock_lists_of(actor)
    own = SavedList.objects.visible_to(actor)
    if own.filter(name=name).exists():
        raise SavedListError(_("You have a list of this name already."))
    if own.count() >= MOST_LISTS:
        raise SavedListError(_("You have a hundred lists. Please delete one first."))
    return SavedList.objects.create(owner=actor, name=name)


@transaction.atomic
def rename_list(saved_list: SavedList, name: str, *, actor) -> SavedList:
    """Give a list another name."""
    _require(actor, saved_list)
    name = _clean_name(name)
    _lock_lists_of(actor)
    locked = _locked(saved_list)
    if SavedList.objects.visible_to(actor).filter(name=name).exclude(pk=locked.pk).exists():
        raise SavedListError(_("You have a list of this name already."))
    locked.name = name
    locked.save(update_fields=["name"])
    return locked


@transaction.atomic
def delete_list(saved_list: SavedList, *, actor) -> None:
    """Delete a list with what is in it; the lessons themselves stay where they are."""
    _require(actor, saved_list)
    saved_list.delete()


@transaction.atomic
def save_lesson(saved_list: SavedList, translation_key: UUID, *, actor) -> SavedLesson:
    """Put a lesson at the end of a list; once is enough, a second time changes nothing."""
    _require(actor, saved_list)
    _locked(saved_list)
    if not LessonPlanPage.objects.live().filter(translation_key=translation_key).exists():
        raise SavedListError(_("This lesson plan is no longer there."))
    lessons = saved_list.lessons
    if lessons.count() >= MOST_LESSONS:
        raise SavedListError(_("This list is full. Please begin another one."))
    last = lessons.aggregate(last=Max("position"))["last"] or 0
    return lessons.get_or_create(translation_key=translation_key, defaults={"position": last + 1})[0]


@transaction.atomic
def remove_lesson(saved_list: SavedList, translation_key: UUID, *, actor) -> None:
    """Take a lesson out of a list."""
    _require(actor, saved_list)
    saved_list.lessons.filter(translation_key=translation_key).delete()


@transaction.atomic
def move_lesson(saved_list: SavedList, translation_key: UUID, by: int, *, actor) -> None:
    """Move a lesson up (by=-1) or down (by=1) in its list; at the edge it stays."""
    _require(actor, saved_list)
    _locked(saved_list)
    order = list(saved_list.lessons.order_by("position", "pk"))
    place = next((at for at, lesson in enumerate(order) if lesson.translation_key == translation_key), None)
    if place is None:
        raise SavedListError(_("This lesson is not in the list."))
    order.insert(max(place + by, 0), order.pop(place))
    for position, lesson in enumerate(order, start=1):
        if lesson.position != position:
            lesson.position = position
            lesson.save(update_fields=["position"])


@transaction.atomic
def share_list(saved_list: SavedList, *, actor) -> str:
    """Give a list a secret link, unless it has one, and return the token."""
    _require(actor, saved_list)
    locked = _locked(saved_list)
    if not locked.share_token:
        locked.share_token = new_share_token()
        locked.save(update_fields=["share_token"])
        record("saved_list.shared", locked, actor=actor)
    return locked.share_token


@transaction.atomic
def unshare_list(saved_list: SavedList, *, actor) -> None:
    """Take the link back: whoever still has it sees nothing."""
    _require(actor, saved_list)
    locked = _locked(saved_list)
    locked.share_token = None
    locked.save(update_fields=["share_token"])
    record("saved_list.unshared", locked, actor=actor)


def _clean_name(name: str) -> str:
    name = " ".join(nfc(name or "").split())
    if not name:
        raise SavedListError(_("Please give the list a name."))
    if len(name) > 120:
        raise SavedListError(_("The name may have 120 characters at most."))
    return name


def export_saved(user) -> list[dict]:
    """Return a person's lists for the export of her data."""
    return [
        {
            "name": saved_list.name,
            "shared": bool(saved_list.share_token),
            "lessons": [str(lesson.translation_key) for lesson in saved_list.lessons.all()],
        }
        for saved_list in SavedList.objects.visible_to(user).prefetch_related("lessons")
    ]


def erase_saved(user) -> None:
    """Delete a person's lists with her account."""
    SavedList.objects.filter(owner=user).delete()
