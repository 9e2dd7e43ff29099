"""The front door: to the visitor's language."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request

from cms.domain.queries.site import roots
from cms.languages import DEFAULT_LANGUAGE


def front(request: HttpRequest) -> HttpResponse:
    """Send the visitor to the home page in the language that her browser prefers, as far as there is one."""
    wanted = get_language_from_request(request)
    if wanted not in roots():
        wanted = DEFAULT_LANGUAGE
    response = HttpResponseRedirect(f"/{wanted}/")
    patch_vary_headers(response, ["Accept-Language"])
    response["Cache-Control"] = "public, max-age=300"
    return response


def nothing_here(request: HttpRequest) -> HttpResponse:
    """Stand before an address that a package brings and that this site does not offer."""
    raise Http404
