"""What every page needs to know of the site: its roots, its menus, a page's translations."""

from typing import NamedTuple

from django.db.models import F, Q
from wagtail.models import Locale, Page, PageViewRestriction, Site

from cms.cache.keeping import keep

#: Touched when the default site, a page in its upper two levels, a locale or a restriction of who may read changes.
STAMP = "site"


class Root(NamedTuple):
    """The live home page of one language."""

    language: str
    page_id: int
    url_path: str  # in the page tree, "/home-uk/"
    slug_url: str  # on the site, "/uk/"


def roots() -> dict[str, Root]:
    """Return the live home pages by language code, in the order of the settings. No query when warm."""
    return keep("roots", (STAMP,), _roots)


def _roots() -> dict[str, Root]:
    from django.conf import settings

    site = Site.objects.select_related("root_page").filter(is_default_site=True).first()
    if site is None:
        return {}
    found = {
        code: Root(code, pk, url_path, f"/{code}/")
        for pk, url_path, code in Page.objects.live()
        .filter(translation_key=site.root_page.translation_key)
        .values_list("pk", "url_path", "locale__language_code")
    }
    return {code: found[code] for code, _name in settings.LANGUAGES if code in found}


def address(url_path: str) -> str | None:
    """Turn a path in the page tree ("/home-uk/lessons/") into an address ("/uk/lessons/"); None outside the roots."""
    for root in roots().values():
        if url_path.startswith(root.url_path):
            return root.slug_url + url_path[len(root.url_path) :]
    return None


class MenuEntry(NamedTuple):
    title: str
    url: str
    kind: str  # "library", "help" or "page"
    in_menu: bool


def menu(language: str) -> tuple[MenuEntry, ...]:
    """Return the live pages right below the home page of a language, in the order of the tree."""
    return keep(("menu", language), (STAMP,), lambda: _menu(language))


def _menu(language: str) -> tuple[MenuEntry, ...]:
    root = roots().get(language)
    if root is None:
        return ()
    children = Page.objects.live().public().child_of(Page(pk=root.page_id, path=_path(root), depth=2))
    return tuple(
        MenuEntry(page.title, root.slug_url + page.slug + "/", page.specific_class.kind, page.show_in_menus)
        for page in children.select_related("content_type").order_by("path")
        if page.specific_class is not None
    )


def _path(root: Root) -> str:
    return Page.objects.values_list("path", flat=True).get(pk=root.page_id)


def translations_for(request, page: Page) -> dict[str, str]:
    """Return `translations` of the page that a request shows, asking the database once a request."""
    kept = request.__dict__.setdefault("_translations", {})
    if page.translation_key not in kept:
        kept[page.translation_key] = translations(page.translation_key)
    return kept[page.translation_key]


def translations(translation_key) -> dict[str, str]:
    """Return the addresses of all live translations of a page by language code. No query when warm.

    Not of mirrors: where wagtail-localize keeps an alias in place of a translation, the address says one language and
    the text is in another.
    """
    stamps = (STAMP, f"translations:{translation_key}")
    return keep(("translations", translation_key), stamps, lambda: _translations(translation_key))


def _translations(translation_key) -> dict[str, str]:
    found = (
        Page.objects.live()
        .filter(Q(alias_of=None) | Q(alias_of__locale=F("locale")), translation_key=translation_key)
        .values_list("locale__language_code", "url_path")
    )
    urls = {code: address(url_path) for code, url_path in found}
    return {code: url for code, url in urls.items() if url}


def language_of(page: Page) -> str:
    """Return the language code of a page without asking the database for its locale."""
    codes = keep("locales", (STAMP,), lambda: dict(Locale.objects.values_list("pk", "language_code")))
    return codes.get(page.locale_id) or page.locale.language_code


def is_restricted(page: Page) -> bool:
    """Say whether a page is not for everybody, by a restriction of its own or of a page above. No query when warm."""
    paths = keep(
        "restricted",
        (STAMP,),
        lambda: tuple(PageViewRestriction.objects.values_list("page__path", flat=True)),
    )
    return page.path.startswith(paths)
