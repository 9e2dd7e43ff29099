"""What the page of a lesson plan shows beside its own fields."""

import json
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from cms.cache.keeping import keep
from cms.domain.queries import site
from cms.languages import BY_CODE
from cms.pictures import prefetch
from cms.press import FORMATS
from cms.takeaway import size_label
from lessons.domain.queries.plans import duration_of, licence_of, main_topic, terms_of
from lessons.downloads import PACK, USUAL_PARTS
from lessons.enums import Part
from lessons.models import LessonFile, LessonPlanPage


class Takeaway(NamedTuple):
    """One line of the panel of files."""

    label: str
    format: str
    url: str
    size_label: str


def plan_context(page: LessonPlanPage, request) -> dict:
    """Return the context of the template; asks the database for terms, files, translations and pictures, once each."""
    prefetch([page.handouts])
    terms = terms_of(page)
    topic = main_topic(terms)
    language = BY_CODE[site.language_of(page)]
    translations = site.translations_for(request, page)
    return {
        "terms": terms,
        "topic": topic,
        "duration": duration_of(page),
        "licence": licence_of(page),
        "steps": [step.value for step in page.steps],
        "sections": _sections(page),
        "files": _files(page),
        "language_name": language.name,
        "other_languages": [
            {"code": code, "name": BY_CODE[code].name, "url": url}
            for code, url in translations.items()
            if code != language.code
        ],
        "parts": [
            {"value": part.value, "label": part.label, "is_usual": part in USUAL_PARTS} for part in Part
        ],
        "choose_url": reverse("lesson_download", args=[page.slug, "pdf"]),
        "choose_formats": [
            {"label": key.upper(), "url": reverse("lesson_download", args=[page.slug, key])}
            for key in FORMATS
        ],
        "projector_url": reverse("lesson_projector", args=[page.slug]),
        "save_url": reverse("saved_add", args=[page.slug]),
        "crumbs": _crumbs(),
        "learning_resource": _learning_resource(page, terms, translations),
    }


def _sections(page: LessonPlanPage) -> list[dict]:
    """Return the jump links, only to what the page has."""
    offered = [
        ("overview", _("Aims"), True),
        ("before", _("Before the lesson"), page.materials or page.preparation or page.misconceptions),
        ("care", _("With care"), page.content_guidance or page.migration_note),
        ("steps", _("Steps"), True),
        ("debate", _("Debate"), page.debate),
        ("handouts", _("Handouts"), page.handouts),
        ("answers", _("Answer key"), page.answer_key),
        ("sources", _("Sources"), page.sources),
    ]
    return [{"id": anchor, "label": label} for anchor, label, there in offered if there]


def _files(page: LessonPlanPage) -> list[Takeaway]:
    sizes = keep(("file sizes", page.pk), (f"page:{page.pk}",), lambda: _sizes(page.pk))
    labels = {
        "docx": _("Word file, to change"),
        "pdf": _("PDF, to print"),
        "odt": _("OpenDocument, to change"),
        "epub": _("E-book, to read on a phone"),
        PACK: _("Everything, in every language"),
    }
    return [
        Takeaway(
            label,
            format.upper(),
            reverse("lesson_download", args=[page.slug, format]),
            size_label(sizes[format]) if format in sizes else "",
        )
        for format, label in labels.items()
    ]


def _sizes(page_id: int) -> dict[str, int]:
    """Return the sizes in bytes of the usual files by format; whoever makes them touches the page's stamp."""
    usual = ",".join(USUAL_PARTS)
    return dict(LessonFile.objects.filter(page_id=page_id, parts=usual).values_list("format", "size"))


def _crumbs() -> list[dict]:
    language = get_language()
    library = next((entry for entry in site.menu(language) if entry.kind == "library"), None)
    crumbs = [{"label": pgettext("the first page", "Home"), "url": f"/{language}/"}]
    return crumbs + ([{"label": library.title, "url": library.url}] if library else [])


def _learning_resource(page: LessonPlanPage, terms: dict, translations: dict[str, str]) -> str:
    """Return schema.org's LearningResource as JSON-LD in a script element, which is data and not run."""
    licence = licence_of(page)
    duration = duration_of(page)
    address = settings.SITE_URL + (site.address(page.url_path) or "")
    data = {
        "@context": "https://schema.org",
        "@type": "LearningResource",
        "@id": address,
        "url": address,
        "name": page.title,
        "description": page.summary,
        "inLanguage": site.language_of(page),
        "learningResourceType": "lesson plan",
        "timeRequired": f"PT{duration.minutes}M" if duration else None,
        "typicalAgeRange": ", ".join(f"{band.min_age}-{band.max_age or ''}" for band in terms["age_bands"]),
        "educationalLevel": sorted(
            {f"ISCED {level}" for band in terms["age_bands"] for level in band.isced.split(",")}
        ),
        "about": [term.label for term in terms["topics"]],
        "teaches": [outcome.value for outcome in page.learning_outcomes],
        "keywords": page.keywords,
        "license": licence.url if licence else None,
        "author": {"@type": "Organization", "name": page.authors} if page.authors else None,
        "version": page.version,
        "dateModified": page.last_published_at.date().isoformat() if page.last_published_at else None,
        "isAccessibleForFree": True,
        "workTranslation": [
            {"@type": "LearningResource", "@id": settings.SITE_URL + url, "inLanguage": code}
            for code, url in translations.items()
            if code != site.language_of(page)
        ],
    }
    text = json.dumps({key: value for key, value in data.items() if value}, ensure_ascii=False)
    # "</script>" in a title must not end the element.
    safe = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(safe))  # noqa: S308  escaped above
