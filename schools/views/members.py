"""Who belongs to a school: members, roles, invitations; and which of somebody's classrooms count there."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cms.views.desk import number_in, signed_in
from schools.domain import members as verbs
from schools.domain.queries import belonging
from schools.domain.schools import SchoolError
from schools.forms.schools import ClassroomsForm, InvitationForm
from schools.models import Invitation, Membership, School
from schools.rules import can_lead
from schools.views.doors import for_members


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def school_members(request: HttpRequest, school: School) -> HttpResponse:
    """Show members and invitations; a POST invites, takes back, removes, changes a role, or leaves."""
    leads = can_lead(request.user, school)
    form = InvitationForm(request.POST if request.POST.get("do") == "invite" else None)
    if request.method == "POST" and (answer := _act(request, school, form, leads)):
        return answer
    context = {
        "school": school,
        "members": list(belonging.members_of(school)),
        "former": list(belonging.former_members_of(school)) if leads else (),
        "invitations": list(belonging.open_invitations(school)) if leads else (),
        "form": form,
        "leads": leads,
    }
    return render(request, "schools/school_members.html", context)


def _act(request: HttpRequest, school: School, form: InvitationForm, leads: bool) -> HttpResponse | None:
    do, _sep, about = request.POST.get("do", "").partition(":")
    number, _sep, sure = about.partition(":")
    actor = request.user
    deeds = {
        "leave": lambda: verbs.leave(school, actor=actor),
        "remove": lambda: verbs.remove(school, number_in(number), actor=actor),
        "lead": lambda: verbs.change_role(school, number_in(number), "lead", actor=actor),
        "teacher": lambda: verbs.change_role(school, number_in(number), "teacher", actor=actor),
        "take_back": lambda: verbs.take_back(school, number_in(number), actor=actor),
        "invite": lambda: _invite(request, school, form),
    }
    if do not in deeds or (do != "leave" and not leads):
        raise Http404
    if "yes" not in (number, sure) and do in ("leave", "remove"):
        return _ask_again(request, school, number if do == "remove" else "")
    if do == "invite" and not form.is_valid():
        return None
    try:
        deeds[do]()
    except Membership.DoesNotExist as error:
        raise Http404 from error
    except SchoolError as error:
        if do == "invite":
            form.add_error("email", str(error))
            return None
        messages.error(request, str(error))
    if not School.objects.visible_to(actor).filter(pk=school.pk).exists():
        messages.success(request, _("You have left “%(name)s”.") % {"name": school.name})
        return redirect("schools")
    return redirect("school_members", key=school.key)


def _invite(request: HttpRequest, school: School, form: InvitationForm) -> None:
    verbs.invite(school, actor=request.user, **form.cleaned_data)
    messages.success(request, _("The invitation is on its way."))


def _ask_again(request: HttpRequest, school: School, number: str) -> HttpResponse:
    member = None
    if number:
        members = school.memberships.current().select_related("user")
        member = get_object_or_404(members, pk=number_in(number))
    context = {"school": school, "member": member}
    return render(request, "schools/school_member_out.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def school_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitation to whom it is for; a POST accepts it."""
    invitation = verbs.invitation_by(token)
    if invitation is None:
        return _used_before(request, token)
    if request.method == "POST":
        try:
            verbs.accept(token, actor=request.user)
        except Invitation.DoesNotExist:
            return _used_before(request, token)  # the same form, sent twice at once
        except SchoolError as error:
            messages.error(request, str(error))
        else:
            return redirect("school", key=invitation.school.key)
    context = {"invitation": invitation, "is_for_me": verbs.is_for(invitation, request.user)}
    return render(request, "schools/school_invitation.html", context)


def _used_before(request: HttpRequest, token: str) -> HttpResponse:
    """Lead whoever has accepted an invitation already, or sends the form twice, to her school."""
    mine = School.objects.visible_to(request.user)
    school = get_object_or_404(mine.filter(invitations__token=token, invitations__accepted_at__isnull=False))
    return redirect("school", key=school.key)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def school_classrooms(request: HttpRequest, school: School) -> HttpResponse:
    """My classrooms, and in which year group of the school each of them is; a POST says so anew."""
    own = list(belonging.own_classrooms(request.user))
    form = ClassroomsForm(request.POST if request.method == "POST" else None, classrooms=own, school=school)
    if request.method == "POST" and form.is_valid():
        try:
            _place(school, form, request.user)
        except SchoolError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("school_classrooms", key=school.key)
    only = belonging.only_school_of(request.user)
    context = {
        "school": school,
        "form": form,
        "has_classrooms": bool(own),
        "proposes": only == school and any(getattr(one, "placed", None) is None for one in own),
    }
    return render(request, "schools/school_classrooms.html", context)


@transaction.atomic
def _place(school: School, form: ClassroomsForm, actor) -> None:
    for classroom, year_group in form.chosen:
        if year_group is None:
            verbs.take_out_classroom(school, classroom, actor=actor)
        else:
            verbs.place_classroom(school, classroom, actor=actor, year_group=year_group)
