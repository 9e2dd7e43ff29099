"""Seats: a pupil's anonymous place in a sitting; and what was answered from there."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from classrooms.models.sitting import Sitting
from exercises.models import Edition


class SeatQuerySet(models.QuerySet):
    def taken(self) -> "SeatQuerySet":
        """The seats that count: those that nobody voided."""
        return self.filter(voided_at=None)


class Seat(models.Model):
    """A pupil's place: a secret in her browser, a pseudonym from a list, a word to come back with. Nothing else of her.

    number: from 1, in the order of joining. form: which of the sitting's editions she answers, from 0.
    """

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="seats")
    number = models.PositiveSmallIntegerField()
    token_hash = models.CharField(max_length=64, unique=True)  # SHA-256 of what her browser holds
    pseudonym = models.CharField(max_length=40)  # a code of classrooms.pseudonyms
    word = models.CharField(max_length=5)
    form = models.PositiveSmallIntegerField(default=0)
    language = models.CharField(max_length=8)  # in which she came in
    joined_at = models.DateTimeField(auto_now_add=True)
    voided_at = models.DateTimeField(null=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints = [
            models.UniqueConstraint(fields=["sitting", "number"], name="seats_of_a_sitting_are_numbered"),
            models.UniqueConstraint(
                fields=["sitting", "pseudonym"], name="a_pseudonym_is_used_once_in_a_sitting"
            ),
            models.UniqueConstraint(fields=["sitting", "word"], name="a_word_is_used_once_in_a_sitting"),
            models.CheckConstraint(condition=Q(form__lte=1), name="a_sitting_has_two_forms_at_most"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.pseudonym}"


class Answer(models.Model):
    """What one seat answered to one item; the first that came counts, and it is never changed.

    client_id: made by the device before sending, so that what is sent twice is kept once. sequence: the device's own
    order. value: as the kind of item reads it, None where the item was passed over.
    """

    # The unique constraints below are its index; of an edition nobody asks for the answers.
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="answers", db_index=False)
    client_id = models.UUIDField()
    sequence = models.PositiveIntegerField()
    item = models.CharField(max_length=40)  # its id in the edition
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+", db_index=False)
    value = models.JSONField(null=True)
    received_at = models.DateTimeField()
    is_late = models.BooleanField(default=False)

    class Meta:
        ordering = ["seat", "sequence", "pk"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(fields=["seat", "client_id"], name="an_answer_is_kept_once"),
            models.UniqueConstraint(fields=["seat", "item"], name="an_item_is_answered_once_from_a_seat"),
        ]

    def __str__(self) -> str:
        return f"{self.item} from seat {self.seat_id}"
