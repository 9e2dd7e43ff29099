"""What every answer carries, and what an editor is told whose publication is refused."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from wagtail.admin.auth import permission_denied

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
