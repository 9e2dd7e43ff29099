"""Letters by the clock around a visit: each once, in the reader's language, and none where a visit may not be."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from ambassadors.domain import reviewing, visits
from ambassadors.domain.reminding import remind
from ambassadors.models import Visit
from cms.worker import jobs
from tests.ambassadors.factories import booked, ready
from tests.schools.factories import MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def letters(mailoutbox, django_capture_on_commit_callbacks):
    """Return a function that runs the job and returns what it wrote: {address: subject}, and for how many visits."""

    def run() -> tuple[dict[str, str], int]:
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            number = remind()
        return {mail.to[0]: mail.subject for mail in mailoutbox}, number

    return run


def at(visit: Visit, **fields) -> Visit:
    """Change what a visit says of its times."""
    Visit.objects.filter(pk=visit.pk).update(**fields)
    visit.refresh_from_db()
    return visit


def ahead(**ago) -> Visit:
    """Return a visit that takes place after so long, booked a month ago."""
    now = timezone.now()
    return at(booked(), starts_at=now + timedelta(**ago), booked_at=now - timedelta(days=30))


def everybody(visit: Visit) -> set[str]:
    users = [visit.request.asked_by, *(one.user for one in visit.companions)]
    return {user.email for user in users} | {part.ambassador.user.email for part in visit.parts.all()}


def test_the_job_comes_round_every_hour():
    assert jobs["ambassadors.remind"] == (3600, remind)


def test_everybody_is_reminded_a_week_and_a_day_before_and_once_each(letters):
    visit = ahead(days=7, hours=1)
    assert letters() == ({}, 0)
    at(visit, starts_at=timezone.now() + timedelta(days=6, hours=23))
    told, number = letters()
    assert (set(told), number) == (everybody(visit), 1)
    assert all(subject.startswith("Soon: the visit on ") for subject in told.values())
    assert letters() == ({}, 0)
    at(visit, starts_at=timezone.now() + timedelta(hours=23))
    assert set(letters()[0]) == everybody(visit)
    assert letters() == ({}, 0)
    assert at(visit).reminded == [7, 1]


def test_each_is_written_to_in_her_own_language(letters):
    one = ready()
    one.user.language = "de"
    one.user.save()
    visit = at(
        booked(ambassadors=[one]),
        starts_at=timezone.now() + timedelta(days=6),
        booked_at=timezone.now() - timedelta(days=9),
    )
    assert visit.request.asked_by.language == "en"
    letters()
    addresses = {letter.to[0]: letter.body for letter in mail.outbox}
    assert f"/de/ambassador/visits/{visit.key}/" in addresses[one.user.email]
    assert f"/en/school/{visit.school.key}/visits/{visit.key}/" in addresses[visit.request.asked_by.email]
    assert f"/en/ambassador/companion/{visit.key}/" in addresses[visit.first_companion.user.email]


def test_who_books_five_days_before_is_reminded_the_day_before_alone(letters):
    now = timezone.now()
    visit = at(booked(), starts_at=now + timedelta(days=5), booked_at=now)
    assert letters() == ({}, 0)
    at(visit, starts_at=now + timedelta(hours=20), booked_at=now - timedelta(days=4))
    assert set(letters()[0]) == everybody(visit)
    assert at(visit).reminded == [1]


def test_a_worker_that_stood_still_for_a_week_writes_one_letter(letters):
    visit = ahead(hours=10)
    told, number = letters()
    assert (set(told), number) == (everybody(visit), 1)
    assert letters() == ({}, 0)
    assert at(visit).reminded == [7, 1]


def test_a_visit_that_is_moved_is_reminded_of_anew(letters):
    visit = ahead(days=6)
    assert letters()[1] == 1
    first, second = visit.companions
    later = timezone.now() + timedelta(days=20)
    visits.book(
        visit,
        actor=visit.booked_by,
        starts_at=later,
        minutes=45,
        format="in_person",
        place="",
        first_companion=first,
        second_companion=second,
        checklist=list(visits.CHECKLIST),
    )
    at(visit, starts_at=timezone.now() + timedelta(days=6), booked_at=timezone.now() - timedelta(days=8))
    assert letters()[1] == 1


def test_nobody_is_reminded_of_what_may_not_take_place(letters):
    held, blocked, cancelled = ahead(days=6), ahead(days=6), ahead(days=6)
    at(held, state="held", held_at=timezone.now())
    blocked.parts.get().ambassador.clearances.update(until=timezone.localdate() - timedelta(days=1))
    at(cancelled, state="cancelled", cancelled_at=timezone.now())
    assert letters() == ({}, 0)


def _clock(monkeypatch, moment: datetime):
    monkeypatch.setattr(timezone, "now", lambda: moment)


def test_the_morning_after_the_school_is_asked_once_whether_it_took_place(letters, monkeypatch):
    now = timezone.now()
    morning = timezone.localtime().replace(hour=7, minute=5, second=0) + timedelta(days=1)
    visit = at(
        booked(), starts_at=morning - timedelta(hours=20), booked_at=now - timedelta(days=9), reminded=[7, 1]
    )
    for early in (morning - timedelta(hours=19), morning - timedelta(hours=2)):
        _clock(monkeypatch, early)
        assert letters() == ({}, 0)
    _clock(monkeypatch, morning)
    assert letters() == ({visit.request.asked_by.email: "Did the visit take place?"}, 1)
    assert letters() == ({}, 0)
    assert at(visit).reminded == [7, 1, "count"]


def test_where_nobody_of_the_school_is_there_any_more_its_companions_are_asked(letters, monkeypatch):
    monkeypatch.setattr("ambassadors.domain.reminding.MORNING", 0)
    now = timezone.now()
    visit = at(booked(), starts_at=now - timedelta(days=2), booked_at=now - timedelta(days=9))
    visit.school.memberships.update(until=timezone.now())
    assert set(letters()[0]) == {one.user.email for one in visit.companions}


def test_what_was_held_before_its_day_is_not_asked_about(letters, monkeypatch):
    monkeypatch.setattr("ambassadors.domain.reminding.MORNING", 0)
    now = timezone.now()
    visit = at(booked(), starts_at=now - timedelta(days=2), booked_at=now - timedelta(days=9))
    at(visit, state="held", held_at=now - timedelta(days=3))
    assert letters() == ({}, 0)
    at(visit, held_at=now - timedelta(days=1))
    assert letters()[1] == 1


def test_three_days_later_those_who_said_nothing_are_asked_once_more(letters):
    now = timezone.now()
    visit = at(booked(), starts_at=now - timedelta(days=4), booked_at=now - timedelta(days=9))
    visits.deliver(visit, actor=visit.request.asked_by, attended=20)
    reviewing.give_feedback(visit, actor=visit.first_companion.user, went=4)
    at(visit, delivered_at=now - timedelta(days=2, hours=23))
    assert letters() == ({}, 0)
    at(visit, delivered_at=now - timedelta(days=3, minutes=1))
    told, number = letters()
    assert set(told) == everybody(visit) - {visit.first_companion.user.email}
    assert set(told.values()) == {"How was the visit?"}
    assert number == 1
    assert letters() == ({}, 0)
    assert at(visit).reminded == ["feedback"]


def test_a_school_that_has_said_it_by_another_member_is_not_asked_again(letters):
    now = timezone.now()
    visit = at(booked(), starts_at=now - timedelta(days=4), booked_at=now - timedelta(days=9))
    colleague = MemberFactory(school=visit.school).user
    visits.deliver(visit, actor=colleague, attended=20)
    reviewing.give_feedback(visit, actor=colleague, went=4)
    at(visit, delivered_at=now - timedelta(days=4))
    assert visit.request.asked_by.email not in letters()[0]
