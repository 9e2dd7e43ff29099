"""The script that lets an opened sitting live without a network (static/classrooms/worker.js)."""

from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

SCRIPT = Path(__file__).parent.parent / "static/classrooms/worker.js"


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Serve the worker from an address that does not change, allowed to watch over the sittings of every language."""
    response = HttpResponse(_script(), content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = "/"
    response["Cache-Control"] = "no-cache"
    return response


@cache
def _script() -> bytes:
    return SCRIPT.read_bytes()
