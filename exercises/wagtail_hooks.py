"""Wiring of the administration."""

from django.urls import path
from wagtail import hooks

from exercises.menus import bank_link, page_buttons
from exercises.views import bank, drafts, exchange, translating

hooks.register("register_admin_menu_item", bank_link)
hooks.register("register_page_header_buttons", page_buttons)
hooks.register("register_page_listing_more_buttons", page_buttons)
# Before wagtail-localize's own, which publishes.
hooks.register("before_edit_page", translating.say_what_is_missing, order=-1)


@hooks.register("register_admin_urls")
def admin_addresses():
    return [
        path("exercises/items/", bank.items, name="exercise_bank"),
        path("exercises/items/<int:pk>/put/", bank.put, name="exercise_bank_put"),
        path("exercises/import/", exchange.import_file, name="exercise_import"),
        path("exercises/<int:page_id>/imported/", exchange.imported, name="exercise_imported"),
        path("exercises/<int:page_id>/play/", drafts.play, name="exercise_draft_play"),
        path("exercises/<int:page_id>/export/gift/", exchange.export_gift, name="exercise_export_gift"),
    ]
