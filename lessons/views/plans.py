"""A lesson plan as a file, and on the wall."""

from django.core.files import File
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from cms.cache.keeping import keep
from cms.cache.middleware import public
from cms.cache.stamps import CLOCK
from cms.domain.queries import site
from cms.press import FORMATS, PressBusy, PressError
from lessons.domain.queries.plans import live_plan, main_topic, terms_of
from lessons.downloads import PACK, PACK_TYPE, USUAL_PARTS, file_name, make_file, parts_from

TYPES = {key: format.media_type for key, format in FORMATS.items()} | {PACK: PACK_TYPE}


def download(request: HttpRequest, slug: str, format: str) -> HttpResponse:
    """Hand out a lesson plan as a file: made on the first call, served from the storage ever after."""
    language = get_language()
    if format not in TYPES:
        context = {"formats": list(TYPES), "slug": slug}
        return render(request, "lessons/unknown_format.html", context, status=404)
    parts = USUAL_PARTS if format == PACK else parts_from(request.GET.getlist("parts"))
    try:
        # Until anything at all is published, the same address means the same file: no query, no template.
        name, shown = keep(
            ("download", language, slug, format, parts), (CLOCK,), lambda: _file(slug, format, parts)
        )
        etag = f'"{name.rpartition("/")[2]}"'
        if request.headers.get("If-None-Match") == etag:
            return HttpResponseNotModified(headers={"ETag": etag})
        # What somebody removed from the storage can be made again.
        file = _opened(name) or _opened(_file(slug, format, parts)[0])
    except PressBusy:
        response = render(
            request, "lessons/press_busy.html", {"slug": slug, "formats": list(TYPES)}, status=503
        )
        response["Retry-After"] = "5"
        return response
    except PressError:
        return render(
            request, "lessons/press_failed.html", {"slug": slug, "formats": list(TYPES)}, status=500
        )
    headers = {"ETag": etag, "Cache-Control": "public, max-age=300, s-maxage=60"}
    return FileResponse(file, as_attachment=True, filename=shown, content_type=TYPES[format], headers=headers)


def _file(slug, format, parts) -> tuple[str, str]:
    """Return (name in the storage, name for the reader) of a file of a live lesson plan; 404 when there is none."""
    page = live_plan(slug, get_language())
    if page is None:
        raise Http404
    return make_file(page, format, parts).name, file_name(page, format, parts)


def _opened(name: str) -> File | None:
    try:
        return default_storage.open(name)
    except FileNotFoundError:
        return None


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
