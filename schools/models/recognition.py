"""Levels of recognition: handed in by a lead, decided by a coordinator, shown by a certificate that can be checked."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.keys import new_key
from schools.enums import Level, RecognitionState
from schools.models.school import School

USER = settings.AUTH_USER_MODEL


class RecognitionQuerySet(models.QuerySet):
    def standing(self) -> "RecognitionQuerySet":
        """Those that hold today."""
        return self.filter(state=RecognitionState.GRANTED, expires_at__gt=timezone.now())


class Recognition(models.Model):
    """A school asked to be recognised at a level, and what came of it; never overwritten by the next one.

    trace: the conditions as they stood when it was handed in (schools.domain.levels). status_index: its place in the
    status list of credentials.
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="recognitions")
    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices)
    state = models.CharField(
        max_length=12, choices=RecognitionState.choices, default=RecognitionState.SUBMITTED
    )
    statement = models.TextField(_("what we are proud of, and what comes next"), max_length=2000, blank=True)
    trace = models.JSONField(default=list)
    submitted_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    submitted_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reasons = models.TextField(_("reasons"), max_length=2000, blank=True)
    expires_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)  # when the leads were told that it ends soon
    status_index = models.PositiveIntegerField(null=True, unique=True)

    objects = RecognitionQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        verbose_name = _("recognition")
        verbose_name_plural = _("recognitions")
        constraints = [
            models.UniqueConstraint(
                fields=["school"],
                condition=Q(state=RecognitionState.SUBMITTED),
                name="one_recognition_of_a_school_waits_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[RecognitionState.SUBMITTED, RecognitionState.WITHDRAWN])
                | Q(decided_at__isnull=False),
                name="a_recognition_was_decided_on_at_some_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[RecognitionState.GRANTED, RecognitionState.REVOKED])
                | Q(expires_at__gt=F("decided_at"), status_index__isnull=False),
                name="what_is_granted_expires_and_has_a_status",
            ),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=3), name="there_are_three_levels"),
        ]

    def __str__(self) -> str:
        return f"{self.school}: {self.level}"


class SigningKey(models.Model):
    """A key with which credentials are signed. The newest signs; older ones stay, to check what they signed.

    private: sealed with the site's secret key (schools.domain.signing). public: as a JSON Web Key.
    """

    kid = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    private = models.TextField(blank=True)  # "" once it signs no more
    public = models.JSONField()
    made_at = models.DateTimeField(default=timezone.now)
    signs = models.BooleanField(default=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("signing key")
        verbose_name_plural = _("signing keys")
        constraints = [
            models.UniqueConstraint(
                fields=["signs"], condition=Q(signs=True), name="one_key_signs_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.kid
