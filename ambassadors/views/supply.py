"""Offers, requests, matching."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ambassadors.domain import matching
from ambassadors.domain.offers import MOST_WINDOWS, OfferError, add_window, remove_window, set_offer
from ambassadors.domain.queries import requests as asked_for
from ambassadors.domain.queries import supply as queries
from ambassadors.domain.requests import ask_for_visit, take_request_back
from ambassadors.domain.standing import missing_consents
from ambassadors.domain.visits import VisitError, decline_as_organisation, match
from ambassadors.enums import Format, RequestState
from ambassadors.forms.supply import NameSearchForm, OfferForm, RequestForm, WindowForm
from ambassadors.models import Ambassador, Offer, Visit, VisitRequest
from ambassadors.views.doors import for_ambassadors
from ambassadors.views.refusals import refuse, tell
from campaigns.models import Organisation
from campaigns.views.doors import for_members as for_members_of_organisation
from cms.text import nfc
from cms.views.desk import number_in
from schools.domain.queries.use import titles_in
from schools.enums import SchoolState
from schools.models import School
from schools.rules import can_lead
from schools.views.doors import for_coordinators, for_members

PER_PAGE, REQUESTS_PER_PAGE = 50, 25


# Offers ------------------------------------------------------------------------------------------------------------


@for_ambassadors
@require_http_methods(["GET", "HEAD", "POST"])
def ambassador_offer(request: HttpRequest, ambassador: Ambassador) -> HttpResponse:
    """What an ambassador can give and when; open to her once everybody agreed who has to."""
    if ambassador.alumnus_at or missing_consents(ambassador):
        messages.error(
            request, _("You can say when you have time once everybody who has to agree has agreed.")
        )
        return redirect("ambassador")
    agreed = queries.agreed_formats(Ambassador.objects.filter(pk=ambassador.pk))[ambassador.pk]
    begin = {
        "town": ambassador.town,
        "languages": [ambassador.language],
        "formats": [one for one in Format.values if one in agreed],
    }
    offer = Offer.objects.filter(ambassador=ambassador)
    return _offer_page(request, ambassador, offer, begin, "ambassadors/offer.html", {})


@for_members_of_organisation
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_visits(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """What an organisation can give and when, and its visits. A POST changes it, or says no to a visit ("no:<key>")."""
    do, _sep, key = request.POST.get("do", "").partition(":")
    if do == "no":
        visit = get_object_or_404(Visit.objects.filter(organisation=organisation), key=key)
        try:
            decline_as_organisation(visit, actor=request.user)
        except VisitError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Thank you for telling us."))
        return redirect("organisation_visits", organisation.key)
    visits = asked_for.visits_of_organisation(organisation)
    context = {
        "organisation": organisation,
        "pages": Paginator(visits, PER_PAGE).get_page(request.GET.get("page")),
        "companions": queries.cleared_companions().get(pk=organisation.pk).number,
        "least_companions": queries.LEAST_COMPANIONS,
    }
    begin = {"town": None, "languages": [organisation.language]}
    offer = Offer.objects.filter(organisation=organisation)
    return _offer_page(request, organisation, offer, begin, "ambassadors/organisation_visits.html", context)


def _offer_page(request: HttpRequest, who, offers, begin: dict, template: str, context: dict) -> HttpResponse:
    """Show an offer; a POST changes it (`do` is "save"), adds a time ("add_time") or removes one ("remove:<pk>")."""
    offer = offers.select_related("town__country", "ambassador", "organisation").first()
    do, _sep, number = request.POST.get("do", "").partition(":") if request.method == "POST" else ("", "", "")
    form = OfferForm(request.POST if do == "save" else None, offer=offer, **begin)
    window_form = WindowForm(request.POST if do == "add_time" else None)
    if request.method == "POST":
        if do != "save" and offer is None:
            raise Http404
        deeds = {
            "save": (form, lambda: set_offer(who, actor=request.user, **form.cleaned_data)),
            "add_time": (
                window_form,
                lambda: add_window(offer, actor=request.user, **window_form.cleaned_data),
            ),
            "remove": (
                None,
                lambda: remove_window(
                    get_object_or_404(offer.windows.select_related("offer"), pk=number_in(number)),
                    actor=request.user,
                ),
            ),
        }
        if do not in deeds:
            raise Http404
        sent, deed = deeds[do]
        if sent is None or sent.is_valid():
            try:
                deed()
            except OfferError as error:
                tell(request, sent, error)
            else:
                new = do == "save" and offer is None
                messages.success(request, _("Saved. Now say when you have time.") if new else _("Saved."))
                return redirect(request.path)
    windows = offer.windows.filter(last_day__gte=timezone.localdate()) if offer else []
    context |= {
        "form": form,
        "window_form": window_form,
        "offer": offer,
        "windows": list(windows),
        "most_windows": MOST_WINDOWS,
    }
    return render(request, template, context, status=422 if form.errors or window_form.errors else 200)


# Schools -----------------------------------------------------------------------------------------------------------


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def school_visits(request: HttpRequest, school: School) -> HttpResponse:
    """What a school asked for and what came of it; a POST takes a request back, by whoever asked or a lead."""
    if request.method == "POST":
        do, _sep, key = request.POST.get("do", "").partition(":")
        if do != "take_back":
            raise Http404
        take_request_back(get_object_or_404(school.visit_requests, key=key[:12]), actor=request.user)
        messages.success(request, _("Taken back. Whoever was going to come is told."))
        return redirect("school_visits", key=school.key)
    pages = Paginator(asked_for.requests_of(school), PER_PAGE).get_page(request.GET.get("page"))
    leads = can_lead(request.user, school)
    _add_lessons(pages)
    for one in pages:
        is_ahead = one.state in (RequestState.OPEN, RequestState.MATCHED)
        one.may_take_back = is_ahead and (leads or one.asked_by_id == request.user.pk)
    context = {"school": school, "pages": pages, "is_confirmed": school.state == SchoolState.CONFIRMED}
    return render(request, "ambassadors/school_visits.html", context)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def visit_ask(request: HttpRequest, school: School) -> HttpResponse:
    """A member of a school asks for a visit."""
    lessons = asked_for.lessons_in(get_language())
    form = RequestForm(request.POST if request.method == "POST" else None, school=school, lessons=lessons)
    if request.method == "POST" and form.is_valid():
        try:
            ask_for_visit(school, actor=request.user, **form.cleaned_data)
        except VisitError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Asked. A coordinator looks for somebody who fits."))
            return redirect("school_visits", key=school.key)
    context = {"school": school, "form": form, "is_confirmed": school.state == SchoolState.CONFIRMED}
    return render(request, "ambassadors/visit_ask.html", context, status=422 if form.errors else 200)


def _add_lessons(requests: Iterable[VisitRequest]) -> None:
    """Give each request what a list shows of its lesson plan (`plan`), None where there is none any more."""
    keys = [one.lesson for one in requests if one.lesson]
    titles = titles_in(get_language(), keys) if keys else {}
    for one in requests:
        one.plan = titles.get(one.lesson)


# Coordinators ------------------------------------------------------------------------------------------------------


@for_coordinators
@require_safe
def visit_requests(request: HttpRequest) -> HttpResponse:
    """Open requests, the oldest first, each with the number of its proposals."""
    pages = Paginator(asked_for.open_requests(), REQUESTS_PER_PAGE).get_page(request.GET.get("page"))
    found = matching.propose(asked_for.demands(pages), queries.supplies()) if pages.object_list else {}
    today = timezone.localdate()
    for one in pages:
        one.number, one.is_over = len(found[one.key]), one.last_day <= today
    return render(request, "ambassadors/visit_requests.html", {"pages": pages})


@for_coordinators
@require_http_methods(["GET", "HEAD", "POST"])
def visit_request(request: HttpRequest, key: str) -> HttpResponse:
    """One request with its proposals and why; a POST asks one of them, or somebody whom the coordinator looked for."""
    requests = VisitRequest.objects.select_related("school__town__country", "topic", "asked_by")
    asked = get_object_or_404(requests, key=key)
    is_open = asked.state == RequestState.OPEN and asked.school.state != SchoolState.CLOSED
    refused = None
    if request.method == "POST":
        do, _sep, offer_key = request.POST.get("do", "").partition(":")
        if do != "ask":
            raise Http404
        offer = get_object_or_404(Offer.objects.standing(), key=offer_key[:12])
        try:
            visit = match(asked, offer, actor=request.user, reasons=_reasons(asked, offer))
        except VisitError as error:
            refused = error
        else:
            messages.success(request, _("Asked. You are told here what the answer is."))
            return redirect("network_visit", key=visit.key)
    _add_lessons([asked])
    context = {"asked": asked, "is_open": is_open, "refused": refused, "is_over": _is_over(asked)}
    if is_open:
        context |= _proposals(request, asked)
    else:
        context["visits"] = asked.visits.order_by("-pk")
    return render(request, "ambassadors/visit_request.html", context, status=422 if refused else 200)


def _is_over(asked: VisitRequest) -> bool:
    return asked.last_day <= timezone.localdate()


def _reasons(asked: VisitRequest, offer: Offer) -> list[dict]:
    """Return why an offer fits, as it is kept with the visit; a coordinator's own choice where it was not proposed."""
    own = [one for one in queries.supplies() if one.key == offer.key]
    proposals = matching.propose(asked_for.demands([asked]), own)[asked.key]
    return proposals[0].reasons if proposals else [matching.CHOSEN]


def _proposals(request: HttpRequest, asked: VisitRequest) -> dict:
    """Return who fits with reasons in words, what keeps the others away where nobody does, and who was looked for."""
    demand, supplies = asked_for.demands([asked])[0], queries.supplies()
    proposals = matching.propose([demand], supplies)[asked.key]
    offers = queries.offers_by_key(one.supply for one in proposals)
    lack = None if proposals else matching.lack(demand, supplies)
    form = NameSearchForm(request.GET if "name" in request.GET else None)
    name = nfc(form.cleaned_data["name"]).strip() if form.is_bound and form.is_valid() else ""
    by_key = {one.key: one for one in supplies}
    return {
        "proposals": [
            (offers[one.supply], [text for reason in one.reasons if (text := matching.reason_text(reason))])
            for one in proposals
        ],
        "lack": matching.lack_text(lack, demand) if lack else "",
        "is_empty": not supplies,
        "form": form,
        "name": name,
        "called": [
            (
                offer,
                [
                    matching.fault_text(fault, demand)
                    for fault in (matching.faults(demand, by_key[offer.key]) if offer.key in by_key else ())
                ],
            )
            for offer in (queries.offers_called(name) if name else ())
        ],
    }
