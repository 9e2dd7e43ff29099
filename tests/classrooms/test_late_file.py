"""Answers that came more than a day after the close: a signed file for the pupil, which her teacher loads."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone, translation

from classrooms.domain import late
from classrooms.domain.answering import Given, TooLate, keep_answer, place_of
from classrooms.domain.late import MOST_ANSWERS, MOST_BYTES, LateFileError, late_file, load_late_file
from classrooms.domain.sittings import void_seats
from classrooms.models import Answer, Sitting
from cms.models import AuditEntry
from exercises.items import AnswerError
from tests.classrooms.factories import ClassroomFactory, TeacherFactory, opened, seated
from tests.factories import ExercisePageFactory, choice_item, claim, exercises_page, once

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def open_question(question: str = "What would you ask the author?"):
    rubric = [{"criterion": "Asks", "levels": ["Not yet", "Partly", "Fully"]}]
    return (
        "open",
        {
            "question": question,
            "lines": 4,
            "rubric": rubric,
            "model": "<p>Where do you know it from?</p>",
            "explanation": "<p>It asks for a source.</p>",
        },
    )


@pytest.fixture
def exercise(site_tree):
    return once(
        ExercisePageFactory,
        parent=exercises_page(site_tree("en")["en"]),
        items=[claim("true"), choice_item(), open_question(), open_question("And the photographer?")],
    )


@pytest.fixture
def classroom():
    return ClassroomFactory(name="8B")


@pytest.fixture
def sitting(classroom, exercise):
    """Closed two days ago, with two seats."""
    sitting = opened(classroom, exercise)
    seated(sitting, 2)
    return ended(sitting)


def ended(sitting, days_ago: float = 2) -> Sitting:
    end = timezone.now() - days_ago * DAY
    Sitting.objects.filter(pk=sitting.pk).update(opened_at=end - HOUR, closes_at=end, closed_at=end)
    return Sitting.objects.get(pk=sitting.pk)


def said(sitting, at: int, number: int = 1, *, name=None, **fields) -> Given:
    """An answer to item `at` as a device sends it."""
    form = QueryDict(mutable=True)
    form.update(fields)
    edition = sitting.edition
    return Given(name or uuid4(), number, edition.pk, edition.public[at]["id"], form)


def all_said(sitting) -> list[Given]:
    """Three answers; the second was passed over."""
    first = said(sitting, 0, 1, answer="true")
    passed = said(sitting, 1, 2)
    return [
        first,
        Given(passed.id, 2, passed.edition, passed.item, passed.fields, skipped=True),
        said(sitting, 2, 3, answer="Звідки ви це знаєте?\nأين؟"),
    ]


def place(sitting, number: int = 1):
    return place_of(sitting.key, sitting.seats.get(number=number).pk)


def kept(sitting) -> list[tuple]:
    answers = Answer.objects.filter(seat__sitting=sitting).order_by("seat", "sequence")
    return [(answer.seat.number, answer.sequence, answer.value, answer.is_late) for answer in answers]


def load(sitting, content, **more) -> int:
    return load_late_file(sitting, content, actor=more.get("actor", sitting.classroom.owner))


# The file --------------------------------------------------------------------------------------------------------


def test_what_came_too_late_goes_into_a_file_and_from_there_to_the_teacher(sitting):
    """Case 39: late up to 24 h after the close is accepted; later, a signed file that the teacher can load."""
    given = all_said(sitting)
    for one in given:
        with pytest.raises(TooLate):
            keep_answer(place(sitting), one)
    content = late_file(sitting.key, place(sitting), given)
    assert kept(sitting) == []
    assert load(sitting, content) == 3
    assert kept(sitting) == [
        (1, 1, {"verdict": "true", "confidence": None}, True),
        (1, 2, None, True),
        (1, 3, "Звідки ви це знаєте?\nأين؟", True),
    ]
    assert {answer.client_id for answer in Answer.objects.all()} == {one.id for one in given}


def test_the_file_can_be_read_by_people(sitting):
    content = late_file(sitting.key, place(sitting, 2), all_said(sitting))
    assert content.count(b"\n") > 20
    assert "Звідки ви це знаєте?".encode() in content
    shown = json.loads(content)
    assert shown["note"] == (
        "Answers from seat 2 that came too late to be sent. Please give this file to your teacher."
    )
    assert shown["sitting"] == sitting.key
    assert [answer["sequence"] for answer in shown["answers"]] == [1, 2, 3]
    assert "key" not in shown


def test_answers_stand_in_the_order_of_the_device(sitting):
    given = all_said(sitting)
    content = late_file(sitting.key, place(sitting), list(reversed(given)))
    assert [answer["id"] for answer in json.loads(content)["answers"]] == [str(one.id) for one in given]


def test_what_is_no_answer_is_left_out_and_nothing_else(sitting):
    good = said(sitting, 2, 9, answer="Good.")
    wrong = [
        said(sitting, 0, 1, answer="perhaps"),
        said(sitting, 2, 2, answer=" "),
        said(sitting, 2, 3, answer="\ud800"),
        Given(uuid4(), 4, sitting.edition_id, "no such item", QueryDict()),
        Given(uuid4(), 5, sitting.edition_id + 1000, good.item, good.fields),
    ]
    content = late_file(sitting.key, place(sitting), [*wrong, good])
    assert [answer["sequence"] for answer in json.loads(content)["answers"]] == [9]
    with pytest.raises(AnswerError, match="There is no answer to this exercise that could go into a file."):
        late_file(sitting.key, place(sitting), wrong)


def test_a_file_holds_300_answers_at_most(sitting):
    many = [said(sitting, 2, number, answer=f"Number {number}") for number in range(1, MOST_ANSWERS + 2)]
    assert len(json.loads(late_file(sitting.key, place(sitting), many))["answers"]) == MOST_ANSWERS


def test_a_file_is_no_larger_than_what_can_be_loaded(sitting):
    full = [said(sitting, 2, number, answer="x" * 1400) for number in range(1, MOST_ANSWERS + 1)]
    content = late_file(sitting.key, place(sitting), full)
    assert 400_000 < len(content) <= MOST_BYTES
    assert load(sitting, content) == 1
    too_full = [said(sitting, 2, number, answer="я" * 1900) for number in range(1, MOST_ANSWERS + 1)]
    with pytest.raises(AnswerError, match="too long for one file"):
        late_file(sitting.key, place(sitting), too_full)


# Loading ---------------------------------------------------------------------------------------------------------


def test_loading_twice_adds_nothing(sitting):
    content = late_file(sitting.key, place(sitting), all_said(sitting))
    assert load(sitting, content) == 3
    before = list(Answer.objects.values())
    assert load(sitting, content) == 0
    assert list(Answer.objects.values()) == before
    assert AuditEntry.objects.filter(verb="sitting.late_answers_loaded").count() == 1


def test_what_came_in_time_stays_as_it_was(sitting, monkeypatch):
    """The first answer that came counts: of the same id, and of the same item."""
    first = said(sitting, 0, 1, answer="true")
    in_time = place(sitting)._replace(ended_at=timezone.now() + HOUR)
    keep_answer(in_time, first)
    keep_answer(in_time, said(sitting, 2, 2, answer="In time."))
    other_content = said(sitting, 0, 1, name=first.id, answer="false")
    content = late_file(
        sitting.key,
        place(sitting),
        [other_content, said(sitting, 2, 3, answer="Too late."), said(sitting, 3, 4, answer="New.")],
    )
    assert load(sitting, content) == 1
    assert kept(sitting) == [
        (1, 1, {"verdict": "true", "confidence": None}, False),
        (1, 2, "In time.", False),
        (1, 4, "New.", True),
    ]


def test_of_two_answers_to_one_item_in_a_file_the_first_counts(sitting):
    content = late_file(
        sitting.key,
        place(sitting),
        [said(sitting, 2, 8, answer="Second."), said(sitting, 2, 7, answer="First.")],
    )
    assert load(sitting, content) == 1
    assert kept(sitting) == [(1, 7, "First.", True)]


def test_results_are_worked_out_anew_and_the_number_is_audited(sitting, monkeypatch):
    worked_out = []
    monkeypatch.setattr(late, "keep_results", lambda found: worked_out.append((found.pk, len(kept(found)))))
    content = late_file(sitting.key, place(sitting), all_said(sitting))
    load(sitting, content)
    load(sitting, content)
    assert worked_out == [(sitting.pk, 3)]
    entry = AuditEntry.objects.get(verb="sitting.late_answers_loaded")
    assert (entry.details, entry.object_id) == ({"number": 3}, str(sitting.pk))


def test_numbers_are_read_in_the_language_in_which_they_were_written(sitting, monkeypatch):
    """4.000 is four thousand in German and four in English; the teacher's language must not matter."""
    spoken = []
    real = late.read_value
    monkeypatch.setattr(
        late, "read_value", lambda *given: spoken.append(translation.get_language()) or real(*given)
    )
    with translation.override("de"):
        content = late_file(sitting.key, place(sitting), [said(sitting, 2, answer="4.000")])
    with translation.override("en"):
        load(sitting, content)
    assert spoken == ["de", "de"]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace('"true"', '"false"'),
        lambda text: text.replace('"sequence": 1', '"sequence": 7'),
        lambda text: text.replace('"signature": "', '"signature": "x'),
        lambda text: text.replace('"signature": "', '"signature": "a:'),
        lambda text: json.dumps({k: v for k, v in json.loads(text).items() if k != "signature"}),
        lambda text: json.dumps(json.loads(text) | {"seat": 1, "signature": None}),
        lambda text: text[:-40],
        lambda text: "",
        lambda text: "[]",
        lambda text: "7",
        lambda text: '{"signature": "\\ud800", "x": "\\ud800"}',
        lambda text: "[" * 100_000,
        lambda text: "PK\x03\x04 a zip",
    ],
)
def test_what_is_not_from_us_is_refused_with_a_sentence(sitting, change):
    content = late_file(sitting.key, place(sitting), [said(sitting, 0, answer="true")]).decode()
    with pytest.raises(LateFileError, match="or it was changed"):
        load(sitting, change(content).encode())
    assert kept(sitting) == []


