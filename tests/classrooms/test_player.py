"""The player inside a sitting, without a script."""

import re

import pytest
from django.test import Client

from classrooms.domain import sittings
from classrooms.models import Answer, Sitting
from tests.classrooms.factories import ClassroomFactory, opened
from tests.classrooms.pupils import Pupil
from tests.exercises.playing import live, texts

pytestmark = pytest.mark.django_db


def test_each_answer_leads_to_its_explanation_and_the_next_item(sitting):
    pupil = Pupil(sitting).come_in()
    pupil.answer()
    assert pupil.response.wsgi_request.GET["after"] == pupil.edition.public[0]["id"]
    assert "The register of trades says so." in pupil.page
    assert "Item 2 of 8" in pupil.page
    assert "The register of trades says so." not in pupil.look()


def test_the_last_answer_brings_what_came_of_it(sitting):
    pupil = Pupil(sitting).come_in()
    for _item in range(8):
        pupil.answer()
    assert "What came of it" in pupil.page
    assert "You told true from false well." in pupil.page
    assert "Play again" not in pupil.page


def test_the_page_sent_again_changes_nothing(sitting):
    """Case 26: Back and send, or reload and send: the same id, one row; another item is asked by then."""
    pupil = Pupil(sitting).come_in()
    fields = pupil.form() | {"do": "answer", "answer": "true"}
    for _time in range(3):
        assert pupil.client.post(pupil.url, fields).status_code in (200, 302)
    [answer] = pupil.kept()
    assert str(answer.client_id) == fields["id"]


def test_what_is_not_complete_is_asked_again_with_a_sentence(sitting):
    pupil = Pupil(sitting).come_in()
    page = pupil.send(do="answer")
    assert pupil.response.status_code == 422
    assert "Choose a verdict first." in page
    assert pupil.kept() == []


def test_an_id_that_is_none_is_not_the_pupils_fault(sitting):
    pupil = Pupil(sitting).come_in()
    page = pupil.send(do="answer", answer="false", id="no uuid")
    assert "Please send this answer once more." in page
    assert re.search(r'value="false"[^>]* checked', page)


def test_a_form_on_another_site_answers_nothing(sitting):
    """Case 52."""
    pupil = Pupil(sitting).come_in()
    for origin in ("https://elsewhere.example", "null"):
        response = pupil.client.post(pupil.url, pupil.form() | {"do": "skip"}, headers={"origin": origin})
        assert response.status_code == 403
    assert pupil.kept() == []


def test_where_explanations_come_at_the_close_a_pupil_who_has_finished_waits(classroom, claims):
    """Case 38: nothing of key or explanation before the teacher closed it; then all of it."""
    sitting = opened(classroom, claims, role="before")
    pupil = Pupil(sitting).come_in()
    for _item in range(8):
        pupil.answer()
    assert "You have answered everything. Thank you!" in pupil.page
    assert not any("The register of trades says so." in page for page in pupil.pages)
    sittings.close_sitting(sitting, actor=classroom.owner)
    assert "The exercise is closed." in pupil.look()
    assert "The register of trades says so." in pupil.page


def test_after_the_close_nothing_more_is_asked_and_what_was_answered_is_explained(sitting, classroom):
    pupil = Pupil(sitting).come_in()
    pupil.answer()
    sittings.close_sitting(sitting, actor=classroom.owner)
    page = pupil.look()
    assert "data-asking" not in page
    assert "The exercise is closed." in page


def test_who_answered_nothing_is_told_so_kindly(sitting, classroom):
    pupil = Pupil(sitting).come_in()
    sittings.close_sitting(sitting, actor=classroom.owner)
    assert "You answered nothing here." in pupil.look()


def test_without_a_seat_there_is_a_way_to_the_door_and_nothing_else(sitting):
    response = Client().get(f"/en/sitting/{sitting.key}/")
    assert response.status_code == 404
    assert 'href="/join/"' in response.content.decode()
    assert Client().get("/en/sitting/nothing-here/").status_code == 404


def test_nothing_of_it_is_kept_by_any_cache(sitting):
    """Case 55."""
    pupil = Pupil(sitting).come_in()
    for address in (pupil.url, f"{pupil.url}items/"):
        assert pupil.client.get(address)["Cache-Control"] == "private, no-store"
    assert pupil.client.get(f"/join/{sitting.join_code.code}/")["Cache-Control"].endswith("private")


