"""What those who take part in a visit write to one another: never without two grown-ups who read it all."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ambassadors.enums import MessageState
from ambassadors.models.people import Companion
from ambassadors.models.visits import Visit

USER = settings.AUTH_USER_MODEL


class MessageThread(models.Model):
    """The one thread of a booked visit. Two companions are always in it: the database keeps none without them.

    locked_at: since when nothing can be written, because a condition is missing or the visit is over.
    """

    visit = models.OneToOneField(Visit, on_delete=models.CASCADE, related_name="thread")
    first_companion = models.ForeignKey(Companion, on_delete=models.PROTECT, related_name="+")
    second_companion = models.ForeignKey(Companion, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    locked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("thread of messages")
        verbose_name_plural = _("threads of messages")
        constraints = [
            models.CheckConstraint(
                condition=~Q(first_companion=F("second_companion")), name="two_grown_ups_read_every_thread"
            )
        ]

    def __str__(self) -> str:
        return str(self.visit_id)


class Message(models.Model):
    """Something that was written. Kept as it was; what is held back is read by its writer and whoever reviews alone.

    readable_at: from when the others read it; at night it waits until the morning. reasons: codes why it is held.
    """

    thread = models.ForeignKey(MessageThread, on_delete=models.CASCADE, related_name="messages")
    writer = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    role = models.CharField(max_length=12)  # ambassador, companion, host: as whom she wrote
    name = models.CharField(max_length=80)  # as it was shown then
    text = models.TextField(_("message"), max_length=2000)
    state = models.CharField(max_length=8, choices=MessageState.choices, default=MessageState.SENT)
    reasons = models.JSONField(default=list)
    written_at = models.DateTimeField(default=timezone.now)
    readable_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["written_at", "pk"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [models.Index(fields=["state"], name="messages_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=MessageState.SENT, readable_at__isnull=False)
                | ~Q(state=MessageState.SENT) & Q(readable_at=None),
                name="only_what_was_sent_is_read",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.state}"
