"""What the menus of Wagtail's administration offer for exercises."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.menus.pages import PageMenuItem

from exercises.domain.queries.bank import may_use_bank
from exercises.models import ExercisePage
from exercises.rules import can_edit


class PlayDraftItem(PageMenuItem):
    label = _("Play as a pupil")
    icon_name = "view"
    url_name = "exercise_draft_play"

    def is_shown(self, user):
        return can_edit(user, self.page)


class ExportGiftItem(PageMenuItem):
    label = _("Export as GIFT")
    icon_name = "download"
    url_name = "exercise_export_gift"

    def is_shown(self, user):
        return can_edit(user, self.page)


class BankLink(MenuItem):
    def is_shown(self, request):
        return may_use_bank(request.user)


def bank_link() -> BankLink:
    """Return the way to the item bank, right below the pages."""
    return BankLink(
        _("Item bank"), reverse("exercise_bank"), name="item-bank", icon_name="list-ul", order=101
    )


def page_buttons(page, user, next_url=None, view_name=None):
    """Yield what one can do with an exercise, in the menu of its editor and of the list of pages."""
    if page.specific_class is ExercisePage:
        yield PlayDraftItem(page=page, priority=12)
        yield ExportGiftItem(page=page, priority=45)
