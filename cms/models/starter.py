"""What was loaded from the starter collection, so that loading again never overwrites an editor's change."""

from django.db import models


class StarterRecord(models.Model):
    """One loaded file: its fingerprint, and the revision that loading it made."""

    name = models.CharField(max_length=160, unique=True)  # "lessons/lateral-reading/fr"
    digest = models.CharField(max_length=64)
    page = models.ForeignKey("wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="+")
    revision_id = models.BigIntegerField(null=True)
    loaded_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.name