def test_a_pupil_has_no_session(sitting):
    """No account, no session, no token: the seat's secret is the one cookie."""
    pupil = Pupil(sitting).come_in()
    pupil.answer()
    assert set(pupil.client.cookies) == {"seat"}


def test_the_page_of_all_items_holds_each_once_and_asks_the_same(sitting):
    pupil = Pupil(sitting).come_in()
    page = pupil.client.get(f"{pupil.url}items/").content.decode()
    ids = [item["id"] for item in pupil.edition.public]
    assert re.findall(r'<template data-item="([^"]+)"', page) == ids
    assert re.findall(r'data-asking="([^"]+)"', page) == ids


@pytest.mark.parametrize("feedback", ["at_once", "at_end", "at_close"])
@pytest.mark.django_db(transaction=True)
def test_keys_and_explanations_are_nowhere_before_they_are_due(starter, feedback):
    """Case 38: every response of a run, the page of all items and the receipts are searched for what is not due."""
    exercise = live("truth-or-rumour-a", "en")
    pupil = Pupil(opened(ClassroomFactory(), exercise, feedback=feedback)).come_in("uk")
    edition = live("truth-or-rumour-a", "uk").current.edition
    english = exercise.current.edition
    received = [*pupil.pages, pupil.client.get(f"{pupil.url}items/").content.decode()]
    for at in range(20):
        secrets = edition.secret[at if feedback == "at_once" else 0 :]
        for found in _told(secrets, received):
            pytest.fail(f"before item {at + 1} was answered: {found}")
        response = pupil.deliver(_ukrainian(pupil.packet(at, explain=True), edition, at))
        assert response.status_code == 200
        received += [response.json().get("html", ""), pupil.look()]
    told = _told(edition.secret, received)
    assert bool(told) is (feedback != "at_close")
    assert english.structure == edition.structure


def _ukrainian(packet: dict, edition, at: int) -> dict:
    return packet | {"edition": edition.pk, "item": edition.public[at]["id"]}


def _told(secrets: list[dict], pages: list[str]) -> list[str]:
    """Return the texts of explanations that stand in pages."""
    wanted = {text for secret in secrets for text in texts(secret["due"]["explanation_html"])}
    return [text for text in wanted if any(text in page for page in pages)]


@pytest.mark.django_db(transaction=True)
def test_the_language_can_be_switched_at_every_step_and_every_answer_is_kept(starter):
    """From each of four languages to each other one, also with something typed and not sent."""
    pupil = Pupil(opened(ClassroomFactory(), live("truth-or-rumour-a", "en"))).come_in("en")
    languages = ["en", "fr", "uk", "ar"]
    ways = [(one, other) for one in languages for other in languages if one != other]
    here = "en"
    for at, (_one, other) in enumerate(ways):
        key = pupil.url.split("/sitting/")[1]
        page = pupil._take(
            pupil.client.post(f"/{other}/sitting/{key}", pupil.form() | {"do": "show", "answer": "true"})
        )
        pupil.url = f"/{other}/sitting/{key}"
        assert re.search(r'value="true"[^>]* checked', page), (here, other)
        assert f'lang="{other}"' in page
        pupil.answer({"answer": "true", "confidence": "2"})
        here = other
        assert Answer.objects.count() == at + 1
    answers = list(Answer.objects.order_by("sequence"))
    assert {answer.edition.language for answer in answers} == set(languages)
    assert [answer.sequence for answer in answers] == list(range(1, 13))


@pytest.mark.django_db(transaction=True)
def test_a_sitting_in_one_language_leads_everybody_there(starter):
    sitting = opened(ClassroomFactory(), live("truth-or-rumour-a", "en"), language="fr")
    page = Client().get(f"/join/{sitting.join_code.code}/?language=en").content.decode()
    assert page.count('name="language"') == 1
    pupil = Pupil(sitting).come_in("fr")
    response = pupil.client.get(f"/en/sitting/{sitting.key}/")
    assert response["Location"] == f"/fr/sitting/{sitting.key}/"
    assert "player__languages" not in pupil.page


def test_the_page_costs_few_queries_whatever_was_answered(sitting, django_assert_max_num_queries):
    pupil = Pupil(sitting).come_in()
    pupil.look()
    with django_assert_max_num_queries(4):
        pupil.look()
    for _item in range(7):
        pupil.answer()
    with django_assert_max_num_queries(4):
        pupil.look()
    assert Sitting.objects.count() == 1
