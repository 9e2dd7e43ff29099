"""Content reports: what somebody tells us about a page, and what was decided about it."""

from hashlib import blake2b

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.enums import ReportDecision, ReportReason

USER = settings.AUTH_USER_MODEL


class ContentReport(models.Model):
    """A notice about a public page. It changes nothing by itself, however many there are: people decide.

    token: opens the receipt, the decision and the appeal, without an account. six_part: what the moderator found in
    the six parts of the context test (enums.ContextPart), by code.
    """

    token = models.CharField(max_length=32, unique=True, editable=False)
    path = models.CharField(_("page"), max_length=500)
    page = models.ForeignKey("wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="+")
    title = models.CharField(max_length=255, blank=True)  # of the page, as it was called
    reason = models.CharField(_("reason"), max_length=16, choices=ReportReason.choices)
    text = models.TextField(_("what is wrong"), max_length=4000)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(max_length=8)
    received_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()  # 24 hours later
    reminded_at = models.DateTimeField(null=True)  # when moderators were told that the time is nearly up

    decision = models.CharField(_("decision"), max_length=16, choices=ReportDecision.choices, blank=True)
    six_part = models.JSONField(default=dict)
    reasons = models.TextField(_("reasons"), max_length=4000, blank=True)
    decided_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)

    appeal = models.TextField(_("appeal"), max_length=4000, blank=True)
    appealed_at = models.DateTimeField(null=True)
    appeal_due_at = models.DateTimeField(null=True)
    appeal_reminded_at = models.DateTimeField(null=True)
    appeal_decision = models.CharField(max_length=16, choices=ReportDecision.choices, blank=True)
    appeal_reasons = models.TextField(max_length=4000, blank=True)
    appeal_decided_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    appeal_decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["received_at", "pk"]
        verbose_name = _("content report")
        verbose_name_plural = _("content reports")
        permissions = [("decide_reports", "Can decide content reports")]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_at__gt=F("received_at")), name="a_report_is_due_after_it_came"
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None)
                | (~Q(decision="") & Q(decided_at__isnull=False) & ~Q(reasons="")),
                name="a_decision_has_reasons",
            ),
            models.CheckConstraint(
                condition=Q(appealed_at=None) | Q(decided_at__isnull=False),
                name="an_appeal_follows_a_decision",
            ),
            models.CheckConstraint(
                condition=Q(appeal_decision="", appeal_decided_at=None)
                | (
                    ~Q(appeal_decision="")
                    & Q(appealed_at__isnull=False, appeal_decided_at__isnull=False)
                    & ~Q(appeal_reasons="")
                ),
                name="the_decision_of_an_appeal_has_reasons",
            ),
            models.CheckConstraint(
                condition=Q(appeal_decided_by=None) | ~Q(appeal_decided_by=F("decided_by")),
                name="an_appeal_is_decided_by_another_person",
            ),
        ]
        indexes = [models.Index(fields=["decided_at", "due_at"], name="reports_to_be_decided")]

    @property
    def number(self) -> str:
        """What the notice is called in letters; it tells neither the token nor how many there are."""
        name = blake2b(self.token.encode(), digest_size=5).hexdigest().upper()
        return f"{name[:5]}-{name[5:]}"

    def __str__(self) -> str:
        return f"{self.path} ({self.get_reason_display()})"
