"""What a teacher takes away of a sitting: a report to print, and the figures as a table. Of a classroom, not of pupils.

A report bears the classroom's name, which its teacher typed; so it is made for whoever asks and kept nowhere.
"""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from classrooms import charts
from classrooms.domain.results import ClassroomResults
from classrooms.enums import Role
from classrooms.figures import CLASSROOM_HEAD, ITEM_HEAD, classroom_rows, item_rows
from classrooms.models import Sitting
from cms.languages import BY_CODE
from cms.models import Licence, Topic
from cms.press import Document, made_for_one
from cms.spreadsheets import TABLE_TYPES, csv_bytes, xlsx_bytes
from cms.takeaway import dyes, press_words
from cms.vocabularies import terms, with_codes
from exercises.scoring.groups import SMALLEST_GROUP

TYPES = {"pdf": "application/pdf", **TABLE_TYPES}
CHART = 440  # points
#: So many of the least known items are explained in print.
EXPLAINED = 5


def file_name(sitting: Sitting, title: str, format: str) -> str:
    """Return the name that the file has on the teacher's computer."""
    day = timezone.localdate(sitting.opened_at).isoformat()
    words = [slugify(text, allow_unicode=True)[:60] for text in (sitting.classroom.name, title)]
    return f"{'-'.join(filter(None, [*words, day]))}.{format}"


def make_file(sitting: Sitting, results: ClassroomResults, format: str) -> bytes:
    """Return the results of a sitting in one of TYPES, in the active language.

    PressBusy and PressError as the press raises them.
    """
    if format == "pdf":
        return made_for_one(document(sitting, results), "pdf")
    if format == "csv":
        return csv_bytes(_as_one_table(results))
    return xlsx_bytes(_as_sheets(results))


def document(sitting: Sitting, results: ClassroomResults) -> Document:
    """Return the results as the press takes them."""
    edition = results.editions[0]
    rows = charts.rows_of(results)
    context = {
        "sitting": sitting,
        "results": results,
        "rows": rows,
        "smallest": SMALLEST_GROUP,
        "explained": [item for item in results.items if item.share is not None][:EXPLAINED],
    }
    drawn = (
        charts.draw(rows, name="measures", mirrored=get_language_bidi(), paper=True, wide=CHART)
        if rows
        else ""
    )
    facts = [
        ("people", _("Pupils who answered"), str(results.answered or "")),
        ("subject", _("When"), date_format(timezone.localtime(sitting.opened_at), "DATE_FORMAT")),
        ("topic", _("Kind of sitting"), str(Role(sitting.role).label)),
        ("language", _("Language"), BY_CODE[edition.language].name),
    ]
    licence = terms(Licence).get(edition.settings["licence"])
    topics = with_codes(Topic, edition.settings["topics"])
    return Document(
        title=heading(sitting),
        language=get_language(),
        html=render_to_string("classrooms/report.html", context),
        kind=_("Results of a class"),
        summary=_and(edition.title for edition in results.editions),
        facts=tuple((icon, label, value) for icon, label, value in facts if value),
        address=settings.SITE_URL + reverse("sitting_results", args=[sitting.pk]),
        licence_name=licence.label if licence else "",
        licence_url=licence.url if licence else "",
        credits=_and(form.settings["authors"] for form in results.editions),
        version="",
        seed=sitting.key,
        dyes=dyes(next(iter(topics), None)),
        words=press_words(),
        pictures={"measures": drawn.encode()} if drawn else {},
    )


def heading(sitting: Sitting) -> str:
    """Return the title of the results."""
    name = {"classroom": sitting.classroom.name}
    if sitting.role in (Role.AFTER, Role.DELAYED):
        # Translators: the title of a page; the name of a classroom is "8B", "Tuesday group".
        return _("What %(classroom)s learnt") % name
    # Translators: the title of a page; the name of a classroom is "8B", "Tuesday group".
    return _("What %(classroom)s made of it") % name


def _and(texts: Iterable[str]) -> str:
    return " · ".join(filter(None, dict.fromkeys(texts)))


def _as_one_table(results: ClassroomResults) -> list[Sequence]:
    """Return the rows of the class below the heading of the items, whose first columns they leave empty."""
    blank = [""] * (len(ITEM_HEAD) - len(CLASSROOM_HEAD))
    return [ITEM_HEAD, *([*blank, *row] for row in classroom_rows(results)), *item_rows(results)]


def _as_sheets(results: ClassroomResults) -> dict[str, list[Sequence]]:
    return {
        _("The class"): [CLASSROOM_HEAD, *classroom_rows(results)],
        _("Items"): [ITEM_HEAD, *item_rows(results)],
    }
