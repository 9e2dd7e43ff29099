"""The adoption framework: areas, and in each the indicators by which a school looks at itself."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.models import Term


class Area(Term):
    """One of seven areas, such as leadership."""

    class Meta(Term.Meta):
        verbose_name = _("area of the framework")
        verbose_name_plural = _("areas of the framework")


class Indicator(Term):
    """Something that can be seen in a school.

    label: short, for charts and lists; description: why it matters. leaders, teachers, pupils: the sentence that each
    of them agrees with or not. level_1 to level_4: what it looks like, from hardly begun to part of everyday life.
    It belongs to all versions of the framework from `since_version` to `until_version`, or to the newest.
    """

    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="indicators", verbose_name=_("area")
    )
    leaders = models.TextField(_("for school leaders"), max_length=300)
    teachers = models.TextField(_("for teachers and staff"), max_length=300)
    pupils = models.TextField(_("for pupils"), max_length=300)
    level_1 = models.TextField(_("not yet"), max_length=400)
    level_2 = models.TextField(_("begun"), max_length=400)
    level_3 = models.TextField(_("mostly"), max_length=400)
    level_4 = models.TextField(_("part of everyday life"), max_length=400)
    since_version = models.PositiveSmallIntegerField(_("since version"), default=1)
    until_version = models.PositiveSmallIntegerField(_("until version"), null=True, blank=True)

    class Meta(Term.Meta):
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints = [
            models.CheckConstraint(
                condition=Q(until_version=None) | Q(until_version__gte=models.F("since_version")),
                name="an_indicator_ends_after_it_began",
            ),
        ]
