"""Sittings: an exercise opened for a classroom; the codes by which pupils come in."""

import secrets
from datetime import UTC, datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from classrooms.enums import Feedback, Role, Way
from classrooms.models.classroom import Classroom, Reader
from exercises.models import Edition

#: For so long after the close, answers that waited on a device are taken, and marked late.
LATE = timedelta(hours=24)


def new_key() -> str:
    """A name of 60 random bits for addresses: it shows neither how many sittings there are nor whose one is."""
    return "".join(secrets.choice("abcdefghijkmnpqrstuvwxyz23456789") for _place in range(12))


class SittingQuerySet(models.QuerySet):
    def run_by(self, user) -> "SittingQuerySet":
        """The sittings that `user` may open, close and change (twin of rules.can_run)."""
        return self.filter(classroom__owner_id=user.pk) if user.is_authenticated else self.none()

    def visible_to(self, user) -> "SittingQuerySet":
        """The sittings whose results `user` may read (twin of rules.can_read_results)."""
        if not user.is_authenticated:
            return self.none()
        shared = Q(classroom_id__in=Reader.objects.of(user).values("classroom_id"))
        return self.filter(Q(classroom__owner_id=user.pk) | shared & ~self._is_open())

    def open(self) -> "SittingQuerySet":
        return self.filter(self._is_open())

    @staticmethod
    def _is_open() -> Q:
        return Q(closed_at=None, closes_at__gt=timezone.now())


class Sitting(models.Model):
    """An exercise opened for a classroom by a join code, until it is closed or its time is over.

    edition: what is answered (of second_edition: by every other seat, where there are two parallel forms). A pupil who
    reads another language is given the edition of that language with the same structure. hands: what was counted where
    there are no devices. results: what the classroom came to, kept; made from `results_from` answers.
    """

    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="sittings")
    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    second_edition = models.ForeignKey(Edition, null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.PRACTICE)
    follows = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="followed_by"
    )  # the sitting before teaching with which this one is compared
    way = models.CharField(max_length=12, choices=Way.choices, default=Way.DEVICES)
    feedback = models.CharField(max_length=12, choices=Feedback.choices, default=Feedback.AT_ONCE)
    language = models.CharField(max_length=8, blank=True)  # "": each pupil chooses
    seat_limit = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField(default=timezone.now)
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    hands = models.JSONField(default=dict)

    results = models.JSONField(null=True)
    results_from = models.PositiveIntegerField(default=0)
    told_at = models.DateTimeField(null=True)  # when the teacher was told that answers will be deleted
    deleted_at = models.DateTimeField(null=True)  # when seats and answers were
    deleted_seats = models.PositiveIntegerField(default=0)
    deleted_answers = models.PositiveIntegerField(default=0)

    objects = SittingQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        verbose_name = _("sitting")
        verbose_name_plural = _("sittings")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opened_at")), name="a_sitting_closes_after_it_opened"
            ),
            models.CheckConstraint(
                condition=Q(role=Role.PRACTICE) | Q(feedback=Feedback.AT_CLOSE) | Q(way=Way.HANDS),
                name="what_measures_explains_at_its_close",
            ),
            models.CheckConstraint(
                condition=Q(second_edition=None) | ~Q(way=Way.HANDS), name="hands_are_raised_for_one_form"
            ),
            models.CheckConstraint(
                condition=Q(second_edition=None) | ~Q(second_edition=F("edition")),
                name="two_forms_are_two_editions",
            ),
            models.CheckConstraint(
                condition=Q(follows=None) | Q(role__in=[Role.AFTER, Role.DELAYED]),
                name="only_what_comes_later_follows_something",
            ),
            models.CheckConstraint(condition=Q(seat_limit__gte=1), name="a_sitting_has_a_seat"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")),
                name="a_sitting_is_closed_after_it_opened",
            ),
        ]
        indexes = [models.Index(fields=["deleted_at", "closes_at"], name="sittings_to_be_deleted")]

    def __str__(self) -> str:
        return f"{self.edition.title} ({self.classroom})"

    @property
    def ended_at(self) -> datetime:
        """When it was closed, or its time is over; in the future while it is open."""
        return min(self.closed_at or self.closes_at, self.closes_at)

    @property
    def is_open(self) -> bool:
        return timezone.now() < self.ended_at

    @property
    def takes_late_answers(self) -> bool:
        return timezone.now() < self.ended_at + LATE

    @property
    def deletes_at(self) -> datetime:
        """When its answers are deleted, in days of 24 hours; never before late ones may have come."""
        return self.ended_at.astimezone(UTC) + timedelta(days=self.classroom.keep_days)

    @property
    def editions(self) -> list[Edition]:
        """The forms, as they were opened: one, or two that are parallel."""
        return [self.edition] + ([self.second_edition] if self.second_edition_id else [])


class JoinCode(models.Model):
    """A code under which pupils come in. It is remembered for a while after use, so that none is given twice."""

    code = models.CharField(max_length=7, primary_key=True)
    sitting = models.OneToOneField(Sitting, null=True, on_delete=models.SET_NULL, related_name="join_code")
    #: "<door>:<key>" for what another room opens by a code (classrooms.domain.joining.doors).
    opens = models.CharField(max_length=40, blank=True, db_index=True)
    issued_at = models.DateTimeField(auto_now_add=True)
    given_up_at = models.DateTimeField(null=True)  # from then on, it leads nowhere

    class Meta:
        verbose_name = _("join code")
        verbose_name_plural = _("join codes")

    def __str__(self) -> str:
        return self.code
