"""States and kinds of the ground floor. A leaf: imports nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Dye(models.TextChoices):
    """The dye plants (and two minerals) that name the house's colours; tokens.css has --dye-<value>."""

    PINE = "pine", _("pine")
    WOAD = "woad", _("woad")
    MADDER = "madder", _("madder")
    WALNUT = "walnut", _("walnut")
    ORCHIL = "orchil", _("orchil")
    VERDIGRIS = "verdigris", _("verdigris")
    INDIGO = "indigo", _("indigo")


class CompetenceGroup(models.TextChoices):
    """The four parts of the Reference Framework of Competences for Democratic Culture."""

    VALUES = "values", _("values")
    ATTITUDES = "attitudes", _("attitudes")
    SKILLS = "skills", _("skills")
    KNOWLEDGE = "knowledge", _("knowledge and critical understanding")


class HelpKind(models.TextChoices):
    """What somebody finds behind an entry of the help page, in the order in which a frightened reader needs it."""

    EMERGENCY = "emergency", _("Emergency")
    TALK = "talk", _("Talk to someone")
    CIVIL_SOCIETY = "civil_society", _("Support and independent reporting")
    REPORT_POLICE = "report_police", _("Report to the police")
    EQUALITY_BODY = "equality_body", _("Discrimination: the equality body")
    ILLEGAL_CONTENT = "illegal_content", _("Illegal content online")


class Anonymous(models.TextChoices):
    """Whether one can turn to a service without giving a name."""

    YES = "yes", pgettext_lazy("a name need not be given", "without your name")
    PARTLY = "partly", pgettext_lazy("a name need not always be given", "partly without your name")
    NO = "no", pgettext_lazy("a name must be given", "your name is needed")
    UNKNOWN = "unknown", pgettext_lazy("whether a name must be given", "not stated")
