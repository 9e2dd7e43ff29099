"""Self-assessment rounds: leaders, teachers and pupils answer about the same indicators."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.keys import new_key
from schools.enums import VoiceGroup
from schools.models.school import School

USER = settings.AUTH_USER_MODEL


class RoundQuerySet(models.QuerySet):
    def open(self) -> "RoundQuerySet":
        return self.filter(closed_at=None, closes_at__gt=timezone.now())

    def ended(self) -> "RoundQuerySet":
        return self.filter(Q(closed_at__isnull=False) | Q(closes_at__lte=timezone.now()))


class Round(models.Model):
    """One self-assessment of a school, open for some weeks.

    version: of the framework. results: what it came to, made once when it ended and kept; the voices are deleted then.
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="rounds")
    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    version = models.PositiveSmallIntegerField(default=1)
    opened_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    results = models.JSONField(null=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        verbose_name = _("self-assessment")
        verbose_name_plural = _("self-assessments")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opened_at")), name="a_self_assessment_closes_after_it_opened"
            ),
            models.UniqueConstraint(
                fields=["school"],
                condition=Q(closed_at=None),
                name="one_self_assessment_at_a_time_in_a_school",
            ),
            models.CheckConstraint(
                condition=Q(results=None) | Q(closed_at__isnull=False),
                name="a_self_assessment_has_results_when_it_is_closed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school} {self.opened_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and timezone.now() < self.closes_at


class Turn(models.Model):
    """Somebody of the staff has answered in a round. What she answered is not known from it."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="turns")
    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("turn in a self-assessment")
        verbose_name_plural = _("turns in self-assessments")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "user"], name="everybody_answers_a_self_assessment_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.round_id}"


def by_chance() -> int:
    """A number of 62 random bits."""
    return secrets.randbits(62)


class Voice(models.Model):
    """What one person answered in a round: no name, no account, no time. Deleted when the round ends.

    id: by chance; numbers that are counted up would lie beside those of Turn. name: the random name of the form that
    was sent, so that what is sent twice is kept once. answers: level (1 to 4) by code of the indicator; what was passed
    over is missing.
    """

    id = models.BigIntegerField(primary_key=True, default=by_chance, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="voices")
    group = models.CharField(max_length=8, choices=VoiceGroup.choices)
    name = models.CharField(max_length=32)
    answers = models.JSONField(default=dict)

    class Meta:
        ordering = ["name"]  # by chance: the order of answering tells nothing
        verbose_name = _("voice in a self-assessment")
        verbose_name_plural = _("voices in self-assessments")
        constraints = [
            models.UniqueConstraint(fields=["round", "name"], name="a_voice_is_kept_once"),
        ]

    def __str__(self) -> str:
        return f"{self.group} in {self.round_id}"
