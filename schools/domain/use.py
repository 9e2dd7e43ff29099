"""Lessons that were taught, and the sums of a school year.

Whoever changes what counts adds up anew in the same transaction, with the school's row locked: so the sums are never
behind the rows, and the page that comes next shows them. Whatever ends by time is taken up by schools.domain.sittings.
"""

import logging
from collections import Counter
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import OperationalError, transaction
from django.db.models import Count, F, IntegerField, Max, Q, QuerySet, Sum
from django.db.models.functions import Cast, TruncMonth
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.audit import record
from cms.cache.stamps import touch
from cms.languages import BY_CODE
from cms.text import nfc
from schools.domain.queries.use import depth_of
from schools.domain.sittings import due_sittings, pooled, take_up
from schools.enums import EvidenceKind, Went
from schools.models import Evidence, School, SchoolClassroom, SchoolMonth, SchoolSitting, SchoolYear, Taught
from schools.models.use import MOST_PUPILS
from schools.registries import keys_of, use_kinds
from schools.rules import can_change_taught, can_enter, can_lead
from schools.stamps import of_school
from schools.years import bounds, school_year

logger = logging.getLogger(__name__)

#: So many lessons of one teacher count on one day: nobody teaches more.
MOST_A_DAY = 12
LONGEST_NOTE, LONGEST_REASON = 300, 200
#: Of a training. Two small integers make a product for which PostgreSQL has no room in a small one.
PERSON_MINUTES = Cast("people", IntegerField()) * F("minutes")


class UseError(Exception):
    """It cannot be done; the text says why."""


# Lessons ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def note_lesson(
    school: School,
    *,
    actor,
    lesson: UUID,
    language: str,
    day: date,
    year_group: int,
    pupils: int,
    went: str = "",
    note: str = "",
    name: str,
) -> Taught:
    """Note that somebody taught a lesson plan, add up anew, and return it.

    lesson: the translation_key of the lesson plan. name: of the form that was sent; sent twice, it is noted once.
    UseError for whoever is no member, for a day that is not in this school year or the last one, and for numbers that
    cannot be.
    """
    locked = School.objects.select_for_update().get(pk=school.pk)
    if not can_enter(actor, locked):
        raise UseError(_("You do not belong to this school."))
    if known := Taught.objects.filter(name=name).first():
        if (known.school_id, known.teacher_id) != (locked.pk, actor.pk):
            raise UseError(_("Please open the lesson plan once more, then note it."))
        return known
    values = _checked(locked, actor, language, day, year_group, pupils, went, note)
    taught = Taught.objects.create(school=locked, teacher=actor, lesson=lesson, name=name, **values)
    record("lesson_taught.noted", taught, actor=actor)
    recount(locked, school_year(day))
    return taught


@transaction.atomic
def change_lesson(
    taught: Taught,
    *,
    actor,
    language: str,
    day: date,
    year_group: int,
    pupils: int,
    went: str = "",
    note: str = "",
) -> Taught:
    """Change what was noted, and add up anew. UseError as for note_lesson, and where it was removed meanwhile."""
    school, locked = _locked(taught, actor)
    values = _checked(school, locked.teacher, language, day, year_group, pupils, went, note, known=locked)
    years = {school_year(locked.day), school_year(day)}
    for name, value in values.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(values))
    record("lesson_taught.changed", locked, actor=actor)
    for year in sorted(years):
        recount(school, year)
    return locked


@transaction.atomic
def remove_lesson(taught: Taught, *, actor) -> None:
    """Forget that a lesson was taught, and add up anew. UseError where it was removed meanwhile."""
    school, locked = _locked(taught, actor)
    record(
        "lesson_taught.removed", locked, actor=actor, lesson=str(locked.lesson), day=locked.day.isoformat()
    )
    locked.delete()
    recount(school, school_year(locked.day))


def check_day(day: date) -> None:
    """UseError for a day in the future, and for one before the last school year."""
    today = timezone.localdate()
    first, _end = bounds(school_year(today) - 1)
    if day > today:
        raise UseError(_("This day is still to come."))
    if day < first:
        raise UseError(
            _("This day is too long ago. Days from %(day)s on count.") % {"day": date_format(first)}
        )


