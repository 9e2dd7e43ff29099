"""Somebody's schools: which they are, how one is registered or joined, and what a lead changes."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cms.text import nfc
from cms.views.desk import signed_in
from schools.domain.domains import domains_of
from schools.domain.members import join_by_domain
from schools.domain.queries import belonging
from schools.domain.queries.award import judgings_of
from schools.domain.schools import SchoolError, change_school, move_school, register_school, rename_school
from schools.enums import SchoolState
from schools.forms.schools import NameForm, RegisterForm, SettingsForm, TownForm
from schools.models import School
from schools.rules import can_coordinate
from schools.views.doors import for_leads


@signed_in
@require_safe
def schools(request: HttpRequest) -> HttpResponse:
    """My schools, what I am invited to, and the ways in."""
    only = belonging.only_school_of(request.user)
    context = {
        "members": list(belonging.memberships_of(request.user)),
        "invitations": list(belonging.invitations_for(request.user)),
        "joinable": list(belonging.joinable_by(request.user)),
        "place_in": only if only and belonging.has_unplaced_classrooms(request.user) else None,
        "coordinates": can_coordinate(request.user),
        "judges": judgings_of(request.user).exists(),
    }
    return render(request, "schools/schools.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def school_register(request: HttpRequest) -> HttpResponse:
    """Register a school, which works at once."""
    form = RegisterForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = register_school(actor=request.user, **form.cleaned_data)
        except SchoolError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your school is here. A coordinator confirms it soon."))
            return redirect("school", key=made.key)
    return render(request, "schools/school_register.html", {"form": form})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def school_join(request: HttpRequest) -> HttpResponse:
    """The schools that one may join by the domain of an address; a POST joins one."""
    if request.method == "POST":
        wanted = get_object_or_404(School, key=nfc(request.POST.get("join", ""))[:12])
        try:
            join_by_domain(wanted, actor=request.user)
        except School.DoesNotExist as error:
            raise Http404 from error
        messages.success(request, _("Welcome to “%(name)s”.") % {"name": wanted.name})
        return redirect("school", key=wanted.key)
    context = {
        "joinable": list(belonging.joinable_by(request.user)),
        "domains": sorted(domains_of(request.user)),
    }
    return render(request, "schools/school_join.html", context)


@for_leads
@require_http_methods(["GET", "HEAD", "POST"])
def school_settings(request: HttpRequest, school: School) -> HttpResponse:
    """What a school says of itself, who may join it, whether it stands on the wall; name and town while it is new."""
    do = request.POST.get("do", "") if request.method == "POST" else ""
    form = SettingsForm(
        request.POST if do == "change" else None, school=school, domains=domains_of(request.user)
    )
    name_form = NameForm(request.POST if do == "rename" else None, initial={"name": school.name})
    place = {"country": school.town.country.code, "town": school.town.name}
    town_form = TownForm(request.POST if do == "move" else None, initial=place)
    deeds = {
        "change": (form, lambda: change_school(school, actor=request.user, **form.cleaned_data)),
        "rename": (name_form, lambda: rename_school(school, actor=request.user, **name_form.cleaned_data)),
        "move": (town_form, lambda: move_school(school, actor=request.user, **town_form.cleaned_data)),
    }
    is_new = school.state == SchoolState.NEW
    if request.method == "POST":
        if do not in deeds:
            raise Http404
        sent, deed = deeds[do]
        if sent.is_valid():
            try:
                deed()
            except SchoolError as error:
                if sent is form or is_new:
                    sent.add_error(None, str(error))
                else:
                    messages.error(request, str(error))  # the form is not shown any more
            else:
                messages.success(request, _("Saved."))
                return redirect("school_settings", key=school.key)
    context = {
        "school": school,
        "form": form,
        "name_form": name_form if is_new else None,
        "town_form": town_form if is_new else None,
    }
    return render(request, "schools/school_settings.html", context)
