"""Wiring: what happens when a lesson plan is published."""

from functools import partial

from django.db import transaction
from django.dispatch import receiver
from wagtail.signals import page_published

from lessons.models import LessonPlanPage
from lessons.tasks import prepare_lesson_files


@receiver(page_published, sender=LessonPlanPage)
def on_published(instance, **kwargs):
    transaction.on_commit(partial(prepare_lesson_files.enqueue, instance.pk))
