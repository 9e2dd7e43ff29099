"""What every template knows of the site. The same for everybody: nothing here looks at who is reading."""

from typing import NamedTuple
from urllib.parse import quote

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language

from cms.cache.middleware import is_public_path, saves_data
from cms.domain.queries import site as queries
from cms.languages import BY_CODE, DEFAULT_LANGUAGE, direction

#: Kinds of page that stand first in the menu, in this order.
FIRST = ("library", "exercises")


class SiteLanguage(NamedTuple):
    """One entry of the language switcher."""

    code: str
    name: str
    direction: str
    url: str
    is_current: bool
    has_page: bool  # this very page exists in that language; else the link leads to the language's home page


class Link(NamedTuple):
    label: str
    url: str
    is_current: bool


class SiteContext:
    """`site` in every template. Properties ask the database at most once a request, most of them never."""

    def __init__(self, request):
        self.request = request
        self.path = getattr(request, "path", "/")
        self.language = get_language() or DEFAULT_LANGUAGE
        self.direction = direction(self.language)

    @property
    def saves_data(self) -> bool:
        """Whether the reader's device asks to be sent little: then system fonts do."""
        return hasattr(self.request, "headers") and saves_data(self.request)

    @property
    def home_url(self) -> str:
        return f"/{self.language}/"

    @cached_property
    def languages(self) -> list[SiteLanguage]:
        """The locales that have a live home page, each with the address of this page in it."""
        here = self._translations
        return [
            SiteLanguage(
                code,
                BY_CODE[code].name,
                BY_CODE[code].direction,
                here.get(code) or root.slug_url,
                code == self.language,
                code in here,
            )
            for code, root in queries.roots().items()
        ]

    @cached_property
    def _translations(self) -> dict[str, str]:
        page = getattr(self.request, "shown_page", None)
        if page is not None:
            return queries.translations_for(self.request, page)
        if getattr(self.request, "same_path_in_all_languages", False):
            rest = self.path.partition(f"/{self.language}/")[2]
            return {code: f"/{code}/{rest}" for code in queries.roots()}
        return {}

    @cached_property
    def _menu(self):
        return queries.menu(self.language)

    def _first(self, kind: str) -> str:
        return next((entry.url for entry in self._menu if entry.kind == kind), "")

    @cached_property
    def navigation(self) -> list[Link]:
        # What most people come for stands first, however the pages lie in the tree.
        entries = sorted((entry for entry in self._menu if entry.in_menu), key=_by_demand)
        return [Link(entry.title, entry.url, self.path.startswith(entry.url)) for entry in entries]

    @cached_property
    def footer(self) -> list[Link]:
        """All pages right below the home page but the one for help, which the footer names itself."""
        return [Link(entry.title, entry.url, False) for entry in self._menu if entry.kind != "help"]

    @cached_property
    def library_url(self) -> str:
        return self._first("library")

    @cached_property
    def exercises_url(self) -> str:
        return self._first("exercises")

    @cached_property
    def help_url(self) -> str:
        return self._first("help")

    @cached_property
    def about_url(self) -> str:
        return next((entry.url for entry in self._menu if entry.url.endswith("/about/")), "")

    @cached_property
    def search_url(self) -> str:
        return _reverse("search")

    @cached_property
    def account_url(self) -> str:
        return _reverse("account_desk")

    @cached_property
    def join_url(self) -> str:
        """The pupils' door, in this page's language where it speaks it."""
        address = _reverse("join")
        return f"{address}?language={self.language}" if address else ""

    @property
    def report_url(self) -> str:
        """The way to tell us about this page. Made of the page's own address alone: the same for everybody.

        Addresses that are somebody's own are told to nobody, not even in a notice.
        """
        if not is_public_path(self.path):
            return ""
        address = _reverse("report")
        return f"{address}?about={quote(self.path)}" if address else ""


def _by_demand(entry: queries.MenuEntry) -> int:
    return FIRST.index(entry.kind) if entry.kind in FIRST else len(FIRST)


def _reverse(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def site(request) -> dict:
    """Return {"site": SiteContext} for the templates."""
    return {"site": SiteContext(request)}


def absolute_url(name: str, *args) -> str:
    """Return the whole address of a named door, with the site's own origin."""
    return settings.SITE_URL + reverse(name, args=args)
