"""Documents that were made from published campaigns and stories."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PageFile(models.Model):
    """A campaign or a story as a document in one format: what it was made from, and where it is stored.

    The row is how a file is found again when it has to go: a story that was taken back leaves no document behind.
    """

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    format = models.CharField(max_length=8)
    made_from = models.CharField(max_length=64)  # a fingerprint of all that went in
    name = models.CharField(max_length=200)  # in the default storage
    size = models.PositiveIntegerField(default=0)  # bytes
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("document of a campaign")
        verbose_name_plural = _("documents of campaigns")
        constraints = [
            models.UniqueConstraint(fields=["page", "format"], name="one_document_for_each_page_and_format")
        ]

    def __str__(self) -> str:
        return self.name
