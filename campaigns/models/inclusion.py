"""The inclusion self-check: how open an organisation is itself, and what it does next."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.enums import InclusionLevel
from campaigns.models.organisation import Organisation
from cms.models import Term


class InclusionQuestion(Term):
    """One question of the self-check (campaigns/seeds/inclusion.yaml). label: the question; description: what to do
    where the answer is not yet."""

    area = models.CharField(_("area"), max_length=32)  # campaigns.domain.inclusion.AREAS

    class Meta(Term.Meta):
        verbose_name = _("question of the inclusion self-check")
        verbose_name_plural = _("questions of the inclusion self-check")


class InclusionCheck(models.Model):
    """An organisation went through the questions once."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="inclusion_checks")
    begun_at = models.DateTimeField(default=timezone.now)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-begun_at", "-pk"]
        verbose_name = _("inclusion self-check")
        verbose_name_plural = _("inclusion self-checks")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(finished_at=None),
                name="one_open_self_check_for_an_organisation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.begun_at:%Y-%m-%d}"


class InclusionAnswer(models.Model):
    check_up = models.ForeignKey(InclusionCheck, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(InclusionQuestion, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=InclusionLevel.choices)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("answer of a self-check")
        verbose_name_plural = _("answers of self-checks")
        constraints = [
            models.UniqueConstraint(fields=["check_up", "question"], name="a_question_is_answered_once"),
            models.CheckConstraint(condition=Q(level__lte=3), name="a_level_is_at_most_three"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.level}"


class InclusionAction(models.Model):
    """Something that the organisation will do, by when, and who sees to it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="inclusion_actions")
    question = models.ForeignKey(InclusionQuestion, null=True, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(_("what we will do"), max_length=300)
    who = models.CharField(_("who sees to it"), max_length=80, blank=True)
    due = models.DateField(_("until"), null=True, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["done_at", "due", "pk"]
        verbose_name = _("action")
        verbose_name_plural = _("actions")

    def __str__(self) -> str:
        return self.what
