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


class ReportReason(models.TextChoices):
    """Why somebody tells us about a page."""

    HATE = "hate", pgettext_lazy("reason of a content report", "It spreads hate against people")
    THREAT = (
        "threat",
        pgettext_lazy("reason of a content report", "It threatens somebody or calls for violence"),
    )
    FALSE = "false", pgettext_lazy("reason of a content report", "Something in it is not true")
    PRIVACY = (
        "privacy",
        pgettext_lazy("reason of a content report", "It shows something private, or me without my consent"),
    )
    CHILD = "child", pgettext_lazy("reason of a content report", "It puts a child at risk")
    RIGHTS = (
        "rights",
        pgettext_lazy("reason of a content report", "It uses something that belongs to somebody else"),
    )
    OTHER = "other", pgettext_lazy("reason of a content report", "Something else")


class ReportDecision(models.TextChoices):
    """What becomes of a page that was reported."""

    KEPT = "kept", pgettext_lazy("decision about a page", "It stays")
    CHANGED = "changed", pgettext_lazy("decision about a page", "It was changed")
    LABELLED = "labelled", pgettext_lazy("decision about a page", "It stays, with its context explained")
    HIDDEN = "hidden", pgettext_lazy("decision about a page", "It was taken off the site")
    NOT_OURS = "not_ours", pgettext_lazy("decision about a page", "It is not about a page of ours")


class ContextPart(models.TextChoices):
    """The six parts of the context test of the Rabat Plan of Action (United Nations, 2012)."""

    CONTEXT = "context", pgettext_lazy("part of the context test", "Context: when and where it was said")
    SPEAKER = (
        "speaker",
        pgettext_lazy("part of the context test", "Speaker: whose word it is and how much it weighs"),
    )
    INTENT = (
        "intent",
        pgettext_lazy("part of the context test", "Intent: to stir up, or to report or answer?"),
    )
    CONTENT = (
        "content",
        pgettext_lazy("part of the context test", "Content and form: how direct, against whom"),
    )
    EXTENT = "extent", pgettext_lazy("part of the context test", "Extent: how public, how many reached")
    LIKELIHOOD = (
        "likelihood",
        pgettext_lazy("part of the context test", "Likelihood: how probable is harm, how soon"),
    )
