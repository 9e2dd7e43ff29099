"""The action plan of a school: tasks, each with somebody who sees to it; reminders; calendars that follow the plan.

Whoever sees to a task decides about it; leads decide about all, and alone give a task to somebody else.
"""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms.audit import record
from cms.context import absolute_url
from cms.keys import new_secret
from cms.letters import write_to
from cms.models import SearchEntry
from cms.text import nfc
from schools.models import Calendar, Indicator, Membership, PlanTask, School
from schools.rules import can_change_task, can_enter, can_lead

LONGEST_TASK = 300
#: How many tasks of a school may be open at once.
MOST_OPEN_TASKS = 100
#: An owner is written to so long before the day, and once more so long after it.
DAYS_BEFORE = 7
DAYS_AFTER = 3
#: What has been over for longer is spoken about in person.
LONGEST_OVERDUE = 60


class PlanError(Exception):
    """It cannot be done; the text says why."""


# Tasks ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_task(
    school: School,
    *,
    actor,
    what: str,
    indicator: Indicator | None = None,
    owner=None,
    due: date | None = None,
    lesson: UUID | None = None,
    exercise: UUID | None = None,
) -> PlanTask:
    """Put a task into the plan; the same words for the same indicator, while they are open, are one task.

    owner: a member. A member who does not lead adds tasks for herself. PlanError where the plan is full, there are no
    words, or `actor` or `owner` does not belong to the school.
    """
    locked = School.objects.select_for_update().get(pk=school.pk)
    if not can_enter(actor, locked):
        raise PlanError(_("Only members of a school change its plan."))
    if not can_lead(actor, locked):
        owner = actor
    what = _words(what)
    _check_owner(locked, owner)
    open_ones = locked.plan.open()
    if known := open_ones.filter(what=what, indicator=indicator).first():
        return known
    _check_room(locked)
    task = PlanTask.objects.create(
        school=locked,
        what=what,
        indicator=indicator,
        owner=owner,
        due=due,
        lesson=lesson,
        exercise=exercise,
        added_by=actor,
    )
    record("plan_task.added", task, actor=actor)
    return task


@transaction.atomic
def change_task(
    task: PlanTask,
    *,
    actor,
    what: str,
    indicator: Indicator | None = None,
    owner=None,
    due: date | None = None,
) -> PlanTask:
    """Change what is done, what for, by whom and until when. Who sees to it is for leads to change.

    PlanError as for add_task, and where `actor` may not change this task. Whoever gets it, or gets another day for it,
    is reminded anew.
    """
    locked = _locked(task, actor)
    if not can_lead(actor, locked.school):
        owner = locked.owner
    elif owner is None or owner.pk != locked.owner_id:
        _check_owner(locked.school, owner)
    if (owner.pk if owner else None, due) != (locked.owner_id, locked.due):
        locked.reminded_at = None
    locked.what, locked.indicator, locked.owner, locked.due = _words(what), indicator, owner, due
    return _keep(locked, "plan_task.changed", actor)


@transaction.atomic
def mark_task(task: PlanTask, *, done: bool, actor) -> PlanTask:
    """Say that a task is done, or that it is not after all. PlanError as for change_task, and where the plan is full.

    Said twice, it is done once.
    """
    locked = _locked(task, actor)
    if done == bool(locked.done_at):
        return locked
    if not done:
        _check_room(locked.school)
    locked.done_at = timezone.now() if done else None
    return _keep(locked, "plan_task.done" if done else "plan_task.reopened", actor)


@transaction.atomic
def link_task(task: PlanTask, *, kind: str, key: UUID | None, actor) -> PlanTask:
    """Link the lesson plan or the exercise (kind: "lesson", "exercise") that a task is done with; None: link none.

    PlanError where no such page is live, or `actor` may not change this task.
    """
    locked = _locked(task, actor)
    if key is not None and not SearchEntry.objects.filter(kind=kind, translation_key=key).exists():
        raise PlanError(_("This page is no longer there. Please look for another one."))
    if kind == "lesson":
        locked.lesson = key
    else:
        locked.exercise = key
    return _keep(locked, "plan_task.linked" if key else "plan_task.unlinked", actor, kind=kind)


@transaction.atomic
def remove_task(task: PlanTask, *, actor) -> None:
    """Take a task out of the plan. PlanError where `actor` may not change it."""
    locked = _locked(task, actor)
    record("plan_task.removed", locked, actor=actor)
    locked.delete()


# Reminders --------------------------------------------------------------------------------------------------------


