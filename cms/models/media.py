"""Pictures and documents that editors upload."""

from pathlib import PurePosixPath

from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition

from cms import uploads
from cms.languages import INTERFACE_LANGUAGES
from cms.models.vocabularies import Licence

#: The folder of renditions that may have to vanish at once.
RETRACTABLE = "retractable"
#: Letters of the name under which a document is taken away.
LONGEST_NAME = 80


class SiteImage(AbstractImage):
    """A picture with what one needs to show it honestly: words for those who do not see it, maker, licence."""

    alt = models.CharField(
        _("alternative text"),
        max_length=500,
        blank=True,
        help_text=_(
            "What somebody who cannot see the picture needs to know. Empty only if it merely decorates."
        ),
    )
    credit = models.CharField(_("credit"), max_length=200, blank=True, help_text=_("Who made it."))
    licence = models.ForeignKey(
        Licence, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("licence")
    )
    source_url = models.URLField(_("where it comes from"), blank=True)

    admin_form_fields = (
        "title",
        "file",
        "collection",
        *(f"alt_{code}" for code in INTERFACE_LANGUAGES),
        "credit",
        "licence",
        "source_url",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def clean(self):
        super().clean()
        if self.file and not self.file._committed:
            uploads.open_picture(self.file.file)

    def save(self, *args, **kwargs):
        """Keep a new picture without its metadata. ValidationError for what is no picture or too large."""
        if self.file and not self.file._committed:
            self.file = uploads.clean_picture(self.file.file)
            self._set_image_file_metadata()
            self.width, self.height = self.file.width, self.file.height
        super().save(*args, **kwargs)

    @property
    def is_retractable(self) -> bool:
        """Say whether somebody may take the picture back: those in a collection of their own, an organisation's."""
        return self.collection.depth > 1

    @property
    def default_alt_text(self) -> str:
        """The alternative text in the language of the reader."""
        return self.alt


class SiteRendition(AbstractRendition):
    """A picture made ready for one place and size."""

    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    def get_upload_to(self, filename: str) -> str:
        """Lay renditions of what may be taken back apart: no cache may keep them long (cms/views/media.py)."""
        folder, name = super().get_upload_to(filename).rsplit("/", 1)
        return f"{RETRACTABLE if self.image.is_retractable else folder}/{name}"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"],
                name="one_rendition_for_each_filter_of_a_picture",
            )
        ]


class SiteDocument(AbstractDocument):
    """A file that editors offer for download."""

    credit = models.CharField(_("credit"), max_length=200, blank=True)
    licence = models.ForeignKey(
        Licence, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("licence")
    )

    admin_form_fields = ("title", "file", "collection", "credit", "licence", "tags")

    def clean(self):
        super().clean()
        if self.file and not self.file._committed:
            uploads.check_document(self.file.file, self.file.name)

    def save(self, *args, **kwargs):
        """Keep a new file under a name of ours: what it was called may name somebody."""
        if self.file and not self.file._committed:
            self.file.name = uploads.own_name(self.file_extension or "bin")
        super().save(*args, **kwargs)

    @property
    def file_extension(self) -> str:
        return PurePosixPath(self.file.name.lower()).suffix[1:]

    @property
    def filename(self) -> str:
        """What the file is called when somebody takes it away: as its title, "the-night-shift.pdf"."""
        name = slugify(self.title, allow_unicode=True)[:LONGEST_NAME].strip("-") or "document"
        return f"{name}.{self.file_extension}"

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
