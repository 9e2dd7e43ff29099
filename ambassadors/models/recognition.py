"""What ambassadors are thanked for."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ambassadors.enums import BadgeKind
from ambassadors.models.people import Ambassador
from cms.keys import new_key

USER = settings.AUTH_USER_MODEL


class Badge(models.Model):
    """Something that an ambassador did, with what shows it. evidence: {what: value}, no names."""

    ambassador = models.ForeignKey(Ambassador, on_delete=models.CASCADE, related_name="badges")
    kind = models.CharField(max_length=12, choices=BadgeKind.choices)
    evidence = models.JSONField(default=dict)
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["given_at", "pk"]
        verbose_name = _("badge")
        verbose_name_plural = _("badges")
        constraints = [models.UniqueConstraint(fields=["ambassador", "kind"], name="a_badge_is_given_once")]

    def __str__(self) -> str:
        return self.kind


class Thanks(models.Model):
    """A coordinator recognised what an ambassador did since the last time. minutes: of the visits that it is for."""

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    ambassador = models.ForeignKey(Ambassador, on_delete=models.CASCADE, related_name="thanks")
    given_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)
    visits = models.PositiveSmallIntegerField()
    minutes = models.PositiveIntegerField()
    words = models.TextField(_("in your own words"), blank=True, max_length=1000)

    class Meta:
        ordering = ["given_at", "pk"]
        verbose_name = _("recognition of an ambassador")
        verbose_name_plural = _("recognitions of ambassadors")

    def __str__(self) -> str:
        return self.key
