"""States and kinds of the schools room. A leaf: imports nothing of ours."""

from django.db import models
from django.utils.translation import pgettext_lazy


class SchoolState(models.TextChoices):
    """A new school works at once; it counts in the network and can be recognised once a coordinator confirmed it."""

    NEW = "new", pgettext_lazy("state of a school", "not confirmed yet")
    CONFIRMED = "confirmed", pgettext_lazy("state of a school", "confirmed")
    CLOSED = "closed", pgettext_lazy("state of a school", "closed")


class SchoolRole(models.TextChoices):
    """What a member may do in a school: everybody notes what she taught; a lead also invites, decides and hands in."""

    LEAD = "lead", pgettext_lazy("role in a school", "lead")
    TEACHER = "teacher", pgettext_lazy("role in a school", "teacher")


class Stage(models.TextChoices):
    """What a school teaches, by the levels of the International Standard Classification of Education (ISCED)."""

    PRIMARY = "primary", pgettext_lazy("stage of a school", "Primary")
    LOWER_SECONDARY = "lower_secondary", pgettext_lazy("stage of a school", "Lower secondary")
    UPPER_SECONDARY = "upper_secondary", pgettext_lazy("stage of a school", "Upper secondary")
    VOCATIONAL = "vocational", pgettext_lazy("stage of a school", "Vocational")
    SEVERAL = "several", pgettext_lazy("stage of a school", "Several stages under one roof")


class SizeBand(models.TextChoices):
    """How many pupils a school has, roughly."""

    UNDER_100 = "under_100", pgettext_lazy("pupils of a school", "Fewer than 100")
    FROM_100 = "from_100", pgettext_lazy("pupils of a school", "100 to 299")
    FROM_300 = "from_300", pgettext_lazy("pupils of a school", "300 to 599")
    FROM_600 = "from_600", pgettext_lazy("pupils of a school", "600 to 999")
    FROM_1000 = "from_1000", pgettext_lazy("pupils of a school", "1,000 or more")


class VoiceGroup(models.TextChoices):
    """Who answers in a self-assessment."""

    LEADERS = "leaders", pgettext_lazy("who answers", "School leaders")
    TEACHERS = "teachers", pgettext_lazy("who answers", "Teachers and staff")
    PUPILS = "pupils", pgettext_lazy("who answers", "Pupils")


class Went(models.TextChoices):
    """How a lesson went, as the teacher saw it."""

    WELL = "well", pgettext_lazy("how a lesson went", "Well")
    MIXED = "mixed", pgettext_lazy("how a lesson went", "So-so")
    HARD = "hard", pgettext_lazy("how a lesson went", "It was hard")


class Level(models.IntegerChoices):
    """Levels of recognition, each standing on the one before."""

    COMMITTED = 1, pgettext_lazy("level of recognition", "Committed")
    PRACTISING = 2, pgettext_lazy("level of recognition", "Practising")
    LEADING = 3, pgettext_lazy("level of recognition", "Leading")


class RecognitionState(models.TextChoices):
    SUBMITTED = "submitted", pgettext_lazy("state of a recognition", "handed in")
    GRANTED = "granted", pgettext_lazy("state of a recognition", "granted")
    DECLINED = "declined", pgettext_lazy("state of a recognition", "not yet")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of a recognition", "taken back by the school")
    REVOKED = "revoked", pgettext_lazy("state of a recognition", "revoked")


class EvidenceKind(models.TextChoices):
    """What a school adds by hand to what is counted by itself."""

    TRAINING = "training", pgettext_lazy("kind of evidence", "Staff training")
    LINK = "link", pgettext_lazy("kind of evidence", "Link")
    FILE = "file", pgettext_lazy("kind of evidence", "File")
    NOTE = "note", pgettext_lazy("kind of evidence", "Description")


class AwardState(models.TextChoices):
    """An award is prepared, takes entries, is judged, and is made known; it never goes back."""

    DRAFT = "draft", pgettext_lazy("state of an award", "in preparation")
    OPEN = "open", pgettext_lazy("state of an award", "open for entries")
    JUDGING = "judging", pgettext_lazy("state of an award", "being judged")
    ANNOUNCED = "announced", pgettext_lazy("state of an award", "announced")


class AwardCategory(models.TextChoices):
    """Whose work it is, by the age of the pupils in years; one category is open to any age."""

    UP_TO_8 = "up_to_8", pgettext_lazy("category of an award", "Up to 8 years")
    FROM_9 = "from_9", pgettext_lazy("category of an award", "9 to 11 years")
    FROM_12 = "from_12", pgettext_lazy("category of an award", "12 to 14 years")
    FROM_15 = "from_15", pgettext_lazy("category of an award", "15 to 18 years")
    SPECIAL = "special", pgettext_lazy("category of an award", "Pupils with special needs, of any age")


class EntryState(models.TextChoices):
    ENTERED = "entered", pgettext_lazy("state of an entry for an award", "entered")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of an entry for an award", "taken back")


class ConflictKind(models.TextChoices):
    """Why a judge does not judge what a school entered."""

    WORKS = "works", pgettext_lazy("conflict of a judge", "I work there, or did")
    FAMILY = "family", pgettext_lazy("conflict of a judge", "Family or friends of mine are there")
    ADVISES = "advises", pgettext_lazy("conflict of a judge", "I advise the school, or did")
    RECOGNISED = "recognised", pgettext_lazy("conflict of a judge", "I recognised its entry")
