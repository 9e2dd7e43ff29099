"""Who belongs to an organisation: members, roles, invitations."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from campaigns.domain import members as verbs
from campaigns.domain.organisations import OrganisationError
from campaigns.domain.queries.desk import open_invitations
from campaigns.forms.organisations import InvitationForm
from campaigns.models import Invitation, Membership, Organisation
from campaigns.rules import can_lead
from cms.views.desk import signed_in


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_members(request: HttpRequest, key: str) -> HttpResponse:
    """Show members and invitations; a POST invites, takes back, removes, changes a role, or leaves."""
    found = get_object_or_404(Organisation.objects.visible_to(request.user), key=key)
    leads = can_lead(request.user, found)
    form = InvitationForm(request.POST if request.POST.get("do") == "invite" else None)
    if request.method == "POST" and (answer := _act(request, found, form, leads)):
        return answer
    context = {
        "organisation": found,
        "members": found.memberships.select_related("user"),
        "invitations": open_invitations(found, timezone.now()) if leads else (),
        "form": form,
        "leads": leads,
    }
    return render(request, "campaigns/organisation_members.html", context)


def _act(request: HttpRequest, found: Organisation, form: InvitationForm, leads: bool) -> HttpResponse | None:
    do, _sep, about = request.POST.get("do", "").partition(":")
    if do != "leave" and not leads:
        raise Http404
    actor = request.user
    deeds = {
        "leave": lambda: verbs.leave(found, actor=actor),
        "remove": lambda: verbs.remove(found, _number(about), actor=actor),
        "lead": lambda: verbs.change_role(found, _number(about), "lead", actor=actor),
        "member": lambda: verbs.change_role(found, _number(about), "member", actor=actor),
        "take_back": lambda: verbs.take_back(found, _number(about), actor=actor),
        "invite": lambda: _invite(request, found, form),
    }
    if do not in deeds:
        raise Http404
    if do in ("leave", "remove") and not about.endswith("yes"):
        return _ask_again(request, found, do, about)
    if do == "invite" and not form.is_valid():
        return None
    try:
        deeds[do]()
    except (Membership.DoesNotExist, Invitation.DoesNotExist) as error:
        raise Http404 from error
    except OrganisationError as error:
        if do == "invite":
            form.add_error("email", str(error))
            return None
        messages.error(request, str(error))
    if do == "leave" and not found.memberships.filter(user=actor).exists():
        messages.success(request, _("You have left “%(name)s”.") % {"name": found.name})
        return redirect("organisations")
    return redirect("organisation_members", key=found.key)


def _invite(request: HttpRequest, found: Organisation, form: InvitationForm) -> None:
    verbs.invite(found, actor=request.user, **form.cleaned_data)
    messages.success(request, _("The invitation is on its way."))


def _ask_again(request: HttpRequest, found: Organisation, do: str, about: str) -> HttpResponse:
    member = None
    if do == "remove":
        member = get_object_or_404(found.memberships.select_related("user"), pk=_number(about))
    context = {"organisation": found, "member": member}
    return render(request, "campaigns/organisation_member_out.html", context)


def _number(text: str) -> int:
    text = text.partition(":")[0]
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Http404
    return int(text)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitation to whom it is for; a POST accepts it."""
    request.same_path_in_all_languages = True
    invitation = verbs.invitation_by(token)
    if invitation is None:
        raise Http404
    if request.method == "POST":
        try:
            verbs.accept(token, actor=request.user)
        except Invitation.DoesNotExist as error:
            raise Http404 from error
        except OrganisationError as error:
            messages.error(request, str(error))
        else:
            return redirect("organisation", key=invitation.organisation.key)
    context = {"invitation": invitation, "is_for_me": verbs.is_for(invitation, request.user)}
    return render(request, "campaigns/organisation_invitation.html", context)
