"""The devices' door: answers are kept once, receipts are the same, the server alone decides what they are worth."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from classrooms.domain import sittings
from classrooms.models import Answer, Sitting
from tests.classrooms.factories import opened
from tests.classrooms.pupils import Pupil
from tests.factories import ExercisePageFactory, balanced_claims, claim

pytestmark = pytest.mark.django_db


@pytest.fixture
def pupil(sitting):
    return Pupil(sitting).come_in()


def moved(sitting: Sitting, hours: float) -> None:
    """Let so many hours pass since everything about a sitting."""
    back = timedelta(hours=hours)
    sitting.refresh_from_db()
    Sitting.objects.filter(pk=sitting.pk).update(
        opened_at=sitting.opened_at - back,
        closes_at=sitting.closes_at - back,
        closed_at=sitting.closed_at and sitting.closed_at - back,
    )


def test_an_answer_is_kept_and_its_receipt_says_so(pupil):
    packet = pupil.packet(0)
    response = pupil.deliver(packet)
    receipt = response.json()
    [answer] = pupil.kept()
    assert response.status_code == 200
    assert receipt == {
        "id": packet["id"], "item": packet["item"], "sequence": 1, "late": False, "kept": True,
        "received_at": answer.received_at.isoformat(timespec="milliseconds"),
    }  # fmt: skip
    assert answer.value == {"verdict": "true", "confidence": 3}
    assert response["Cache-Control"] == "private, no-store"


def test_the_same_answer_sent_again_gets_the_same_receipt(pupil):
    """Case 26, a double click."""
    packet = pupil.packet(0)
    first, second = pupil.deliver(packet), pupil.deliver(packet)
    assert first.content == second.content
    assert len(pupil.kept()) == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_equal_posts_at_once_make_one_row_and_one_receipt(sitting):
    """Case 26."""
    pupil = Pupil(sitting).come_in()
    packet = pupil.packet(0)

    def send(_number):
        try:
            return pupil.deliver(packet, client=Client()).content
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as threads:
        receipts = set(threads.map(send, range(20)))
    assert len(receipts) == 1
    assert Answer.objects.count() == 1


def test_the_same_id_with_other_content_is_a_conflict_and_the_first_stays(pupil):
    """Case 27."""
    packet = pupil.packet(0)
    pupil.deliver(packet)
    for other in (
        packet | {"fields": [["answer", "false"]]},
        pupil.packet(1, id=packet["id"]),
        packet | {"skip": True},
    ):
        assert pupil.deliver(other).status_code == 409
    [answer] = pupil.kept()
    assert answer.value["verdict"] == "true"


def test_a_second_answer_to_an_item_gets_a_receipt_and_does_not_count(pupil):
    """Two tabs answer the same item: the first counts, and both queues become empty."""
    pupil.deliver(pupil.packet(0))
    receipt = pupil.deliver(pupil.packet(0, [["answer", "false"]])).json()
    assert receipt["kept"] is False
    [answer] = pupil.kept()
    assert answer.value["verdict"] == "true"


def test_a_score_a_seat_and_whatever_else_is_sent_are_not_looked_at(pupil, sitting):
    """Case 28: the answer is wrong and stays wrong; it is kept for the seat of the pass."""
    other = Pupil(sitting).come_in()
    sent = pupil.packet(0, [["answer", "false"], ["score", "1"], ["correct", "1"]])
    sent |= {"score": 1, "correct": True, "seat": other.seat.pk, "received_at": "2000-01-01", "late": True}
    assert pupil.deliver(sent).json()["late"] is False
    assert pupil.kept()[0].value == {"verdict": "false", "confidence": None}
    assert other.kept() == []


def test_after_the_close_an_answer_sent_again_gets_its_old_receipt(pupil, sitting, classroom):
    """Case 29: soon after the close, and long after it."""
    packet = pupil.packet(0)
    receipt = pupil.deliver(packet).content
    sittings.close_sitting(sitting, actor=classroom.owner)
    assert pupil.deliver(packet).content == receipt
    moved(sitting, 30)
    assert pupil.deliver(packet).content == receipt
    assert pupil.deliver(packet | {"fields": [["answer", "false"]]}).status_code == 409


def test_what_comes_within_a_day_after_the_close_is_kept_and_marked_late(pupil, sitting, classroom):
    """Case 39."""
    sittings.close_sitting(sitting, actor=classroom.owner)
    moved(sitting, 23.9)
    assert pupil.deliver(pupil.packet(0)).json()["late"] is True
    assert pupil.kept()[0].is_late is True


def test_what_comes_later_is_refused_and_given_back_as_a_signed_file(pupil, sitting, classroom):
    """Case 39."""
    sittings.close_sitting(sitting, actor=classroom.owner)
    moved(sitting, 24.1)
    packet = pupil.packet(0)
    assert pupil.deliver(packet).status_code == 410
    assert pupil.kept() == []
    sent = {"pass": pupil.pass_, "answers": [packet]}
    file = pupil.deliver(sent, url=f"{pupil.url}file/")
    assert file.status_code == 200
    assert "attachment" in file["Content-Disposition"]
    assert packet["id"] in file.content.decode()


def test_a_sitting_whose_time_is_over_takes_late_answers_though_nobody_closed_it(pupil, sitting):
    moved(sitting, 1)
    assert pupil.deliver(pupil.packet(0)).json()["late"] is True


def test_the_devices_clock_plays_no_part(pupil):
    """Case 32: the order is the device's own, the time is the server's."""
    before = timezone.now()
    for at, sequence in ((1, 1), (0, 2)):
        pupil.deliver(pupil.packet(at, sequence=sequence, clock="2029-01-01T00:00:00Z"))
    kept = pupil.kept()
    assert [answer.item for answer in kept] == [pupil.edition.public[1]["id"], pupil.edition.public[0]["id"]]
    assert all(before - timedelta(seconds=1) <= answer.received_at <= timezone.now() for answer in kept)


def test_an_exercise_edited_meanwhile_leaves_the_sitting_as_it_was_opened(pupil, claims):
    """Case 35: the pupil goes on in the old edition; what she answers points to it."""
    edition = pupil.edition
    claims.items = [claim(claim="A quite different claim."), *balanced_claims(8)[1:]]
    claims.save_revision().publish()
    claims.refresh_from_db()
    assert claims.current.edition != edition
    page = pupil.look()
    assert edition.public[0]["public"]["claim"] in page
    assert "A quite different claim." not in page
    pupil.answer()
    assert pupil.kept()[0].edition_id == edition.pk
    foreign = claims.current.edition
    strange = pupil.packet(1) | {"edition": foreign.pk, "item": foreign.public[1]["id"]}
    assert pupil.deliver(strange).status_code == 422


def test_an_answer_that_is_not_complete_is_not_kept_and_says_why(pupil):
    response = pupil.deliver(pupil.packet(0, []))
    assert response.status_code == 422
    assert response.json()["problem"] == "Choose a verdict first."
    assert pupil.kept() == []


def test_what_is_passed_over_is_kept_as_such(pupil):
    assert pupil.deliver(pupil.packet(0, [], skip=True)).status_code == 200
    assert pupil.kept()[0].value is None


@pytest.mark.parametrize(
    "sent",
    [
        b"", b"{", b"[]", b"null", b"\xff\xfe", b"7", b'"x"', b"[" * 90_000, b'{"id": 1}', b"{}" + b" " * 100_001,
    ],
)  # fmt: skip
def test_what_is_not_to_be_read_is_refused_with_400(pupil, sent):
    assert pupil.deliver(sent).status_code == 400


@pytest.mark.parametrize(
    "changed",
    [
        {"id": "no uuid"}, {"id": None}, {"sequence": -1}, {"sequence": "x"}, {"sequence": 1e99}, {"edition": 0},
        {"edition": 2**70}, {"edition": None}, {"fields": "x"}, {"fields": [["a"]]}, {"fields": {"a": 1}},
        {"fields": [1]},
        {"fields": [["answer", "x" * 30_000]]}, {"fields": [["answer", "true"]] * 400},
    ],
)  # fmt: skip
def test_an_answer_of_another_shape_is_refused_with_400(pupil, changed):
    assert pupil.deliver(pupil.packet(0) | changed).status_code == 400
    assert pupil.kept() == []


@pytest.mark.parametrize("item", ["", "x", "answer", "\0", "é" * 200])
def test_an_item_that_is_not_asked_is_refused(pupil, item):
    assert pupil.deliver(pupil.packet(0) | {"item": item}).status_code == 422


def test_a_pass_that_we_did_not_write_opens_nothing(pupil):
    for wrong in ("", "1", "1:x", pupil.pass_[:-1], pupil.pass_ + "x", f"9{pupil.pass_}", None, 7, ["x"]):
        assert pupil.deliver(pupil.packet(0) | {"pass": wrong}).status_code == 404
    assert Answer.objects.count() == 0


def test_a_pass_sends_and_reads_nothing(pupil, sitting):
    """Case 37: the queue of the last pupil leaves under her own seat; the next one gets no explanation of it."""
    packet = pupil.packet(0, explain=True)
    old = pupil.pass_
    pupil.client.post(f"/join/{sitting.join_code.code}/", {"language": "en"})
    receipt = pupil.deliver(packet).json()
    assert receipt["html"] == ""
    [answer] = Answer.objects.all()
    assert answer.seat_id == int(old.split(":")[0])
    assert pupil.deliver(packet, client=Client()).json()["html"] == ""


def test_the_explanation_comes_with_the_receipt_for_the_pupil_who_sits_there(pupil):
    html = pupil.deliver(pupil.packet(0, explain=True)).json()["html"]
    assert "The register of trades says so." in html


def test_where_results_come_at_the_close_no_receipt_explains(classroom, claims):
    """Case 38."""
    pupil = Pupil(opened(classroom, claims, feedback="at_close")).come_in()
    assert "html" not in pupil.deliver(pupil.packet(0, explain=True)).json()


def test_an_answer_takes_two_queries(pupil, django_assert_num_queries):
    first, second = pupil.packet(0), pupil.packet(1)
    pupil.deliver(first)
    with django_assert_num_queries(2):
        assert pupil.deliver(second).status_code == 200


def test_the_server_scores_from_the_edition(pupil):
    """Case 28: whatever a device says of right and wrong, the pupil reads what the key says."""
    for at in range(8):
        pupil.deliver(pupil.packet(at, [["answer", "true"]], score=1, correct=True))
    assert "You took 4 of 4 true claims for true, and 0 of 4 false ones for false." in pupil.look()


def test_an_id_belongs_to_its_seat(sitting):
    """Two devices that made the same id do not disturb each other."""
    one, other = Pupil(sitting).come_in(), Pupil(sitting).come_in()
    name = str(uuid4())
    for pupil in (one, other):
        assert pupil.deliver(pupil.packet(0, id=name)).json()["kept"] is True
    assert Answer.objects.count() == 2


def test_nul_and_words_of_any_script_are_taken_without_a_fault(classroom, up):
    """Case 79: kept in one form of Unicode, without what no database keeps or what would turn a line round."""
    criterion = {"criterion": "Asks for a source", "levels": ["not yet", "partly", "fully"]}
    question = {
        "question": "What would you ask?",
        "lines": 4,
        "rubric": [criterion],
        "model": "<p>Who says so?</p>",
        "explanation": "<p>Many things.</p>",
    }
    page = ExercisePageFactory(parent=up, slug="open", items=[("open", question)])
    pupil = Pupil(opened(classroom, page)).come_in()
    fields = [["answer", "a\0b 👩‍👩‍👧 \u202eاسم e\u0301"]]
    assert pupil.deliver(pupil.packet(0, fields)).status_code == 200
    assert pupil.kept()[0].value == "ab 👩‍👩‍👧 اسم é"
