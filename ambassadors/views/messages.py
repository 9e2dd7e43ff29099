"""Messages."""

from django.http import Http404, HttpRequest, HttpResponse


def visit_messages(request: HttpRequest, key: str) -> HttpResponse:
    raise Http404


def network_messages(request: HttpRequest) -> HttpResponse:
    raise Http404


def network_thread(request: HttpRequest, key: str) -> HttpResponse:
    raise Http404
