"""Where a form comes from, for doors that take no token because their pages are the same for everybody."""

from urllib.parse import urlsplit

from django.http import HttpRequest


def is_from_here(request: HttpRequest) -> bool:
    """Say whether a form was sent from a page of ours, as far as the browser tells: a form elsewhere has an Origin.

    Where it says nothing of an Origin, it may say what site asked (Sec-Fetch-Site).
    """
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site", "none") in ("same-origin", "none")
    try:
        return urlsplit(origin).netloc == request.get_host()
    except ValueError:
        return False
