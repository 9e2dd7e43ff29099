"""Answers are deleted on their day, once and wholly; teachers are told in time; the receipt stays."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from classrooms.domain import retention
from classrooms.domain.retention import Receipt, delete_due, receipt_of, warn_due
from classrooms.enums import Way
from classrooms.models import Answer, Seat, Sitting
from cms import worker
from cms.models import AuditEntry, Pulse
from tests.classrooms.factories import ClassroomFactory, TeacherFactory, answered, opened, seated
from tests.factories import ExercisePageFactory, balanced_claims, exercises_page, once

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def exercise(site_tree):
    return once(
        ExercisePageFactory,
        parent=exercises_page(site_tree("en")["en"]),
        title="True or not",
        items=balanced_claims(4),
    )


@pytest.fixture
def classroom():
    return ClassroomFactory(name="8B", owner=TeacherFactory(email="ana@example.org", display_name="Ana"))


def past(classroom, exercise, *, seats: int = 2, days_ago: float = 0, **values) -> Sitting:
    """A sitting that is closed, with seats from which every item was answered."""
    sitting = opened(classroom, exercise, **values)
    for seat in seated(sitting, seats):
        answered(seat)
    end = timezone.now() - days_ago * DAY
    Sitting.objects.filter(pk=sitting.pk).update(opened_at=end - HOUR, closes_at=end, closed_at=end)
    return Sitting.objects.get(pk=sitting.pk)


def left(sitting) -> tuple[int, int]:
    """How many seats and answers of a sitting there are."""
    return sitting.seats.count(), Answer.objects.filter(seat__sitting=sitting).count()


# The day ---------------------------------------------------------------------------------------------------------


def test_answers_go_on_their_day_and_not_before(classroom, exercise):
    """Case 69: deleted at 30 days."""
    sitting = past(classroom, exercise)
    assert delete_due(now=sitting.deletes_at - MINUTE) == 0
    assert left(sitting) == (2, 8)
    assert delete_due(now=sitting.deletes_at) == 1
    assert left(sitting) == (0, 0)
    assert sitting.deletes_at - sitting.closed_at == 30 * DAY


@pytest.mark.parametrize("days", [1, 7, 30, 400])
def test_a_classroom_says_how_long_its_answers_are_kept(classroom, exercise, days):
    """Case 69: settable up to 400."""
    classroom.keep_days = days
    classroom.save()
    sitting = past(classroom, exercise)
    assert delete_due(now=sitting.closed_at + days * DAY - MINUTE) == 0
    assert delete_due(now=sitting.closed_at + days * DAY + MINUTE) == 1


def test_a_sitting_whose_time_ran_out_counts_from_there(classroom, exercise):
    sitting = opened(classroom, exercise)
    seated(sitting, 1)
    assert delete_due(now=sitting.closes_at + 30 * DAY - MINUTE) == 0
    assert delete_due(now=sitting.closes_at + 30 * DAY) == 1


def test_one_that_was_closed_early_counts_from_its_close(classroom, exercise):
    sitting = opened(classroom, exercise, closes_at=timezone.now() + 20 * DAY)
    seated(sitting, 1)
    early = timezone.now() + HOUR
    Sitting.objects.filter(pk=sitting.pk).update(closed_at=early)
    assert delete_due(now=early + 30 * DAY - MINUTE) == 0
    assert delete_due(now=early + 30 * DAY + MINUTE) == 1


def test_an_open_sitting_is_left_alone(classroom, exercise):
    sitting = opened(classroom, exercise, closes_at=timezone.now() + 20 * DAY)
    seated(sitting, 1)
    assert delete_due() == 0
    assert left(sitting) == (1, 0)


def test_fewer_days_count_from_the_next_run_on(classroom, exercise):
    sitting = past(classroom, exercise, days_ago=10)
    assert delete_due() == 0
    classroom.keep_days = 9
    classroom.save()
    assert delete_due() == 1
    assert left(sitting) == (0, 0)


def test_more_days_count_too(classroom, exercise):
    past(classroom, exercise, days_ago=31)
    classroom.keep_days = 60
    classroom.save()
    assert delete_due() == 0


@pytest.mark.parametrize(
    ("closed_at", "deleted_at"),
    [
        # Brussels: 29 March 2026, 02:00 becomes 03:00; 25 October, 03:00 becomes 02:00.
        (datetime(2026, 3, 10, 10, 30, tzinfo=UTC), datetime(2026, 4, 9, 10, 30, tzinfo=UTC)),
        (datetime(2026, 10, 10, 10, 30, tzinfo=UTC), datetime(2026, 11, 9, 10, 30, tzinfo=UTC)),
        (datetime(2026, 2, 27, 1, 30, tzinfo=UTC), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (datetime(2028, 2, 1, 23, 59, tzinfo=UTC), datetime(2028, 3, 2, 23, 59, tzinfo=UTC)),  # a leap year
    ],
)
@pytest.mark.parametrize("zone", ["Europe/Brussels", "America/St_Johns", "UTC"])
def test_days_have_24_hours_whatever_clocks_do(classroom, exercise, closed_at, deleted_at, zone):
    """Case 78: the same instant everywhere, in the database's reckoning and in ours."""
    sitting = past(classroom, exercise)
    Sitting.objects.filter(pk=sitting.pk).update(
        opened_at=closed_at - HOUR, closes_at=closed_at, closed_at=closed_at
    )
    with timezone.override(ZoneInfo(zone)):
        here = deleted_at.astimezone(ZoneInfo(zone))
        assert Sitting.objects.get(pk=sitting.pk).deletes_at == here
        assert retention._kept().get(pk=sitting.pk).deletes == here
        assert delete_due(now=here - timedelta(seconds=1)) == 0
        assert delete_due(now=here) == 1


