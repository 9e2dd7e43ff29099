"""How many people guessed what; nothing about any of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class GuessCount(models.Model):
    """How often a guess fell into one twentieth of an item's scale, in all languages together."""

    item = models.CharField(
        max_length=64
    )  # a fingerprint of its id and key: exercises.domain.editions.item_mark
    bucket = models.PositiveSmallIntegerField()  # 0 to 19
    number = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("count of guesses")
        verbose_name_plural = _("counts of guesses")
        constraints = [
            models.UniqueConstraint(fields=["item", "bucket"], name="guesses_have_one_row_for_each_bucket"),
            models.CheckConstraint(condition=models.Q(bucket__lt=20), name="a_scale_has_twenty_buckets"),
        ]

    def __str__(self) -> str:
        return f"{self.item[:8]} {self.bucket}: {self.number}"
