"""States and kinds of the classrooms room. A leaf."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    """What a sitting is for. Before, after and delayed measure; their explanations come when the sitting is closed."""

    PRACTICE = "practice", pgettext_lazy("role of a sitting", "Practice")
    BEFORE = "before", pgettext_lazy("role of a sitting", "Before teaching")
    AFTER = "after", pgettext_lazy("role of a sitting", "After teaching")
    DELAYED = "delayed", pgettext_lazy("role of a sitting", "Some weeks later")

    @property
    def measures(self) -> bool:
        """Say whether what comes of it is compared with other sittings."""
        return self != Role.PRACTICE


class Feedback(models.TextChoices):
    """When a pupil gets explanations."""

    AT_ONCE = "at_once", _("after each answer")
    AT_END = "at_end", _("when a pupil has finished")
    AT_CLOSE = "at_close", _("when the sitting is closed")


class Way(models.TextChoices):
    """How a classroom answers."""

    DEVICES = "devices", _("on devices")
    HANDS = "hands", _("by raising hands, without devices")
