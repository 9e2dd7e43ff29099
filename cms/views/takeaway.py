"""Handing out files: one that is made when it is first asked for and kept, or one that is made for whoever asks."""

from collections.abc import Callable, Hashable, Iterable

from django.core.files import File
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
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
    return refusing(request, files, (back[0], reverse("wagtail_serve", args=[back[1]])))


def refusing(request: HttpRequest, files: Iterable[dict], back: tuple[str, str]) -> Refuse:
    """Return how a door refuses that offers `files` ({label, url}) instead; back: (words, address)."""
    context = {"files": list(files), "back": {"label": back[0], "url": back[1]}}

    def refuse(status: int, title: str, lead: str) -> HttpResponse:
        return render(request, "cms/no_file.html", context | {"title": title, "lead": lead}, status=status)

    return refuse


def no_such_file(refuse: Refuse) -> HttpResponse:
    """Answer whoever asks for a format that there is not."""
    return refuse(404, _("There is no such file"), _("We offer this in other formats. Choose one here."))


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
    except PressError as error:
        return _not_made(error, refuse)
    headers = {"ETag": etag, "Cache-Control": "public, max-age=300, s-maxage=60"}
    return FileResponse(file, as_attachment=True, filename=shown, content_type=media_type, headers=headers)


def hand_over(
    make: Callable[[], bytes], name: str, *, media_type: str, refuse: Refuse, is_only_format: bool = False
) -> HttpResponse:
    """Answer with a file that is made for whoever asks and kept nowhere. name: of the file for the reader.

    make() may raise PressBusy and PressError. is_only_format: whether no other format could be tried instead.
    """
    try:
        made = make()
    except PressError as error:
        return _not_made(error, refuse, is_only_format=is_only_format)
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return HttpResponse(made, content_type=media_type, headers=headers)


def _not_made(error: PressError, refuse: Refuse, *, is_only_format: bool = False) -> HttpResponse:
    if isinstance(error, PressBusy):
        lead = _("Many people are fetching files right now. Please try again in a few seconds.")
        response = refuse(503, _("One moment, please"), lead)
        response["Retry-After"] = "5"
        return response
    lead = (
        _("We could not make this file and have noted the fault.")
        if is_only_format
        else _("We could not make this file and have noted the fault. Another format may work.")
    )
    return refuse(500, _("This file could not be made"), lead)


def _opened(name: str) -> File | None:
    try:
        return default_storage.open(name)
    except FileNotFoundError:
        return None
