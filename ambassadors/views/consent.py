"""Invitation, consent, guardian."""

from django.http import Http404, HttpRequest, HttpResponse


def ambassador_invitation(request: HttpRequest, token: str) -> HttpResponse:
    raise Http404


def guardian(request: HttpRequest, token: str) -> HttpResponse:
    raise Http404


def ambassador_consent(request: HttpRequest) -> HttpResponse:
    raise Http404


def ambassador_leave(request: HttpRequest) -> HttpResponse:
    raise Http404
