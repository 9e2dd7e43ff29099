"""Classrooms: a teacher's pupils, without a single name."""

import secrets

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.languages import DEFAULT_LANGUAGE, LANGUAGES
from cms.models import AgeBand

MOST_PUPILS = 300
LONGEST_NAME = 80
#: Days after the close of a sitting on which its answers are deleted: the usual number, and the longest.
USUAL_DAYS, MOST_DAYS = 30, 400


def new_share_token() -> str:
    """A token of 128 random bits: nobody can guess it."""
    return secrets.token_urlsafe(16)


class ClassroomQuerySet(models.QuerySet):
    def owned_by(self, user) -> "ClassroomQuerySet":
        """The classrooms that `user` may change (twin of rules.can_run)."""
        return self.filter(owner_id=user.pk) if user.is_authenticated else self.none()

    def visible_to(self, user) -> "ClassroomQuerySet":
        """The classrooms whose results `user` may read: her own and those shared with her (twin of rules.can_read)."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(owner_id=user.pk) | Q(pk__in=Reader.objects.of(user).values("classroom_id")))


class Classroom(models.Model):
    """A teacher's pupils: how many, how old, what they usually read. No pupil is named anywhere."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="classrooms", verbose_name=_("owner")
    )
    name = models.CharField(
        _("name"), max_length=LONGEST_NAME, help_text=_("As you call it: 8B, or Tuesday group.")
    )
    age_band = models.ForeignKey(
        AgeBand, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("age")
    )
    language = models.CharField(
        _("usual language"),
        max_length=8,
        default=DEFAULT_LANGUAGE,
        choices=[(language.code, language.name) for language in LANGUAGES],
    )
    size = models.PositiveSmallIntegerField(
        _("number of pupils"), validators=[MinValueValidator(1), MaxValueValidator(MOST_PUPILS)]
    )
    keep_days = models.PositiveSmallIntegerField(
        _("days until answers are deleted"),
        default=USUAL_DAYS,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
        help_text=_("Counted from the close of a sitting. What the classroom as a whole came to is kept."),
    )
    share_token = models.CharField(max_length=32, unique=True, null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ClassroomQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("classroom")
        verbose_name_plural = _("classrooms")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"], name="a_teacher_has_one_classroom_of_each_name"
            ),
            models.CheckConstraint(
                condition=Q(size__gte=1, size__lte=MOST_PUPILS), name="a_classroom_has_1_to_300_pupils"
            ),
            models.CheckConstraint(
                condition=Q(keep_days__gte=1, keep_days__lte=MOST_DAYS), name="answers_are_kept_1_to_400_days"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ReaderQuerySet(models.QuerySet):
    def of(self, user) -> "ReaderQuerySet":
        """The classrooms that somebody shared with `user`."""
        return self.filter(user_id=user.pk)


class Reader(models.Model):
    """A colleague with whom a teacher shares the results of a classroom: she reads them and changes nothing."""

    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="readers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(auto_now_add=True)

    objects = ReaderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reader of results")
        verbose_name_plural = _("readers of results")
        constraints = [
            models.UniqueConstraint(fields=["classroom", "user"], name="a_colleague_reads_a_classroom_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} reads {self.classroom_id}"
