"""Conditions about what a school does: lessons and sittings, who taught them, whom they reached, what was learnt."""

from abc import abstractmethod

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.charts import number
from schools.domain.facts import Facts, Kind, Values, YearFacts
from schools.domain.suppression import FEWEST
from schools.years import year_label


class OfAYear(Kind):
    """The better one of this school year and the last counts: a year that has just begun takes nothing away."""

    view = "school_use"

    def measure(self, facts, need):
        best = max(facts.years, key=self.size, default=None)
        if best is None or not self.size(best):
            return {"year": None} | self.nothing(facts)
        return {"year": best.year} | self.values(best, facts)

    def nothing(self, facts: Facts) -> Values:
        return {}

    @abstractmethod
    def size(self, year: YearFacts) -> float:
        """Return by what the better year is found."""

    @abstractmethod
    def values(self, year: YearFacts, facts: Facts) -> Values:
        """Return what there is of a year."""


class Sessions(OfAYear):
    def size(self, year):
        return year.sessions

    def values(self, year, facts):
        return {"sessions": year.sessions}

    def is_met(self, values, need):
        return values.get("sessions", 0) >= need

    def words(self, need):
        return ngettext(
            "At least %(number)s lesson or sitting took place in a school year.",
            "At least %(number)s lessons and sittings took place in a school year.",
            need,
        ) % {"number": number(need)}

    def shows(self, values, *, outside):
        if values["year"] is None:
            return _("No lesson was noted and no sitting ended in this school year or the last.")
        return ngettext(
            "%(number)s lesson or sitting in %(year)s.",
            "%(number)s lessons and sittings in %(year)s.",
            values["sessions"],
        ) % {"number": number(values["sessions"]), "year": year_label(values["year"])}


class Staff(OfAYear):
    def size(self, year):
        return year.teachers

    def nothing(self, facts):
        return {"staff": facts.staff}

    def values(self, year, facts):
        return {"teachers": min(year.teachers, facts.staff), "staff": facts.staff}

    def is_met(self, values, need):
        return _reaches(values.get("teachers", 0), values["staff"], need)

    def words(self, need):
        return _(
            "At least %(percent)s%% of the teachers taught a lesson or held a sitting in a school year."
        ) % {"percent": number(need)}

    def shows(self, values, *, outside):
        teachers, staff = values.get("teachers", 0), values["staff"]
        if not teachers:
            return ngettext(
                "Of %(staff)s teacher, nobody has yet.", "Of %(staff)s teachers, nobody has yet.", staff
            ) % {"staff": number(staff)}
        given = {"staff": number(staff), "year": year_label(values["year"])}
        if outside and teachers < FEWEST:
            return _("Fewer than ten of %(staff)s teachers in %(year)s.") % given
        given |= {"number": number(teachers), "percent": number(_percent(teachers, staff))}
        return (
            ngettext(
                "%(number)s of %(staff)s teachers in %(year)s: %(percent)s%%.",
                "%(number)s of %(staff)s teachers in %(year)s: %(percent)s%%.",
                teachers,
            )
            % given
        )


class YearGroups(OfAYear):
    def size(self, year):
        return year.year_groups

    def nothing(self, facts):
        return {"of": facts.year_groups}

    def values(self, year, facts):
        return {"year_groups": min(year.year_groups, facts.year_groups), "of": facts.year_groups}

    def is_met(self, values, need):
        return _reaches(values.get("year_groups", 0), values["of"], need)

    def words(self, need):
        return _("At least %(percent)s%% of the year groups were reached in a school year.") % {
            "percent": number(need)
        }

    def shows(self, values, *, outside):
        reached, of = values.get("year_groups", 0), values["of"]
        if not reached:
            return _("No year group was reached in this school year or the last.")
        return ngettext(
            "%(number)s of %(of)s year groups in %(year)s: %(percent)s%%.",
            "%(number)s of %(of)s year groups in %(year)s: %(percent)s%%.",
            reached,
        ) % {
            "number": number(reached),
            "of": number(of),
            "year": year_label(values["year"]),
            "percent": number(_percent(reached, of)),
        }


class Depth(OfAYear):
    def size(self, year):
        return year.depth

    def values(self, year, facts):
        return {"depth": round(year.depth, 4)}

    def is_met(self, values, need):
        return values.get("depth", 0) * 100 >= need

    def words(self, need):
        return _(
            "Depth is at least %(percent)s%% in a school year: share of teachers, times share of year groups, times "
            "how much each was reached."
        ) % {"percent": number(need)}

    def shows(self, values, *, outside):
        if values["year"] is None:
            return _("Depth is nought so far.")
        return _("Depth was %(percent)s%% in %(year)s.") % {
            "percent": number(int(values["depth"] * 100)),
            "year": year_label(values["year"]),
        }


class Training(Kind):
    """need: minutes for each member of the staff, in this school year and the last together."""

    view = "school_use"

    def measure(self, facts, need):
        return {"minutes": sum(one.training for one in facts.years), "staff": facts.staff}

    def is_met(self, values, need):
        return values["minutes"] >= need * values["staff"]

    def words(self, need):
        return _(
            "Staff training in this school year and the last comes to at least %(minutes)s minutes for each teacher: "
            "minutes times people, divided by all teachers."
        ) % {"minutes": number(need)}

    def shows(self, values, *, outside):
        each = values["minutes"] // values["staff"]
        return ngettext(
            "%(number)s minute for each teacher.", "%(number)s minutes for each teacher.", each
        ) % {"number": number(each)}


class Discernment(Kind):
    """need: "measured" or "rose", at least once in this school year and the last."""

    view = "school_use"

    def measure(self, facts, need):
        return {
            "measured": sum(one.measured for one in facts.years),
            "rose": sum(one.rose for one in facts.years),
            "above": any(one.is_above for one in facts.years),
        }

    def is_met(self, values, need):
        return values[need] >= 1 or (need == "rose" and values["above"])

    def words(self, need):
        if need == "rose":
            return _(
                "Telling true from false got better between a sitting before the lessons and one after them, by more "
                "than chance explains: in at least one classroom, or in all of them together."
            )
        return _(
            "In at least one classroom, telling true from false was measured before the lessons and after them."
        )

    def shows(self, values, *, outside):
        if not values["measured"]:
            return _("It was not measured before and after in this school year or the last.")
        given = {"number": number(values["measured"]), "rose": number(values["rose"])}
        if values["above"]:
            return (
                _(
                    "Measured before and after: %(number)s. Better beyond chance: %(rose)s, and all of them together."
                )
                % given
            )
        return _("Measured before and after: %(number)s. Better beyond chance: %(rose)s.") % given


def _reaches(part: int, whole: int, percent: int) -> bool:
    return part * 100 >= percent * whole


def _percent(part: int, whole: int) -> int:
    """Return a share in whole per cent, never rounded up: it must not look as if a condition were met."""
    return part * 100 // whole
