"""Visits: who goes, with whom, and what came of it."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ambassadors.enums import AHEAD, FIRM, MADE, FeedbackBy, Format, VisitState
from ambassadors.models.people import Ambassador, Companion
from ambassadors.models.supply import VisitRequest
from campaigns.models import Organisation
from cms.keys import new_key
from schools.models import School

USER = settings.AUTH_USER_MODEL


class VisitQuerySet(models.QuerySet):
    def ahead(self) -> "VisitQuerySet":
        return self.filter(state__in=AHEAD)

    def of_ambassador(self, user) -> "VisitQuerySet":
        """Visits that `user` makes as an ambassador (twin of rules.goes)."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            parts__ambassador__user_id=user.pk,
            parts__ambassador__withdrawn_at=None,
            parts__declined_at=None,
        )

    def of_companion(self, user) -> "VisitQuerySet":
        if not user.is_authenticated:
            return self.none()
        hers = Companion.objects.of(user)
        able = Companion.objects.cleared().filter(user_id=user.pk)
        along = Q(first_companion__in=hers) | Q(second_companion__in=hers)
        still = Q(first_companion__in=able) | Q(second_companion__in=able)
        return self.filter(along).filter(still | Q(state__in=MADE))

    def hosted_by(self, user) -> "VisitQuerySet":
        """Visits to the schools that `user` belongs to (twin of rules.hosts)."""
        return self.filter(school__in=School.objects.visible_to(user))


class Visit(models.Model):
    """A school is visited, by ambassadors (Part) or by an organisation with its companions.

    with_minor: somebody under 18 goes; kept by domain.visits. minutes: how long it takes. checklist: codes of the risks
    that were looked at (domain.visits.CHECKLIST). attended: pupils who were there. place: without anybody's name.
    revision: grows with each change, for calendars.
    """

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    request = models.ForeignKey(VisitRequest, on_delete=models.CASCADE, related_name="visits")
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="visits")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="visits"
    )
    state = models.CharField(max_length=12, choices=VisitState.choices, default=VisitState.MATCHED)
    with_minor = models.BooleanField(default=False)
    first_companion = models.ForeignKey(
        Companion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    second_companion = models.ForeignKey(
        Companion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    format = models.CharField(_("how"), max_length=12, choices=Format.choices, default=Format.IN_PERSON)
    starts_at = models.DateTimeField(_("begins"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=45, validators=[MinValueValidator(15), MaxValueValidator(240)]
    )
    place = models.CharField(
        _("where in the school, or the link of the school's own room"), max_length=200, blank=True
    )
    checklist = models.JSONField(default=list)
    matched_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    matched_at = models.DateTimeField(default=timezone.now)
    reasons = models.JSONField(default=list)  # why it was proposed: codes and values (domain.matching)
    booked_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    booked_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    why_cancelled = models.TextField(_("reason"), blank=True, max_length=600)
    delivered_at = models.DateTimeField(null=True)
    attended = models.PositiveSmallIntegerField(
        _("pupils who were there"), null=True, blank=True, validators=[MaxValueValidator(200)]
    )
    reviewed_at = models.DateTimeField(null=True)
    reminded = models.JSONField(default=list)  # letters that went: days before, or codes (domain.reminding)
    revision = models.PositiveIntegerField(default=0)
    exit_question = models.CharField(max_length=300, blank=True)
    exit_counts = models.JSONField(default=dict)  # how often each answer was given, once the door is shut
    exit_closes_at = models.DateTimeField(null=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        indexes = [models.Index(fields=["state", "starts_at"], name="visits_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(with_minor=False)
                | ~Q(state__in=FIRM)
                | Q(first_companion__isnull=False, second_companion__isnull=False),
                name="a_minor_visits_with_two_companions",
            ),
            models.CheckConstraint(
                condition=Q(first_companion=None)
                | Q(second_companion=None)
                | ~Q(first_companion=F("second_companion")),
                name="two_companions_are_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=FIRM) | Q(starts_at__isnull=False, booked_at__isnull=False),
                name="a_booked_visit_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=list(MADE)) | Q(attended__isnull=False, delivered_at__isnull=False),
                name="a_delivered_visit_counted_its_pupils",
            ),
            models.UniqueConstraint(
                fields=["request"], condition=~Q(state=VisitState.CANCELLED), name="a_request_has_one_visit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school} {self.state}"

    @property
    def companions(self) -> list[Companion]:
        return [one for one in (self.first_companion, self.second_companion) if one is not None]


class Part(models.Model):
    """An ambassador goes on a visit, once she said yes."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="parts")
    ambassador = models.ForeignKey(Ambassador, on_delete=models.CASCADE, related_name="parts")
    asked_at = models.DateTimeField(default=timezone.now)
    agreed_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("part in a visit")
        verbose_name_plural = _("parts in visits")
        constraints = [
            models.UniqueConstraint(fields=["visit", "ambassador"], name="an_ambassador_goes_once"),
            models.CheckConstraint(
                condition=Q(agreed_at=None) | Q(declined_at=None), name="a_part_is_agreed_to_or_declined"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ambassador} ({self.visit_id})"


class Feedback(models.Model):
    """What somebody says of a visit afterwards: once for the school, once for each who went.

    went: 1 to 4. learnt: what pupils took with them, 1 to 4. text: for coordinators and those who went.
    """

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="feedback")
    by = models.CharField(max_length=12, choices=FeedbackBy.choices)
    user = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    went = models.PositiveSmallIntegerField(
        _("How did it go?"), validators=[MinValueValidator(1), MaxValueValidator(4)]
    )
    learnt = models.PositiveSmallIntegerField(
        _("What did the pupils take with them?"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(4)],
    )
    text = models.TextField(_("In a few words"), blank=True, max_length=1000)
    worry = models.BooleanField(_("Something worried me; please ask me"), default=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("feedback on a visit")
        verbose_name_plural = _("feedback on visits")
        constraints = [
            models.UniqueConstraint(
                fields=["visit"], condition=Q(by=FeedbackBy.HOST), name="a_school_says_once_how_it_went"
            ),
            models.UniqueConstraint(fields=["visit", "user"], name="everybody_says_once_how_it_went"),
            models.CheckConstraint(condition=Q(went__range=(1, 4)), name="how_it_went_is_1_to_4"),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.by}"


class ExitVoice(models.Model):
    """What one pupil answered to the exit question: 1 to 4, no name, no time. Deleted when the door is shut."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="voices")
    name = models.CharField(max_length=32)  # of the form, so that it counts once
    answer = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["name"]
        verbose_name = _("answer to an exit question")
        verbose_name_plural = _("answers to exit questions")
        constraints = [
            models.UniqueConstraint(fields=["visit", "name"], name="a_pupil_answers_a_visit_once"),
            models.CheckConstraint(condition=Q(answer__range=(1, 4)), name="an_exit_answer_is_1_to_4"),
        ]

    def __str__(self) -> str:
        return str(self.visit_id)
