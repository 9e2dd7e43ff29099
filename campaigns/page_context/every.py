"""What pages of campaigns, stories and organisations have in common."""

from collections.abc import Iterable

from django.utils.translation import get_language, pgettext
from wagtail.models import Page

from campaigns.domain.figures import stamp_of
from campaigns.domain.shown import ShownStory
from campaigns.models import Organisation
from cms.domain.queries import site
from cms.languages import BY_CODE


def of_every_page(page, request, crumbs: list[dict]) -> dict:
    """Return what every page of the room shows: where one is, its other languages, whether it is a preview."""
    language = site.language_of(page)
    translations = site.translations_for(request, page)
    return {
        "is_preview": getattr(request, "is_preview", False),
        "crumbs": crumbs,
        "other_languages": [
            {"code": code, "name": BY_CODE[code].name, "url": url}
            for code, url in translations.items()
            if code != language
        ],
    }


def crumbs_of(page) -> list[dict]:
    """Return where one is: home, the list, and what lies between it and the page. One query."""
    language = get_language()
    crumbs = [{"label": pgettext("the first page", "Home"), "url": f"/{language}/"}]
    steps = range(3 * page.steplen, len(page.path), page.steplen)
    if paths := [page.path[:end] for end in steps]:
        found = Page.objects.live().filter(path__in=paths).order_by("path").values_list("title", "url_path")
        crumbs += [{"label": title, "url": site.address(url_path)} for title, url_path in found]
    return crumbs


def tags_of(stories: Iterable[ShownStory], organisation: Organisation | None) -> set[str]:
    """Return the stamps of what is shown of stories and of an organisation's figures."""
    tags = {stamp_of(organisation.pk)} if organisation else set()
    for one in stories:
        tags |= {f"page:{one.page.pk}", f"consent:{one.page.translation_key}"}
    return tags
