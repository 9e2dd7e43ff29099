"""The page of a school: one screen that tells where it is, what changed, what comes next."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.cache.keeping import forget_everything
from schools.domain.queries.changes import changes
from schools.domain.queries.next_steps import Step, kept, next_steps, of_member, with_member
from schools.domain.queries.overview import depth_words, sessions_in
from schools.domain.queries.use import months_of
from schools.domain.use import recount
from schools.enums import SchoolState
from schools.models import PlanTask, Recognition, Round, School, SchoolClassroom, Turn
from schools.registries import school_panels
from tests.classrooms.factories import ClassroomFactory
from tests.schools.factories import MemberFactory, SchoolFactory, TaughtFactory, person
from tests.schools.overview_factories import ended_round, granted, month_of, year_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def school(site_tree):
    site_tree("en", "ar")
    return SchoolFactory()


@pytest.fixture
def lead(school, client):
    user = MemberFactory(school=school, role="lead").user
    client.force_login(user)
    return user


def page_of(client, school, language="en") -> str:
    answer = client.get(f"/{language}/school/{school.key}/")
    assert answer.status_code == 200
    return answer.content.decode()


def next_of(school, user) -> list[Step]:
    found = with_member(School.objects.all(), user).get(pk=school.pk)
    ahead, now = kept(found)
    return next_steps(found, now, ahead, of_member(found))


def steps_of(school, user) -> list[str]:
    return [one.title for one in next_of(school, user)]


def changes_of(school) -> list[str]:
    forget_everything()
    _ahead, found = kept(school)
    assert sessions_in(months_of(school, 18)) == found.sessions  # the report reads them in another way
    return changes(found)


def open_round(school) -> Round:
    return Round.objects.create(school=school, closes_at=timezone.now() + timedelta(days=14))


# Who comes in -----------------------------------------------------------------------------------------------------


def test_a_lead_of_another_school_finds_nothing(client, school):
    """CASES 11."""
    client.force_login(MemberFactory(role="lead").user)
    assert client.get(f"/en/school/{school.key}/").status_code == 404


def test_nobody_else_finds_it_either(client, school):
    answer = client.get(f"/en/school/{school.key}/")
    assert answer.status_code == 302
    assert "/account/" in answer["Location"]
    client.force_login(person())
    assert client.get(f"/en/school/{school.key}/").status_code == 404


def test_it_is_kept_by_no_cache(client, school, lead):
    """CASES 55."""
    assert "no-store" in client.get(f"/en/school/{school.key}/")["Cache-Control"]


# A new school -----------------------------------------------------------------------------------------------------


def test_a_new_school_is_shown_three_steps_and_no_empty_chart(client, school, lead):
    page = page_of(client, school)
    for words in (
        "Three steps to begin",
        "Invite colleagues",
        "Teach a first lesson",
        "Open a self-assessment",
    ):
        assert words in page
    assert "Where we are" not in page
    assert 'class="chart"' not in page
    assert "Report for the board" not in page
    assert "A coordinator will confirm" not in page


def test_a_school_that_nobody_confirmed_yet_is_told_that_everything_works(client, school, lead):
    school.state = SchoolState.NEW
    school.save()
    assert "A coordinator will confirm your school soon. Everything works meanwhile." in page_of(
        client, school
    )


def test_with_an_open_round_the_third_step_is_to_answer(client, school, lead):
    one = open_round(school)
    assert f"/school/{school.key}/rounds/{one.pk}/answer/" in page_of(client, school)


# Where we are -----------------------------------------------------------------------------------------------------


def test_it_says_in_words_and_numbers_where_the_school_is(client, school, lead):
    year_of(school, lessons=12, sittings=3, teachers=14, year_groups=[1, 2])
    year_of(school, ago=1, lessons=9, teachers=11, year_groups=[1])
    page = page_of(client, school)
    assert ">15</p>" in page
    assert "lessons and sittings in" in page
    assert "In the whole of last year: 9." in page
    assert "14 of 40" in page
    assert "2 of 4" in page
    assert depth_words(14 / 40 * 2 / 4) in page
    assert "conditions of the level Committed are met." in page


def test_a_standing_recognition_and_the_way_to_the_next_are_shown(client, school, lead):
    year_of(school, lessons=3, teachers=1, year_groups=[1])
    granted(school, level=1)
    granted(school, level=2, since_days=900)  # ran out
    page = page_of(client, school)
    assert '<p class="number__figure">Committed</p>' in page
    assert "Recognised until" in page
    assert "Next: Practising." in page


def test_members_are_told_how_many_of_them_took_part_as_on_the_page_of_lessons(client, school, lead):
    """Each lesson stands there with its teacher; those outside, who read the report, are told of ten and more only."""
    year_of(school, lessons=3, teachers=4, year_groups=[1])
    assert "4 of 40" in page_of(client, school).split('id="next"')[0]


def test_the_last_self_assessment_is_a_chart_of_all_areas_with_its_table(client, school, lead):
    one = ended_round(school, teachers=(12, 3), leaders=(3, 4), pupils=(25, 2))
    page = page_of(client, school)
    assert page.count('class="chart"') == 1
    assert "cms/css/charts" in page
    assert "Leaders and teachers together" in page
    assert page.count('<th scope="row">') == 7
    assert f"/school/{school.key}/rounds/{one.pk}/" in page


def test_a_round_of_few_people_makes_no_chart(client, school, lead):
    year_of(school, lessons=3, teachers=1, year_groups=[1])
    ended_round(school, teachers=(5, 3), pupils=(9, 2))
    assert 'class="chart"' not in page_of(client, school)


@pytest.mark.parametrize(
    ("depth", "words"),
    [
        (0, "not reached anybody"),
        (0.01, "a few places"),
        (0.1, "a part"),
        (0.3, "much"),
        (0.9, "nearly the whole"),
    ],
)
def test_depth_is_said_in_words(depth, words):
    assert words in depth_words(depth)


# What changed -----------------------------------------------------------------------------------------------------


def test_sessions_are_compared_with_the_same_months_a_year_ago(school):
    for ago in (1, 2, 3):
        month_of(school, ago=ago, sessions=8)
    month_of(school, ago=0, sessions=50)  # still runs
    month_of(school, ago=14, sessions=10)
    (said,) = changes_of(school)
    assert "24 lessons and sittings. A year ago, in the same months: 10." in said


def test_without_a_year_ago_sessions_are_compared_with_the_months_before(school):
    month_of(school, ago=2, sessions=8)
    month_of(school, ago=5, sessions=3)
    (said,) = changes_of(school)
    assert "8 lessons and sittings. In the three months before: 3." in said


def test_new_year_groups_are_named(school):
    year_of(school, lessons=3, year_groups=[1, 3, 4])
    assert changes_of(school) == []
    year_of(school, ago=1, lessons=3, year_groups=[1, 2])
    assert changes_of(school) == ["New this school year: year groups 3, 4."]


def test_teachers_are_compared_only_where_both_numbers_are_ten_or_more(school):
    year_of(school, lessons=20, teachers=14)
    before = year_of(school, ago=1, lessons=20, teachers=9)
    assert changes_of(school) == []
    before.teachers = 11
    before.save()
    (said,) = changes_of(school)
    assert said.startswith("14 teachers have taught with it this school year.")
    assert said.endswith("it was 11.")


def test_the_area_that_rose_most_and_the_one_that_fell_most_are_told(school):
    ended_round(school, days_ago=300, pupils=(20, 2))
    ended_round(school, days_ago=10, pupils=(20, 2), levels={"climate": 3, "digital": 1})
    rose, fell = changes_of(school)
    assert "rose most. Pupils: 2 then, 3 now, of 4." in rose
    assert "fell most. Pupils: 2 then, 1 now, of 4." in fell


def test_rounds_that_show_no_group_twice_are_not_compared(school):
    ended_round(school, days_ago=300, pupils=(20, 2))
    ended_round(school, days_ago=10, teachers=(20, 4))
    assert changes_of(school) == []


def test_where_nothing_moved_it_says_so(school):
    ended_round(school, days_ago=300, pupils=(20, 2))
    ended_round(school, days_ago=10, pupils=(20, 2))
    (said,) = changes_of(school)
    assert said.endswith("no area has moved much.")


# What comes next --------------------------------------------------------------------------------------------------


def test_what_comes_next_stands_in_order_and_is_three_things_at_most(client, school, lead):
    year_of(school, lessons=3, teachers=1, year_groups=[1])
    open_round(school)
    PlanTask.objects.create(school=school, what="Ask <the> parents", due=timezone.localdate())
    assert steps_of(school, lead) == [
        "Answer the self-assessment",
        "Come closer to the level Committed",
        "Ask <the> parents",
    ]
    page = page_of(client, school)
    assert page.count('class="next-step"') == 3
    assert "Ask &lt;the&gt; parents" in page
    assert "Ask <the> parents" not in page


def test_who_has_answered_is_not_asked_again_and_others_are(school, lead):
    Turn.objects.create(round=open_round(school), user=lead)
    other = MemberFactory(school=school).user
    assert "Answer the self-assessment" not in steps_of(school, lead)
    assert "Answer the self-assessment" in steps_of(school, other)


def test_the_missing_condition_leads_to_where_it_is_done(school, lead):
    step = next_of(school, lead)[0]
    assert step.title == "Come closer to the level Committed"
    assert step.url == f"/en/school/{school.key}/rounds/"
    assert step.text.startswith("A self-assessment")


def test_while_something_waits_for_a_coordinator_the_level_is_no_step(school, lead):
    Recognition.objects.create(school=school, level=1)
    assert steps_of(school, lead) == ["Put a classroom of yours into the school"]


def test_an_overdue_task_says_so_and_the_soonest_stands_first(school, lead):
    today = timezone.localdate()
    PlanTask.objects.create(school=school, what="Some day")
    PlanTask.objects.create(school=school, what="Later", due=today + timedelta(days=9))
    PlanTask.objects.create(school=school, what="Done", due=today, done_at=timezone.now())
    PlanTask.objects.create(school=school, what="Late", due=today - timedelta(days=9))
    steps = next_of(school, lead)
    assert [one.title for one in steps][1:] == ["Late", "Put a classroom of yours into the school"]
    assert steps[1].text.startswith("In the plan it was due on")


def test_who_has_put_a_classroom_in_is_not_asked_to(school, lead):
    SchoolClassroom.objects.create(classroom=ClassroomFactory(owner=lead), school=school, year_group=1)
    assert "Put a classroom of yours into the school" not in steps_of(school, lead)


# Doors and panels -------------------------------------------------------------------------------------------------


def test_settings_are_a_door_for_leads_alone(client, school, lead):
    address = f"/en/school/{school.key}/settings/"
    assert address in page_of(client, school)
    client.force_login(MemberFactory(school=school).user)
    assert address not in page_of(client, school)


@pytest.mark.parametrize("door", ["use", "rounds", "plan", "levels", "members", "classrooms"])
def test_every_part_of_the_room_has_a_door(client, school, lead, door):
    assert f'href="/en/school/{school.key}/{door}/"' in page_of(client, school)


def test_other_rooms_add_panels(client, school, lead):
    school_panels.register(
        "a test", lambda one: {"title": "Visits", "text": one.name, "url": "/x/", "link": "All"}
    )
    school_panels.register("nothing to say", lambda one: None)
    try:
        page = page_of(client, school)
    finally:
        school_panels.unregister("a test")
        school_panels.unregister("nothing to say")
    assert "<h2>Visits</h2>" in page
    assert 'href="/x/"' in page


def test_names_are_text_and_the_page_speaks_arabic(client, school, lead):
    """CASES 48, 79."""
    school.name = "<script>alert(1)</script>"
    school.save()
    year_of(school, lessons=3, teachers=12, year_groups=[1])
    page = page_of(client, school, "ar")
    assert 'dir="rtl"' in page
    assert "<script>alert" not in page


# Cost -------------------------------------------------------------------------------------------------------------


def lived(school, number: int) -> None:
    """Give a school a life: so many of everything."""
    for one in range(number):
        year_of(school, ago=one, lessons=9, teachers=12, year_groups=[1, 2])
        month_of(school, ago=one, sessions=3)
        ended_round(school, days_ago=60 * one + 1, teachers=(12, 3), pupils=(20, 2))
        PlanTask.objects.create(school=school, what="Something", due=timezone.localdate())
        member = MemberFactory(school=school).user
        TaughtFactory(school=school, teacher=member)
        granted(school, level=1)


def test_a_large_school_takes_as_many_queries_as_a_small_one_ten_at_most(client, school, lead):
    counts = []
    for number in (1, 4):
        school.years.all().delete()
        school.months.all().delete()
        lived(school, number)
        page_of(client, school)  # what is kept in memory is there now
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page_of(client, school)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 10, [one["sql"][:160] for one in queries]


@pytest.mark.django_db(transaction=True)
def test_what_is_kept_of_a_school_is_made_anew_as_soon_as_something_changes(client, school, lead):
    TaughtFactory(school=school, teacher=lead)
    recount(school)
    assert '<p class="number__figure">1</p>' in page_of(client, school)
    TaughtFactory(school=school, teacher=lead)
    recount(school)
    page = page_of(client, school)
    assert '<p class="number__figure">2</p>' in page
    for change, words in (
        (lambda: PlanTask.objects.create(school=school, what="Ask the parents"), "Ask the parents"),
        (lambda: open_round(school), "Answer the self-assessment"),
        (lambda: granted(school), "Recognised until"),
        (lambda: ended_round(school, pupils=(20, 2)), "How we see ourselves"),
    ):
        assert words not in page
        change()
        page = page_of(client, school)
        assert words in page


def test_nobody_is_shown_what_is_another_member_s_own(client, school, lead):
    """CASES 55."""
    year_of(school, lessons=3, teachers=1, year_groups=[1])
    Turn.objects.create(round=open_round(school), user=lead)
    assert "Answer the self-assessment" not in page_of(client, school)
    client.force_login(MemberFactory(school=school).user)
    assert "Answer the self-assessment" in page_of(client, school)


def test_the_page_stays_light(client, school, lead):
    lived(school, 4)
    assert len(page_of(client, school).encode()) < 60_000
