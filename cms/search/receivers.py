"""Wiring: what changes the search index."""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from cms.cache.stamps import touch
from cms.domain.queries.site import STAMP as SITE
from cms.models import HelpPage, StandardPage
from cms.registries import search_kinds
from cms.search.indexing import forget_page, index_page, index_tree, register
from cms.search.pages import help_entry, standard_entry

register(StandardPage, standard_entry)
register(HelpPage, help_entry)
search_kinds.register("page", _("Page"))
search_kinds.register("help", _("Help and reporting"))


@receiver(page_published)
def on_published(instance, **kwargs):
    index_page(instance.specific)


@receiver(page_unpublished)
def on_unpublished(instance, **kwargs):
    forget_page(instance)


@receiver([page_slug_changed, post_page_move])
def on_another_address(instance, **kwargs):
    index_tree(instance)


@receiver(post_delete)
def on_deleted(sender, instance, **kwargs):
    if sender is Page:
        forget_page(instance)


@receiver([post_save, post_delete], sender=PageViewRestriction)
def on_restriction_changed(instance, **kwargs):
    touch(SITE)
    page = Page.objects.filter(pk=instance.page_id).first()
    if page is not None:
        index_tree(page)
