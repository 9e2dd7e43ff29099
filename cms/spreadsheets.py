"""Cells that people open in a spreadsheet: what a program would take for a formula stays the text that it is.

Wagtail exports its reports and listings as CSV and XLSX through one mixin and offers no setting for this, so the two
methods that every cell and every heading pass through are wrapped once, at the start.
"""

import re
from functools import wraps

from django.utils.functional import Promise
from wagtail.admin.views.mixins import SpreadsheetExportMixin

#: A sign that begins a formula in Excel, LibreOffice or Google Sheets, also in full width, also after blanks; or a
#: blank that shifts what follows into another cell.
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
#: A number is a number, also where it comes as text; "+43 1 ..." is none, and keeps its sign behind the apostrophe.
NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?", re.ASCII)


def defused(value):
    """Return what to write for a cell: text that would be a formula with an apostrophe before it, all else as it is.

    The apostrophe is what people type themselves to say "this is text". Numbers, dates and None are not touched.
    """
    if isinstance(value, Promise):
        value = str(value)
    if not isinstance(value, str) or NUMBER.fullmatch(value) or not FORMULA.match(value):
        return value
    return f"'{value}"


def guard_exports() -> None:
    """Defuse all cells and headings of Wagtail's exports; a second call changes nothing."""
    for name in ("preprocess_field_value", "get_heading"):
        method = getattr(SpreadsheetExportMixin, name)
        if not hasattr(method, "is_guarded"):
            setattr(SpreadsheetExportMixin, name, _defusing(method))


def _defusing(method):
    @wraps(method)
    def wrapped(*args, **kwargs):
        return defused(method(*args, **kwargs))

    wrapped.is_guarded = True
    return wrapped
