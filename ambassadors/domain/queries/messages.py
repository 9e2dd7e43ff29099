"""What is read of messages: by those who take part in a visit, and by safeguarding leads."""

from typing import NamedTuple

from django.db.models import Count, F, Max, Q, QuerySet
from django.utils import timezone

from ambassadors.domain.standing import is_cleared_adult
from ambassadors.enums import MessageState
from ambassadors.models import Ambassador, Message, MessageThread, Visit
from ambassadors.rules import hosts
from cms.models import AuditEntry

AMBASSADOR, COMPANION, HOST = "ambassador", "companion", "host"


class Role(NamedTuple):
    """As whom somebody takes part in a visit. name: as the others read it; "" for the school."""

    code: str
    name: str


def role_in(visit: Visit, user) -> Role | None:
    """Return as whom somebody reads and writes about a visit; None for whoever does not take part (any more).

    Ambassadors take part once they said yes and until they decline or leave; companions while they are cleared; the
    school by those who belong to it today.
    """
    if not user.is_authenticated:
        return None
    parts = visit.parts.filter(ambassador__user_id=user.pk, ambassador__withdrawn_at=None)
    part = parts.filter(declined_at=None, agreed_at__isnull=False).select_related("ambassador").first()
    if part is not None:
        return Role(AMBASSADOR, part.ambassador.first_name)
    hers = next((one for one in visit.companions if one.user_id == user.pk), None)
    if hers is not None and is_cleared_adult(hers):
        return Role(COMPANION, hers.first_name)
    return Role(HOST, "") if hosts(user, visit) else None


def reached() -> Q:
    """Say in SQL which messages have reached their readers: sent, in the hours, and not into a thread that was locked.

    What waited for the morning or for a decision reaches nobody while the thread is locked; what was read before stays.
    """
    is_due = Q(state=MessageState.SENT, readable_at__lte=timezone.now())
    return is_due & (Q(thread__locked_at=None) | Q(readable_at__lte=F("thread__locked_at")))


def readable(visit: Visit, user) -> QuerySet[Message]:
    """Return what somebody may read of a visit, oldest first: what has reached all, and what she wrote herself."""
    if role_in(visit, user) is None:
        return Message.objects.none()
    return Message.objects.filter(thread__visit=visit).filter(reached() | Q(writer_id=user.pk))


def named(visit: Visit) -> set[int]:
    """Return the accounts of the ambassadors whose first names the others read: of those who may act. One query."""
    parts = visit.parts.filter(declined_at=None, ambassador__in=Ambassador.objects.may_act())
    return set(parts.values_list("ambassador__user_id", flat=True))


# Safeguarding leads ------------------------------------------------------------------------------------------------


def held() -> QuerySet[Message]:
    """Return what is held back, oldest first, each with its visit and school."""
    found = Message.objects.filter(state=MessageState.HELD)
    return found.select_related("thread__visit__school", "writer")


def threads() -> QuerySet[MessageThread]:
    """Return the threads in which something was written, the last one written in first: `number`, `last_at`."""
    found = MessageThread.objects.annotate(number=Count("messages"), last_at=Max("messages__written_at"))
    return found.filter(number__gt=0).select_related("visit__school").order_by("-last_at", "-pk")


def log_of(visit: Visit) -> list[Message]:
    """Return all that was written about a visit, oldest first, also what was not passed on; each with `why_decided`."""
    found = list(Message.objects.filter(thread__visit=visit).select_related("decided_by", "writer"))
    entries = AuditEntry.objects.filter(
        verb__in=["message.passed_on", "message.refused"], object_id__in=[str(one.pk) for one in found]
    )
    reasons = {entry.object_id: entry.details.get("reason", "") for entry in entries}
    for one in found:
        one.why_decided = reasons.get(str(one.pk), "")
    return found
