"""What makes a page fit for its place in the tree; asked by pages, by their form and before a move."""

from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import gettext as _

from cms.cache.middleware import PERSONAL
from cms.languages import DEFAULT_LANGUAGE

#: The door that answers wherever no other does.
PAGES = "wagtail_serve"


def slug_problem(slug: str, parent) -> str | None:
    """Return a sentence if a page with `slug` below the page `parent` could not be reached, or None.

    What is taken is read from the site's addresses themselves, so a new door needs no entry in any list; only the
    sections that are somebody's own are known by name, for they may begin deeper (/en/teach/saved/).
    """
    if parent is None or parent.depth < 2:
        return None  # a home page: its address is its language
    path = f"{parent.url_path.split('/', 2)[2]}{slug}/"
    is_personal = slug in PERSONAL and path == f"{slug}/"
    if is_personal or _is_answered_elsewhere(path):
        return _("The site itself uses the address “%(slug)s” here. Please choose another one.") % {
            "slug": slug
        }
    return None


def _is_answered_elsewhere(path: str) -> bool:
    with translation.override(DEFAULT_LANGUAGE):  # the addresses are the same below every language
        try:
            return resolve(f"/{DEFAULT_LANGUAGE}/{path}").url_name != PAGES
        except Resolver404:
            return False
