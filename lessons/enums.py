"""States and kinds of the lessons room. A leaf."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Phase(models.TextChoices):
    """Where in the lesson a step stands."""

    STARTER = "starter", _("Starter")
    MAIN = "main", _("Main part")
    PLENARY = "plenary", _("Plenary")


class Grouping(models.TextChoices):
    """Who works with whom in a step."""

    WHOLE = "whole", _("whole classroom")
    ALONE = "alone", _("each alone")
    PAIRS = "pairs", _("in pairs")
    GROUPS = "groups", _("in groups")


class Part(models.TextChoices):
    """A part of a lesson plan that can be taken away by itself."""

    GUIDE = "guide", _("Teacher's guide")
    HANDOUTS = "handouts", _("Handouts")
    ANSWERS = "answers", _("Answer key")
    SLIDES = "slides", _("Slides outline")
