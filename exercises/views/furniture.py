"""The frame of our own pages in Wagtail's administration."""

from django.urls import reverse
from django.utils.translation import gettext as _


def frame(title: str, icon: str, *trail: tuple[str, str], buttons=()) -> dict:
    """Return what wagtailadmin/generic/base.html shows around a page. trail: (address, label) of the pages above."""
    crumbs = [(reverse("wagtailadmin_home"), _("Home")), *trail, ("", title)]
    return {
        "header_title": title,
        "page_title": title,
        "header_icon": icon,
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in crumbs],
        "header_buttons": list(buttons),
    }
