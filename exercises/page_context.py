"""What the list of exercises, the page of one, and the home page show beside their own fields."""

from collections import Counter

from django.urls import reverse
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from cms.cache.keeping import keep
from cms.domain.queries import site
from cms.domain.queries.site import address, language_of
from cms.languages import BY_CODE
from cms.models import AgeBand, Duration, Licence, SearchEntry, Technique, Topic
from cms.search import querying
from cms.search.selection import Selection
from cms.vocabularies import by_pk, terms, with_codes
from exercises.domain.editions import about
from exercises.items import item_type
from exercises.models import Edition, ExercisePage, ExercisesPage

KIND = "exercise"
PER_PAGE = 24


def list_context(page: ExercisesPage, request) -> dict:
    """Return the exercises of this language by title; three queries whatever their number."""
    language = language_of(page)
    wanted = request.GET.get("page", "1")[:10]
    results = querying.fetch(
        Selection.of(languages=[language], kinds=[KIND]),
        sort="title",
        page=int(wanted) if wanted.isascii() and wanted.isdigit() else 1,
        per_page=PER_PAGE,
    )
    return {"entries": entries_of(results.entries, language), "results": results}


def entries_of(entries: list[SearchEntry], language: str) -> list[dict]:
    """Return entries as the `entry` component takes them; one query for their other languages."""
    elsewhere = querying.translations_of({entry.translation_key for entry in entries})
    order = list(BY_CODE)
    return [
        {
            "title": entry.title,
            "summary": entry.summary,
            "url": entry.url,
            "seed": str(entry.translation_key),
            "dye": entry.dye,
            "minutes": entry.minutes,
            "age_label": _labels(AgeBand, entry.facets.get("age", [])),
            "also": [
                {"code": code, "name": BY_CODE[code].name, "url": url}
                for code, url in sorted(
                    elsewhere.get(entry.translation_key, []), key=lambda pair: order.index(pair[0])
                )
                if code != language
            ],
        }
        for entry in entries
    ]


def exercise_context(page: ExercisePage, request) -> dict:
    """Return the context of an exercise's page. A draft in preview is described by its own items."""
    edition = None if getattr(request, "is_preview", False) else _edition(page)
    settings = edition.settings if edition else about(page)
    kinds = [item["type"] for item in edition.public] if edition else [item.block_type for item in page.items]
    language = BY_CODE[language_of(page)]
    translations = site.translations_for(request, page)
    topic = next((term for code, term in terms(Topic).items() if code in settings.get("topics", [])), None)
    return {
        "edition": edition,
        "topic": topic,
        "duration": by_pk(Duration).get(page.duration_id),
        "licence": by_pk(Licence).get(page.licence_id),
        "ages": with_codes(AgeBand, settings.get("age_bands", [])),
        "topics": with_codes(Topic, settings.get("topics", [])),
        "techniques": with_codes(Technique, settings.get("techniques", [])),
        "items_label": ngettext("%(number)d item", "%(number)d items", len(kinds)) % {"number": len(kinds)},
        "kinds": [
            {"label": item_type(code).label, "number": number}
            for code, number in Counter(kinds).most_common()
        ],
        "play_url": reverse("exercise_play", args=[page.slug]) if edition else "",
        "projector_url": reverse("exercise_projector", args=[page.slug]) if edition else "",
        "files": _files(page) if edition else [],
        "language_name": language.name,
        "other_languages": [
            {"code": code, "name": BY_CODE[code].name, "url": url}
            for code, url in translations.items()
            if code != language.code
        ],
        "crumbs": _crumbs(page),
    }


def _files(page: ExercisePage) -> list[dict]:
    """Return what one can take away, as the lines of a takeaway."""
    offered = [
        ("pdf", _("Worksheet, to print"), "worksheet"),
        ("docx", _("Worksheet, to change"), "worksheet"),
        ("pdf", _("Answer key, to print"), "key"),
        ("docx", _("Answer key, to change"), "key"),
        ("odt", _("Both, OpenDocument"), ""),
    ]
    return [
        {
            "label": label,
            "format": format.upper(),
            "url": reverse("exercise_download", args=[page.slug, format])
            + (f"?parts={parts}" if parts else ""),
        }
        for format, label, parts in offered
    ]


def _edition(page: ExercisePage):
    """Return the settings and the public part of the page's edition without a query when warm; never its answers."""

    def read():
        return Edition.objects.defer("secret").filter(pages__page_id=page.pk).first()

    return keep(("edition of", page.pk), (f"page:{page.pk}",), read)


def _crumbs(page: ExercisePage) -> list[dict]:
    language = get_language()
    crumbs = [{"label": pgettext("the first page", "Home"), "url": f"/{language}/"}]
    above = address(page.url_path.rstrip("/").rpartition("/")[0] + "/") if page.url_path else None
    entry = next((entry for entry in site.menu(language) if entry.url == above), None)
    return crumbs + ([{"label": entry.title, "url": entry.url}] if entry else [])


def _labels(model, codes: list[str]) -> str:
    vocabulary = terms(model)
    separator = pgettext("between the things of a list", ", ")
    return separator.join(vocabulary[code].label for code in codes if code in vocabulary)
