"""Coordinators prepare the award, open it, ask judges, start the judging and announce; never where they are near."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cms.languages import BY_CODE
from schools.domain import award as verbs
from schools.domain import award_judging as judging
from schools.domain.award import AwardError
from schools.domain.queries import award as queries
from schools.enums import AwardCategory, AwardState
from schools.forms.award import AwardForm, JudgeForm
from schools.models import Award, AwardEntry
from schools.models.award import JUDGES
from schools.views.doors import for_coordinators

#: What only a coordinator does who neither judges nor is near a school that takes part.
APART = ("invite", "remove", "start", "fill", "announce")


@for_coordinators
@require_http_methods(["GET", "HEAD", "POST"])
def network_awards(request: HttpRequest) -> HttpResponse:
    """All awards, the newest first; a POST prepares one."""
    form = AwardForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = verbs.create_award(actor=request.user, **form.values)
        except AwardError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Prepared. Schools see it as soon as you open it."))
            return redirect("network_award", made.year)
    return render(request, "schools/network_awards.html", {"form": form, "awards": queries.all_awards()})


@for_coordinators
@require_http_methods(["GET", "HEAD", "POST"])
def network_award(request: HttpRequest, year: int) -> HttpResponse:
    """One award: its days, its judges, how far it is; a POST does the next thing (403 for whoever is too near)."""
    award = get_object_or_404(Award, year=year)
    do, _sep, about = request.POST.get("do", "").partition(":")
    edit = AwardForm(request.POST if do == "change" else None, award=award)
    invite = JudgeForm(request.POST if do == "invite" else None)
    may_run = queries.may_run(request.user, award)
    if request.method == "POST":
        if do in APART and not may_run:
            raise PermissionDenied
        if _done(request, award, do, about, edit, invite):
            return redirect("network_award", award.year)
    context = {
        "award": award,
        "may_run": may_run,
        "edit": None if award.state == AwardState.ANNOUNCED else edit,
        "edits": do == "change" or "edit" in request.GET,
        "invite": invite if may_run and award.state != AwardState.ANNOUNCED else None,
        "judges": _judges(award),
        "asks": request.GET.get("ask", ""),
        **_progress(award),
    }
    return render(request, "schools/network_award.html", context)


def _judges(award: Award) -> list[dict]:
    newest = max(award.entries.live().values_list("entered_at", flat=True), default=None)
    return [
        {
            "judge": one,
            "languages": [BY_CODE[code].name for code in one.languages if code in BY_CODE],
            "stands": one.withdrew_at is None and one.user is not None,
            "is_behind": bool(one.declared_at and newest and newest > one.declared_at),
        }
        for one in queries.judges_of(award)
    ]


def _progress(award: Award) -> dict:
    """Return how far the entries are; no school stands beside an entry before the announcement."""
    if award.state == AwardState.ANNOUNCED:
        placed = (
            AwardEntry.objects.filter(award=award).exclude(place=None).select_related("school__town__country")
        )
        in_order = sorted(
            placed, key=lambda one: (AwardCategory.values.index(one.category), one.place, one.title)
        )
        return {"placed": [(one, one.points / JUDGES) for one in in_order]}
    standings = queries.standings(award)
    number = Counter(one.entry.category for one in standings)
    return {
        "standings": standings,
        "categories": [(label, number[code]) for code, label in AwardCategory.choices],
        "schools": len({one.entry.school_id for one in standings}),
        "lacking": [one for one in standings if one.lacks],
        "apart": [one for one in standings if one.is_apart],
        "given": sum(one.given for one in standings),
        "wanted": len(standings) * JUDGES,
        "is_complete": bool(standings) and all(one.given == JUDGES for one in standings),
    }


def _done(
    request: HttpRequest, award: Award, do: str, about: str, edit: AwardForm, invite: JudgeForm
) -> bool:
    """Do what was sent; say whether it was done, else a form says why not."""
    actor, form = request.user, {"change": edit, "invite": invite}.get(do)
    if form is not None and not form.is_valid():
        return False
    try:
        said = _deed(award, do, about, actor, request, form)
    except AwardError as error:
        if form is not None:
            form.add_error(None, str(error))
            return False
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return True


def _deed(award: Award, do: str, about: str, actor, request: HttpRequest, form) -> str:
    """Do one thing and return what is said about it; AwardError as the verbs raise it."""
    if do == "change":
        verbs.change_award(award, actor=actor, **form.values)
        return _("Saved.")
    if do == "open":
        verbs.open_award(award, actor=actor)
        return _("Open. Leads of confirmed schools can enter.")
    if do == "invite":
        judging.invite_judge(award, actor=actor, **form.cleaned_data)
        return _(
            "Asked, by mail. Nothing is assigned to a judge before she has declared to whom she is near."
        )
    if do == "remove":
        judge = get_object_or_404(award.judges.standing(), pk=int(about) if about.isdecimal() else 0)
        judging.remove_judge(judge, actor=actor)
        return _("She judges no more. What she scored stays.")
    if do == "start":
        judging.start_judging(award, actor=actor, early=request.POST.get("early") == "yes")
        return _("Judging has begun. The judges get a mail.")
    if do == "fill":
        number = judging.fill_gaps(award, actor=actor)
        return ngettext("%(number)d place was filled.", "%(number)d places were filled.", number) % {
            "number": number
        }
    if do == "announce":
        judging.announce(award, actor=actor)
        return _("Announced. The leads of all schools that took part get a mail.")
    raise Http404
