"""Visit kit and exit question."""

from django.http import Http404, HttpRequest, HttpResponse


def visit_kit(request: HttpRequest, key: str, format: str) -> HttpResponse:
    raise Http404


def visit_exit(request: HttpRequest, key: str) -> HttpResponse:
    raise Http404
