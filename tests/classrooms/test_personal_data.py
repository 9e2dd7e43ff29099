"""A teacher takes away what is hers, and takes everything with her; of pupils there is nothing to take away."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from classrooms.domain.joining import forget_old_codes
from classrooms.domain.personal import erase_classrooms, export_classrooms
from classrooms.domain.retention import delete_due
from classrooms.enums import Way
from classrooms.models import Answer, Classroom, JoinCode, Reader, Seat, Sitting
from cms.accounts.export import archive_of
from cms.domain.accounts import apply_erasures, erase_account
from cms.models import AgeBand, AuditEntry, ErasedAccount, User
from tests.classrooms.factories import ClassroomFactory, TeacherFactory, answered, closed, opened, seated
from tests.factories import ExercisePageFactory, balanced_claims, exercises_page, once

pytestmark = pytest.mark.django_db


@pytest.fixture
def exercise(site_tree):
    return once(
        ExercisePageFactory,
        parent=exercises_page(site_tree("en")["en"]),
        title="True or not",
        items=balanced_claims(4),
    )


@pytest.fixture
def ana():
    return TeacherFactory(email="ana@example.org", display_name="Ana")


@pytest.fixture
def bea():
    return TeacherFactory(email="bea@example.org", display_name="Bea")


@pytest.fixture
def classroom(ana):
    return ClassroomFactory(owner=ana, name="8B", size=28, age_band=AgeBand.objects.first(), keep_days=60)


def occupied(classroom, exercise, *, seats: int = 3) -> Sitting:
    sitting = opened(classroom, exercise)
    for seat in seated(sitting, seats):
        answered(seat, value="My name is Olha")
    return sitting


# Taken away ------------------------------------------------------------------------------------------------------


def test_a_teacher_takes_her_classrooms_and_sittings_away(classroom, ana, bea, exercise):
    Reader.objects.create(classroom=classroom, user=bea)
    occupied(classroom, exercise)
    hands = opened(classroom, exercise, way=Way.HANDS)
    Sitting.objects.filter(pk=hands.pk).update(hands={"0": [12, 14]})
    [found] = export_classrooms(ana)["classrooms"]
    assert {
        name: found[name] for name in ("name", "pupils", "language", "days_until_answers_are_deleted")
    } == {
        "name": "8B",
        "pupils": 28,
        "language": "en",
        "days_until_answers_are_deleted": 60,
    }
    assert found["age"] == AgeBand.objects.first().code
    assert [reader["name"] for reader in found["read_by"]] == ["Bea"]
    on_devices, by_hands = found["sittings"]
    assert by_hands["hands"] == {"0": [12, 14]}
    assert (on_devices["seats"], on_devices["answers"]) == (3, 12)
    assert on_devices["exercises"] == [{"title": "True or not", "language": "en"}]


def test_she_takes_away_what_colleagues_share_with_her(classroom, ana, bea, exercise):
    Reader.objects.create(classroom=classroom, user=bea)
    occupied(classroom, exercise)
    found = export_classrooms(bea)
    assert found["classrooms"] == []
    assert [(one["name"], one["by"]) for one in found["shared_with_me"]] == [("8B", "Ana")]


def test_of_pupils_there_are_numbers_only(classroom, ana, exercise):
    sitting = occupied(classroom, exercise)
    with zipfile.ZipFile(io.BytesIO(archive_of(ana))) as archive:
        text = archive.read("classrooms.json").decode()
    assert json.loads(text)["classrooms"][0]["sittings"][0]["seats"] == 3
    for seat in sitting.seats.all():
        for personal in (seat.pseudonym, seat.word, seat.token_hash):
            assert personal not in text
    assert "Olha" not in text
    assert sitting.join_code.code not in text


def test_what_was_deleted_is_told_in_numbers(classroom, ana, exercise):
    sitting = closed(classroom, exercise, days_ago=0)
    for seat in seated(sitting, 2):
        answered(seat)
    delete_due(now=timezone.now() + timedelta(days=61))
    [found] = export_classrooms(ana)["classrooms"][0]["sittings"]
    assert (found["seats"], found["deleted_seats"], found["deleted_answers"]) == (0, 2, 8)


def test_many_sittings_cost_no_more_queries_than_one(classroom, ana, exercise):
    numbers = []
    for more in (1, 2):
        for _number in range(more):
            occupied(ClassroomFactory(owner=ana), exercise)
        with CaptureQueriesContext(connection) as queries:
            export_classrooms(ana)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


# Erased ----------------------------------------------------------------------------------------------------------


def test_with_an_account_go_its_classrooms_seats_and_answers(classroom, ana, bea, exercise):
    """Case 66: gone from the tables at once, and nobody else's are."""
    others = occupied(ClassroomFactory(owner=bea), exercise)
    Reader.objects.create(classroom=others.classroom, user=ana)
    sitting = occupied(classroom, exercise)
    code = sitting.join_code.code
    erase_account(ana, actor=ana)
    assert list(Classroom.objects.all()) == [others.classroom]
    assert list(Sitting.objects.all()) == [others]
    assert Seat.objects.count() == 3
    assert Answer.objects.count() == 12
    assert not Reader.objects.exists()
    given_up = JoinCode.objects.get(code=code)
    assert given_up.sitting is None
    assert given_up.given_up_at is not None
    assert not AuditEntry.objects.exclude(actor=None).exclude(actor=bea).exists()


def test_codes_of_erased_classrooms_are_not_given_again_for_90_days(classroom, ana, exercise):
    """Case 22: none reissued in 90 days."""
    code = occupied(classroom, exercise).join_code
    erase_account(ana, actor=ana)
    JoinCode.objects.filter(pk=code.pk).update(given_up_at=timezone.now() - timedelta(days=89))
    assert forget_old_codes() == 0
    JoinCode.objects.filter(pk=code.pk).update(given_up_at=timezone.now() - timedelta(days=91))
    assert forget_old_codes() == 1


def test_what_a_backup_brings_back_is_erased_again(classroom, ana, exercise):
    """Case 66: a restore applies it again."""
    occupied(classroom, exercise)
    ErasedAccount.objects.create(user_id=ana.pk, at=timezone.now() + timedelta(minutes=1))
    assert apply_erasures() == 1
    assert not User.objects.filter(pk=ana.pk).exists()
    assert not Classroom.objects.exists()
    assert not Answer.objects.exists()


def test_what_a_colleague_could_read_she_can_read_no_longer(classroom, ana, bea):
    Reader.objects.create(classroom=classroom, user=bea)
    erase_classrooms(ana)
    assert export_classrooms(bea) == {"classrooms": [], "shared_with_me": []}
    assert not Classroom.objects.visible_to(bea).exists()
