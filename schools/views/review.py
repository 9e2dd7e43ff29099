"""Coordinators decide about recognition, never about a school of their own."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from schools.domain import recognition as verbs
from schools.domain.levels import facts_of, frozen, in_words
from schools.domain.queries import recognition as queries
from schools.domain.recognition import RecognitionError
from schools.enums import RecognitionState
from schools.forms.recognition import DecisionForm
from schools.models import Recognition
from schools.views.doors import for_coordinators

#: What can be decided while a recognition is in a state.
DEEDS = {
    RecognitionState.SUBMITTED: {"grant": verbs.grant, "decline": verbs.decline},
    RecognitionState.GRANTED: {"revoke": verbs.revoke},
}
MOST_EVIDENCE = 60


@for_coordinators
@require_safe
def recognition_requests(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, the oldest first, and what was decided last."""
    today = timezone.localdate()
    near = queries.schools_too_near(request.user)
    context = {
        "waiting": [
            (one, (today - timezone.localtime(one.submitted_at).date()).days, one.school_id in near)
            for one in queries.waiting()
        ],
        "decided": queries.decided(),
    }
    return render(request, "schools/recognition_requests.html", context)


@for_coordinators
@require_http_methods(["GET", "HEAD", "POST"])
def recognition_decide(request: HttpRequest, key: str) -> HttpResponse:
    """What a school handed in, beside how it stands today; a POST grants, says "not yet", or revokes."""
    found = get_object_or_404(
        Recognition.objects.select_related("school__town__country", "submitted_by", "decided_by"), key=key
    )
    is_own = queries.is_too_near(request.user, found.school)
    deeds = {} if is_own else DEEDS.get(RecognitionState(found.state), {})
    do = request.POST.get("do", "")
    sent = request.method == "POST"
    must = do in ("decline", "revoke") if sent else "revoke" in deeds
    form = DecisionForm(request.POST if sent else None, must=must)
    if sent and not is_own:
        if do not in ("grant", "decline", "revoke"):
            raise Http404
        if form.is_valid():
            return _decided(request, found, do, form.cleaned_data["reasons"])
    context = {
        "recognition": found,
        "school": found.school,
        "levels": _compared(found),
        "evidence": found.school.evidence.select_related("indicator__area")[:MOST_EVIDENCE],
        "form": form if deeds else None,
        "deeds": deeds,
        "is_own": is_own,
    }
    status = 403 if is_own and sent else 200
    return render(request, "schools/recognition_decide.html", context, status=status)


def _decided(request: HttpRequest, found: Recognition, do: str, reasons: str) -> HttpResponse:
    deed = {"grant": verbs.grant, "decline": verbs.decline, "revoke": verbs.revoke}[do]
    try:
        deed(found, actor=request.user, reasons=reasons)
    except RecognitionError as error:
        messages.error(request, str(error))
        return redirect("recognition_decide", found.key)
    messages.success(request, _("Done. The leads of the school get a mail."))
    return redirect("recognition_requests")


def _compared(found: Recognition) -> list[dict]:
    """Return the levels up to the one that was handed in: each condition as it was then, and as it is today."""
    then = in_words(found.trace, outside=True)
    now = {
        one.code: one
        for level in in_words(frozen(facts_of(found.school)), outside=True)
        for one in level.conditions
    }
    return [
        {"level": each.level, "rows": [(one, now.get(one.code)) for one in each.conditions]}
        for each in then
        if each.level <= found.level
    ]
