"""A lesson plan as a file, and on the wall."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms.cache.middleware import public
from cms.domain.queries import site
from cms.press import FORMATS
from cms.views.takeaway import hand_out, refusal
from lessons.domain.queries.plans import live_plan, main_topic, terms_of
from lessons.downloads import PACK, PACK_TYPE, USUAL_PARTS, file_name, make_file, parts_from

TYPES = {key: format.media_type for key, format in FORMATS.items()} | {PACK: PACK_TYPE}


def download(request: HttpRequest, slug: str, format: str) -> HttpResponse:
    """Hand out a lesson plan as a file: made on the first call, served from the storage ever after."""
    language = get_language()
    refuse = refusal(request, "lesson_download", slug, TYPES, (_("To the lesson plan"), f"lessons/{slug}/"))
    if format not in TYPES:
        lead = _("We offer this lesson plan in other formats. Choose one here.")
        return refuse(404, _("There is no such file"), lead)
    parts = USUAL_PARTS if format == PACK else parts_from(request.GET.getlist("parts"))

    def make() -> tuple[str, str]:
        page = live_plan(slug, language)
        if page is None:
            raise Http404
        return make_file(page, format, parts).name, file_name(page, format, parts)

    return hand_out(
        request, ("lesson", language, slug, format, parts), make, media_type=TYPES[format], refuse=refuse
    )


def projector(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the steps one by one, large, with a clock; each step has an address of its own."""
    page = live_plan(slug, get_language())
    if page is None:
        raise Http404
    steps = list(page.steps)
    wanted = request.GET.get("step", "")
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 5 else 1
    number = min(max(number, 1), len(steps))
    request.shown_page = page
    topic = main_topic(terms_of(page))
    context = {
        "page": page,
        "dye": topic.dye if topic else "",
        "step": steps[number - 1].value,
        "number": number,
        "count": len(steps),
        "previous": number - 1 if number > 1 else None,
        "next": number + 1 if number < len(steps) else None,
        "back_url": site.address(page.url_path),
        "address": reverse("lesson_projector", args=[slug]),
    }
    response = render(request, "lessons/projector.html", context)
    return public(response, page.cache_tags() | {site.STAMP})
