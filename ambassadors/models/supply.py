"""Who can come, and what schools ask for."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ambassadors.enums import ContactRole, Format, RequestState
from ambassadors.models.people import Ambassador
from campaigns.models import Organisation
from cms.keys import new_key
from cms.languages import LANGUAGES
from cms.models import Topic
from schools.enums import Stage
from schools.models import School, Town

USER = settings.AUTH_USER_MODEL
FARTHEST = 500  # kilometres


class OfferQuerySet(models.QuerySet):
    def standing(self) -> "OfferQuerySet":
        """Offers of ambassadors whom nothing keeps from visiting, and of approved organisations."""
        return self.filter(
            Q(ambassador__in=Ambassador.objects.may_act())
            | Q(organisation__in=Organisation.objects.approved())
        )


class Offer(models.Model):
    """What an ambassador, or an organisation with its companions, can give: languages, topics, how far, how.

    languages: codes. formats: codes of enums.Format. reach: kilometres that she travels. When: Window.
    """

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    ambassador = models.OneToOneField(Ambassador, null=True, on_delete=models.CASCADE, related_name="offer")
    organisation = models.OneToOneField(
        Organisation, null=True, on_delete=models.CASCADE, related_name="offer"
    )
    languages = models.JSONField(default=list)
    topics = models.ManyToManyField(Topic, blank=True, related_name="+", verbose_name=_("topics"))
    formats = models.JSONField(default=list)
    town = models.ForeignKey(Town, on_delete=models.PROTECT, related_name="+", verbose_name=_("town"))
    reach = models.PositiveSmallIntegerField(
        _("how far you travel, in kilometres"), default=30, validators=[MaxValueValidator(FARTHEST)]
    )
    changed_at = models.DateTimeField(default=timezone.now)

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("offer to visit")
        verbose_name_plural = _("offers to visit")
        constraints = [
            models.CheckConstraint(
                condition=Q(ambassador__isnull=False, organisation=None)
                | Q(ambassador=None, organisation__isnull=False),
                name="an_offer_is_of_one_side",
            ),
            models.CheckConstraint(condition=Q(reach__lte=FARTHEST), name="an_offer_reaches_500_kilometres"),
        ]

    def __str__(self) -> str:
        return str(self.ambassador or self.organisation)


class Window(models.Model):
    """Days between which somebody can come, both included."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="windows")
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("until"))

    class Meta:
        ordering = ["first_day", "pk"]
        verbose_name = _("time for visits")
        verbose_name_plural = _("times for visits")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="a_window_ends_after_it_began"
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_day} - {self.last_day}"


class VisitRequest(models.Model):
    """A school asks for a visit. lesson: the translation_key of the lesson plan that it is to build on, if any."""

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="visit_requests")
    asked_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    stage = models.CharField(_("stage"), max_length=16, choices=Stage.choices)
    year_group = models.PositiveSmallIntegerField(_("year group"), validators=[MinValueValidator(1)])
    pupils = models.PositiveSmallIntegerField(
        _("number of pupils"), validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    language = models.CharField(
        _("language"), max_length=8, choices=[(one.code, one.name) for one in LANGUAGES]
    )
    topic = models.ForeignKey(
        Topic, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("topic")
    )
    format = models.CharField(_("how"), max_length=12, choices=Format.choices, default=Format.IN_PERSON)
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("until"))
    lesson = models.UUIDField(null=True, blank=True)
    contact = models.CharField(
        _("whom to ask for"), max_length=12, choices=ContactRole.choices, default=ContactRole.TEACHER
    )
    note = models.TextField(_("what we should know"), blank=True, max_length=600)
    state = models.CharField(max_length=12, choices=RequestState.choices, default=RequestState.OPEN)
    closed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name = _("request for a visit")
        verbose_name_plural = _("requests for visits")
        indexes = [models.Index(fields=["state"], name="visit_requests_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="a_request_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(pupils__range=(1, 200)), name="a_visit_is_for_1_to_200_pupils"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school} {self.first_day}"
