"""Adoption from use: what was taught, what else shows it, and the sums that are kept of it."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from classrooms.models import Sitting
from cms.keys import new_secret
from cms.languages import LANGUAGES
from schools.enums import EvidenceKind, Went
from schools.models.framework import Indicator
from schools.models.school import MOST_YEAR_GROUPS, School

USER = settings.AUTH_USER_MODEL
MOST_PUPILS = 300


class TaughtQuerySet(models.QuerySet):
    def changeable_by(self, user) -> "TaughtQuerySet":
        """What `user` noted where she belongs, and all of the schools that she leads (twin of
        rules.can_change_taught)."""
        own = Q(teacher_id=user.pk, school__in=School.objects.visible_to(user))
        return self.filter(Q(school__in=School.objects.led_by(user)) | own)


class EvidenceQuerySet(models.QuerySet):
    def changeable_by(self, user) -> "EvidenceQuerySet":
        """What `user` added where she belongs, and all of the schools that she leads (twin of
        rules.can_change_evidence)."""
        own = Q(added_by_id=user.pk, school__in=School.objects.visible_to(user))
        return self.filter(Q(school__in=School.objects.led_by(user)) | own)


class Taught(models.Model):
    """A lesson was taught: one tap from its page. lesson: the translation_key of the lesson plan."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="taught")
    teacher = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    lesson = models.UUIDField()
    language = models.CharField(max_length=8, choices=[(one.code, one.name) for one in LANGUAGES])
    day = models.DateField(_("day"))
    year_group = models.PositiveSmallIntegerField(
        _("year group"), validators=[MinValueValidator(1), MaxValueValidator(MOST_YEAR_GROUPS)]
    )
    pupils = models.PositiveSmallIntegerField(
        _("number of pupils"), validators=[MinValueValidator(1), MaxValueValidator(MOST_PUPILS)]
    )
    went = models.CharField(_("how it went"), max_length=8, choices=Went.choices, blank=True)
    note = models.CharField(_("note for colleagues"), max_length=300, blank=True)
    name = models.CharField(
        max_length=32, unique=True
    )  # of the form that was sent: sent twice, it is noted once
    noted_at = models.DateTimeField(default=timezone.now)

    objects = TaughtQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-pk"]
        verbose_name = _("lesson taught")
        verbose_name_plural = _("lessons taught")
        indexes = [models.Index(fields=["school", "day"], name="lessons_taught_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(year_group__gte=1, year_group__lte=MOST_YEAR_GROUPS),
                name="a_lesson_is_taught_in_a_year_group",
            ),
            models.CheckConstraint(
                condition=Q(pupils__gte=1, pupils__lte=MOST_PUPILS),
                name="a_lesson_is_taught_to_1_to_300_pupils",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lesson} {self.day}"


class SchoolSittingQuerySet(models.QuerySet):
    def counting(self) -> "SchoolSittingQuerySet":
        """What no lead has taken out of the sums."""
        return self.filter(removed_at=None)


class SchoolSitting(models.Model):
    """A sitting that ended in a classroom of a school, as it counts there; it stays when the classroom is erased.

    day: on which it was opened. exercise: the translation_key of its pages. pupils: seats that answered, or hands.
    gain: by how much discernment (d') is higher than in the sitting before teaching (`before`, its key), error: the
    standard error of that; None where nothing was measured. rose: by more than the smallest change that can be seen.
    removed_at: a lead took it out of the sums, for a reason that colleagues read; it stays out, whatever comes late.
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="sittings")
    sitting = models.OneToOneField(Sitting, null=True, on_delete=models.SET_NULL, related_name="counted")
    teacher = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    exercise = models.UUIDField()
    language = models.CharField(max_length=8)
    day = models.DateField()
    year_group = models.PositiveSmallIntegerField()
    pupils = models.PositiveSmallIntegerField()
    before = models.CharField(max_length=12, blank=True)
    gain = models.FloatField(null=True)
    error = models.FloatField(null=True)
    rose = models.BooleanField(default=False)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = SchoolSittingQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-pk"]
        verbose_name = _("sitting of a school")
        verbose_name_plural = _("sittings of schools")
        indexes = [models.Index(fields=["school", "day"], name="sittings_of_a_school_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(gain=None, error=None, rose=False) | Q(gain__isnull=False, error__gte=0),
                name="a_gain_has_an_error",
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None, reason="") | Q(removed_at__isnull=False) & ~Q(reason=""),
                name="a_sitting_is_taken_out_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exercise} {self.day}"


class Evidence(models.Model):
    """What a school adds by hand: a staff training, a link, a file, a description."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(_("kind"), max_length=12, choices=EvidenceKind.choices)
    indicator = models.ForeignKey(
        Indicator,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("indicator"),
    )
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("what it shows"), max_length=2000, blank=True)
    day = models.DateField(_("day"))
    url = models.URLField(_("address"), blank=True)
    file = models.FileField(_("file"), upload_to="evidence", blank=True)
    file_name = models.CharField(max_length=120, blank=True)
    people = models.PositiveSmallIntegerField(_("how many took part"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("how long it took, in minutes"), null=True, blank=True)
    name = models.CharField(max_length=32, unique=True, default=new_secret)  # as in Taught
    added_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-pk"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=EvidenceKind.TRAINING) | Q(people__gte=1, minutes__gte=1),
                name="a_training_had_people_and_took_time",
            ),
            models.CheckConstraint(
                condition=~Q(kind=EvidenceKind.LINK) | ~Q(url=""), name="a_link_has_an_address"
            ),
            models.CheckConstraint(
                condition=~Q(kind=EvidenceKind.FILE) | ~Q(file=""), name="a_file_is_there"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SchoolYear(models.Model):
    """What a school did in a school year, kept as sums so that no page adds up rows.

    year: see schools.years. sessions: lessons taught and sittings that ended. places: pupils times sessions. teachers:
    how many different ones. year_groups: which, sorted. languages: sessions by language. training: minutes times
    people. gains: what was learnt, as {"measured", "rose", "mean", "low", "high"}, {} where nothing was measured
    (schools.domain.sittings.pooled). more: what other rooms count, by name (schools.registries). depth: 0 to 1
    (schools.domain.queries.use.depth_of).
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField()
    lessons = models.PositiveIntegerField(default=0)
    sittings = models.PositiveIntegerField(default=0)
    places = models.PositiveIntegerField(default=0)
    teachers = models.PositiveIntegerField(default=0)
    year_groups = models.JSONField(default=list)
    languages = models.JSONField(default=dict)
    training = models.PositiveIntegerField(default=0)
    gains = models.JSONField(default=dict)
    more = models.JSONField(default=dict)
    depth = models.FloatField(default=0)
    last_day = models.DateField(null=True)  # of the last session
    counted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-year"]
        verbose_name = _("year of a school")
        verbose_name_plural = _("years of schools")
        constraints = [
            models.UniqueConstraint(
                fields=["school", "year"], name="the_sums_of_a_school_year_are_kept_once"
            ),
            models.CheckConstraint(condition=Q(depth__gte=0, depth__lte=1), name="depth_is_a_share"),
        ]

    def __str__(self) -> str:
        return f"{self.school} {self.year}"

    @property
    def sessions(self) -> int:
        return self.lessons + self.sittings


class SchoolMonth(models.Model):
    """Sessions of a school in one month; month: its first day."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="months")
    month = models.DateField()
    sessions = models.PositiveIntegerField(default=0)
    places = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["month"]
        verbose_name = _("month of a school")
        verbose_name_plural = _("months of schools")
        constraints = [
            models.UniqueConstraint(fields=["school", "month"], name="the_sums_of_a_month_are_kept_once"),
        ]

    def __str__(self) -> str:
        return f"{self.school} {self.month:%Y-%m}"
