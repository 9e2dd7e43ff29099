"""What can be asked of a school: how it is measured, when it is met, how it is put into words.

A condition is frozen as codes and numbers, never as sentences, so that it can be read in any language ever after.
"""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.charts import number
from schools.domain.conditions_of_use import (
    Depth,
    Discernment,
    Sessions,
    Staff,
    Training,
    YearGroups,
)
from schools.domain.facts import Kind
from schools.domain.framework import areas
from schools.enums import VoiceGroup


class Confirmed(Kind):
    def measure(self, facts, need):
        return {"confirmed": facts.is_confirmed}

    def is_met(self, values, need):
        return values["confirmed"]

    def words(self, need):
        return _("A coordinator has confirmed the school.")

    def shows(self, values, *, outside):
        if values["confirmed"]:
            return _("The school is confirmed.")
        return _("The school is not confirmed yet. Coordinators look at each new school.")


class Count(Kind):
    """So many of something that the facts count under `name`."""

    name = ""

    def measure(self, facts, need):
        return {"number": getattr(facts, self.name)}

    def is_met(self, values, need):
        return values["number"] >= need


class Leads(Count):
    view, name = "school_members", "leads"

    def words(self, need):
        return ngettext(
            "Somebody at the school leads the work.",
            "At least %(number)s people lead the work, so that it does not hang on one.",
            need,
        ) % {"number": number(need)}

    def shows(self, values, *, outside):
        found = values["number"]
        return ngettext("%(number)s person leads.", "%(number)s people lead.", found) % {
            "number": number(found)
        }


class Planned(Count):
    view, name = "school_plan", "planned"

    def words(self, need):
        return ngettext(
            "The plan has at least %(number)s task with somebody who sees to it and a date.",
            "The plan has at least %(number)s tasks with somebody who sees to each and a date.",
            need,
        ) % {"number": number(need)}

    def shows(self, values, *, outside):
        found = values["number"]
        return ngettext("%(number)s task has both.", "%(number)s tasks have both.", found) % {
            "number": number(found)
        }


class Done(Count):
    view, name = "school_plan", "done"

    def words(self, need):
        return ngettext(
            "At least %(number)s task of the plan was done in the last two years.",
            "At least %(number)s tasks of the plan were done in the last two years.",
            need,
        ) % {"number": number(need)}

    def shows(self, values, *, outside):
        found = values["number"]
        return ngettext("%(number)s task was done.", "%(number)s tasks were done.", found) % {
            "number": number(found)
        }


class Rounds(Kind):
    """need: rounds (how many), groups (shown in each), pupils (whether among them). The newest must be recent."""

    view = "rounds"

    def measure(self, facts, need):
        good = [
            one
            for one in facts.rounds
            if len(one.groups) >= need["groups"] and (VoiceGroup.PUPILS in one.groups or not need["pupils"])
        ]
        newest = facts.rounds[0] if facts.rounds else None
        return {
            "rounds": len(good) if good and good[0].is_recent else 0,
            "ended": len(facts.rounds),
            "day": newest.day.isoformat() if newest else "",
            "groups": list(newest.groups) if newest else [],
        }

    def is_met(self, values, need):
        return values["rounds"] >= need["rounds"]

    def words(self, need):
        if need["rounds"] > 1:
            return _(
                "Two self-assessments of the last three years show at least two groups each, pupils among them. So it "
                "can be seen what has moved."
            )
        if need["pupils"]:
            return _(
                "A self-assessment of the last two years shows at least two groups, pupils among them. A group is "
                "shown when at least ten people answered."
            )
        return _(
            "A self-assessment of the last two years shows at least one group. A group is shown when at least ten "
            "people answered."
        )

    def shows(self, values, *, outside):
        if not values["ended"]:
            return _("There is none of the last three years that shows a group.")
        # Translators: groups: "School leaders, Pupils"
        return ngettext(
            "%(number)s in the last three years, on %(day)s. It shows: %(groups)s.",
            "%(number)s in the last three years, the last on %(day)s. It shows: %(groups)s.",
            values["ended"],
        ) % {
            "number": number(values["ended"]),
            "day": date_format(date.fromisoformat(values["day"]), "DATE_FORMAT"),
            "groups": _(", ").join(_group(one) for one in values["groups"]),
        }


class Means(Kind):
    """need: areas (codes), mean (of levels 1 to 4). Of the groups that are shown, the least favourable one decides."""

    view = "rounds"

    def measure(self, facts, need):
        newest = facts.rounds[0] if facts.rounds and facts.rounds[0].is_recent else None
        means = newest.means if newest else {}
        return {"areas": {code: round(means[code], 2) if code in means else None for code in need["areas"]}}

    def is_met(self, values, need):
        return all(mean is not None and mean >= need["mean"] for mean in values["areas"].values())

    def words(self, need):
        # Translators: areas: "“Safe and inclusive climate”, “Digital environment”"
        return _(
            "In the last self-assessment, every group that is shown puts each of these areas at %(mean)s or higher, of "
            "4: %(areas)s."
        ) % {
            "mean": number(need["mean"]),
            "areas": _(", ").join(_area(code) for code in need["areas"]),
        }

    def shows(self, values, *, outside):
        if all(mean is None for mean in values["areas"].values()):
            return _("No results can be shown yet.")
        # Translators: a list such as "Safe climate: at least 2.7, Digital environment: at least 3.1"
        return _("As the least favourable group sees it: %(areas)s.") % {
            "areas": _(", ").join(
                # Translators: an area of the framework and its mean
                _("%(area)s: %(mean)s") % {"area": _area(code), "mean": number(mean)}
                for code, mean in values["areas"].items()
                if mean is not None
            )
        }


class Areas(Kind):
    """need: in how many areas of the framework there is evidence of the last two years."""

    view = "school_use"

    def measure(self, facts, need):
        return {"areas": list(facts.areas)}

    def is_met(self, values, need):
        return len(values["areas"]) >= need

    def words(self, need):
        return ngettext(
            "There is evidence of the last two years in at least %(number)s area of the framework.",
            "There is evidence of the last two years in at least %(number)s areas of the framework.",
            need,
        ) % {"number": number(need)}

    def shows(self, values, *, outside):
        found = values["areas"]
        if not found:
            return _("No evidence was added to an area yet.")
        # Translators: areas: "Leadership, Families and community"
        return ngettext(
            "Evidence in %(number)s area: %(areas)s.", "Evidence in %(number)s areas: %(areas)s.", len(found)
        ) % {"number": number(len(found)), "areas": _(", ").join(map(_area, found))}


KINDS: dict[str, Kind] = {
    "confirmed": Confirmed(),
    "leads": Leads(),
    "rounds": Rounds(),
    "planned": Planned(),
    "done": Done(),
    "sessions": Sessions(),
    "staff": Staff(),
    "year_groups": YearGroups(),
    "depth": Depth(),
    "training": Training(),
    "discernment": Discernment(),
    "means": Means(),
    "areas": Areas(),
}


def _area(code: str) -> str:
    return next((area.label for area in areas() if area.code == code), code)


def _group(name: str) -> str:
    return str(VoiceGroup(name).label) if name in VoiceGroup.values else _("Leaders and teachers together")
