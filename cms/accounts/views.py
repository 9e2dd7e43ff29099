"""The pages of one's own account that allauth does not have."""

import logging
from functools import wraps

from allauth.account import views as allauth
from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.logout import logout
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cms.accounts import devices, rules
from cms.accounts.export import archive_of
from cms.accounts.forms import EraseForm, ProfileForm
from cms.domain.accounts import AccountError, erase_account
from cms.registries import desk_links

logger = logging.getLogger(__name__)

#: What to look for in a browser's description of itself, the more particular first.
BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
            ("FxiOS", "Firefox"), ("Chrome", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("CrOS", "ChromeOS"), ("Windows", "Windows"),
           ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip


def browser_of(description: str) -> tuple[str, str]:
    """Return the names of browser and system from a User-Agent line, "" for what is not known."""
    return tuple(
        next((name for sign, name in names if sign in description), "") for names in (BROWSERS, SYSTEMS)
    )


def personal(view):
    """Mark a view's answers as somebody's own: kept by no cache, the same address in every language.

    allauth puts an object of its own into the context as `site`, where our templates expect ours.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        request.same_path_in_all_languages = True
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        if getattr(response, "context_data", None):
            response.context_data.pop("site", None)
        return response

    return wrapped


@require_http_methods(["GET", "POST"])
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """My account: name and language to change here, and the way to everything else."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("account_desk")
    return render(
        request,
        "cms/account/desk.html",
        {
            "form": form,
            "has_second_factor": rules.has_second_factor(request.user),
            "must_use_second_factor": rules.must_use_second_factor(request.user),
            "may_enter_admin": request.user.has_perm("wagtailadmin.access_admin"),
            "links": [link for _name, link in desk_links],
            "session_count": len(UserSession.objects.purge_and_list(request.user)),
        },
    )


@require_safe
@login_required
@reauthentication_required(app="allauth.account")
def export(request: HttpRequest) -> HttpResponse:
    """A zip with everything that the site keeps about who asks."""
    response = HttpResponse(archive_of(request.user), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="counterpoint-my-data.zip"'
    return response


@require_http_methods(["GET", "POST"])
@login_required
@reauthentication_required(app="allauth.account")
def erase(request: HttpRequest) -> HttpResponse:
    """Say what goes and what stays; erase the account when it is confirmed."""
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = request.user
        try:
            erase_account(user, actor=user)
        except AccountError as error:
            form.add_error(None, str(error))
        else:
            logout(request, show_message=False)
            _send_last_mail(user)
            return redirect("account_erased")
    return render(request, "cms/account/erase.html", {"form": form})


def _send_last_mail(user) -> None:
    """Tell somebody that her account is gone.

    In the request and not by the worker: a task would write her address into the database again, for as long as the
    worker is behind and its results are kept (docs/decisions/0006). Once only, and whatever happens the account stays
    erased; a fault is noted without its text, which may hold the address.
    """
    try:
        get_adapter().send_mail("account/email/erased", user.email, {"user": user})
    except Exception as fault:  # each way of sending has faults of its own
        logger.error("The last mail of an erased account was not sent: %s", type(fault).__name__)


@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    """The account is gone."""
    return render(request, "cms/account/erased.html")


class SessionsView(ListUserSessionsView):
    """Where one is signed in, with browsers called by the names that people know."""

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        for session in context["sessions"]:
            session.browser, session.system = browser_of(session.user_agent)
        return context


@require_safe
def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Stand before Wagtail's own way to sign in, which knows no second factor."""
    url = resolve_url("account_login")
    wanted = request.GET.get("next", "")
    return redirect(f"{url}?{urlencode({'next': wanted or resolve_url('wagtailadmin_home')})}")


@require_safe
def to_password_reset(request: HttpRequest, **kwargs) -> HttpResponse:
    """Stand before Wagtail's own way to set a password."""
    return redirect("account_reset_password")


class NewPasswordView(allauth.PasswordResetFromKeyView):
    """The page behind the link of the mail: whoever has set a password here is known on this device."""

    def form_valid(self, form) -> HttpResponse:
        response = super().form_valid(form)
        devices.remember(self.request, response, self.reset_user.email)
        return response
