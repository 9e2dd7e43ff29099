"""What a campaign came to: reach as the organisation reports it, and the message test that was declared beforehand.

Views and downloads are counted on the ground floor (cms.models.DailyCount).
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models.organisation import Organisation
from cms.keys import new_key

USER = settings.AUTH_USER_MODEL


class ReachReport(models.Model):
    """How many people something reached elsewhere, as the organisation says itself."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="reach_reports")
    campaign = models.UUIDField(db_index=True)
    day = models.DateField(_("day"))
    channel = models.CharField(_("where"), max_length=80)
    people = models.PositiveIntegerField(_("how many people"))
    counted_how = models.CharField(_("how you know"), max_length=200)
    reported_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    reported_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-day", "-pk"]
        verbose_name = _("report of reach")
        verbose_name_plural = _("reports of reach")

    def __str__(self) -> str:
        return f"{self.day} {self.channel}: {self.people}"


class MessageTest(models.Model):
    """Two wordings compared, declared before the first answer: what is asked, of how many, what would count.

    Whoever opens /<lang>/try/<key>/ is shown one of the two by chance and asked one question. Only counts are kept.
    """

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="message_tests")
    campaign = models.UUIDField(db_index=True)
    language = models.CharField(_("language"), max_length=8)
    first = models.TextField(_("first wording"), max_length=600)
    second = models.TextField(_("second wording"), max_length=600)
    question = models.CharField(_("question, to be answered with yes or no"), max_length=200)
    expectation = models.TextField(_("what you expect, and why"), max_length=600)
    wanted = models.PositiveIntegerField(_("answers to each wording"))
    declared_at = models.DateTimeField(null=True, editable=False)
    declared_by = models.ForeignKey(
        USER, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    ended_at = models.DateTimeField(null=True, editable=False)
    first_yes = models.PositiveIntegerField(default=0, editable=False)
    first_no = models.PositiveIntegerField(default=0, editable=False)
    second_yes = models.PositiveIntegerField(default=0, editable=False)
    second_no = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("message test")
        verbose_name_plural = _("message tests")
        constraints = [
            models.CheckConstraint(condition=Q(wanted__gte=50), name="a_message_test_asks_fifty_at_least"),
            models.CheckConstraint(
                condition=Q(declared_at__isnull=False)
                | Q(first_yes=0, first_no=0, second_yes=0, second_no=0),
                name="nothing_is_counted_before_it_is_declared",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("declared_at")),
                name="a_message_test_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return self.question


class SpentForm(models.Model):
    """A form of a message test that was sent: it counts once. It holds neither what was shown nor what was answered,
    and goes when the test ends."""

    test = models.ForeignKey(MessageTest, on_delete=models.CASCADE, related_name="spent")
    nonce = models.CharField(max_length=32)

    class Meta:
        verbose_name = _("form that was sent")
        verbose_name_plural = _("forms that were sent")
        constraints = [models.UniqueConstraint(fields=["test", "nonce"], name="a_form_counts_once")]

    def __str__(self) -> str:
        return self.nonce
