"""Whoever comes in at the pages that are somebody's own, and what their addresses and forms name."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page


def signed_in(view):
    """Let only signed-in people in; answer compressed, for no cache, at the same address in every language."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        request.same_path_in_all_languages = True
        return view(request, *args, **kwargs)

    return gzip_page(never_cache(login_required(wrapped)))


def number_in(text: str) -> int:
    """Return the number that a form sent; 404 for what is none."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Http404
    return int(text)