def _locked(taught: Taught, actor) -> tuple[School, Taught]:
    school = School.objects.select_for_update().get(pk=taught.school_id)
    locked = Taught.objects.select_for_update().filter(pk=taught.pk).first()
    if locked is None:
        raise UseError(_("This has been removed already."))
    if not can_change_taught(actor, locked):
        raise PermissionDenied
    return school, locked


def _checked(
    school: School, teacher, language, day, year_group, pupils, went, note, *, known: Taught | None = None
) -> dict:
    """Return what is kept of a lesson, or UseError."""
    check_day(day)
    if language not in BY_CODE:
        raise UseError(_("Please choose one of our languages."))
    if not 1 <= year_group <= school.year_groups:
        raise UseError(
            ngettext(
                "This school has %(number)d year group.",
                "This school has %(number)d year groups.",
                school.year_groups,
            )
            % {"number": school.year_groups}
        )
    if not 1 <= pupils <= MOST_PUPILS:
        raise UseError(_("A lesson is taught to 1 to %(most)d pupils.") % {"most": MOST_PUPILS})
    same_day = Taught.objects.filter(teacher=teacher, day=day).exclude(pk=known.pk if known else None)
    if teacher is not None and same_day.count() >= MOST_A_DAY:
        raise UseError(
            _("You have noted %(most)d lessons on this day already, and more do not count.")
            % {"most": MOST_A_DAY}
        )
    return {
        "language": language,
        "day": day,
        "year_group": year_group,
        "pupils": pupils,
        "went": Went(went).value if went else "",
        "note": nfc(note).strip()[:LONGEST_NOTE],
    }


# Sittings ---------------------------------------------------------------------------------------------------------


def count_sittings(now: datetime | None = None) -> int:
    """Take up the sittings that ended, and add up anew the schools where one did; return how many sittings count.

    One that fails is logged and tried again the next time; so is all that was not done when the worker was stopped.
    """
    now = now or timezone.now()
    counted, classrooms = 0, set()
    years: dict[int, set[int]] = {}
    failed = set()
    for sitting in list(due_sittings(now)):
        placed = sitting.classroom.placed
        classrooms.add(placed.pk)
        try:
            counted += take_up(sitting) is not None
        except OperationalError:
            raise  # the database is away; all others would fail as well
        except Exception:
            logger.exception("Sitting %d was not counted in its school", sitting.pk)
            failed.add(placed.pk)
        years.setdefault(placed.school_id, set()).add(school_year(timezone.localdate(sitting.opened_at)))
    for school in School.objects.filter(pk__in=years):
        for year in sorted(years[school.pk]):
            recount(school, year)
    SchoolClassroom.objects.filter(pk__in=classrooms - failed).update(counted_at=now)
    return counted


@transaction.atomic
def remove_sitting(counted: SchoolSitting, *, actor, reason: str) -> SchoolSitting:
    """Take a sitting out of the sums of its school for good, and add up anew. Its class keeps its results.

    reason: for colleagues, who go on seeing that it was held. UseError without one, and where it was removed already;
    PermissionDenied for whoever is no lead.
    """
    school = School.objects.select_for_update().get(pk=counted.school_id)
    locked = SchoolSitting.objects.select_for_update().get(pk=counted.pk)
    if not can_lead(actor, school):
        raise PermissionDenied
    if locked.removed_at is not None:
        raise UseError(_("This has been removed already."))
    locked.reason = nfc(reason).strip()[:LONGEST_REASON]
    if not locked.reason:
        raise UseError(_("Please say why. Your colleagues read it."))
    locked.removed_at, locked.removed_by = timezone.now(), actor
    locked.save(update_fields=["removed_at", "removed_by", "reason"])
    record("school_sitting.removed", locked, actor=actor, day=locked.day.isoformat(), reason=locked.reason)
    recount(school, school_year(locked.day))
    return locked


# Sums -------------------------------------------------------------------------------------------------------------


