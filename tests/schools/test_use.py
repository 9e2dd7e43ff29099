"""What counts at a school: lessons, sittings, sums; and the page that shows it all."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from classrooms.domain.classrooms import erase_classroom
from classrooms.models import Sitting
from cms.languages import LANGUAGES
from schools.domain import use as verbs
from schools.domain.queries.use import months_of, this_year, years_of
from schools.domain.use import count_sittings, recount, recount_after
from schools.enums import EvidenceKind
from schools.models import Evidence, SchoolMonth, SchoolSitting, SchoolYear, Taught
from schools.registries import UseKind, use_kinds
from schools.rules import can_change_evidence, can_change_taught
from schools.years import bounds, school_year
from tests.factories import ExercisePageFactory, LessonPlanPageFactory, balanced_claims, exercises_page
from tests.schools.factories import MemberFactory, SchoolFactory, TaughtFactory, person
from tests.schools.use_factories import GUESSING, KNOWING, placed, sat

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree(site_tree):
    return site_tree("en", "fr")


@pytest.fixture
def school(tree):
    return SchoolFactory()


@pytest.fixture
def teacher(school):
    return MemberFactory(school=school).user


@pytest.fixture
def claims(tree):
    return ExercisePageFactory(
        parent=exercises_page(tree["en"]),
        title="Eight claims",
        purpose="discernment",
        items=balanced_claims(8),
    )


def sums(year: SchoolYear) -> dict:
    names = (
        "lessons",
        "sittings",
        "places",
        "teachers",
        "year_groups",
        "languages",
        "training",
        "gains",
        "depth",
    )
    return {name: getattr(year, name) for name in names}


def start() -> date:
    return bounds(school_year(timezone.localdate()))[0]


# Sums -------------------------------------------------------------------------------------------------------------


def test_a_school_year_is_added_up_from_rows(school, teacher):
    today = timezone.localdate()
    TaughtFactory(school=school, teacher=teacher, year_group=2, pupils=25, language="fr")
    TaughtFactory(school=school, teacher=teacher, year_group=1, pupils=20, day=start())
    TaughtFactory(school=school, year_group=1, pupils=10, day=start())
    TaughtFactory(school=school, year_group=4, pupils=99, day=start() - timedelta(days=1))  # the year before
    TaughtFactory(year_group=3)  # another school
    Evidence.objects.create(
        school=school, kind=EvidenceKind.TRAINING, title="Afternoon", day=today, people=12, minutes=90
    )
    Evidence.objects.create(school=school, kind=EvidenceKind.NOTE, title="Wall", text="Words", day=today)
    found = recount(school)
    assert sums(found) == {
        "lessons": 3,
        "sittings": 0,
        "places": 55,
        "teachers": 2,
        "year_groups": [1, 2],
        "languages": {"en": 2, "fr": 1},
        "training": 1080,
        "gains": {},
        "depth": pytest.approx((2 / 40) * (2 / 4) * (3 / 2 / 6)),
    }
    assert (found.year, found.last_day) == (school_year(today), today)
    assert sums(this_year(school)) == sums(found)
    months = {month: (sessions, places) for month, sessions, places in school.months.values_list(
        "month", "sessions", "places")}  # fmt: skip
    assert sum(sessions for sessions, _places in months.values()) == 3
    assert months[start()][0] >= 2
    assert start() - timedelta(days=31) not in months


def test_adding_up_again_changes_nothing_and_what_is_gone_goes(school):
    TaughtFactory(school=school, day=start())
    gone = TaughtFactory(school=school, day=start() + timedelta(days=40))
    first = sums(recount(school))
    assert sums(recount(school)) == first
    assert (SchoolYear.objects.count(), SchoolMonth.objects.count()) == (1, 2)
    gone.delete()
    assert recount(school).lessons == 1
    assert list(SchoolMonth.objects.values_list("month", "sessions")) == [(start(), 1)]
    Taught.objects.all().delete()
    recount_after(school.pk, timezone.localdate())
    assert (this_year(school).lessons, this_year(school).last_day) == (0, None)
    assert not SchoolMonth.objects.exists()


def test_the_number_of_queries_does_not_grow_with_the_rows(school):
    numbers = []
    for rows in (1, 20):
        for number in range(rows):
            TaughtFactory(school=school, year_group=1 + number % 4, day=start() + timedelta(days=number))
        with CaptureQueriesContext(connection) as queries:
            recount(school)
        numbers.append(len(queries))
    # Each room that counts something of its own may ask once.
    assert numbers[0] == numbers[1] <= 10 + len(list(use_kinds))


def test_what_other_rooms_count_is_kept_by_name(school, monkeypatch):
    asked = []

    def count(given, first, end):
        asked.append((given, first, end))
        return 3

    use_kinds.register("visits of a test", UseKind("Visits", count))
    try:
        assert recount(school, 2025).more == {**recount(school, 2025).more, "visits of a test": 3}
    finally:
        use_kinds.unregister("visits of a test")
    assert asked[0] == (school, date(2025, 8, 1), date(2026, 8, 1))


def test_a_school_without_a_year_has_zeros_that_are_not_saved(school):
    year = this_year(school)
    assert (year.pk, year.sessions, year.depth, year.year) == (None, 0, 0, school_year(timezone.localdate()))
    assert years_of(school) == []


def test_years_come_newest_first_and_months_without_gaps(school):
    this = school_year(timezone.localdate())
    for back in range(4):
        SchoolYear.objects.create(school=school, year=this - back)
    assert [one.year for one in years_of(school)] == [this, this - 1, this - 2]
    month = timezone.localdate().replace(day=1)
    SchoolMonth.objects.create(school=school, month=month, sessions=5)
    found = months_of(school, 14)
    assert len(found) == 14
    assert found[-1] == (month, 5)
    assert [sessions for _month, sessions in found[:-1]] == [0] * 13
    assert all(
        (later - earlier).days in range(28, 32)
        for (earlier, _a), (later, _b) in zip(found, found[1:], strict=False)
    )


# Sittings ---------------------------------------------------------------------------------------------------------


def test_a_sitting_that_ended_counts_where_its_classroom_is_placed(school, teacher, claims):
    place = placed(school, teacher, year_group=3)
    sitting = sat(place, claims, GUESSING)
    assert count_sittings() == 1
    kept = SchoolSitting.objects.get()
    assert (kept.school, kept.sitting, kept.teacher) == (school, sitting, teacher)
    assert (kept.pupils, kept.year_group, kept.language, kept.gain) == (20, 3, "en", None)
    assert kept.exercise == claims.translation_key
    assert kept.day == timezone.localdate(sitting.opened_at)
    year = this_year(school)
    assert (year.sittings, year.lessons, year.places, year.teachers, year.year_groups) == (1, 0, 20, 1, [3])


def test_what_does_not_count(school, teacher, claims):
    place = placed(school, teacher, days=3)
    sat(place, claims, [((2, 2), 9)], days_ago=1)  # nine answered
    sat(place, claims, GUESSING, days_ago=5)  # before it was placed
    still_open = sat(place, claims, GUESSING, days_ago=1)
    Sitting.objects.filter(pk=still_open.pk).update(
        closed_at=None, closes_at=timezone.now() + timedelta(hours=1)
    )
    assert count_sittings() == 0
    assert not SchoolSitting.objects.exists()


def test_an_ended_sitting_is_looked_at_until_late_answers_are_over_and_counted_once(school, teacher, claims):
    place = placed(school, teacher)
    sat(place, claims, GUESSING, days_ago=0.5)
    now = timezone.now()
    assert count_sittings() == 1
    assert count_sittings(now + timedelta(hours=1)) == 1  # late answers may still come
    assert count_sittings(now + timedelta(hours=13)) == 1
    assert count_sittings(now + timedelta(hours=14)) == 0  # nothing more to be known
    assert this_year(school).sittings == 1
    assert SchoolSitting.objects.count() == 1


def test_one_sitting_that_fails_holds_up_no_other_and_is_tried_again(school, teacher, claims, monkeypatch):
    first, second = placed(school, teacher), placed(school, teacher)
    bad, _good = sat(first, claims, GUESSING), sat(second, claims, GUESSING)
    real = verbs.take_up

    def take_up(sitting):
        if sitting.pk == bad.pk:
            raise ValueError
        return real(sitting)

    monkeypatch.setattr(verbs, "take_up", take_up)
    assert count_sittings() == 1
    monkeypatch.undo()
    assert count_sittings() == 1
    assert this_year(school).sittings == 2


def test_hands_count_when_ten_were_raised(school, teacher, claims):
    place = placed(school, teacher, size=24)
    few, many = (sat(place, claims, (), way="hands") for _time in range(2))
    Sitting.objects.filter(pk=few.pk).update(hands={"0": [5, 4]})
    Sitting.objects.filter(pk=many.pk).update(hands={"0": [5, 4], "1": [12, 8], "2": [14, 13]})
    assert count_sittings() == 1
    assert SchoolSitting.objects.get().pupils == 24  # 27 hands, of a classroom of 24


def test_what_was_counted_stays_when_the_teacher_leaves_or_erases_her_classroom(school, teacher, claims):
    place = placed(school, teacher)
    sat(place, claims, GUESSING)
    count_sittings()
    erase_classroom(place.classroom, actor=teacher)
    assert recount(school).sittings == 1
    teacher.delete()
    assert recount(school).sittings == 1
    assert SchoolSitting.objects.get().teacher is None


def test_what_was_learnt_is_kept_as_sums_and_never_as_answers(school, teacher, claims):
    place = placed(school, teacher)
    before = sat(place, claims, GUESSING, days_ago=9, role="before")
    after = sat(place, claims, KNOWING, days_ago=2, role="after", follows=before)
    count_sittings()
    kept = SchoolSitting.objects.get(sitting=after)
    assert kept.gain == pytest.approx(2.581, abs=5e-4)
    assert kept.error == pytest.approx(0.645 / 2.8016, abs=1e-3)
    assert (kept.before, kept.rose) == (before.key, True)
    gains = this_year(school).gains
    assert (gains["measured"], gains["rose"]) == (1, 1)
    assert gains["mean"] == pytest.approx(2.581, abs=5e-4)
    assert gains["low"] == pytest.approx(2.581 - 1.96 * 0.2302, abs=2e-3)
    assert gains["high"] == pytest.approx(2.581 + 1.96 * 0.2302, abs=2e-3)


def test_of_several_sittings_after_the_same_one_the_last_counts(school):
    def row(before, gain, error, rose, days):
        SchoolSitting.objects.create(
            school=school, exercise=uuid4(), language="en", day=start() + timedelta(days=days), year_group=1,
            pupils=20, before=before, gain=gain, error=error, rose=rose,
        )  # fmt: skip

    row("a", 2.0, 0.3, True, 1)
    row("a", 0.4, 0.3, False, 40)  # some weeks later
    row("b", 1.0, 0.4, True, 2)
    assert recount(school).gains == {"measured": 2, "rose": 1, "mean": 0.7, "low": 0.21, "high": 1.19}


# The page ---------------------------------------------------------------------------------------------------------


def test_the_page_tells_what_counts_and_how_depth_comes_about(client, tree, school, teacher):
    lesson = LessonPlanPageFactory(parent=tree["en"].library, title="Reading sideways")
    for group in (1, 2):
        TaughtFactory(
            school=school, teacher=teacher, lesson=lesson.translation_key, year_group=group, went="well",
            note="Begin with the picture.",
        )  # fmt: skip
    recount(school)
    client.force_login(teacher)
    page = client.get(f"/en/school/{school.key}/use/").content.decode()
    assert page.count("Reading sideways") == 4  # as a link, and for the ears beside "Change"
    assert "Colleagues: 1 of 40 has taught a lesson or held a sitting (3%)." not in page
    assert "Colleagues: 1 of 40 has taught a lesson or held a sitting (2%)." in page
    assert "Year groups: 2 of 4 have been reached (50%)." in page
    assert "1 on average; 6 or more count in full (17%)" in page
    assert "39 colleagues have not taken part yet." in page
    assert "Year groups without a session: 3, 4" in page
    assert "10 more sessions in the year groups" in page
    assert "How it went: Well" in page
    assert "Begin with the picture." in page


def test_what_was_learnt_is_told_with_how_sure_one_can_be(client, school, teacher):
    gains = {"measured": 5, "rose": 4, "mean": 0.7, "low": 0.2127, "high": 1.1873}
    SchoolYear.objects.create(school=school, year=school_year(timezone.localdate()), gains=gains)
    client.force_login(teacher)
    page = client.get(f"/en/school/{school.key}/use/").content.decode()
    assert "before and after teaching: 5. Clearly better at telling true from false afterwards: 4." in page
    assert "moved by 0.7 (95% interval: 0.21 to 1.19)" in page


def test_titles_come_in_the_readers_language_and_what_is_gone_is_said(client, tree, school, teacher):
    lesson = LessonPlanPageFactory(parent=tree["en"].library, title="Reading sideways")
    lesson.copy_for_translation(tree["fr"].locale, copy_parents=True).get_latest_revision_as_object()
    French = lesson.get_translation(tree["fr"].locale)
    French.title, French.slug = "Lire de côté", "lire-de-cote"
    French.save_revision().publish()
    TaughtFactory(school=school, teacher=teacher, lesson=lesson.translation_key)
    TaughtFactory(school=school, teacher=teacher)
    client.force_login(teacher)
    page = client.get(f"/fr/school/{school.key}/use/").content.decode()
    assert "Lire de côté" in page
    page = client.get(f"/en/school/{school.key}/use/").content.decode()
    assert "A lesson plan that is no longer offered" in page


@pytest.mark.parametrize("show", ["lessons", "sittings", "evidence"])
@pytest.mark.parametrize("rows", [1, 3])
def test_each_list_takes_at_most_ten_queries(
    client, school, teacher, show, rows, django_assert_max_num_queries
):
    for number in range(rows):
        other = MemberFactory(school=school).user
        TaughtFactory(school=school, teacher=other)
        SchoolSitting.objects.create(
            school=school,
            teacher=other,
            exercise=uuid4(),
            language="en",
            day=start(),
            year_group=1,
            pupils=20,
        )
        Evidence.objects.create(
            school=school, kind="note", title=f"Wall {number}", text="Words", day=start(), added_by=other
        )
    client.force_login(teacher)
    address = f"/en/school/{school.key}/use/?show={show}"
    client.get(address)
    with django_assert_max_num_queries(10):
        page = client.get(address)
    assert page.content.decode().count("use-row__what") == rows


def test_a_long_list_comes_in_pages_of_fifty(client, school, teacher):
    for _number in range(51):
        TaughtFactory(school=school, teacher=teacher, day=start())
    client.force_login(teacher)
    first = client.get(f"/en/school/{school.key}/use/").content.decode()
    assert first.count("use-row__what") == 50
    assert "?page=2" in first
    assert client.get(f"/en/school/{school.key}/use/?page=2").content.decode().count("use-row__what") == 1
    assert client.get(f"/en/school/{school.key}/use/?page=1e9").status_code == 200  # case 81


def test_nobody_else_sees_it(client, school, teacher):
    """Case 11."""
    TaughtFactory(school=school, teacher=teacher)
    for somebody in (person(), MemberFactory(role="lead").user):
        client.force_login(somebody)
        assert client.get(f"/en/school/{school.key}/use/").status_code == 404
        assert client.get(f"/en/school/{school.key}/use/taught/{Taught.objects.get().pk}/").status_code == 404


def test_rules_and_their_twins_agree(school, teacher):
    lead, former = MemberFactory(school=school, role="lead").user, MemberFactory(school=school).user
    mine, theirs = TaughtFactory(school=school, teacher=teacher), TaughtFactory(school=school, teacher=former)
    shown = [
        Evidence.objects.create(school=school, kind="note", title="x", text="x", day=start(), added_by=one)
        for one in (teacher, former, None)
    ]
    school.memberships.filter(user=former).update(until=timezone.now())
    elsewhere = MemberFactory(role="lead").user
    for user in (teacher, lead, former, elsewhere, person()):
        noted = [one for one in (mine, theirs) if can_change_taught(user, one)]
        assert set(noted) == set(Taught.objects.changeable_by(user))
        added = [one for one in shown if can_change_evidence(user, one)]
        assert set(added) == set(Evidence.objects.changeable_by(user))
    assert not can_change_taught(former, theirs)
    assert can_change_taught(lead, theirs)


def test_languages_of_the_site_fit_into_what_is_kept():
    assert all(len(one.code) <= 8 for one in LANGUAGES)
