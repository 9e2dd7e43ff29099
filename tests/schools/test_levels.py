"""Levels derive from rules: each condition met and missing, and the page on which a school sees it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from schools.domain.conditions import KINDS
from schools.domain.facts import Facts, RoundFacts, YearFacts
from schools.domain.levels import RULES, facts_of, frozen, in_words, reached, rules_in_words, trace
from schools.enums import Level
from schools.models import Evidence, PlanTask, SchoolYear
from schools.years import school_year
from tests.schools.factories import MemberFactory, SchoolFactory
from tests.schools.people import signed_in
from tests.schools.recognition_factories import evidence_in, ready, round_of, year_of

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 26)
MEANS = {"climate": 3.0, "digital": 3.0}
ROUND = RoundFacts(TODAY, True, ("staff", "pupils"), MEANS)
YEAR = YearFacts(
    year=2026,
    sessions=20,
    teachers=24,
    year_groups=2,
    training=7200,
    depth=0.35,
    measured=1,
    rose=1,
    is_above=False,
)
#: Just enough for Leading, in a school of 40 teachers and 4 year groups.
ENOUGH = Facts(
    is_confirmed=True,
    staff=40,
    year_groups=4,
    leads=2,
    rounds=(ROUND, replace(ROUND, day=date(2025, 11, 1))),
    planned=3,
    done=8,
    years=(YEAR,),
    areas=("leadership", "curriculum", "staff", "pupils", "climate", "families"),
)


def year(**values) -> dict:
    return {"years": (replace(YEAR, **values),)}


def newest(**values) -> dict:
    return {"rounds": (replace(ROUND, **values), ENOUGH.rounds[1])}


#: By the code of a rule: what makes it just miss, while nothing else changes that it asks for.
NOT_ENOUGH = {
    "confirmed_1": {"is_confirmed": False},
    "leads_1": {"leads": 0},
    "rounds_1": {"rounds": ()},
    "planned_1": {"planned": 2},
    "sessions_1": year(sessions=2),
    "staff_1": year(teachers=3),
    "areas_1": {"areas": ("leadership",)},
    "rounds_2": {"rounds": (replace(ROUND, groups=("leaders", "teachers")),)},
    "done_2": {"done": 2},
    "sessions_2": year(sessions=19),
    "staff_2": year(teachers=11),
    "year_groups_2": year(year_groups=1),
    "training_2": year(training=2399),
    "discernment_2": year(measured=0, rose=0),
    "means_2": newest(means=MEANS | {"digital": 2.4}),
    "areas_2": {"areas": ENOUGH.areas[:3]},
    "leads_3": {"leads": 1},
    "rounds_3": {"rounds": (ROUND,)},
    "done_3": {"done": 7},
    "staff_3": year(teachers=23),
    "depth_3": year(depth=0.34),
    "training_3": year(training=7199),
    "discernment_3": year(rose=0),
    "means_3": newest(means=MEANS | {"climate": 2.9}),
    "areas_3": {"areas": ENOUGH.areas[:5]},
}


def met(facts: Facts) -> dict[str, bool]:
    return {one["code"]: one["met"] for one in frozen(facts)}


# Rules ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_is_met_with_just_enough_and_missing_with_a_little_less(rule):
    assert met(ENOUGH)[rule.code] is True
    assert met(replace(ENOUGH, **NOT_ENOUGH[rule.code]))[rule.code] is False


def test_each_level_has_six_to_nine_conditions_and_each_code_stands_for_one():
    codes = [rule.code for rule in RULES]
    assert len(set(codes)) == len(codes) == 25
    for level in Level:
        assert 6 <= sum(rule.level == level for rule in RULES) <= 9
    assert {rule.kind for rule in RULES} == set(KINDS)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_says_what_it_asks_and_what_there_is_in_numbers(rule):
    for facts in (ENOUGH, replace(ENOUGH, **NOT_ENOUGH[rule.code])):
        for level in in_words(frozen(facts)):
            for one in level.conditions:
                assert one.words.endswith((".", "!"))
                assert one.shows.endswith(".")
                assert "%(" not in one.words + one.shows


def test_what_there_is_is_said_exactly():
    def shows(facts: Facts, code: str, **how) -> str:
        return {one.code: one for level in in_words(frozen(facts), **how) for one in level.conditions}[
            code
        ].shows

    assert shows(ENOUGH, "staff_1") == "24 of 40 teachers in 2026/27: 60%."
    few = replace(ENOUGH, **year(teachers=7))
    assert shows(few, "staff_1") == "7 of 40 teachers in 2026/27: 17%."  # never rounded up
    assert shows(few, "staff_1", outside=True) == "Fewer than ten of 40 teachers in 2026/27."
    assert shows(replace(ENOUGH, years=()), "staff_1") == "Of 40 teachers, nobody has yet."
    assert shows(ENOUGH, "training_2") == "180 minutes for each teacher."
    assert shows(ENOUGH, "discernment_3") == "Measured before and after: 1. Better beyond chance: 1."
    assert shows(ENOUGH, "depth_3") == "Depth was 35% in 2026/27."


def test_a_gain_of_all_classrooms_together_counts_as_a_rise():
    assert met(replace(ENOUGH, **year(rose=0, is_above=True)))["discernment_3"] is True


def test_the_better_one_of_this_school_year_and_the_last_counts():
    begun = replace(YEAR, year=2026, sessions=1, teachers=1, year_groups=1, depth=0.01)
    both = replace(ENOUGH, years=(begun, replace(YEAR, year=2025)))
    assert met(both) == met(ENOUGH)
    assert KINDS["sessions"].measure(both, 20) == {"year": 2025, "sessions": 20}


def test_a_self_assessment_that_is_not_recent_opens_no_level():
    """The one before may be older; the newest may not."""
    old = replace(ENOUGH, rounds=(replace(ROUND, is_recent=False),))
    found = met(old)
    assert not any(found[code] for code in ("rounds_1", "rounds_2", "rounds_3", "means_2", "means_3"))


def test_an_area_that_is_not_shown_does_not_count_as_good():
    assert met(replace(ENOUGH, **newest(means={"climate": 3.5})))["means_2"] is False


def test_a_level_needs_all_conditions_of_those_below_it():
    assert reached(in_words(frozen(ENOUGH))) == Level.LEADING
    assert reached(in_words(frozen(replace(ENOUGH, planned=0)))) is None
    assert reached(in_words(frozen(replace(ENOUGH, done=7)))) == Level.PRACTISING
    assert reached(in_words(frozen(replace(ENOUGH, done=2)))) == Level.COMMITTED


def test_the_rules_are_put_into_words_in_any_language():
    english = rules_in_words()
    assert [level for level, _sentences in english] == list(Level)
    assert english[0][1][0] == "A coordinator has confirmed the school."
    with translation.override("ar"):
        assert [len(sentences) for _level, sentences in rules_in_words()] == [7, 9, 9]


def test_what_is_frozen_is_codes_and_numbers_and_survives_a_rule_that_is_gone():
    stand = frozen(ENOUGH)
    assert stand[0] == {
        "code": "confirmed_1",
        "kind": "confirmed",
        "level": 1,
        "need": None,
        "met": True,
        "values": {"confirmed": True},
    }
    gone = in_words([stand[0] | {"kind": "of old", "code": "of old_1"}])
    assert gone[0].conditions[0].words == "This is no longer asked for."


# Facts ------------------------------------------------------------------------------------------------------------


def test_facts_are_those_of_the_school_and_no_other():
    school, _lead = ready(Level.LEADING)
    ready(Level.LEADING)
    found = facts_of(school)
    assert (found.leads, found.planned, found.done) == (2, 8, 8)
    assert [one.groups for one in found.rounds] == [("staff", "pupils")] * 2
    assert found.rounds[0].means["climate"] == 3.0
    assert len(found.areas) == 6
    assert found.years[0].sessions == 40
    assert reached(trace(school)) == Level.LEADING


@pytest.mark.parametrize("level", list(Level))
def test_a_school_that_is_ready_reaches_its_level_and_no_other(level):
    school, _lead = ready(level)
    assert reached(trace(school)) == level


def test_what_is_old_does_not_count():
    school = SchoolFactory()
    evidence_in(school, 2)
    Evidence.objects.update(day=timezone.localdate() - timedelta(days=731))
    lead = MemberFactory(school=school, role="lead").user
    done = timezone.now() - timedelta(days=731)
    PlanTask.objects.create(school=school, what="Old", owner=lead, due=done.date(), done_at=done)
    year_of(school, Level.LEADING, school_year(timezone.localdate()) - 2)
    round_of(school, days_ago=1100)
    found = facts_of(school)
    assert (found.areas, found.done, found.years, found.rounds) == ((), 0, (), ())


def test_the_group_that_sees_it_least_favourably_decides():
    school = SchoolFactory()
    made = round_of(school, groups=("staff", "pupils"), mean=3.5)
    for cell in made.results["cells"].values():
        cell["pupils"][0] = 2.1
    made.save()
    assert facts_of(school).rounds[0].means["digital"] == 2.1


def test_a_trace_costs_at_most_eight_queries(django_assert_max_num_queries):
    school, _lead = ready(Level.LEADING)
    trace(school)  # the framework is warm from here on
    with django_assert_max_num_queries(8):
        trace(school)


def test_what_a_page_has_read_already_is_not_read_again(django_assert_max_num_queries):
    school, _lead = ready(Level.LEADING)
    years = list(SchoolYear.objects.all())
    trace(school)
    with django_assert_max_num_queries(3):
        assert reached(trace(school, results=[], years=years)) is None


# Page -------------------------------------------------------------------------------------------------------------


def test_a_member_sees_where_the_school_is_and_where_the_rest_is_done(client):
    school, lead = ready(Level.COMMITTED)
    page = signed_in(lead).get(reverse("school_levels", args=[school.key])).content.decode()
    assert "What is missing for “Practising”" in page
    assert "0 tasks were done." in page
    for name in ("school_plan", "rounds", "school_use"):
        assert reverse(name, args=[school.key]) in page
    assert 'value="hand_in"' in page


def test_the_page_of_a_school_that_begins_has_words_for_it():
    school = SchoolFactory(state="new", decided_at=None)
    lead = MemberFactory(school=school, role="lead").user
    page = signed_in(lead).get(reverse("school_levels", args=[school.key])).content.decode()
    assert "Your school has not been recognised yet." in page
    assert "A coordinator has to confirm the school before you can hand in." in page
    assert 'value="hand_in"' not in page
    assert "What was handed in" not in page


def test_a_teacher_sees_it_and_does_not_hand_in():
    school, _lead = ready(Level.COMMITTED)
    teacher = MemberFactory(school=school).user
    page = signed_in(teacher).get(reverse("school_levels", args=[school.key])).content.decode()
    assert "A lead of your school can hand the level in here." in page
    assert 'value="hand_in"' not in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_however_much_there_is(number, django_assert_max_num_queries):
    school, lead = ready(Level.LEADING)
    for _each in range(number - 1):
        MemberFactory(school=school, role="lead")
        round_of(school, days_ago=500 + _each)
        evidence_in(school, 1)
    client, address = signed_in(lead), reverse("school_levels", args=[school.key])
    client.get(address)
    with django_assert_max_num_queries(16):
        assert client.get(address).status_code == 200
