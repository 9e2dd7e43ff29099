"""What is exported for spreadsheets holds no formula (case 64)."""

import csv
import io
from datetime import date
from decimal import Decimal
from importlib import import_module

import openpyxl
import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy, override
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.admin.views.reports.aging_pages import AgingPagesView
from wagtail.contrib.forms.views import SubmissionsListView

from cms.accounts import rules
from cms.spreadsheets import csv_bytes, defused, guard_exports, xlsx_bytes
from tests.factories import StandardPageFactory

FORMULAS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "  =1+1",
    "\xa0=1",
]
HARMLESS = [
    "",
    "a=b",
    "1-1",
    "-5",
    "-0.5",
    "-1,5",
    "’=",
    "2026-11-25",
    0,
    -5,
    Decimal("-1.5"),
    None,
    True,
    date(2026, 11, 25),
]


@pytest.mark.parametrize("text", [*FORMULAS, "+43 1 234", "-", "-1-1"])
def test_a_cell_that_begins_a_formula_becomes_text(text):
    assert defused(text) == f"'{text}"
    assert defused(defused(text)) == f"'{text}"


@pytest.mark.parametrize("value", HARMLESS)
def test_numbers_dates_and_plain_words_stay_what_they_are(value):
    assert defused(value) is value


def test_a_translated_word_is_looked_at_as_well():
    assert defused(gettext_lazy("=Name")) == "'=Name"


def test_guarding_twice_is_guarding_once():
    before = SpreadsheetExportMixin.preprocess_field_value
    guard_exports()
    assert SpreadsheetExportMixin.preprocess_field_value is before


def _views(view=SpreadsheetExportMixin):
    for below in view.__subclasses__():
        yield below
        yield from _views(below)


def test_no_view_goes_around_the_guard():
    """Whoever writes such a method of her own must call the one above it; then she is named here."""
    import_module(settings.ROOT_URLCONF)  # and with it every view
    methods = {
        "preprocess_field_value", "get_heading", "write_csv_row", "generate_xlsx_row", "stream_csv", "write_xlsx",
    }  # fmt: skip
    views = set(_views())
    assert {SubmissionsListView, AgingPagesView} <= views
    assert [view for view in views if methods & vars(view).keys()] == []


def test_the_heading_of_a_column_is_text_as_well():
    """Editors write the headings of forms' answers."""

    class Export(SpreadsheetExportMixin):
        export_headings = {"name": "=1+1"}

    assert Export().get_heading(None, "name") == "'=1+1"


@pytest.fixture
def report(client, monkeypatch, site_tree):
    """A function that fetches a report of the administration, about pages with formulas for titles."""
    monkeypatch.setattr(rules, "must_use_second_factor", lambda user: False)
    client.force_login(get_user_model().objects.create_superuser("boss@example.org"))
    home = site_tree("en")["en"].home
    for number, text in enumerate(FORMULAS):
        StandardPageFactory(parent=home, title=f"{text} {number}", slug=f"page-{number}")

    def fetch(format: str) -> bytes:
        response = client.get("/admin/reports/aging-pages/", {"export": format})
        assert response.status_code == 200
        return b"".join(response.streaming_content)

    return fetch


@pytest.mark.django_db
def test_a_report_as_csv_holds_no_formula(report):
    rows = list(csv.reader(io.StringIO(report("csv").decode(), newline="")))
    assert len(rows) == 1 + 3 + len(FORMULAS)
    titles = {row[0] for row in rows}
    assert {"'=1+1 0", f"'＝1 {FORMULAS.index('＝1')}", f"'@SUM(1) {FORMULAS.index('@SUM(1)')}"} <= titles
    assert [cell for row in rows for cell in row if cell.strip()[:1] in tuple("=+-@＝＋－＠")] == []


@pytest.mark.django_db
def test_a_report_as_xlsx_holds_no_formula_and_its_dates_are_dates(report):
    sheet = openpyxl.load_workbook(io.BytesIO(report("xlsx"))).active
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert "'=1+1 0" in [cell.value for cell in cells]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert {cell.data_type for cell in sheet["C"][1:]} == {"d"}


# Tables of our own ----------------------------------------------------------------------------------------------

ROWS = [[gettext_lazy("Day"), "Number"], ["=1+1", 3], ["a\x01b", None]]


def test_a_table_as_csv_holds_no_formula_and_says_that_it_is_utf_8():
    assert csv_bytes(ROWS) == "\ufeffDay,Number\r\n'=1+1,3\r\na\x01b,\r\n".encode()


def test_a_workbook_holds_each_table_below_its_heading_without_formulas_and_control_characters():
    book = openpyxl.load_workbook(
        io.BytesIO(xlsx_bytes({"Days": ROWS, "A title of more than thirty-one signs": ROWS}))
    )
    assert book.sheetnames == ["Days", "A title of more than thirty-one"]
    for sheet in book:
        assert list(sheet.values) == [("Day", "Number"), ("'=1+1", 3), ("ab", None)]
        assert (sheet.freeze_panes, sheet["A1"].font.bold, sheet["A2"].font.bold) == ("A2", True, False)
        assert sheet.sheet_view.rightToLeft is False


def test_columns_are_as_wide_as_their_longest_cell_within_bounds():
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes({"Days": [["x", "x" * 20, "x" * 200]]}))).active
    assert [sheet.column_dimensions[letter].width for letter in "ABC"] == [10, 22, 60]


def test_in_arabic_a_workbook_runs_from_the_right():
    with override("ar"):
        book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes({"Days": ROWS})))
    assert book.active.sheet_view.rightToLeft is True


def test_a_workbook_without_a_sheet_is_refused():
    with pytest.raises(ValueError, match="needs a sheet"):
        xlsx_bytes({})
