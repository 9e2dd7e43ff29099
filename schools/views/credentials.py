"""What a certificate can be checked with: for people a page, for programs what is signed. Nobody is looked at."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe

from cms.domain.queries.site import roots
from cms.languages import BY_CODE, DEFAULT_LANGUAGE
from schools.domain import credentials as made
from schools.domain.credentials import Standing, standing_of
from schools.domain.recognition import anything_granted
from schools.domain.signing import NoKey, public_keys
from schools.models import Recognition

#: Seconds that an answer may be kept by caches; what was revoked must be known soon.
KEPT, STATUS_KEPT = 300, 60
TOKEN = "application/vc+jwt"
#: Seconds after which the worker has looked whether there is a key.
NO_KEY_WAIT = 3600


@require_safe
def credential(request: HttpRequest, key: str) -> HttpResponse:
    """Say in words whether a certificate is good; 404 where there never was such a one."""
    with translation.override(_language(request)):
        found = _granted(key)
        context = {
            "recognition": found,
            "standing": standing_of(found) if found else None,
            "languages": [
                {"code": code, "name": BY_CODE[code].name, "is_here": code == translation.get_language()}
                for code in roots()
            ],
        }
        response = render(request, "schools/credential.html", context, status=200 if found else 404)
        response["Content-Language"] = translation.get_language()
    patch_vary_headers(response, ["Accept-Language"])
    response["X-Robots-Tag"] = "noindex"
    return _kept(response, KEPT)


@require_safe
def token(request: HttpRequest, key: str) -> HttpResponse:
    """The signed credential; 410 where it was revoked or the school is closed."""
    found = _granted(key)
    if found is None:
        raise Http404
    if standing_of(found) in (Standing.REVOKED, Standing.CLOSED):
        return _kept(HttpResponse(status=410), KEPT)
    return _signed(lambda: made.credential(found), KEPT)


@require_safe
def issuer_profile(request: HttpRequest) -> HttpResponse:
    """Who recognises schools."""
    return _kept(JsonResponse(made.issuer()), KEPT)


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The public keys of all credentials, old ones too."""
    return _kept(JsonResponse({"keys": public_keys()}), KEPT)


@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """What was revoked, signed; 404 where nothing was ever granted."""
    return _signed(made.status_list, STATUS_KEPT)


def _signed(make: Callable[[], str], seconds: int) -> HttpResponse:
    """Answer with a token; 503 while there is no key to sign with, which the worker makes: a look writes nothing."""
    try:
        return _kept(HttpResponse(make(), content_type=TOKEN), seconds)
    except NoKey:
        if not anything_granted():
            raise Http404 from None
        return HttpResponse(status=503, headers={"Retry-After": str(NO_KEY_WAIT)})


def _granted(key: str) -> Recognition | None:
    found = Recognition.objects.select_related("school__town__country").filter(key=key).first()
    return found if found is not None and standing_of(found) is not None else None


def _kept(response: HttpResponse, seconds: int) -> HttpResponse:
    response["Cache-Control"] = f"public, max-age={seconds}"
    # Programs of other sites may read what is the same for everybody.
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _language(request: HttpRequest) -> str:
    """Return the language asked for by address, or the one that the browser prefers, of those we speak.

    Cookies are not asked: what is kept by caches must depend on nothing but address and Accept-Language.
    """
    spoken = roots()
    wanted = [request.GET.get("language", "")]
    wanted += [code for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]
    for code in wanted:
        for known in (code, code.partition("-")[0]):
            if known in BY_CODE and known in spoken:
                return known
    return next(iter(spoken), DEFAULT_LANGUAGE)
