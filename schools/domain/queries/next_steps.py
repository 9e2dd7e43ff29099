"""What a member of a school can do next."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms.cache.keeping import keep
from cms.vocabularies import STAMP as VOCABULARY
from schools.domain.queries.overview import Overview, Sessions, Standing, overview, spans
from schools.enums import Level, RecognitionState, SchoolRole
from schools.models import (
    Membership,
    PlanTask,
    Recognition,
    Round,
    School,
    SchoolClassroom,
    SchoolMonth,
    Turn,
)
from schools.stamps import of_school

#: So many things to do next are shown at most.
MOST_STEPS = 3


class Step(NamedTuple):
    """Something to do next. link: the words of the link to it."""

    title: str
    text: str
    url: str
    link: str


@dataclass(frozen=True)
class Hers:
    """What is a member's own at a school. answered: she has answered in the round that is open."""

    is_lead: bool
    has_classroom: bool
    answered: bool


@dataclass(frozen=True)
class Ahead:
    """What lies before everybody at a school. round: the open one; task: the next of the plan."""

    round: int | None
    round_until: datetime | None
    task: str | None
    task_due: date | None


def with_member(schools: QuerySet[School], user) -> QuerySet[School]:
    """Add to a query what of_member() reads, so that the school and what is a member's own come at once."""
    here = OuterRef("pk")
    return schools.annotate(
        her_role=Subquery(Membership.objects.current().of(user).filter(school=here).values("role")[:1]),
        her_has_classroom=Exists(SchoolClassroom.objects.filter(school=here, classroom__owner=user)),
        her_answered=Exists(Turn.objects.filter(user=user, round__school=here, round__closed_at=None)),
    )


def of_member(school: School) -> Hers:
    """Return what is a member's own at a school that with_member() found."""
    return Hers(school.her_role == SchoolRole.LEAD, school.her_has_classroom, school.her_answered)


def kept(school: School) -> tuple[Ahead, Overview]:
    """Return what there is to say about a school to all its members, in the active language.

    Kept until something about the school changes, and a minute at most: rounds close and levels end by the clock.
    """
    minute = int(time.time() // 60)
    stamps = (of_school(school.pk), VOCABULARY)
    return keep(("school", school.pk, get_language(), minute), stamps, lambda: _made(school.pk))


def _made(pk: int) -> tuple[Ahead, Overview]:
    here = OuterRef("pk")
    rounds = Round.objects.open().filter(school=here).order_by("-pk")
    tasks = PlanTask.objects.filter(school=here, done_at=None).order_by(F("due").asc(nulls_last=True), "pk")
    recognitions = Recognition.objects.filter(school=here)
    best = recognitions.standing().order_by("-level", "-expires_at")
    sums = {
        f"now_{name}": Subquery(
            SchoolMonth.objects.filter(school=here, month__gte=first, month__lte=last)
            .order_by()
            .values("school")
            .annotate(sum=Sum("sessions"))
            .values("sum")
        )
        for name, (first, last) in spans(timezone.localdate())._asdict().items()
    }
    school = School.objects.annotate(
        now_round=Subquery(rounds.values("pk")[:1]),
        now_round_until=Subquery(rounds.values("closes_at")[:1]),
        now_task=Subquery(tasks.values("what")[:1]),
        now_task_due=Subquery(tasks.values("due")[:1]),
        now_level=Subquery(best.values("level")[:1]),
        now_level_until=Subquery(best.values("expires_at")[:1]),
        now_waits=Exists(recognitions.filter(state=RecognitionState.SUBMITTED)),
        **sums,
    ).get(pk=pk)
    level = school.now_level
    found = overview(
        school,
        Standing(Level(level), school.now_level_until) if level else None,
        school.now_waits,
        Sessions(*(getattr(school, f"now_{name}") or 0 for name in Sessions._fields)),
    )
    return Ahead(school.now_round, school.now_round_until, school.now_task, school.now_task_due), found


def next_steps(school: School, found: Overview, ahead: Ahead, hers: Hers) -> list[Step]:
    """Return what to do next, at most MOST_STEPS: the open round, the next level, the plan, a classroom."""
    steps = [
        *_answer(school, ahead, hers),
        *_level(school, found, hers),
        *_task(school, ahead),
        *_classroom(school, hers),
    ]
    return steps[:MOST_STEPS]


def _answer(school: School, ahead: Ahead, hers: Hers) -> Iterable[Step]:
    if ahead.round and not hers.answered:
        yield Step(
            _("Answer the self-assessment"),
            _("It is open until %(day)s. Nobody sees what you answer.")
            % {"day": date_format(timezone.localtime(ahead.round_until), "DATE_FORMAT")},
            reverse("round_answer", args=[school.key, ahead.round]),
            _("Answer now"),
        )


def _level(school: School, found: Overview, hers: Hers) -> Iterable[Step]:
    if found.upward is None or found.waits:
        return
    name = {"level": found.upward.level.label}
    # That a coordinator confirms the school is nothing that its members can do.
    to_do = [one for one in found.missing if one.view != "school"]
    if to_do:
        first = to_do[0]
        links = {
            "school_members": _("To the members"),
            "school_plan": _("To the plan"),
            "school_use": _("To lessons and evidence"),
            "rounds": _("To the self-assessments"),
        }
        yield Step(
            # Translators: level: "Practising"
            _("Come closer to the level %(level)s") % name,
            f"{first.words} {first.shows}",
            reverse(first.view, args=[school.key]),
            links.get(first.view, _("See how it is done")),
        )
    elif not found.missing:
        yield Step(
            # Translators: level: "Practising"
            _("Hand in for the level %(level)s") % name,
            _("All its conditions are met.")
            if hers.is_lead
            else _("All its conditions are met. A lead can hand it in."),
            reverse("school_levels", args=[school.key]),
            _("To the levels"),
        )


def _task(school: School, ahead: Ahead) -> Iterable[Step]:
    if not ahead.task:
        return
    day = {"day": date_format(ahead.task_due, "DATE_FORMAT")} if ahead.task_due else {}
    if not day:
        text = _("It is the next task of the plan.")
    elif ahead.task_due < timezone.localdate():
        text = _("In the plan it was due on %(day)s.") % day
    else:
        text = _("In the plan it is due on %(day)s.") % day
    yield Step(ahead.task, text, reverse("school_plan", args=[school.key]), _("To the plan"))


def _classroom(school: School, hers: Hers) -> Iterable[Step]:
    if not hers.has_classroom:
        yield Step(
            _("Put a classroom of yours into the school"),
            _("Then its sittings count here by themselves."),
            reverse("school_classrooms", args=[school.key]),
            _("Choose a classroom"),
        )
