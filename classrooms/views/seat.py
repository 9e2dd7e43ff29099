"""The secret of a seat in a pupil's browser: one for each device, for whoever sits there now."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from classrooms.domain.joining import seat_in
from classrooms.models import Seat

#: Of https, browsers take a __Host- cookie from this very host alone.
COOKIE = "__Host-seat" if settings.HTTPS else "seat"
#: As long as an exercise may be open, and late answers come, and results can be read.
AGE = 60 * 24 * 3600


def seat_of(request: HttpRequest, key: str) -> Seat | None:
    """Return the seat that this browser has in the sitting of this key, or None."""
    return seat_in(key, request.COOKIES.get(COOKIE, "")[:64])


def hand_over(response: HttpResponse, token: str) -> HttpResponse:
    """Give the secret of a seat to the browser, in place of the one that it had; return the response."""
    response.set_cookie(
        COOKIE, token, max_age=AGE, path="/", httponly=True, secure=settings.HTTPS, samesite="Lax"
    )
    response["Cache-Control"] = "private, no-store"
    return response
