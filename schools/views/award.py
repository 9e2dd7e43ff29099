"""The award as a school sees it: what it entered, and what came of it; and the public page of winners."""

from pathlib import PurePosixPath

from django.contrib import messages
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cms.cache.middleware import public
from cms.models import Country
from cms.text import nfc
from cms.vocabularies import STAMP as VOCABULARY
from cms.vocabularies import by_pk
from schools.domain import award as verbs
from schools.domain.award import PICTURES, AwardError
from schools.domain.queries import award as queries
from schools.domain.queries.wall import STAMP as WALL
from schools.enums import AwardCategory, AwardState, EntryState, SchoolState
from schools.forms.award import QUESTIONS, EntryForm
from schools.models import Award, AwardEntry, School
from schools.rules import can_lead
from schools.views.doors import for_members

AWARDS_ON_A_PAGE = 5


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def school_award(request: HttpRequest, school: School) -> HttpResponse:
    """The award of this year and what the school entered, then what came of earlier ones; a lead's POST changes it."""
    award = queries.current_award()
    leads = can_lead(request.user, school)
    entries = list(award.entries.filter(school=school, state=EntryState.ENTERED)) if award else []
    may_enter = bool(leads and award and award.takes_entries and school.state == SchoolState.CONFIRMED)
    free = [code for code in AwardCategory.values if code not in {one.category for one in entries}]
    do, _sep, about = request.POST.get("do", "").partition(":")
    sent = do in ("enter", "change")
    change = about if do == "change" else request.GET.get("change", "") if may_enter else ""
    changed = next((one for one in entries if one.key == change), None)
    form = None
    # Whatever was typed is shown again, also when it is too late.
    if sent and leads and (changed or do == "enter"):
        form = EntryForm(request.POST, request.FILES, categories=AwardCategory.values, entry=changed)
    elif may_enter and (changed or free):
        form = EntryForm(categories=free, entry=changed)
    if request.method == "POST":
        if not leads:
            raise Http404
        if answer := _act(request, school, award, form, do, about):
            return answer
    context = {
        "school": school,
        "award": award,
        "leads": leads,
        "may_enter": may_enter,
        "entries": entries,
        "form": form,
        "changed": changed,
        "asked": request.GET.get("withdraw", "") if leads else "",
        "results": [
            (one, [(each, _in_words(each)) for each in found])
            for one, found in queries.results_of(school).items()
        ],
    }
    return render(request, "schools/school_award.html", context)


def _act(request: HttpRequest, school: School, award: Award | None, form, do: str, about: str):
    """Do one thing and return where to go on; None where the form is to be shown with its faults."""
    sent = form is not None and form.is_bound
    if sent and not form.is_valid():
        return None
    try:
        messages.success(request, _deed(request, school, award, form, do, about))
    except AwardError as error:
        if sent:
            form.add_error(None, str(error))
            return None
        messages.error(request, str(error))
    except AwardEntry.DoesNotExist as error:
        raise Http404 from error
    return redirect("school_award", school.key)


def _deed(request: HttpRequest, school: School, award: Award | None, form, do: str, about: str) -> str:
    """Do one thing and return what is said about it; AwardError and AwardEntry.DoesNotExist as the verbs raise them."""
    actor = request.user
    if do == "enter":
        if award is None:
            raise AwardError(_("The award takes no entries today."))
        verbs.enter(award, school, actor=actor, **form.cleaned_data)
        return _("Entered. You can change it until the last day for entries.")
    entry = AwardEntry.objects.select_related("award", "school").get(key=nfc(about), school=school)
    if do == "change":
        if form is None:
            raise AwardError(_("This entry cannot be changed any more."))
        verbs.change_entry(entry, actor=actor, **form.cleaned_data)
        return _("Saved.")
    if do == "withdraw":
        verbs.withdraw_entry(entry, actor=actor)
        return _("Taken back. Its picture is deleted.")
    if do in ("named", "unnamed"):
        verbs.name_school(entry, actor=actor, may=do == "named")
        return _("Saved.")
    raise Http404


def _in_words(result: queries.Result) -> list[tuple[str, float]]:
    return [(QUESTIONS[name][0], mean) for name, mean in result.means.items()]


@for_members
@require_safe
def award_picture(request: HttpRequest, school: School, entry: str) -> HttpResponse:
    """The picture of an entry, for the members of the school whose it is."""
    return show_picture(get_object_or_404(school.award_entries.exclude(picture=""), key=entry))


def show_picture(entry: AwardEntry) -> HttpResponse:
    """Return the picture of an entry, under a name that says nothing; 404 where the file is gone."""
    ending = PurePosixPath(entry.picture.name).suffix[1:]
    try:
        file = default_storage.open(entry.picture.name)
    except FileNotFoundError as error:
        raise Http404 from error
    headers = {
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
    }
    kind = PICTURES.get(ending, "application/octet-stream")
    return FileResponse(file, filename=f"picture.{ending}", content_type=kind, headers=headers)


@require_safe
def award_wall(request: HttpRequest) -> HttpResponse:
    """Who won, by year and category; the same for everybody."""
    request.same_path_in_all_languages = True
    awards = Award.objects.filter(state=AwardState.ANNOUNCED)
    page = Paginator(awards, AWARDS_ON_A_PAGE).get_page(request.GET.get("page"))
    found, countries = queries.winners(list(page)), by_pk(Country)
    context = {
        "pages": page,
        "current": queries.current_award(),
        "awards": [
            (
                award,
                [
                    (AwardCategory(code).label, _seen(each, countries))
                    for code, each in found[award.pk].items()
                    if each
                ],
            )
            for award in page
        ],
    }
    return public(
        render(request, "schools/award_wall.html", context), {queries.STAMP, WALL, VOCABULARY, "site"}
    )


def _seen(winners: list[queries.Winner], countries: dict) -> list[tuple[queries.Winner, str]]:
    """Return winners with the names of their countries in the active language."""
    return [(one, countries[one.country_id].label) for one in winners]
