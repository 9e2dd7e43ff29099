"""What changed at a school, in words: use, year groups, teachers, and one self-assessment against the next."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.charts import number
from schools.domain.queries.overview import Overview, Sessions, ended_on, group_name, spans
from schools.domain.queries.rounds import RoundResults
from schools.domain.suppression import FEWEST
from schools.years import year_label

#: A mean of levels 1 to 4 that moved by less is called unchanged.
MOVED = 0.2


class Move(NamedTuple):
    """How one group's view of an area moved from a round to the next."""

    area: str
    group: str
    before: float
    now: float

    @property
    def by(self) -> float:
        """How far: means have one decimal."""
        return round(self.now - self.before, 1)


def changes(found: Overview) -> list[str]:
    """Return what changed, as sentences. Nobody is told from them: numbers of fewer than ten people are left out."""
    said = [_sessions(found.sessions), *_year_groups(found), _teachers(found), *_rounds(found.results)]
    return [one for one in said if one]


def _sessions(sessions: Sessions) -> str:
    """Compare the last full months with the same ones a year ago; where nothing was then, with those before."""
    if not any(sessions):
        return ""
    now, then = sessions.now, sessions.a_year_ago
    first, last = spans(timezone.localdate()).now
    values = {
        "first": date_format(first, "F"),
        "last": date_format(last, "F Y"),
        "number": number(now),
        "before": number(then or sessions.before),
    }
    if then:
        # Translators: first and last: months; number: of lessons and sittings.
        return (
            ngettext(
                "From %(first)s to %(last)s: %(number)s lesson or sitting. A year ago, in the same months: %(before)s.",
                "From %(first)s to %(last)s: %(number)s lessons and sittings. A year ago, in the same months: "
                "%(before)s.",
                now,
            )
            % values
        )
    # Translators: first and last: months; number: of lessons and sittings.
    return (
        ngettext(
            "From %(first)s to %(last)s: %(number)s lesson or sitting. In the three months before: %(before)s.",
            "From %(first)s to %(last)s: %(number)s lessons and sittings. In the three months before: %(before)s.",
            now,
        )
        % values
    )


def _year_groups(found: Overview) -> list[str]:
    if not found.last_year.sessions:
        return []
    this, last = (set(year.year_groups) for year in found.years)
    said = []
    if new := sorted(this - last):
        names = _(", ").join(number(one) for one in new)
        said.append(
            # Translators: groups: numbers of year groups, such as "3, 4".
            ngettext(
                "New this school year: year group %(groups)s.",
                "New this school year: year groups %(groups)s.",
                len(new),
            )
            % {"groups": names}
        )
    return said


def _teachers(found: Overview) -> str:
    this, last = (year.teachers for year in found.years)
    if this < FEWEST or last < FEWEST:
        return ""
    return _(
        "%(number)s teachers have taught with it this school year. In the whole of %(year)s it was %(before)s."
    ) % {"number": number(this), "year": year_label(found.last_year.year), "before": number(last)}


def moves(results: Sequence[RoundResults]) -> list[Move]:
    """Return how each group's view of each area moved between the last two rounds; groups that are shown in both."""
    if len(results) < 2:
        return []
    now, before = results[:2]
    earlier = {one.area.code: one.groups for one in before.areas}
    return [
        Move(
            one.area.label,
            group_name(group),
            earlier[one.area.code][group].mean,
            score.mean,
        )
        for one in now.areas
        for group, score in one.groups.items()
        if group in earlier.get(one.area.code, {})
    ]


def _rounds(results: Sequence[RoundResults]) -> list[str]:
    found = moves(results)
    if not found:
        return []
    values = {"day": date_format(ended_on(results[1]), "DATE_FORMAT")}
    up, down = (choose(found, key=lambda one: one.by) for choose in (max, min))
    said = []
    if up.by >= MOVED:
        said.append(
            # Translators: who: "Pupils"; area: of the framework; before and now: means between 1 and 4.
            _(
                "Since the self-assessment of %(day)s, “%(area)s” rose most. "
                "%(who)s: %(before)s then, %(now)s now, of 4."
            )
            % (values | _told(up))
        )
    if down.by <= -MOVED:
        said.append(
            # Translators: who: "Pupils"; area: of the framework; before and now: means between 1 and 4.
            _(
                "Since the self-assessment of %(day)s, “%(area)s” fell most. "
                "%(who)s: %(before)s then, %(now)s now, of 4."
            )
            % (values | _told(down))
        )
    return said or [_("Since the self-assessment of %(day)s, no area has moved much.") % values]


def _told(move: Move) -> dict[str, str]:
    return {
        "area": move.area,
        "who": move.group,
        "before": number(move.before),
        "now": number(move.now),
    }
