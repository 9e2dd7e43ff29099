"""The pupils' door: a code, then a language; or, for whoever was here before, a code and a word.

No account, no name, no token of a form: a form on another site is refused by its Origin, and the cookie of a seat is
not sent from there.
"""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods

from classrooms.codes import read_code, shown
from classrooms.domain.editions import offered_languages
from classrooms.domain.joining import Elsewhere, NotFound, come_in, find_way, resume_seat
from classrooms.domain.misses import TooManyMisses
from classrooms.models import Seat, Sitting
from classrooms.views.seat import hand_over, seat_of
from classrooms.views.small import small
from cms.domain.queries.site import roots
from cms.languages import BY_CODE
from cms.views.origin import is_from_here


@gzip_page
@small
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Ask for the code. A POST with a code leads to its languages; with a word as well, back to a seat."""
    with translation.override(_language(request)):
        if request.method != "POST":
            return _asking(request, typed=request.GET.get("code", "")[:40])
        if not is_from_here(request):
            return HttpResponse(_("This page takes answers from its own form only."), status=403)
        typed, word = request.POST.get("code", "")[:100], request.POST.get("word", "")[:100]
        try:
            if word.strip():
                return _to_seat(*resume_seat(typed, word, address=_address(request)))
            find_way(typed, address=_address(request))
        except NotFound:
            return _unknown(request, typed, word)
        except TooManyMisses as error:
            return _wait(request, error.wait)
        return redirect(
            f"{reverse('join_code', args=[read_code(typed)])}?language={translation.get_language()}"
        )


@gzip_page
@small
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join_code(request: HttpRequest, code: str) -> HttpResponse:
    """Offer the languages of the exercise to which a code leads; a POST takes a seat in one of them.

    A code of another room leads on to that room's page in the language that is chosen.
    """
    with translation.override(_language(request)):
        if not _is_meant(request):
            return HttpResponse(_("This page takes answers from its own form only."), status=403)
        try:
            if request.method == "POST":
                wanted = request.POST.get("language", "")
                found = come_in(
                    code,
                    lambda sitting: wanted if wanted in offered_languages(sitting) else None,
                    address=_address(request),
                )
                if isinstance(found, tuple):
                    return _to_seat(*found)
            found = find_way(code, address=_address(request))
        except NotFound:
            return _unknown(request, code)
        except TooManyMisses as error:
            return _wait(request, error.wait)
        if isinstance(found, Elsewhere):
            return _leading_on(request, found)
        return _choosing(request, code, found, offered_languages(found))


def _is_meant(request: HttpRequest) -> bool:
    """Say whether a person asks: a form of ours, or an address that was opened as a page.

    A picture on another site would make its readers try codes, and shut them out.
    """
    if request.method == "POST":
        return is_from_here(request)
    return request.headers.get("Sec-Fetch-Dest", "document") == "document"


def _address(request: HttpRequest) -> str:
    """Return the internet address that a request came from, as far as our own proxies tell."""
    return get_adapter().get_client_ip(request)


def _language(request: HttpRequest) -> str:
    """Return the language that was asked for by address, or the one that the browser prefers, of those we speak."""
    wanted = request.GET.get("language", "")
    if wanted in BY_CODE and wanted in roots():
        return wanted
    preferred = translation.get_language_from_request(request)
    return preferred if preferred in roots() else next(iter(roots()), preferred)


def _frame(request: HttpRequest) -> dict:
    here = translation.get_language()
    languages = [{"code": code, "name": BY_CODE[code].name, "is_here": code == here} for code in roots()]
    return {"languages": languages, "here": here}


def _asking(request: HttpRequest, typed: str = "", status: int = 200, **more) -> HttpResponse:
    context = _frame(request) | {"typed": typed} | more
    return render(request, "classrooms/join.html", context, status=status)


def _unknown(request: HttpRequest, typed: str, word: str = "") -> HttpResponse:
    """Say that there is no way in: always the same, whatever the reason."""
    return _asking(request, typed[:40], status=404, word=word[:20], is_unknown=True)


def _wait(request: HttpRequest, seconds: int) -> HttpResponse:
    response = _asking(request, status=429, wait=seconds)
    response["Retry-After"] = str(seconds)
    return response


def _choosing(request: HttpRequest, code: str, sitting: Sitting, languages: list[str]) -> HttpResponse:
    context = _frame(request) | {
        "code": shown(read_code(code) or ""),
        "offered": [BY_CODE[language] for language in languages],
        "seat": seat_of(request, sitting.key),
        "sitting": sitting,
    }
    return render(request, "classrooms/join_language.html", context)


def _leading_on(request: HttpRequest, found: Elsewhere) -> HttpResponse:
    offered = [(BY_CODE[code], f"/{code}/{found.path}") for code in roots()]
    return render(request, "classrooms/join_elsewhere.html", _frame(request) | {"offered": offered})


def _to_seat(seat: Seat, token: str) -> HttpResponse:
    with translation.override(seat.language):
        address = reverse("sitting", args=[seat.sitting.key])
    return hand_over(HttpResponseRedirect(address), token)
