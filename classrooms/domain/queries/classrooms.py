"""Reads around a teacher's classrooms."""

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from classrooms.models import Classroom, Reader, Sitting

#: Sittings on the page of a classroom.
MOST_SHOWN = 200
#: What lists of sittings need not read of an edition.
HEAVY = ("public", "secret")


def with_counts(classrooms: QuerySet[Classroom]) -> QuerySet[Classroom]:
    """Return classrooms with `sitting_count` and `open_count`, and their owners and ages."""
    now = timezone.now()
    is_open = Q(sittings__closed_at=None, sittings__closes_at__gt=now)
    return classrooms.select_related("owner", "age_band").annotate(
        sitting_count=Count("sittings"), open_count=Count("sittings", filter=is_open)
    )


def sittings_of(classroom: Classroom) -> list[Sitting]:
    """Return the last MOST_SHOWN sittings of a classroom, the newest first, with their editions' titles. One query."""
    found = (
        Sitting.objects.filter(classroom=classroom)
        .select_related("edition", "second_edition", "join_code")
        .defer(
            "results",
            "hands",
            *(f"{name}__{part}" for name in ("edition", "second_edition") for part in HEAVY),
        )
    )
    sittings = list(found[:MOST_SHOWN])
    for sitting in sittings:
        sitting.classroom = classroom
    return sittings


def readers_of(classroom: Classroom) -> QuerySet[Reader]:
    """Return who reads the results of a classroom, in the order in which they accepted."""
    return Reader.objects.filter(classroom=classroom).select_related("user").order_by("since")
