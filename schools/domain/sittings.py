"""Sittings of classrooms that belong to a school: what has ended is taken up, once, and then counts.

A sitting counts when it ended, was opened after its classroom was placed in the school, and at least SMALLEST_GROUP
seats answered (or as many hands were counted). Read is what the classrooms room keeps of a sitting, never single
answers. What was taken up stays when a teacher leaves or erases her classroom.
"""

import logging
from datetime import datetime
from math import sqrt
from statistics import NormalDist, fmean

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from classrooms.domain.comparing import compared, family_of
from classrooms.domain.editions import forms_of
from classrooms.domain.hands import counted_in
from classrooms.domain.results import kept_results
from classrooms.enums import Way
from classrooms.models import Sitting
from classrooms.models.sitting import LATE
from exercises.domain.hands import tally
from exercises.scoring.groups import detectable
from schools.models import SchoolSitting

logger = logging.getLogger(__name__)

#: How many standard errors the ends of a 95% interval lie from its middle.
REACH = NormalDist().inv_cdf(0.975)


def due_sittings(now: datetime) -> QuerySet[Sitting]:
    """Return the sittings that ended since it was looked last, and those whose late answers were not over then."""
    ended = Least(Coalesce("closed_at", "closes_at"), "closes_at")
    return (
        Sitting.objects.filter(classroom__placed__isnull=False, opened_at__gte=F("classroom__placed__since"))
        .annotate(ended=ended)
        .filter(ended__lte=now, ended__gt=F("classroom__placed__counted_at") - LATE)
        .select_related("classroom__placed")
        .order_by("pk")
    )


@transaction.atomic
def take_up(sitting: Sitting) -> SchoolSitting | None:
    """Have a sitting that ended count in the school of its classroom, as it stands now; None where it does not count.

    Taken up again, it is brought up to date: late answers may come for a day.
    """
    placed = sitting.classroom.placed
    found = _by_hands(sitting) if sitting.way == Way.HANDS else _by_devices(sitting)
    if found is None:
        SchoolSitting.objects.filter(sitting=sitting).delete()
        return None
    form = forms_of(sitting)[0]
    values = {
        "school_id": placed.school_id,
        "teacher_id": sitting.classroom.owner_id,
        "exercise": form.exercise,
        "language": sitting.language or form.language,
        "day": timezone.localdate(sitting.opened_at),
        "year_group": placed.year_group,
    }
    return SchoolSitting.objects.update_or_create(sitting=sitting, defaults=values | found)[0]


def _by_hands(sitting: Sitting) -> dict | None:
    """Return how many hands were counted at the item at which they were most; None where they were too few."""
    form, hands = forms_of(sitting)[0], counted_in(sitting)
    tallies = [tally(form, hands, at) for at in hands.counts]
    totals = [one.total for one in tallies if one and one.bars]
    # At some items one pupil may raise a hand more than once.
    return {"pupils": min(max(totals), sitting.classroom.size)} if totals else None


def _by_devices(sitting: Sitting) -> dict | None:
    """Return how many seats answered, and what is known of the gain; None where too few answered."""
    family = [one for one in family_of(sitting) if not one.is_open]
    kept = kept_results(family)
    answered = kept[sitting.pk].get("answered")  # kept only where enough answered
    if answered is None:
        return None
    found = {"pupils": answered, "before": "", "gain": None, "error": None, "rose": False}
    comparison = compared(sitting, [(one, kept[one.pk]) for one in family])
    step = next((one for one in comparison.steps if one.after.is_this), None) if comparison else None
    if step is not None:
        shift = step.change.d
        found |= {
            "before": next(one.key for one in family if one.pk == step.before.pk),
            "gain": shift.value,
            "error": shift.smallest / detectable(1),
            "rose": shift.value > shift.smallest,
        }
    return found


def pooled(rows: QuerySet[SchoolSitting]) -> dict:
    """Return what was learnt where it was measured, {} where it was not. One query.

    measured: how often a classroom was asked before and after teaching; of several sittings after the same one before,
    the last counts. rose: how often discernment was higher by more than the smallest change that such a classroom would
    show. mean: of the gains in d', each classroom weighing the same, with its 95% interval low to high: the standard
    error is the root of the summed squared errors, divided by their number, for the classrooms are those of the school
    and not a sample of them; what is uncertain is what each of them came to.
    """
    measured = rows.exclude(gain=None).order_by("day", "pk").values_list("before", "gain", "error", "rose")
    last = {before: (gain, error, rose) for before, gain, error, rose in measured}
    if not last:
        return {}
    gains, errors, rose = zip(*last.values(), strict=True)
    mean = fmean(gains)
    reach = REACH * sqrt(sum(error**2 for error in errors)) / len(errors)
    return {
        "measured": len(last),
        "rose": sum(rose),
        "mean": round(mean, 4),
        "low": round(mean - reach, 4),
        "high": round(mean + reach, 4),
    }
