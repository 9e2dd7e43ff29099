"""Wiring: what happens when an exercise is published, how it is found, what the room adds to pages."""

from functools import partial

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from wagtail.signals import page_published, page_unpublished

from cms.registries import page_contexts, search_kinds
from cms.search.indexing import register
from exercises.domain.bank import forget_in_bank, keep_in_bank
from exercises.domain.editions import publish_edition, publish_mirror
from exercises.domain.search import exercise_entry, exercise_facets
from exercises.models import ExercisePage
from exercises.page_context import exercise_context, list_context
from exercises.views.previews import every_item_context

register(ExercisePage, exercise_entry, facets=exercise_facets)
search_kinds.register("exercise", _("Exercise"))
page_contexts.register("exercises.ExercisesPage: exercises", list_context)
page_contexts.register("exercises.ExercisePage: exercises", exercise_context)
page_contexts.register("exercises.ExercisePage: every item", every_item_context)


@receiver(post_save, sender=ExercisePage)
def on_mirrored(instance, created, **kwargs):
    # A mirror in another language is saved as live and never published; its choices of terms are saved after it.
    if created and instance.live and instance.alias_of_id:
        transaction.on_commit(partial(publish_mirror, instance.pk))


@receiver(page_published, sender=ExercisePage)
def on_published(instance, **kwargs):
    if not instance.live:
        return  # only planned: the signal comes again when the time has come
    publish_edition(instance)
    keep_in_bank(instance)


@receiver(page_unpublished, sender=ExercisePage)
def on_withdrawn(instance, **kwargs):
    forget_in_bank(instance)
