"""The language of an answer, what every answer carries, and what an editor is told whose publication is refused."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from wagtail.admin.auth import permission_denied

from cms.registries import gone

PUBLIC_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
# Wagtail's administration writes styles and scripts into its pages.
ADMIN_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; connect-src 'self'; frame-src 'self'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'self'"
)
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


class LanguageMiddleware(LocaleMiddleware):
    """Django's, with one difference: where a view said that there is nothing, that is the answer.

    Django looks below the language's prefix for any address without one that was answered 404. That is right for an
    address that no view has; a pupil who typed a wrong code at /join/ would be sent to a page that is not there.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.status_code != 404 or request.resolver_match is None:
            return super().process_response(request, response)
        response.headers.setdefault("Content-Language", get_language())
        return response


class SecurityHeadersMiddleware:
    """Add the content security policy and the permissions policy, unless the view set its own."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        admin = request.path_info.startswith("/admin/")
        preview = getattr(request, "is_preview", False)
        response.headers.setdefault(
            "Content-Security-Policy", ADMIN_POLICY if admin or preview else PUBLIC_POLICY
        )
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if admin or preview:
            # The editor shows previews in a frame of its own.
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
        return response


class GoneMiddleware:
    """Say that something was taken back (410) where there was nothing to be found (404): cms.registries.gone."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 404 or not any(ask(request.path_info) for _name, ask in gone):
            return response
        answer = render(request, "410.html", status=410)
        answer["Cache-Control"] = "no-cache"
        # Its address holds what it was called: written down nowhere.
        answer._has_been_logged = True
        return answer


class RefusedPublicationMiddleware:
    """Say why a page may not be published where no form asked first: in bulk, by approving, in a translation.

    Whatever was begun is rolled back by the transaction that the exception left.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, ProtectedError) and request.path_info.startswith("/admin/"):
            # Wagtail refuses to delete what its index says is in use; the database knows it before the index does.
            return permission_denied(request)
        if not isinstance(exception, ValidationError) or not request.path_info.startswith("/admin/"):
            return None
        for sentence in exception.messages:
            messages.error(request, sentence)
        before = request.headers.get("Referer", "")
        if not url_has_allowed_host_and_scheme(before, {request.get_host()}, request.is_secure()):
            before = reverse("wagtailadmin_home")
        return HttpResponseRedirect(before)
