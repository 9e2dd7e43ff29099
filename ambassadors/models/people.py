"""Ambassadors, the companions who go with them, and clearance."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ambassadors.enums import MINORS, Band, ConsentKind, ConsentSide, Step
from ambassadors.models.consent import AmbassadorConsent
from campaigns.enums import OrganisationState
from campaigns.models import Organisation
from cms.keys import new_key, new_secret
from cms.languages import LANGUAGES
from schools.enums import SchoolState
from schools.models import School, Town

USER = settings.AUTH_USER_MODEL


def _holds(side: str, today) -> Q:
    """Say in SQL whether the last entry of the ledger from one side is a consent that has not run out."""
    last = AmbassadorConsent.objects.filter(ambassador=OuterRef("pk"), side=side).order_by("-pk")[:1]
    return Q(
        pk__in=Ambassador.objects.annotate(
            last_kind=Subquery(last.values("kind")), last_until=Subquery(last.values("until"))
        )
        .filter(last_kind=ConsentKind.GRANTED, last_until__gte=today)
        .values("pk")
    )


class AmbassadorQuerySet(models.QuerySet):
    def of(self, user) -> "AmbassadorQuerySet":
        """The ambassador that `user` is (twin of rules.is_own)."""
        return self.filter(user_id=user.pk) if user.is_authenticated else self.none()

    def agreed(self) -> "AmbassadorQuerySet":
        """Those whose consents hold: their own and, under 18, a guardian's (twin of domain.standing)."""
        today = timezone.localdate()
        return self.filter(_holds(ConsentSide.OWN, today)).filter(
            Q(band=Band.ADULT) | _holds(ConsentSide.GUARDIAN, today)
        )

    def cleared(self) -> "AmbassadorQuerySet":
        return self.filter(Exists(Clearance.objects.holding().filter(ambassador=OuterRef("pk"))))

    def may_act(self) -> "AmbassadorQuerySet":
        """Those whom nothing keeps from being booked, shown and written to (twin of domain.standing.missing)."""
        return (
            self.filter(withdrawn_at=None, paused_at=None, alumnus_at=None, trained_at__isnull=False)
            .filter(user__is_active=True)
            .filter(
                Q(school__isnull=False) & ~Q(school__state=SchoolState.CLOSED)
                | Q(organisation__state=OrganisationState.APPROVED)
            )
            .agreed()
            .cleared()
        )

    def shown(self) -> "AmbassadorQuerySet":
        """Those whom anybody may see, by first name and town: nothing is missing and all who have to agree did."""
        last = AmbassadorConsent.objects.filter(ambassador=OuterRef("pk")).order_by("-pk")
        own, guardian = (last.filter(side=side).values("is_public")[:1] for side in ("own", "guardian"))
        return (
            self.may_act()
            .annotate(own_public=Subquery(own), guardian_public=Subquery(guardian))
            .filter(own_public=True)
            .filter(Q(band=Band.ADULT) | Q(guardian_public=True))
        )


class Ambassador(models.Model):
    """A young person who carries the work into schools. Of her name, only the first one is ever asked for.

    user: her account, from the moment she accepts. email, token: of the invitation, until then. guardian_token opens
    the guardian's private link. school or organisation: where she was nominated, and who looks after her there.
    trained_at: when the last part of the training was done. step: kept by domain.steps, for lists.
    """

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    user = models.OneToOneField(
        USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="ambassador", editable=False
    )
    first_name = models.CharField(_("first name"), max_length=40)
    band = models.CharField(_("age"), max_length=8, choices=Band.choices)
    town = models.ForeignKey(Town, on_delete=models.PROTECT, related_name="+", verbose_name=_("town"))
    language = models.CharField(
        _("language"), max_length=8, choices=[(one.code, one.name) for one in LANGUAGES], default="en"
    )
    school = models.ForeignKey(
        School, null=True, blank=True, on_delete=models.PROTECT, related_name="ambassadors"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="ambassadors"
    )
    why = models.TextField(_("why you nominate her or him"), blank=True, max_length=600)
    nominated_by = models.ForeignKey(
        USER, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    nominated_at = models.DateTimeField(default=timezone.now, editable=False)
    email = models.EmailField(_("e-mail address"), blank=True)
    token = models.CharField(max_length=32, unique=True, default=new_secret, editable=False)
    invited_until = models.DateTimeField(null=True, editable=False)
    guardian_email = models.EmailField(_("e-mail address of a parent or guardian"), blank=True)
    guardian_language = models.CharField(
        _("language of the parent or guardian"),
        max_length=8,
        choices=[(one.code, one.name) for one in LANGUAGES],
        default="en",
    )
    guardian_token = models.CharField(max_length=32, unique=True, default=new_secret, editable=False)
    guardian_link_until = models.DateTimeField(null=True, editable=False)
    trained_at = models.DateTimeField(null=True, editable=False)
    paused_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    alumnus_at = models.DateTimeField(null=True, editable=False)
    alumnus_shown = models.BooleanField(_("shown among the alumni"), default=False)
    successor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="predecessors", editable=False
    )
    handover = models.TextField(_("what my successor should know"), blank=True, max_length=2000)
    step = models.CharField(max_length=12, choices=Step.choices, default=Step.NOMINATED, editable=False)
    is_sample = models.BooleanField(_("invented, as a sample"), default=False, editable=False)

    objects = AmbassadorQuerySet.as_manager()

    class Meta:
        ordering = ["first_name", "pk"]
        verbose_name = _("ambassador")
        verbose_name_plural = _("ambassadors")
        indexes = [models.Index(fields=["step"], name="ambassadors_by_step")]
        constraints = [
            models.CheckConstraint(
                condition=Q(school__isnull=False, organisation=None)
                | Q(school=None, organisation__isnull=False),
                name="an_ambassador_is_looked_after_by_one_house",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(email="", guardian_email=""),
                name="nobody_is_written_to_after_a_withdrawal",
            ),
            models.CheckConstraint(
                condition=~Q(successor=models.F("pk")), name="nobody_is_her_own_successor"
            ),
            models.CheckConstraint(
                condition=Q(alumnus_shown=False) | Q(alumnus_at__isnull=False, band=Band.ADULT),
                name="alumni_who_are_shown_are_adults",
            ),
        ]

    def __str__(self) -> str:
        return self.first_name

    @property
    def is_minor(self) -> bool:
        return self.band in MINORS

    @property
    def house(self) -> School | Organisation:
        """The school or organisation that looks after her."""
        return self.school or self.organisation


