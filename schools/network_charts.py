"""The kept figures of the network as charts, tables and words: what the dashboard shows, and its files."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cms.charts import Chart, Row, number, round_top
from cms.languages import BY_CODE
from cms.models import Country
from cms.vocabularies import terms
from schools.domain.network import PEOPLE, QUARTERS
from schools.enums import Level, SchoolState
from schools.models import NetworkFigures


class Line(NamedTuple):
    """A line of the table of countries. code: "" for elsewhere and for the total.

    numbers: as they are told; None where it is not shown, "" where another line shows it.
    """

    code: str
    name: str
    numbers: tuple[int | str | None, ...]


class Page(NamedTuple):
    """What is shown of the figures of one country ("": of all) in a school year; page and files are made of it."""

    year: int
    country: str
    place: str  # what it is called
    made_at: datetime
    samples: int
    facts: list[tuple[str, int | None]]
    charts: list[Chart]
    columns: list[str]
    lines: list[Line]  # of countries; none where one is shown
    schools: dict[str, int]  # by country, for the map
    quiet_first: list[int]  # keys of the schools that have been quiet for longest


def page_of(kept: NetworkFigures) -> Page:
    """Return what is shown of kept figures, in the active language. No query."""
    figures, country = kept.figures, kept.country
    names = terms(Country)
    is_running = figures["today"] is not None
    return Page(
        year=kept.year,
        country=country,
        place=(names[country].label if country in names else country) if country else _("All countries"),
        made_at=kept.made_at,
        samples=figures["today"]["samples"] if is_running else 0,
        facts=facts_of(figures),
        charts=charts_of(figures),
        columns=[] if country else columns_of(figures),
        lines=[] if country else lines_of(figures),
        schools={} if country else schools_by_country(figures),
        quiet_first=figures["quiet_first"],
    )


def people_names() -> dict[str, str]:
    """Return what is counted of people (network.PEOPLE), in the active language."""
    return {
        # Translators: pupils times sessions: a pupil who had three lessons had three places.
        "places": pgettext("what is counted", "Places of pupils in sessions"),
        "teachers": pgettext("what is counted", "Teachers who had a session"),
        "trained": pgettext("what is counted", "People in staff trainings"),
    }


def facts_of(figures: dict) -> list[tuple[str, int | None]]:
    """Return (what, number) of the figures that stand alone; None: not shown."""
    today = figures["today"]
    facts: list[tuple[str, int | None]] = []
    if today:
        facts += [
            (pgettext("what is counted", "Confirmed schools"), today["schools"]),
            (pgettext("what is counted", "Confirmed in the last 30 days"), today["new"]),
            (pgettext("what is counted", "Quiet for 60 days"), today["quiet"]),
        ]
    facts += [
        (pgettext("what is counted", "Schools with a session"), figures["active"]),
        (pgettext("what is counted", "Sessions"), figures["sessions"]),
    ]
    names = people_names()
    return facts + [(names[what], figures["people"][what]) for what in PEOPLE]


def charts_of(figures: dict) -> list[Chart]:
    """Return the charts of a page; those of which there is nothing are left out."""
    today = figures["today"]
    made = [_levels(today["levels"]), _states(today["states"])] if today else []
    if figures["sessions"]:
        made += [_months(figures["months"]), _depth(figures["depth"]), _languages(figures["languages"])]
    return made


def _bars(title: str, counted: str, rows: Iterable[tuple[str, int]], kind: str = "bars", **how) -> Chart:
    drawn = tuple(Row(label, (value,)) for label, value in rows)
    end = how.pop("end", None) or round_top(row.values[0] for row in drawn)
    return Chart(kind, title, "", (counted,), drawn, 0, end, **how)


def _schools() -> str:
    return pgettext("column of a table of figures", "Schools")


def _sessions() -> str:
    return pgettext("column of a table of figures", "Sessions")


def level_names() -> list[str]:
    """Return the levels from none to the highest."""
    return [pgettext("level of recognition", "No level yet"), *(str(label) for label in Level.labels)]


def _levels(levels: list[int]) -> Chart:
    rows = zip(level_names(), levels, strict=True)
    return _bars(_("Schools by level"), _schools(), rows, note=_("The level that stands today."))


def _states(states: dict[str, int]) -> Chart:
    rows = [(str(SchoolState(state).label), value) for state, value in states.items()]
    return _bars(_("Schools by state"), _schools(), rows)


def _depth(depth: list[int]) -> Chart:
    edges = [*(round(least * 100) for least in QUARTERS), 100]
    rows = [
        # Translators: a quarter of a scale, in percent: "25 to 50".
        (_("%(low)s to %(high)s") % {"low": number(low), "high": number(high)}, value)
        for low, high, value in zip(edges, edges[1:], depth, strict=False)
    ]
    return _bars(
        _("How deep it goes"),
        _schools(),
        rows,
        "distribution",
        end=100,
        unit=pgettext("unit of a chart", "per cent"),
        note=_(
            "Schools with a session, by the share of the school that it reached: staff, year groups, lessons."
        ),
    )


def _languages(languages: dict[str, int]) -> Chart:
    rows = sorted(languages.items(), key=lambda one: (-one[1], one[0]))
    return _bars(
        _("Sessions by language"), _sessions(), [(BY_CODE[code].name, value) for code, value in rows]
    )


def _months(months: list[list]) -> Chart:
    this = timezone.localdate().replace(day=1)
    days = [(date.fromisoformat(day), value) for day, value in months]
    # Months to come have no figure yet; a line at zero would look like a fall.
    rows = [(date_format(day, "M"), value) for day, value in days if day <= this]
    return _bars(_("Sessions by month"), _sessions(), rows, "lines")


# Countries --------------------------------------------------------------------------------------------------------


def columns_of(figures: dict) -> list[str]:
    """Return the headings of the table of countries, without that of the country."""
    heads = [_schools(), *level_names()[1:]] if figures["today"] else []
    active = pgettext("column of a table of figures", "Schools with a session")
    return [*heads, active, _sessions(), *people_names().values()]


def lines_of(figures: dict) -> list[Line]:
    """Return the table of countries, by name; then what is told of the others together, then the total."""
    names = terms(Country)
    lines = [
        Line(code, names[code].label if code in names else code, _numbers(found))
        for code, found in figures["countries"].items()
    ]
    lines.sort(key=lambda line: line.name.casefold())
    if any(value is not None for value in figures["elsewhere"].values()):
        nothing = len(lines[0].numbers) - len(PEOPLE)
        together = (figures["elsewhere"][what] for what in PEOPLE)
        # Translators: in a table of countries: those whose figures are too small to be shown for themselves.
        lines.append(Line("", _("Not shown above, together"), (*[""] * nothing, *together)))
    if lines:
        lines.append(Line("", pgettext("row of a table of figures", "All"), _numbers(figures)))
    return lines


def _numbers(found: dict) -> tuple[int | None, ...]:
    today = found["today"]
    heads = (today["schools"], *today["levels"][1:]) if today else ()
    return (*heads, found["active"], found["sessions"], *(found["people"][what] for what in PEOPLE))


def schools_by_country(figures: dict) -> dict[str, int]:
    """Return how many schools the map shows: confirmed ones today, in an earlier year those with a session.

    The states of the round table have a tile, also without a school; of the others, those with one.
    """
    shown = {code: 0 for code, country in terms(Country).items() if country.in_report}
    for code, found in figures["countries"].items():
        schools = found["today"]["schools"] if found["today"] else found["active"]
        if schools or code in shown:
            shown[code] = schools
    return shown
