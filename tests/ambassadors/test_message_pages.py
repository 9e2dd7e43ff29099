"""The pages of messages: those who take part, and safeguarding leads."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ambassadors.domain import consent as ledger
from ambassadors.domain import visits
from ambassadors.domain.messages import decide, write
from ambassadors.models import Message
from cms.models import AuditEntry
from tests.ambassadors.factories import booked, cleared_companion, matched, ready, safeguarding_lead
from tests.ambassadors.lives import NOON, user_of
from tests.ambassadors.people import lead, signed_in, text_of
from tests.schools.factories import MemberFactory, person
from tests.schools.people import coordinator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "tree")]

QUEUE = "/en/network/messages/"


def url_of(visit) -> str:
    return f"/en/ambassador/visits/{visit.key}/messages/"


# Those who take part -----------------------------------------------------------------------------------------------


def test_all_who_take_part_read_and_write_and_nobody_else(client):
    """Case 11."""
    visit = booked()
    colleague = MemberFactory(school=visit.school).user
    inside = [
        user_of(visit), visit.first_companion.user, visit.second_companion.user, visit.request.asked_by, colleague,
    ]  # fmt: skip
    for number, user in enumerate(inside):
        client.force_login(user)
        answer = client.post(url_of(visit), {"text": f"Hello {'abcde'[number]}"}, follow=True)
        assert (answer.status_code, "Sent. Everybody" in text_of(answer)) == (200, True)
        assert client.get(url_of(visit).replace("/en/", "/ar/")).status_code == 200
    assert text_of(answer).count('<li class="thread-of-visit__one') == 5
    assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    outside = (
        person(), lead(), coordinator(factor=True), ready().user, cleared_companion().user,
        visit.parts.get().ambassador.nominated_by, booked().request.asked_by,
    )  # fmt: skip
    for visitor in map(signed_in, outside):
        assert visitor.get(url_of(visit)).status_code == 404
        assert visitor.post(url_of(visit), {"text": "Hello"}).status_code == 404
        assert visitor.get("/en/ambassador/visits/nothing/messages/").status_code == 404
    client.logout()
    assert client.get(url_of(visit)).status_code == 302
    assert Message.objects.count() == 5


def test_the_page_says_who_reads_along_and_shows_first_names_alone(client):
    visit = booked()
    minor = visit.parts.get().ambassador
    write(visit, actor=visit.request.asked_by, text="Line one\nline <two>")
    client.force_login(minor.user)
    page = text_of(client.get(url_of(visit)))
    first, second = (one.first_name for one in visit.companions)
    assert f"<bdi>{first}</bdi> and <bdi>{second}</bdi> read every message." in page
    assert "<bdi>The school</bdi>" in page
    assert "Line one<br>line &lt;two&gt;" in page
    for secret in (visit.request.asked_by.email, visit.first_companion.user.email, minor.guardian_email):
        assert secret not in page


def test_an_empty_thread_says_so(client):
    visit = booked()
    client.force_login(user_of(visit))
    assert "Nobody has written anything yet." in text_of(client.get(url_of(visit)))


def test_whoever_writes_a_number_is_told_kindly_and_sees_it_marked(client):
    """Case 17."""
    visit = booked()
    client.force_login(user_of(visit))
    page = text_of(client.post(url_of(visit), {"text": "Call 0170 1234567"}, follow=True))
    assert "Thank you. Your message may hold this: a phone number." in page
    assert "Held back until somebody has looked at it: it may hold a phone number." in page
    client.force_login(visit.first_companion.user)
    assert "0170" not in text_of(client.get(url_of(visit)))


def test_whoever_writes_at_night_is_told_when_it_is_read(client, clock):
    visit = booked()
    clock.now += timedelta(hours=10)
    client.force_login(user_of(visit))
    page = text_of(client.post(url_of(visit), {"text": "Good night"}, follow=True))
    assert "It is late, so the others read it from" in page
    assert "The others read it from" in page
    client.force_login(visit.first_companion.user)
    assert "Good night" not in text_of(client.get(url_of(visit)))


def test_what_is_refused_is_told_beside_the_field_and_what_was_typed_stays(client):
    visit = booked()
    client.force_login(user_of(visit))
    answer = client.post(url_of(visit), {"text": ""})
    assert (answer.status_code, "Please write something." in text_of(answer)) == (422, True)
    answer = client.post(url_of(visit), {"text": "yz" * 1001})
    assert (answer.status_code, "A message has 2000 characters at most." in text_of(answer)) == (422, True)
    assert "yz" * 1001 in text_of(answer)
    # The browser sends the end of a line as two characters; it counts as one.
    assert client.post(url_of(visit), {"text": "a\r\n" * 999 + "ab"}).status_code == 302


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ("matched", "You can write to one another here once the visit is booked."),
        ("held", "The visit is on hold, so nobody can write at present."),
        ("clock", "The visit is on hold, so nobody can write at present."),
        ("cancelled", "The visit was cancelled, so nothing more is written here."),
    ],
)
def test_a_locked_thread_says_why_and_has_no_form(client, how, sentence):
    """Case 16."""
    visit = matched() if how == "matched" else booked()
    user = user_of(visit)
    if how == "held":
        ledger.take_back_as_guardian(visit.parts.get().ambassador)
    elif how == "clock":
        visit.first_companion.clearances.update(until=NOON.date() - timedelta(days=1))
    elif how == "cancelled":
        visits.cancel(visit, actor=coordinator(), reason="ill")
    client.force_login(user)
    page = text_of(client.get(url_of(visit)))
    assert sentence in page
    assert "<textarea" not in page
    answer = client.post(url_of(visit), {"text": "Hello"})
    assert (answer.status_code, sentence in text_of(answer)) == (422, True)
    assert "Nothing can be written about this visit now." in text_of(answer)
    assert not Message.objects.exists()


def test_a_page_asks_the_database_as_often_for_three_messages_as_for_one(client):
    visit = booked()
    client.force_login(user_of(visit))
    asked = []
    for number in (1, 2):
        for letter in "abc"[number - 1 : 2 * number - 1]:
            write(visit, actor=visit.request.asked_by, text=letter * 3)
        client.get(url_of(visit))
        with CaptureQueriesContext(connection) as queries:
            client.get(url_of(visit))
        asked.append(len(queries))
    assert Message.objects.count() == 3
    assert asked[0] == asked[1]


# Safeguarding leads ------------------------------------------------------------------------------------------------


def test_only_safeguarding_leads_see_the_queue_and_threads(client):
    """Case 11."""
    visit = booked()
    held = write(visit, actor=user_of(visit), text="Call 0170 1234567")
    urls = (QUEUE, f"{QUEUE}{visit.key}/")
    inside = signed_in(lead())
    for url in urls:
        assert inside.get(url).status_code == 200
        assert inside.get(url.replace("/en/", "/ar/")).status_code == 200
    others = (person(), user_of(visit), visit.first_companion.user, visit.request.asked_by)
    for visitor in (*map(signed_in, others), signed_in(coordinator(factor=True))):
        for url in urls:
            assert visitor.get(url).status_code == 404
        assert visitor.post(QUEUE, {"do": f"pass:{held.pk}"}).status_code == 404
    for url in urls:
        assert client.get(url).status_code == 302
    held.refresh_from_db()
    assert held.state == "held"


def test_a_lead_passes_on_from_the_queue():
    visit, desk = booked(), signed_in(lead())
    assert "Nothing waits." in text_of(desk.get(QUEUE))
    held = write(visit, actor=user_of(visit), text="Call 0170 1234567")
    page = text_of(desk.get(QUEUE))
    assert "It may hold: a phone number." in page
    assert "0170 1234567" in page
    answer = desk.post(QUEUE, {"do": f"pass:{held.pk}", f"m{held.pk}-reason": ""}, follow=True)
    assert "Passed on." in text_of(answer)
    held.refresh_from_db()
    assert (held.state, held.readable_at) == ("sent", NOON)


def test_a_lead_who_keeps_something_back_has_to_say_why():
    visit, desk = booked(), signed_in(lead())
    held = write(visit, actor=user_of(visit), text="Call 0170 1234567")
    answer = desk.post(QUEUE, {"do": f"refuse:{held.pk}", f"m{held.pk}-reason": " "})
    assert (answer.status_code, "Please say why." in text_of(answer)) == (422, True)
    answer = desk.post(
        QUEUE, {"do": f"refuse:{held.pk}", f"m{held.pk}-reason": "A private number"}, follow=True
    )
    assert "Not passed on. It stays in the log." in text_of(answer)
    page = text_of(desk.post(f"{QUEUE}{visit.key}/"))
    assert "A private number" in page
    assert "0170 1234567" in page
    for do in ("", "pass", "pass:x", "keep:1"):
        assert desk.post(QUEUE, {"do": do}).status_code == 404


def test_two_leads_who_decide_at_once_decide_once():
    visit, desk = booked(), signed_in(lead())
    held = write(visit, actor=user_of(visit), text="Call 0170 1234567")
    decide(held, actor=safeguarding_lead(), pass_on=False, reason="Private")
    answer = desk.post(QUEUE, {"do": f"pass:{held.pk}"}, follow=True)
    assert "This was decided already." in text_of(answer)
    held.refresh_from_db()
    assert held.state == "refused"


def test_a_lead_does_not_decide_about_what_she_wrote():
    user = lead()
    visit = booked(going=(cleared_companion(user=user), cleared_companion()))
    held = write(visit, actor=user, text="Call 0170 1234567")
    desk = signed_in(user)
    page = text_of(desk.get(QUEUE))
    assert "You wrote this yourself." in page
    assert f"pass:{held.pk}" not in page
    assert desk.post(QUEUE, {"do": f"pass:{held.pk}"}).status_code == 403


def test_a_thread_is_opened_by_a_press_and_that_a_lead_read_it_is_in_the_audit_trail():
    visit, user = booked(), lead()
    write(visit, actor=user_of(visit), text="Hello")
    desk = signed_in(user)
    assert "Hello" not in text_of(desk.get(f"{QUEUE}{visit.key}/"))
    assert not AuditEntry.objects.filter(verb="thread.read").exists()
    assert "Hello" in text_of(desk.post(f"{QUEUE}{visit.key}/"))
    entry = AuditEntry.objects.get(verb="thread.read")
    assert (entry.actor, entry.details) == (user, {"visit": visit.key})
    assert signed_in(user).get(f"{QUEUE}nothing/").status_code == 404
