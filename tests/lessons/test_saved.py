"""Saved lists: a teacher's own, in her order, shared by link when she wants."""

import json

import pytest
from django.core.exceptions import PermissionDenied

from cms.models import User
from lessons.domain import saved
from lessons.domain.queries.saved import lessons_in
from lessons.domain.saved import SavedListError
from lessons.models import SavedList
from lessons.rules import can_change_list
from tests.factories import LessonPlanPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher():
    return User.objects.create_user("teacher@example.org", "a long pass phrase")


@pytest.fixture
def colleague():
    return User.objects.create_user("colleague@example.org", "a long pass phrase")


@pytest.fixture
def lessons(site_tree):
    tree = site_tree("en", "uk")
    made = [
        LessonPlanPageFactory(
            parent=tree["en"].library, title=f"Lesson {letter}", slug=f"lesson-{letter.lower()}"
        )
        for letter in "ABC"
    ]
    LessonPlanPageFactory(
        parent=tree["uk"].library, title="Урок А", slug="lesson-a", translation_key=made[0].translation_key
    )
    return made


@pytest.fixture
def spring(teacher, lessons):
    """A list with three lessons."""
    found = saved.make_list("8B, spring", actor=teacher)
    for page in lessons:
        saved.save_lesson(found, page.translation_key, actor=teacher)
    return found


def titles(found, language="en") -> list[str]:
    return [lesson["page"].title if lesson["page"] else "" for lesson in lessons_in(found, language)]


def test_lessons_keep_the_order_in_which_they_were_saved(spring):
    assert titles(spring) == ["Lesson A", "Lesson B", "Lesson C"]


def test_a_list_is_read_in_the_readers_language_where_the_lesson_has_it(spring):
    assert titles(spring, "uk") == ["Урок А", "Lesson B", "Lesson C"]


def test_a_lesson_saved_twice_stands_once(spring, lessons, teacher):
    saved.save_lesson(spring, lessons[0].translation_key, actor=teacher)
    assert titles(spring) == ["Lesson A", "Lesson B", "Lesson C"]


@pytest.mark.parametrize(
    ("which", "by", "expected"),
    [(2, -1, "ACB"), (0, 1, "BAC"), (0, -1, "ABC"), (2, 1, "ABC")],
)
def test_a_lesson_moves_up_and_down_and_stays_at_the_edge(spring, lessons, teacher, which, by, expected):
    saved.move_lesson(spring, lessons[which].translation_key, by, actor=teacher)
    assert "".join(title[-1] for title in titles(spring)) == expected


def test_a_withdrawn_lesson_leaves_a_gap_that_says_so(spring, lessons, client, teacher):
    lessons[1].unpublish()
    assert titles(spring) == ["Lesson A", "", "Lesson C"]
    client.force_login(teacher)
    assert "no longer there" in client.get(f"/en/teach/saved/{spring.pk}/").content.decode()


@pytest.mark.parametrize("name", ["", "   ", "8B, spring", "x" * 121])
def test_a_list_needs_a_name_of_its_own(spring, teacher, name):
    with pytest.raises(SavedListError):
        saved.make_list(name, actor=teacher)


def test_the_rule_and_its_queryset_twin_agree(spring, teacher, colleague):
    for person in (teacher, colleague):
        seen = SavedList.objects.visible_to(person).filter(pk=spring.pk).exists()
        assert seen == can_change_list(person, spring)


def test_nobody_else_changes_or_sees_a_list(spring, lessons, colleague, client):
    with pytest.raises(PermissionDenied):
        saved.remove_lesson(spring, lessons[0].translation_key, actor=colleague)
    client.force_login(colleague)
    assert client.get(f"/en/teach/saved/{spring.pk}/").status_code == 404
    assert client.post(f"/en/teach/saved/{spring.pk}/change/", {"do": "delete"}).status_code == 404
    assert SavedList.objects.filter(pk=spring.pk).exists()


def test_the_link_opens_the_list_without_its_owner_until_it_is_taken_back(spring, teacher, client):
    token = saved.share_list(spring, actor=teacher)
    html = client.get(f"/en/teach/saved/shared/{token}/").content.decode()
    assert "Lesson B" in html
    assert teacher.email not in html
    assert "/change/" not in html
    saved.unshare_list(spring, actor=teacher)
    assert client.get(f"/en/teach/saved/shared/{token}/").status_code == 404


def test_saving_asks_to_sign_in_and_then_keeps_the_lesson(client, lessons, teacher):
    assert client.get("/en/teach/saved/add/lesson-a/").status_code == 302
    client.force_login(teacher)
    response = client.post("/en/teach/saved/add/lesson-a/", {"name": "Week 1"}, follow=True)
    assert "Lesson A" in response.content.decode()
    assert titles(SavedList.objects.get(owner=teacher)) == ["Lesson A"]


@pytest.mark.parametrize(
    "do", ["", "nonsense", "up:not-a-key", "up:5f0c1c1e-0000-4000-8000-000000000000", "rename"]
)
def test_bad_input_gets_an_answer_and_changes_nothing(spring, teacher, client, do):
    client.force_login(teacher)
    assert client.post(f"/en/teach/saved/{spring.pk}/change/", {"do": do}).status_code in (302, 404)
    spring.refresh_from_db()
    assert spring.name == "8B, spring"
    assert titles(spring) == ["Lesson A", "Lesson B", "Lesson C"]


def test_the_account_page_leads_to_the_lists(client, teacher, lessons):
    client.force_login(teacher)
    assert 'href="/en/teach/saved/"' in client.get("/en/account/").content.decode()


def test_a_name_is_kept_composed_and_without_what_a_database_refuses(teacher, lessons):
    """Case 79."""
    assert saved.make_list("e\u0301te\u0301\x00 8B", actor=teacher).name == "été 8B"


def test_a_list_that_was_deleted_meanwhile_cannot_be_changed(spring, teacher):
    SavedList.objects.get(pk=spring.pk).delete()
    with pytest.raises(SavedList.DoesNotExist):
        saved.rename_list(spring, "Autumn", actor=teacher)


def test_a_list_takes_as_many_queries_with_three_lessons_as_with_one(
    spring, lessons, teacher, client, django_assert_num_queries
):
    short = saved.make_list("One", actor=teacher)
    saved.save_lesson(short, lessons[0].translation_key, actor=teacher)
    client.force_login(teacher)
    client.get(f"/en/teach/saved/{short.pk}/")
    for one in (short, spring):
        with django_assert_num_queries(7):
            client.get(f"/en/teach/saved/{one.pk}/")


def test_a_link_with_signs_that_no_link_has_leads_nowhere(client, lessons):
    assert client.get("/en/teach/saved/shared/%00/").status_code == 404


def test_lists_are_exported_and_erased_with_the_account(spring, teacher):
    assert [one["name"] for one in saved.export_saved(teacher)] == ["8B, spring"]
    json.dumps(saved.export_saved(teacher))
    saved.erase_saved(teacher)
    assert not SavedList.objects.exists()
