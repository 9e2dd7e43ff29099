"""Proposals: every condition, what speaks for an offer, reasons in words, and the same answer for the same input."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from ambassadors.domain import consent as ledger
from ambassadors.domain import matching, people
from ambassadors.domain.matching import (
    ORGANISATION,
    Demand,
    Fault,
    Lack,
    Supply,
    age_gap,
    faults,
    kilometres,
    lack,
    lack_text,
    propose,
    reason_text,
)
from ambassadors.domain.queries.requests import demands
from ambassadors.domain.queries.supply import RECENT, supplies
from ambassadors.enums import ConsentSide
from ambassadors.models import Part, Visit
from cms.models import Topic
from schools.enums import Stage
from tests.ambassadors.factories import (
    CompanionFactory,
    VisitRequestFactory,
    booked,
    cleared_companion,
    consent,
    coordinator,
    matched,
    offer,
    ready,
)
from tests.campaigns.factories import OrganisationFactory
from tests.schools.factories import TownFactory

DAY = date(2030, 3, 1)


def supply(key="her", **fields) -> Supply:
    values = {
        "languages": frozenset({"uk", "en"}),
        "usual": "uk",
        "formats": frozenset({"in_person", "online"}),
        "town": 1,
        "latitude": 48.2,
        "longitude": 16.4,
        "reach": 30,
        "band": "13-15",
        "windows": ((DAY, DAY + timedelta(days=30)),),
    }
    return Supply(key=key, **values | fields)


def demand(key="asked", **fields) -> Demand:
    values = {
        "language": "uk",
        "format": "in_person",
        "stage": "primary",
        "first_day": DAY,
        "last_day": DAY + timedelta(days=10),
        "town": 1,
        "latitude": 48.2,
        "longitude": 16.4,
    }
    return Demand(key=key, **values | fields)


def order(wanted: Demand, *offers: Supply) -> list[str]:
    return [one.supply for one in propose([wanted], offers, most=None)[wanted.key]]


def sentences(wanted: Demand, given_: Supply) -> list[str]:
    with override("en"):
        return [reason_text(one) for one in propose([wanted], [given_])[wanted.key][0].reasons]


# Conditions --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "given_", "fault"),
    [
        ({"language": "ar"}, {}, Fault.LANGUAGE),
        ({"format": "online"}, {"formats": frozenset({"in_person"})}, Fault.FORMAT),
        ({"format": "in_person"}, {"formats": frozenset({"online"})}, Fault.FORMAT),
        ({"stage": "lower_secondary"}, {}, Fault.AGE),
        ({"first_day": DAY + timedelta(31), "last_day": DAY + timedelta(40)}, {}, Fault.DAYS),
        ({}, {"windows": ()}, Fault.DAYS),
        ({"last_day": DAY}, {"booked": frozenset({DAY})}, Fault.DAYS),
        ({"last_day": DAY - timedelta(1)}, {}, Fault.DAYS),
        ({}, {"town": 2, "latitude": 48.5}, Fault.DISTANCE),  # 33 kilometres
        ({"declined": frozenset({"her"})}, {}, Fault.DECLINED),
    ],
)
def test_whoever_fails_a_condition_is_not_proposed(wanted, given_, fault):
    assert order(demand(**wanted), supply(**given_)) == []
    assert faults(demand(**wanted), supply(**given_)) == [fault]


@pytest.mark.parametrize(
    ("wanted", "given_"),
    [
        ({}, {}),
        ({"first_day": DAY + timedelta(30), "last_day": DAY + timedelta(40)}, {}),  # one day in common
        ({"last_day": DAY + timedelta(1)}, {"booked": frozenset({DAY})}),  # the other day is free
        ({}, {"town": 2, "latitude": 48.4}),  # 22 kilometres
        (
            {"format": "online"},
            {"town": 2, "latitude": -33.9, "longitude": 151.2},
        ),  # as far as it gets, online
        (
            {"town": 1, "latitude": None, "longitude": None},
            {"reach": 0},
        ),  # the same town needs no coordinates
        ({"stage": "upper_secondary"}, {"band": ORGANISATION}),
        ({"declined": frozenset({"another"})}, {}),
    ],
)
def test_whoever_fails_none_is_proposed(wanted, given_):
    assert order(demand(**wanted), supply(**given_)) == ["her"]
    assert faults(demand(**wanted), supply(**given_)) == []


def test_ambassadors_are_two_years_older_than_pupils_and_never_younger_than_one():
    allowed = {
        band: [stage for stage in Stage.values if age_gap(band, stage) is not None] for band in matching.BANDS
    }
    assert allowed == {
        "13-15": ["primary"],
        "16-17": ["primary", "lower_secondary"],
        "18+": ["primary", "lower_secondary", "upper_secondary", "vocational", "several"],
    }
    assert (age_gap("13-15", "primary"), age_gap("16-17", "lower_secondary")) == (5, 3)
    assert (age_gap("18+", "upper_secondary"), age_gap("18+", "vocational")) == (4, 3)


def test_distance_is_that_of_the_great_circle():
    assert kilometres(48.2082, 16.3738, 48.8566, 2.3522) == 1033  # Vienna and Paris
    assert kilometres(10, 20, 11, 20) == 111  # a degree along a meridian
    assert kilometres(0, 179.9, 0, -179.9) == 22
    assert kilometres(90, 0, -90, 0) == 20015
    assert kilometres(48.2, 16.4, 48.2, 16.4) == 0
    assert kilometres(None, None, 48.2, 16.4) is None


# Order -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "better", "worse"),
    [
        ({}, {"usual": "uk"}, {"usual": "en"}),
        ({"topic": 7}, {"topics": frozenset({7, 8})}, {"topics": frozenset({8})}),
        ({}, {"town": 1}, {"town": 2, "latitude": 48.4}),
        ({}, {"ahead": 0}, {"ahead": 1}),
        ({}, {"recent": 0}, {"recent": 1}),
        ({}, {"band": "13-15"}, {"band": "16-17"}),  # five years older rather than eight
    ],
)
def test_what_speaks_for_an_offer_puts_it_first(wanted, better, worse):
    for first, second in (("a", "b"), ("b", "a")):
        assert order(demand(**wanted), supply(first, **better), supply(second, **worse)) == [first, second]
        assert order(demand(**wanted), supply(second, **worse), supply(first, **better)) == [first, second]


def test_whose_distance_is_unknown_comes_last_and_it_is_said():
    lost = supply("lost", town=3, latitude=None, longitude=None, topics=frozenset({7}))
    busy = supply("busy", town=2, latitude=48.4, usual="en", ahead=5)
    assert order(demand(topic=7), lost, busy) == ["busy", "lost"]
    assert "distance unknown" in sentences(demand(topic=7), lost)


def test_only_the_best_are_proposed():
    offers = [supply(str(number), recent=number) for number in range(9)]
    assert [one.supply for one in propose([demand()], offers)["asked"]] == ["0", "1", "2", "3", "4"]


def test_equally_good_offers_are_not_in_the_same_order_everywhere():
    offers = [supply(f"offer{number}") for number in range(6)]
    asked = [demand(f"asked{number}") for number in range(12)]
    firsts = {found[0].supply for found in propose(asked, offers).values()}
    assert len(firsts) > 2


_DAYS = st.integers(0, 60).map(lambda number: DAY + timedelta(days=number))
_SPANS = st.tuples(_DAYS, _DAYS).map(lambda pair: (min(pair), max(pair)))
_CODES = st.sampled_from(["uk", "en", "ar"])
_FORMATS = st.sampled_from(["in_person", "online"])
_PLACES = st.sampled_from([(1, 48.2, 16.4), (2, 48.4, 16.4), (3, 49.9, 24.0), (4, None, None)])


@st.composite
def _supplies(draw):
    return [
        supply(
            f"s{number}", languages=draw(st.frozensets(_CODES)), usual=draw(_CODES),
            formats=draw(st.frozensets(_FORMATS)), topics=draw(st.frozensets(st.integers(1, 3))),
            town=(place := draw(_PLACES))[0], latitude=place[1], longitude=place[2],
            reach=draw(st.integers(0, 500)), band=draw(st.sampled_from([*matching.BANDS, ORGANISATION])),
            windows=tuple(draw(st.lists(_SPANS, max_size=3))), booked=draw(st.frozensets(_DAYS, max_size=3)),
            ahead=draw(st.integers(0, 4)), recent=draw(st.integers(0, 4)), school=draw(st.sampled_from([None, 1, 2])),
        )
        for number in range(draw(st.integers(0, 8)))
    ]  # fmt: skip


@st.composite
def _demands(draw):
    return [
        demand(
            f"d{number}", language=draw(_CODES), format=draw(_FORMATS), stage=draw(st.sampled_from(Stage.values)),
            first_day=(days := draw(_SPANS))[0], last_day=days[1], town=(place := draw(_PLACES))[0],
            latitude=place[1], longitude=place[2], topic=draw(st.sampled_from([None, 1, 2])),
            school=draw(st.sampled_from([1, 2])), declined=draw(st.frozensets(st.sampled_from(["s0", "s1"]))),
        )
        for number in range(draw(st.integers(0, 4)))
    ]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(_demands(), _supplies(), st.randoms(use_true_random=False))
def test_equal_input_in_any_order_gives_equal_proposals(asked, offers, chance):
    found = propose(asked, offers)
    mixed, other = offers[:], asked[:]
    chance.shuffle(mixed)
    chance.shuffle(other)
    assert propose(other, mixed) == found
    # A request is answered as if it were the only one.
    for one in asked:
        assert propose([one], mixed)[one.key] == found[one.key]


@settings(max_examples=60, deadline=None)
@given(_demands(), _supplies())
def test_those_who_are_proposed_are_those_who_fail_no_condition(asked, offers):
    for wanted in asked:
        fit = {one.key for one in offers if not faults(wanted, one)}
        assert set(order(wanted, *offers)) == fit
        found = lack(wanted, offers)
        assert (found is None) == bool(fit or not offers)
        if found:
            assert 1 <= found.number <= found.total == len(offers)


# Words -------------------------------------------------------------------------------------------------------------


def test_reasons_are_told_in_sentences():
    near = supply(town=2, latitude=48.3, topics=frozenset({7}), school=5)
    assert sentences(demand(topic=7, school=5), near) == [
        "mostly speaks Ukrainian",
        "knows this topic",
        "about 11 km away",
        "about 5 years older than the pupils",
        "has time on 11 of these days",
        "has no visit ahead",
        "goes to this school",
    ]
    grown_ups = supply(band=ORGANISATION, usual="", ahead=1, recent=2)
    assert sentences(demand(), grown_ups) == [
        "speaks Ukrainian",
        "lives in the same town",
        "comes with grown-ups of its own",
        "has time on 11 of these days",
        "has 1 visit ahead",
        "made 2 visits in the last 90 days",
    ]
    online = supply(town=9, latitude=None, longitude=None)
    assert not {"distance unknown", "lives in the same town"} & set(
        sentences(demand(format="online"), online)
    )


def test_reasons_that_are_not_known_are_left_out():
    assert reason_text({"code": "of another time"}) == ""
    assert reason_text({}) == ""
    with override("en"):
        assert reason_text(matching.CHOSEN) == "chosen by a coordinator"


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"language": "ar"}, "Nobody who can come speaks Arabic."),
        ({"stage": "upper_secondary"}, "Nobody is enough older than these pupils."),
        (
            {"first_day": DAY + timedelta(99), "last_day": DAY + timedelta(99)},
            "Nobody has time on these days.",
        ),
        ({"town": 2, "latitude": 50.0}, "Nobody travels that far."),
        ({"declined": frozenset({"her"})}, "Everybody who could come has said no."),
    ],
)
def test_what_keeps_everybody_away_is_said(wanted, words):
    with override("en"):
        assert lack_text(lack(demand(**wanted), [supply()]), demand(**wanted)) == words


def test_what_keeps_most_away_is_said_with_numbers():
    wanted = demand(language="ar")
    offers = [
        supply("a"),
        supply("b"),
        supply("c", languages=frozenset({"ar"}), reach=1, town=2, latitude=50.0),
    ]
    assert lack(wanted, offers) == Lack(Fault.LANGUAGE, 2, 3)
    with override("en"):
        assert lack_text(lack(wanted, offers), wanted) == "2 of 3 do not speak Arabic."
    assert lack(wanted, []) is None
    assert lack(demand(), [supply()]) is None


# What is read ------------------------------------------------------------------------------------------------------


def only() -> Supply:
    (found,) = supplies()
    return found


@pytest.mark.django_db
def test_an_offer_is_read_with_everything_that_matters():
    town = TownFactory(latitude="48.2", longitude="16.4")
    made = ready(town=town, language="uk", offers=False)
    given_ = offer(made, languages=("uk", "ar"), formats=["in_person"], reach=55)
    topic = Topic.objects.first()
    given_.topics.add(topic)
    today = timezone.localdate()
    assert only() == Supply(
        key=given_.key,
        languages=frozenset({"uk", "ar"}),
        usual="uk",
        topics=frozenset({topic.pk}),
        formats=frozenset({"in_person"}),
        town=town.pk,
        latitude=48.2,
        longitude=16.4,
        reach=55,
        band="13-15",
        windows=((today, today + timedelta(days=120)),),
        school=made.school_id,
    )


@pytest.mark.django_db
def test_only_who_may_act_today_is_read():
    made = ready()
    assert only().key == made.offer.key
    people.pause(made, actor=made.user)
    assert supplies() == []
    people.resume(made, actor=made.user)
    ledger.take_back_as_guardian(made)
    assert supplies() == []


@pytest.mark.django_db
def test_a_way_of_visiting_counts_only_where_all_agreed_to_it():
    made = ready()
    assert only().formats == {"in_person", "online"}
    consent(made, ConsentSide.GUARDIAN, formats=["online"])
    assert only().formats == {"online"}
    consent(made, formats=["in_person"])
    assert only().formats == frozenset()
    assert order(replace(demand(), language="en"), only()) == []


@pytest.mark.django_db
def test_a_grown_up_needs_no_guardian_for_a_way_of_visiting():
    made = ready(band="18+")
    consent(made, formats=["online"])
    assert only().formats == {"online"}


@pytest.mark.django_db
def test_an_organisation_is_read_with_two_cleared_companions():
    organisation = OrganisationFactory()
    given_ = offer(organisation=organisation)
    CompanionFactory(organisation=organisation)  # registered, not cleared
    cleared_companion()  # of nobody
    cleared_companion(organisation=organisation)
    assert supplies() == []
    cleared_companion(organisation=organisation)
    assert (only().key, only().band, only().usual) == (given_.key, ORGANISATION, "")
    organisation.state = "suspended"
    organisation.save()
    assert supplies() == []


@pytest.mark.django_db
def test_visits_ahead_and_of_late_are_load():
    made = ready()
    visit = booked(ambassadors=[made], days=14)
    day = timezone.localdate(visit.starts_at)
    assert (only().ahead, only().recent, only().booked) == (1, 0, frozenset({day}))
    for days, recent in ((RECENT.days - 2, 1), (RECENT.days + 2, 0)):
        at = timezone.now() - timedelta(days=days)
        Visit.objects.update(state="delivered", starts_at=at, delivered_at=at, attended=20)
        assert (only().ahead, only().recent, only().booked) == (0, recent, frozenset())


@pytest.mark.django_db
def test_whoever_said_no_is_not_proposed_for_the_same_request():
    made, by = ready(), coordinator()
    request = VisitRequestFactory()
    matched(ambassadors=[made], request=request, actor=by)
    Part.objects.update(declined_at=timezone.now(), agreed_at=None)
    (asked,) = demands([request])
    assert asked.declined == {made.offer.key}
    other = VisitRequestFactory()
    assert demands([other])[0].declined == frozenset()


@pytest.mark.django_db
def test_a_request_is_for_days_from_tomorrow_on():
    today = timezone.localdate()
    request = VisitRequestFactory(first_day=today - timedelta(days=3), last_day=today + timedelta(days=3))
    assert demands([request])[0].first_day == today + timedelta(days=1)
    over = VisitRequestFactory(first_day=today - timedelta(days=3), last_day=today)
    ready()
    assert propose(demands([over]), supplies())[over.key] == []


def _queries(make) -> int:
    for _number in range(make):
        organisation = OrganisationFactory()
        offer(organisation=organisation)
        cleared_companion(organisation=organisation)
        cleared_companion(organisation=organisation)
        ready(band="18+")
        ready()
    requests = [VisitRequestFactory() for _number in range(make)]
    with CaptureQueriesContext(
        connection,
    ) as caught:
        supplies()
        demands(requests)
    return len(caught)


@pytest.mark.django_db
def test_reading_takes_as_many_queries_for_three_as_for_thirty():
    few = _queries(1)  # three offers
    assert _queries(9) == few  # thirty of them
    assert len(supplies()) == 30
    assert few == 9
