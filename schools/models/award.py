"""The yearly award: what schools enter, and how three judges score it without knowing whose it is."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.keys import new_key
from cms.languages import LANGUAGES
from schools.enums import AwardCategory, AwardState, ConflictKind, EntryState, SchoolState
from schools.models.school import Membership, School
from schools.years import year_label

USER = settings.AUTH_USER_MODEL
MOST_PUPILS = 999
MOST_TITLE, MOST_TEXT, MOST_ALT, MOST_THEME, MOST_COMMENT = 120, 4000, 200, 200, 2000
#: What each judge gives 1 to 5 points for, by the names of the columns.
CRITERIA = ("idea", "truth", "voice", "effect")
LEAST_POINTS, MOST_POINTS = 1, 5
#: So many judges score each entry.
JUDGES = 3


class Award(models.Model):
    """The award of one school year. is_sample: of the invented network.

    started_at: when judging began; announced_at: when its results were made known.
    """

    year = models.PositiveSmallIntegerField(_("school year"), unique=True)
    theme = models.CharField(_("theme"), max_length=MOST_THEME)
    entries_from = models.DateField(_("first day for entries"))
    entries_until = models.DateField(_("last day for entries"))
    judging_until = models.DateField(_("last day for judges"))
    state = models.CharField(max_length=12, choices=AwardState.choices, default=AwardState.DRAFT)
    opened_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField(null=True)
    announced_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(_("invented, as a sample"), default=False)

    class Meta:
        ordering = ["-year"]
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        constraints = [
            models.CheckConstraint(
                condition=Q(entries_from__lte=F("entries_until"), entries_until__lt=F("judging_until")),
                name="an_award_takes_entries_then_is_judged",
            ),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state=AwardState.OPEN), name="one_award_is_open_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state=AwardState.ANNOUNCED, announced_at__isnull=False)
                | (~Q(state=AwardState.ANNOUNCED) & Q(announced_at=None)),
                name="an_award_was_announced_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[AwardState.DRAFT, AwardState.OPEN], started_at=None)
                | Q(state__in=[AwardState.JUDGING, AwardState.ANNOUNCED], started_at__isnull=False),
                name="judging_of_an_award_began_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return year_label(self.year)

    @property
    def label(self) -> str:
        """How its school year is written: "2026/27"."""
        return year_label(self.year)

    @property
    def takes_entries(self) -> bool:
        """Whether schools may enter today."""
        return (
            self.state == AwardState.OPEN and self.entries_from <= timezone.localdate() <= self.entries_until
        )

    @property
    def is_closed_for_entries(self) -> bool:
        """Whether it is open, and its last day for entries is over."""
        return self.state == AwardState.OPEN and self.entries_until < timezone.localdate()


class AwardEntryQuerySet(models.QuerySet):
    def live(self) -> "AwardEntryQuerySet":
        """What takes part: not taken back, of schools that are confirmed today."""
        return self.filter(state=EntryState.ENTERED, school__state=SchoolState.CONFIRMED)

    def judged_by(self, user) -> "AwardEntryQuerySet":
        """What `user` reads and scores today (twin of rules.can_judge)."""
        if not user.is_authenticated:
            return self.none()
        hers = AwardScore.objects.of(user)
        apart = self.live().exclude(school__in=Membership.objects.of(user).values("school_id"))
        return apart.filter(award__state=AwardState.JUDGING, pk__in=hers.values("entry_id"))


class AwardEntry(models.Model):
    """What pupils of a school made for an award.

    title, text, picture_alt: name neither the school nor its town. points: of three judges together, 12 to 60; place:
    in its category, both from the day of the announcement on, ties share a place.
    """

    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="entries")
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="award_entries")
    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    category = models.CharField(_("category"), max_length=12, choices=AwardCategory.choices)
    title = models.CharField(_("title"), max_length=MOST_TITLE)
    text = models.TextField(_("what you made"), max_length=MOST_TEXT)
    language = models.CharField(
        _("language"), max_length=8, choices=[(one.code, one.name) for one in LANGUAGES]
    )
    pupils = models.PositiveSmallIntegerField(
        _("number of pupils"), validators=[MinValueValidator(1), MaxValueValidator(MOST_PUPILS)]
    )
    picture = models.FileField(_("picture"), upload_to="award", blank=True)
    picture_alt = models.CharField(_("description of the picture"), max_length=MOST_ALT, blank=True)
    may_be_named = models.BooleanField(_("the school is named if it wins"), default=False)
    state = models.CharField(max_length=12, choices=EntryState.choices, default=EntryState.ENTERED)
    entered_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    points = models.PositiveSmallIntegerField(null=True)
    place = models.PositiveSmallIntegerField(null=True)

    objects = AwardEntryQuerySet.as_manager()

    class Meta:
        ordering = ["category", "entered_at", "pk"]
        verbose_name = _("entry for an award")
        verbose_name_plural = _("entries for awards")
        constraints = [
            models.UniqueConstraint(
                fields=["award", "school", "category"],
                condition=Q(state=EntryState.ENTERED),
                name="a_school_enters_once_in_a_category",
            ),
            models.CheckConstraint(
                condition=Q(pupils__gte=1, pupils__lte=MOST_PUPILS),
                name="an_entry_is_by_1_to_999_pupils",
            ),
            models.CheckConstraint(
                condition=Q(picture="") | ~Q(picture_alt=""), name="a_picture_of_an_entry_is_described"
            ),
            models.CheckConstraint(
                condition=Q(points=None, place=None)
                | Q(
                    points__gte=JUDGES * len(CRITERIA) * LEAST_POINTS,
                    points__lte=JUDGES * len(CRITERIA) * MOST_POINTS,
                    points__isnull=False,
                    place__gte=1,
                    place__isnull=False,
                ),
                name="an_entry_has_points_and_a_place",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AwardJudgeQuerySet(models.QuerySet):
    def of(self, user) -> "AwardJudgeQuerySet":
        return self.filter(user_id=user.pk)

    def standing(self) -> "AwardJudgeQuerySet":
        """Those who were asked and have not stood down; whose account was erased has."""
        return self.filter(withdrew_at=None, user__isnull=False)


class AwardJudge(models.Model):
    """Somebody who was asked to judge an award.

    languages: codes of those that she reads well. declared_at: when she last said to which of the schools that had
    entered by then she is near; before that she sees no entry.
    """

    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="judges")
    user = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="award_judgings")
    languages = models.JSONField(default=list)
    invited_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    declared_at = models.DateTimeField(null=True)
    withdrew_at = models.DateTimeField(null=True)

    objects = AwardJudgeQuerySet.as_manager()

    class Meta:
        ordering = ["invited_at", "pk"]
        verbose_name = _("judge of an award")
        verbose_name_plural = _("judges of awards")
        constraints = [
            models.UniqueConstraint(fields=["award", "user"], name="somebody_judges_an_award_once"),
        ]

    def __str__(self) -> str:
        return f"{self.award}: {self.user or '-'}"


class AwardConflict(models.Model):
    """A judge is near to a school, and never judges what it entered."""

    judge = models.ForeignKey(AwardJudge, on_delete=models.CASCADE, related_name="conflicts")
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("conflict"), max_length=12, choices=ConflictKind.choices)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("conflict of a judge")
        verbose_name_plural = _("conflicts of judges")
        constraints = [
            models.UniqueConstraint(
                fields=["judge", "school"], name="a_judge_has_one_conflict_with_a_school"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.judge} ({self.kind})"


class AwardScoreQuerySet(models.QuerySet):
    def of(self, user) -> "AwardScoreQuerySet":
        """What `user` was assigned and still may judge."""
        return self.filter(judge__user_id=user.pk, judge__withdrew_at=None)

    def given(self) -> "AwardScoreQuerySet":
        return self.filter(scored_at__isnull=False)


class AwardScore(models.Model):
    """An entry was assigned to a judge, and what she gave it: 1 to 5 points for each of CRITERIA, all or none.

    comment: for the school, which reads it after the announcement and never learns whose it is.
    """

    entry = models.ForeignKey(AwardEntry, on_delete=models.CASCADE, related_name="scores")
    judge = models.ForeignKey(AwardJudge, on_delete=models.CASCADE, related_name="scores")
    idea = models.PositiveSmallIntegerField(_("an idea of their own"), null=True)
    truth = models.PositiveSmallIntegerField(_("truth and sources"), null=True)
    voice = models.PositiveSmallIntegerField(_("the pupils' own voice"), null=True)
    effect = models.PositiveSmallIntegerField(_("effect in the school"), null=True)
    comment = models.TextField(_("comment for the school"), max_length=MOST_COMMENT, blank=True)
    assigned_at = models.DateTimeField(default=timezone.now)
    scored_at = models.DateTimeField(null=True)

    objects = AwardScoreQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("score of an entry")
        verbose_name_plural = _("scores of entries")
        constraints = [
            models.UniqueConstraint(fields=["entry", "judge"], name="a_judge_scores_an_entry_once"),
            models.CheckConstraint(
                condition=Q(idea=None, truth=None, voice=None, effect=None, scored_at=None)
                | Q(
                    **{f"{name}__gte": LEAST_POINTS for name in CRITERIA},
                    **{f"{name}__lte": MOST_POINTS for name in CRITERIA},
                    **{f"{name}__isnull": False for name in CRITERIA},
                    scored_at__isnull=False,
                ),
                name="a_score_is_whole_or_not_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry} ({self.total or '-'})"

    @property
    def total(self) -> int | None:
        """All points of this judge, 4 to 20; None where she has not scored yet."""
        return None if self.scored_at is None else sum(getattr(self, name) for name in CRITERIA)
