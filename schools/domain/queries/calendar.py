"""What stands in the calendar of a member: tasks with a day, the end of a self-assessment, the end of a recognition.

Names of colleagues do not: a calendar program keeps it elsewhere, and others may see it there.
"""

from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.context import absolute_url
from cms.vocabularies import by_pk
from schools.calendar import Event
from schools.models import Calendar, Indicator


def calendar_by(token: str) -> Calendar | None:
    """Return the calendar of a secret address while its member belongs to the school; with its school."""
    return Calendar.objects.good().select_related("school").filter(token=token).first()


def events_of(calendar: Calendar) -> list[Event]:
    """Return what stands in a calendar, in the active language. Three queries."""
    school = calendar.school
    tasks = school.plan.open().filter(due__isnull=False).order_by("due", "pk")
    events = [_task(task, calendar) for task in tasks]
    for one in school.rounds.open():
        events.append(
            Event(
                uid=_uid("round", one.key),
                day=_last_day(one.closes_at),
                summary=_("The self-assessment ends"),
                changed_at=one.opened_at,
                url=absolute_url("round", school.key, one.pk),
                revision=(one.closes_at - one.opened_at).days,  # it is only ever extended
            )
        )
    for one in school.recognitions.standing():
        events.append(
            Event(
                uid=_uid("recognition", one.key),
                day=_last_day(one.expires_at),
                # Translators: level is the name of a level of recognition, such as Practising.
                summary=_("The recognition “%(level)s” ends") % {"level": one.get_level_display()},
                changed_at=one.decided_at,
                url=absolute_url("school_levels", school.key),
            )
        )
    return events


def _task(task, calendar: Calendar) -> Event:
    lines = [_("You see to it.")] if task.owner_id == calendar.user_id else []
    if indicator := by_pk(Indicator).get(task.indicator_id):
        lines.append(_("It is about: %(indicator)s") % {"indicator": indicator.label})
    return Event(
        uid=_uid("task", str(task.pk)),
        day=task.due,
        summary=task.what,
        changed_at=task.changed_at,
        description="\n".join(lines),
        url=absolute_url("school_plan", calendar.school.key) + f"#task-{task.pk}",
        revision=task.revision,
    )


def _uid(kind: str, name: str) -> str:
    return f"{kind}-{name}@{urlsplit(settings.SITE_URL).hostname}"


def _last_day(end: datetime) -> date:
    """The last day before something ends; what ends at midnight ends with the day before."""
    return timezone.localdate(end - timedelta(microseconds=1))
