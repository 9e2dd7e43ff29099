"""Share cards as they lie in the storage, and the switch that pauses a campaign."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.enums import CardFormat
from campaigns.models.organisation import Organisation
from cms.keys import new_key


class ShareCard(models.Model):
    """One card of one language and size, made and stored under the hash of what went in.

    campaign: the translation_key of the campaign's pages. card: the id of its block, the same in every language.
    story: whose quotation it shows. claims: primary keys of the claims whose figures it shows. person: a fingerprint of
    what the ledger allowed of the story's person when the card was made; what it allows today must be the same.
    """

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)  # its public id
    campaign = models.UUIDField(db_index=True)
    language = models.CharField(max_length=8)
    card = models.CharField(max_length=64)
    format = models.CharField(max_length=12, choices=CardFormat.choices)
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=200)  # in the default storage
    size = models.PositiveIntegerField(default=0)  # bytes
    alt = models.TextField()
    story = models.UUIDField(null=True, db_index=True)
    claims = models.JSONField(default=list)
    person = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("share card")
        verbose_name_plural = _("share cards")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "language", "card", "format"],
                name="a_card_once_for_each_language_and_size",
            )
        ]

    def __str__(self) -> str:
        return self.key


class CampaignSwitch(models.Model):
    """Pause now: while `paused_at` is set, the campaign's pages say so and nothing else; nothing is handed out."""

    campaign = models.UUIDField(unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="switches")
    paused_at = models.DateTimeField(null=True)
    paused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)  # for colleagues, not for readers

    class Meta:
        verbose_name = _("switch of a campaign")
        verbose_name_plural = _("switches of campaigns")

    def __str__(self) -> str:
        return str(self.campaign)
