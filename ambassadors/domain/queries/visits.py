"""Reads around visits: whose they are, what is told of one, what may be done now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Case, Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from ambassadors.domain.matching import age_gap
from ambassadors.domain.standing import consent_of, missing, sides_of
from ambassadors.domain.visits import has_to_be_counted
from ambassadors.enums import AHEAD, MADE, FeedbackBy, Format, VisitState
from ambassadors.models import Ambassador, Companion, Feedback, Part, Visit
from cms.languages import BY_CODE, DEFAULT_LANGUAGE
from cms.models import SearchEntry
from schools.models import School

#: So many ambassadors are offered to go along as well; the nearest ones first.
MOST_OFFERED = 100
#: In which order coordinators look at visits.
_ORDER = (
    VisitState.HELD,
    VisitState.MATCHED,
    VisitState.DELIVERED,
    VisitState.BOOKED,
    VisitState.REVIEWED,
    VisitState.CANCELLED,
)


@dataclass(frozen=True)
class Facts:
    """What everybody who takes part reads of a visit. Of people, first names alone.

    lesson: the page it builds on, in the language that suits the reader best; None where none is live.
    """

    visit: Visit
    going: list[str]
    companions: list[str]
    lesson: SearchEntry | None


def visits_with_all(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    """Return visits with what a page about one shows."""
    parts = Prefetch("parts", Part.objects.filter(declined_at=None).select_related("ambassador__user"))
    return visits.select_related(
        "school__town__country", "request", "organisation", "first_companion", "second_companion", "thread"
    ).prefetch_related(parts)


def taken_part_in_by(user) -> QuerySet[Visit]:
    """Return the visits in which somebody takes part: as an ambassador, a companion or the school."""
    visits = Visit.objects
    return visits.filter(
        Q(pk__in=visits.of_ambassador(user).values("pk"))
        | Q(pk__in=visits.of_companion(user).values("pk"))
        | Q(pk__in=visits.hosted_by(user).values("pk"))
    )


def facts_of(visit: Visit, language: str) -> Facts:
    """Return what is told of a visit from visits_with_all. A query, and those of `missing` for each who goes."""
    return Facts(
        visit=visit,
        going=[part.ambassador.first_name for part in visit.parts.all() if _is_told(visit, part)],
        companions=[one.first_name for one in visit.companions],
        lesson=_lesson(visit.request.lesson, language),
    )


def _is_told(visit: Visit, part: Part) -> bool:
    """Say whether those who take part read a first name: before she said yes, and once she may not go, they do not."""
    if visit.state != VisitState.BOOKED or part.agreed_at is None or part.declined_at is not None:
        return False
    return not missing(part.ambassador)


def _lesson(key: UUID | None, language: str) -> SearchEntry | None:
    if key is None:
        return None
    rows = SearchEntry.objects.filter(kind="lesson", translation_key=key).order_by("language")
    rank = {language: 0, DEFAULT_LANGUAGE: 1}
    return min(rows, key=lambda one: rank.get(one.language, 2), default=None)


def lacks_of(part: Part) -> list[str]:
    """Return what keeps an ambassador from going on a visit, in words for herself alone."""
    visit, ambassador = part.visit, part.ambassador
    found = [str(one.label) for one in missing(ambassador)]
    agreed = [consent_of(ambassador, side) for side in sides_of(ambassador)]
    if any(consent and visit.format not in consent.formats for consent in agreed):
        found.append(_("not everybody agreed to this way of visiting"))
    return found


# What may be done now ----------------------------------------------------------------------------------------------


def can_be_counted(visit: Visit) -> bool:
    """Say whether the school or a companion can say that a visit took place."""
    return has_to_be_counted(visit) and visit.starts_at <= timezone.now()


def feedback_by(visit: Visit, user, *, host: bool = False) -> Feedback | None:
    """Return what somebody has said of a visit; for the school, whoever of its members did."""
    said = list(visit.feedback.all())
    own = next((one for one in said if one.user_id == user.pk), None)
    return own or (next((one for one in said if one.by == FeedbackBy.HOST), None) if host else None)


# Desks -------------------------------------------------------------------------------------------------------------


def visits_ahead_of_companion(user) -> QuerySet[Visit]:
    """Return the visits on which a companion goes, the soonest first."""
    return visits_with_all(Visit.objects.of_companion(user).ahead()).order_by("starts_at", "pk")


def visits_made_by_companion(user, most: int = 20) -> list[Visit]:
    """Return the last visits on which a companion went; said: whether she has said how it went."""
    own = Feedback.objects.filter(visit=OuterRef("pk"), user_id=user.pk)
    made = Visit.objects.of_companion(user).filter(state__in=MADE)
    return list(visits_with_all(made.annotate(said=Exists(own))).order_by("-starts_at", "-pk")[:most])


def visits_of_network(state: str = "") -> QuerySet[Visit]:
    """Return all visits, or those in a state. worried: somebody was worried, and nobody has reviewed it yet.

    What is on hold and where somebody was worried stands first, then what is to be booked and reviewed.
    """
    worry = Feedback.objects.filter(visit=OuterRef("pk"), worry=True)
    worried = Exists(worry) & Q(state=VisitState.DELIVERED)
    urgency = Case(
        When(Q(state=VisitState.DELIVERED) & Exists(worry), then=Value(-1)),
        *(When(state=one, then=Value(place)) for place, one in enumerate(_ORDER)),
        output_field=IntegerField(),
    )
    found = visits_with_all(Visit.objects.all()).annotate(
        worried=Case(When(worried, then=Value(1)), default=Value(0), output_field=IntegerField()),
        urgency=urgency,
    )
    found = found.filter(state=state) if state in VisitState.values else found
    return found.order_by("urgency", "starts_at", "pk")


# Booking -----------------------------------------------------------------------------------------------------------


def languages_in_words(codes: Iterable[str]) -> str:
    """Return the names of languages, in their own words."""
    return _(", ").join(BY_CODE[code].name for code in codes if code in BY_CODE)


def companions_for(visit: Visit) -> list[Companion]:
    """Return the companions who are cleared now: first those of the school's town, then by name."""
    town = visit.school.town_id
    found = Companion.objects.cleared().select_related("town")
    if not visit.school.is_sample:
        found = found.filter(is_sample=False)
    return sorted(found, key=lambda one: (one.town_id != town, one.first_name.casefold(), one.pk))


def ambassadors_for(visit: Visit) -> list[Ambassador]:
    """Return whom else a coordinator can ask: nothing is missing, they speak the language of the classroom and visit in
    this way, and were not asked yet. First those of the school's town; MOST_OFFERED at most."""
    town, language = visit.school.town_id, visit.request.language
    able = Ambassador.objects.may_act().filter(offer__isnull=False).exclude(parts__visit=visit)
    able = able.select_related("town", "offer")
    found = [
        one
        for one in able
        if language in one.offer.languages
        and Format(visit.format) in one.offer.formats
        and age_gap(one.band, visit.request.stage) is not None
    ]
    found.sort(key=lambda one: (one.town_id != town, one.first_name.casefold(), one.pk))
    return found[:MOST_OFFERED]


def is_ahead(visit: Visit) -> bool:
    return visit.state in AHEAD


# Figures -----------------------------------------------------------------------------------------------------------


def visits_made_at(school: School, start: date, end: date) -> int:
    """Return how many visits a school had from `start` to the day before `end`: what counts for it by itself."""
    made = Visit.objects.filter(school=school, state__in=MADE)
    return made.filter(starts_at__date__gte=start, starts_at__date__lt=end).count()
