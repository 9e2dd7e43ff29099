"""A member's organisations, how one asks to join, and the desk of one organisation."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.domain.flags import flags_below
from campaigns.domain.organisations import OrganisationError, request_organisation
from campaigns.domain.queries import desk as queries
from campaigns.forms.organisations import RequestForm
from campaigns.models import Organisation
from campaigns.registries import organisation_doors
from campaigns.rules import can_decide_organisations
from cms.accounts.rules import has_second_factor
from cms.views.desk import signed_in


@signed_in
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """My organisations, what I asked for, and the way to ask."""
    members = list(queries.memberships_of(request.user))
    context = {
        "members": members,
        "requests": queries.requests_of(request.user),
        "needs_factor": bool(members) and not has_second_factor(request.user),
        "decides": can_decide_organisations(request.user),
    }
    return render(request, "campaigns/organisations.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_request(request: HttpRequest) -> HttpResponse:
    """Ask for an organisation to be let in."""
    form = RequestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            request_organisation(actor=request.user, **form.cleaned_data)
        except OrganisationError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                _("Thank you. A coordinator looks at your request, and you get a mail with the answer."),
            )
            return redirect("organisations")
    return render(request, "campaigns/organisation_request.html", {"form": form})


@signed_in
@require_safe
def organisation(request: HttpRequest, key: str) -> HttpResponse:
    """The desk: what the organisation has, what waits, and the ways to all of it."""
    found = get_object_or_404(Organisation.objects.visible_to(request.user), key=key)
    profiles = queries.profiles_of(found)
    profile = queries.profile_in(profiles, get_language(), found.language)
    context = {
        "organisation": found,
        "profiles": profiles,
        "profile": profile,
        "new_url": _new_campaign(profile),
        "campaigns": queries.campaigns_on_desk(found, get_language()),
        "in_review": queries.in_review(found),
        "flags": flags_below(found),
        "doors": _doors(found),
    }
    return render(request, "campaigns/organisation.html", context)


def _new_campaign(profile) -> str:
    return (
        reverse("wagtailadmin_pages:add", args=("campaigns", "campaignpage", profile.pk)) if profile else ""
    )


def _doors(found: Organisation) -> list[tuple[str, str, str]]:
    """Return what else belongs to the organisation: label, what one finds there, address."""
    known = [
        ("claims", _("Figures"), _("Each with its source, checked by a second person.")),
        ("contributors", _("Contributors"), _("Who tells a story, and what each of them agreed to.")),
        ("recordings", _("Recordings"), _("Voice and video, with captions and transcripts.")),
        ("inclusion", _("Inclusion self-check"), _("How open you are yourselves, and what you do next.")),
        *((door.view_name, door.label, door.text) for _name, door in organisation_doors),
        ("organisation_members", _("Members"), _("Who works with you, and who is invited.")),
    ]
    found_doors = []
    for name, label, text in known:
        try:
            found_doors.append((label, text, reverse(name, args=[found.key])))
        except NoReverseMatch:
            continue
    return found_doors
