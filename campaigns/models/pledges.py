"""Pledges."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.enums import PledgeKind
from campaigns.models.joins import CampaignJoin
from cms.keys import new_secret


class Pledge(models.Model):
    """Somebody signed the pledge of a campaign, with a first name or without; confirmed by mail where an address was
    given. token: takes it back. form: of the form that was sent; sent twice it is one row. join: of the school at
    whose address it was signed.

    Of office holders the name, the office and their words are public, once a member of the organisation has looked
    whether it is them (approved_at), until renew_on. Of all others nothing is ever shown but numbers.
    """

    campaign = models.UUIDField(db_index=True)  # translation_key
    kind = models.CharField(max_length=8, choices=PledgeKind.choices)
    first_name = models.CharField(_("first name"), max_length=40, blank=True)
    place = models.CharField(_("place"), max_length=80, blank=True)
    school = models.CharField(_("school"), max_length=120, blank=True)
    join = models.ForeignKey(CampaignJoin, null=True, on_delete=models.SET_NULL, related_name="pledges")
    language = models.CharField(max_length=8)
    email = models.EmailField(_("e-mail address"), blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    office = models.CharField(_("office"), max_length=120, blank=True)
    words = models.TextField(_("what you promise, in your own words"), max_length=600, blank=True)
    renew_on = models.DateField(null=True)
    asked_at = models.DateTimeField(null=True)  # when somebody was asked to renew it
    signed_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    token = models.CharField(max_length=32, unique=True, default=new_secret, editable=False)
    form = models.CharField(max_length=32, unique=True, default=new_secret, editable=False)

    class Meta:
        ordering = ["-signed_at", "-pk"]
        verbose_name = _("pledge")
        verbose_name_plural = _("pledges")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["public", "office"]), name="a_pledge_has_a_kind"),
            models.CheckConstraint(
                condition=~Q(kind="office")
                | ~Q(email="") & ~Q(name="") & ~Q(office="") & Q(renew_on__isnull=False),
                name="an_office_holder_can_be_asked_again",
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None) | Q(kind="office", confirmed_at__isnull=False),
                name="only_what_an_office_holder_confirmed_is_approved",
            ),
        ]
        indexes = [models.Index(fields=["campaign", "confirmed_at"], name="pledges_of_a_campaign")]

    def __str__(self) -> str:
        return f"{self.campaign} {self.signed_at:%Y-%m-%d}"


class PledgePlace(models.Model):
    """A place whose name may be shown with the number of those who signed from there: a member of the organisation
    has looked at how strangers wrote it. folded: as it is compared (campaigns.domain.pledges.folded)."""

    campaign = models.UUIDField()
    folded = models.CharField(max_length=80)
    name = models.CharField(_("place"), max_length=80)

    class Meta:
        ordering = ["name"]
        verbose_name = _("place of a pledge")
        verbose_name_plural = _("places of pledges")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "folded"], name="a_place_is_named_once_in_a_campaign")
        ]

    def __str__(self) -> str:
        return self.name
