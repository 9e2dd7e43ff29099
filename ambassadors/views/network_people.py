"""Coordinators and safeguarding leads: the board, one ambassador, clearance."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ambassadors.domain import clearance as clearing
from ambassadors.domain import people as verbs
from ambassadors.domain.people import PeopleError
from ambassadors.domain.queries import people as queries
from ambassadors.domain.queries.visits import languages_in_words
from ambassadors.domain.standing import consent_of
from ambassadors.domain.thanks import recognise
from ambassadors.enums import Band, ConsentSide, Format, Step
from ambassadors.forms.people import (
    BandForm,
    BoardForm,
    ClearanceForm,
    EndForm,
    LeaveForm,
    ThanksForm,
)
from ambassadors.models import Ambassador
from ambassadors.rules import can_clear, can_clear_person, can_coordinate, is_own
from ambassadors.views.doors import for_both, for_leads, ways_for
from ambassadors.views.looking_after import CareDeed, care_done, deeds_of_both
from ambassadors.views.refusals import refuse

PER_PAGE = 50


# The board ---------------------------------------------------------------------------------------------------------


@for_both
@require_safe
def network_ambassadors(request: HttpRequest) -> HttpResponse:
    """Where everybody is: a column for each step, or all of one (?step=)."""
    form = BoardForm(request.GET)
    wanted = form.wanted
    step = wanted.pop("step")
    context = ways_for(request.user) | {"form": form, "is_filtered": bool(step or any(wanted.values()))}
    if step:
        everybody = queries.with_facts(queries.on_the_way(step=step, **wanted))
        pages = Paginator(everybody, PER_PAGE).get_page(request.GET.get("page"))
        cards = [queries.look(one) for one in pages]
        context |= {"step": Step(step), "total": pages.paginator.count, "pages": pages, "cards": cards}
    else:
        columns = queries.board(**wanted)
        context |= {"columns": columns, "total": sum(one.total for one in columns)}
    return render(request, "ambassadors/network_ambassadors.html", context)


# One ambassador ----------------------------------------------------------------------------------------------------


@for_both
@require_http_methods(["GET", "HEAD", "POST"])
def network_ambassador(request: HttpRequest, key: str) -> HttpResponse:
    """All that is known of one ambassador; a POST pauses, resumes, thanks, notes another age, takes out."""
    found = queries.with_facts(Ambassador.objects.filter(key=key)).first()
    if found is None:
        raise Http404
    do = request.POST.get("do", "") if request.method == "POST" else ""
    forms = {
        "withdraw": LeaveForm(request.POST if do == "withdraw" else None),
        "recognise": ThanksForm(request.POST if do == "recognise" else None),
        "band": BandForm(request.POST if do == "band" else None, ambassador=found),
    }
    if request.method == "POST":
        form = forms.get(do)
        deeds = _deeds(found, request.user, form)
        if (form is None or form.is_valid()) and care_done(request, do, deeds, form):
            return redirect("network_ambassador", found.key)
    own = is_own(request.user, found)
    has_left = bool(found.withdrawn_at or found.alumnus_at)
    context = ways_for(request.user) | {
        "one": queries.look(found),
        "is_own": own,
        "has_left": has_left,
        "leave_form": forms["withdraw"],
        "thanks_form": forms["recognise"] if can_coordinate(request.user) and not own else None,
        "band_form": forms["band"]
        if can_clear(request.user) and not own and found.band != Band.ADULT
        else None,
        "asks": "withdraw" if do == "withdraw" else request.GET.get("ask", ""),
        **_history(found),
    }
    status = 422 if any(form.errors for form in forms.values()) else 200
    return render(request, "ambassadors/network_ambassador.html", context, status=status)


def _history(found: Ambassador) -> dict:
    """Return what happened so far. One query for each kind of thing."""
    labels = dict(Format.choices)
    return {
        "consents": [
            (entry, [str(labels[code]) for code in entry.formats if code in labels])
            for entry in found.consents.order_by("-pk")[:100]
        ],
        "lessons": found.lessons_worked.count(),
        "attempts": found.attempts.exclude(ended_at=None),
        "modules": found.modules.all(),
        "talks": found.talks.all(),
        "clearances": queries.clearances_of(found),
        "parts": found.parts.select_related("visit__school").order_by("-pk")[:100],
        "thanks": found.thanks.all(),
    }


def _deeds(found: Ambassador, actor, form) -> dict[str, CareDeed]:
    return deeds_of_both(found, actor, form) | {
        "resume": (lambda: verbs.resume(found, actor=actor), _("The break is over.")),
        "recognise": (lambda: recognise(found, actor=actor, **form.cleaned_data), _("Thanks were given.")),
        "band": (
            lambda: verbs.raise_band(found, form.cleaned_data["band"], actor=actor),
            _("Noted. The clearance ended: somebody looks at it anew."),
        ),
    }


# Clearance ---------------------------------------------------------------------------------------------------------


@for_leads
@require_safe
def clearances(request: HttpRequest) -> HttpResponse:
    """Who waits to be cleared, and whose clearance ends soon."""
    most = queries.MOST_WAITING
    waiting, adults, ending = (
        (rows[:most], rows.count())
        for rows in (
            queries.ambassadors_to_clear(),
            queries.companions_to_clear(),
            queries.clearances_that_end(),
        )
    )
    context = ways_for(request.user) | {
        "ambassadors": [(one, can_clear_person(request.user, one)) for one in waiting[0]],
        "ambassadors_total": waiting[1],
        "companions": [(one, can_clear_person(request.user, one)) for one in adults[0]],
        "companions_total": adults[1],
        "ending": [(one, one.ambassador or one.companion) for one in ending[0]],
        "ending_total": ending[1],
        "most": most,
    }
    return render(request, "ambassadors/clearances.html", context)


@for_leads
@require_http_methods(["GET", "HEAD", "POST"])
def clearance(request: HttpRequest, key: str) -> HttpResponse:
    """What is known of somebody who wants to be cleared; a POST clears, or ends a clearance with a reason."""
    person = queries.person_of(key)
    if person is None:
        raise Http404
    actor = request.user
    do = request.POST.get("do", "") if request.method == "POST" else ""
    form = ClearanceForm(request.POST if do == "clear" else None, person=person)
    end = EndForm(request.POST if do == "end" else None)
    holding = person.clearances.holding().select_related("given_by").first()
    if request.method == "POST":
        if do not in ("clear", "end") or do == "end" and holding is None:
            raise Http404
        if person.user_id == actor.pk or do == "clear" and not can_clear_person(actor, person):
            raise PermissionDenied
        if _decided(request, person, holding, form if do == "clear" else end):
            return redirect("clearance", person.key)
    is_ambassador = isinstance(person, Ambassador)
    context = ways_for(actor) | {
        "person": person,
        "is_ambassador": is_ambassador,
        "missing": clearing.lacking(person),
        "guardian": consent_of(person, ConsentSide.GUARDIAN) if is_ambassador and person.is_minor else None,
        "holding": holding,
        "history": queries.clearances_of(person),
        "form": form,
        "end_form": end,
        "is_own": person.user_id == actor.pk,
        "is_near": not can_clear_person(actor, person),
        "languages": languages_in_words(getattr(person, "languages", ())),
    }
    status = 422 if form.errors or end.errors else 200
    return render(request, "ambassadors/clearance.html", context, status=status)


def _decided(request: HttpRequest, person, holding, form) -> bool:
    """Clear or end; say whether it was done, else the form says why not."""
    if not form.is_valid():
        return False
    try:
        if isinstance(form, EndForm):
            clearing.end_clearance(holding, actor=request.user, **form.cleaned_data)
            messages.success(request, _("The clearance has ended. Visits ahead are on hold."))
        else:
            clearing.clear(person, actor=request.user, **form.cleaned_data)
            messages.success(request, _("Cleared."))
    except PeopleError as error:
        refuse(form, error)
        return False
    return True
