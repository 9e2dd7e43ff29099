"""What an ambassador has done of her training."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ambassadors.models.people import Ambassador
from cms.keys import new_key

USER = settings.AUTH_USER_MODEL


class TrainingPath(models.Model):
    """What coordinators chose for everybody: lessons and two forms that measure discernment, by translation_key.

    The last row holds; without one, domain.queries.training.path takes what the starter collection brings.
    """

    lessons = models.JSONField(default=list)
    forms = models.JSONField(default=list)
    chosen_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    chosen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("training path")
        verbose_name_plural = _("training paths")

    def __str__(self) -> str:
        return f"{self.chosen_at:%Y-%m-%d}"


class LessonWorked(models.Model):
    """She has worked through a lesson plan, as she says."""

    ambassador = models.ForeignKey(Ambassador, on_delete=models.CASCADE, related_name="lessons_worked")
    lesson = models.UUIDField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("lesson that an ambassador worked through")
        verbose_name_plural = _("lessons that ambassadors worked through")
        constraints = [
            models.UniqueConstraint(fields=["ambassador", "lesson"], name="a_lesson_is_worked_through_once")
        ]

    def __str__(self) -> str:
        return str(self.lesson)


class GateAttempt(models.Model):
    """One way through a form that measures discernment; scored by the server, once.

    name: of the run. d: discernment d'; c: bias (standard deviations). ended_at: when the last item was answered.
    """

    ambassador = models.ForeignKey(Ambassador, on_delete=models.CASCADE, related_name="attempts")
    exercise = models.UUIDField()
    edition = models.ForeignKey("exercises.Edition", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=24)
    begun_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    d = models.FloatField(null=True)
    c = models.FloatField(null=True)
    right = models.PositiveSmallIntegerField(null=True)
    judged = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["begun_at", "pk"]
        verbose_name = _("attempt at the gate")
        verbose_name_plural = _("attempts at the gate")
        constraints = [
            models.UniqueConstraint(fields=["ambassador", "name"], name="an_attempt_is_one_run"),
            models.UniqueConstraint(
                fields=["ambassador", "exercise"],
                condition=Q(ended_at=None),
                name="one_open_attempt_at_a_form",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exercise} {self.d}"


class ModulePassed(models.Model):
    """She answered all situations of the safeguarding module rightly, in a version of it."""

    ambassador = models.ForeignKey(Ambassador, on_delete=models.CASCADE, related_name="modules")
    version = models.CharField(max_length=12)
    tries = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("safeguarding module that was passed")
        verbose_name_plural = _("safeguarding modules that were passed")
        constraints = [
            models.UniqueConstraint(fields=["ambassador", "version"], name="a_module_is_passed_once")
        ]

    def __str__(self) -> str:
        return self.version


SCORE = [MinValueValidator(1), MaxValueValidator(4)]


class PracticeTalk(models.Model):
    """A talk before people whom she knows, judged by a companion or coordinator with a rubric of four criteria."""

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    ambassador = models.ForeignKey(Ambassador, on_delete=models.CASCADE, related_name="talks")
    about = models.CharField(_("what you will speak about"), max_length=200)
    asked_at = models.DateTimeField(default=timezone.now)
    reviewer = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    truth = models.PositiveSmallIntegerField(
        _("What is said is true and sourced"), null=True, validators=SCORE
    )
    listening = models.PositiveSmallIntegerField(_("Asks, listens, answers"), null=True, validators=SCORE)
    clarity = models.PositiveSmallIntegerField(_("Clear for this age"), null=True, validators=SCORE)
    care = models.PositiveSmallIntegerField(
        _("Hurts nobody, and knows where help is"), null=True, validators=SCORE
    )
    comment = models.TextField(_("What was good, and what to try next"), blank=True, max_length=2000)
    passed = models.BooleanField(null=True)
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name = _("practice talk")
        verbose_name_plural = _("practice talks")
        constraints = [
            models.UniqueConstraint(
                fields=["ambassador"], condition=Q(reviewed_at=None), name="one_practice_talk_waits_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None)
                | Q(
                    passed__isnull=False,
                    truth__range=(1, 4),
                    listening__range=(1, 4),
                    clarity__range=(1, 4),
                    care__range=(1, 4),
                ),
                name="a_talk_is_reviewed_by_all_criteria",
            ),
        ]

    def __str__(self) -> str:
        return self.about
