"""What all that people take away has in common, whichever room it comes from: colours, the press's own words, sizes."""

from collections.abc import Iterable
from typing import TypeVar

from django.utils.translation import gettext as _

from cms.charts import number
from cms.models import Term, Topic

Name = TypeVar("Name", bound=str)

#: The dyes (cms.enums.Dye) as paper shows them; on the site they are tokens of the style sheet.
HEX = {
    "pine": "#123a33",
    "woad": "#28678d",
    "madder": "#ad3f38",
    "walnut": "#80501f",
    "orchil": "#784577",
    "verdigris": "#1f7064",
    "indigo": "#34437f",
}
FLAX = "#cbb88d"
OTHERWISE = "verdigris"


def named(wanted: Iterable[str], offered: Iterable[Name]) -> tuple[Name, ...]:
    """Return those of `offered` that `wanted` (names, also separated by commas) asks for, in the order of `offered`."""
    names = {name.strip() for text in wanted for name in text.split(",")}
    return tuple(one for one in offered if one in names)


def dyes(topic: Topic | None) -> tuple[str, str]:
    """Return warp and weft of a document's cloth: its topic's dye on flax."""
    return HEX[topic.dye if topic else OTHERWISE], FLAX


def listed(terms: Iterable[Term]) -> str:
    """Return the labels of terms as one text, separated as the active language separates a list."""
    # Translators: between the entries of a list; Arabic uses its own comma.
    return _(", ").join(term.label for term in terms)


def press_words() -> dict[str, str]:
    """Return the words that the press itself prints (cms/press/README.md), in the active language."""
    return {
        "contents": _("Contents"),
        "credits": _("By"),
        "licence": _("Licence"),
        # Translators: minutes of a step, beside a clock. Keep {minutes} as it is.
        "minutes": _("{minutes} min"),
        # Translators: at the foot of a page. Keep {page} and {pages} as they are.
        "page_of": _("Page {page} of {pages}"),
        "scan": _("Scan to open this page:"),
        # Translators: keep {version} as it is.
        "version": _("Version {version}"),
    }


def size_label(size: int) -> str:
    """Return a file's size for the reader: "84 kB", "1.2 MB"."""
    if size < 1_000_000:
        # Translators: the size of a file in kilobytes.
        return _("%(size)s kB") % {"size": number(max(round(size / 1000), 1))}
    # Translators: the size of a file in megabytes.
    return _("%(size)s MB") % {"size": number(round(size / 1_000_000, 1))}
