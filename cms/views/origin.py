"""Where a form comes from, for doors that take no token because their pages are the same for everybody."""

from urllib.parse import urlsplit

from django.http import HttpRequest


def is_from_here(request: HttpRequest) -> bool:
    """Say whether a form was sent from a page of ours, as far as the browser tells: a form elsewhere has an Origin."""
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    try:
        return urlsplit(origin).netloc == request.get_host()
    except ValueError:
        return False
