"""Tables that people open in a spreadsheet: what a program would take for a formula stays the text that it is.

Wagtail exports its reports and listings as CSV and XLSX through one mixin and offers no setting for this, so the two
methods that every cell and every heading pass through are wrapped once, at the start.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from functools import wraps

from django.utils.functional import Promise
from django.utils.translation import get_language_bidi
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from wagtail.admin.views.mixins import SpreadsheetExportMixin

#: A sign that begins a formula in Excel, LibreOffice or Google Sheets, also in full width, also after blanks; or a
#: blank that shifts what follows into another cell.
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
#: A number is a number, also where it comes as text; "+43 1 ..." is none, and keeps its sign behind the apostrophe.
NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?", re.ASCII)
#: Media types of the formats that tables come in.
TABLE_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: More characters a sheet's name may not have.
LONGEST_TITLE = 31
#: Width of a column, in characters: as its longest cell, between these.
NARROWEST, WIDEST = 10, 60


def defused(value):
    """Return what to write for a cell: text that would be a formula with an apostrophe before it, all else as it is.

    The apostrophe is what people type themselves to say "this is text". Numbers, dates and None are not touched.
    """
    if isinstance(value, Promise):
        value = str(value)
    if not isinstance(value, str) or NUMBER.fullmatch(value) or not FORMULA.match(value):
        return value
    return f"'{value}"


def csv_bytes(rows: Iterable[Iterable]) -> bytes:
    """Return a table as CSV in UTF-8, its cells defused, with the mark by which spreadsheets know UTF-8."""
    text = io.StringIO()
    csv.writer(text).writerows([defused(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def xlsx_bytes(sheets: Mapping[str, Iterable[Iterable]]) -> bytes:
    """Return a workbook with a sheet for each title, its cells defused; of rows, the first is the heading.

    In a right-to-left language that is active, sheets run from the right. None is an empty cell. ValueError for no
    sheet, and from openpyxl for a title with one of : \\ / ? * [ ].
    """
    if not sheets:
        raise ValueError("A workbook needs a sheet.")
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title[:LONGEST_TITLE])
        sheet.sheet_view.rightToLeft = get_language_bidi()
        for row in rows:
            sheet.append([_printable(defused(cell)) for cell in row])
        sheet.freeze_panes = "A2"
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for column in sheet.columns:
            longest = max((len(str(cell.value)) for cell in column if cell.value is not None), default=0)
            width = min(max(longest + 2, NARROWEST), WIDEST)
            sheet.column_dimensions[column[0].column_letter].width = width
            for cell in column:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def guard_exports() -> None:
    """Defuse all cells and headings of Wagtail's exports; a second call changes nothing."""
    for name in ("preprocess_field_value", "get_heading"):
        method = getattr(SpreadsheetExportMixin, name)
        if not hasattr(method, "is_guarded"):
            setattr(SpreadsheetExportMixin, name, _defusing(method))


def _printable(value):
    """Return a cell without the control characters that a workbook cannot hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value


def _defusing(method):
    @wraps(method)
    def wrapped(*args, **kwargs):
        return defused(method(*args, **kwargs))

    wrapped.is_guarded = True
    return wrapped
