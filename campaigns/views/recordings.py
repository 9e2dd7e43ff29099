"""Recordings: the members' list, upload and captions; the public door that gives voice and video away."""

import re
from collections.abc import Iterator
from functools import wraps

from django.contrib import messages
from django.core.files import File
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.domain import recordings as verbs
from campaigns.forms.recordings import CaptionsForm, RecordingForm, TitleForm
from campaigns.models import MediaFile, Organisation
from campaigns.recordings import MOST_BYTES, RecordingError, too_large
from campaigns.recordings.captions import CaptionsError
from campaigns.views.doors import for_members
from cms.languages import BY_CODE

#: A form with the largest file, its other fields and what stands between them.
MOST_BODY = MOST_BYTES + 200_000
PIECE = 256 * 1024
RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def small_enough(view):
    """Answer 413 to a body that is too large before anything of it is read; only then look for the form's token."""
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > MOST_BODY:
            return render(
                request, "campaigns/recordings/too_large.html", {"sentence": too_large()}, status=413
            )
        return protected(request, *args, **kwargs)

    return wrapped


@small_enough
@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def recordings(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The recordings of the organisation, and the form for another one."""
    form = RecordingForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = verbs.add_recording(
                organisation,
                actor=request.user,
                title=form.cleaned_data["title"],
                file=form.cleaned_data["file"],
            )
        except RecordingError as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, _("Kept, without place, device and time. Now add what is said."))
            return redirect("recording_edit", key=organisation.key, pk=made.pk)
    context = {"organisation": organisation, "form": form, "recordings": verbs.list_recordings(organisation)}
    return render(request, "campaigns/recordings/recordings.html", context)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def recording_edit(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """One recording: its title, captions and transcript in each language; delete it."""
    media = get_object_or_404(organisation.media_files.select_related("organisation"), pk=pk)
    do = request.POST.get("do", "") if request.method == "POST" else ""
    language = request.POST.get("language") or request.GET.get("language", "")
    language = language if language in BY_CODE else organisation.language
    title = TitleForm(request.POST if do == "rename" else None, initial={"title": media.title})
    captions = CaptionsForm(request.POST if do == "captions" else None, initial=_captions(media, language))
    deeds = {"rename": _rename, "captions": _change_captions, "delete": _delete}
    if request.method == "POST":
        if do not in deeds:
            raise Http404
        if answer := deeds[do](request, media, captions if do == "captions" else title):
            return answer
    context = {
        "organisation": organisation,
        "recording": media,
        "title_form": title,
        "captions_form": captions,
        "captions": list(media.captions.all()),
        "language": language,
        "stories": verbs.stories_with(media),
    }
    return render(request, "campaigns/recordings/recording.html", context)


def _captions(media: MediaFile, language: str) -> dict:
    found = media.captions.filter(language=language).first()
    known = {"transcript": found.transcript, "vtt": found.vtt} if found else {"vtt": ""}
    return {"language": language} | known


def _rename(request: HttpRequest, media: MediaFile, form: TitleForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    verbs.rename_recording(media, actor=request.user, title=form.cleaned_data["title"])
    messages.success(request, _("Saved."))
    return redirect("recording_edit", key=media.organisation.key, pk=media.pk)


def _change_captions(request: HttpRequest, media: MediaFile, form: CaptionsForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    try:
        verbs.change_captions(media, actor=request.user, **form.cleaned_data)
    except CaptionsError as error:
        for sentence in error.sentences:
            form.add_error("vtt", sentence)
        return None
    messages.success(request, _("Saved."))
    address = reverse("recording_edit", args=[media.organisation.key, media.pk])
    return redirect(f"{address}?language={form.cleaned_data['language']}")


def _delete(request: HttpRequest, media: MediaFile, form) -> HttpResponse | None:
    try:
        verbs.delete_recording(media, actor=request.user)
    except RecordingError as error:
        messages.error(request, str(error))
        return redirect("recording_edit", key=media.organisation.key, pk=media.pk)
    messages.success(request, _("The recording was deleted."))
    return redirect("recordings", key=media.organisation.key)


# The public door --------------------------------------------------------------------------------------------------


@require_safe
def recording(request: HttpRequest, key: str, file: str) -> HttpResponse:
    """Voice, video or captions (`<language>.vtt`) of a story that may be heard; 404 for all else.

    Telephones ask for a film piece by piece (RFC 9110, 14: one range); it is kept nowhere for longer than a minute, so
    that what is taken back is gone.
    """
    found = verbs.heard(key, get_language())
    if found is None:
        raise Http404
    name, _dot, extension = file.rpartition(".")
    if extension == "vtt" and name in found.captions:
        response = HttpResponse(found.captions[name], content_type="text/vtt; charset=utf-8")
    elif file == f"recording.{found.extension}":
        response = _piece_of(request, found)
    else:
        raise Http404
    response["Cache-Control"] = "public, max-age=60"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Content-Disposition"] = "inline"
    return response


def _piece_of(request: HttpRequest, found: verbs.Heard) -> HttpResponse:
    etag = f'"{found.digest[:32]}"'
    headers = {"Accept-Ranges": "bytes", "ETag": etag}
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers=headers)
    first, last, status = _wanted(request, found.size, etag)
    if status == 416:
        return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{found.size}"})
    if status == 206:
        headers["Content-Range"] = f"bytes {first}-{last}/{found.size}"
    headers["Content-Length"] = str(last - first + 1)
    try:
        file = default_storage.open(found.name)
    except FileNotFoundError as error:
        raise Http404 from error
    response = StreamingHttpResponse(
        _pieces(file, first, last), status=status, content_type=found.media_type, headers=headers
    )
    response._resource_closers.append(file.close)
    return response


def _wanted(request: HttpRequest, size: int, etag: str) -> tuple[int, int, int]:
    """Return the first and last byte that are asked for, and the status: 200 for all, 206, or 416."""
    whole = (0, size - 1, 200)
    asked = RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if not asked or request.headers.get("If-Range", etag) != etag:
        return whole
    start, end = asked.groups()
    if not start and not end:
        return whole
    if not start:  # the last bytes
        return (max(0, size - int(end)), size - 1, 206) if int(end) else (0, 0, 416)
    first, last = int(start), min(int(end), size - 1) if end else size - 1
    if first >= size:
        return 0, 0, 416
    return (first, last, 206) if first <= last else whole


def _pieces(file: File, first: int, last: int) -> Iterator[bytes]:
    file.seek(first)
    left = last - first + 1
    while left > 0 and (piece := file.read(min(PIECE, left))):
        left -= len(piece)
        yield piece