@pytest.mark.parametrize(
    "carry",
    [
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: b"\xef\xbb\xbf" + text.encode() + b"\n\n",
        lambda text: json.dumps(json.loads(text), sort_keys=True).encode(),
    ],
)
def test_what_a_mail_or_an_editor_does_to_a_file_does_not_matter(sitting, carry):
    content = late_file(sitting.key, place(sitting), all_said(sitting)).decode()
    assert load(sitting, carry(content)) == 3


def test_bytes_that_are_no_text_and_files_that_are_too_large_are_refused(sitting):
    with pytest.raises(LateFileError, match="or it was changed"):
        load(sitting, b"\xff\xfe\x00")
    with pytest.raises(LateFileError, match="too large"):
        load(sitting, b" " * (MOST_BYTES + 1))


def test_another_key_of_the_site_signs_otherwise_and_an_old_one_is_still_read(sitting, settings):
    from django.core import signing

    content = late_file(sitting.key, place(sitting), all_said(sitting))

    def with_keys(key, *fallbacks):
        return signing.Signer(key=key, fallback_keys=fallbacks, salt="classrooms.late")

    late_signer = late._signer
    try:
        late._signer = with_keys("another")
        with pytest.raises(LateFileError, match="or it was changed"):
            load(sitting, content)
        late._signer = with_keys("another", settings.SECRET_KEY)
        assert load(sitting, content) == 3
    finally:
        late._signer = late_signer


