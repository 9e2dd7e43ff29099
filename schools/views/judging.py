"""A judge's desk: what she is asked, what she declares, what she scores. Nothing here says whose an entry is."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cms.languages import BY_CODE, direction
from cms.views.desk import signed_in
from schools.domain import award_judging as verbs
from schools.domain.award import AwardError
from schools.domain.queries import award as queries
from schools.forms.award import DeclareForm, ScoreForm
from schools.models import AwardEntry, AwardJudge, AwardScore
from schools.models.award import CRITERIA
from schools.views.award import show_picture


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def judging(request: HttpRequest) -> HttpResponse:
    """Where somebody judges: to declare first, then her entries; a POST declares or declines."""
    judgings = list(queries.judgings_of(request.user))
    do, _sep, year = request.POST.get("do", "").partition(":")
    forms: dict[int, DeclareForm] = {}
    if request.method == "POST":
        judge = next((one for one in judgings if str(one.award.year) == year), None)
        if judge is None or do not in ("declare", "down"):
            raise Http404
        if do == "declare":
            forms[judge.pk] = _form(judge, request.POST)
        if _done(request, judge, forms.get(judge.pk)):
            return redirect("judging")
    asked, down = request.GET.get("declare", ""), request.GET.get("down", "")
    rows = []
    for judge in judgings:
        needs = queries.needs_to_declare(judge)
        form = forms.get(judge.pk)
        if form is None and (needs or asked == str(judge.award.year)):
            form = _form(judge)
        rows.append(
            {
                "judge": judge,
                "award": judge.award,
                "needs": needs,
                "form": form,
                "asks_down": down == str(judge.award.year),
                "scores": queries.assigned_to(judge) if judge.declared_at else [],
                "languages": [BY_CODE[code].name for code in judge.languages if code in BY_CODE],
            }
        )
    return render(request, "schools/judging.html", {"rows": rows})


def _form(judge: AwardJudge, data=None) -> DeclareForm:
    schools = queries.entering_schools(judge.award)
    known = queries.known_conflicts([judge.user_id], [school.pk for school in schools])[judge.user_id]
    return DeclareForm(data, judge=judge, schools=schools, known=known)


def _done(request: HttpRequest, judge: AwardJudge, form: DeclareForm | None) -> bool:
    """Declare, or decline where there is no form; say whether it was done, else the form says why not."""
    try:
        if form is None:
            verbs.stand_down(judge, actor=request.user)
            messages.success(request, _("You do not judge this award. Thank you for telling us."))
        elif form.is_valid():
            languages = form.cleaned_data["languages"]
            verbs.declare(judge, actor=request.user, conflicts=form.conflicts, languages=languages)
            messages.success(request, _("Thank you. You are never shown what these schools entered."))
        else:
            return False
    except AwardError as error:
        if form is None:
            messages.error(request, str(error))
            return True
        form.add_error(None, str(error))
        return False
    return True


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def judging_entry(request: HttpRequest, entry: str) -> HttpResponse:
    """An entry without whose it is, and what the judge gives it; a POST scores, or says that she recognises it."""
    found = get_object_or_404(_hers(request), key=entry)
    score = found.scores.of(request.user).get()
    do = request.POST.get("do", "")
    form = ScoreForm(request.POST if do == "score" else None, initial=_given(score))
    if request.method == "POST":
        if do not in ("score", "recuse"):
            raise Http404
        if _judged(request, found, form, do):
            return redirect("judging")
    context = {
        "entry": found,
        "is_scored": score.scored_at is not None,
        "form": form,
        "language": BY_CODE[found.language].name,
        "direction": direction(found.language),
        "asks_recuse": "recuse" in request.GET,
    }
    return render(request, "schools/judging_entry.html", context)


@signed_in
@require_safe
def judging_picture(request: HttpRequest, entry: str) -> HttpResponse:
    """The picture of an entry, for a judge to whom it was assigned."""
    return show_picture(get_object_or_404(_hers(request).exclude(picture=""), key=entry))


def _hers(request: HttpRequest):
    return AwardEntry.objects.judged_by(request.user).select_related("award")


def _given(score: AwardScore) -> dict:
    return {name: getattr(score, name) for name in CRITERIA} | {"comment": score.comment}


def _judged(request: HttpRequest, entry: AwardEntry, form: ScoreForm, do: str) -> bool:
    try:
        if do == "recuse":
            verbs.recuse(entry, actor=request.user)
            messages.success(request, _("Thank you. Somebody else judges it."))
        elif form.is_valid():
            verbs.score(entry, actor=request.user, **form.cleaned_data)
            messages.success(request, _("Saved. You can change it until the announcement."))
        else:
            return False
    except AwardError as error:
        messages.error(request, str(error))
    return True
