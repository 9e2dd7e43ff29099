"""Coordinators see all schools, confirm them, close them, open them again, put name and town right."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from schools.domain.queries.belonging import members_of
from schools.domain.queries.schools import listed_schools
from schools.domain.schools import (
    SchoolError,
    close_school,
    confirm_school,
    move_school,
    rename_school,
    reopen_school,
)
from schools.enums import Level, SchoolState
from schools.forms.schools import CloseForm, FilterForm, NameForm, TownForm
from schools.rules import is_of
from schools.views.doors import for_coordinators

PER_PAGE = 50
#: What can be decided while a school is in a state.
DEEDS = {
    SchoolState.NEW: ("confirm", "close"),
    SchoolState.CONFIRMED: ("close",),
    SchoolState.CLOSED: ("reopen",),
}


@for_coordinators
@require_safe
def network_schools(request: HttpRequest) -> HttpResponse:
    """All schools, with the level that stands and the last session; what waits to be confirmed stands first."""
    form = FilterForm(request.GET)
    wanted = form.wanted
    pages = Paginator(listed_schools(**wanted), PER_PAGE).get_page(request.GET.get("page"))
    for school in pages:
        school.level_label = Level(school.level).label if school.level else ""
    context = {"form": form, "pages": pages, "is_filtered": any(wanted.values())}
    return render(request, "schools/network_schools.html", context)


@for_coordinators
@require_http_methods(["GET", "HEAD", "POST"])
def network_school(request: HttpRequest, key: str) -> HttpResponse:
    """What is known of a school; a POST confirms, closes, reopens, renames or moves it; never her own (403)."""
    school = get_object_or_404(listed_schools().select_related("registered_by", "decided_by"), key=key)
    is_own = is_of(request.user, school)
    do = request.POST.get("do", "") if request.method == "POST" else ""
    form = CloseForm(request.POST if do == "close" else None)
    name_form = NameForm(request.POST if do == "rename" else None, initial={"name": school.name})
    place = {"country": school.town.country.code, "town": school.town.name}
    town_form = TownForm(request.POST if do == "move" else None, initial=place)
    if request.method == "POST":
        if is_own:
            raise PermissionDenied
        sent = {"close": form, "rename": name_form, "move": town_form}.get(do)
        if (sent is None or sent.is_valid()) and _decide(request, school, do, sent or form):
            return redirect("network_school", key=school.key)
    context = {
        "school": school,
        "level": Level(school.level).label if school.level else "",
        "members": list(members_of(school)),
        "form": form,
        "name_form": name_form,
        "town_form": town_form,
        "deeds": () if is_own else DEEDS[SchoolState(school.state)],
        "is_own": is_own,
    }
    return render(request, "schools/network_school.html", context)


def _decide(request: HttpRequest, school, do: str, form) -> bool:
    """Do what was sent; say whether it was done, else the form says why not."""
    actor = request.user
    deeds = {
        "confirm": (lambda: confirm_school(school, actor=actor), _("Confirmed. The leads get a mail.")),
        "close": (
            lambda: close_school(school, actor=actor, **form.cleaned_data),
            _("Closed. The leads get a mail."),
        ),
        "reopen": (lambda: reopen_school(school, actor=actor), _("Open again. The leads get a mail.")),
        "rename": (lambda: rename_school(school, actor=actor, **form.cleaned_data), _("Saved.")),
        "move": (lambda: move_school(school, actor=actor, **form.cleaned_data), _("Saved.")),
    }
    if do not in deeds:
        raise Http404
    deed, done = deeds[do]
    try:
        deed()
    except SchoolError as error:
        if form.is_bound:
            form.add_error(None, str(error))
            return False
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return True
