"""Vocabularies: short lists of terms with a stable code, one row for all languages.

A filter, a statistic or an adoption that names a code means the same thing everywhere. Labels are translated by
django-modeltranslation (cms/translation.py); rows are seeded from cms/seeds/.
"""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from cms.enums import CompetenceGroup, Dye

code_validator = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9.-]*$", _("Use letters a to z, digits, hyphens and full stops only.")
)


class Term(index.Indexed, models.Model):
    """One entry of a vocabulary. What it is called may change; its code may not."""

    code = models.CharField(_("code"), max_length=64, unique=True, validators=[code_validator])
    label = models.CharField(_("label"), max_length=255)
    description = models.TextField(_("description"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    retired = models.BooleanField(
        _("retired"), default=False, help_text=_("No longer offered for new content; old content keeps it.")
    )

    search_fields = [
        index.SearchField("label"),
        index.AutocompleteField("label"),
        index.FilterField("retired"),
    ]

    class Meta:
        abstract = True
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.label or self.code


class Topic(Term):
    """What a lesson, an exercise or a campaign is about. Its dye colours the woven pattern."""

    dye = models.CharField(_("dye"), max_length=16, choices=Dye.choices, default=Dye.WOAD)

    class Meta(Term.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")


class Subject(Term):
    """A school subject."""

    class Meta(Term.Meta):
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")


class AgeBand(Term):
    """Whom it is for, in years, with the levels of the International Standard Classification of Education."""

    min_age = models.PositiveSmallIntegerField(_("youngest"))
    max_age = models.PositiveSmallIntegerField(_("oldest"), null=True, blank=True)
    isced = models.CharField(_("ISCED levels"), max_length=16, help_text=_("For example 1,2"))

    class Meta(Term.Meta):
        verbose_name = _("age band")
        verbose_name_plural = _("age bands")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(max_age__isnull=True) | models.Q(max_age__gte=models.F("min_age")),
                name="an_age_band_ends_after_it_begins",
            )
        ]


class Duration(Term):
    """How long a lesson takes."""

    minutes = models.PositiveSmallIntegerField(_("minutes"), unique=True)

    class Meta(Term.Meta):
        ordering = ["minutes"]
        verbose_name = _("duration")
        verbose_name_plural = _("durations")


class Competence(Term):
    """One of the 20 competences of the Council of Europe's Reference Framework (RFCDC)."""

    group = models.CharField(_("group"), max_length=16, choices=CompetenceGroup.choices)

    class Meta(Term.Meta):
        verbose_name = _("competence")
        verbose_name_plural = _("competences")


class Technique(Term):
    """A manipulation technique: how a text, a picture or a number misleads."""

    example = models.TextField(_("example"), blank=True, help_text=_("Invented and harmless."))

    class Meta(Term.Meta):
        verbose_name = _("technique")
        verbose_name_plural = _("techniques")


class Country(Term):
    """A country, by its ISO 3166-1 code of two letters (EU stands for all states of the European Union)."""

    in_report = models.BooleanField(
        _("took part in the round table"),
        default=False,
        help_text=_("One of the 14 states whose practitioners were heard in February 2018."),
    )

    class Meta(Term.Meta):
        verbose_name = _("country")
        verbose_name_plural = _("countries")


class Licence(Term):
    """A licence, by its SPDX identifier."""

    url = models.URLField(_("address of the text"), blank=True)
    is_open = models.BooleanField(
        _("open"), default=True, help_text=_("Others may share and change the work.")
    )

    class Meta(Term.Meta):
        verbose_name = _("licence")
        verbose_name_plural = _("licences")


VOCABULARIES = (Topic, Subject, AgeBand, Duration, Competence, Technique, Country, Licence)
