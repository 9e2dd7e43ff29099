"""Visit kit and exit question: what everybody who takes part takes along, and what pupils say at the end.

Pupils come by way of the join code. No account, no cookie, nothing is kept of who came; their page takes no token of a
form: one on another site is refused by its Origin.
"""

import logging
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_safe

from ambassadors import downloads
from ambassadors.domain import exit as verbs
from ambassadors.domain.exit import ExitError, add_answer, answerable, exit_context, is_pass
from ambassadors.domain.kit import visits_with_kit
from ambassadors.domain.queries.visits import taken_part_in_by
from ambassadors.forms.exit import ExitForm, QuestionForm
from ambassadors.models import Visit
from ambassadors.views.visit_deeds import page_of
from classrooms.views.sittings import drawn
from classrooms.views.small import small
from cms.accounts.throttling import Budget
from cms.context import absolute_url
from cms.domain.queries.site import roots
from cms.languages import BY_CODE
from cms.limits import TooSoon, admit
from cms.press import FORMATS
from cms.views.desk import signed_in
from cms.views.origin import is_from_here
from cms.views.takeaway import hand_over, no_such_file, refusing

logger = logging.getLogger(__name__)

#: Of one address: a whole school behind it; how many answers there can be is bounded by the visit.
ANSWER = Budget("exit", free=400, longest=20, pause=600)
LONGEST_PASS = 200


# The kit -----------------------------------------------------------------------------------------------------------


@signed_in
@require_safe
def visit_kit(request: HttpRequest, key: str, format: str) -> HttpResponse:
    """The kit of a visit for whoever takes part, as a document; `?parts=steps,handout,teacher` chooses.

    404 for everybody else, and while the visit is not booked or something stands in its way.
    """
    visit = visits_with_kit(request.user).filter(key=key).first()
    if visit is None or not downloads.is_handed_out(visit):
        logger.info("User %s asked for a visit kit that is not hers", request.user.pk)
        raise Http404
    files = [
        {"label": one.upper(), "url": reverse("visit_kit", args=[visit.key, one])}
        for one in downloads.KIT_FORMATS
    ]
    refuse = refusing(request, files, (_("Back to the visit"), page_of(request.user, visit)))
    if format not in downloads.KIT_FORMATS:
        return no_such_file(refuse)
    parts = downloads.parts_from(request.GET.getlist("parts"))
    return hand_over(
        lambda: downloads.kit_file(visit, format, parts),
        downloads.kit_name(visit, format, parts),
        media_type=FORMATS[format].media_type,
        refuse=refuse,
    )


# Asking ------------------------------------------------------------------------------------------------------------


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def visit_exit_door(request: HttpRequest, key: str) -> HttpResponse:
    """The exit question for those who take part: how to ask, the code, what it came to. A POST opens or ends it.

    `?projector`: the pupils' code on the wall. Who goes as an ambassador reads what it came to.
    """
    visits = taken_part_in_by(request.user).select_related(
        "school", "request", "first_companion", "second_companion"
    )
    visit = visits.filter(key=key).first()
    if visit is None:
        logger.info("User %s asked for an exit question that is not hers", request.user.pk)
        raise Http404
    asks = verbs.may_ask(request.user, visit)
    if request.method == "POST":
        if not asks:
            raise Http404
        return _act(request, visit)
    if asks and "projector" in request.GET:
        code = exit_context(visit, request.user)["exit"]["code"]
        qr = drawn(absolute_url("join_code", code)) if code else ""
        return render(
            request, "ambassadors/visit_exit_projector.html", {"visit": visit, "code": code, "qr": qr}
        )
    return _door(request, visit)


def _act(request: HttpRequest, visit: Visit) -> HttpResponse:
    do, fault = request.POST.get("do"), ""
    try:
        if do == "open":
            form = QuestionForm(request.POST)
            if form.is_valid():
                verbs.open_exit(visit, actor=request.user, question=form.cleaned_data["question"])
            else:
                fault = form.errors["question"][0]
        elif do == "close":
            verbs.close_exit(visit, actor=request.user)
        else:
            raise Http404
    except ExitError as error:
        messages.error(request, str(error))
    if fault:
        return _door(request, visit, fault=fault, status=422)
    return redirect("visit_exit_door", key=visit.key)


def _door(request: HttpRequest, visit: Visit, fault: str = "", status: int = 200) -> HttpResponse:
    context = {
        "visit": visit,
        "back": page_of(request.user, visit),
        "exit_fault": fault,
        "exit_asks": request.GET.get("ask") == "close",
    }
    context |= exit_context(visit, request.user)
    return render(request, "ambassadors/visit_exit_door.html", context, status=status)


# Answering ---------------------------------------------------------------------------------------------------------


@gzip_page
@small
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def visit_exit(request: HttpRequest, key: str) -> HttpResponse:
    """The question as pupils read it; a POST answers, or goes on in another language with what is ticked.

    Whoever has neither a pass nor a form of ours is sent to the pupils' door, whether there is such a visit or not.
    """
    if request.method == "POST" and not is_from_here(request):
        return HttpResponse(_("This page takes answers from its own form only."), status=403)
    text = request.GET.get("pass", "")[:LONGEST_PASS]
    has_pass = is_pass(text, key)
    if "sent" in request.GET and request.method != "POST":
        return _thanks(request, again=_address(key, text) if has_pass else "")
    visit = answerable(key)
    if visit is None:
        return _thanks(request, is_over=True, status=410) if has_pass else _to_the_door()
    form = ExitForm(request.POST if request.method == "POST" else None, visit=visit)
    is_good = form.is_valid()
    if not has_pass and not is_good:
        return _to_the_door()
    if request.method != "POST":
        return _asking(request, visit, form, text)
    if request.POST.get("do") == "switch":
        return _asking(request, visit, ExitForm(visit=visit, chosen=form.chosen), text)
    if form.is_of_a_program:
        return redirect(_address(key, text, sent="yes"))
    if not form.chosen and not form.has_error("answer"):
        form.add_error("answer", _("Please choose one of the four."))
    if form.errors:
        return _asking(request, visit, form, text, status=422)
    try:
        admit(ANSWER, get_adapter().get_client_ip(request))
        add_answer(visit, name=form.name, answer=int(form.chosen))
    except TooSoon as error:
        form.add_error(None, str(error))
        response = _asking(request, visit, form, text, status=429)
        response["Retry-After"] = str(error.wait)
        return response
    except ExitError as error:
        form.add_error(None, str(error))
        return _asking(request, visit, form, text, status=422)
    return redirect(_address(key, text, sent="yes"))


def _asking(request: HttpRequest, visit: Visit, form: ExitForm, text: str, status: int = 200) -> HttpResponse:
    languages = []
    for code in roots():
        with translation.override(code):
            languages.append((BY_CODE[code], _address(visit.key, text)))
    context = {"form": form, "offered": languages, "here": get_language()}
    return render(request, "ambassadors/visit_exit.html", context, status=status)


def _thanks(
    request: HttpRequest, *, again: str = "", is_over: bool = False, status: int = 200
) -> HttpResponse:
    context = {"again": again, "is_over": is_over}
    return render(request, "ambassadors/visit_exit_thanks.html", context, status=status)


def _address(key: str, text: str, **more: str) -> str:
    return f"{reverse('visit_exit', args=[key])}?{urlencode({'pass': text} | more)}"


def _to_the_door() -> HttpResponse:
    return redirect(f"{reverse('join')}?language={get_language()}")
