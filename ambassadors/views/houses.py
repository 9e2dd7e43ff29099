"""Schools and organisations that nominate, and look after those whom they nominated."""

from typing import NamedTuple

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ambassadors.domain import people as verbs
from ambassadors.domain.people import PeopleError
from ambassadors.domain.queries import people as queries
from ambassadors.forms.people import GuardianLinkForm, LeaveForm, NominateForm
from ambassadors.models import Ambassador
from ambassadors.views.looking_after import CareDeed, care_done, deeds_of_both
from ambassadors.views.refusals import refuse
from campaigns.models import Organisation
from campaigns.views.doors import for_members as for_members_of_organisation
from schools.domain.schools import SchoolError, find_town
from schools.models import School
from schools.views.doors import for_members as for_members_of_school


class House(NamedTuple):
    """What differs between a school and an organisation: the frame of the pages and the names of the views."""

    base: str
    listed: str
    one: str


HOUSES = {
    School: House("schools/school_base.html", "school_ambassadors", "school_ambassador"),
    Organisation: House(
        "campaigns/organisation_base.html", "organisation_ambassadors", "organisation_ambassador"
    ),
}


@for_members_of_school
@require_http_methods(["GET", "HEAD", "POST"])
def school_ambassadors(request: HttpRequest, school: School) -> HttpResponse:
    """Those whom a school looks after; a POST nominates somebody."""
    return _all_of(request, school, {"school": school})


@for_members_of_school
@require_http_methods(["GET", "HEAD", "POST"])
def school_ambassador(request: HttpRequest, school: School, ambassador: str) -> HttpResponse:
    """One of those whom a school looks after."""
    return _one_of(request, school, ambassador, {"school": school})


@for_members_of_organisation
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_ambassadors(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Those whom an organisation looks after; a POST nominates somebody."""
    return _all_of(request, organisation, {"organisation": organisation})


@for_members_of_organisation
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_ambassador(
    request: HttpRequest, organisation: Organisation, ambassador: str
) -> HttpResponse:
    """One of those whom an organisation looks after."""
    return _one_of(request, organisation, ambassador, {"organisation": organisation})


# All ---------------------------------------------------------------------------------------------------------------


def _all_of(request: HttpRequest, house: School | Organisation, frame: dict) -> HttpResponse:
    form = NominateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _nominated(request, house, form):
        return redirect(HOUSES[type(house)].listed, house.key)
    context = frame | {
        "house": house,
        "kind": HOUSES[type(house)],
        "listed": queries.looked_after(house),
        "former": queries.former(house),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "ambassadors/house_ambassadors.html", context, status=status)


def _nominated(request: HttpRequest, house: School | Organisation, form: NominateForm) -> bool:
    """Nominate whom the form names; say whether it was done, else the form says why not."""
    values = dict(form.cleaned_data)
    country, town = values.pop("country"), values.pop("town")
    try:
        with transaction.atomic():
            place = find_town(country, town)
            made = verbs.nominate(house, actor=request.user, town=place, **values)
    except SchoolError as error:
        form.add_error("town", str(error))
    except PeopleError as error:
        refuse(form, error)
    else:
        # Translators: name: first name of a young person
        messages.success(
            request, _("Thank you. %(name)s gets an invitation by e-mail.") % {"name": made.first_name}
        )
        return True
    return False


# One ---------------------------------------------------------------------------------------------------------------


def _one_of(request: HttpRequest, house: School | Organisation, key: str, frame: dict) -> HttpResponse:
    found = queries.with_facts(house.ambassadors.filter(key=key)).first()
    if found is None:
        raise Http404
    do = request.POST.get("do", "") if request.method == "POST" else ""
    guardian = GuardianLinkForm(request.POST if do == "guardian" else None, ambassador=found)
    leaving = LeaveForm(request.POST if do == "withdraw" else None)
    kind = HOUSES[type(house)]
    if request.method == "POST":
        form = {"guardian": guardian, "withdraw": leaving}.get(do)
        deeds = _deeds(found, request.user, form)
        if (form is None or form.is_valid()) and care_done(request, do, deeds, form):
            return redirect(kind.one, house.key, found.key)
    looked = queries.look(found)
    context = frame | {
        "house": house,
        "kind": kind,
        "one": looked,
        "to_do": queries.to_do(looked),
        "guardian_form": guardian,
        "leave_form": leaving,
        "asks": "withdraw" if do == "withdraw" else request.GET.get("ask", ""),
        "has_left": bool(found.withdrawn_at or found.alumnus_at),
    }
    status = 422 if guardian.errors or leaving.errors else 200
    return render(request, "ambassadors/house_ambassador.html", context, status=status)


def _deeds(found: Ambassador, actor, form) -> dict[str, CareDeed]:
    return deeds_of_both(found, actor, form) | {
        "invite": (
            lambda: verbs.invite_again(found, actor=actor),
            _("Invited again. The earlier link no longer works."),
        ),
        "guardian": (
            lambda: verbs.link_guardian(
                found,
                actor=actor,
                email=form.cleaned_data["guardian_email"],
                language=form.cleaned_data["guardian_language"],
            ),
            _("A new private link is on its way. The one of before is dead."),
        ),
        "resume": (
            lambda: verbs.resume(found, actor=actor),
            _("The break is over. Visits that were on hold are booked again by a coordinator."),
        ),
    }
