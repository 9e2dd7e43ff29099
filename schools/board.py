"""The report for those who govern a school: its data, and the document that the press makes of it.

It is read by people who do not belong to the school's staff: nobody is named in it, and no number of fewer than ten
people stands in it.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from cms.charts import number, svg
from cms.languages import BY_CODE, DEFAULT_LANGUAGE, INTERFACE_LANGUAGES
from cms.press import FORMATS, Document, made_for_one
from cms.takeaway import dyes, press_words
from schools.domain.queries.changes import changes
from schools.domain.queries.overview import (
    Overview,
    Standing,
    depth_this_year,
    ended_on,
    group_name,
    months_chart,
    overview,
    sessions_in,
)
from schools.domain.queries.recognition import standing
from schools.domain.queries.use import months_of
from schools.domain.suppression import FEWEST
from schools.enums import Level, RecognitionState
from schools.models import Recognition, School, SchoolYear
from schools.years import year_label

#: Formats of the press in which the report is offered.
OFFERED = ("pdf", "docx")
CHART = 440  # points
#: So many open tasks of the plan are printed; of the others, how many there are.
MOST_TASKS = 12


class Figure(NamedTuple):
    """A line of the table of use: what, and how much of it in this school year and in the last."""

    label: str
    now: str
    before: str


class PrintedTask(NamedTuple):
    """An open task of the plan. who: never a name."""

    what: str
    who: str
    due: str


def language_of(wanted: str, active: str) -> str:
    """Return the language of a report: the wanted one, else the active one, as far as our words are complete in it."""
    return next((one for one in (wanted, active) if one in INTERFACE_LANGUAGES), DEFAULT_LANGUAGE)


def media_type(format: str) -> str:
    """Return the media type of one of OFFERED."""
    return FORMATS[format].media_type


def file_name(school: School, format: str) -> str:
    """Return the name that the file has on the reader's computer."""
    words = slugify(school.name, allow_unicode=True)[:60].strip("-") or "school"
    return f"{words}-{timezone.localdate().isoformat()}.{format}"


def make_file(school: School, format: str, language: str) -> bytes:
    """Return the report in one of OFFERED, in a language; PressBusy and PressError as the press raises them."""
    return made_for_one(document(school, language), format)


def document(school: School, language: str) -> Document:
    """Return the report as the press takes it. school: with its town and country."""
    with translation.override(language):
        held = standing(school)
        months = months_of(school, 18)  # a year, and the months with which they are compared
        found = overview(
            school,
            Standing(Level(held.level), held.expires_at) if held else None,
            school.recognitions.filter(state=RecognitionState.SUBMITTED).exists(),
            sessions_in(months),
            outside=True,
        )
        return _document(school, language, found, months[-12:], held)


def _document(
    school: School,
    language: str,
    found: Overview,
    months: Sequence[tuple[date, int]],
    held: Recognition | None,
) -> Document:
    today = date_format(timezone.localdate(), "DATE_FORMAT")
    chart = months_chart(months)
    words, shares = depth_this_year(school, found, outside=True)
    tasks, more_tasks = _tasks(school)
    results = found.results[0] if found.results else None
    context = {
        "school": school,
        "found": found,
        "held": held,
        "depth_words": words,
        "shares": shares,
        "figures": _figures(found),
        "this_year": year_label(found.year.year),
        "last_year": year_label(found.last_year.year),
        "chart": chart,
        "months": [(date_format(month, "F Y"), number(sessions)) for month, sessions in months],
        "results": results,
        "results_day": date_format(ended_on(results), "DATE_FORMAT") if results else "",
        "groups": [(group_name(one), results.people[one]) for one in results.groups] if results else [],
        "areas": _areas(results) if results else [],
        "changes": changes(found),
        "tasks": tasks,
        "more_tasks": more_tasks,
        "least": FEWEST,
        "today": today,
    }
    town = school.town
    # Translators: a town and its country.
    place = _("%(town)s, %(country)s") % {"town": town.name, "country": town.country.label}
    return Document(
        title=_("How far our school has come"),
        language=language,
        html=render_to_string("schools/board_report.html", context),
        kind=_("Report for the board"),
        summary=_("Inclusion and digital literacy: where the school is, what changed, and what comes next."),
        facts=(
            ("people", _("School"), school.name),
            ("topic", _("Place"), place),
            ("time", _("As of"), today),
        ),
        address=settings.SITE_URL + reverse("school", args=[school.key]),
        licence_name="",
        licence_url="",
        credits="",
        version="",
        seed=school.key,
        dyes=dyes(None),
        words=press_words(),
        pictures={"months": svg(chart, mirrored=get_language_bidi(), paper=True, wide=CHART).encode()}
        if chart
        else {},
    )


def _figures(found: Overview) -> list[Figure]:
    now, before = found.years
    lines = [
        (_("Lessons taught"), lambda year: number(year.lessons)),
        (_("Sittings that ended"), lambda year: number(year.sittings)),
        (_("Teachers who took part"), lambda year: _people(year.teachers)),
        (_("Year groups reached"), lambda year: number(len(year.year_groups))),
        (_("Languages of lessons and sittings"), _languages),
        (_("Hours of staff training, times people"), lambda year: number(round(year.training / 60))),
    ]
    return [Figure(label, told(now), told(before)) for label, told in lines]


def _people(people: int) -> str:
    return number(people) if people == 0 or people >= FEWEST else _("fewer than ten")


def _languages(year: SchoolYear) -> str:
    # Translators: between the entries of a list; Arabic uses its own comma.
    names = _(", ").join(BY_CODE[code].name for code in sorted(year.languages) if code in BY_CODE)
    return names or "–"


def _areas(results) -> list[tuple[str, list[str]]]:
    """Return for each area the mean of each group that is shown, as words."""
    return [
        (
            one.area.label,
            [
                number(one.groups[group].mean) if group in one.groups else _("not shown")
                for group in results.groups
            ],
        )
        for one in results.areas
    ]


def _tasks(school: School) -> tuple[list[PrintedTask], int]:
    """Return the open tasks that are printed, soonest first, and how many more there are."""
    members = school.memberships.current()
    everybody = set(members.values_list("user_id", flat=True))
    leads = set(members.leads().values_list("user_id", flat=True))
    tasks = sorted(
        school.plan.filter(done_at=None),
        key=lambda one: (one.due is None, one.due or timezone.localdate(), one.pk),
    )
    printed = [
        PrintedTask(
            one.what,
            _("a lead")
            if one.owner_id in leads
            else _("a colleague")
            if one.owner_id in everybody
            else _("nobody yet"),
            date_format(one.due, "SHORT_DATE_FORMAT") if one.due else "",
        )
        for one in tasks[:MOST_TASKS]
    ]
    return printed, max(len(tasks) - MOST_TASKS, 0)
