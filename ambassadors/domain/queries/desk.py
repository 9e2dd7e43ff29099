"""An ambassador's desk: how far she is, what comes next, which visits are ahead; and what a guardian may see of it."""

from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ambassadors.domain.standing import missing
from ambassadors.enums import AHEAD, Condition, Step, VisitState
from ambassadors.models import Ambassador, AmbassadorConsent, Clearance, Feedback, Part, Thanks, Window

#: Conditions that are somebody's yes.
_CONSENTS = (Condition.OWN_CONSENT, Condition.GUARDIAN_CONSENT)
#: Steps from which on she has been to a school.
_BEEN = (Step.DELIVERED, Step.REVIEWED, Step.RECOGNISED, Step.ALUMNUS)
MOST_LINES = 50


class Milestone(NamedTuple):
    """A part of the way. state: done, now, later."""

    title: str
    text: str
    state: str


class Next(NamedTuple):
    """What she can do now. url, link: of the button; empty where she has to wait."""

    title: str
    text: str
    url: str = ""
    link: str = ""


class Ahead(NamedTuple):
    """A visit of hers. kind, words: where it stands. asks: she has to say something."""

    part: Part
    kind: str
    words: str
    asks: str

    @property
    def visit(self):
        return self.part.visit


@dataclass(frozen=True)
class Desk:
    """All that the desk shows of her. notes: sentences on what else keeps her from visiting."""

    ambassador: Ambassador
    way: list[Milestone]
    notes: list[str]
    next: Next
    visits: list[Ahead]


def ambassador_of(user) -> Ambassador | None:
    """Return the ambassador that somebody is or was, with what the desk reads. One query."""
    today, here = timezone.localdate(), OuterRef("pk")
    windows = Window.objects.filter(offer__ambassador=here, last_day__gte=today)
    clearances = Clearance.objects.holding(today).filter(ambassador=here)
    found = Ambassador.objects.of(user).select_related("town__country", "school", "organisation", "user")
    return found.annotate(
        has_offer=Exists(windows),
        was_thanked=Exists(Thanks.objects.filter(ambassador=here)),
        cleared_until=Subquery(clearances.values("until")[:1]),
    ).first()


def desk_of(ambassador: Ambassador) -> Desk:
    """Return her desk, for one that ambassador_of() found. Three queries, four for a minor."""
    lacking = missing(ambassador)
    visits = [_ahead(part) for part in parts_of(ambassador)]
    return Desk(
        ambassador=ambassador,
        way=_way(ambassador, lacking),
        notes=_notes(ambassador, lacking),
        next=_next(ambassador, lacking, visits),
        visits=visits,
    )


def parts_of(ambassador: Ambassador) -> QuerySet[Part]:
    """Return her parts in visits that are ahead, or of which she has not said yet how they went; the soonest first."""
    said = Feedback.objects.filter(visit=OuterRef("visit_id"), user_id=ambassador.user_id)
    parts = Part.objects.filter(ambassador=ambassador, declined_at=None).annotate(said=Exists(said))
    found = parts.filter(Q(visit__state__in=AHEAD) | Q(visit__state=VisitState.DELIVERED, said=False))
    found = found.select_related("visit__school__town", "visit__request")
    return found.order_by(F("visit__starts_at").asc(nulls_last=True), "pk")


def booked_parts(ambassador: Ambassador) -> QuerySet[Part]:
    """Return her parts in visits to come that have a day, for a guardian; the soonest first. One query."""
    parts = Part.objects.filter(ambassador=ambassador, declined_at=None)
    found = parts.filter(
        visit__state__in=[VisitState.BOOKED, VisitState.HELD], visit__starts_at__isnull=False
    )
    return found.select_related("visit__school__town").order_by("visit__starts_at", "pk")


def lines_of(ambassador: Ambassador, side: str) -> list[AmbassadorConsent]:
    """Return what one side agreed to and took back, the latest first. One query."""
    return list(ambassador.consents.filter(side=side).order_by("-pk")[:MOST_LINES])


# Words -------------------------------------------------------------------------------------------------------------


def _ahead(part: Part) -> Ahead:
    visit = part.visit
    if visit.state == VisitState.DELIVERED:
        return Ahead(part, "draft", _("It took place. How was it?"), _("Say how it was"))
    if part.agreed_at is None:
        return Ahead(part, "stale", _("You are asked: will you go?"), _("Say yes or no"))
    words = {
        VisitState.MATCHED: ("draft", _("You said yes. It is not booked yet.")),
        VisitState.BOOKED: ("current", _("It is booked.")),
        VisitState.HELD: ("late", _("It is on hold and does not take place for now.")),
    }
    return Ahead(part, *words[VisitState(visit.state)], "")


