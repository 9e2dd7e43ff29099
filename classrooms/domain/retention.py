"""Pupils' answers are deleted on their day, and the teacher is told in time; what the classroom came to stays.

The day is the close of a sitting and `keep_days` of its classroom later, in days of 24 hours: the same instant in every
time zone, whatever clocks do in between. It is worked out anew each time, so that a classroom's other number of days
counts from the next hour on. Nothing postpones it, least of all a warning that was not sent: pupils were promised it.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import OperationalError, transaction
from django.db.models import (
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Least
from django.template.loader import render_to_string
from django.utils import timezone

from classrooms.domain.results import keep_results
from classrooms.models import Answer, Seat, Sitting
from classrooms.models.classroom import MOST_DAYS
from classrooms.models.sitting import SittingQuerySet
from cms.accounts.adapter import language_of
from cms.audit import record
from cms.context import absolute_url

logger = logging.getLogger(__name__)

#: So long before their day the teacher is told; of a classroom that keeps answers no longer, she knows it anyway.
WARNING = timedelta(days=7)
#: For so long after their day answers wait for results that cannot be worked out, then they go without.
PATIENCE = timedelta(days=1)
MAIL = "classrooms/mail/answers_go"


class Receipt(NamedTuple):
    """That answers are deleted: when, from how many seats, how many."""

    at: datetime
    seats: int
    answers: int


def receipt_of(sitting: Sitting) -> Receipt | None:
    """Return the receipt of a sitting's answers; None while they are there, and where there never were any."""
    if sitting.deleted_at is None or not sitting.deleted_seats:
        return None
    return Receipt(sitting.deleted_at, sitting.deleted_seats, sitting.deleted_answers)


# Deleting --------------------------------------------------------------------------------------------------------


def delete_due(now: datetime | None = None) -> int:
    """Delete the answers and seats of all sittings whose day has come and return how many sittings these were.

    Each sitting is a transaction of its own: killed half way, the next run goes on with those that are left.
    """
    now = now or timezone.now()
    due = _kept().filter(deletes__lte=now).order_by("deletes", "pk").values_list("pk", flat=True)
    deleted = 0
    for pk in list(due):
        try:
            deleted += _delete_answers(pk, now)
        except OperationalError:
            raise  # the database is away; all others would fail as well
        except Exception as fault:
            logger.error("The answers of sitting %d were not deleted yet: %s", pk, _name(fault))
    return deleted


@transaction.atomic
def _delete_answers(pk: int, now: datetime) -> bool:
    sitting = (
        Sitting.objects.select_for_update(of=("self",)).select_related("classroom").filter(pk=pk).first()
    )
    if sitting is None or sitting.deleted_at or sitting.deletes_at > now:
        return False
    # Whoever is just sending an answer comes before this, or finds her seat gone.
    list(Seat.objects.select_for_update().filter(sitting=sitting).values_list("pk", flat=True))
    if not _worked_out(sitting) and now < sitting.deletes_at + PATIENCE:
        return False
    sitting.deleted_seats, sitting.deleted_answers = remove_seats(Sitting.objects.filter(pk=pk))
    sitting.deleted_at = now
    sitting.save(update_fields=["deleted_at", "deleted_seats", "deleted_answers"])
    if sitting.deleted_seats:
        counts = {"seats": sitting.deleted_seats, "answers": sitting.deleted_answers}
        record("sitting.answers_deleted", sitting, **counts)
    return True


def _worked_out(sitting: Sitting) -> bool:
    try:
        with transaction.atomic():
            keep_results(sitting)
    except OperationalError:
        raise
    except Exception as fault:
        logger.error("The results of sitting %d could not be worked out: %s", sitting.pk, _name(fault))
        return False
    return True


def remove_seats(sittings: SittingQuerySet) -> tuple[int, int]:
    """Delete the seats of sittings with their answers, at once; return how many seats and how many answers there were.

    Two statements, however many there are: Django's own way would fetch each row first.
    """
    seats = Seat.objects.filter(sitting__in=sittings.order_by().values("pk"))
    answers = Answer.objects.filter(seat__in=seats.order_by().values("pk")).order_by()
    number_of_answers = answers._raw_delete(answers.db)
    return seats.order_by()._raw_delete(seats.db), number_of_answers