class _Session(NamedTuple):
    """Sessions that have all this in common. sessions: how many; places: their pupils together; last: the last day."""

    teacher: int | None
    year_group: int
    language: str
    month: date
    sessions: int
    places: int
    last: date


@transaction.atomic
def recount(school: School, year: int | None = None) -> SchoolYear:
    """Add up a school year (the running one where None) anew from rows, with its months, and return its sums.

    As often as one likes: the same rows give the same sums. The number of queries does not depend on how many rows
    there are; what other rooms count asks its own.
    """
    year = school_year(timezone.localdate()) if year is None else year
    locked = School.objects.select_for_update().get(pk=school.pk)
    start, end = bounds(year)
    lessons = _sessions(locked.taught.filter(day__gte=start, day__lt=end))
    held = locked.sittings.counting().filter(day__gte=start, day__lt=end)
    sittings = _sessions(held)
    every = lessons + sittings
    trainings = Evidence.objects.filter(
        school=locked, kind=EvidenceKind.TRAINING, day__gte=start, day__lt=end
    )
    languages: Counter[str] = Counter()
    for one in every:
        languages[one.language] += one.sessions
    found = SchoolYear(
        school=locked,
        year=year,
        lessons=sum(one.sessions for one in lessons),
        sittings=sum(one.sessions for one in sittings),
        places=sum(one.places for one in every),
        teachers=len({one.teacher for one in every} - {None}),
        year_groups=sorted({one.year_group for one in every}),
        languages=dict(sorted(languages.items())),
        training=trainings.aggregate(sum=Sum(PERSON_MINUTES))["sum"] or 0,
        gains=pooled(held),
        more=_more(locked, start, end),
        last_day=max((one.last for one in every), default=None),
        counted_at=timezone.now(),
    )
    found.depth = depth_of(locked, found).depth
    kept = _kept(SchoolYear, ["school", "year"], [found])[0]
    _keep_months(locked, start, end, every)
    touch(of_school(locked.pk))  # sums are written down in one go, of which no signal tells
    return kept


def _more(school: School, start: date, end: date) -> dict:
    """Return what other rooms count, by name, and which ones they are where a room says so."""
    more: dict[str, int | list[str]] = {}
    for name, kind in use_kinds:
        if kind.keys:
            found = more[keys_of(name)] = kind.keys(school, start, end)
            more[name] = len(found)
        else:
            more[name] = kind.count(school, start, end)
    return more


def recount_after(school_id: int, day: date) -> None:
    """Add up the school year of a day anew: for whoever changed something that counts then."""
    school = School.objects.filter(pk=school_id).first()
    if school is not None:
        recount(school, school_year(day))


def _sessions(rows: QuerySet) -> list[_Session]:
    """Return rows of Taught or SchoolSitting by what they have in common. One query."""
    groups = (
        rows.order_by()
        .annotate(month=TruncMonth("day"))
        .values("teacher", "year_group", "language", "month")
        .annotate(sessions=Count("pk"), places=Sum("pupils"), last=Max("day"))
    )
    return [_Session(*values) for values in groups.values_list(*_Session._fields)]


def _keep_months(school: School, start: date, end: date, every: list[_Session]) -> None:
    sessions: Counter[date] = Counter()
    places: Counter[date] = Counter()
    for one in every:
        sessions[one.month] += one.sessions
        places[one.month] += one.places
    school.months.filter(month__gte=start, month__lt=end).exclude(Q(month__in=sessions)).delete()
    rows = [
        SchoolMonth(school=school, month=month, sessions=number, places=places[month])
        for month, number in sorted(sessions.items())
    ]
    _kept(SchoolMonth, ["school", "month"], rows)


def _kept(model, unique: list[str], rows: list) -> list:
    """Write sums down, over those of before. One statement, and none without rows."""
    columns = [
        field.name
        for field in model._meta.concrete_fields
        if field.name not in (*unique, model._meta.pk.name)
    ]
    return model.objects.bulk_create(rows, update_conflicts=True, unique_fields=unique, update_fields=columns)
