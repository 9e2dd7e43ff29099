"""Coordinators decide on organisations."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.domain import approval
from campaigns.domain.organisations import OrganisationError
from campaigns.domain.queries.desk import organisations_to_decide
from campaigns.enums import OrganisationState
from campaigns.forms.organisations import DecisionForm
from campaigns.models import Organisation
from campaigns.rules import can_decide_organisations, is_of
from cms.views.desk import signed_in

#: What can be decided while an organisation is in a state.
DEEDS = {
    OrganisationState.REQUESTED: ("approve", "decline"),
    OrganisationState.DECLINED: ("approve",),
    OrganisationState.APPROVED: ("suspend",),
    OrganisationState.SUSPENDED: ("resume",),
}


@signed_in
@require_safe
def organisation_requests(request: HttpRequest) -> HttpResponse:
    """All organisations; those that wait for a decision stand first."""
    _coordinators_only(request)
    found = list(organisations_to_decide())
    context = {
        "waiting": [one for one in found if one.state == OrganisationState.REQUESTED],
        "decided": [one for one in found if one.state != OrganisationState.REQUESTED],
    }
    return render(request, "campaigns/organisation_requests.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_decide(request: HttpRequest, key: str) -> HttpResponse:
    """What an organisation says of itself; a POST approves, declines, suspends or resumes it."""
    _coordinators_only(request)
    found = get_object_or_404(
        Organisation.objects.select_related("country", "requested_by", "decided_by"), key=key
    )
    form = DecisionForm(request.POST if request.method == "POST" else None)
    form.fields["reasons"].required = found.state == OrganisationState.APPROVED  # it can only be suspended
    if request.method == "POST" and form.is_valid():
        if (do := request.POST.get("do", "")) not in {name for names in DEEDS.values() for name in names}:
            raise Http404
        try:
            getattr(approval, do)(found, actor=request.user, **form.cleaned_data)
        except OrganisationError as error:
            form.add_error("reasons", str(error))
        else:
            messages.success(request, _("Done. The organisation gets a mail."))
            return redirect("organisation_requests")
    is_own = is_of(request.user, found) or found.requested_by_id == request.user.pk
    context = {
        "organisation": found,
        "members": found.memberships.select_related("user"),
        "form": form,
        "deeds": () if is_own else DEEDS[OrganisationState(found.state)],
        "is_own": is_own,
    }
    return render(request, "campaigns/organisation_decide.html", context)


def _coordinators_only(request: HttpRequest) -> None:
    if not can_decide_organisations(request.user):
        raise Http404
