"""What the network's dashboard shows, kept; and what happened outside that explains a curve."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.models import Country


class NetworkFigures(models.Model):
    """The figures of the network, or of one country, in a school year; made by the worker (schools.domain.network).

    country: its code, "" for all.
    """

    country = models.CharField(max_length=2, blank=True)
    year = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField(default=timezone.now)
    figures = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("figures of the network")
        verbose_name_plural = _("figures of the network")
        constraints = [
            models.UniqueConstraint(fields=["country", "year"], name="the_networks_figures_are_kept_once"),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.year}"


class NetworkEvent(models.Model):
    """Something that happened, to be seen beside the curves: an election, a campaign week, a holiday."""

    day = models.DateField(_("day"))
    title = models.CharField(_("what happened"), max_length=120)
    country = models.ForeignKey(
        Country, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("country")
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-day", "-pk"]
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def __str__(self) -> str:
        return self.title
