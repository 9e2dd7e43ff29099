"""Offers, requests, matching."""

from django.http import Http404, HttpRequest, HttpResponse


def ambassador_offer(request: HttpRequest) -> HttpResponse:
    raise Http404


def organisation_visits(request: HttpRequest, key: str) -> HttpResponse:
    raise Http404


def school_visits(request: HttpRequest, key: str) -> HttpResponse:
    raise Http404


def visit_ask(request: HttpRequest, key: str) -> HttpResponse:
    raise Http404


def visit_requests(request: HttpRequest) -> HttpResponse:
    raise Http404


def visit_request(request: HttpRequest, key: str) -> HttpResponse:
    raise Http404
