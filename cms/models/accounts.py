"""What accounts need beside the user: counters of attempts, and the ledger of erased accounts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Attempts(models.Model):
    """How often something was tried under one key, and until when it must wait.

    Kept in the database and not in a cache, so that a limit holds when Redis is away and cannot be pushed out of a
    full cache. The key is a keyed hash: neither address nor account can be read from it.
    """

    key = models.CharField(max_length=64, primary_key=True)
    level = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(db_index=True)
    wait_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.level} attempts"


class ErasedAccount(models.Model):
    """That an account was erased: its number and when, nothing else.

    A backup from before may bring the account back; `manage.py erasures apply` then erases it again.
    """

    user_id = models.BigIntegerField(_("number of the account"), unique=True)
    at = models.DateTimeField(_("when"), db_index=True)

    class Meta:
        ordering = ["at"]
        verbose_name = _("erased account")
        verbose_name_plural = _("erased accounts")

    def __str__(self) -> str:
        return f"{self.user_id} ({self.at:%Y-%m-%d})"
