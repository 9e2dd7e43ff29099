"""Files that were made from a published lesson plan."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LessonFile(models.Model):
    """A document of one published revision in one format: where it is stored and how large it is.

    The file itself is named by the hash of what went into it; this row saves working that hash out again.
    """

    page = models.ForeignKey("lessons.LessonPlanPage", on_delete=models.CASCADE, related_name="files")
    format = models.CharField(max_length=8)
    parts = models.CharField(max_length=60)  # "guide,handouts,answers"
    made_from = models.CharField(max_length=80)  # a fingerprint of all that went in
    name = models.CharField(max_length=200)  # in the storage
    size = models.PositiveIntegerField()  # bytes
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("lesson file")
        verbose_name_plural = _("lesson files")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "format", "parts"], name="one_file_for_each_format_and_choice_of_parts"
            )
        ]

    def __str__(self) -> str:
        return self.name