def test_a_file_belongs_to_one_sitting(sitting, exercise):
    other = opened(ClassroomFactory(owner=sitting.classroom.owner), exercise)
    seated(other, 1)
    other = ended(other)
    content = late_file(sitting.key, place(sitting), all_said(sitting))
    with pytest.raises(LateFileError, match="in another exercise"):
        load(other, content)
    assert kept(other) == []


def test_from_a_voided_seat_nothing_is_loaded(sitting):
    content = late_file(sitting.key, place(sitting), all_said(sitting))
    void_seats(sitting, [1], actor=sitting.classroom.owner)
    with pytest.raises(LateFileError, match="was voided"):
        load(sitting, content)


@pytest.mark.parametrize("is_deleted", [True, False])
def test_once_answers_were_deleted_or_are_due_to_be_none_comes_back(sitting, is_deleted):
    from classrooms.domain.retention import delete_due

    content = late_file(sitting.key, place(sitting), all_said(sitting))
    sitting = ended(sitting, days_ago=30.1)
    if is_deleted:
        assert delete_due() == 1
    with pytest.raises(LateFileError, match="were deleted on their day"):
        load(sitting, content)
    assert kept(sitting) == []


def test_only_who_runs_the_classroom_loads(sitting):
    content = late_file(sitting.key, place(sitting), all_said(sitting))
    with pytest.raises(PermissionDenied):
        load(sitting, content, actor=TeacherFactory())
    sitting.classroom.readers.create(user=(colleague := TeacherFactory()))
    with pytest.raises(PermissionDenied):
        load(sitting, content, actor=colleague)


