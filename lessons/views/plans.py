"""A lesson plan as a file, and on the wall."""

from django.core.files import File
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

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
        return _no_file(
            request,
            slug,
            404,
            _("There is no such file"),
            _("We offer this lesson plan in other formats. Choose one here."),
        )
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
        response = _no_file(
            request,
            slug,
            503,
            _("One moment, please"),
            _("Many people are fetching files right now. Please try again in a few seconds."),
        )
        response["Retry-After"] = "5"
        return response
    except PressError:
        return _no_file(
            request,
            slug,
            500,
            _("This file could not be made"),
            _("We could not make this file and have noted the fault. Another format may work."),
        )
    headers = {"ETag": etag, "Cache-Control": "public, max-age=300, s-maxage=60"}
    return FileResponse(file, as_attachment=True, filename=shown, content_type=TYPES[format], headers=headers)


def _no_file(request: HttpRequest, slug: str, status: int, title: str, lead: str) -> HttpResponse:
    """Say in words why there is no file, and offer those that there are."""
    context = {"title": title, "lead": lead, "slug": slug, "formats": list(TYPES)}
    return render(request, "lessons/no_file.html", context, status=status)


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
