"""A teacher's side of a sitting: opened, watched, changed, shown on the wall, on paper."""

import re
from datetime import timedelta
from functools import lru_cache
from urllib.parse import urlencode

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from classrooms.codes import shown
from classrooms.domain import sittings as verbs
from classrooms.domain.classrooms import ClassroomError, make_classroom
from classrooms.domain.editions import in_language, reading
from classrooms.domain.queries.live import progress_of, tag_of, watched
from classrooms.domain.queries.offers import exercises_to_open, languages_to_open, offer_of
from classrooms.domain.sittings import SittingError
from classrooms.enums import Way
from classrooms.forms import SittingForm
from classrooms.models import Sitting
from classrooms.templatetags.teach_tags import moment
from classrooms.views.classrooms import for_teachers, number_in
from cms.context import absolute_url
from cms.languages import BY_CODE
from exercises.domain.queries.editions import live_exercise
from exercises.models import Edition
from exercises.page_context import entries_of

#: By how much a sitting can be extended, in minutes.
EXTENSIONS = (10, 30, 24 * 60)
#: So many more are let in at once.
MORE_SEATS = 5
SLUG = re.compile(r"[-\w]{1,255}")
#: What an address may propose to the form.
PROPOSED = ("classroom", "role", "second", "follows")


@for_teachers
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open an exercise for a classroom. Without `?exercise=`, choose one first."""
    slug = request.GET.get("exercise", "")
    if not slug:
        return _choose_exercise(request)
    page = live_exercise(slug, get_language()) if SLUG.fullmatch(slug) else None
    if page is None:
        raise Http404
    edition = page.current.edition
    offer = offer_of(edition, request.user)
    proposed = {name: request.GET[name] for name in PROPOSED if request.GET.get(name)}
    form = SittingForm(request.POST or None, offer=offer, now=timezone.now(), initial=proposed)
    if request.method == "POST" and form.is_valid() and (opened := _open(request, form)):
        if form.misses_before:
            messages.info(request, _("This class has no answers from before teaching to compare with."))
        return redirect("sitting_hands" if opened.way == Way.HANDS else "sitting_live", pk=opened.pk)
    context = {"form": form, "edition": edition, "page_url": page.url, "is_first": not offer.classrooms}
    return render(request, "classrooms/sitting_new.html", context)


def _open(request: HttpRequest, form: SittingForm) -> Sitting | None:
    """Open what was chosen, for a classroom that is made now if she had none; what is refused is said in the form."""
    try:
        with transaction.atomic():
            classroom = form.chosen_classroom or make_classroom(
                form.cleaned_data["name"],
                actor=request.user,
                size=form.cleaned_data["size"],
                language=get_language(),
            )
            return verbs.open_sitting(classroom, form.offer.edition, actor=request.user, **form.chosen)
    except ClassroomError as error:
        form.add_error("name" if "name" in form.fields else None, str(error))
    except SittingError as error:
        form.add_error(None, str(error))
    return None


def _choose_exercise(request: HttpRequest) -> HttpResponse:
    """Show the exercises of this language; `?like=`: those for the techniques of an earlier sitting."""
    wanted, page = request.GET.get("like", ""), request.GET.get("page", "")[:9]
    like = get_object_or_404(Sitting.objects.run_by(request.user), pk=number_in(wanted)) if wanted else None
    results = exercises_to_open(
        get_language(), like=like, page=int(page) if page.isascii() and page.isdigit() else 1
    )
    kept = {name: request.GET[name] for name in PROPOSED if request.GET.get(name)}
    entries = entries_of(results.entries, get_language())
    for entry in entries:
        slug = entry["url"].rstrip("/").rpartition("/")[2]
        entry |= {"url": f"?{urlencode({'exercise': slug} | kept)}", "also": []}
    context = {"entries": entries, "results": results, "like": like, "kept": urlencode(kept)}
    if not entries:
        query = urlencode(kept | ({"like": wanted} if wanted else {}))
        context["elsewhere"] = [
            (BY_CODE[code], _in_language(code, query))
            for code in languages_to_open(like=like)
            if code != get_language()
        ]
    return render(request, "classrooms/sitting_exercise.html", context)


def _in_language(code: str, query: str) -> str:
    with translation.override(code):
        return reverse("sitting_new") + (f"?{query}" if query else "")


@for_teachers
@require_safe
def live(request: HttpRequest, pk: int) -> HttpResponse:
    """Watch a sitting: its code, who is in, how far they are. Hands are counted on a page of their own."""
    sitting = _watched(request, pk)
    if sitting.way == Way.HANDS:
        return redirect("sitting_hands", pk=pk)
    if sitting.deleted_at:
        return redirect("sitting_results", pk=pk)
    return render(request, "classrooms/sitting_live.html", _progress(sitting) | {"extensions": EXTENSIONS})


@gzip_page
@login_required
@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the live page that moves; `?on=wall`: that of the projector, which names nobody.

    One query where nothing changed since the browser asked last.
    """
    sitting = _watched(request, pk)
    on_wall = request.GET.get("on") == "wall"
    tag = tag_of(sitting, get_language(), "wall" if on_wall else "page")
    response = get_conditional_response(request, etag=tag)
    if response is None:
        template = "classrooms/parts/wall_progress.html" if on_wall else "classrooms/parts/progress.html"
        qr = {"qr": _qr_of(sitting)} if on_wall else {}
        response = render(request, template, _progress(sitting) | qr)
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response


