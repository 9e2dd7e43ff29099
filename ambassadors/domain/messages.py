"""Messages inside a booking: two cleared grown-ups read each of them, and who takes part writes past nobody.

Each message asks anew whether anything may be written (domain.standing). Contact details wait for a safeguarding lead;
what is written at night waits for the morning. Nobody deletes; a year after the visit all goes.
"""

import unicodedata
from datetime import datetime, time, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ambassadors.contact_details import CODES, find_contact_details
from ambassadors.domain import letters
from ambassadors.domain.obeying import check_visit, lock_thread
from ambassadors.domain.queries.messages import reached, role_in
from ambassadors.domain.refusal import Refusal
from ambassadors.domain.standing import may_write
from ambassadors.domain.visits import locked_row
from ambassadors.enums import MessageState, VisitState
from ambassadors.models import Message, MessageThread, Visit
from ambassadors.rules import can_clear
from cms.audit import record
from cms.models import AuditEntry
from cms.text import nfc

MOST_CHARACTERS = 2000
#: Between these hours, of the site's time zone, what is written is read.
MORNING, EVENING = time(7), time(20)
#: So many messages one person may write in an hour.
MOST_IN_AN_HOUR = 20
#: For so long after a visit its messages are kept.
KEPT = timedelta(days=365)
#: For so long a letter about something that became readable is caught up on.
LATEST_LETTER = timedelta(days=2)
#: Why a message is held back.
REASONS = {
    "email": gettext_lazy("an e-mail address"),
    "phone": gettext_lazy("a phone number"),
    "link": gettext_lazy("a link"),
    "handle": gettext_lazy("the name of an account"),
    "messenger": gettext_lazy("an invitation to another messenger or network"),
    "address": gettext_lazy("where somebody lives"),
}


class MessageError(Refusal):
    """It cannot be written or decided."""


# Writing -----------------------------------------------------------------------------------------------------------


def write(visit: Visit, *, actor, text: str) -> Message:
    """Somebody who takes part writes to all the others; what may hold contact details is held back.

    MessageError with a sentence; PermissionDenied for whoever does not take part. Where a condition is missing, the
    thread is locked and the visit held on the way.
    """
    with transaction.atomic():
        locked = locked_row(visit)
        role = role_in(locked, actor)
        if role is None:
            raise PermissionDenied
        thread = _open_thread(locked)
        if thread is not None:
            return _write(locked, thread, role, actor, text)
    # Only now: an exception inside would undo the lock.
    raise MessageError(_("Nothing can be written about this visit now."))


def _write(visit: Visit, thread: MessageThread, role, actor, text: str) -> Message:
    text = _cleaned(text)
    if not text:
        raise MessageError(_("Please write something."), "text")
    if len(text) > MOST_CHARACTERS:
        raise MessageError(
            _("A message has %(most)d characters at most.") % {"most": MOST_CHARACTERS}, "text"
        )
    now = timezone.now()
    hers = Message.objects.filter(writer=actor, written_at__gt=now - timedelta(hours=1))
    before = list(hers.filter(thread=thread).order_by("-written_at", "-pk")[:MOST_IN_AN_HOUR])
    if before and before[0].text == text and before[0].written_at > now - timedelta(minutes=1):
        return before[0]  # the same form, sent twice
    if hers.count() >= MOST_IN_AN_HOUR:
        raise MessageError(_("You have written a lot within an hour. Please go on later."))
    # What was held reaches nobody with what comes after it; counted in, it would hide a number in pieces behind itself.
    reasons = _reasons(text, [one.text for one in reversed(before) if not one.reasons])
    made = Message.objects.create(
        thread=thread,
        writer=actor,
        role=role.code,
        name=role.name,
        text=text,
        state=MessageState.HELD if reasons else MessageState.SENT,
        reasons=reasons,
        written_at=now,
        readable_at=None if reasons else readable_from(now),
    )
    record("message.held" if reasons else "message.written", made, actor=actor, visit=visit.key)
    if made.readable_at == now:
        _tell(made, visit)
    if reasons:
        letters.message_held(made)
    return made


def _reasons(text: str, before: list[str]) -> list[str]:
    """Return why a text is held, also where it becomes a contact detail only after what she wrote just before."""
    found = {*find_contact_details(text), *find_contact_details("\n".join([*before, text]))}
    return [code for code in CODES if code in found]


def _cleaned(text: str) -> str:
    """Return plain text: lines kept, nothing invisible that steers."""
    text = nfc(text).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in text if char == "\n" or unicodedata.category(char) != "Cc").strip()


