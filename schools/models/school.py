"""Schools, the towns they are in, and who belongs to them."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from classrooms.models import Classroom
from cms.keys import new_key, new_secret
from cms.languages import DEFAULT_LANGUAGE, LANGUAGES
from cms.models import Country
from schools.enums import SchoolRole, SchoolState, SizeBand, Stage
from schools.rules import can_coordinate

USER = settings.AUTH_USER_MODEL
MOST_YEAR_GROUPS = 14
MOST_STAFF = 999


class Town(models.Model):
    """A town, known by name and country. Coordinates have one decimal place: about ten kilometres, never a house."""

    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="+", verbose_name=_("country")
    )
    name = models.CharField(_("name"), max_length=80)
    latitude = models.DecimalField(_("latitude"), max_digits=3, decimal_places=1, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=4, decimal_places=1, null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("town")
        verbose_name_plural = _("towns")
        constraints = [
            models.UniqueConstraint("country", Lower("name"), name="a_town_is_known_once_in_a_country"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="a_town_is_on_the_globe",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SchoolQuerySet(models.QuerySet):
    def visible_to(self, user) -> "SchoolQuerySet":
        """The schools whose pages `user` may enter (twin of rules.can_enter)."""
        if not user.is_authenticated:
            return self.none()
        members = Membership.objects.current().of(user)
        return self.exclude(state=SchoolState.CLOSED).filter(pk__in=members.values("school_id"))

    def led_by(self, user) -> "SchoolQuerySet":
        """The schools that `user` leads (twin of rules.can_lead)."""
        if not user.is_authenticated:
            return self.none()
        leads = Membership.objects.current().leads().of(user)
        return self.exclude(state=SchoolState.CLOSED).filter(pk__in=leads.values("school_id"))

    def decidable_by(self, user) -> "SchoolQuerySet":
        """The schools about which `user` may decide as a coordinator (twin of rules.can_decide)."""
        if not can_coordinate(user):
            return self.none()
        members = Membership.objects.current().of(user)
        return self.exclude(registered_by_id=user.pk).exclude(pk__in=members.values("school_id"))

    def in_network(self) -> "SchoolQuerySet":
        """The schools that count in the network: those that a coordinator confirmed."""
        return self.filter(state=SchoolState.CONFIRMED)


class School(models.Model):
    """A school that takes part.

    staff: how many people teach there. year_groups: how many year groups it has; the youngest is 1. email_domain:
    whoever has a confirmed address of it may join. on_wall: shown on the public wall and map, as its lead chose.
    """

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    name = models.CharField(_("name"), max_length=120)
    town = models.ForeignKey(Town, on_delete=models.PROTECT, related_name="schools", verbose_name=_("town"))
    stage = models.CharField(_("stage"), max_length=16, choices=Stage.choices)
    size = models.CharField(_("number of pupils"), max_length=12, choices=SizeBand.choices)
    staff = models.PositiveSmallIntegerField(
        _("number of teachers and other teaching staff"),
        validators=[MinValueValidator(1), MaxValueValidator(MOST_STAFF)],
    )
    year_groups = models.PositiveSmallIntegerField(
        _("number of year groups"), validators=[MinValueValidator(1), MaxValueValidator(MOST_YEAR_GROUPS)]
    )
    language = models.CharField(
        _("usual language"),
        max_length=8,
        default=DEFAULT_LANGUAGE,
        choices=[(one.code, one.name) for one in LANGUAGES],
    )
    website = models.URLField(_("website"), blank=True)
    email_domain = models.CharField(_("domain of the school's e-mail addresses"), max_length=120, blank=True)
    on_wall = models.BooleanField(_("shown on the public wall of schools"), default=False)
    is_sample = models.BooleanField(_("invented, as a sample"), default=False)
    state = models.CharField(
        max_length=12, choices=SchoolState.choices, default=SchoolState.NEW, editable=False
    )
    registered_by = models.ForeignKey(
        USER, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    registered_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = models.ForeignKey(
        USER, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    reasons = models.TextField(_("reasons"), blank=True, max_length=2000)

    objects = SchoolQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("school")
        verbose_name_plural = _("schools")
        permissions = [("coordinate_network", "Can confirm schools, review recognition and see the network")]
        # Coordinators' pages count those that wait; most are confirmed.
        indexes = [models.Index(fields=["state"], name="schools_by_state")]
        constraints = [
            models.UniqueConstraint(
                "town",
                Lower("name"),
                condition=~Q(state=SchoolState.CLOSED),
                name="a_school_is_known_once_in_a_town",
            ),
            models.UniqueConstraint(
                Lower("email_domain"),
                condition=~Q(email_domain="") & ~Q(state=SchoolState.CLOSED),
                name="a_domain_leads_to_one_school",
            ),
            models.CheckConstraint(
                condition=Q(staff__gte=1, staff__lte=MOST_STAFF), name="a_school_has_1_to_999_staff"
            ),
            models.CheckConstraint(
                condition=Q(year_groups__gte=1, year_groups__lte=MOST_YEAR_GROUPS),
                name="a_school_has_1_to_14_year_groups",
            ),
            models.CheckConstraint(
                condition=Q(state=SchoolState.NEW) | Q(decided_at__isnull=False),
                name="a_school_was_decided_on_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet):
    def current(self) -> "MembershipQuerySet":
        return self.filter(until=None)

    def of(self, user) -> "MembershipQuerySet":
        return self.filter(user_id=user.pk)

    def leads(self) -> "MembershipQuerySet":
        return self.filter(role=SchoolRole.LEAD)


class Membership(models.Model):
    """Somebody works at a school, from one time to another. A change of role ends a membership and begins the next."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="school_memberships")
    role = models.CharField(_("role"), max_length=8, choices=SchoolRole.choices, default=SchoolRole.TEACHER)
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        verbose_name = _("member of a school")
        verbose_name_plural = _("members of schools")
        constraints = [
            models.UniqueConstraint(
                fields=["school", "user"],
                condition=Q(until=None),
                name="somebody_belongs_to_a_school_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("since")),
                name="a_school_membership_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.school})"


class Invitation(models.Model):
    """A link that makes whoever holds the invited address a member of a school."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=8, choices=SchoolRole.choices, default=SchoolRole.TEACHER)
    token = models.CharField(max_length=32, unique=True, default=new_secret, editable=False)
    invited_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-invited_at", "-pk"]
        verbose_name = _("invitation to a school")
        verbose_name_plural = _("invitations to schools")
        constraints = [
            models.UniqueConstraint(
                "school",
                Lower("email"),
                condition=Q(accepted_at=None),
                name="one_open_invitation_to_a_school_for_each_address",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("invited_at")),
                name="an_invitation_to_a_school_ends_later",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school}: {self.role}"


class SchoolClassroom(models.Model):
    """A teacher's classroom belongs to a school and one of its year groups; its sittings count there from then on.

    counted_at: until when it was looked at which of its sittings had ended.
    """

    classroom = models.OneToOneField(Classroom, on_delete=models.CASCADE, related_name="placed")
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="classrooms")
    year_group = models.PositiveSmallIntegerField(_("year group"))
    since = models.DateTimeField(default=timezone.now)
    counted_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["year_group", "pk"]
        verbose_name = _("classroom of a school")
        verbose_name_plural = _("classrooms of schools")
        constraints = [
            models.CheckConstraint(
                condition=Q(year_group__gte=1, year_group__lte=MOST_YEAR_GROUPS),
                name="a_classroom_is_of_a_year_group",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.classroom} ({self.school})"
