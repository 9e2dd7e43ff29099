"""Editions: an exercise as it was published, never changed again."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EditionChangedError(Exception):
    """Somebody tried to change an edition; a class was asked what stands in it."""


class EditionQuerySet(models.QuerySet):
    """Editions can be made and read."""

    def update(self, **kwargs):
        raise EditionChangedError("An edition is never changed.")

    def bulk_update(self, *args, **kwargs):
        raise EditionChangedError("An edition is never changed.")


class Edition(models.Model):
    """One language of an exercise as published, in plain JSON; made by exercises.domain.editions.

    public: a list of {id, type, public}, what a pupil may see. secret: a list of {key, due} in the same order, what
    scoring needs and what comes after the answer. The two are columns of their own, so that whoever shows questions
    need not even read the answers.
    """

    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the canonical JSON of all that follows
    #: SHA-256 of what is the same in every language: answers given in one edition hold in all with this structure.
    structure = models.CharField(max_length=64)
    exercise = models.UUIDField()  # the translation_key of its pages
    language = models.CharField(max_length=8)
    title = models.CharField(max_length=255)
    settings = models.JSONField()
    public = models.JSONField()
    secret = models.JSONField()
    made_at = models.DateTimeField(auto_now_add=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        indexes = [
            models.Index(fields=["structure", "language", "-made_at"], name="editions_of_a_structure"),
            models.Index(fields=["exercise", "-made_at"], name="editions_of_an_exercise"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language}, {self.digest[:8]})"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise EditionChangedError("An edition is never changed.")
        return super().save(*args, **kwargs)


class PageEdition(models.Model):
    """Which edition a published page shows now. Kept apart from the page, so that drafts and copies carry none."""

    page = models.OneToOneField(
        "exercises.ExercisePage", on_delete=models.CASCADE, primary_key=True, related_name="current"
    )
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="pages")
    since = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("edition of a page")
        verbose_name_plural = _("editions of pages")

    def __str__(self) -> str:
        return str(self.edition_id)
