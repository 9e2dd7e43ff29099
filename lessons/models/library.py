"""The library: the page above all lesson plans of one language."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail_localize.fields import TranslatableField

from cms.models import BasePage


class LibraryPage(BasePage):
    """Where teachers look for lesson plans. What it lists comes from the search index, never from the page tree."""

    kind = "library"
    lead = models.TextField(_("lead"), blank=True, max_length=400)

    content_panels = BasePage.content_panels + [FieldPanel("lead")]
    translatable_fields = BasePage.translatable_fields + [TranslatableField("lead")]
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["lessons.LessonPlanPage"]
    max_count_per_parent = 1
    template = "lessons/library_page.html"

    class Meta:
        verbose_name = _("library")
        verbose_name_plural = _("libraries")

    def cache_tags(self) -> set[str]:
        # All languages: an entry says in which others it exists.
        return super().cache_tags() | {"index:lesson"}
