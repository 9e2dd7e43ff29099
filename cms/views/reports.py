"""Doors of notice and action that are open to everybody: the notice, its receipt, the figures about all of them."""

from functools import partial

from allauth.core.internal.ratelimit import get_ip
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cms.accounts.throttling import Budget, count, counter
from cms.cache.middleware import public
from cms.charts import number
from cms.domain import reports as verbs
from cms.domain.queries.transparency import LEAST, figures
from cms.domain.report_letters import RECEIPT
from cms.domain.reports import ReportError
from cms.enums import ReportDecision, ReportReason
from cms.forms.reports import AppealForm, ReportForm
from cms.models import ContentReport
from cms.tasks import send_report_letters

#: Notices from one address. A school has one address and many people: after ten the waits grow, to two minutes at most.
NOTICES = Budget("notice", free=10, longest=120, pause=900)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Tell us about a page."""
    request.same_path_in_all_languages = True
    form = ReportForm(
        request.POST if request.method == "POST" else None, initial={"about": request.GET.get("about", "")}
    )
    wait = 0
    if request.method == "POST" and form.is_valid():
        wait = count([counter(NOTICES, get_ip(request))])
        if not wait:
            return redirect("report_receipt", token=_received(form).token)
        form.add_error(None, _please_wait(wait))
    response = render(request, "cms/reports/report.html", {"form": form}, status=429 if wait else 200)
    if wait:
        response["Retry-After"] = str(wait)
    return response


def _received(form: ReportForm) -> ContentReport:
    data = form.cleaned_data
    received = verbs.receive_report(
        data["about"], reason=data["reason"], text=data["text"], email=data["email"], language=get_language()
    )
    if received.email:
        transaction.on_commit(partial(send_report_letters.enqueue, RECEIPT, [received.pk]))
    return received


def _please_wait(seconds: int) -> str:
    return ngettext(
        "Many notices came from where you are. What you wrote is still here: please send it again in %(wait)d second.",
        "Many notices came from where you are. What you wrote is still here: please send it again in %(wait)d seconds.",
        seconds,
    ) % {"wait": seconds}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """The receipt of a notice, what was decided and why; a POST appeals."""
    request.same_path_in_all_languages = True
    found = get_object_or_404(ContentReport.objects.select_related("page"), token=token)
    form = AppealForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.appeal(found, text=form.cleaned_data["text"])
        except ReportError as error:
            form.add_error(None, str(error))
        else:
            return redirect("report_receipt", token=token)
    context = {"report": found, "form": form, "appeal_ends": verbs.appeal_ends(found)}
    return render(request, "cms/reports/receipt.html", context)


@require_safe
def transparency(request: HttpRequest) -> HttpResponse:
    """How notices were dealt with, in numbers; the same for everybody."""
    request.same_path_in_all_languages = True
    found = figures()
    context = {
        "figures": found,
        "least": LEAST,
        "promise": 95,
        "by_reason": _rows(found.by_reason, ReportReason),
        "by_decision": _rows(found.by_decision, ReportDecision),
    }
    return public(render(request, "cms/reports/transparency.html", context), {verbs.STAMP, "site"})


def _rows(parts, choices) -> list[tuple[str, str]]:
    """Return the lines of a table; what is told together stands last, as one."""
    if parts is None:
        return []
    rows = [(str(choices(key).label), number(value)) for key, value in parts.shown.items()]
    if parts.together is not None:
        # Translators: between entries of a list
        names = " · ".join(str(choices(key).label) for key in parts.hidden)
        rows.append((names, number(parts.together)))
    return rows
