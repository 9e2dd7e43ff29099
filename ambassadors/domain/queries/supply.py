"""What can be given just now, read in a number of queries that does not grow with it."""

from collections import Counter, defaultdict
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from ambassadors.domain.matching import ORGANISATION, Supply
from ambassadors.enums import AHEAD, MADE, MINORS, ConsentKind, ConsentSide, Format
from ambassadors.models import Ambassador, AmbassadorConsent, Companion, Offer, Part, Visit, Window
from campaigns.models import Organisation

#: Visits so far back count as load.
RECENT = timedelta(days=90)
LEAST_COMPANIONS = 2
MOST_FOUND = 20


def agreed_formats(ambassadors: QuerySet[Ambassador]) -> dict[int, frozenset[str]]:
    """Return by primary key how ambassadors may visit as all who have to agree did; today's ledger, two queries."""
    today = timezone.localdate()
    last: dict[tuple[int, str], AmbassadorConsent] = {}
    for entry in AmbassadorConsent.objects.filter(ambassador__in=ambassadors).order_by("pk"):
        last[entry.ambassador_id, entry.side] = entry

    def of(pk: int, side: str) -> frozenset[str]:
        entry = last.get((pk, side))
        holds = entry is not None and entry.kind == ConsentKind.GRANTED and entry.until >= today
        return frozenset(entry.formats if holds else ())

    return {
        pk: of(pk, ConsentSide.OWN) & (of(pk, ConsentSide.GUARDIAN) if band in MINORS else frozenset(Format))
        for pk, band in ambassadors.order_by().values_list("pk", "band")
    }


def supplies() -> list[Supply]:
    """Return the offers of ambassadors who may act, and of approved organisations with two cleared companions."""
    standing = Offer.objects.standing()
    formats = agreed_formats(Ambassador.objects.filter(offer__in=standing))
    able = _organisations_with_companions()
    loads = _loads()
    # Not by prefetching: of thousands of offers it costs three times as much as all the rest.
    windows, topics = _windows(standing), _topics(standing)
    found = []
    for offer in standing.select_related("town", "ambassador"):
        ambassador, town = offer.ambassador, offer.town
        if ambassador is None and offer.organisation_id not in able:
            continue
        offered = frozenset(offer.formats)
        load = loads[offer.ambassador_id, offer.organisation_id]
        found.append(
            Supply(
                key=offer.key,
                languages=frozenset(offer.languages),
                usual=ambassador.language if ambassador else "",
                topics=frozenset(topics[offer.pk]),
                formats=offered & formats.get(ambassador.pk, frozenset()) if ambassador else offered,
                town=town.pk,
                latitude=_degrees(town.latitude),
                longitude=_degrees(town.longitude),
                reach=offer.reach,
                band=ambassador.band if ambassador else ORGANISATION,
                windows=tuple(windows[offer.pk]),
                # An organisation has more than one person to send; an ambassador goes once a day.
                booked=frozenset(load.days) if ambassador else frozenset(),
                ahead=load.count["ahead"],
                recent=load.count["recent"],
                school=ambassador.school_id if ambassador else None,
            )
        )
    return found


def _windows(offers: QuerySet[Offer]) -> dict[int, list[tuple[date, date]]]:
    found: dict[int, list[tuple[date, date]]] = defaultdict(list)
    rows = Window.objects.filter(offer__in=offers).order_by("first_day", "pk")
    for pk, first, last in rows.values_list("offer_id", "first_day", "last_day"):
        found[pk].append((first, last))
    return found


def _topics(offers: QuerySet[Offer]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    chosen = Offer.topics.through.objects.filter(offer__in=offers).order_by()
    for pk, topic in chosen.values_list("offer_id", "topic_id"):
        found[pk].append(topic)
    return found


class _Load:
    def __init__(self):
        self.count: Counter[str] = Counter()
        self.days: set[date] = set()


def _loads() -> dict[tuple[int | None, int | None], _Load]:
    """Return visits ahead, the days of these, and visits of late, by ambassador or organisation. Two queries."""
    wanted = Q(state__in=AHEAD) | Q(state__in=MADE, starts_at__date__gte=timezone.localdate() - RECENT)
    visits = Visit.objects.filter(wanted).order_by()
    loads: dict[tuple[int | None, int | None], _Load] = defaultdict(_Load)
    rows = [
        ((pk, None), state, at)
        for pk, state, at in Part.objects.filter(visit__in=visits, declined_at=None)
        .order_by()
        .values_list("ambassador_id", "visit__state", "visit__starts_at")
    ]
    rows += [
        ((None, pk), state, at)
        for pk, state, at in visits.filter(organisation__isnull=False).values_list(
            "organisation_id", "state", "starts_at"
        )
    ]
    for whose, state, at in rows:
        loads[whose].count["recent" if state in MADE else "ahead"] += 1
        if at is not None and state not in MADE:
            loads[whose].days.add(timezone.localdate(at))
    return loads


def _organisations_with_companions() -> set[int]:
    counted = cleared_companions().filter(number__gte=LEAST_COMPANIONS)
    return set(counted.values_list("pk", flat=True))


def cleared_companions() -> QuerySet[Organisation]:
    """Return organisations with the `number` of their companions who may go along today."""
    cleared = Companion.objects.cleared()
    return Organisation.objects.order_by().annotate(
        number=Count("companions", filter=Q(companions__in=cleared), distinct=True)
    )


def offers_called(name: str) -> QuerySet[Offer]:
    """Return offers of ambassadors who may act, by the beginning of a first name: for a coordinator's own choice."""
    offers = Offer.objects.standing().filter(ambassador__isnull=False).select_related("ambassador", "town")
    return offers.filter(ambassador__first_name__istartswith=name).order_by("ambassador__first_name", "pk")[
        :MOST_FOUND
    ]


def offers_by_key(keys) -> dict[str, Offer]:
    """Return offers with whom they are from, by key. One query."""
    offers = Offer.objects.filter(key__in=set(keys))
    return {one.key: one for one in offers.select_related("ambassador", "organisation", "town")}


def _degrees(value) -> float | None:
    return None if value is None else float(value)
