"""What happened outside that explains a curve: coordinators add it and remove it."""

from datetime import date

from django.db import transaction

from cms.audit import record
from cms.models import Country, User
from cms.text import nfc
from schools.models import NetworkEvent

LONGEST_TITLE = 120


@transaction.atomic
def add_event(*, actor, day: date, title: str, country: Country | None = None) -> NetworkEvent:
    """Add an event, of one country or of all (None), and return it. What is there already is not added again."""
    if actor is not None:  # a form that she sends twice at once comes one after the other
        User.objects.select_for_update().get(pk=actor.pk)
    title = nfc(title).strip()[:LONGEST_TITLE]
    known = NetworkEvent.objects.filter(day=day, title=title, country=country).first()
    if known is not None:
        return known
    event = NetworkEvent.objects.create(day=day, title=title, country=country, added_by=actor)
    record("network_event.added", event, actor=actor, title=title, day=day.isoformat())
    return event


@transaction.atomic
def remove_event(pk: int, *, actor) -> bool:
    """Remove an event; return whether it was still there."""
    event = NetworkEvent.objects.select_for_update().filter(pk=pk).first()
    if event is None:
        return False
    record("network_event.removed", event, actor=actor, title=event.title, day=event.day.isoformat())
    event.delete()
    return True
