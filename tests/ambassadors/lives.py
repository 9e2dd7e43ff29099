"""Visits that took place, for tests.

visit = delivered(ambassadors=[minor], attended=24)   # yesterday
visit = reviewed(ambassadors=[minor])                 # with the school's feedback
thanks = thanked(minor)                               # the same, and recognised
"""

from datetime import timedelta

from django.utils import timezone

from ambassadors.domain.reviewing import give_feedback, review
from ambassadors.domain.thanks import recognise
from ambassadors.domain.visits import deliver
from ambassadors.models import Ambassador, Thanks, Visit
from tests.ambassadors.factories import booked, coordinator


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
