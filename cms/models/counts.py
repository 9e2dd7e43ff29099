"""How often something was looked at or taken away: one number a day, nothing about anybody."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DailyCount(models.Model):
    """subject: the translation_key of a page. what: "view", "download" or what a room counts besides."""

    what = models.CharField(max_length=16)
    subject = models.UUIDField()
    language = models.CharField(max_length=8)
    day = models.DateField()
    number = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("count of a day")
        verbose_name_plural = _("counts of days")
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "what", "language", "day"], name="one_count_for_each_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.subject} {self.day}: {self.number}"
