"""Invitation, own consent, the guardian's private link, leave.

The address of a private link is the key: kept by no cache, found by no search engine, told to no other site.
"""

from functools import wraps

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods

from ambassadors.domain import consent as ledger
from ambassadors.domain import people
from ambassadors.domain.people import PeopleError
from ambassadors.domain.queries.desk import booked_parts, lines_of
from ambassadors.domain.standing import consent_of
from ambassadors.domain.wording import entry_lines, entry_title, has_run_out, wording
from ambassadors.enums import ConsentSide
from ambassadors.forms.consent import ConsentForm, GuardianForm
from ambassadors.models import Ambassador, AmbassadorConsent
from ambassadors.views.doors import for_ambassadors
from ambassadors.views.refusals import refuse
from cms.accounts.throttling import Budget, count, counter
from cms.limits import household
from cms.views.desk import signed_in

#: Addresses that lead nowhere, from one household. A right one is never held up: it cannot be guessed.
WRONG = Budget("ambassadors.links", free=30, longest=300, pause=900)


def private(view):
    """Answer for no cache, no search engine and no other site to hear of, at the same address in every language."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        request.same_path_in_all_languages = True
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return gzip_page(never_cache(wrapped))


def _unknown(request: HttpRequest, template: str) -> HttpResponse:
    wait = count([counter(WRONG, household(get_adapter().get_client_ip(request)))])
    response = render(request, template, status=429 if wait else 404)
    if wait:
        response["Retry-After"] = str(wait)
    return response


# The invitation ----------------------------------------------------------------------------------------------------


@private
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def ambassador_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show what somebody is invited to; a POST takes the invitation with her account."""
    invited = people.invited_by(token)
    if invited is None:
        if Ambassador.objects.of(request.user).filter(withdrawn_at=None).exists():
            return redirect("ambassador")  # the same form, sent twice, or the letter opened once more
        return _unknown(request, "ambassadors/invitation_unknown.html")
    if request.method == "POST":
        try:
            people.accept(invited, actor=request.user)
        except PeopleError as error:
            messages.error(request, str(error))
        else:
            return redirect("ambassador_consent")
    return render(request, "ambassadors/invitation.html", {"invited": invited, "house": invited.house})


# Her own consent ---------------------------------------------------------------------------------------------------


@for_ambassadors
@require_http_methods(["GET", "HEAD", "POST"])
def ambassador_consent(request: HttpRequest, ambassador: Ambassador) -> HttpResponse:
    """Show what she would agree to and how it stands; a POST agrees or takes back."""
    side, form = ConsentSide.OWN, None
    if "copy" in request.GET:
        return _copy(ambassador, side)
    if request.method == "POST":
        do = request.POST.get("do", "")
        if do == "take_back":
            ledger.take_back(ambassador, actor=request.user)
            return redirect(reverse("ambassador_consent") + "#now")
        if do != "agree":
            raise Http404
        form = ConsentForm(request.POST, ambassador=ambassador)
        if _agrees(form, lambda chosen: ledger.agree(ambassador, actor=request.user, **chosen)):
            return redirect(reverse("ambassador_consent") + "#now")
    context = _consent_page(ambassador, side, form, ConsentForm)
    if context["holds"] and ambassador.is_minor:
        context["lacks_guardian"] = consent_of(ambassador, ConsentSide.GUARDIAN) is None
        context["guardian_decided"] = bool(lines_of(ambassador, ConsentSide.GUARDIAN))
    return render(request, "ambassadors/consent.html", context, status=422 if form else 200)


def _agrees(form: ConsentForm, agree) -> bool:
    """Agree to what a form says; False where it has to be filled in once more, with what is wrong beside it."""
    if not form.is_valid():
        return False
    try:
        agree({"read_in": get_language(), **form.choices})
    except PeopleError as error:
        refuse(form, error)
        return False
    return True


def _consent_page(ambassador: Ambassador, side: str, form, kind: type[ConsentForm]) -> dict:
    """Return what a page about one side's consent shows: how it stands, the words, the form, what was before."""
    lines = lines_of(ambassador, side)
    last = lines[0] if lines else None
    return {
        "ambassador": ambassador,
        "house": ambassador.house,
        "passages": wording(ambassador, side),
        "form": form or kind(ambassador=ambassador, last=_agreed_last(lines)),
        "last": last,
        "last_title": entry_title(last) if last else "",
        "last_lines": entry_lines(last) if last else [],
        "holds": consent_of(ambassador, side) is not None,
        "ran_out": last is not None and has_run_out(last),
        "can_agree": ambassador.alumnus_at is None,
        "history": [(entry_title(line), entry_lines(line)) for line in lines],
    }


def _agreed_last(lines: list[AmbassadorConsent]) -> AmbassadorConsent | None:
    return next((line for line in lines if line.until), None)


def _copy(ambassador: Ambassador, side: str) -> HttpResponse:
    """Hand out what holds now, with the words as they were read, as a plain text; 404 where nothing holds."""
    entry = consent_of(ambassador, side)
    if entry is None:
        raise Http404
    lines = [
        entry_title(entry),
        *(f"{what}: {how}" for what, how in entry_lines(entry)),
        "",
        entry.wording.text,
    ]
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="consent-{entry.at:%Y-%m-%d}.txt"'
    return response


# The guardian ------------------------------------------------------------------------------------------------------


@private
@require_http_methods(["GET", "HEAD", "POST"])
def guardian(request: HttpRequest, token: str) -> HttpResponse:
    """Show a parent or guardian, without an account, what there is to know; a POST agrees or takes back."""
    ambassador = people.guardian_behind(token)
    if ambassador is None:
        return _unknown(request, "ambassadors/guardian_unknown.html")
    side, form = ConsentSide.GUARDIAN, None
    if "copy" in request.GET:
        return _copy(ambassador, side)
    if request.method == "POST":
        do = request.POST.get("do", "")
        if do == "take_back":
            ledger.take_back_as_guardian(ambassador)
            return redirect(reverse("guardian", args=[token]) + "#now")
        if do != "agree":
            raise Http404
        form = GuardianForm(request.POST, ambassador=ambassador)
        if _agrees(form, lambda chosen: ledger.agree_as_guardian(ambassador, **chosen)):
            return redirect(reverse("guardian", args=[token]) + "#now")
    context = _consent_page(ambassador, side, form, GuardianForm)
    context["she_agreed"] = consent_of(ambassador, ConsentSide.OWN) is not None
    context["parts"] = list(booked_parts(ambassador))
    return render(request, "ambassadors/guardian.html", context, status=422 if form else 200)


# Breaks and leaving ------------------------------------------------------------------------------------------------


@for_ambassadors
@require_http_methods(["GET", "HEAD", "POST"])
def ambassador_leave(request: HttpRequest, ambassador: Ambassador) -> HttpResponse:
    """Offer a break and a way out; a POST takes one or ends it. Leaving is asked about once more."""
    do = request.POST.get("do", "") if request.method == "POST" else ""
    if not do and request.method == "POST":
        raise Http404
    if do == "leave":
        return render(request, "ambassadors/leave_sure.html", {"ambassador": ambassador})
    if do:
        deeds = {
            "pause": (people.pause, _("You take a break. Come back whenever you like.")),
            "resume": (people.resume, _("Welcome back.")),
            "leave:yes": (people.withdraw, _("You have left. Thank you for everything that you gave.")),
        }
        if do not in deeds:
            raise Http404
        deed, words = deeds[do]
        deed(ambassador, actor=request.user)
        messages.success(request, words)
        return redirect("ambassador")
    return render(request, "ambassadors/leave.html", {"ambassador": ambassador})
