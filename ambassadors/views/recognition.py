"""Recognition, alumni, the public page."""

from django.http import Http404, HttpRequest, HttpResponse


def ambassador_recognition(request: HttpRequest) -> HttpResponse:
    raise Http404


def ambassador_letter(request: HttpRequest, key: str, format: str) -> HttpResponse:
    raise Http404


def ambassador_handover(request: HttpRequest) -> HttpResponse:
    raise Http404


def ambassadors(request: HttpRequest) -> HttpResponse:
    raise Http404
