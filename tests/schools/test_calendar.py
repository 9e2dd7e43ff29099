"""Calendars of members: valid iCalendar (RFC 5545), a secret address, gone when she leaves."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from schools.calendar import Event, calendar_text
from schools.domain import plan as verbs
from schools.domain.framework import areas, load_framework
from schools.domain.plan import PlanError
from schools.models import Calendar, Membership, PlanTask, Recognition, Round
from tests.schools.factories import MemberFactory, SchoolFactory, person

pytestmark = pytest.mark.django_db

CHANGED = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


def read(text: str) -> tuple[dict, list[dict]]:
    """Read a calendar strictly: ({property: value} of the calendar, the same of each event); fails for what RFC 5545
    does not allow in what we write."""
    data = text.encode()
    assert data.endswith(b"\r\n")
    assert data.replace(b"\r\n", b"").count(b"\n") == data.replace(b"\r\n", b"").count(b"\r") == 0
    lines: list[bytes] = []
    for piece in data[:-2].split(b"\r\n"):
        assert 0 < len(piece) <= 75
        piece.decode()  # no letter was cut in two
        if piece.startswith(b" "):
            lines[-1] += piece[1:]
        else:
            lines.append(piece)
    calendar, events, here, within = {}, [], None, []
    for line in (one.decode() for one in lines):
        assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", line)
        name, parameters, value = re.fullmatch(
            r"([A-Z-]+)((?:;[A-Z]+=[A-Za-z-]+)*):(.*)", line, re.DOTALL
        ).groups()
        if name == "BEGIN":
            within.append(value)
            here = calendar if value == "VCALENDAR" else events.append({}) or events[-1]
        elif name == "END":
            assert within.pop() == value
            here = calendar
        else:
            assert name not in here
            here[name] = value
            here[f"{name}{parameters}"] = value
    assert not within
    for event in events:
        assert {"UID", "DTSTAMP", "DTSTART;VALUE=DATE", "DTEND;VALUE=DATE", "SUMMARY", "SEQUENCE"} <= set(
            event
        )
        assert re.fullmatch(r"\d{8}T\d{6}Z", event["DTSTAMP"])
    assert calendar["VERSION"] == "2.0"
    assert calendar["PRODID"]
    return calendar, events


def words(value: str) -> str:
    """Undo the escapes of a text; fails for what is not escaped as it must be."""
    assert re.fullmatch(r"(?:[^\\;,]|\\[\\;,n])*", value, re.DOTALL)
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], value)


# The text ---------------------------------------------------------------------------------------------------------


def test_a_calendar_is_written_as_the_standard_says():
    event = Event(
        uid="task-7@counterpoint.example",
        day=date(2026, 12, 31),
        summary="Ask: parents; pupils, staff\\all",
        description="Two\r\nlines",
        changed_at=CHANGED,
        url="https://counterpoint.example/en/",
        revision=3,
    )
    calendar, (read_back,) = read(calendar_text("Plan of Brückenschule", [event], language="en"))
    assert calendar["X-WR-CALNAME"] == "Plan of Brückenschule"
    assert calendar["REFRESH-INTERVAL;VALUE=DURATION"] == "PT12H"
    assert read_back["UID"] == "task-7@counterpoint.example"
    assert read_back["DTSTART;VALUE=DATE"] == "20261231"
    assert read_back["DTEND;VALUE=DATE"] == "20270101"
    assert read_back["DTSTAMP"] == read_back["LAST-MODIFIED"] == "20261120T083000Z"
    assert read_back["SEQUENCE"] == "3"
    assert read_back["SUMMARY;LANGUAGE=en"] == "Ask: parents\\; pupils\\, staff\\\\all"
    assert words(read_back["DESCRIPTION"]) == "Two\nlines"


@pytest.mark.parametrize("day", [date(2028, 2, 28), date(2028, 2, 29), date(2026, 3, 29), date(2026, 10, 25)])
def test_a_day_is_a_whole_day_in_leap_years_and_when_the_clocks_change(day):
    """Case 78: no time and no zone stands with it, so it is the same day everywhere."""
    text = calendar_text("Plan", [Event("a@b", day, "x", CHANGED)], language="en")
    _calendar, (event,) = read(text)
    assert event["DTSTART;VALUE=DATE"] == f"{day:%Y%m%d}"
    assert event["DTEND;VALUE=DATE"] == f"{day + timedelta(days=1):%Y%m%d}"


@settings(max_examples=20)
@given(st.text(max_size=120))
def test_any_words_can_be_read_back(text):
    """Case 79."""
    written = calendar_text(text, [Event("a@b", date(2026, 5, 1), text, CHANGED)], language="ar")
    _calendar, (event,) = read(written)
    kept = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", " ", text.replace("\r\n", "\n").replace("\r", "\n"))
    assert words(event["SUMMARY"]) == kept


# The address ------------------------------------------------------------------------------------------------------


@pytest.fixture
def school(site_tree):
    site_tree("en", "ar")
    load_framework()
    return SchoolFactory(name="مدرسة الجسر")


@pytest.fixture
def member(school):
    return MemberFactory(school=school).user


@pytest.fixture
def calendar(client, school, member) -> Calendar:
    """A member asked for an address on the page of the plan."""
    client.force_login(member)
    client.post(f"/en/school/{school.key}/plan/", {"do": "calendar"})
    page = client.get(f"/en/school/{school.key}/plan/").content.decode()
    client.logout()
    made = Calendar.objects.get()
    assert f"/en/school/calendar/{made.token}/" in page
    assert f'/en/school/calendar/{made.token}/"' in re.search('href="webcal:[^>]*', page)[0]
    return made


def address(calendar) -> str:
    return f"/en/school/calendar/{calendar.token}/"


def test_a_calendar_program_reads_open_tasks_and_what_ends(client, school, member, calendar):
    now, today = timezone.now(), timezone.localdate()
    indicator = next(iter(areas().values()))[0]
    colleague = MemberFactory(school=school, user=person(display_name="Jutta Klein")).user
    tasks = [
        PlanTask.objects.create(school=school, what="Mine", owner=member, due=today, indicator=indicator),
        PlanTask.objects.create(school=school, what="Hers", owner=colleague, due=today),
    ]
    PlanTask.objects.create(school=school, what="Some day", owner=member)
    PlanTask.objects.create(school=school, what="Done", owner=member, due=today, done_at=now)
    PlanTask.objects.create(school=SchoolFactory(), what="Elsewhere", due=today)
    one = Round.objects.create(school=school, closes_at=now + timedelta(days=9))
    recognition = Recognition.objects.create(
        school=school,
        level=2,
        state="granted",
        decided_at=now,
        expires_at=now + timedelta(days=700),
        status_index=4,
    )
    answer = client.get(address(calendar))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-cache" in answer["Cache-Control"]
    text = answer.content.decode()
    said, events = read(text)
    assert words(said["X-WR-CALNAME"]) == "Plan of مدرسة الجسر"
    found = {words(event["SUMMARY"]): event for event in events}
    assert set(found) == {"Mine", "Hers", "The self-assessment ends", "The recognition “Practising” ends"}
    assert words(found["Mine"]["DESCRIPTION"]) == f"You see to it.\nIt is about: {indicator.label}"
    assert found["Mine"]["UID"].startswith(f"task-{tasks[0].pk}@")
    assert "Jutta" not in text
    ends = timezone.localdate(one.closes_at)
    assert found["The self-assessment ends"]["DTSTART"] == f"{ends:%Y%m%d}"
    assert found["The recognition “Practising” ends"]["UID"].startswith(f"recognition-{recognition.key}@")


def test_a_change_keeps_its_name_and_counts_on(client, school, member, calendar):
    task = PlanTask.objects.create(school=school, what="Mine", owner=member, due=timezone.localdate())
    _calendar, (before,) = read(client.get(address(calendar)).content.decode())
    verbs.change_task(task, actor=member, what="Ours", due=task.due + timedelta(days=1))
    _calendar, (after,) = read(client.get(address(calendar)).content.decode())
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == ("0", "1")
    assert after["SUMMARY"] == "Ours"


def test_the_address_ends_when_she_leaves(client, school, member, calendar):
    """Case 12."""
    assert client.get(address(calendar)).status_code == 200
    Membership.objects.update(until=timezone.now() + timedelta(seconds=1))
    assert client.get(address(calendar)).status_code == 404


@pytest.mark.parametrize("end", ["school", "account"])
def test_the_address_ends_with_the_school_and_with_the_account(client, school, member, calendar, end):
    if end == "school":
        school.state = "closed"
        school.save()
    else:
        member.is_active = False
        member.save()
    assert client.get(address(calendar)).status_code == 404


def test_another_address_makes_the_first_one_good_for_nothing(client, school, member, calendar):
    client.force_login(member)
    client.post(f"/en/school/{school.key}/plan/", {"do": "calendar"})
    renewed = Calendar.objects.get()
    assert renewed.token != calendar.token
    assert client.get(address(calendar)).status_code == 404
    assert client.get(address(renewed)).status_code == 200
    client.post(f"/en/school/{school.key}/plan/", {"do": "calendar-stop"})
    client.post(f"/en/school/{school.key}/plan/", {"do": "calendar-stop"})
    assert client.get(address(renewed)).status_code == 404
    assert not Calendar.objects.exists()


def test_a_calendar_speaks_the_language_in_which_it_was_asked_for(client, school, member, calendar):
    Calendar.objects.update(language="ar")
    PlanTask.objects.create(school=school, what="Mine", owner=member, due=timezone.localdate())
    _calendar, (event,) = read(client.get(address(calendar)).content.decode())
    assert event["SUMMARY;LANGUAGE=ar"] == "Mine"
    assert f"/ar/school/{school.key}/plan/#task-" in event["URL"]


def test_nobody_else_follows_a_plan(client, school):
    with pytest.raises(PlanError):
        verbs.make_calendar(school, actor=person())
    assert client.get(f"/en/school/calendar/{'a' * 32}/").status_code == 404
    assert client.post(f"/en/school/calendar/{'a' * 32}/").status_code == 405
