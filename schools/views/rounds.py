"""Self-assessments of a school: opened, answered by staff, closed, read, taken away."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from classrooms.domain.joining import code_to
from classrooms.views.sittings import drawn
from cms.context import absolute_url
from cms.views.takeaway import hand_over, no_such_file, refusing
from schools import downloads
from schools.domain import rounds as verbs
from schools.domain.queries.rounds import RoundResults, answered_so_far, results_before, results_of
from schools.domain.rounds import DOOR, MOST_IN_A_YEAR, MOST_WEEKS_IN_ALL, RoundError
from schools.domain.voices import answer, groups_of, has_answered
from schools.enums import VoiceGroup
from schools.forms.rounds import ExtendForm, OpenForm, StatementsForm
from schools.models import Round, School
from schools.round_charts import people_words
from schools.rules import can_lead
from schools.views.doors import for_members


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def rounds(request: HttpRequest, school: School) -> HttpResponse:
    """All self-assessments of a school; a POST opens one."""
    leads = can_lead(request.user, school)
    form = OpenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not leads:
            raise Http404
        if form.is_valid():
            try:
                made = verbs.open_round(school, actor=request.user, weeks=form.cleaned_data["weeks"])
                return redirect("round", key=school.key, pk=made.pk)
            except RoundError as error:
                messages.error(request, str(error))
                return redirect("rounds", key=school.key)
    found = [_as_it_is(one, school) for one in school.rounds.all()]
    ended = [results_of(one) for one in found if one.closed_at]
    context = {
        "school": school,
        "leads": leads,
        "form": form,
        "open": next((one for one in found if one.is_open), None),
        "ended": [(results.round, people_words(results)) for results in ended if results],
        "may_open": leads and verbs.opened_this_year(school) < MOST_IN_A_YEAR,
    }
    return render(request, "schools/rounds.html", context, status=422 if form.errors else 200)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def round(request: HttpRequest, school: School, pk: int) -> HttpResponse:
    """One self-assessment: how to invite while it is open, then what it came to. A POST of a lead does one thing.

    `?projector`: the pupils' code on the wall.
    """
    found = _as_it_is(get_object_or_404(school.rounds, pk=pk), school)
    leads = can_lead(request.user, school)
    if request.method == "POST":
        if not leads:
            raise Http404
        return _act(request, school, found)
    if (results := results_of(found)) is not None:
        context = downloads.shown(results, results_before(results))
        return render(
            request,
            "schools/round.html",
            context | {"school": school, "round": found, "files": _files(results)},
        )
    code = code_to(DOOR, found.key)
    if "projector" in request.GET:
        qr = drawn(absolute_url("join_code", code)) if code else ""
        return render(
            request,
            "schools/round_projector.html",
            {"school": school, "round": found, "code": code, "qr": qr},
        )
    left = MOST_WEEKS_IN_ALL - -(-(found.closes_at - found.opened_at).days // 7)
    context = {
        "school": school,
        "round": found,
        "leads": leads,
        "code": code,
        "answered": [(VoiceGroup(group).label, people) for group, people in answered_so_far(found).items()],
        "has_answered": has_answered(found, request.user),
        "invitation": absolute_url("round_answer", school.key, found.pk),
        "extending": ExtendForm(most=left) if leads and left > 0 else None,
        "asks": request.GET.get("ask") == "close",
    }
    return render(request, "schools/round.html", context)


def _act(request: HttpRequest, school: School, found: Round) -> HttpResponse:
    do, actor = request.POST.get("do"), request.user
    try:
        if do == "extend":
            form = ExtendForm(request.POST, most=MOST_WEEKS_IN_ALL)
            if form.is_valid():
                verbs.extend_round(found, actor=actor, weeks=form.cleaned_data["weeks"])
                messages.success(request, _("It is open longer now."))
            else:
                messages.error(request, _("Please choose how many weeks to add."))
        elif do == "code":
            verbs.renew_code(found, actor=actor)
            messages.success(request, _("Pupils come in by a new code now. The one of before leads nowhere."))
        elif do == "close":
            verbs.close_round(found, actor=actor)
        else:
            raise Http404
    except RoundError as error:
        messages.error(request, str(error))
    return redirect("round", key=school.key, pk=found.pk)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def round_answer(request: HttpRequest, school: School, pk: int) -> HttpResponse:
    """The statements as staff read them; a POST answers, once. `?as=teachers`: a lead answers as a teacher."""
    found = _as_it_is(get_object_or_404(school.rounds, pk=pk), school)
    groups = groups_of(school.memberships.current().of(request.user).get())
    wanted = request.GET.get("as", groups[0])
    if wanted not in groups:
        raise Http404
    is_done = not found.is_open or has_answered(found, request.user)
    form = StatementsForm(request.POST if request.method == "POST" else None, round=found, group=wanted)
    if request.method == "POST" and form.is_valid():
        try:
            answer(found, actor=request.user, group=wanted, answers=form.answers)
            messages.success(request, _("Thank you. Your answers were taken in, without your name."))
            return redirect("round", key=school.key, pk=pk)
        except RoundError as error:
            form.add_error(None, str(error))
    elif is_done:
        return redirect("round", key=school.key, pk=pk)
    context = {
        "school": school,
        "round": found,
        "form": form,
        "group": VoiceGroup(wanted),
        "others": [(VoiceGroup(one).label, f"?{urlencode({'as': one})}") for one in groups if one != wanted],
    }
    return render(request, "schools/round_answer.html", context, status=422 if form.errors else 200)


@for_members
@require_safe
def round_download(request: HttpRequest, school: School, pk: int, format: str) -> HttpResponse:
    """What a self-assessment came to, as a document or a table; 404 while it is open."""
    results = results_of(_as_it_is(get_object_or_404(school.rounds, pk=pk), school))
    if results is None:
        raise Http404
    back = (_("Back to the results"), reverse("round", args=[school.key, pk]))
    refuse = refusing(request, _files(results), back)
    if format not in downloads.TYPES:
        return no_such_file(refuse)
    return hand_over(
        lambda: downloads.round_file(results, format),
        downloads.round_file_name(results, format),
        media_type=downloads.TYPES[format],
        refuse=refuse,
    )


def _as_it_is(found: Round, school: School) -> Round:
    """Return a round as it is by now, ended where its time is over, with its school at hand."""
    found = verbs.close_if_over(found)
    found.school = school
    return found


def _files(results: RoundResults) -> list[dict]:
    labels = {
        "pdf": _("Results, to print"),
        "xlsx": _("All figures, for a spreadsheet"),
        "csv": _("All figures as CSV"),
    }
    return [
        {
            "label": label,
            "size_label": format.upper(),
            "url": reverse("round_download", args=[results.round.school.key, results.round.pk, format]),
        }
        for format, label in labels.items()
    ]
