"""What schools ask for."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import F, Prefetch, QuerySet
from django.utils import timezone

from ambassadors.domain.matching import Demand
from ambassadors.enums import RequestState, VisitState
from ambassadors.models import Part, Visit, VisitRequest
from lessons.models import LessonPlanPage
from schools.enums import SchoolState
from schools.models import School

#: More than a list to choose from can hold; the newest.
MOST_LESSONS = 200


def requests_of(school: School) -> QuerySet[VisitRequest]:
    """Return what a school asked for, the newest first, each with its visits that were not cancelled (`shown`)."""
    shown = Visit.objects.exclude(state=VisitState.CANCELLED).order_by("-pk")
    return (
        school.visit_requests.select_related("topic")
        .prefetch_related(Prefetch("visits", shown, to_attr="shown"))
        .order_by("-asked_at", "-pk")
    )


def open_requests() -> QuerySet[VisitRequest]:
    """Return what waits for a match at schools that take part, the oldest first."""
    return (
        VisitRequest.objects.filter(state=RequestState.OPEN)
        .exclude(school__state=SchoolState.CLOSED)
        .select_related("school__town__country", "topic")
        .order_by("asked_at", "pk")
    )


def demands(requests: Iterable[VisitRequest]) -> list[Demand]:
    """Return requests as matching takes them, from tomorrow on, with who declined before. One query more."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    requests = list(requests)
    declined: dict[int, set[str]] = defaultdict(set)
    parts = Part.objects.filter(visit__request__in=requests, declined_at__isnull=False)
    for request, offer in parts.order_by().values_list("visit__request_id", "ambassador__offer__key"):
        if offer:
            declined[request].add(offer)
    return [_demand(one, tomorrow, frozenset(declined[one.pk])) for one in requests]


def _demand(request: VisitRequest, tomorrow: date, declined: frozenset[str]) -> Demand:
    town = request.school.town
    return Demand(
        key=request.key,
        language=request.language,
        format=request.format,
        stage=request.stage,
        first_day=max(request.first_day, tomorrow),
        last_day=request.last_day,
        town=town.pk,
        topic=request.topic_id,
        latitude=None if town.latitude is None else float(town.latitude),
        longitude=None if town.longitude is None else float(town.longitude),
        school=request.school_id,
        declined=declined,
    )


def lessons_in(language: str) -> list[tuple[str, str]]:
    """Return (translation_key, title) of the lesson plans that anybody may read in a language, by title."""
    plans = LessonPlanPage.objects.live().public().filter(locale__language_code=language)
    newest = plans.order_by("-first_published_at").values_list("translation_key", "title")[:MOST_LESSONS]
    return sorted(((str(key), title) for key, title in newest), key=lambda one: (one[1].casefold(), one[0]))


def visits_of_organisation(organisation) -> QuerySet[Visit]:
    """Return the visits that an organisation makes: what it is asked for, then the others, the last one first."""
    visits = organisation.visits.exclude(state=VisitState.CANCELLED).select_related("school__town", "request")
    return visits.order_by(F("starts_at").desc(nulls_first=True), "-pk")