# The door --------------------------------------------------------------------------------------------------------


def post(client, sitting, *contents):
    files = [SimpleUploadedFile(f"answers-{place}.json", content) for place, content in enumerate(contents)]
    return client.post(reverse("sitting_load", args=[sitting.pk]), {"file": files})


def told(response) -> list[tuple[str, str]]:
    return [(message.level_tag, str(message)) for message in get_messages(response.wsgi_request)]


@pytest.fixture
def signed_in(client, sitting):
    """The teacher's browser."""
    client.force_login(sitting.classroom.owner)
    return client


def test_the_teacher_loads_several_files_and_is_told_what_came_of_it(signed_in, sitting):
    files = [late_file(sitting.key, place(sitting, number), all_said(sitting)) for number in (1, 2)]
    response = post(signed_in, sitting, *files, b"{}", b"[]")
    assert (response.status_code, response.url) == (302, f"/en/teach/sittings/{sitting.pk}/results/")
    assert told(response) == [
        ("error", "This is no file with answers from us, or it was changed. Ask the pupil for it once more."),
        ("success", "6 answers were added."),
    ]
    assert "no-store" in response["Cache-Control"]
    again = post(signed_in, sitting, files[0])
    assert told(again)[-1] == ("info", "All answers of this file were there already.")


def test_without_a_file_the_teacher_is_asked_for_one(signed_in, sitting):
    assert told(post(signed_in, sitting)) == [("error", "Please choose the file that your pupil gave you.")]


def test_a_file_that_is_too_large_is_not_read_to_its_end(signed_in, sitting):
    response = post(signed_in, sitting, b" " * 2_000_000)
    assert told(response) == [("error", "This file is too large to be one of ours.")]


def test_the_door_is_the_owners_and_takes_posts_only(client, sitting):
    address = reverse("sitting_load", args=[sitting.pk])
    assert client.post(address).url.startswith("/en/account/")
    colleague = TeacherFactory()
    sitting.classroom.readers.create(user=colleague)
    client.force_login(colleague)
    assert client.post(address).status_code == 404
    client.force_login(sitting.classroom.owner)
    assert client.get(address).status_code == 405
    assert client.post(reverse("sitting_load", args=[sitting.pk + 1])).status_code == 404


def test_the_door_wants_a_token(sitting):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(sitting.classroom.owner)
    assert post(strict, sitting, b"{}").status_code == 403