def _way(ambassador: Ambassador, lacking: list[Condition]) -> list[Milestone]:
    no_consents = [one for one in _CONSENTS if one in lacking]
    been = ambassador.step in _BEEN or ambassador.was_thanked
    house = {"house": ambassador.house.name}
    milestones = [
        (True, pgettext("stage of an ambassador", "Nominated"), _("By %(house)s.") % house),
        (not no_consents, pgettext("stage of an ambassador", "Agreed"), _agreed(ambassador, no_consents)),
        (
            Condition.TRAINING not in lacking,
            pgettext("stage of an ambassador", "Trained"),
            _trained(ambassador),
        ),
        (
            Condition.CLEARANCE not in lacking,
            pgettext("stage of an ambassador", "Cleared"),
            _cleared(ambassador),
        ),
        (been, pgettext("stage of an ambassador", "At a school"), _been(ambassador, been)),
        (
            ambassador.was_thanked,
            pgettext("stage of an ambassador", "Recognised"),
            _("You were thanked, in writing.")
            if ambassador.was_thanked
            else _("After your visits you get thanks in writing, with the hours that you gave."),
        ),
    ]
    first = next((place for place, (is_done, *_words) in enumerate(milestones) if not is_done), None)
    return [
        Milestone(title, text, "done" if is_done else "now" if place == first else "later")
        for place, (is_done, title, text) in enumerate(milestones)
    ]


def _agreed(ambassador: Ambassador, no_consents: list[Condition]) -> str:
    if not no_consents:
        return (
            _("You and a parent or guardian have agreed.") if ambassador.is_minor else _("You have agreed.")
        )
    if Condition.OWN_CONSENT not in no_consents:
        return _("You have agreed. The yes of a parent or guardian is missing.")
    if Condition.GUARDIAN_CONSENT in no_consents:
        return _("Your yes is missing, and after it that of a parent or guardian.")
    return _("Your yes is missing.")


def _trained(ambassador: Ambassador) -> str:
    if ambassador.trained_at is None:
        return _("Lessons, two exercises, a module about safety and a practice talk, in your own time.")
    return _("Since %(day)s.") % {
        "day": date_format(timezone.localtime(ambassador.trained_at), "DATE_FORMAT")
    }


def _cleared(ambassador: Ambassador) -> str:
    if ambassador.cleared_until is None:
        return _(
            "A safeguarding lead talks with you and makes sure that all is well. You need do nothing for it."
        )
    return _("Until %(day)s.") % {"day": date_format(ambassador.cleared_until, "DATE_FORMAT")}


def _been(ambassador: Ambassador, been: bool) -> str:
    if been:
        return _("You have been to a school.")
    words = {
        Step.MATCHED: _("You were asked about a visit."),
        Step.BOOKED: _("A visit is booked."),
    }
    return words.get(
        Step(ambassador.step), _("A coordinator looks for a school that suits you, and asks you.")
    )


def _notes(ambassador: Ambassador, lacking: list[Condition]) -> list[str]:
    if Condition.HOUSE not in lacking:
        return []
    words = _("%(house)s takes part no more. Until somebody else looks after you here, there are no visits.")
    return [words % {"house": ambassador.house.name}]


def _next(ambassador: Ambassador, lacking: list[Condition], visits: list[Ahead]) -> Next:
    """Return the one thing that she can do now; what is asked of her first, then what is missing, in its order."""
    if Condition.PAUSED in lacking:
        return Next(
            _("You take a break"),
            _("Nobody asks you about visits, and those ahead are on hold. When you want to go on, end it."),
            reverse("ambassador_leave"),
            _("To my break"),
        )
    if Condition.OWN_CONSENT in lacking:
        return Next(
            _("Read, and decide"),
            _("Read what you would agree to, and say yes or no. Nobody may press you."),
            reverse("ambassador_consent"),
            _("Read and decide"),
        )
    if (asking := next((one for one in visits if one.asks), None)) is not None:
        return Next(
            asking.words,
            asking.visit.school.name,
            reverse("ambassador_visit", args=[asking.visit.key]),
            asking.asks,
        )
    if Condition.GUARDIAN_CONSENT in lacking:
        return Next(
            _("Ask at home"),
            _(
                "The yes of a parent or guardian is missing. They decide by a private link that they got by e-mail. If "
                "it was lost, %(house)s can send another one."
            )
            % {"house": ambassador.house.name},
        )
    if Condition.TRAINING in lacking:
        return Next(
            _("Train"),
            _("Go on where you stopped. You have all the time."),
            reverse("ambassador_training"),
            _("To the training"),
        )
    if not ambassador.has_offer:
        return Next(
            _("Say when and where"),
            _("When do you have time, how far do you travel, which languages do you speak?"),
            reverse("ambassador_offer"),
            _("Say when and where"),
        )
    if Condition.CLEARANCE in lacking:
        return Next(_("Wait a little"), _("A safeguarding lead will talk with you. You have done your part."))
    if (booked := next((one for one in visits if one.visit.state == VisitState.BOOKED), None)) is not None:
        return Next(
            _("Prepare your visit"),
            booked.visit.school.name,
            reverse("ambassador_visit", args=[booked.visit.key]),
            _("To my next visit"),
        )
    return Next(
        _("Nothing waits for you"), _("We write to you as soon as a school asks for a visit that suits you.")
    )
