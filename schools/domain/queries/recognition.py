"""Reads about recognition: what holds, what was before, what waits for a decision."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from schools.enums import RecognitionState
from schools.models import Membership, Recognition, School

#: Nobody decides about a school that she belonged to less than so long ago.
APART = timedelta(days=730)


def standing(school: School) -> Recognition | None:
    """Return the highest recognition that holds today, the one that lasts longest of these; or None."""
    return school.recognitions.standing().order_by("-level", "-expires_at").first()


def history(school: School) -> list[Recognition]:
    """Return all that was ever handed in, newest first, with whoever handed it in."""
    return list(school.recognitions.select_related("submitted_by"))


def waiting() -> QuerySet[Recognition]:
    """Return what waits for a decision, oldest first, with school, town and country."""
    return (
        Recognition.objects.filter(state=RecognitionState.SUBMITTED)
        .select_related("school__town__country")
        .order_by("submitted_at", "pk")
    )


def decided(number: int = 30) -> list[Recognition]:
    """Return what was decided last, with school, town and country."""
    states = [RecognitionState.GRANTED, RecognitionState.DECLINED, RecognitionState.REVOKED]
    found = Recognition.objects.filter(state__in=states).select_related("school__town__country")
    return list(found.order_by("-decided_at", "-pk")[:number])


def schools_too_near(user) -> set[int]:
    """Return the primary keys of the schools about which `user` must not decide: she belongs there, did lately, or
    registered it."""
    theirs = Membership.objects.of(user)
    near = theirs.current() | theirs.filter(until__gte=timezone.now() - APART)
    registered = School.objects.filter(registered_by_id=user.pk)
    return {*near.values_list("school_id", flat=True), *registered.values_list("pk", flat=True)}


def is_too_near(user, school: School) -> bool:
    """Say whether `user` must not decide about a school (as schools_too_near)."""
    return school.pk in schools_too_near(user)
