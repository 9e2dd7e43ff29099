"""A sitting without devices: hands are raised, counted, typed in, and kept with the sitting."""

import re
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from classrooms.domain.hands import count_hands, counted_in
from classrooms.domain.sittings import SittingError, close_sitting
from classrooms.enums import Way
from classrooms.models import Sitting
from tests.classrooms.factories import ClassroomFactory, TeacherFactory, opened
from tests.exercises.editors import open_editor
from tests.exercises.playing import live
from tests.factories import ExercisePageFactory, balanced_claims, choice_item, exercises_page, once
from tests.machinery.looking import faults, look

pytestmark = pytest.mark.django_db
FIELD = re.compile(r'<input [^>]*name="(hands-[^"]+)"[^>]* value="([^"]*)"')


@pytest.fixture
def trees(site_tree):
    return site_tree("en", "ar")


@pytest.fixture
def exercise(trees):
    """Eight claims, a question, and an estimate, for which nobody raises hands."""
    estimate = {
        "question": "How many of a thousand people live abroad?",
        "value": 37, "unit": "people", "low": 0, "high": 250, "step": 1, "near": 10,
        "definition": "People born elsewhere", "date": "2024", "territory": "World",
        "source": {"title": "Migrants", "publisher": "UN", "year": "2024", "url": "", "note": ""},
        "explanation": "<p>About thirty-seven.</p>",
    }  # fmt: skip
    return once(
        ExercisePageFactory,
        parent=exercises_page(trees["en"]),
        title="True or not",
        items=[*balanced_claims(8), choice_item(), ("estimate", estimate)],
    )


@pytest.fixture
def sitting(exercise):
    return opened(ClassroomFactory(name="8B"), exercise, way=Way.HANDS)