def readable_from(moment: datetime) -> datetime:
    """Return from when on something written at a moment is read: at once by day, else from the next morning."""
    local = timezone.localtime(moment, timezone.get_default_timezone())
    if MORNING <= local.time() < EVENING:
        return moment
    day = local.date() + timedelta(days=local.time() >= EVENING)
    return datetime.combine(day, MORNING, tzinfo=local.tzinfo)


def _open_thread(visit: Visit) -> MessageThread | None:
    """Return the thread of a visit (both locked till the end) if it may be written in now; else it is locked.

    Its two grown-ups are those who go along.
    """
    thread = MessageThread.objects.select_for_update().filter(visit=visit).first()
    if thread is not None and thread.locked_at is None and may_write(visit):
        pair = {visit.first_companion_id, visit.second_companion_id}
        if {thread.first_companion_id, thread.second_companion_id} == pair:
            return thread
    check_visit(visit)
    lock_thread(visit)
    return None


# Deciding ----------------------------------------------------------------------------------------------------------


def decide(message: Message, *, actor, pass_on: bool, reason: str = "") -> Message:
    """A safeguarding lead passes on what was held back, or does not; she says why not. Never about her own message.

    MessageError where it was decided already, or nothing may be written about the visit any more.
    """
    if not can_clear(actor):
        raise PermissionDenied
    with transaction.atomic():
        visit = locked_row(message.thread.visit)
        locked = Message.objects.select_for_update(of=("self",)).select_related("thread").get(pk=message.pk)
        if locked.writer_id == actor.pk or role_in(visit, actor) is not None:
            raise PermissionDenied
        if locked.state != MessageState.HELD:
            raise MessageError(_("This was decided already."))
        reason = nfc(reason).strip()[:600]
        if not pass_on and not reason:
            raise MessageError(_("Please say why."), "reason")
        if not pass_on or _open_thread(visit) is not None:
            return _decided(locked, visit, actor, pass_on, reason)
    raise MessageError(_("Nothing reaches anybody in this thread now. You can still keep the message back."))


def _decided(locked: Message, visit: Visit, actor, pass_on: bool, reason: str) -> Message:
    now = timezone.now()
    locked.state = MessageState.SENT if pass_on else MessageState.REFUSED
    locked.readable_at = readable_from(now) if pass_on else None
    locked.decided_by, locked.decided_at = actor, now
    locked.save(update_fields=["state", "readable_at", "decided_by", "decided_at"])
    verb = "message.passed_on" if pass_on else "message.refused"
    record(verb, locked, actor=actor, visit=visit.key, reason=reason)
    if locked.readable_at == now:
        _tell(locked, visit)
    return locked


# By the clock ------------------------------------------------------------------------------------------------------


def announce() -> int:
    """Tell in the morning of what was written at night, each once; return of how many. Every ten minutes."""
    now, told = timezone.now(), 0
    waiting = Message.objects.filter(reached(), readable_at__gt=now - LATEST_LETTER)
    # What could be read at once was told of at once.
    waiting = waiting.filter(readable_at__gt=Coalesce("decided_at", "written_at"))
    for pk in list(waiting.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            message = Message.objects.select_for_update(of=("self",)).select_related("thread").get(pk=pk)
            if AuditEntry.objects.filter(verb="message.announced", object_id=str(pk)).exists():
                continue
            visit = Visit.objects.select_related(
                "school", "request", "first_companion__user", "second_companion__user"
            ).get(pk=message.thread.visit_id)
            record("message.announced", message, visit=visit.key)
            _tell(message, visit)
            told += 1
    return told


def _tell(message: Message, visit: Visit) -> None:
    message.thread.visit = visit
    letters.message_waits(
        message,
        [(user, view) for user, view in letters.readers_of(visit) if user and user.pk != message.writer_id],
    )


@transaction.atomic
def delete_old() -> int:
    """Delete what was written about visits that ended a year ago; return how many messages. Daily."""
    before = timezone.now() - KEPT
    cancelled = Visit.objects.filter(state=VisitState.CANCELLED, cancelled_at__lt=before)
    others = Visit.objects.exclude(state=VisitState.CANCELLED).filter(starts_at__lt=before)
    old = Message.objects.filter(thread__visit__in=(cancelled | others).order_by().values("pk"))
    number = old.count()
    if number:
        old.delete()
        record("messages.deleted", number=number)
    return number


# Looking -----------------------------------------------------------------------------------------------------------


def look_through(visit: Visit, *, actor) -> None:
    """Note that a safeguarding lead reads a whole thread. PermissionDenied for everybody else."""
    if not can_clear(actor):
        raise PermissionDenied
    record("thread.read", visit, actor=actor, visit=visit.key)