def remind() -> int:
    """Write to those who see to tasks: DAYS_BEFORE days before the day, and once more when DAYS_AFTER days are over.

    One letter a day for each of them and school, however many tasks it is about. Nobody is written to who left the
    school or whose account is closed. Returns how many letters were written.
    """
    today = timezone.localdate()
    due = PlanTask.objects.open().filter(
        due__gte=today - timedelta(days=LONGEST_OVERDUE),
        due__lte=today + timedelta(days=DAYS_BEFORE),
        owner__is_active=True,
    )
    pairs = due.order_by("school_id", "owner_id").values_list("school_id", "owner_id").distinct()
    return sum(_remind(school, owner, today) for school, owner in pairs)


@transaction.atomic
def _remind(school_id: int, owner_id: int, today: date) -> bool:
    school = School.objects.select_for_update().get(pk=school_id)
    member = (
        Membership.objects.current().filter(school=school, user_id=owner_id).select_related("user").first()
    )
    if member is None or not can_enter(member.user, school):
        return False
    tasks = (
        school.plan.open()
        .filter(owner_id=owner_id, due__isnull=False)
        .select_for_update()
        .order_by("due", "pk")
    )
    soon = [one for one in tasks if _is_soon(one, today)]
    late = [one for one in tasks if _is_late(one, today)]
    if not soon and not late:
        return False
    PlanTask.objects.filter(pk__in=[one.pk for one in soon + late]).update(reminded_at=timezone.now())
    write_to(
        member.user.email,
        member.user.language,
        "schools/plan_reminder",
        user=member.user,
        school=school,
        soon=soon,
        late=late,
        url=lambda: absolute_url("school_plan", school.key),
    )
    return True


def _is_soon(task: PlanTask, today: date) -> bool:
    begins = task.due - timedelta(days=DAYS_BEFORE)
    return begins <= today <= task.due and not _reminded_since(task, begins)


def _is_late(task: PlanTask, today: date) -> bool:
    begins = task.due + timedelta(days=DAYS_AFTER)
    latest = task.due + timedelta(days=LONGEST_OVERDUE)
    return begins <= today <= latest and not _reminded_since(task, begins)


def _reminded_since(task: PlanTask, day: date) -> bool:
    return task.reminded_at is not None and timezone.localdate(task.reminded_at) >= day


# Calendars --------------------------------------------------------------------------------------------------------


@transaction.atomic
def make_calendar(school: School, *, actor) -> Calendar:
    """Return a member's calendar of a school, with a new address: an older one is good for nothing from then on.

    It speaks the active language. PlanError where `actor` is no member.
    """
    locked = School.objects.select_for_update().get(pk=school.pk)
    if not can_enter(actor, locked):
        raise PlanError(_("Only members of a school follow its plan."))
    calendar, _new = Calendar.objects.update_or_create(
        school=locked, user=actor, defaults={"token": new_secret(), "language": get_language()}
    )
    record("calendar.made", locked, actor=actor)
    return calendar


@transaction.atomic
def stop_calendar(school: School, *, actor) -> None:
    """Make the address of a member's calendar good for nothing, if she has one."""
    if Calendar.objects.filter(school=school, user=actor).delete()[0]:
        record("calendar.stopped", school, actor=actor)


# How --------------------------------------------------------------------------------------------------------------


def _locked(task: PlanTask, actor) -> PlanTask:
    School.objects.select_for_update().get(pk=task.school_id)
    locked = (
        PlanTask.objects.select_for_update(of=("self",))
        .select_related("school", "owner")
        .filter(pk=task.pk)
        .first()
    )
    if locked is None:
        raise PlanError(_("This task was taken out of the plan."))
    if not can_change_task(actor, locked):
        raise PlanError(_("Only leads, and whoever sees to a task, change it."))
    return locked


def _keep(task: PlanTask, verb: str, actor, **details) -> PlanTask:
    task.changed_at = timezone.now()
    task.revision += 1
    task.save()
    record(verb, task, actor=actor, **details)
    return task


def _words(what: str) -> str:
    what = nfc(what).strip()
    if not what:
        raise PlanError(_("Please say what you will do."))
    if len(what) > LONGEST_TASK:
        raise PlanError(_("Please say it in fewer words."))
    return what


def _check_owner(school: School, owner) -> None:
    if owner is not None and not Membership.objects.current().of(owner).filter(school=school).exists():
        raise PlanError(_("Only a member of the school can see to a task."))


def _check_room(school: School) -> None:
    if school.plan.open().count() >= MOST_OPEN_TASKS:
        raise PlanError(_("So many tasks are open that nobody sees them all. Finish or remove some first."))
