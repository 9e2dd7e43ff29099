"""The action plan of a school, and the calendars in which people see it."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.keys import new_secret
from schools.enums import SchoolState
from schools.models.framework import Indicator
from schools.models.school import Membership, School

USER = settings.AUTH_USER_MODEL


class PlanTaskQuerySet(models.QuerySet):
    def open(self) -> "PlanTaskQuerySet":
        return self.filter(done_at=None)

    def changeable_by(self, user) -> "PlanTaskQuerySet":
        """The tasks that `user` may change: her own, and all of the schools that she leads (twin of
        rules.can_change_task)."""
        own = Q(owner_id=user.pk, school__in=School.objects.visible_to(user))
        return self.filter(Q(school__in=School.objects.led_by(user)) | own)


class PlanTask(models.Model):
    """Something that a school will do. lesson, exercise: translation_keys of what it is done with.

    changed_at, revision: when it was last changed and how often, for calendars. reminded_at: when its owner was last
    written to about it.
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="plan")
    what = models.CharField(_("what we will do"), max_length=300)
    indicator = models.ForeignKey(
        Indicator,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("indicator"),
    )
    owner = models.ForeignKey(
        USER,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("who sees to it"),
    )
    due = models.DateField(_("until"), null=True, blank=True)
    lesson = models.UUIDField(null=True, blank=True)
    exercise = models.UUIDField(null=True, blank=True)
    added_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    revision = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    objects = PlanTaskQuerySet.as_manager()

    class Meta:
        ordering = ["done_at", "due", "pk"]
        verbose_name = _("task of the plan")
        verbose_name_plural = _("tasks of the plan")

    def __str__(self) -> str:
        return self.what

    @property
    def is_overdue(self) -> bool:
        return self.done_at is None and self.due is not None and self.due < timezone.localdate()


class CalendarQuerySet(models.QuerySet):
    def good(self) -> "CalendarQuerySet":
        """Those whose members still belong to the school."""
        members = Membership.objects.current().filter(
            user_id=OuterRef("user_id"), school_id=OuterRef("school_id")
        )
        return self.exclude(school__state=SchoolState.CLOSED).filter(Exists(members), user__is_active=True)


class Calendar(models.Model):
    """A member's secret address under which her calendar program reads the plan of a school."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="calendars")
    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="+")
    token = models.CharField(max_length=32, unique=True, default=new_secret, editable=False)
    language = models.CharField(max_length=8)

    objects = CalendarQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar")
        verbose_name_plural = _("calendars")
        constraints = [
            models.UniqueConstraint(
                fields=["school", "user"], name="one_calendar_of_a_school_for_each_member"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.school_id}"
