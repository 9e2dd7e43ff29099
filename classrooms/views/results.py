"""What a classroom learnt: the page, and the files that its teacher takes away."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from classrooms import charts
from classrooms.domain.late import takes_files
from classrooms.domain.queries.next_steps import next_steps
from classrooms.domain.reports import ItemReport, bare_items
from classrooms.domain.results import ClassroomResults, results_for
from classrooms.downloads import TYPES, file_name, heading, make_file
from classrooms.enums import Way
from classrooms.listing import Manner, items_html
from classrooms.models import Sitting
from classrooms.rules import can_run
from classrooms.views.classrooms import for_teachers
from cms.cache.keeping import keep
from cms.languages import BY_CODE
from cms.models import AgeBand, SearchEntry, SiteImage
from cms.pictures import shown
from cms.views.takeaway import hand_over, refusal
from cms.vocabularies import STAMP as VOCABULARY
from cms.vocabularies import by_pk
from exercises.models import Edition
from exercises.scoring.groups import SMALLEST_GROUP

#: So many items, the least known, are shown at once; the others are folded away.
FIRST = 8


@for_teachers
def sitting_results(request: HttpRequest, pk: int) -> HttpResponse:
    """What a sitting came to; while it is open, only its items."""
    sitting = _readable(request, pk)
    results = results_for(sitting)
    context = _context(sitting, results) | {"may_load": _may_load(request, sitting)}
    return render(request, "classrooms/results.html", context)


@never_cache
@login_required
def sitting_report(request: HttpRequest, pk: int, format: str) -> HttpResponse:
    """The results as a file, once the sitting has ended."""
    sitting = _readable(request, pk)
    if sitting.is_open:
        raise Http404
    back = (_("To the results"), f"teach/sittings/{sitting.pk}/results/")
    refuse = refusal(request, "sitting_report", str(sitting.pk), TYPES, back)
    if format not in TYPES:
        lead = _("We offer these results in other formats. Choose one here.")
        return refuse(404, _("There is no such file"), lead)
    results = results_for(sitting)
    return hand_over(
        lambda: make_file(sitting, results, format),
        file_name(sitting, results.editions[0].title, format),
        media_type=TYPES[format],
        refuse=refuse,
    )


def _may_load(request: HttpRequest, sitting: Sitting) -> bool:
    """Say whether loading files of late answers is offered: after the close, to the owner, while they are taken."""
    has_late_ones = sitting.way == Way.DEVICES and not sitting.is_open
    return has_late_ones and takes_files(sitting) and can_run(request.user, sitting.classroom)


def _readable(request: HttpRequest, pk: int) -> Sitting:
    return get_object_or_404(Sitting.objects.visible_to(request.user).select_related("classroom"), pk=pk)


def _context(sitting: Sitting, results: ClassroomResults) -> dict:
    rows = charts.rows_of(results)
    band = by_pk(AgeBand).get(sitting.classroom.age_band_id)
    steps = next_steps(results, get_language(), band.code if band else None)
    explanations = [_explanations(edition) for edition in results.editions]
    pictures = shown(item.public.get("image") for item in results.items)
    items = [
        (
            item,
            explanations[item.form].get(item.number)
            or _explanation(item, pictures.get(item.public["image"])),
        )
        for item in results.items
    ]
    manner = Manner(len(results.editions) > 1, results.by_hands)
    first = FIRST if len(items) > FIRST + 2 else len(items)
    return {
        "sitting": sitting,
        "classroom": sitting.classroom,
        "title": heading(sitting),
        "results": results,
        "titles": list(dict.fromkeys(edition.title for edition in results.editions)),
        "has_forms": manner.has_forms,
        "rows": rows,
        "drawing": charts.draw(rows, name="measures", mirrored=get_language_bidi()) if rows else "",
        "first": items_html(items[:first], manner),
        "rest": items_html(items[first:], manner),
        "rest_number": len(items) - first,
        "steps": steps,
        "lessons": [_entry(entry) for entry in steps.lessons],
        "exercises": [_entry(entry) for entry in steps.exercises],
        "files": _files(sitting),
        "deletes_at": _deletes_at(sitting),
        "awaits_late": sitting.way == Way.DEVICES and not sitting.is_open and sitting.takes_late_answers,
        "smallest": SMALLEST_GROUP,
    }


def _explanations(edition: Edition) -> dict[int, SafeString]:
    """Return the explanations of an edition's items by their numbers, but of those with a picture: that may be changed.

    An edition never changes, so a process makes them once in each language.
    """

    def make() -> dict[int, SafeString]:
        items = bare_items([edition])
        return {item.number: _explanation(item, None) for item in items if not item.public.get("image")}

    return keep(("explanations", edition.pk, get_language()), (VOCABULARY,), make)


def _explanation(item: ItemReport, picture: SiteImage | None) -> SafeString:
    context = {
        "item": item.public | {"image": picture},
        "key": item.key,
        "due": item.due,
        "answer": None,
        "outcome": None,
        "guesses": None,
        "heading_level": 3,
    }
    return render_to_string(item.template, context)


def _deletes_at(sitting: Sitting) -> datetime | None:
    """Return when pupils' answers are deleted, or were; None where there never were any."""
    if sitting.way == Way.HANDS:
        return None
    return sitting.deleted_at or sitting.deletes_at


def _entry(entry: SearchEntry) -> dict:
    """Return an entry of the index as a list shows it."""
    language = "" if entry.language == get_language() else entry.language
    return {
        "title": entry.title,
        "summary": entry.summary,
        "url": entry.url,
        "seed": str(entry.translation_key),
        "dye": entry.dye,
        "minutes": entry.minutes,
        "language": language,
        "kind_label": BY_CODE[language].name if language else "",
    }


def _files(sitting: Sitting) -> list[dict]:
    labels = {
        "pdf": _("Report, to print"),
        "xlsx": _("Figures, for a spreadsheet"),
        "csv": _("Figures as CSV"),
    }
    return [
        {
            "label": label,
            "size_label": format.upper(),
            "url": reverse("sitting_report", args=[sitting.pk, format]),
        }
        for format, label in labels.items()
    ]
