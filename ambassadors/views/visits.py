"""The pages of a visit: for whoever goes, whoever goes along, the school, coordinators. `do` says what is asked for."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ambassadors.calendar import MEDIA_TYPE, Appointment, appointment_text
from ambassadors.domain import reviewing
from ambassadors.domain import visits as verbs
from ambassadors.domain.queries import visits as queries
from ambassadors.domain.standing import is_cleared_adult, obstacles
from ambassadors.domain.visits import CHECKLIST
from ambassadors.enums import VisitState
from ambassadors.forms.visits import (
    AddForm,
    BookForm,
    CancelForm,
    DeliverForm,
    FilterForm,
    HostCancelForm,
)
from ambassadors.models import Companion, Visit
from ambassadors.views.visit_deeds import (
    Deed,
    asked,
    bound,
    cancel_deed,
    deliver_deed,
    done,
    feedback_deed,
    feedback_form,
    own,
    page,
    page_of,
    said_of,
    shown,
    told,
)
from cms.views.desk import signed_in
from schools.models import School
from schools.views.doors import for_coordinators, for_members

PER_PAGE = 50
#: What a calendar says of a visit that is not simply to take place.
STATUS = {VisitState.HELD: "TENTATIVE", VisitState.CANCELLED: "CANCELLED"}


# Whoever goes ------------------------------------------------------------------------------------------------------


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def ambassador_visit(request: HttpRequest, key: str) -> HttpResponse:
    """A visit, as an ambassador who goes sees it; a POST says yes or no, or how it went."""
    visit = own(request, Visit.objects.of_ambassador(request.user), key)
    part = visit.parts.select_related("ambassador__user").get(ambassador__user=request.user)
    part.visit = visit
    do, actor = asked(request), request.user
    feedback = feedback_form(request, visit, do)
    deeds = {
        "yes": Deed(
            lambda: verbs.say_yes(visit, actor=actor), _("Thank you! You are told once it is booked.")
        ),
        "no": Deed(lambda: verbs.say_no(visit, actor=actor), _("All right. You do not go on this visit.")),
        "feedback": feedback_deed(visit, actor, feedback),
    }
    if done(request, do, deeds):
        return redirect("ambassador") if do == "no" else redirect("ambassador_visit", visit.key)
    context = {
        "part": part,
        "lacks": queries.lacks_of(part) if queries.is_ahead(visit) else [],
        "may_answer": visit.state == VisitState.MATCHED and part.agreed_at is None,
        "may_stop": queries.is_ahead(visit) and not verbs.has_begun(visit),
        "feedback_form": feedback,
        **told(visit, request),
    }
    return page(request, "ambassador_visit", context, deeds)


# Whoever goes along ------------------------------------------------------------------------------------------------


@signed_in
@require_safe
def companion(request: HttpRequest) -> HttpResponse:
    """A companion's desk: the visits on which she goes along, and the way to practice talks."""
    found = Companion.objects.of(request.user).first()
    if found is None:
        raise Http404
    context = {
        "is_cleared": is_cleared_adult(found),
        "ahead": list(queries.visits_ahead_of_companion(request.user)),
        "made": queries.visits_made_by_companion(request.user),
    }
    return render(request, "ambassadors/companion.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def companion_visit(request: HttpRequest, key: str) -> HttpResponse:
    """A visit, as one who goes along sees it; a POST cancels it, notes that it took place, or says how it went."""
    visit = own(request, Visit.objects.of_companion(request.user), key)
    do, actor = asked(request), request.user
    cancel, deliver = bound(CancelForm, request, do, "cancel"), bound(DeliverForm, request, do, "deliver")
    feedback = feedback_form(request, visit, do)
    deeds = {
        "cancel": cancel_deed(visit, actor, cancel),
        "deliver": deliver_deed(visit, actor, deliver),
        "feedback": feedback_deed(visit, actor, feedback),
    }
    if done(request, do, deeds):
        return redirect("companion_visit", visit.key)
    context = {
        "cancel_form": shown(cancel, queries.is_ahead(visit)),
        "deliver_form": shown(deliver, queries.can_be_counted(visit)),
        "feedback_form": feedback,
        **told(visit, request),
    }
    return page(request, "companion_visit", context, deeds)


# The school --------------------------------------------------------------------------------------------------------


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def school_visit(request: HttpRequest, school: School, visit: str) -> HttpResponse:
    """A visit, as the school sees it; a POST cancels it, notes that it took place, or says how it went."""
    found = own(request, Visit.objects.hosted_by(request.user).filter(school=school), visit)
    do, actor = asked(request), request.user
    cancel, deliver = bound(HostCancelForm, request, do, "cancel"), bound(DeliverForm, request, do, "deliver")
    feedback = feedback_form(request, found, do)
    deeds = {
        "cancel": cancel_deed(found, actor, cancel),
        "deliver": deliver_deed(found, actor, deliver),
        "feedback": feedback_deed(found, actor, feedback),
    }
    if done(request, do, deeds):
        return redirect("school_visit", school.key, found.key)
    context = {
        "school": school,
        "checklist": list(CHECKLIST.values()),
        "cancel_form": shown(cancel, queries.is_ahead(found)),
        "deliver_form": shown(deliver, queries.can_be_counted(found)),
        "feedback_form": feedback,
        **told(found, request),
    }
    return page(request, "school_visit", context, deeds)


# Coordinators ------------------------------------------------------------------------------------------------------


@for_coordinators
@require_safe
def network_visits(request: HttpRequest) -> HttpResponse:
    """All visits; what is on hold and where somebody was worried stands first."""
    form = FilterForm(request.GET)
    wanted = form.wanted
    pages = Paginator(queries.visits_of_network(wanted), PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "pages": pages, "is_filtered": bool(wanted)}
    return render(request, "ambassadors/network_visits.html", context)


@for_coordinators
@require_http_methods(["GET", "HEAD", "POST"])
def network_visit(request: HttpRequest, key: str) -> HttpResponse:
    """One visit, for coordinators; a POST books or moves it, asks one more to go, cancels or reviews it."""
    visit = own(request, Visit.objects.all(), key)
    do, actor = asked(request), request.user
    book = bound(BookForm, request, do, "book", visit=visit, able=queries.companions_for(visit))
    able = queries.ambassadors_for(visit) if visit.state == VisitState.MATCHED else []
    add = bound(AddForm, request, do, "add", able=able)
    cancel = bound(CancelForm, request, do, "cancel")
    deeds = {
        "book": Deed(
            lambda **values: verbs.book(visit, actor=actor, **values),
            _("Booked. Everybody who takes part gets an e-mail."),
            book,
        ),
        "add": Deed(
            lambda ambassador: verbs.add_ambassador(visit, ambassador, actor=actor),
            _("Asked, by e-mail."),
            add,
        ),
        "cancel": cancel_deed(visit, actor, cancel),
        "review": Deed(lambda: reviewing.review(visit, actor=actor), _("Reviewed.")),
    }
    if done(request, do, deeds):
        return redirect("network_visit", visit.key)
    ahead = queries.is_ahead(visit)
    context = {
        "obstacles": obstacles(visit) if ahead else [],
        "parts": list(visit.parts.select_related("ambassador").order_by("pk")),
        "book_form": shown(book, ahead),
        "add_form": shown(add, bool(able)),
        "cancel_form": shown(cancel, ahead),
        "said": said_of(visit),
        "lacking": reviewing.lacking_feedback(visit) if visit.state == VisitState.DELIVERED else [],
        "may_review": visit.state == VisitState.DELIVERED and reviewing.can_be_reviewed(visit),
        **told(visit, request),
    }
    return page(request, "network_visit", context, deeds)


# For whoever takes part --------------------------------------------------------------------------------------------


@signed_in
@require_safe
def visit_calendar(request: HttpRequest, key: str) -> HttpResponse:
    """A visit, for the calendar program of whoever takes part. No name stands in it but the school's."""
    visit = own(request, queries.taken_part_in_by(request.user), key)
    if visit.booked_at is None:
        raise Http404
    changed = (visit.booked_at, visit.held_at, visit.cancelled_at, visit.delivered_at)
    appointment = Appointment(
        uid=f"visit-{visit.key}@counterpoint",
        starts_at=visit.starts_at,
        minutes=visit.minutes,
        # Translators: a visit of ambassadors, in a calendar.
        summary=_("Visit: %(school)s") % {"school": visit.school.name},
        changed_at=max(one for one in changed if one),
        status=STATUS.get(VisitState(visit.state), "CONFIRMED"),
        # Translators: where a visit takes place, in a calendar: school, town
        place=_("%(school)s, %(town)s") % {"school": visit.school.name, "town": visit.school.town.name},
        url=settings.SITE_URL + page_of(request.user, visit),
        revision=visit.revision,
    )
    return HttpResponse(
        appointment_text(appointment, language=get_language()),
        content_type=MEDIA_TYPE,
        headers={"Content-Disposition": 'attachment; filename="visit.ics"', "X-Robots-Tag": "noindex"},
    )
