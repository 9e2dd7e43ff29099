"""Wiring: what happens when a lesson plan is published, how it is found, what the room adds to pages."""

from functools import partial

from django.db import transaction
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from wagtail.signals import page_published

from cms.registries import page_contexts, search_kinds
from cms.search.indexing import register
from lessons.domain.queries.library import home_context, library_context
from lessons.domain.search import lesson_entry, lesson_facets
from lessons.models import LessonPlanPage
from lessons.page_context import plan_context
from lessons.tasks import prepare_lesson_files

register(LessonPlanPage, lesson_entry, facets=lesson_facets)
search_kinds.register("lesson", _("Lesson plan"))
page_contexts.register("lessons.LibraryPage: lessons", library_context)
page_contexts.register("cms.HomePage: lessons", home_context)
page_contexts.register("lessons.LessonPlanPage: lessons", plan_context)


@receiver(page_published, sender=LessonPlanPage)
def on_published(instance, **kwargs):
    transaction.on_commit(partial(prepare_lesson_files.enqueue, instance.pk))
