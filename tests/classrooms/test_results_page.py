"""The page of results: who sees it, what it says first, what it never shows, how little it asks of the database."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.conf import settings
from django.test import Client

from classrooms.domain.sittings import close_sitting
from classrooms.models import Reader, Sitting
from tests.classrooms.answers import answers, judged, repeated, seats
from tests.classrooms.factories import TeacherFactory, opened
from tests.classrooms.test_results import TWELVE, moved, open_item
from tests.factories import ExercisePageFactory, LessonPlanPageFactory, balanced_claims, claim

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def page_of(sitting: Sitting, user=None, language="en") -> str:
    """Return the page as its owner sees it, or as `user` does."""
    client = signed_in(user or sitting.classroom.owner)
    response = client.get(f"/{language}/teach/sittings/{sitting.pk}/results/")
    assert response.status_code == 200
    return unescape(response.content.decode())


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main>")[0]))


@pytest.fixture
def twelve(sitting):
    judged(sitting, TWELVE)
    close_sitting(sitting, actor=sitting.classroom.owner)
    return sitting


# Who ------------------------------------------------------------------------------------------------------------


def test_results_are_for_the_owner_and_for_whom_she_shares_them_with(twelve):
    address = f"/en/teach/sittings/{twelve.pk}/results/"
    colleague, stranger = TeacherFactory(), TeacherFactory()
    Reader.objects.create(classroom=twelve.classroom, user=colleague)
    assert Client().get(address).status_code == 302
    assert signed_in(stranger).get(address).status_code == 404
    for user in (colleague, twelve.classroom.owner):
        response = signed_in(user).get(address)
        assert response.status_code == 200
        assert response["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_while_it_is_open_only_the_owner_sees_the_items_and_is_told_why(sitting):
    """Case 38: what others answered is nowhere before it is due."""
    judged(sitting, TWELVE)
    colleague = TeacherFactory()
    Reader.objects.create(classroom=sitting.classroom, user=colleague)
    assert signed_in(colleague).get(f"/en/teach/sittings/{sitting.pk}/results/").status_code == 404
    page = page_of(sitting)
    assert "This exercise is still open" in page
    assert "% right" not in page
    assert "What the class answered" not in page
    assert '<svg class="chart__svg' not in page
    assert "download/" not in page


# What -----------------------------------------------------------------------------------------------------------


def test_words_come_first_then_the_drawing_then_items_with_their_explanations(twelve):
    words = words_of(page_of(twelve))
    order = [
        "What 8B made of it",
        "12 of 12 pupils who came in answered",
        "The class told true from false more often than not.",
        "True claims were taken for true in 75% of the answers, false claims for false in 62%.",
        "The class was as ready to believe as to doubt.",
        "Where the class stands",
        "0.69",
        "0.28 to 1.11",
        "Worth talking about",
        "3. Claim number 3 of the exercise.",
        "0% right",
        "The register of trades says so.",
        "Why there are no names and no marks here",
    ]
    places = [words.find(text) for text in order]
    assert -1 not in places, dict(zip(order, places, strict=True))
    assert places == sorted(places)


def test_of_a_pupil_nothing_is_shown(twelve):
    page = page_of(twelve)
    for seat in twelve.seats.all():
        assert seat.pseudonym not in page
        assert seat.word not in page


def test_fewer_than_ten_get_the_explanations_to_talk_about_and_no_figure(sitting):
    judged(sitting, TWELVE[:9])
    close_sitting(sitting, actor=sitting.classroom.owner)
    page = page_of(sitting)
    words = words_of(page)
    assert "Fewer than 10 pupils answered" in words
    assert "9 pupils came in" in words
    assert "The register of trades says so." in words
    assert "%" not in words
    assert "measures" not in page


def test_what_pupils_wrote_is_not_listed(up, classroom):
    sitting = opened(classroom, ExercisePageFactory(parent=up, items=[open_item()]))
    for seat in seats(sitting, 11):
        answers(seat, {0: ["Olena wrote this"]})
    close_sitting(sitting, actor=classroom.owner)
    page = page_of(sitting)
    assert "Olena" not in page
    assert "11 pupils wrote something. It is shown to nobody, and nobody scores it." in page


def test_a_class_that_only_became_sceptical_reads_that_first(classroom, claims):
    before = opened(classroom, claims, role="before")
    judged(before, repeated([((2, 2), 10), ((3, 2), 10)]))
    close_sitting(before, actor=classroom.owner)
    after = opened(classroom, claims, role="after", follows=before)
    judged(after, repeated([((1, 0), 10), ((0, 0), 10)]))
    close_sitting(after, actor=classroom.owner)
    words = words_of(page_of(after))
    assert "What 8B learnt" in words
    first = words.find("The class became more sceptical, but no better at telling true from false.")
    assert 0 < first < words.find("The class told true from false")
    assert "From “Before teaching” to “After teaching”" in words
    assert "The change is too small" not in words


def test_late_answers_and_their_day_are_told(twelve):
    [seat] = seats(twelve, 1)
    answers(seat, {0: "true"}, is_late=True)
    assert "are added a day after the close, all at once." in words_of(page_of(twelve))
    moved(twelve, timedelta(hours=25))
    words = words_of(page_of(twelve))
    assert "Some answers came after the exercise was closed. They are counted." in words
    assert "The pupils’ answers are deleted on" in words


def test_the_page_is_there_in_arabic_and_read_from_the_right(twelve):
    page = page_of(twelve, language="ar")
    assert '<html lang="ar" dir="rtl"' in page
    assert "كان استعداد الصف للتصديق بقدر استعداده للشك." in page


def test_the_owner_may_load_a_file_of_late_answers_and_a_colleague_may_not(twelve):
    """Case 39: what came too late is a file that the teacher can load."""
    colleague = TeacherFactory()
    Reader.objects.create(classroom=twelve.classroom, user=colleague)
    form = f'action="/en/teach/sittings/{twelve.pk}/load/"'
    assert form in page_of(twelve)
    assert form not in page_of(twelve, colleague)
    Sitting.objects.filter(pk=twelve.pk).update(deleted_at=twelve.closes_at)
    assert form not in page_of(twelve)


# What next ------------------------------------------------------------------------------------------------------


def test_lessons_and_exercises_about_what_was_missed_come_next(tree, up, classroom, claims):
    missed, known = "cherry-picking", "fake-consensus"
    items = balanced_claims(8)
    items[2] = claim("false", technique=missed, claim="Nobody sees through this.")
    items[7] = claim("false", "unflattering", technique=known, claim="Everybody sees through this.")
    exercise = ExercisePageFactory(parent=up, title="Tricks", items=items)
    library = tree["en"].library
    for title, techniques in (("Fits", [missed]), ("Fits too", [missed, known]), ("Other", [known])):
        LessonPlanPageFactory(parent=library, title=title, techniques=techniques)
    ExercisePageFactory(parent=up, title="Practise it", techniques=[missed])
    sitting = opened(classroom, exercise)
    judged(sitting, TWELVE)
    close_sitting(sitting, actor=classroom.owner)
    page = page_of(sitting)
    words = words_of(page)
    assert "Least seen through: Cherry-picking. These fit." in words
    below = words[words.find("What to do next") :]
    assert "Fits" in below
    assert "Fits too" in below
    assert "Other" not in below
    assert "Practise it" in below
    assert "Tricks " not in below.partition("Exercises")[2], "what was just played is not offered"


def test_lessons_of_another_language_are_offered_where_there_is_none(tree, up, classroom):
    items = balanced_claims(8)
    items[2] = claim("false", technique="cherry-picking", claim="Nobody sees through this.")
    sitting = opened(classroom, ExercisePageFactory(parent=up, title="Tricks", items=items))
    LessonPlanPageFactory(parent=tree["fr"].library, title="Trier les faits", techniques=["cherry-picking"])
    judged(sitting, TWELVE)
    close_sitting(sitting, actor=classroom.owner)
    page = page_of(sitting)
    assert 'lang="fr">Trier les faits</a>' in page
    assert "Français" in page


# How cheaply ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 12, 1000])
def test_the_page_asks_at_most_ten_times_whatever_the_number_of_seats(
    number, classroom, claims, django_assert_max_num_queries
):
    before = opened(classroom, claims, role="before")
    judged(before, repeated([((3, 1), number)]))
    close_sitting(before, actor=classroom.owner)
    after = opened(classroom, claims, role="after", follows=before)
    judged(after, repeated([((3, 1), number)]))
    close_sitting(after, actor=classroom.owner)
    client = signed_in(classroom.owner)
    address = f"/en/teach/sittings/{after.pk}/results/"
    client.get(address)
    with django_assert_max_num_queries(10):
        assert client.get(address).status_code == 200
