"""Handing out a file that is made when it is first asked for."""

from collections.abc import Callable, Hashable, Iterable

from django.core.files import File
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.cache.keeping import keep
from cms.cache.stamps import CLOCK
from cms.press import PressBusy, PressError

#: refuse(status, title, lead) -> a page that says in words why there is no file, and offers those that there are.
Refuse = Callable[[int, str, str], HttpResponse]


def refusal(
    request: HttpRequest, view_name: str, slug: str, formats: Iterable[str], back: tuple[str, str]
) -> Refuse:
    """Return how a door refuses: `view_name` takes slug and format; back: (words, path below the language)."""
    files = [{"label": format.upper(), "url": reverse(view_name, args=[slug, format])} for format in formats]
    way_back = {"label": back[0], "url": reverse("wagtail_serve", args=[back[1]])}

    def refuse(status: int, title: str, lead: str) -> HttpResponse:
        context = {"title": title, "lead": lead, "files": files, "back": way_back}
        return render(request, "cms/no_file.html", context, status=status)

    return refuse


def hand_out(
    request: HttpRequest,
    key: Hashable,
    make: Callable[[], tuple[str, str]],
    *,
    media_type: str,
    refuse: Refuse,
) -> HttpResponse:
    """Answer with a file; `make()` returns its name in the default storage and its name for the reader.

    Until anything at all is published, the same `key` means the same file: no query, no template.
    """
    try:
        name, shown = keep(("download", key), (CLOCK,), make)
        etag = f'"{name.rpartition("/")[2]}"'
        if request.headers.get("If-None-Match") == etag:
            return HttpResponseNotModified(headers={"ETag": etag})
        # What somebody removed from the storage can be made again.
        file = _opened(name) or _opened(make()[0])
    except PressBusy:
        response = refuse(
            503,
            _("One moment, please"),
            _("Many people are fetching files right now. Please try again in a few seconds."),
        )
        response["Retry-After"] = "5"
        return response
    except PressError:
        return refuse(
            500,
            _("This file could not be made"),
            _("We could not make this file and have noted the fault. Another format may work."),
        )
    headers = {"ETag": etag, "Cache-Control": "public, max-age=300, s-maxage=60"}
    return FileResponse(file, as_attachment=True, filename=shown, content_type=media_type, headers=headers)


def _opened(name: str) -> File | None:
    try:
        return default_storage.open(name)
    except FileNotFoundError:
        return None
