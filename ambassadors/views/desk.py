"""An ambassador's desk."""

from django.http import Http404, HttpRequest, HttpResponse


def ambassador(request: HttpRequest) -> HttpResponse:
    raise Http404
