"""Wiring: what happens on the ground floor when something is published, withdrawn or changed."""

from functools import partial

from django.core.exceptions import ValidationError
from django.core.signals import request_finished
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Locale, Page, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move, pre_page_move

from cms import counting
from cms.cache.stamps import touch
from cms.domain.queries.site import STAMP as SITE
from cms.domain.translations import follow_source
from cms.models import VOCABULARIES, BasePage, HelpAdvice, HelpEntry, HelpLaw, SiteImage
from cms.pictures import shown_on
from cms.tasks import prepare_picture
from cms.validators import slug_problem
from cms.vocabularies import STAMP as VOCABULARY
from cms.worker import every

MENU_DEPTH = 3  # root, home pages, what lies right below them


def _touch_page(page: Page) -> None:
    names = {f"page:{page.pk}", f"translations:{page.translation_key}"}
    if page.depth <= MENU_DEPTH:
        names.add(SITE)
    touch(*names)


@receiver(page_published)
def on_published(instance, **kwargs):
    _touch_page(instance)
    if isinstance(instance, BasePage):
        follow_source(instance)


@receiver(page_unpublished)
def on_withdrawn(instance, **kwargs):
    _touch_page(instance)


@receiver(pre_page_move)
def on_moving(instance, parent_page_after, **kwargs):
    if problem := slug_problem(instance.slug, parent_page_after):
        raise ValidationError(problem)


@receiver([page_slug_changed, post_page_move])
def on_another_address(instance, **kwargs):
    _touch_page(instance)
    # Pages below it have another address too.
    touch(SITE)


@receiver(post_delete)
def on_deleted(sender, instance, **kwargs):
    if isinstance(instance, Page):
        _touch_page(instance)


@receiver(post_save)
def on_mirrored(sender, instance, update_fields, **kwargs):
    # A mirror that becomes a translation of its own, or the other way round, is saved so and not published.
    if update_fields and "alias_of_id" in update_fields:
        _touch_page(instance)


@receiver([post_save, post_delete])
def on_reference_changed(sender, instance, **kwargs):
    if sender in VOCABULARIES:
        touch(VOCABULARY)
    elif sender in (HelpEntry, HelpLaw, HelpAdvice):
        touch("help")
    elif sender in (Site, Locale):
        touch(SITE)
    elif sender is SiteImage:
        touch(*(f"{what}:{pk}" for pk in shown_on(instance) for what in ("page", "pictures")))


@receiver(post_save, sender=SiteImage)
def on_picture_saved(instance, **kwargs):
    transaction.on_commit(partial(prepare_picture.enqueue, instance.pk))


# Views and downloads.
request_finished.connect(counting.flush_when_due, dispatch_uid="cms.counting")
every(86400, "counting.delete_old", counting.delete_old)