class CompanionQuerySet(models.QuerySet):
    def of(self, user) -> "CompanionQuerySet":
        return self.filter(user_id=user.pk, ended_at=None) if user.is_authenticated else self.none()

    def cleared(self) -> "CompanionQuerySet":
        """Those who may go along today (twin of domain.standing.is_cleared_adult)."""
        return self.filter(ended_at=None, user__is_active=True).filter(
            Exists(Clearance.objects.holding().filter(companion=OuterRef("pk")))
        )


class Companion(models.Model):
    """A grown-up who goes along on visits and reads what is written about them: two of them with every minor.

    user: None once the account was erased.
    """

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    user = models.OneToOneField(USER, null=True, on_delete=models.SET_NULL, related_name="companion")
    first_name = models.CharField(_("first name"), max_length=40)
    town = models.ForeignKey(Town, on_delete=models.PROTECT, related_name="+", verbose_name=_("town"))
    languages = models.JSONField(default=list)  # codes
    school = models.ForeignKey(
        School, null=True, blank=True, on_delete=models.PROTECT, related_name="companions"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="companions"
    )
    made_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+", editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    is_sample = models.BooleanField(_("invented, as a sample"), default=False, editable=False)

    objects = CompanionQuerySet.as_manager()

    class Meta:
        ordering = ["first_name", "pk"]
        verbose_name = _("companion")
        verbose_name_plural = _("companions")

    def __str__(self) -> str:
        return self.first_name


class ClearanceQuerySet(models.QuerySet):
    def holding(self, today=None) -> "ClearanceQuerySet":
        return self.filter(ended_at=None, until__gte=today or timezone.localdate())


class Clearance(models.Model):
    """A safeguarding lead has made sure that somebody may go into schools, until a day. It is ended, never changed.

    checks: codes of what was made sure of (domain.clearance.FOR_MINORS, FOR_ADULTS).
    """

    ambassador = models.ForeignKey(Ambassador, null=True, on_delete=models.CASCADE, related_name="clearances")
    companion = models.ForeignKey(Companion, null=True, on_delete=models.CASCADE, related_name="clearances")
    checks = models.JSONField(default=list)
    until = models.DateField(_("until"))
    given_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)
    ended_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True)
    reason = models.TextField(_("reason"), blank=True, max_length=600)

    objects = ClearanceQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at", "-pk"]
        verbose_name = _("clearance")
        verbose_name_plural = _("clearances")
        permissions = [("clear_people", "Can clear ambassadors and their companions")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ambassador__isnull=False, companion=None)
                | Q(ambassador=None, companion__isnull=False),
                name="a_clearance_is_of_one_person",
            ),
            models.UniqueConstraint(
                fields=["ambassador"], condition=Q(ended_at=None), name="an_ambassador_has_one_clearance"
            ),
            models.UniqueConstraint(
                fields=["companion"], condition=Q(ended_at=None), name="a_companion_has_one_clearance"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ambassador or self.companion} {self.until}"
