"""Doors that open only with a second factor or with a fresh sign-in."""

from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import suspend_request
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from cms.accounts import rules
from cms.cache.middleware import is_public_path
from cms.registries import open_views

#: What somebody may still reach who must use a second factor and has not shown it: enough to set it up, or to leave.
OPEN_VIEWS = frozenset(
    [
        "front",
        "healthz",
        "readyz",
        "account_login",
        "account_logout",
        "account_inactive",
        "account_reauthenticate",
        "account_confirm_email",
        "account_email_verification_sent",
        "account_erased",
        "mfa_authenticate",
        "mfa_reauthenticate",
        "wagtailadmin_logout",
        "wagtailadmin_sprite",
        "wagtailadmin_javascript_catalog",
    ]
)
ENROLMENT = "mfa_activate_totp"


class SecondFactorMiddleware:
    """Send staff without a second factor to the page where it is set up, and ask for the code once a session.

    Public pages are left alone: they are the same for everybody, and looking at who reads would spoil their cache.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        if request.method in ("GET", "HEAD") and is_public_path(request.path_info):
            return None
        name = request.resolver_match.view_name
        if name in OPEN_VIEWS or name in open_views:
            return None
        gave = rules.gave_second_factor(request)
        # Whoever gave a code and can give one again is let through, whether she must or not: asking that costs more.
        if gave and rules.has_second_factor(request.user) or not rules.must_use_second_factor(request.user):
            return None
        if not rules.has_second_factor(request.user):
            return None if name == ENROLMENT else _send_to(ENROLMENT, request)
        return _send_to("mfa_reauthenticate", request)


class FreshSignInMiddleware:
    """Ask again for the password before users, their roles or groups are changed in the administration.

    Groups, and roles given to many at once, are for administrators only: otherwise whoever may edit users could give
    herself everything.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        match = request.resolver_match
        changes = match.url_name in ("add", "edit", "delete", "copy")
        on_users = match.namespace == "wagtailusers_users" and changes
        on_groups = match.namespace == "wagtailusers_groups" and changes
        on_many = match.view_name == "wagtail_bulk_action" and (
            kwargs.get("app_label"),
            kwargs.get("model_name"),
        ) == ("cms", "user")
        if not (on_users or on_groups or on_many) or not request.user.is_authenticated:
            return None
        if (on_groups or on_many) and not request.user.is_superuser:
            raise PermissionDenied
        if rules.signed_in_freshly(request):
            return None
        methods = get_adapter().get_reauthentication_methods(request.user)
        return suspend_request(request, methods[0]["url"] if methods else reverse("account_login"))


def _send_to(name: str, request: HttpRequest) -> HttpResponse:
    url = reverse(name)
    if request.method == "GET" and name != ENROLMENT:
        url += "?" + urlencode({"next": request.get_full_path()})
    response = HttpResponseRedirect(url)
    response["Cache-Control"] = "private, no-store"
    return response
