"""The figures of the network as files: exactly what the dashboard shows, and nothing else."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cms.spreadsheets import csv_bytes, xlsx_bytes
from schools.models import NetworkEvent, School
from schools.network_charts import Page
from schools.years import year_label


def network_file_name(page: Page, format: str) -> str:
    """Return the name that the file has on the reader's computer."""
    parts = ["network", page.country.lower(), str(page.year), timezone.localdate().isoformat()]
    return "-".join(part for part in parts if part) + f".{format}"


def network_file(page: Page, quiet: Iterable[School], events: Iterable[NetworkEvent], format: str) -> bytes:
    """Return what the dashboard shows as "csv" or "xlsx", in the active language."""
    rows = _table(page, quiet, events)
    if format == "csv":
        return csv_bytes(rows)
    return xlsx_bytes({pgettext("sheet of a workbook", "Network"): rows})


def _table(page: Page, quiet: Iterable[School], events: Iterable[NetworkEvent]) -> list[list]:
    """Return heading and rows. What is not shown says so."""
    rows: list[list] = [
        [
            pgettext("column of a table", "Part"),
            pgettext("column of a table", "What"),
            pgettext("column of a table", "Measure"),
            pgettext("column of a table", "Number"),
        ],
        [_("Country"), page.place, "", ""],
        [_("School year"), year_label(page.year), "", ""],
    ]
    figures = pgettext("part of a table", "Figures")
    rows += [[figures, what, "", _told(value)] for what, value in page.facts]
    for chart in page.charts:
        rows += [[chart.title, row.label, chart.series[0], _told(row.values[0])] for row in chart.rows]
    countries = _("By country")
    for line in page.lines:
        rows += [
            [countries, line.name, column, _told(value)]
            for column, value in zip(page.columns, line.numbers, strict=True)
            if value != ""
        ]
    longest, last = _("Quiet for longest"), _("Last session")
    rows += [[longest, one.name, last, one.last_day.isoformat() if one.last_day else ""] for one in quiet]
    happened = _("What happened")
    rows += [
        [happened, one.title, one.country.label if one.country else "", one.day.isoformat()] for one in events
    ]
    made = date_format(timezone.localtime(page.made_at), "DATETIME_FORMAT")
    rows.append([_("Figures made"), made, "", ""])
    return rows


def _told(value: int | str | None) -> int | str:
    return pgettext("instead of a figure", "not shown") if value is None else value