# Telling ---------------------------------------------------------------------------------------------------------


def warn_due(now: datetime | None = None) -> int:
    """Tell each teacher, in one mail, which answers go within a week; return how many teachers were told.

    Each sitting once, and once more when its day was moved on since. What could not be sent is tried the next day.
    """
    now = now or timezone.now()
    soon = _going_soon(now)
    told = 0
    if not soon.exists():
        return told
    # One connection for all: a mail server that is away costs one wait, and the job is tried again.
    with get_connection() as connection:
        for owner, sittings in groupby(soon, key=lambda sitting: sitting.classroom.owner):
            sittings = list(sittings)
            try:
                _letter(owner, sittings, connection).send()
            except Exception as fault:  # each way of sending has faults of its own
                logger.error("Account %d was not told what will be deleted: %s", owner.pk, _name(fault))
                continue
            Sitting.objects.filter(pk__in=[sitting.pk for sitting in sittings]).update(told_at=now)
            told += 1
    return told


def _going_soon(now: datetime) -> SittingQuerySet:
    """Return the sittings of which somebody is to be told now, each teacher's together."""
    was_not_told = Q(told_at=None) | Q(told_at__lt=F("deletes") - WARNING)
    return (
        _kept()
        .filter(was_not_told, deletes__gt=now, deletes__lte=now + WARNING)
        .filter(classroom__keep_days__gt=WARNING.days, classroom__owner__is_active=True)
        .filter(Exists(Answer.objects.filter(seat__sitting=OuterRef("pk"))))
        .select_related("classroom__owner", "edition")
        .only("closed_at", "closes_at", "edition__title", "classroom__name", "classroom__keep_days",
              "classroom__owner__email", "classroom__owner__display_name", "classroom__owner__language")
        .order_by("classroom__owner_id", "deletes", "pk")
    )  # fmt: skip


def _letter(owner, sittings: Iterable[Sitting], connection) -> EmailMessage:
    with language_of(owner):
        context = {
            "user": owner,
            "site_name": settings.SITE_NAME,
            "current_site": {"domain": settings.SITE_URL},
            "most_days": MOST_DAYS,
            "sittings": [
                {
                    "title": sitting.edition.title,
                    "classroom": sitting.classroom.name,
                    "day": sitting.deletes_at,
                    "url": absolute_url("sitting_results", sitting.pk),
                }
                for sitting in sittings
            ],
            "classrooms": {
                sitting.classroom_id: {
                    "name": sitting.classroom.name,
                    "days": sitting.classroom.keep_days,
                    "url": absolute_url("classroom_edit", sitting.classroom_id),
                }
                for sitting in sittings
            }.values(),
        }
        subject = " ".join(render_to_string(f"{MAIL}_subject.txt", context).split())
        text = render_to_string(f"{MAIL}_message.txt", context).strip() + "\n"
    return EmailMessage(subject, text, to=[owner.email], connection=connection)


# Both ------------------------------------------------------------------------------------------------------------


def _kept() -> SittingQuerySet:
    """Return the sittings whose answers are kept, with `deletes`: their deletes_at, as the database works it out."""
    ended = Least(Coalesce("closed_at", "closes_at"), "closes_at")
    days = Cast("classroom__keep_days", IntegerField()) * Value(timedelta(days=1), DurationField())
    kept_for = ExpressionWrapper(days, output_field=DurationField())
    deletes = ExpressionWrapper(ended + kept_for, output_field=DateTimeField())
    return Sitting.objects.filter(deleted_at=None).annotate(deletes=deletes)


def _name(fault: Exception) -> str:
    """Return what kind of fault it was and where, without its text: that may hold what a pupil wrote."""
    trace = fault.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f" in {trace.tb_frame.f_code.co_qualname}" if trace else ""
    return f"{type(fault).__name__}{where}"
