"""Messages: by whom and when, what is held back, who reads them, and that no thread goes without two grown-ups."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from ambassadors.domain import consent as ledger
from ambassadors.domain import messages as verbs
from ambassadors.domain import people, visits
from ambassadors.domain.companions import end_companion, register_companion
from ambassadors.domain.messages import MOST_IN_AN_HOUR, MessageError, announce, decide, delete_old, write
from ambassadors.domain.queries.messages import log_of, readable, role_in
from ambassadors.enums import MessageState, VisitState
from ambassadors.models import Companion, Message, MessageThread, Visit
from cms.models import AuditEntry
from tests.ambassadors.factories import (
    VisitRequestFactory,
    booked,
    cleared_companion,
    companions,
    consent,
    coordinator,
    matched,
    ready,
    safeguarding_lead,
)
from tests.ambassadors.lives import NOON, book, user_of
from tests.schools.factories import MemberFactory, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

REFUSED = "Nothing can be written about this visit now."


def everybody(visit):
    return [user_of(visit), visit.first_companion.user, visit.second_companion.user, visit.request.asked_by]


def texts(visit, user):
    return [one.text for one in readable(visit, user)]


# Who ---------------------------------------------------------------------------------------------------------------


def test_all_who_take_part_write_and_read_the_same():
    visit = booked()
    colleague = MemberFactory(school=visit.school).user
    for number, user in enumerate([*everybody(visit), colleague]):
        write(visit, actor=user, text=f"Message {'abcde'[number]}")
    expected = [f"Message {letter}" for letter in "abcde"]
    for user in (*everybody(visit), colleague):
        assert texts(visit, user) == expected
    roles = list(Message.objects.values_list("role", "name"))
    first = [visit.parts.get().ambassador.first_name, *(one.first_name for one in visit.companions)]
    assert roles == [
        ("ambassador", first[0]), ("companion", first[1]), ("companion", first[2]), ("host", ""), ("host", ""),
    ]  # fmt: skip


def test_whoever_does_not_take_part_neither_writes_nor_reads():
    visit = booked()
    write(visit, actor=user_of(visit), text="Hello")
    others = (
        coordinator(), safeguarding_lead(), person(), cleared_companion().user, ready().user,
        visit.booked_by, visit.parts.get().ambassador.nominated_by,
    )  # fmt: skip
    for user in others:
        assert role_in(visit, user) is None
        assert texts(visit, user) == []
        with pytest.raises(PermissionDenied):
            write(visit, actor=user, text="Hello")
    assert Message.objects.count() == 1


def test_whoever_took_part_once_reads_nothing_any_more():
    one, other = ready(), ready(band="18+")
    visit = booked(ambassadors=[one, other])
    companion, host = visit.second_companion, visit.school.memberships.get()
    write(visit, actor=one.user, text="Hello")
    assert [len(texts(visit, user)) for user in (other.user, companion.user, host.user)] == [1, 1, 1]
    visits.say_no(visit, actor=other.user)
    end_companion(companion, actor=coordinator())
    host.until = host.since
    host.save()
    visit = Visit.objects.get(pk=visit.pk)
    for user in (other.user, companion.user, host.user):
        assert texts(visit, user) == []
        with pytest.raises(PermissionDenied):
            write(visit, actor=user, text="Hello")


def test_an_ambassador_who_has_not_said_yes_takes_no_part():
    minor = ready()
    visit = visits.match(VisitRequestFactory(), minor.offer, actor=coordinator())
    assert role_in(visit, minor.user) is None
    visits.say_yes(visit, actor=minor.user)
    assert role_in(visit, minor.user) == ("ambassador", minor.first_name)
    with pytest.raises(MessageError) as refused:
        write(visit, actor=minor.user, text="Hello")
    assert str(refused.value) == REFUSED


# What --------------------------------------------------------------------------------------------------------------


def test_a_message_is_plain_text_of_1_to_2000_characters_with_its_lines():
    visit = booked()
    user = user_of(visit)
    made = write(visit, actor=user, text="  One\r\n\r\ntwo\u202e\x00\x07 <b>three</b> ")
    assert made.text == "One\n\ntwo <b>three</b>"
    assert write(visit, actor=user, text="y" * 2000).state == MessageState.SENT
    for text in ("", " \n ", "y" * 2001):
        with pytest.raises(MessageError) as refused:
            write(visit, actor=user, text=text)
        assert refused.value.field == "text"
    assert Message.objects.count() == 2


def test_a_form_that_is_sent_twice_writes_once(clock):
    visit = booked()
    first = write(visit, actor=user_of(visit), text="Hello")
    assert write(visit, actor=user_of(visit), text="Hello") == first
    clock.now += timedelta(minutes=2)
    assert write(visit, actor=user_of(visit), text="Hello") != first


def test_twenty_messages_an_hour_are_enough(clock):
    visit = booked()
    for number in range(MOST_IN_AN_HOUR):
        write(visit, actor=user_of(visit), text="a" * (number + 1))
    with pytest.raises(MessageError):
        write(visit, actor=user_of(visit), text="One more")
    write(visit, actor=visit.first_companion.user, text="I may.")
    clock.now += timedelta(hours=1)
    write(visit, actor=user_of(visit), text="One more")
    assert Message.objects.count() == MOST_IN_AN_HOUR + 2


# Contact details ---------------------------------------------------------------------------------------------------


def test_contact_details_are_held_back_from_everybody_to_everybody(
    django_capture_on_commit_callbacks, mailoutbox
):
    """Case 17."""
    visit = booked()
    for number, user in enumerate(everybody(visit)):
        with django_capture_on_commit_callbacks(execute=True):
            made = write(visit, actor=user, text=f"Write to mira{number}@example.org, or 0170 1234567")
        assert (made.state, made.reasons, made.readable_at) == (MessageState.HELD, ["email", "phone"], None)
        assert texts(visit, user) == [made.text]
    assert [len(texts(visit, user)) for user in everybody(visit)] == [1, 1, 1, 1]
    assert mailoutbox == []


def test_safeguarding_leads_are_told_that_something_is_held_back_and_not_what(
    django_capture_on_commit_callbacks, mailoutbox
):
    """Case 17: whoever wrote it is not told of her own, nor somebody who merely administers the site."""
    first, second = safeguarding_lead(), safeguarding_lead()
    person(is_superuser=True)
    visit = booked(going=(cleared_companion(user=second), cleared_companion()))
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        write(visit, actor=second, text="Call me: 0170 1234567")
    assert [letter.to for letter in mailoutbox] == [[first.email]]
    assert "/network/messages/" in mailoutbox[0].body
    assert "0170" not in mailoutbox[0].body


def test_contact_details_in_pieces_are_held_back():
    """Case 17."""
    visit = booked()
    states = [
        write(visit, actor=user_of(visit), text=text).state for text in ("0170", "123", "We come by bus")
    ]
    assert states == [MessageState.SENT, MessageState.HELD, MessageState.SENT]


def test_a_lead_passes_on_or_not_and_says_why():
    visit, lead = booked(), safeguarding_lead()
    first = write(visit, actor=user_of(visit), text="Call 0170 1234567")
    second = write(visit, actor=user_of(visit), text="The kit is at example.org")
    with pytest.raises(MessageError) as refused:
        decide(first, actor=lead, pass_on=False)
    assert refused.value.field == "reason"
    decide(first, actor=lead, pass_on=False, reason="A private number")
    passed = decide(second, actor=lead, pass_on=True, reason="Only the kit")
    assert passed.readable_at == NOON
    companion = visit.first_companion.user
    assert texts(visit, companion) == ["The kit is at example.org"]
    assert [one.state for one in readable(visit, user_of(visit))] == ["refused", "sent"]
    for one in (first, second):
        with pytest.raises(MessageError):
            decide(one, actor=lead, pass_on=True)
    assert [(one.state, one.text, one.why_decided) for one in log_of(visit)] == [
        ("refused", "Call 0170 1234567", "A private number"),
        ("sent", "The kit is at example.org", "Only the kit"),
    ]


def test_nobody_decides_about_her_own_message_nor_without_the_permission():
    lead = safeguarding_lead()
    visit = booked(going=(cleared_companion(user=lead), cleared_companion()))
    held = write(visit, actor=lead, text="Call 0170 1234567")
    for user in (lead, coordinator(), *everybody(visit)):
        with pytest.raises(PermissionDenied):
            decide(held, actor=user, pass_on=True)
    assert decide(held, actor=safeguarding_lead(), pass_on=True).state == MessageState.SENT


def test_nothing_is_passed_on_into_a_thread_in_which_nothing_may_be_written():
    visit = booked()
    held = write(visit, actor=visit.first_companion.user, text="Call 0170 1234567")
    ledger.take_back_as_guardian(visit.parts.get().ambassador)
    with pytest.raises(MessageError):
        decide(held, actor=safeguarding_lead(), pass_on=True)
    held.refresh_from_db()
    assert held.state == MessageState.HELD
    assert decide(held, actor=safeguarding_lead(), pass_on=False, reason="Late").state == MessageState.REFUSED


# Hours -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (datetime(2026, 11, 10, 6, 0, tzinfo=UTC), datetime(2026, 11, 10, 6, 0, tzinfo=UTC)),
        (datetime(2026, 11, 10, 5, 59, 59, tzinfo=UTC), datetime(2026, 11, 10, 6, 0, tzinfo=UTC)),
        (datetime(2026, 11, 10, 18, 59, 59, tzinfo=UTC), datetime(2026, 11, 10, 18, 59, 59, tzinfo=UTC)),
        (datetime(2026, 11, 10, 19, 0, tzinfo=UTC), datetime(2026, 11, 11, 6, 0, tzinfo=UTC)),
        (datetime(2026, 11, 10, 23, 30, tzinfo=UTC), datetime(2026, 11, 11, 6, 0, tzinfo=UTC)),
        # The clocks go forward in this night.
        (datetime(2027, 3, 27, 20, 0, tzinfo=UTC), datetime(2027, 3, 28, 5, 0, tzinfo=UTC)),
    ],
)
def test_what_is_written_at_night_is_read_in_the_morning(written, read, settings):
    settings.TIME_ZONE = "Europe/Brussels"
    assert verbs.readable_from(written) == read


def test_letters_go_to_the_others_once_what_was_written_is_read(
    clock, django_capture_on_commit_callbacks, mailoutbox
):
    visit = booked()
    everyone = {user.email for user in everybody(visit)}
    with django_capture_on_commit_callbacks(execute=True):
        write(visit, actor=user_of(visit), text="By day")
    assert {letter.to[0] for letter in mailoutbox} == everyone - {user_of(visit).email}
    assert all("By day" not in letter.body for letter in mailoutbox)
    mailoutbox.clear()
    clock.now += timedelta(hours=11)
    with django_capture_on_commit_callbacks(execute=True):
        write(visit, actor=visit.first_companion.user, text="At night")
        assert announce() == 0
    assert mailoutbox == []
    assert texts(visit, user_of(visit)) == ["By day"]
    assert texts(visit, visit.first_companion.user) == ["By day", "At night"]
    clock.now = NOON + timedelta(days=1)
    with django_capture_on_commit_callbacks(execute=True):
        assert [announce(), announce()] == [1, 0]
    assert {letter.to[0] for letter in mailoutbox} == everyone - {visit.first_companion.user.email}
    assert texts(visit, user_of(visit)) == ["By day", "At night"]


def test_what_waits_for_the_morning_stays_away_where_the_thread_is_locked_by_then(clock):
    """Case 15."""
    visit = booked()
    write(visit, actor=visit.first_companion.user, text="By day")
    clock.now += timedelta(hours=11)
    write(visit, actor=visit.first_companion.user, text="At night")
    ledger.take_back_as_guardian(visit.parts.get().ambassador)
    clock.now = NOON + timedelta(days=1)
    assert announce() == 0
    assert texts(visit, user_of(visit)) == ["By day"]
    assert texts(visit, visit.second_companion.user) == ["By day"]


# Kept --------------------------------------------------------------------------------------------------------------


def test_a_year_after_a_visit_its_messages_go(clock):
    visit, other = booked(), booked()
    write(visit, actor=user_of(visit), text="Hello")
    write(other, actor=user_of(other), text="Hello")
    visits.cancel(other, actor=coordinator(), reason="ill")
    clock.now = visit.starts_at + timedelta(days=365)
    assert delete_old() == 1
    assert list(Message.objects.values_list("thread__visit", flat=True)) == [visit.pk]
    clock.now += timedelta(seconds=1)
    assert delete_old() == 1
    assert delete_old() == 0
    entries = AuditEntry.objects.filter(verb="messages.deleted")
    assert [entry.details for entry in entries] == [{"number": 1}, {"number": 1}]


# Two grown-ups -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lost", ["ended", "clearance", "account", "guardian", "own"])
def test_a_thread_without_two_cleared_grown_ups_or_all_consents_locks_itself_when_somebody_writes(lost):
    """Cases 15 and 16: at once, whatever the job of every half minute has seen so far."""
    visit = booked()
    yesterday = timezone.localdate() - timedelta(days=1)
    minor, companion = visit.parts.get().ambassador, visit.second_companion
    if lost == "ended":
        Companion.objects.filter(pk=companion.pk).update(ended_at=timezone.now())
    elif lost == "clearance":
        companion.clearances.update(until=yesterday)
    elif lost == "account":
        companion.user.is_active = False
        companion.user.save()
    else:
        consent(minor, lost, until=yesterday)
    with pytest.raises(MessageError) as refused:
        write(visit, actor=visit.first_companion.user, text="Hello")
    assert str(refused.value) == REFUSED
    visit.refresh_from_db()
    assert visit.state == VisitState.HELD
    assert MessageThread.objects.get(visit=visit).locked_at == NOON
    assert not Message.objects.exists()


def test_there_is_no_way_to_a_thread_of_a_minor_without_two_others_who_are_grown_up():
    """Case 16: not by the verbs, and not by the database either."""
    lone, adult = ready(), ready(band="18+")
    herself = cleared_companion(user=adult.user)
    one, other = companions()
    visit = matched(ambassadors=[lone, adult])
    for pair in ((None, None), (one, None), (one, one), (one, herself)):
        with pytest.raises(visits.VisitError):
            book(visit, going=pair)
        for values in _threads(visit, one, other):
            with pytest.raises(IntegrityError), transaction.atomic():
                MessageThread.objects.create(**values)
    with pytest.raises(people.PeopleError):
        register_companion(lone.user, actor=coordinator(), first_name="A", town=lone.town, languages=["en"])
    assert not MessageThread.objects.exists()
    visit = book(visit, going=(one, other))
    thread = visit.thread
    changes = (
        {"first_companion": None}, {"second_companion": one}, {"second_companion": herself},
        {"visit": booked(ambassadors=[ready()])},
    )  # fmt: skip
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            MessageThread.objects.filter(pk=thread.pk).update(**change)


def _threads(visit, one, other):
    """Return threads that the database must not keep while the visit is not booked with both."""
    return (
        {"visit": visit, "first_companion": one, "second_companion": one},
        {"visit": visit, "first_companion": one, "second_companion": other},
        {"visit": visit, "first_companion": one, "second_companion": None},
    )


@pytest.mark.parametrize("state", ["held", "cancelled", "matched"])
def test_the_database_takes_no_message_where_the_visit_is_not_booked(state):
    """Case 16: also where a program forgot to lock the thread; and a thread is not opened again either."""
    visit = booked()
    thread = visit.thread
    Visit.objects.filter(pk=visit.pk).update(state=state)
    values = {"thread": thread, "role": "host", "name": "", "text": "Hello", "readable_at": NOON}
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(**values)
    MessageThread.objects.update(locked_at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        MessageThread.objects.update(locked_at=None)


def test_a_visit_that_is_booked_again_goes_on_in_its_thread_with_the_new_companions():
    visit = booked()
    write(visit, actor=user_of(visit), text="Hello")
    end_companion(visit.second_companion, actor=coordinator())
    former, third = visit.second_companion.user, cleared_companion()
    book(Visit.objects.get(pk=visit.pk), going=(visit.first_companion, third))
    visit = Visit.objects.get(pk=visit.pk)
    write(visit, actor=third.user, text="I am new here.")
    assert texts(visit, third.user) == ["Hello", "I am new here."]
    assert texts(visit, former) == []
