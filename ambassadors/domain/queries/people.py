"""Reads of people for lists and pages: what is missing of many at once, the board, who waits for clearance."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ambassadors.domain.clearance import why_ended
from ambassadors.domain.standing import absences
from ambassadors.enums import Condition, ConsentKind, ConsentSide, Step
from ambassadors.models import Ambassador, AmbassadorConsent, Clearance, Companion
from cms.charts import number
from schools.domain.queries.next_steps import kept
from schools.models import School

#: How many cards stand in a column of the board before a link leads to all of them.
MOST_CARDS = 20
#: A clearance that ends within so many days is looked at again.
SOON = timedelta(days=60)
#: How many of each kind wait in the list of a safeguarding lead; the number of all stands above.
MOST_WAITING = 50


class Consent(NamedTuple):
    """How a consent stands: "granted", "over" (it ran out), "withdrawn", "asked", "not_asked", "not_needed".

    day: until when it holds, held, or the link is good.
    """

    state: str
    day: date | None = None


class Look(NamedTuple):
    """An ambassador as lists show her. days: for how long she is where she is, None where nobody knows."""

    ambassador: Ambassador
    missing: list[Condition]
    guardian: Consent
    days: int | None


# Many at once ------------------------------------------------------------------------------------------------------


def with_facts(ambassadors: QuerySet[Ambassador]) -> QuerySet[Ambassador]:
    """Add to a query all that look() reads, so that a list of any length costs one query."""
    facts = {}
    for side in ConsentSide.values:
        last = AmbassadorConsent.objects.filter(ambassador=OuterRef("pk"), side=side).order_by("-pk")
        facts |= {f"{side}_{name}": Subquery(last.values(name)[:1]) for name in ("kind", "until", "at")}
    holding = Clearance.objects.holding().filter(ambassador=OuterRef("pk")).order_by("-pk")
    facts |= {
        "cleared_until": Subquery(holding.values("until")[:1]),
        "cleared_at": Subquery(holding.values("given_at")[:1]),
    }
    return ambassadors.annotate(**facts).select_related("user", "town__country", "school", "organisation")


def look(ambassador: Ambassador) -> Look:
    """Return how somebody stands whom with_facts() found: says the same as domain.standing.missing, without a query."""
    today = timezone.localdate()
    missing = []
    if not _holds(ambassador, ConsentSide.OWN, today):
        missing.append(Condition.OWN_CONSENT)
    if ambassador.is_minor and not _holds(ambassador, ConsentSide.GUARDIAN, today):
        missing.append(Condition.GUARDIAN_CONSENT)
    if ambassador.trained_at is None:
        missing.append(Condition.TRAINING)
    if ambassador.cleared_until is None:
        missing.append(Condition.CLEARANCE)
    missing += absences(ambassador)
    since = _since(ambassador)
    days = (today - timezone.localdate(since)).days if since else None
    return Look(ambassador, missing, _guardian(ambassador, today), days)


def _holds(ambassador: Ambassador, side: str, today: date) -> bool:
    kind, until = getattr(ambassador, f"{side}_kind"), getattr(ambassador, f"{side}_until")
    return kind == ConsentKind.GRANTED and until >= today


def _guardian(ambassador: Ambassador, today: date) -> Consent:
    if not ambassador.is_minor:
        return Consent("not_needed")
    if ambassador.guardian_kind == ConsentKind.GRANTED:
        state = "granted" if ambassador.guardian_until >= today else "over"
        return Consent(state, ambassador.guardian_until)
    if ambassador.guardian_kind == ConsentKind.WITHDRAWN:
        return Consent("withdrawn", timezone.localdate(ambassador.guardian_at))
    if ambassador.guardian_link_until is None:
        return Consent("not_asked")
    return Consent("asked", timezone.localdate(ambassador.guardian_link_until))


def _since(ambassador: Ambassador) -> datetime | None:
    agreed = [ambassador.own_at, ambassador.guardian_at] if ambassador.is_minor else [ambassador.own_at]
    return {
        Step.NOMINATED: ambassador.nominated_at,
        Step.CONSENTED: max(filter(None, agreed), default=None),
        Step.TRAINED: ambassador.trained_at,
        Step.CLEARED: ambassador.cleared_at,
        Step.ALUMNUS: ambassador.alumnus_at,
    }.get(Step(ambassador.step))


# A house -----------------------------------------------------------------------------------------------------------


def looked_after(house) -> list[Look]:
    """Return those whom a school or organisation looks after now, by name. One query."""
    current = house.ambassadors.filter(withdrawn_at=None, alumnus_at=None)
    return [look(one) for one in with_facts(current)]


def former(house) -> list[Ambassador]:
    """Return the last hundred who left or are alumni, the last first. One query."""
    gone = house.ambassadors.exclude(withdrawn_at=None, alumnus_at=None)
    return list(gone.order_by("-nominated_at", "-pk")[:100])


def to_do(found: Look) -> list[str]:
    """Return in sentences what a house does next for somebody whom it looks after; [] where nothing waits for it."""
    ambassador, missing = found.ambassador, found.missing
    if ambassador.withdrawn_at or ambassador.alumnus_at:
        return []
    if ambassador.user_id is None:
        if ambassador.invited_until and ambassador.invited_until > timezone.now():
            return [_("The invitation was not used yet. Ask whether the letter arrived.")]
        return [_("The invitation ran out. Send it again.")]
    wanted = []
    if Condition.OWN_CONSENT in missing:
        wanted.append(_("The young person has to agree, on her or his own page. Nobody can do it for them."))
    if Condition.GUARDIAN_CONSENT in missing:
        wanted.append(
            {
                "over": _("The consent of the parent or guardian ran out. Send the private link again."),
                "withdrawn": _(
                    "The parent or guardian took the consent back. Please accept it; talk, and do not press."
                ),
                "asked": _("The parent or guardian has not answered yet. A call often helps."),
            }.get(
                found.guardian.state, _("The parent or guardian is asked once the young person has agreed.")
            )
        )
    if Condition.TRAINING in missing:
        wanted.append(_("The training goes on. Find an hour and a quiet place for it, and people to listen."))
    elif Condition.CLEARANCE in missing:
        wanted.append(_("A safeguarding lead looks at it next, and will want to talk with you."))
    return wanted


# The board ---------------------------------------------------------------------------------------------------------


class Column(NamedTuple):
    """A step with how many are there, and the cards of those who have been known for longest."""

    step: Step
    total: int
    cards: list[Look]


def on_the_way(*, country: str = "", language: str = "", step: str = "") -> QuerySet[Ambassador]:
    """Return all who have not left, those who were nominated first in front; "" for any."""
    found = Ambassador.objects.filter(withdrawn_at=None)
    if country:
        found = found.filter(town__country__code=country)
    if language:
        found = found.filter(language=language)
    if step:
        found = found.filter(step=step)
    return found.order_by("nominated_at", "pk")


def board(*, country: str = "", language: str = "") -> list[Column]:
    """Return a column for each step, with MOST_CARDS cards at most. Three queries."""
    everybody = on_the_way(country=country, language=language)
    totals = dict(
        everybody.order_by().values("step").annotate(number=Count("pk")).values_list("step", "number")
    )
    place = Window(RowNumber(), partition_by=F("step"), order_by=["nominated_at", "pk"])
    first = everybody.order_by().annotate(place=place).filter(place__lte=MOST_CARDS)
    shown = Ambassador.objects.filter(pk__in=list(first.values_list("pk", flat=True)))
    cards: dict[str, list[Look]] = {step: [] for step in Step.values}
    for one in with_facts(shown).order_by("nominated_at", "pk"):
        cards[one.step].append(look(one))
    return [Column(step, totals.get(step.value, 0), cards[step.value]) for step in Step]


# Companions, clearance ---------------------------------------------------------------------------------------------


def listed_companions() -> QuerySet[Companion]:
    """Return all companions with `cleared_until` (a day or None); who goes along no more stands last."""
    holding = Clearance.objects.holding().filter(companion=OuterRef("pk"))
    found = Companion.objects.select_related("user", "town__country", "school", "organisation")
    return found.annotate(cleared_until=Subquery(holding.values("until")[:1])).order_by(
        F("ended_at").asc(nulls_first=True), "first_name", "pk"
    )


def ambassadors_to_clear() -> QuerySet[Ambassador]:
    """Return those who are trained and agreed, and whom nobody cleared, or not any more."""
    waiting = Ambassador.objects.filter(withdrawn_at=None, alumnus_at=None, trained_at__isnull=False)
    holding = Clearance.objects.holding().filter(ambassador=OuterRef("pk"))
    return (
        waiting.filter(~Exists(holding), user__is_active=True)
        .agreed()
        .select_related("town__country", "school", "organisation")
        .order_by("trained_at", "pk")
    )


def companions_to_clear() -> QuerySet[Companion]:
    """Return the companions whom nobody cleared, or not any more."""
    holding = Clearance.objects.holding().filter(companion=OuterRef("pk"))
    waiting = Companion.objects.filter(~Exists(holding), ended_at=None, user__is_active=True)
    return waiting.select_related("town__country").order_by("made_at", "pk")


def clearances_that_end() -> QuerySet[Clearance]:
    """Return the clearances that hold and end within SOON, the first to end in front."""
    ends = Clearance.objects.holding().filter(until__lte=timezone.localdate() + SOON)
    gone = Q(ambassador__withdrawn_at__isnull=False) | Q(companion__ended_at__isnull=False)
    return ends.exclude(gone).select_related("ambassador__town", "companion__town").order_by("until", "pk")


def person_of(key: str) -> Ambassador | Companion | None:
    """Return the ambassador or the companion of a key."""
    for model in (Ambassador, Companion):
        found = (
            model.objects.select_related("user", "town__country", "school", "organisation")
            .filter(key=key)
            .first()
        )
        if found is not None:
            return found
    return None


def clearances_of(person: Ambassador | Companion) -> list[tuple[Clearance, str]]:
    """Return the clearances of somebody, the newest first, each with why it ended, in words. One query."""
    found = person.clearances.select_related("given_by", "ended_by")
    return [(one, why_ended(one.reason)) for one in found]


# A school's page ---------------------------------------------------------------------------------------------------


def visits_panel(school: School) -> dict:
    """Return what the page of a school says of visits in this school year and the last.

    No query of its own when warm: how many they were stands among the sums of the school.
    """
    _ahead, found = kept(school)
    visits = sum(_counted(year.more.get("visits", 0)) for year in found.years)
    if visits:
        text = ngettext(
            "Ambassadors visited your school %(number)s time in this school year and the last.",
            "Ambassadors visited your school %(number)s times in this school year and the last.",
            visits,
        ) % {"number": number(visits)}
    else:
        text = _(
            "Young people who were trained and cleared come and speak with a class. Ask for a visit, or nominate one "
            "of your own."
        )
    return {
        "title": _("Ambassadors and visits"),
        "text": text,
        "url": reverse("school_visits", args=[school.key]),
        "link": _("To the visits"),
    }


def _counted(kept_value) -> int:
    return kept_value if isinstance(kept_value, int) else 0
