"""Where to report hate and find help: a vocabulary by country."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.enums import Anonymous, HelpKind
from cms.models.vocabularies import Country


class HelpEntry(models.Model):
    """One service: what it is, how to reach it, and when somebody last checked that."""

    key = models.SlugField(_("key"), max_length=80, unique=True)
    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="help_entries", verbose_name=_("country")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=HelpKind.choices)
    name = models.CharField(
        _("name"), max_length=160, blank=True, help_text=_("As the service calls itself.")
    )
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    url = models.URLField(_("web address"), blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    anonymous = models.CharField(
        _("without a name"), max_length=8, choices=Anonymous.choices, default=Anonymous.UNKNOWN
    )
    free = models.BooleanField(_("free of charge"), null=True, blank=True)
    hours = models.CharField(_("hours"), max_length=160, blank=True)
    languages = models.CharField(
        _("languages"), max_length=160, blank=True, help_text=_("Codes, for example de,en,ar")
    )
    note = models.TextField(_("what it is, and what it is not"), blank=True)
    source = models.CharField(_("source"), max_length=255, blank=True)
    source_year = models.PositiveSmallIntegerField(_("year of the source"), null=True, blank=True)
    last_checked = models.DateField(_("last checked"))
    recheck = models.BooleanField(
        _("check again soon"),
        default=False,
        help_text=_("The source is old: open the live page before relying on it."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    hidden = models.BooleanField(_("hidden"), default=False)

    class Meta:
        ordering = ["country", "position"]
        verbose_name = _("help entry")
        verbose_name_plural = _("help entries")

    def __str__(self) -> str:
        return f"{self.country_id and self.country.code} {self.name or self.get_kind_display()}"


class HelpLaw(models.Model):
    """What the law of a country says of hate crime and of ages. General information, not advice."""

    country = models.OneToOneField(
        Country, on_delete=models.PROTECT, related_name="help_law", verbose_name=_("country")
    )
    hate_crime = models.CharField(_("hate crime"), max_length=255, blank=True)
    hate_speech = models.CharField(_("hate speech"), max_length=255, blank=True)
    criminal_age = models.CharField(_("age of criminal responsibility"), max_length=160, blank=True)
    data_age = models.CharField(_("age of consent to data use"), max_length=160, blank=True)
    note = models.TextField(_("note"), blank=True)
    source = models.CharField(_("source"), max_length=255, blank=True)
    last_checked = models.DateField(_("last checked"))

    class Meta:
        verbose_name = _("law of a country")
        verbose_name_plural = _("laws of countries")

    def __str__(self) -> str:
        return str(self.country)


class HelpAdvice(models.Model):
    """A short piece of advice on the help page."""

    key = models.SlugField(_("key"), max_length=80, unique=True)
    text = models.TextField(_("text"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "key"]
        verbose_name = _("advice")
        verbose_name_plural = _("advice")

    def __str__(self) -> str:
        return self.text[:60]