@for_teachers
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Do one thing to a sitting: close (asked twice), extend, give another code, let more in, take seats out."""
    sitting = get_object_or_404(Sitting.objects.run_by(request.user).select_related("classroom"), pk=pk)
    do, _sep, about = request.POST.get("do", "").partition(":")
    if do == "close" and about != "yes" and sitting.is_open:
        return ask_before_closing(request, pk)
    deeds = {
        "close": lambda: verbs.close_sitting(sitting, actor=request.user),
        "extend": lambda: _extend(request, sitting, number_in(about)),
        "code": lambda: _renew_code(request, sitting),
        "seats": lambda: _add_seats(request, sitting),
        "void": lambda: _void(request, sitting, [number_in(one) for one in request.POST.getlist("seat")]),
        "void_idle": lambda: _say_voided(request, verbs.void_idle_seats(sitting, actor=request.user)),
    }
    if do not in deeds or (do in ("code", "seats") and sitting.way == Way.HANDS):
        raise Http404
    try:
        deeds[do]()
    except SittingError as error:
        messages.error(request, str(error))
    except Sitting.DoesNotExist as error:
        raise Http404 from error
    if do == "close":
        return redirect("sitting_results", pk=pk)
    anchor = "#seats" if do.startswith("void") else ""
    return redirect(reverse("sitting_live", args=[pk]) + anchor)


def ask_before_closing(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what it means to close a sitting now, with the button that does it."""
    sitting = _watched(request, pk)
    context = _progress(sitting) | {"above": sitting.classroom}
    return render(request, "classrooms/sitting_close.html", context)


def _extend(request: HttpRequest, sitting: Sitting, minutes: int) -> None:
    if minutes not in EXTENSIONS:
        raise Http404
    extended = verbs.extend_sitting(sitting, timedelta(minutes=minutes), actor=request.user)
    messages.success(request, _("It is now open until %(time)s.") % {"time": moment(extended.closes_at)})


def _renew_code(request: HttpRequest, sitting: Sitting) -> None:
    code = verbs.renew_code(sitting, actor=request.user)
    messages.success(request, _("The new code is %(code)s.") % {"code": shown(code.code)})


def _add_seats(request: HttpRequest, sitting: Sitting) -> None:
    number = verbs.add_seats(sitting, MORE_SEATS, actor=request.user)
    said = ngettext("%(number)d more can come in.", "%(number)d more can come in.", number)
    messages.success(request, said % {"number": number})


def _void(request: HttpRequest, sitting: Sitting, numbers: list[int]) -> None:
    if not numbers:
        messages.error(request, _("Please tick the seats first."))
        return
    _say_voided(request, verbs.void_seats(sitting, numbers, actor=request.user))


def _say_voided(request: HttpRequest, number: int) -> None:
    if not number:
        messages.success(request, _("There was nobody to take out."))
        return
    said = ngettext(
        "%(number)d seat was taken out. What came from it does not count. This cannot be taken back.",
        "%(number)d seats were taken out. What came from them does not count. This cannot be taken back.",
        number,
    )
    messages.success(request, said % {"number": number})


@for_teachers
@require_safe
def projector(request: HttpRequest, pk: int) -> HttpResponse:
    """The code on the wall, with how far everybody is together."""
    sitting = _watched(request, pk)
    if sitting.way == Way.HANDS:
        return redirect("sitting_hands", pk=pk)
    return render(request, "classrooms/sitting_projector.html", _progress(sitting) | {"qr": _qr_of(sitting)})


@for_teachers
@require_safe
def slips(request: HttpRequest, pk: int) -> HttpResponse:
    """The code on paper: one slip for each pupil, to be cut."""
    sitting = _watched(request, pk)
    code = _code_of(sitting)
    if code is None:
        return redirect("sitting_live", pk=pk)
    context = {
        "sitting": sitting,
        "edition": _edition_of(sitting),
        "code": code,
        "qr": _qr_of(sitting),
        "slips": range(sitting.classroom.size),
    }
    return render(request, "classrooms/sitting_slips.html", context)


def _watched(request: HttpRequest, pk: int) -> Sitting:
    return get_object_or_404(watched(Sitting.objects.run_by(request.user)), pk=pk)


def _code_of(sitting: Sitting) -> str | None:
    """Return the code by which one comes in, None when nobody does any more."""
    code = getattr(sitting, "join_code", None)
    return code.code if code and sitting.is_open else None


def _edition_of(sitting: Sitting) -> Edition:
    """Return what is answered, in the teacher's language where it is there."""
    return in_language(reading(sitting.edition_id).edition, get_language())


def _progress(sitting: Sitting) -> dict:
    return {
        "sitting": sitting,
        "edition": _edition_of(sitting),
        "code": _code_of(sitting),
        "progress": progress_of(sitting, get_language()),
        "most_seats": verbs.MOST_SEATS,
    }


def _qr_of(sitting: Sitting) -> str:
    """Return the way in as a QR code, an inline <svg>: the site's rules for content allow no data: pictures."""
    code = _code_of(sitting)
    if code is None:
        return ""
    return drawn(absolute_url("join_code", code))


@lru_cache(maxsize=256)
def drawn(address: str) -> str:
    """Return an address as a QR code, an inline <svg>."""
    drawing = segno.make(address, error="m", micro=False).svg_inline(
        scale=4, border=4, dark="#000", light="#fff", svgclass="qr__svg", lineclass=None, omitsize=True
    )
    return mark_safe(drawing)  # noqa: S308  made of numbers
