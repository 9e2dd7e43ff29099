"""Visits."""

from django.http import Http404, HttpRequest, HttpResponse


def ambassador_visit(request: HttpRequest, key: str) -> HttpResponse:
    raise Http404


def companion(request: HttpRequest) -> HttpResponse:
    raise Http404


def companion_visit(request: HttpRequest, key: str) -> HttpResponse:
    raise Http404


def school_visit(request: HttpRequest, key: str, visit: str) -> HttpResponse:
    raise Http404


def network_visits(request: HttpRequest) -> HttpResponse:
    raise Http404


def network_visit(request: HttpRequest, key: str) -> HttpResponse:
    raise Http404


def visit_calendar(request: HttpRequest, key: str) -> HttpResponse:
    raise Http404
