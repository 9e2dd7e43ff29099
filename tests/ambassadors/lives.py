"""Visits that are booked, and that took place, for tests.

visit = book(matched(), going=companions())           # as coordinators do
visit = past(booked())                                # its time has come
visit = delivered(ambassadors=[minor], attended=24)   # yesterday
visit = reviewed(ambassadors=[minor])                 # with the school's feedback
thanks = thanked(minor)                               # the same, and recognised
"""

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from ambassadors.domain import visits as verbs
from ambassadors.domain.reviewing import give_feedback, review
from ambassadors.domain.thanks import recognise
from ambassadors.domain.visits import CHECKLIST, deliver
from ambassadors.models import Ambassador, Thanks, Visit
from cms.models import User
from tests.ambassadors.factories import booked, companions, coordinator

#: Noon in Brussels, where the site's clock stands.
NOON = datetime(2026, 11, 10, 11, tzinfo=UTC)


def user_of(visit: Visit) -> User:
    """Return the account of the one ambassador who goes."""
    return visit.parts.get().ambassador.user


def book(visit: Visit, *, actor=None, going=None) -> Visit:
    """Book a visit in a fortnight; going: its two companions."""
    first, second = going or companions()
    return verbs.book(
        visit,
        actor=actor or coordinator(),
        starts_at=timezone.now() + timedelta(days=14),
        minutes=45,
        format="in_person",
        place="Room 12",
        first_companion=first,
        second_companion=second,
        checklist=list(CHECKLIST),
    )


def past(visit: Visit, **fields) -> Visit:
    """Let the time of a visit have come, two hours ago."""
    Visit.objects.filter(pk=visit.pk).update(
        starts_at=timezone.now() - timedelta(hours=2), booked_at=timezone.now() - timedelta(days=20), **fields
    )
    return Visit.objects.get(pk=visit.pk)


def just_delivered(**fields) -> Visit:
    """Return a visit that took place two hours ago, as its school says; the rest as for `booked`."""
    visit = past(booked(**fields))
    return deliver(visit, actor=visit.request.asked_by, attended=21)


def delivered(*, attended: int = 24, days: int = 1, **fields) -> Visit:
    """Return a visit that took place `days` days ago; the rest as for `booked`."""
    visit = booked(**fields)
    Visit.objects.filter(pk=visit.pk).update(starts_at=timezone.now() - timedelta(days=days))
    return deliver(visit, actor=visit.first_companion.user, attended=attended)


def reviewed(*, went: int = 4, text: str = "They asked for hours.", **fields) -> Visit:
    """Return a visit that took place, of which everybody said how it went, and that was reviewed."""
    visit = delivered(**fields)
    give_feedback(visit, actor=visit.request.asked_by, went=went, text=text)
    for part in visit.parts.filter(declined_at=None).select_related("ambassador__user"):
        give_feedback(visit, actor=part.ambassador.user, went=4)
    return review(visit, actor=coordinator())


def thanked(ambassador: Ambassador, *, words: str = "You listened well.", **fields) -> Thanks:
    """Return the thanks for a visit that an ambassador made."""
    reviewed(ambassadors=[ambassador], **fields)
    return recognise(ambassador, actor=coordinator(), words=words)
