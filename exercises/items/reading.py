"""Reading answers out of a form: what is not offered is not read."""

import re
from collections.abc import Collection

from django.http import QueryDict
from django.utils.formats import get_format

#: Decimal signs become a point; what can only stand between thousands goes.
SEPARATORS = str.maketrans({",": ".", "٫": ".", "٬": None, " ": None, "\u00a0": None, "\u202f": None})
CONFIDENCES = ("1", "2", "3", "4")


def one_of(given: QueryDict, name: str, offered: Collection[str]) -> str | None:
    """Return the value of a field if it is one of those offered, or None."""
    value = given.get(name, "")
    return value if value in offered else None


def some_of(given: QueryDict, name: str, offered: Collection[str]) -> list[str]:
    """Return the values of a field that are offered, each once, in the order in which they are offered."""
    values = set(given.getlist(name))
    return [value for value in offered if value in values]


def confidence_in(given: QueryDict) -> int | None:
    """Return the confidence that was ticked, 1 to 4, or None."""
    value = one_of(given, "confidence", CONFIDENCES)
    return int(value) if value else None


def number_in(given: QueryDict, name: str, low: float, high: float) -> float | None:
    """Return a number between `low` and `high`, or None; with a point or a comma, in Arabic figures too.

    "4,000" is four thousand where the active language writes it so (as the page itself does), and four elsewhere.
    """
    written = given.get(name, "")[:20].strip()
    mark = re.escape(get_format("THOUSAND_SEPARATOR"))
    if re.fullmatch(rf"[+-]?[1-9]\d{{0,2}}(?:{mark}\d{{3}})+(?:[.,]\d+)?", written):
        written = re.sub(mark, "", written)
    try:
        number = float(written.translate(SEPARATORS))
    except ValueError:
        return None
    return number if low <= number <= high else None


def placed(given: QueryDict, offered: Collection[str]) -> list[str] | None:
    """Return the order that the fields "place-<id>" give, first to last; None where a place lacks or comes twice."""
    places = {name: given.get(f"place-{name}", "") for name in offered}
    wanted = {str(number) for number in range(1, len(places) + 1)}
    if set(places.values()) != wanted:
        return None
    return sorted(places, key=lambda name: int(places[name]))
