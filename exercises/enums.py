"""States and kinds of the exercises room. A leaf."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Purpose(models.TextChoices):
    """What an exercise is for; a discernment exercise must be balanced."""

    PRACTICE = "practice", _("Practice")
    DISCERNMENT = "discernment", _("Discernment: tell true from false, measured")


class Feedback(models.TextChoices):
    """When explanations come."""

    AT_ONCE = "at_once", _("after each item")
    AT_END = "at_end", _("at the end")


class Scale(models.TextChoices):
    """How finely a claim is judged."""

    TWO = "two", _("true or false")
    FIVE = "five", _("five verdicts")


class Verdict(models.TextChoices):
    """What we conclude about a claim."""

    TRUE = "true", pgettext_lazy("verdict", "True")
    MOSTLY_TRUE = "mostly_true", pgettext_lazy("verdict", "Mostly true")
    MISLEADING = "misleading", pgettext_lazy("verdict", "Misleading")
    FALSE = "false", pgettext_lazy("verdict", "False")
    UNVERIFIABLE = "unverifiable", pgettext_lazy("verdict", "Cannot be checked")

    @property
    def holds(self) -> bool:
        """Say whether whoever gives this verdict takes the claim for true."""
        return self in (Verdict.TRUE, Verdict.MOSTLY_TRUE)


class Slant(models.TextChoices):
    """Whom a claim makes look good. Balanced against truth, so that nobody learns "unflattering means false"."""

    FLATTERS = "flatters", _("flatters people who migrated")
    UNFLATTERING = "unflattering", _("does not flatter them")
