"""Asking anew: a consent runs out after a year at most, and is asked for again before that, twice and no more."""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from ambassadors.domain import letters
from ambassadors.domain.standing import consent_of, sides_of
from ambassadors.models import Ambassador, AmbassadorConsent
from cms.audit import record
from cms.models import AuditEntry

#: So many days before a consent runs out it is asked for anew.
BEFORE = (30, 7)
ASKED = "ambassador.consent_runs_out"


def ask_again() -> int:
    """Ask for consents anew that run out soon, each once 30 and once 7 days before; return how many letters went out.

    That somebody was asked is known from the audit trail: a day that was missed is caught up, and none is asked twice.
    """
    today = timezone.localdate()
    soon = Ambassador.objects.filter(
        consents__until__range=(today, today + timedelta(days=max(BEFORE))),
        withdrawn_at=None,
        alumnus_at=None,
        user__is_active=True,
    )
    return sum(_ask(pk) for pk in list(soon.order_by("pk").distinct().values_list("pk", flat=True)))


@transaction.atomic
def _ask(pk: int) -> int:
    ambassador = Ambassador.objects.select_for_update().get(pk=pk)
    asked = 0
    for side in sides_of(ambassador):
        consent = consent_of(ambassador, side)
        days = _due(consent) if consent is not None else None
        if days is not None and not _was_asked(consent, days):
            record(ASKED, consent, ambassador=ambassador.key, days=days)
            letters.consent_runs_out(ambassador, side, consent.until)
            asked += 1
    return asked


def _due(consent: AmbassadorConsent) -> int | None:
    """Return which of BEFORE it is time for; None where it is not yet, or the consent was given for less."""
    left = (consent.until - timezone.localdate()).days
    lasts = (consent.until - timezone.localdate(consent.at)).days
    return min((days for days in BEFORE if left <= days < lasts), default=None)


def _was_asked(consent: AmbassadorConsent, days: int) -> bool:
    kind = ContentType.objects.get_for_model(AmbassadorConsent)
    asked = AuditEntry.objects.filter(verb=ASKED, content_type=kind, object_id=str(consent.pk))
    return any(entry.details.get("days") == days for entry in asked)