class Wall:
    """A teacher at the wall, without a script, with a browser that has its token; `html` is the last page."""

    def __init__(self, sitting, language: str = "en"):
        self.client = Client(enforce_csrf_checks=True)
        self.client.force_login(sitting.classroom.owner)
        self.address = f"/{language}/teach/sittings/{sitting.pk}/hands/"
        self.show()

    def show(self, step: int | None = None) -> None:
        self._take(self.client.get(self.address + (f"?step={step}" if step else "")))

    def press(self, step: int, do: str = "ask", *counts, **more) -> None:
        """Type counts, in the order of the fields, and press the button that leads to `step`."""
        typed = self.fields | dict(zip(self.fields, map(str, counts), strict=False))
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', self.html))
        self._take(self.client.post(f"{self.address}?step={step}", typed | hidden | more | {"do": do}))

    def confirm(self) -> None:
        """Say yes to what the last page asked."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.html)[1]
        address = re.search(r'<form class="form__actions" method="post" action="([^"]+)"', self.html)[1]
        self._take(self.client.post(address, {"csrfmiddlewaretoken": token, "do": "close:yes"}))

    def _take(self, response) -> None:
        self.response, self.html = response, unescape(response.content.decode())
        assert response.status_code in (200, 302), response.status_code
        assert "no-store" in response["Cache-Control"]
        assert "private" in response["Cache-Control"]

    @property
    def fields(self) -> dict[str, str]:
        return dict(FIELD.findall(self.html))

    @property
    def typed(self) -> list[str]:
        return list(self.fields.values())

    @property
    def item(self) -> str:
        return re.search(r"Item (\d+) of 10|The class’s result", self.html)[0]


def kept(sitting) -> dict:
    return Sitting.objects.get(pk=sitting.pk).hands


# Kept with the sitting -------------------------------------------------------------------------------------------


def test_each_step_keeps_what_was_counted(sitting):
    wall = Wall(sitting)
    assert wall.item == "Item 1 of 10"
    wall.press(1, "answer", 17, 9)
    assert kept(sitting) == {"0": [17, 9]}
    assert "26 hands" in wall.html
    wall.press(2)
    wall.press(3, "ask", 4, 22)
    assert kept(sitting) == {"0": [17, 9], "1": [4, 22]}


def test_a_reload_and_another_device_go_on(sitting):
    first = Wall(sitting)
    first.press(2, "ask", 17, 9)
    first.press(3, "ask", 4, 22)
    second = Wall(sitting)
    assert second.item == "Item 3 of 10"  # the first at which nothing was counted yet
    second.press(4, "ask", 20, 6)
    second.show(1)
    assert second.typed == ["17", "9"]
    second.press(2, "ask", 18, 8)
    assert second.typed == ["4", "22"]
    assert kept(sitting) == {"0": [18, 8], "1": [4, 22], "2": [20, 6]}


def test_a_page_that_was_open_on_another_device_takes_nothing_back(sitting):
    old = Wall(sitting)
    new = Wall(sitting)
    new.press(2, "ask", 17, 9)
    new.press(3, "ask", 4, 22)
    old.show(5)
    new.press(4, "ask", 13, 13)
    old.press(6, "ask", 10, 16)  # its hidden field knows nothing of the third item
    assert kept(sitting) == {"0": [17, 9], "1": [4, 22], "2": [13, 13], "4": [10, 16]}
    assert old.item == "Item 6 of 10"


def test_two_devices_that_count_at_once_both_count(sitting):
    one, other = (Sitting.objects.get(pk=sitting.pk) for _device in range(2))
    first, second = counted_in(one), counted_in(other)
    first.counts[0] = [17, 9]
    second.counts[1] = [4, 22]
    count_hands(one, first, actor=sitting.classroom.owner)
    count_hands(other, second, actor=sitting.classroom.owner)
    assert kept(sitting) == {"0": [17, 9], "1": [4, 22]}


def test_emptied_fields_mean_that_nothing_was_counted(sitting):
    wall = Wall(sitting)
    wall.press(1, "ask", 17, 9)
    wall.press(2, "ask", "", "")
    assert kept(sitting) == {}


@pytest.mark.parametrize("forged", ["x", "a" * 200_000, "eyJ4IjoxfQ:abc", "\x00"])
def test_what_the_hidden_field_says_does_not_matter(sitting, forged):
    wall = Wall(sitting)
    wall.press(2, "ask", 17, 9)
    wall.press(3, "ask", 4, 22, hands=forged)
    assert wall.item == "Item 3 of 10"
    assert kept(sitting) == {"0": [17, 9], "1": [4, 22]}


@pytest.mark.parametrize("at", ["0", "11", "-1", "x", "9" * 400, "²"])
def test_a_forged_place_is_no_fault(sitting, at):
    wall = Wall(sitting)
    wall.press(2, "answer", 17, 9, at=at)
    assert wall.item == "Item 2 of 10"
    assert kept(sitting).keys() <= {"0"}  # whatever is no number is the first


def test_what_is_no_count_is_said_and_nothing_is_lost(sitting):
    wall = Wall(sitting)
    wall.press(2, "ask", 17, 9)
    wall.press(3, "ask", 12, "many")
    assert "Write whole numbers from 0 to 999, or leave a field empty." in wall.html
    assert (wall.item, wall.typed) == ("Item 2 of 10", ["12", "many"])
    assert kept(sitting) == {"0": [17, 9]}


def test_after_all_items_the_class_sees_what_it_came_to(sitting):
    wall = Wall(sitting)
    for number in range(1, 9):
        wall.press(number + 1, "ask", *((12, 18) if number % 4 in (3, 0) else (21, 9)))
    wall.press(10, "ask", 20, 10)
    wall.press(11)
    assert wall.item == "The class’s result"
    assert "The class told true from false more often than not." in wall.html
    assert f'href="/en/teach/classrooms/{sitting.classroom_id}/">To the classroom</a>' in wall.html
    again = Wall(sitting)
    assert again.item == "Item 10 of 10"  # nobody raises hands there, so nobody knows whether it was shown
    again.show(11)
    assert again.item == "The class’s result"
    again.press(1, "answer")
    assert "30 hands" in again.html


def test_fewer_than_ten_hands_are_not_broken_down(sitting):
    wall = Wall(sitting)
    wall.press(1, "answer", 5, 4)
    assert "Fewer than 10 hands were raised, so they are not broken down." in wall.html
    assert kept(sitting) == {"0": [5, 4]}


# Closing ---------------------------------------------------------------------------------------------------------


def test_closing_counts_what_was_just_typed_asks_once_and_leads_to_the_results(sitting):
    wall = Wall(sitting)
    assert "Close the exercise and see its results" in wall.html
    wall.press(1, "close", 17, 9)
    assert "Hands were counted for 1 item." in wall.html
    assert f'href="{wall.address}">No, leave it open</a>' in wall.html
    assert Sitting.objects.get(pk=sitting.pk).closed_at is None
    wall.confirm()
    assert wall.response.url == f"/en/teach/sittings/{sitting.pk}/results/"
    sitting.refresh_from_db()
    assert sitting.closed_at is not None
    assert sitting.hands == {"0": [17, 9]}


def test_what_was_opened_says_on_the_wall_that_there_is_nothing_to_compare_with(client, exercise):
    classroom = ClassroomFactory()
    client.force_login(classroom.owner)
    address = f"/en/teach/sittings/new/?exercise={exercise.slug}"
    sent = {"classroom": classroom.pk, "closes": "lesson", "role": "after", "way": "hands"}
    response = client.post(address, sent | {"feedback": "at_once", "language": ""}, follow=True)
    assert "This class has no answers from before teaching to compare with." in response.content.decode()


def test_who_mistyped_is_told_so_before_anything_closes(sitting):
    wall = Wall(sitting)
    wall.press(1, "close", 17, "many")
    assert "Write whole numbers" in wall.html
    assert Sitting.objects.get(pk=sitting.pk).closed_at is None


def test_enter_in_a_field_shows_the_answer_and_closes_nothing(sitting):
    buttons = re.findall(r'<button [^>]*type="submit"[^>]*value="(\w+)"', Wall(sitting).html)
    assert buttons[0] == "answer"
    assert buttons[-1] == "close"


def test_once_closed_the_counts_are_frozen_and_can_be_talked_about(sitting):
    wall = Wall(sitting)
    wall.press(2, "ask", 17, 9)
    close_sitting(sitting, actor=sitting.classroom.owner)
    wall.press(3, "ask", 4, 22)
    assert "This exercise is closed, so its counts stay as they are." in wall.html
    assert kept(sitting) == {"0": [17, 9]}
    wall.show(1)
    assert wall.fields == {}
    assert "Close the exercise" not in wall.html
    assert f'href="/en/teach/sittings/{sitting.pk}/results/"' in wall.html
    wall.press(1, "answer")
    assert "26 hands" in wall.html
    wall.press(1, "close")  # a page from before
    assert wall.response.status_code == 302
    assert kept(sitting) == {"0": [17, 9]}


def test_counts_that_come_while_it_closes_are_refused_with_a_sentence(sitting):
    before = Sitting.objects.get(pk=sitting.pk)
    hands = counted_in(before)
    hands.counts[0] = [17, 9]
    close_sitting(sitting, actor=sitting.classroom.owner)
    with pytest.raises(SittingError, match="its counts stay as they are"):
        count_hands(before, hands, actor=sitting.classroom.owner)
    assert kept(sitting) == {}


def test_when_its_time_is_over_it_is_closed_as_well(sitting):
    wall = Wall(sitting)
    now = timezone.now()
    Sitting.objects.filter(pk=sitting.pk).update(opened_at=now - timezone.timedelta(hours=2), closes_at=now)
    wall.press(2, "ask", 17, 9)
    assert kept(sitting) == {}
    assert "its counts stay as they are" in wall.html


# Whose, and in which language ------------------------------------------------------------------------------------


def test_the_wall_is_the_owners(sitting, client):
    address = f"/en/teach/sittings/{sitting.pk}/hands/"
    assert client.get(address).url.startswith("/en/account/")
    colleague = TeacherFactory()
    sitting.classroom.readers.create(user=colleague)
    client.force_login(colleague)
    assert client.get(address).status_code == 404
    assert client.post(address, {"do": "close"}).status_code == 404
    with pytest.raises(PermissionDenied):
        count_hands(sitting, counted_in(sitting), actor=colleague)


def test_a_sitting_on_devices_has_no_wall_of_hands(exercise, client):
    sitting = opened(ClassroomFactory(), exercise)
    client.force_login(sitting.classroom.owner)
    assert client.get(f"/en/teach/sittings/{sitting.pk}/hands/").status_code == 404


def test_the_form_wants_a_token(sitting):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(sitting.classroom.owner)
    address = f"/en/teach/sittings/{sitting.pk}/hands/"
    assert strict.post(address, {"do": "close"}).status_code == 403
    assert Sitting.objects.get(pk=sitting.pk).closed_at is None
    assert strict.put(address).status_code in (403, 405)


def test_a_class_that_reads_another_language_sees_it_on_the_wall(exercise, trees):
    ExercisePageFactory(
        parent=exercises_page(trees["ar"], slug="tamarin"),
        title="صحيح أم لا",
        translation_key=exercise.translation_key,
        items=[(block.block_type, block.value) for block in exercise.items]
        and [
            {"type": block["type"], "value": block["value"], "id": block["id"]}
            for block in exercise.items.raw_data
        ],
    )
    sitting = opened(ClassroomFactory(), exercise, way=Way.HANDS, language="ar")
    wall = Wall(sitting)
    assert '<html lang="ar" dir="rtl"' in wall.html
    assert "صحيح أم لا" in wall.html
    wall.press(2, "ask", 17, 9)
    assert kept(sitting) == {"0": [17, 9]}
    wall.press(1, "close")
    assert "Close “True or not”?" in wall.html
    wall.confirm()
    assert wall.response.url == f"/en/teach/sittings/{sitting.pk}/results/"  # the teacher's own language


def test_a_step_costs_few_queries(sitting):
    wall = Wall(sitting)
    counts = []
    for number in (2, 9, 11):
        with CaptureQueriesContext(connection) as queries:
            wall.press(number, "ask", 20, 10)
        counts.append(len(queries))
    assert max(counts) <= 12, counts


# In a browser ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_teacher_leads_her_class_through_and_axe_finds_nothing(visitor, starter, language):
    edition = live("truth-or-rumour-a", language).current.edition
    sitting = opened(ClassroomFactory(language=language), edition, way=Way.HANDS)
    path = f"/{language}/teach/sittings/{sitting.pk}/hands/"
    page = open_editor(visitor, sitting.classroom.owner, path, bypass_csp=True)
    found = []

    def examine(where):
        for width, dark in ((1280, False), (360, True)):
            look(page, width=width, dark=dark)
            found.extend((where, width, dark, fault) for fault in faults(page))
        page.set_viewport_size({"width": 1280, "height": 800})

    examine("question")
    page.fill("#hands-1", "17")
    page.fill("#hands-2", "9")
    page.keyboard.press("Enter")  # shows the answer, as on the wall of any exercise
    page.wait_for_selector("#answer")
    examine("answer")
    page.goto(path)  # a reload goes on
    assert (
        page.locator(".slide__part--now").evaluate("(here) => [...here.parentNode.children].indexOf(here)")
        == 1
    )
    page.goto(f"{path}?step={len(edition.public) + 1}")
    examine("result")
    page.locator("button[value=close]").click()
    page.wait_for_selector("button[value='close:yes']")
    examine("asked")
    page.locator("button[value='close:yes']").click()
    page.wait_for_url("**/results/")
    page.goto(f"{path}?step=1")
    assert page.locator(".hands__input").count() == 0
    examine("closed")
    assert found == []
    assert kept(sitting) == {"0": [17, 9]}