# What goes and what stays ----------------------------------------------------------------------------------------


def test_results_are_worked_out_before_their_answers_go_and_stay(classroom, exercise, monkeypatch):
    sitting = past(classroom, exercise, days_ago=31)
    seen = []

    def keep(found):
        seen.append(left(found))
        Sitting.objects.filter(pk=found.pk).update(results={"seats": 2})

    monkeypatch.setattr(retention, "keep_results", keep)
    assert delete_due() == 1
    assert seen == [(2, 8)]
    assert Sitting.objects.get(pk=sitting.pk).results == {"seats": 2}


def test_the_receipt_and_the_audit_trail_hold_numbers_only(classroom, exercise):
    sitting = past(classroom, exercise, seats=3, days_ago=31)
    assert receipt_of(sitting) is None
    now = timezone.now()
    delete_due(now)
    sitting.refresh_from_db()
    assert receipt_of(sitting) == Receipt(now, 3, 12)
    entry = AuditEntry.objects.get(verb="sitting.answers_deleted")
    assert entry.details == {"seats": 3, "answers": 12}
    assert (entry.object_id, entry.actor) == (str(sitting.pk), None)


def test_voided_seats_go_as_well(classroom, exercise):
    sitting = past(classroom, exercise, days_ago=31)
    Seat.objects.filter(sitting=sitting, number=1).update(voided_at=timezone.now())
    assert delete_due() == 1
    assert left(sitting) == (0, 0)


def test_of_a_sitting_to_which_nobody_came_there_is_nothing_to_say(classroom, exercise):
    sitting = past(classroom, exercise, seats=0, days_ago=31)
    assert delete_due() == 1
    sitting.refresh_from_db()
    assert sitting.deleted_at is not None
    assert receipt_of(sitting) is None
    assert not AuditEntry.objects.filter(verb="sitting.answers_deleted").exists()


def test_hands_that_were_counted_stay(classroom, exercise):
    sitting = past(classroom, exercise, seats=0, days_ago=31, way=Way.HANDS)
    Sitting.objects.filter(pk=sitting.pk).update(hands={"0": [12, 14]})
    delete_due()
    assert Sitting.objects.get(pk=sitting.pk).hands == {"0": [12, 14]}


def test_a_second_run_changes_nothing(classroom, exercise):
    sitting = past(classroom, exercise, days_ago=31)
    delete_due()
    sitting.refresh_from_db()
    before = sitting.deleted_at, sitting.deleted_seats, sitting.deleted_answers
    assert delete_due(now=timezone.now() + 90 * DAY) == 0
    sitting.refresh_from_db()
    assert (sitting.deleted_at, sitting.deleted_seats, sitting.deleted_answers) == before


def test_a_large_sitting_goes_in_as_many_queries_as_a_small_one(classroom, exercise):
    numbers = []
    for seats in (1, 1, 40):  # the first also asks what kind of thing a sitting is, for the audit trail
        past(classroom, exercise, seats=seats, days_ago=31)
        with CaptureQueriesContext(connection) as queries:
            delete_due()
        numbers.append(len(queries))
    assert numbers[1] == numbers[2]


