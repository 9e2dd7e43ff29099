"""Training."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse


def ambassador_training(request: HttpRequest) -> HttpResponse:
    raise Http404


def training_gate(request: HttpRequest, exercise: UUID) -> HttpResponse:
    raise Http404


def training_module(request: HttpRequest) -> HttpResponse:
    raise Http404


def training_certificate(request: HttpRequest) -> HttpResponse:
    raise Http404


def talks(request: HttpRequest) -> HttpResponse:
    raise Http404


def talk(request: HttpRequest, key: str) -> HttpResponse:
    raise Http404


def training_path(request: HttpRequest) -> HttpResponse:
    raise Http404
