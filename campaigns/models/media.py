"""Voice and video of stories, with captions and transcripts."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models.organisation import Organisation
from cms.keys import new_key
from cms.languages import LANGUAGES


class MediaFileQuerySet(models.QuerySet):
    def visible_to(self, user) -> "MediaFileQuerySet":
        """The files that `user` may see and change (twin of rules.can_write)."""
        return self.filter(organisation__in=Organisation.objects.visible_to(user))


class MediaFile(models.Model):
    """An audio or video file, kept without metadata (campaigns/recordings.py)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="media_files")
    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    title = models.CharField(_("title"), max_length=120)
    file = models.FileField(_("file"), upload_to="recordings")
    media_type = models.CharField(max_length=20, editable=False)  # "video/mp4", "audio/mpeg" ...
    size = models.PositiveIntegerField(default=0, editable=False)  # bytes
    digest = models.CharField(max_length=64, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MediaFileQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")

    def __str__(self) -> str:
        return self.title

    @property
    def is_video(self) -> bool:
        return self.media_type.startswith("video/")


class Captions(models.Model):
    """What is heard in a recording, in one language: captions with times (WebVTT, kept as text) and the transcript."""

    media = models.ForeignKey(MediaFile, on_delete=models.CASCADE, related_name="captions")
    language = models.CharField(
        _("language"), max_length=8, choices=[(one.code, one.name) for one in LANGUAGES]
    )
    vtt = models.TextField(_("captions (WebVTT)"), blank=True)
    transcript = models.TextField(_("transcript"))

    class Meta:
        ordering = ["language"]
        verbose_name = _("captions")
        verbose_name_plural = _("captions")
        constraints = [
            models.UniqueConstraint(fields=["media", "language"], name="captions_once_for_each_language")
        ]

    def __str__(self) -> str:
        return f"{self.media_id} {self.language}"
