"""School years. A leaf. A school year is named by the calendar year in which it begins."""

from datetime import date

#: The month in which a school year begins, all over the network.
FIRST_MONTH = 8


def school_year(day: date) -> int:
    """Return the school year of a day: 2026 is August 2026 to July 2027."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def bounds(year: int) -> tuple[date, date]:
    """Return the first day of a school year, and the first day after it."""
    return date(year, FIRST_MONTH, 1), date(year + 1, FIRST_MONTH, 1)


def year_label(year: int) -> str:
    """Return how a school year is written: "2026/27"."""
    return f"{year}/{(year + 1) % 100:02d}"
