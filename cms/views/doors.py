"""The front door: to the visitor's language."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
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
