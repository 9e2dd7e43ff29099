"""What the pages of a visit have in common: whose it is, where it is seen, what can be done, what is told of it."""

import logging
from collections.abc import Callable
from typing import NamedTuple

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ambassadors.domain import visits as verbs
from ambassadors.domain.exit import exit_context
from ambassadors.domain.queries import visits as queries
from ambassadors.domain.reviewing import can_be_told, give_feedback
from ambassadors.domain.visit_page import arguments_of, view_for
from ambassadors.domain.visits import VisitError
from ambassadors.downloads import is_handed_out
from ambassadors.enums import FIRM
from ambassadors.forms.visits import LEARNT, WENT, FeedbackForm, VisitForm, words_of
from ambassadors.models import Visit
from ambassadors.rules import hosts

logger = logging.getLogger(__name__)


class Deed(NamedTuple):
    """Something that can be done on a page. act is given what the form holds; said: what is told then."""

    act: Callable
    said: str
    form: VisitForm | None = None


def own(request: HttpRequest, visits: QuerySet[Visit], key: str) -> Visit:
    """Return one of somebody's own visits; what is not hers does not exist for her."""
    visit = queries.visits_with_all(visits).filter(key=key).first()
    if visit is None:
        logger.info("User %s asked for a visit that is not hers", request.user.pk)
        raise Http404
    return visit


def page_of(user, visit: Visit) -> str:
    """Return the address of the page at which somebody sees a visit herself."""
    view = view_for(user, visit)
    return reverse(view, args=arguments_of(view, visit))


def asked(request: HttpRequest) -> str:
    """Return what is to be done; "" where a page is only looked at."""
    return request.POST.get("do", "") if request.method == "POST" else ""


def bound(kind: type[VisitForm], request: HttpRequest, do: str, name: str, **values) -> VisitForm:
    """Return the form of a page that is sent under `name`: filled in if it was sent."""
    form = kind(request.POST if do == name else None, **values)
    form.auto_id = f"{name}-%s"
    return form


def shown(form: VisitForm, when: bool) -> VisitForm | None:
    """Return a form that belongs on the page now, or says why it could not be done."""
    return form if when or form.is_bound else None


def feedback_form(request: HttpRequest, visit: Visit, do: str) -> VisitForm | None:
    """Return the form for how it went, with what she, or her school, said already; None before and after its time."""
    if not can_be_told(visit) and do != "feedback":
        return None
    said = queries.feedback_by(visit, request.user, host=hosts(request.user, visit))
    names = ("went", "learnt", "text", "worry")
    initial = {name: getattr(said, name) for name in names} if said else {}
    return bound(FeedbackForm, request, do, "feedback", initial=initial)


def feedback_deed(visit: Visit, actor, form: VisitForm | None) -> Deed:
    return Deed(
        lambda **values: give_feedback(visit, actor=actor, **values),
        _("Thank you for telling us."),
        form,
    )


def cancel_deed(visit: Visit, actor, form: VisitForm) -> Deed:
    return Deed(
        lambda **values: verbs.cancel(visit, actor=actor, **values),
        _("Cancelled. Everybody who takes part gets an e-mail."),
        form,
    )


def deliver_deed(visit: Visit, actor, form: VisitForm) -> Deed:
    return Deed(
        lambda **values: verbs.deliver(visit, actor=actor, **values),
        _("Thank you. The visit counts for the school from now on."),
        form,
    )


def done(request: HttpRequest, do: str, deeds: dict[str, Deed]) -> bool:
    """Do what was sent; say whether the page is asked for anew, else a form says why not. 404 for what is no deed."""
    if request.method != "POST":
        return False
    if do not in deeds:
        raise Http404
    deed = deeds[do]
    if deed.form is not None and not deed.form.is_valid():
        return False
    try:
        deed.act(**(deed.form.values if deed.form else {}))
    except VisitError as error:
        if deed.form is not None:
            deed.form.tell(error)
            return False
        messages.error(request, " ".join([str(error), *error.reasons]))
    else:
        messages.success(request, deed.said)
    return True


def told(visit: Visit, request: HttpRequest) -> dict:
    """Return what every page tells of a visit."""
    return {
        "visit": visit,
        "facts": queries.facts_of(visit, get_language()),
        "has_kit": visit.state in FIRM and is_handed_out(visit),
        "has_thread": hasattr(visit, "thread"),
        "has_time": visit.booked_at is not None,
        **exit_context(visit, request.user),
    }


def page(request: HttpRequest, name: str, context: dict, deeds: dict[str, Deed]) -> HttpResponse:
    """Return a page; where a form says why something was not done, as one that was not (422)."""
    faulty = any(deed.form is not None and deed.form.errors for deed in deeds.values())
    return render(request, f"ambassadors/{name}.html", context, status=422 if faulty else 200)


def said_of(visit: Visit) -> list[dict]:
    """Return what was said of a visit, worries first; of an ambassador, by her first name."""
    names = {
        part.ambassador.user_id: part.ambassador.first_name
        for part in visit.parts.select_related("ambassador")
    }
    names |= {one.user_id: one.first_name for one in visit.companions}
    found = sorted(visit.feedback.all(), key=lambda one: (not one.worry, one.at, one.pk))
    return [
        {
            "said": one,
            "name": "" if one.by == "host" else names.get(one.user_id, ""),
            "went": words_of(WENT, one.went),
            "learnt": words_of(LEARNT, one.learnt),
        }
        for one in found
    ]
