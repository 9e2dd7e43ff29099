"""The queue of notices in the administration: what waits, and one page's notices with its decision."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.menu import MenuItem

from cms.domain import reports as verbs
from cms.domain.queries.reports import (
    context_test,
    contexts_of,
    is_party,
    number_waiting,
    queue,
    same_page,
    undecided,
)
from cms.domain.report_letters import APPEAL, DECISION
from cms.domain.reports import ReportError
from cms.enums import ReportReason
from cms.forms.reports import DecisionForm
from cms.models import ContentReport
from cms.tasks import send_report_letters

PER_PAGE = 50


class QueueLink(MenuItem):
    """The way to the queue, with the number of pages and appeals that wait."""

    def is_shown(self, request) -> bool:
        return verbs.may_decide(request.user)

    def render_component(self, request):
        found = super().render_component(request)
        if number := number_waiting():
            # Translators: entry of a menu, with how many wait
            found.label = _("Notices (%(number)d)") % {"number": number}
        return found


def queue_link() -> QueueLink:
    """Return the entry of the administration's menu."""
    return QueueLink(
        gettext_lazy("Notices"),
        reverse("content_reports"),
        name="content-reports",
        icon_name="warning",
        order=105,
    )


@require_safe
def content_reports(request: HttpRequest) -> HttpResponse:
    """What waits for a decision: what is due first on top, a line for each page."""
    if not verbs.may_decide(request.user):
        raise PermissionDenied
    paginator = Paginator(queue(), PER_PAGE)
    lines = paginator.get_page(request.GET.get("p"))
    now = timezone.now()
    context = {
        "lines": lines,
        "elided_page_range": paginator.get_elided_page_range(lines.number),
        "rows": [
            {
                "line": line,
                "is_late": line.due_at < now,
                "reasons": [ReportReason(code).label for code in sorted(line.reasons)],
                "url": reverse("content_report", args=[line.pk]),
            }
            for line in lines
        ],
    }
    return render(request, "cms/reports/admin/queue.html", _frame(_("Notices about pages")) | context)


@require_http_methods(["GET", "HEAD", "POST"])
def content_report(request: HttpRequest, pk: int) -> HttpResponse:
    """One page's notices, what is known of its context, and the decision about all of them; or about an appeal."""
    found = get_object_or_404(ContentReport.objects.select_related("page", "decided_by"), pk=pk)
    if not verbs.may_decide(request.user):
        raise PermissionDenied
    is_appeal = bool(found.appealed_at and not found.appeal_decision)
    if is_party(request.user, found):
        return _refused(request, _("You belong to this page, so somebody else decides about it."))
    if is_appeal and found.decided_by_id == request.user.pk:
        return _refused(request, _("You made the first decision, so somebody else decides about the appeal."))
    is_open = is_appeal or not found.decision
    waiting = undecided(same_page(found))
    form = None
    if is_open:
        data = request.POST if request.method == "POST" else None
        form = DecisionForm(data, report=found, waiting=waiting, is_appeal=is_appeal)
        if request.method == "POST" and form.is_valid():
            try:
                return _decided(request, found, form)
            except ReportError as error:
                form.add_error(None, str(error))
    paginator = Paginator(same_page(found).order_by("received_at", "pk"), PER_PAGE)
    notices = paginator.get_page(request.GET.get("p"))
    context = {
        "report": found,
        "form": form,
        "is_appeal": is_appeal,
        "is_open": is_open,
        "is_late": is_open and (found.appeal_due_at if is_appeal else found.due_at) < timezone.now(),
        "waiting": waiting.count(),
        "contexts": contexts_of(found),
        "found_before": context_test(found),
        "notices": notices,
        "elided_page_range": paginator.get_elided_page_range(notices.number),
        "edit_url": _edit_url(request, found),
    }
    frame = _frame(found.title or found.path, (reverse("content_reports"), _("Notices about pages")))
    return render(request, "cms/reports/admin/report.html", frame | context)


def _decided(request: HttpRequest, found: ContentReport, form: DecisionForm) -> HttpResponse:
    decision, reasons = form.cleaned_data["decision"], form.reasons()
    if form.is_appeal:
        verbs.decide_appeal(found, actor=request.user, decision=decision, reasons=reasons[found.language])
        keys, kind = [found.pk], APPEAL
    else:
        keys = verbs.decide_reports(
            found, actor=request.user, decision=decision, reasons=reasons, six_part=form.six_part()
        )
        kind = DECISION
    transaction.on_commit(partial(send_report_letters.enqueue, kind, keys))
    messages.success(
        request,
        ngettext(
            "Decided. %(number)d notice is answered.", "Decided. %(number)d notices are answered.", len(keys)
        )
        % {"number": len(keys)},
    )
    return redirect("content_reports")


def _refused(request: HttpRequest, why: str) -> HttpResponse:
    """Answer 403 with the reason; Wagtail would lead back to its first page."""
    frame = _frame(_("This is not yours to decide"), (reverse("content_reports"), _("Notices about pages")))
    return render(request, "cms/reports/admin/refused.html", frame | {"why": why}, status=403)


def _edit_url(request: HttpRequest, found: ContentReport) -> str:
    page = found.page
    if page is None or not page.permissions_for_user(request.user).can_edit():
        return ""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def _frame(title: str, *trail: tuple[str, str]) -> dict:
    """Return what wagtailadmin/generic/base.html shows around a page. trail: (address, label) of the pages above."""
    crumbs = [(reverse("wagtailadmin_home"), _("Home")), *trail, ("", title)]
    return {
        "header_title": title,
        "page_title": title,
        "header_icon": "warning",
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in crumbs],
    }
