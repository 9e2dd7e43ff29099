"""Files that people take away of a self-assessment: the same published figures as on its page, and no others."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import get_language, get_language_bidi, pgettext
from django.utils.translation import gettext as _

from cms.charts import Chart, svg
from cms.press import Document, made_for_one
from cms.spreadsheets import TABLE_TYPES, csv_bytes, xlsx_bytes
from cms.takeaway import dyes, press_words
from schools.domain.queries.rounds import Cell, RoundResults, compared, far_apart, results_before, weakest
from schools.round_charts import (
    agreement_words,
    area_chart,
    gap_words,
    group_name,
    hidden_words,
    overview_chart,
    people_words,
)

TYPES = {"pdf": "application/pdf", **TABLE_TYPES}
CHART = 440  # points
#: So many of the widest gaps are put in words; all figures are in the charts.
MOST_GAPS = 10


def round_file_name(results: RoundResults, format: str) -> str:
    """Return the name that the file has on the reader's computer."""
    school = slugify(results.round.school.name, allow_unicode=True)[:60] or "school"
    day = timezone.localtime(results.round.closed_at).date().isoformat()
    return f"{school}-self-assessment-{day}.{format}"


def round_file(results: RoundResults, format: str) -> bytes:
    """Return what a self-assessment came to in one of TYPES, in the active language.

    PressBusy and PressError as the press raises them.
    """
    if format == "pdf":
        return made_for_one(round_document(results), "pdf")
    rows = _table(results, results_before(results))
    if format == "csv":
        return csv_bytes(rows)
    return xlsx_bytes({pgettext("sheet of a workbook", "Self-assessment"): rows})


def shown(results: RoundResults, before: RoundResults | None) -> dict:
    """Return what the page and the document say, for their templates; charts as cms.charts.Chart."""
    parts = [group_name(part) for part in results.groups]
    areas = [
        {
            "area": area.area,
            "cells": _named(parts, cells),
            "chart": area_chart(results, area) if results.groups else None,
            "rows": [(indicator, _named(parts, row)) for indicator, row in rows],
        }
        for area, cells, rows in compared(results, before)
    ]
    return {
        "results": results,
        "before": before,
        "parts": parts,
        "people": people_words(results),
        "hidden": hidden_words(results),
        "areas": areas,
        "overview": overview_chart(results) if results.groups else None,
        "gaps": [(one.indicator, gap_words(one)) for one in far_apart(results)[:MOST_GAPS]],
        "weakest": weakest(results),
    }


def _named(parts: list[str], cells: list[Cell]) -> list[dict]:
    return [
        {"part": part, "score": one.score, "before": one.before}
        | ({"agreement": agreement_words(one.score.agreement)} if one.score else {})
        for part, one in zip(parts, cells, strict=True)
    ]


def round_document(results: RoundResults) -> Document:
    """Return the report as the press takes it."""
    found, school = results.round, results.round.school
    context = shown(results, results_before(results))
    charts: dict[str, Chart] = {"overview": context["overview"]} if results.groups else {}
    charts |= {f"area{place}": one["chart"] for place, one in enumerate(context["areas"]) if one["chart"]}
    ended = date_format(timezone.localtime(found.closed_at), "DATE_FORMAT")
    facts = [("people", _("School"), school.name), ("time", _("Ended on"), ended)]
    return Document(
        title=_("How far have we come?"),
        language=get_language(),
        html=render_to_string("schools/round_report.html", context | {"school": school}),
        kind=_("Self-assessment"),
        summary=_("What leaders, teachers and pupils say of their school, about the same things."),
        facts=tuple(facts),
        address=settings.SITE_URL + reverse("round", args=[school.key, found.pk]),
        licence_name="",
        licence_url="",
        credits=school.name,
        version="",
        seed=school.key,
        dyes=dyes(None),
        words=press_words(),
        pictures={
            name: svg(chart, mirrored=get_language_bidi(), paper=True, wide=CHART).encode()
            for name, chart in charts.items()
        },
    )


def _table(results: RoundResults, before: RoundResults | None) -> list[list]:
    """Return heading and rows: one for each indicator and group; cells are empty where nothing is shown."""
    rows: list[list] = [
        [
            pgettext("column of a table", "Area"),
            pgettext("column of a table", "Indicator"),
            pgettext("column of a table", "Code"),
            pgettext("column of a table", "Who answered"),
            pgettext("column of a table", "At least so many people"),
            pgettext("column of a table", "Mean, 1 to 4"),
            pgettext("column of a table", "Agreement in percent"),
            pgettext("column of a table", "Mean the time before"),
        ]
    ]
    for area, _cells, indicators in compared(results, before):
        for indicator, cells in indicators:
            for part, cell in zip(results.groups, cells, strict=True):
                score = cell.score
                figures = (
                    [score.people, score.mean, round(score.agreement * 100)] if score else [None, None, None]
                )
                rows.append(
                    [
                        area.area.label,
                        indicator.label,
                        indicator.code,
                        group_name(part),
                        *figures,
                        cell.before,
                    ]
                )
    return rows
