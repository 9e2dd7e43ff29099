"""The ledger of what ambassadors and their guardians agreed to. Entries are added and never changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ambassadors.enums import ConsentKind, ConsentSide
from campaigns.models import ConsentWording
from campaigns.models.consent import AppendOnly

USER = settings.AUTH_USER_MODEL


class AmbassadorConsent(AppendOnly):
    """One line of the ledger: somebody agreed, or took it back. The last line of a side holds.

    is_public: first name and town may be shown to everybody. formats: how she may visit (codes of enums.Format).
    read_in: the language in which the words were read.
    """

    ambassador = models.ForeignKey(
        "ambassadors.Ambassador", on_delete=models.PROTECT, related_name="consents"
    )
    side = models.CharField(max_length=8, choices=ConsentSide.choices)
    kind = models.CharField(max_length=12, choices=ConsentKind.choices)
    is_public = models.BooleanField(default=False)
    formats = models.JSONField(default=list)
    until = models.DateField(null=True)
    wording = models.ForeignKey(ConsentWording, null=True, on_delete=models.PROTECT, related_name="+")
    read_in = models.CharField(max_length=8, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("entry of the ambassadors' ledger")
        verbose_name_plural = _("ambassadors' ledger")
        indexes = [models.Index(fields=["ambassador", "side", "-id"], name="ambassador_consent_by_side")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=ConsentKind.WITHDRAWN) | Q(until__isnull=False, wording__isnull=False),
                name="an_ambassador_agrees_to_words_until_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.kind}"
