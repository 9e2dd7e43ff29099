"""Lessons that were taught: one tap from a lesson page, changed, removed."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from cms.keys import new_secret
from cms.models import AuditEntry
from schools.domain.queries.use import this_year
from schools.domain.use import MOST_A_DAY, UseError, change_lesson, note_lesson, remove_lesson
from schools.models import Taught
from schools.years import bounds, school_year
from tests.factories import LessonPlanPageFactory
from tests.schools.factories import MemberFactory, SchoolFactory, TaughtFactory, person
from tests.schools.use_factories import placed

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree(site_tree):
    return site_tree("en", "fr")


@pytest.fixture
def lesson(tree):
    return LessonPlanPageFactory(parent=tree["en"].library, title="Reading sideways", slug="reading-sideways")


@pytest.fixture
def school(tree):
    return SchoolFactory(name="School at the Bridge")


@pytest.fixture
def teacher(school):
    return MemberFactory(school=school).user


@pytest.fixture
def browser_of(client):
    def enter(user):
        client.force_login(user)
        return client

    return enter


ADDRESS = "/en/school/taught/reading-sideways/"


def sent_by(page: str) -> dict:
    """Return what a browser sends of a form that nobody touched."""
    form = re.search(r'<form class="form" method="post".*?</form>', page, re.S).group()
    data = {}
    for field in re.findall(r"<input[^>]*>", form):
        values = dict(re.findall(r'(\w+)="([^"]*)"', field))
        if values.get("type") == "radio" and " checked" not in field:
            continue
        data[values["name"]] = values.get("value", "")
    for name, inner in re.findall(r'<select name="(\w+)".*?>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', inner)
        data[name] = chosen.group(1) if chosen else re.search(r'<option value="([^"]*)"', inner).group(1)
    for name in re.findall(r'<textarea name="(\w+)"', form):
        data[name] = ""
    return data


def note(school, actor, **values) -> Taught:
    given = {
        "lesson": uuid4(), "language": "en", "day": timezone.localdate(), "year_group": 1, "pupils": 25,
        "name": new_secret(),
    }  # fmt: skip
    return note_lesson(school, actor=actor, **given | values)


# From the lesson page ---------------------------------------------------------------------------------------------


def test_the_lesson_page_leads_there_and_is_the_same_for_everybody(client, lesson, school, teacher):
    page = client.get("/en/lessons/reading-sideways/").content
    assert b'<a class="print-link" rel="nofollow" href="/en/school/taught/reading-sideways/">' in page
    client.force_login(teacher)
    assert client.get("/en/lessons/reading-sideways/").content == page


def test_with_one_school_and_one_classroom_one_tap_is_enough(browser_of, lesson, school, teacher):
    placed(school, teacher, year_group=3, name="8B", size=26, language="fr")
    client = browser_of(teacher)
    data = sent_by(client.get(ADDRESS).content.decode())
    answer = client.post(ADDRESS, data, follow=True)
    taught = Taught.objects.get()
    assert (taught.school, taught.teacher, taught.lesson) == (school, teacher, lesson.translation_key)
    assert (taught.day, taught.year_group, taught.pupils) == (timezone.localdate(), 3, 26)
    assert (taught.language, taught.went, taught.note) == ("fr", "", "")
    page = answer.content.decode()
    assert "Thank you" in page
    assert "This school year your school has had 1 session." in page
    assert f'href="/en/school/{school.key}/"' in page
    assert 'href="/en/lessons/reading-sideways/"' in page
    assert this_year(school).sessions == 1
    assert AuditEntry.objects.get(verb="lesson_taught.noted").actor == teacher


def test_a_form_that_is_sent_twice_notes_it_once(browser_of, lesson, school, teacher):
    placed(school, teacher)
    client = browser_of(teacher)
    data = sent_by(client.get(ADDRESS).content.decode())
    answers = [client.post(ADDRESS, data) for _time in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Taught.objects.count() == 1
    assert this_year(school).lessons == 1


def test_the_name_of_somebody_elses_form_is_of_no_use(browser_of, lesson, school, teacher):
    taken = TaughtFactory(school=school, name="a" * 32)
    placed(school, teacher)
    client = browser_of(teacher)
    data = sent_by(client.get(ADDRESS).content.decode())
    page = client.post(ADDRESS, data | {"name": taken.name}).content.decode()
    assert "Please open the lesson plan once more" in page
    assert client.post(ADDRESS, data | {"name": "x" * 500}).status_code == 302
    assert Taught.objects.filter(teacher=teacher).count() == 1


def test_without_a_classroom_one_says_which_year_group_and_how_many(browser_of, lesson, school, teacher):
    client = browser_of(teacher)
    page = client.get(ADDRESS).content.decode()
    assert "Place your classrooms in your school" in page
    data = sent_by(page)
    assert data.keys().isdisjoint({"place", "school"})
    page = client.post(ADDRESS, data | {"pupils": "0", "note": "Loud but good"}).content.decode()
    assert "Loud but good" in page
    assert page.count('aria-invalid="true"') == 2
    answer = client.post(ADDRESS, data | {"year_group": "2", "pupils": "19", "went": "hard", "note": "Loud"})
    assert answer.status_code == 302
    taught = Taught.objects.get()
    assert (taught.year_group, taught.pupils, taught.language, taught.went, taught.note) == (
        2, 19, "en", "hard", "Loud",
    )  # fmt: skip


def test_of_several_classrooms_one_is_chosen_and_decides_the_school(browser_of, lesson, school, teacher):
    other = MemberFactory(user=teacher, school=SchoolFactory(year_groups=6)).school
    placed(school, teacher, name="8B")
    far = placed(other, teacher, name="3A", year_group=5, size=18)
    client = browser_of(teacher)
    page = client.get(ADDRESS).content.decode()
    data = sent_by(page)
    assert "place" not in data  # none is chosen for her
    assert "3A (year group 5, 18 pupils)" in page
    assert client.post(ADDRESS, data).status_code == 200
    client.post(ADDRESS, data | {"place": str(far.pk), "school": school.key, "pupils": "", "year_group": ""})
    taught = Taught.objects.get()
    assert (taught.school, taught.year_group, taught.pupils) == (other, 5, 18)


def test_another_class_in_one_of_two_schools(browser_of, lesson, school, teacher):
    other = MemberFactory(user=teacher).school
    placed(school, teacher)
    client = browser_of(teacher)
    data = sent_by(client.get(ADDRESS).content.decode()) | {"place": "other"}
    page = client.post(ADDRESS, data | {"school": "", "year_group": "", "pupils": ""}).content.decode()
    assert page.count('aria-invalid="true"') == 3
    client.post(ADDRESS, data | {"school": other.key, "year_group": "1", "pupils": "12"})
    assert Taught.objects.get().school == other
    stranger = SchoolFactory()
    page = client.post(ADDRESS, data | {"school": stranger.key, "year_group": "1", "pupils": "12"})
    assert page.status_code == 200
    assert not stranger.taught.exists()


def test_whoever_has_no_school_is_told_what_it_is_good_for(browser_of, lesson):
    client = browser_of(person())
    answer = client.get(ADDRESS)
    assert "Lessons are noted at a school." in answer.content.decode()
    assert 'href="/en/school/"' in answer.content.decode()
    assert client.post(ADDRESS, {"pupils": "20"}).status_code == 200
    assert not Taught.objects.exists()


def test_a_stranger_signs_in_first_and_a_lesson_that_is_not_there_is_not_there(client, lesson, teacher):
    answer = client.get(ADDRESS)
    assert answer.status_code == 302
    assert answer["Location"].endswith("?next=/en/school/taught/reading-sideways/")
    client.force_login(teacher)
    assert client.get("/en/school/taught/nothing/").status_code == 404
    lesson.unpublish()
    assert client.get(ADDRESS).status_code == 404


def test_a_lesson_with_any_name_can_be_noted(client, tree, school, teacher):
    """Case 79: also one whose name is a word of our addresses."""
    client.force_login(teacher)
    for title, slug in (("Plan", "plan"), ("Урок", "урок")):
        LessonPlanPageFactory(parent=tree["en"].library, title=title, slug=slug)
        assert title in client.get(f"/en/school/taught/{slug}/").content.decode()


def test_thanks_are_for_what_one_noted_oneself(browser_of, lesson, school, teacher):
    theirs = TaughtFactory(lesson=lesson.translation_key)
    client = browser_of(teacher)
    assert client.get(f"{ADDRESS}?noted={theirs.pk}").status_code == 404
    assert client.get(f"{ADDRESS}?noted=x").status_code == 404


def test_the_form_takes_as_many_queries_with_three_classrooms_as_with_one(
    browser_of, lesson, school, teacher, django_assert_max_num_queries
):
    client = browser_of(teacher)
    for _time in range(3):
        placed(school, teacher)
        client.get(ADDRESS)
        with django_assert_max_num_queries(9):
            client.get(ADDRESS)


# Rules ------------------------------------------------------------------------------------------------------------


def test_days_that_do_not_count(school, teacher):
    today = timezone.localdate()
    first, _end = bounds(school_year(today) - 1)
    assert note(school, teacher, day=first).day == first
    for day, words in (
        (today + timedelta(days=1), "still to come"),
        (first - timedelta(days=1), "too long ago"),
    ):
        with pytest.raises(UseError, match=words):
            note(school, teacher, day=day)
    assert Taught.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"year_group": 5}, "4 year groups"),
        ({"year_group": 0}, "4 year groups"),
        ({"pupils": 0}, "1 to 300 pupils"),
        ({"pupils": 301}, "1 to 300 pupils"),
        ({"language": "xx"}, "one of our languages"),
    ],
)
def test_numbers_that_cannot_be(school, teacher, values, words):
    with pytest.raises(UseError, match=words):
        note(school, teacher, **values)
    assert not Taught.objects.exists()


def test_only_members_note_lessons(school, teacher):
    school.memberships.update(until=timezone.now())
    with pytest.raises(UseError, match="do not belong"):
        note(school, teacher)


def test_nobody_teaches_more_than_a_dozen_lessons_on_a_day(school, teacher):
    for _time in range(MOST_A_DAY):
        note(school, teacher)
    with pytest.raises(UseError, match="12 lessons"):
        note(school, teacher)
    note(school, teacher, day=timezone.localdate() - timedelta(days=1))
    assert Taught.objects.count() == MOST_A_DAY + 1


def test_text_is_kept_composed_and_cut(school, teacher):
    """Case 79."""
    taught = note(school, teacher, note="Cafe\u0301 \u202e" + "x" * 400)
    assert taught.note.startswith("Café x")
    assert len(taught.note) == 300


# Changing ---------------------------------------------------------------------------------------------------------


def test_whoever_noted_it_and_leads_change_it(client, lesson, school, teacher):
    lead = MemberFactory(school=school, role="lead").user
    taught = note(school, teacher, lesson=lesson.translation_key)
    address = f"/en/school/{school.key}/use/taught/{taught.pk}/"
    for user, pupils in ((teacher, 21), (lead, 22)):
        client.force_login(user)
        page = client.get(address).content.decode()
        assert "Reading sideways" in page
        data = {
            "do": "save", "day": taught.day.isoformat(), "year_group": "4", "pupils": str(pupils), "language": "uk",
        }  # fmt: skip
        answer = client.post(address, data)
        assert answer["Location"] == f"/en/school/{school.key}/use/"
        taught.refresh_from_db()
        assert (taught.pupils, taught.year_group, taught.language, taught.teacher) == (
            pupils,
            4,
            "uk",
            teacher,
        )
    year = this_year(school)
    assert (year.places, year.year_groups, year.languages) == (22, [4], {"uk": 1})


def test_colleagues_do_not_change_it(client, school, teacher):
    taught = note(school, teacher)
    colleague = MemberFactory(school=school).user
    address = f"/en/school/{school.key}/use/taught/{taught.pk}/"
    client.force_login(colleague)
    for answer in (client.get(address), client.post(address, {"do": "remove"})):
        assert answer.status_code == 404
    with pytest.raises(PermissionDenied):
        remove_lesson(taught, actor=colleague)
    assert f"use/taught/{taught.pk}/" not in client.get(f"/en/school/{school.key}/use/").content.decode()


def test_bad_changes_give_a_sentence_and_lose_nothing(client, school, teacher):
    taught = note(school, teacher)
    client.force_login(teacher)
    address = f"/en/school/{school.key}/use/taught/{taught.pk}/"
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    data = {
        "do": "save",
        "day": tomorrow,
        "year_group": "2",
        "pupils": "19",
        "language": "en",
        "note": "Kept words",
    }
    page = client.post(address, data).content.decode()
    assert "This day is still to come." in page
    assert "Kept words" in page
    page = client.post(address, data | {"day": "soon"}).content.decode()
    assert page.count('aria-invalid="true"') == 1
    assert client.post(address, {"do": "fly"}).status_code == 404
    taught.refresh_from_db()
    assert taught.pupils == 25


def test_a_lesson_moved_to_the_year_before_counts_there(school, teacher):
    taught = note(school, teacher)
    first, _end = bounds(school_year(timezone.localdate()) - 1)
    change_lesson(taught, actor=teacher, language="en", day=first, year_group=1, pupils=25)
    assert {one.year: one.lessons for one in school.years.all()} == {
        school_year(first): 1,
        school_year(timezone.localdate()): 0,
    }


def test_what_is_removed_no_longer_counts_and_is_removed_once(client, school, teacher):
    taught = note(school, teacher)
    client.force_login(teacher)
    address = f"/en/school/{school.key}/use/taught/{taught.pk}/"
    assert client.post(address, {"do": "remove"}).status_code == 302
    assert client.post(address, {"do": "remove"}).status_code == 404
    with pytest.raises(UseError, match="removed already"):
        change_lesson(taught, actor=teacher, language="en", day=taught.day, year_group=1, pupils=2)
    assert not Taught.objects.exists()
    assert this_year(school).lessons == 0
    entry = AuditEntry.objects.get(verb="lesson_taught.removed")
    assert (entry.actor, entry.details["lesson"]) == (teacher, str(taught.lesson))
