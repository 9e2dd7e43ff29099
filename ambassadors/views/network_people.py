"""Coordinators and safeguarding leads: people."""

from django.http import Http404, HttpRequest, HttpResponse


def network_ambassadors(request: HttpRequest) -> HttpResponse:
    raise Http404


def network_ambassador(request: HttpRequest, key: str) -> HttpResponse:
    raise Http404


def network_companions(request: HttpRequest) -> HttpResponse:
    raise Http404


def network_companion(request: HttpRequest, key: str) -> HttpResponse:
    raise Http404


def clearances(request: HttpRequest) -> HttpResponse:
    raise Http404


def clearance(request: HttpRequest, key: str) -> HttpResponse:
    raise Http404
