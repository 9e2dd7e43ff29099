"""Badges: five things that an ambassador did, each told by evidence and given once.

Nobody hands a badge out and nobody asks for one: it follows from what is known already. What shows it is kept with it,
as values without a name.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ambassadors.enums import MADE, BadgeKind, FeedbackBy, VisitState
from ambassadors.models import Ambassador, Badge, Feedback, Part
from cms.audit import record
from schools.enums import Stage

#: A classroom was heard when so many answered at the end, or were there,
HEARD = 10
#: and the school said that it went so well (1 to 4).
WELL = 3
#: What each badge asks for, in a sentence.
ASKS = {
    BadgeKind.TRAINED: gettext_lazy("Finish your training, with both exercises in judging claims."),
    BadgeKind.FIRST_VISIT: gettext_lazy("Make a first visit to a school."),
    BadgeKind.YOUNGER: gettext_lazy("Visit a primary school."),
    BadgeKind.HEARD: gettext_lazy(
        "Make a visit with ten pupils or more after which the school says that it went well."
    ),
    BadgeKind.PASSED_ON: gettext_lazy("Name a successor who has finished the training."),
}


class Shown(NamedTuple):
    """A badge as its page shows it: asks: its rule. evidence: what shows it, in a sentence; "" while it is open."""

    kind: BadgeKind
    asks: str
    evidence: str

    @property
    def is_given(self) -> bool:
        return bool(self.evidence)


# Giving ------------------------------------------------------------------------------------------------------------


def award_badges(ambassador: Ambassador) -> list[Badge]:
    """Give an ambassador the badges that she has the evidence for and not yet the badge; return the new ones."""
    return _award(Ambassador.objects.filter(pk=ambassador.pk))


def award_all_badges() -> int:
    """Give everybody what is due; return how many badges were given. Two queries for each kind of badge."""
    return len(_award(Ambassador.objects.all()))


@transaction.atomic
def _award(ambassadors) -> list[Badge]:
    there, made = ambassadors.filter(withdrawn_at=None), []
    for kind, rule in RULES.items():
        without = there.exclude(badges__kind=kind)
        for pk, evidence in rule(without.values("pk")):
            badge, new = Badge.objects.get_or_create(
                ambassador_id=pk, kind=kind, defaults={"evidence": evidence}
            )
            if new:
                record("badge.given", badge, kind=str(kind))
                made.append(badge)
    return made


# Rules: (keys of ambassadors) -> (key, evidence), one for each who did it ------------------------------------------


def _trained(keys) -> Iterator[tuple[int, dict]]:
    found = Ambassador.objects.filter(pk__in=keys, trained_at__isnull=False)
    for pk, at in found.values_list("pk", "trained_at"):
        yield pk, {"day": _day(at)}


def _first_visit(keys) -> Iterator[tuple[int, dict]]:
    for part in _first_of_each(_parts(keys)):
        yield part.ambassador_id, {"day": _day(part.visit.starts_at), "minutes": part.visit.minutes}


def _younger(keys) -> Iterator[tuple[int, dict]]:
    """All ambassadors are of secondary age or older: none is below 13."""
    for part in _first_of_each(_parts(keys).filter(visit__request__stage=Stage.PRIMARY)):
        yield part.ambassador_id, {"day": _day(part.visit.starts_at), "pupils": part.visit.attended}


def _heard(keys) -> Iterator[tuple[int, dict]]:
    well = Feedback.objects.filter(by=FeedbackBy.HOST, went__gte=WELL)
    parts = _parts(keys).filter(visit__state=VisitState.REVIEWED, visit__in=well.values("visit"))
    parts = parts.filter(Q(visit__attended__gte=HEARD) | ~Q(visit__exit_counts={}))
    for part in _first_of_each(one for one in parts if _pupils(one.visit) >= HEARD):
        yield (
            part.ambassador_id,
            {
                "day": _day(part.visit.starts_at),
                "pupils": part.visit.attended,
                "answers": _answers(part.visit),
            },
        )


def _passed_on(keys) -> Iterator[tuple[int, dict]]:
    found = Ambassador.objects.filter(pk__in=keys, successor__trained_at__isnull=False)
    for pk, at in found.values_list("pk", "successor__trained_at"):
        yield pk, {"day": _day(at)}


RULES = {
    BadgeKind.TRAINED: _trained,
    BadgeKind.FIRST_VISIT: _first_visit,
    BadgeKind.YOUNGER: _younger,
    BadgeKind.HEARD: _heard,
    BadgeKind.PASSED_ON: _passed_on,
}


def _parts(keys):
    """Return in which visits that took place these ambassadors went, the earliest first."""
    parts = Part.objects.filter(
        ambassador__in=keys, agreed_at__isnull=False, declined_at=None, visit__state__in=MADE
    )
    return parts.select_related("visit").order_by("visit__starts_at", "visit__pk")


def _first_of_each(parts: Iterable[Part]) -> Iterable[Part]:
    found: dict[int, Part] = {}
    for part in parts:
        found.setdefault(part.ambassador_id, part)
    return found.values()


def _answers(visit) -> int:
    """Return how many pupils answered the exit question."""
    return sum(int(number) for number in visit.exit_counts.values())


def _pupils(visit) -> int:
    return max(visit.attended or 0, _answers(visit))


def _day(at) -> str:
    return localdate(at).isoformat()


# Showing -----------------------------------------------------------------------------------------------------------


def shown_badges(ambassador: Ambassador) -> list[Shown]:
    """Return all five badges in their order, given or not, with what shows them, in the active language. One query."""
    given = {one.kind: one for one in ambassador.badges.all()}
    return [Shown(kind, str(ASKS[kind]), told(given[kind]) if kind in given else "") for kind in BadgeKind]


def told(badge: Badge) -> str:
    """Say in a sentence what shows a badge."""
    evidence = badge.evidence
    day = date_format(date.fromisoformat(evidence["day"]), "DATE_FORMAT")
    if badge.kind == BadgeKind.TRAINED:
        return _("You finished your training on %(day)s.") % {"day": day}
    if badge.kind == BadgeKind.FIRST_VISIT:
        return _("Your first visit was on %(day)s.") % {"day": day}
    if badge.kind == BadgeKind.YOUNGER:
        return ngettext(
            "On %(day)s you visited a primary school: %(pupils)d pupil was there.",
            "On %(day)s you visited a primary school: %(pupils)d pupils were there.",
            evidence["pupils"],
        ) % {"day": day, "pupils": evidence["pupils"]}
    if badge.kind == BadgeKind.HEARD:
        pupils = max(evidence["pupils"], evidence["answers"])
        return ngettext(
            "On %(day)s %(pupils)d pupil listened, and the school said that it went well.",
            "On %(day)s %(pupils)d pupils listened, and the school said that it went well.",
            pupils,
        ) % {"day": day, "pupils": pupils}
    return _("Your successor finished the training on %(day)s.") % {"day": day}