# Faults ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_what_is_killed_half_way_is_all_there_and_goes_next_time(classroom, exercise, monkeypatch):
    """Case 34: all or nothing, resumes."""
    first, second = (past(classroom, exercise, days_ago=days) for days in (40, 31))

    class Killed(BaseException):
        pass

    def kill(*args, **kwargs):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(
            retention, "record", kill
        )  # after the rows are deleted, before the end of the transaction
        with pytest.raises(Killed):
            delete_due()
    assert [left(first), left(second)] == [(2, 8), (2, 8)]
    first.refresh_from_db()
    assert first.deleted_at is None
    assert delete_due() == 2
    assert [left(first), left(second)] == [(0, 0), (0, 0)]


def test_one_that_fails_does_not_keep_the_others(classroom, exercise, monkeypatch, caplog):
    first, second = (past(classroom, exercise, days_ago=days) for days in (40, 31))
    real = retention.remove_seats

    def fails_once(sittings):
        if sittings.filter(pk=first.pk).exists():
            raise ValueError("My name is Olha")
        return real(sittings)

    monkeypatch.setattr(retention, "remove_seats", fails_once)
    assert delete_due() == 1
    assert [left(first), left(second)] == [(2, 8), (0, 0)]
    assert "ValueError" in caplog.text
    assert "Olha" not in caplog.text


def test_results_that_cannot_be_worked_out_hold_answers_back_for_a_day_and_no_longer(
    classroom, exercise, monkeypatch, caplog
):
    sitting = past(classroom, exercise)

    def fails(sitting):
        raise KeyError("My name is Olha")

    monkeypatch.setattr(retention, "keep_results", fails)
    assert delete_due(now=sitting.deletes_at + HOUR) == 0
    assert left(sitting) == (2, 8)
    assert delete_due(now=sitting.deletes_at + DAY) == 1
    assert left(sitting) == (0, 0)
    assert "KeyError" in caplog.text
    assert "Olha" not in caplog.text


def test_a_missed_job_catches_up(classroom, exercise):
    """Case 69: the worker was down for three weeks."""
    sittings = [past(classroom, exercise, days_ago=days) for days in (50, 45, 31, 29)]
    job = worker.jobs["classrooms.delete_answers"]
    Pulse.objects.update_or_create(
        name="job:classrooms.delete_answers", defaults={"at": timezone.now() - 21 * DAY}
    )
    assert "classrooms.delete_answers" in worker.run_due_jobs()
    assert [left(sitting) for sitting in sittings] == [(0, 0), (0, 0), (0, 0), (2, 8)]
    assert job.seconds == 3600


def test_jobs_come_round_by_the_clock():
    assert {name: job.seconds for name, job in worker.jobs.items() if name.startswith("classrooms.")} == {
        "classrooms.delete_answers": 3600,
        "classrooms.tell_what_goes": 86400,
        "classrooms.forget_misses": 300,
        "classrooms.forget_codes": 86400,
    }


# The warning -----------------------------------------------------------------------------------------------------


def test_a_teacher_is_told_a_week_before_and_once(classroom, exercise):
    sitting = past(classroom, exercise)
    assert warn_due(now=sitting.deletes_at - 7 * DAY - MINUTE) == 0
    assert warn_due(now=sitting.deletes_at - 7 * DAY + HOUR) == 1
    [letter] = mail.outbox
    assert letter.to == ["ana@example.org"]
    assert letter.subject == "Answers of one exercise will soon be deleted"
    assert letter.body.startswith("Hello Ana,\n\nThe answers of your pupils")
    day = timezone.localtime(sitting.deletes_at)
    assert f"* True or not, 8B: on {day.day} {day:%B} {day.year}\n" in letter.body
    assert f"http://localhost/en/teach/sittings/{sitting.pk}/results/" in letter.body
    assert "up to 400 days" in letter.body
    assert f"8B (now 30 days)\n  http://localhost/en/teach/classrooms/{classroom.pk}/edit/" in letter.body
    for days in (6, 5, 0.1):
        assert warn_due(now=sitting.deletes_at - days * DAY) == 0
    assert delete_due(now=sitting.deletes_at) == 1


