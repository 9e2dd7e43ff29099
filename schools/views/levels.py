"""Levels of a school: where it is, what is missing, what it was recognised for; certificate, letter and credential."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from cms.text import nfc
from cms.views.takeaway import hand_over, refusing
from schools.domain import recognition as verbs
from schools.domain.certificate import certificate_pdf, congratulation_docx, file_name
from schools.domain.credentials import Standing, credential, standing_of
from schools.domain.levels import Condition, reached, trace
from schools.domain.queries.recognition import history
from schools.domain.recognition import RENEWABLE, RecognitionError
from schools.domain.signing import NoKey
from schools.enums import Level, RecognitionState, SchoolState
from schools.forms.recognition import HandInForm
from schools.models import Recognition, School
from schools.rules import can_lead
from schools.views.doors import for_members

#: What a school's pages are called where a condition leads to one of them.
DOORS = {
    "school_members": gettext_lazy("Go to the members"),
    "rounds": gettext_lazy("Go to the self-assessments"),
    "school_plan": gettext_lazy("Go to the plan"),
    "school_use": gettext_lazy("Go to what counts"),
}
#: Format: what makes it, its media type, the ending of its name.
FILES = {
    "pdf": (certificate_pdf, "application/pdf", "pdf"),
    "letter": (
        congratulation_docx,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
    ),
    "jwt": (lambda recognition: credential(recognition).encode(), "application/vc+jwt", "jwt"),
}


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def school_levels(request: HttpRequest, school: School) -> HttpResponse:
    """Where the school is and what is missing for the next level; a lead's POST hands in, or takes back.

    Another member's is answered 403, on the same page.
    """
    leads = can_lead(request.user, school)
    levels, rows = trace(school), history(school)
    highest = reached(levels)
    waiting = next((one for one in rows if one.state == RecognitionState.SUBMITTED), None)
    held = _held(rows)
    offered = _offered(highest, held) if school.state == SchoolState.CONFIRMED and not waiting else []
    form = HandInForm(request.POST if request.POST.get("do") == "hand_in" else None, levels=offered)
    if request.method == "POST" and leads:
        answer = _act(request, school, form, offered)
        if answer:
            return answer
    following = next((one for one in levels if one.level > (highest or 0)), None)
    context = {
        "school": school,
        "leads": leads,
        "levels": [(one, one.level <= (highest or 0)) for one in levels],
        "next": following,
        "missing": [_where(one, school) for one in following.missing] if following else [],
        "highest": highest,
        "held": held,
        "waiting": waiting,
        "form": form if leads and offered else None,
        "history": [(one, _files(one, school)) for one in rows],
    }
    refused = request.method == "POST" and not leads
    if refused:
        messages.error(request, _("Only leads hand in for their school."))
    return render(request, "schools/school_levels.html", context, status=403 if refused else 200)


def _act(request: HttpRequest, school: School, form: HandInForm, offered: list) -> HttpResponse | None:
    """Do one thing and return where to go on; None where the form is to be shown with its faults."""
    do, _sep, about = request.POST.get("do", "").partition(":")
    try:
        if do == "hand_in":
            if offered and not form.is_valid():
                return None
            level = form.cleaned_data["level"] if offered else _number(request.POST.get("level", ""))
            statement = request.POST.get("statement", "")[:2000]
            verbs.hand_in(school, actor=request.user, level=level, statement=statement)
            messages.success(request, _("Handed in. A coordinator looks at it, and you get a mail."))
        elif do == "withdraw":
            verbs.withdraw(get_object_or_404(school.recognitions, key=nfc(about)), actor=request.user)
            messages.success(request, _("Taken back. You can hand in again whenever you like."))
        else:
            raise Http404
    except RecognitionError as error:
        messages.error(request, str(error))
    return redirect("school_levels", school.key)


@for_members
@require_safe
def certificate(request: HttpRequest, school: School, recognition: str, format: str) -> HttpResponse:
    """The certificate, the letter of an official or the credential of something that was granted and not revoked."""
    if format not in FILES:
        raise Http404
    found = get_object_or_404(school.recognitions, key=recognition)
    found.school = school
    if standing_of(found) not in (Standing.VALID, Standing.EXPIRED):
        raise Http404
    make, media_type, extension = FILES[format]
    back = (_("Back to the levels"), reverse("school_levels", args=[school.key]))
    refuse = refusing(request, [], back)
    try:
        return hand_over(
            lambda: make(found),
            file_name(found, format, extension),
            media_type=media_type,
            refuse=refuse,
            is_only_format=True,
        )
    except NoKey:
        lead = _("The site is getting a new key to sign with. Please come back in an hour.")
        return refuse(503, _("One moment, please"), lead)


def _where(condition: Condition, school: School) -> tuple[Condition, str, str]:
    """Return a condition with the address of the page where it is done, and what that is called."""
    if condition.view not in DOORS:
        return condition, "", ""
    return condition, reverse(condition.view, args=[school.key]), DOORS[condition.view]


def _held(rows: list[Recognition]) -> Recognition | None:
    """Return what holds today (as schools.domain.queries.recognition.standing), from rows that were read already."""
    now = timezone.now()
    good = [one for one in rows if one.state == RecognitionState.GRANTED and one.expires_at > now]
    return max(good, key=lambda one: (one.level, one.expires_at), default=None)


def _offered(highest: Level | None, held: Recognition | None) -> list[Level]:
    """Return the levels that can be handed in now."""
    renewable = held is None or held.expires_at <= timezone.now() + RENEWABLE
    return [level for level in Level if highest and level <= highest and (renewable or level > held.level)]


def _files(recognition: Recognition, school: School) -> list[tuple[str, str]]:
    recognition.school = school
    if standing_of(recognition) not in (Standing.VALID, Standing.EXPIRED):
        return []
    names = {
        "pdf": _("Certificate (PDF)"),
        "letter": _("Letter of congratulation, to adapt (Word)"),
        "jwt": _("Open Badges credential (for programs)"),
    }
    return [
        (name, reverse("certificate", args=[school.key, recognition.key, format]))
        for format, name in names.items()
    ]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0
