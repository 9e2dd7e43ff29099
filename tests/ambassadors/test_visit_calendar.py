"""A visit in a calendar program: valid iCalendar (RFC 5545), a time in UTC, no name but the school's."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from ambassadors.calendar import Appointment, appointment_text
from ambassadors.domain import visits
from ambassadors.domain.letters import readers_of
from ambassadors.domain.obeying import obey
from ambassadors.models import Visit
from tests.ambassadors.factories import booked, cleared_companion, coordinator, matched, ready
from tests.schools.factories import MemberFactory, SchoolFactory, person
from tests.schools.people import coordinator as with_a_factor
from tests.schools.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tree(site_tree):
    return site_tree("en", "de")


def read(text: str) -> dict[str, str]:
    """Read one event strictly: {property: value}; fails for what RFC 5545 does not allow in what we write."""
    data = text.encode()
    assert data.endswith(b"\r\n")
    assert data.replace(b"\r\n", b"").count(b"\n") == data.replace(b"\r\n", b"").count(b"\r") == 0
    lines: list[str] = []
    for piece in data[:-2].split(b"\r\n"):
        assert 0 < len(piece) <= 75
        words = piece.decode()  # no letter was cut in two
        if words.startswith(" "):
            lines[-1] += words[1:]
        else:
            lines.append(words)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VEVENT", "END:VCALENDAR"]
    event = lines.index("BEGIN:VEVENT")
    head = dict(line.split(":", 1) for line in lines[1:event])
    assert (head["VERSION"], bool(head["PRODID"])) == ("2.0", True)
    found: dict[str, str] = {}
    for line in lines[event + 1 : -2]:
        assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", line)
        name, value = re.fullmatch(r"([A-Z-]+)(?:;[A-Z]+=[A-Za-z-]+)*:(.*)", line, re.DOTALL).groups()
        assert name not in found
        found[name] = value
    assert {"UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "STATUS", "SUMMARY"} <= set(found)
    for name in ("DTSTAMP", "DTSTART", "DTEND"):
        assert re.fullmatch(r"\d{8}T\d{6}Z", found[name])
    return found


def asked(client, user, visit: Visit, language: str = "en"):
    client.force_login(user)
    return client.get(f"/{language}/ambassador/visits/{visit.key}/calendar/")


def event_of(client, user, visit: Visit, language: str = "en") -> dict[str, str]:
    response = asked(client, user, visit, language)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in response["Cache-Control"]
    return read(response.content.decode())


def test_a_visit_is_a_timed_event_in_utc(client):
    visit = booked(minutes=90)
    Visit.objects.update(starts_at=timezone.make_aware(datetime(2027, 3, 1, 10, 15)))
    user = visit.parts.get().ambassador.user
    found = event_of(client, user, visit)
    assert (found["DTSTART"], found["DTEND"]) == ("20270301T091500Z", "20270301T104500Z")
    assert found["UID"] == f"visit-{visit.key}@counterpoint"
    assert (found["STATUS"], found["SEQUENCE"]) == ("CONFIRMED", str(visit.revision))
    assert found["SUMMARY"] == f"Visit: {visit.school.name}"
    assert found["LOCATION"] == f"{visit.school.name}\\, {visit.school.town.name}"
    assert found["URL"].endswith(f"/en/ambassador/visits/{visit.key}/")


def test_a_change_keeps_its_name_and_grows_the_sequence(client):
    visit = booked()
    host = visit.request.asked_by
    before = event_of(client, host, visit)
    assert before["URL"].endswith(f"/en/school/{visit.school.key}/visits/{visit.key}/")
    first, second = visit.companions
    visits.book(
        visit,
        actor=coordinator(),
        starts_at=visit.starts_at + timedelta(days=1),
        minutes=45,
        format="in_person",
        place="",
        first_companion=first,
        second_companion=second,
        checklist=list(visits.CHECKLIST),
    )
    moved = event_of(client, host, visit)
    assert moved["UID"] == before["UID"]
    assert int(moved["SEQUENCE"]) == int(before["SEQUENCE"]) + 1
    assert moved["DTSTART"] != before["DTSTART"]
    visit.parts.get().ambassador.clearances.update(until=timezone.localdate() - timedelta(days=1))
    assert obey() == 1
    held = event_of(client, host, visit)
    assert (held["STATUS"], int(held["SEQUENCE"])) == ("TENTATIVE", int(moved["SEQUENCE"]) + 1)
    visits.cancel(visit, actor=host, reason="Mira is ill")
    cancelled = event_of(client, host, visit)
    assert (cancelled["STATUS"], int(cancelled["SEQUENCE"])) == ("CANCELLED", int(held["SEQUENCE"]) + 1)


def test_no_name_stands_in_it_but_the_schools(client):
    """Case 14."""
    one = ready(first_name="Zebedäa", town__name="Nirgendwo")
    visit = booked(ambassadors=[one], place="Ask Xaver in room 12")
    visit.first_companion.first_name = "Yolanthe"
    visit.first_companion.save()
    for user in (one.user, visit.request.asked_by, visit.first_companion.user):
        text = asked(client, user, visit).content.decode().replace("\r\n ", "")
        assert visit.school.name in text
        for secret in ("Zebed", "Nirgendwo", "Yolanthe", "Xaver", "13-15", one.school.name, "@example"):
            assert secret not in text


def test_whoever_takes_part_gets_it_and_nobody_else(client):
    """Case 11."""
    visit = booked()
    colleague = MemberFactory(school=visit.school).user
    hers = [visit.parts.get().ambassador.user, visit.request.asked_by, colleague]
    for user in (*hers, visit.first_companion.user, visit.second_companion.user):
        assert asked(client, user, visit).status_code == 200
    stranger = MemberFactory(school=SchoolFactory()).user
    for user in (person(), stranger, ready().user, cleared_companion().user):
        assert asked(client, user, visit).status_code == 404
    address = f"/en/ambassador/visits/{visit.key}/calendar/"
    assert signed_in(with_a_factor(factor=True)).get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 302
    user = hers[0]
    visits.say_no(visit, actor=user)
    assert asked(client, user, visit).status_code == 404


def test_it_leads_whoever_belongs_to_the_school_and_goes_along_where_letters_lead_her(client):
    visit = booked()
    hers = visit.first_companion.user
    MemberFactory(school=visit.school, user=hers)
    assert event_of(client, hers, visit)["URL"].endswith(f"/en/ambassador/companion/{visit.key}/")
    assert (hers, "companion_visit") in readers_of(visit)


def test_what_has_no_time_is_in_no_calendar(client):
    visit = matched()
    assert asked(client, visit.request.asked_by, visit).status_code == 404


@given(text=st.text(max_size=300), minutes=st.integers(15, 240))
@settings(max_examples=40, deadline=None)
def test_any_name_of_a_school_makes_a_valid_calendar(text, minutes):
    moment = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    one = Appointment(
        "visit-x@counterpoint", moment, minutes, text, moment, "CONFIRMED", text, f"https://x/{text}"
    )
    told = read(appointment_text(one, language="ar"))["SUMMARY"]
    # Whatever ends a line is one line's end; other control characters, which no text may hold, are spaces.
    may_hold = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", " ", re.sub(r"\r\n?", "\n", text))
    assert re.sub(r"\\(.)", lambda found: {"n": "\n"}.get(found[1], found[1]), told) == may_hold