def test_several_exercises_of_a_teacher_are_one_mail_and_of_two_teachers_two(classroom, exercise):
    other = ClassroomFactory(owner=classroom.owner, name="9A", keep_days=400)
    past(other, exercise, days_ago=396)
    past(classroom, exercise, days_ago=25)
    past(classroom, exercise, days_ago=24)
    past(ClassroomFactory(owner__email="bea@example.org"), exercise, days_ago=25)
    assert warn_due() == 2
    ana, bea = sorted(mail.outbox, key=lambda letter: letter.to)
    assert (ana.to, bea.to) == (["ana@example.org"], ["bea@example.org"])
    assert ana.subject == "Answers of 3 exercises will soon be deleted"
    assert ana.body.count("* True or not") == 3
    assert ana.body.count("/edit/") == 2
    assert bea.body.count("* True or not") == 1


def test_she_reads_it_in_her_language(classroom, exercise):
    classroom.owner.language = "uk"
    classroom.owner.save()
    sitting = past(classroom, exercise, days_ago=25)
    warn_due()
    assert f"/uk/teach/sittings/{sitting.pk}/results/" in mail.outbox[0].body


@pytest.mark.parametrize("days", [1, 6, 7])
def test_who_keeps_answers_for_a_week_at_most_is_told_nothing(classroom, exercise, days):
    classroom.keep_days = days
    classroom.save()
    past(classroom, exercise, days_ago=0.5)
    assert warn_due() == 0


def test_of_what_is_not_there_nobody_is_told(classroom, exercise):
    past(classroom, exercise, seats=0, days_ago=25)
    past(classroom, exercise, days_ago=31)  # due: it goes within the hour
    deleted = past(classroom, exercise, days_ago=25)
    Sitting.objects.filter(pk=deleted.pk).update(deleted_at=timezone.now())
    closed_account = ClassroomFactory(owner__is_active=False)
    past(closed_account, exercise, days_ago=25)
    assert warn_due() == 0


def test_a_day_that_was_moved_on_is_told_again(classroom, exercise):
    sitting = past(classroom, exercise, days_ago=25)
    assert warn_due() == 1
    classroom.keep_days = 60
    classroom.save()
    sitting = Sitting.objects.get(pk=sitting.pk)
    assert warn_due(now=sitting.deletes_at - 8 * DAY) == 0
    assert warn_due(now=sitting.deletes_at - 6 * DAY) == 1
    assert warn_due(now=sitting.deletes_at - 5 * DAY) == 0


class Postbox(EmailBackend):
    """Refuses letters to some addresses."""

    refused: set[str] = set()

    def send_messages(self, messages):
        if self.refused.intersection(address for message in messages for address in message.to):
            raise OSError("550 no mailbox of this name: ana@example.org")
        return super().send_messages(messages)


def test_a_mail_that_cannot_be_sent_is_tried_again_and_keeps_no_other(
    classroom, exercise, settings, monkeypatch, caplog
):
    settings.EMAIL_BACKEND = f"{__name__}.Postbox"
    first = past(classroom, exercise, days_ago=25)
    second = past(ClassroomFactory(owner__email="bea@example.org"), exercise, days_ago=25)
    monkeypatch.setattr(Postbox, "refused", {"ana@example.org"})
    assert warn_due() == 1
    assert [letter.to for letter in mail.outbox] == [["bea@example.org"]]
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.told_at is None
    assert second.told_at is not None
    assert "OSError" in caplog.text
    assert "ana@example.org" not in caplog.text
    monkeypatch.setattr(Postbox, "refused", set())
    assert warn_due() == 1
    assert mail.outbox[-1].to == ["ana@example.org"]


def test_a_warning_that_never_left_postpones_nothing(classroom, exercise, settings, monkeypatch):
    """The promise to pupils goes before."""
    settings.EMAIL_BACKEND = f"{__name__}.Postbox"
    monkeypatch.setattr(Postbox, "refused", {"ana@example.org"})
    sitting = past(classroom, exercise)
    assert warn_due(now=sitting.deletes_at - DAY) == 0
    assert delete_due(now=sitting.deletes_at) == 1


def test_many_warnings_cost_no_more_queries_than_letters(classroom, exercise):
    numbers = []
    for sittings in (1, 3):
        for _number in range(sittings):
            past(classroom, exercise, days_ago=25)
        with CaptureQueriesContext(connection) as queries:
            warn_due()
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
