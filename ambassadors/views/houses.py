"""Schools and organisations that nominate."""

from django.http import Http404, HttpRequest, HttpResponse


def school_ambassadors(request: HttpRequest, key: str) -> HttpResponse:
    raise Http404


def school_ambassador(request: HttpRequest, key: str, ambassador: str) -> HttpResponse:
    raise Http404


def organisation_ambassadors(request: HttpRequest, key: str) -> HttpResponse:
    raise Http404


def organisation_ambassador(request: HttpRequest, key: str, ambassador: str) -> HttpResponse:
    raise Http404
