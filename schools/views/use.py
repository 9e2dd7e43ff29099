"""What counts at a school: lessons taught, sittings, trainings and other evidence; and how depth comes about."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cms.views.desk import number_in
from schools.domain.evidence import add_evidence
from schools.domain.queries import use as queries
from schools.domain.queries.use import FULL_DOSAGE, Depth
from schools.domain.use import LONGEST_REASON, UseError, remove_sitting
from schools.enums import EvidenceKind
from schools.forms.use import EvidenceForm
from schools.models import School, SchoolYear
from schools.registries import use_kinds
from schools.rules import can_lead
from schools.views.doors import for_members
from schools.years import year_label

PER_PAGE = 50
LISTS = {
    "lessons": queries.lessons_of,
    "sittings": queries.sittings_of,
    "evidence": queries.evidence_of,
}


@dataclass(frozen=True)
class Missing:
    """What would make the work deeper. groups: year groups without a session; sessions: until the dosage is full."""

    teachers: int
    groups: list[int]
    sessions: int


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def school_use(request: HttpRequest, school: School) -> HttpResponse:
    """Everything that counts, one list at a time (`?show=`).

    A POST adds evidence of a kind (`?add=`); a lead's without it takes a sitting out of the sums.
    """
    kind = request.GET.get("add", "")
    if kind and kind not in EvidenceKind.values:
        raise Http404
    if request.method == "POST" and not kind:
        return _remove_sitting(request, school)
    form = EvidenceForm(*_sent(request), kind=kind) if kind else None
    if request.method == "POST" and form.is_valid():
        try:
            add_evidence(school, actor=request.user, kind=kind, name=form.cleaned_data["name"], **form.values)
        except UseError as error:
            form.add_error("file" if kind == EvidenceKind.FILE else None, str(error))
        else:
            messages.success(request, _("Added. It counts from now on."))
            return redirect(f"{reverse('school_use', args=[school.key])}?show=evidence#list")
    shown = "evidence" if kind else request.GET.get("show", "lessons")
    if shown not in LISTS:
        raise Http404
    year = queries.this_year(school)
    depth = queries.depth_of(school, year)
    page = _page(request, LISTS[shown](school))
    context = {
        "school": school,
        "leads": can_lead(request.user, school),
        "year": year,
        "year_label": year_label(year.year),
        "depth": depth,
        "missing": missing(school, year, depth),
        "full_dosage": FULL_DOSAGE,
        "average": round(year.sessions / len(year.year_groups), 1) if year.year_groups else 0,
        "more": [
            (kind.label, number)
            for name, kind in use_kinds
            if (number := year.more.get(name, 0)) or kind.view_name
        ],
        "elsewhere": [
            (kind.label, reverse(kind.view_name, args=[school.key]))
            for _name, kind in use_kinds
            if kind.view_name
        ],
        "shown": shown,
        "pages": page,
        "rows": _rows(page) if shown != "evidence" else [],
        "kinds": EvidenceKind.choices,
        "kind": kind,
        "form": form,
        "longest_reason": LONGEST_REASON,
    }
    return render(request, "schools/school_use.html", context)


def _remove_sitting(request: HttpRequest, school: School) -> HttpResponse:
    do, _sep, number = request.POST.get("do", "").partition(":")
    if do != "remove_sitting":
        raise Http404
    counted = get_object_or_404(school.sittings, pk=number_in(number))
    try:
        remove_sitting(counted, actor=request.user, reason=request.POST.get("reason", ""))
    except UseError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The sitting is out of the sums. The class keeps its results."))
    return redirect(f"{reverse('school_use', args=[school.key])}?show=sittings#list")


def missing(school: School, year: SchoolYear, depth: Depth) -> Missing:
    """Return what a school year still lacks for its depth to be whole."""
    reached = set(year.year_groups)
    groups = [group for group in range(1, school.year_groups + 1) if group not in reached]
    sessions = len(reached) * FULL_DOSAGE - year.sessions
    return Missing(
        teachers=max(school.staff - year.teachers, 0),
        groups=groups if depth.year_groups < 1 else [],
        sessions=max(sessions, 0),
    )


def _sent(request: HttpRequest) -> tuple:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _page(request: HttpRequest, rows: QuerySet) -> Page:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def _rows(page: Page) -> list[tuple]:
    """Return each row of a page with what lists show of its lesson plan or exercise, None where that is gone."""
    keys = [getattr(one, "lesson", None) or one.exercise for one in page]
    titles = queries.titles_in(get_language(), keys) if keys else {}
    return [(one, titles.get(key)) for one, key in zip(page, keys, strict=True)]
