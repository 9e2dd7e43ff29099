"""Pupils answer one question after a visit: by the code, in their language, without a trace of who they are."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ambassadors.domain import exit as verbs
from ambassadors.domain.exit import DOOR, QUESTIONS, ExitError, exit_context, exit_results
from ambassadors.domain.visits import deliver
from ambassadors.enums import VisitState
from ambassadors.models import ExitVoice, Visit
from classrooms.codes import new_code
from classrooms.domain.joining import code_to
from classrooms.models import Seat
from cms.accounts.throttling import Budget
from cms.forms import sealed
from cms.languages import BY_CODE
from cms.models import AuditEntry
from schools.enums import SchoolState
from schools.models import School
from tests.ambassadors.factories import VisitRequestFactory, booked, coordinator
from tests.schools.factories import MemberFactory
from tests.schools.people import coordinator as coordinator_with_group
from tests.schools.people import signed_in

pytestmark = pytest.mark.django_db

SEAL = re.compile(r'name="seal" value="([^"]+)"')


@pytest.fixture(autouse=True)
def _fast_readers(monkeypatch):
    monkeypatch.setattr(sealed, "FASTEST", 0)


@pytest.fixture
def languages(site_tree):
    site_tree("en", "fr", "ar")


def begun(*, hours: float = 1, **fields) -> Visit:
    """Return a booked visit that began so many hours ago, before 24 pupils."""
    visit = booked(**fields)
    Visit.objects.filter(pk=visit.pk).update(starts_at=timezone.now() - timedelta(hours=hours))
    return Visit.objects.get(pk=visit.pk)


def host_of(visit: Visit):
    return MemberFactory(school=visit.school).user


def asked(*, question: str = "new", **fields) -> Visit:
    """Return a visit after which the pupils are asked, by the first companion."""
    visit = begun(**fields)
    return verbs.open_exit(visit, actor=visit.first_companion.user, question=question)


def fill(visit: Visit, *answers: int) -> None:
    for number, answer in enumerate(answers):
        ExitVoice.objects.create(visit=visit, name=f"form{number}", answer=answer)


def closed(visit: Visit) -> Visit:
    return verbs.close_exit(visit, actor=visit.first_companion.user)


class Pupil:
    """A browser of its own that comes in by a code."""

    def __init__(self, visit: Visit, *, address: str = "192.0.2.1", language: str = "en"):
        self.client = Client(enforce_csrf_checks=True, REMOTE_ADDR=address)
        self.visit, self.language, self.url, self.page = visit, language, "", ""

    def come_in(self) -> "Pupil":
        response = self.client.post("/join/?language=en", {"code": code_to(DOOR, self.visit.key)})
        assert response.status_code == 302, response.status_code
        page = unescape(self.client.get(response["Location"]).content.decode())
        self.url = re.search(rf'href="(/{self.language}/ambassador/exit/[^"]+)"', page)[1]
        self.look()
        return self

    def look(self) -> str:
        self.page = unescape(self.client.get(self.url).content.decode())
        return self.page

    @property
    def seal(self) -> str:
        return SEAL.search(self.page)[1]

    def send(self, answer: str = "3", **more):
        return self.client.post(self.url, {"seal": self.seal, "answer": answer} | more)


# Asking ------------------------------------------------------------------------------------------------------------


def test_the_school_or_a_companion_asks_and_gets_a_code():
    for who in ("host", "companion"):
        visit = begun()
        actor = host_of(visit) if who == "host" else visit.second_companion.user
        visit = verbs.open_exit(visit, actor=actor, question="twice")
        assert verbs.is_open(visit)
        assert visit.exit_closes_at == visit.starts_at + timedelta(days=2)
        assert len(code_to(DOOR, visit.key)) == 7
        assert AuditEntry.objects.filter(verb="visit.exit_opened", actor=actor).count() == 1


def test_nobody_else_asks():
    visit = begun()
    for actor in (visit.parts.get().ambassador.user, coordinator(), begun().first_companion.user):
        with pytest.raises(PermissionDenied):
            verbs.open_exit(visit, actor=actor, question="new")
    assert code_to(DOOR, visit.key) is None


@pytest.mark.parametrize(("hours", "may"), [(-1, False), (0.01, True), (47.9, True), (48.1, False)])
def test_pupils_are_asked_from_the_beginning_on_and_for_two_days(hours, may):
    visit = begun(hours=hours)
    assert verbs.can_be_asked(visit) is may
    if may:
        assert verbs.open_exit(visit, actor=visit.first_companion.user, question="new").exit_question == "new"
    else:
        with pytest.raises(ExitError):
            verbs.open_exit(visit, actor=visit.first_companion.user, question="new")


def test_pupils_are_asked_after_a_visit_was_counted_and_not_after_one_that_was_held_or_cancelled():
    visit = begun()
    deliver(visit, actor=visit.first_companion.user, attended=20)
    assert verbs.open_exit(visit, actor=visit.first_companion.user, question="new").exit_question == "new"
    for state in (VisitState.HELD, VisitState.CANCELLED, VisitState.MATCHED):
        visit = begun()
        Visit.objects.filter(pk=visit.pk).update(state=state)
        with pytest.raises(ExitError):
            verbs.open_exit(visit, actor=visit.first_companion.user, question="new")


def test_pupils_are_asked_one_of_three_questions_once():
    visit = begun()
    companion = visit.first_companion.user
    with pytest.raises(ExitError, match="Please choose one of the questions."):
        verbs.open_exit(visit, actor=companion, question="Where do you live?")
    visit = verbs.open_exit(visit, actor=companion, question="welcome")
    code = code_to(DOOR, visit.key)
    # A second click changes nothing: neither the question nor the code.
    assert verbs.open_exit(visit, actor=companion, question="new").exit_question == "welcome"
    assert code_to(DOOR, visit.key) == code
    closed(visit)
    with pytest.raises(ExitError, match="Once is enough"):
        verbs.open_exit(visit, actor=companion, question="new")
    assert list(QUESTIONS) == ["new", "twice", "welcome"]
    assert all(list(one.answers) == [1, 2, 3, 4] for one in QUESTIONS.values())


# Answering ---------------------------------------------------------------------------------------------------------


def test_a_pupil_types_the_code_picks_a_language_and_answers(languages):
    pupil = Pupil(asked()).come_in()
    assert "How much of what you heard today was new to you?" in pupil.page
    assert pupil.page.count('type="radio"') == 4
    response = pupil.send("4")
    assert response.status_code == 302
    assert "Your answer was taken in" in pupil.client.get(response["Location"]).content.decode()
    assert ExitVoice.objects.get().answer == 4


def test_every_language_of_the_site_is_offered(languages):
    visit = asked()
    for language in ("en", "fr", "ar"):
        pupil = Pupil(visit, language=language).come_in()
        assert f'lang="{language}" dir="{BY_CODE[language].direction}"' in pupil.page
        assert pupil.send("2").status_code == 302
    assert list(visit.voices.values_list("answer", flat=True)) == [2, 2, 2]


def test_going_on_in_another_language_keeps_what_is_ticked(languages):
    pupil = Pupil(asked()).come_in()
    sent = {"seal": pupil.seal, "do": "switch", "answer": "3"}
    page = pupil.client.post(pupil.url.replace("/en/", "/ar/"), sent)
    assert page.status_code == 200
    assert 'dir="rtl"' in page.content.decode()
    assert 'value="3" checked' in page.content.decode()
    del sent["answer"]
    page = pupil.client.post(pupil.url.replace("/en/", "/fr/"), sent)
    assert page.status_code == 200
    assert " checked" not in page.content.decode()
    assert not ExitVoice.objects.exists()


def test_nothing_of_a_pupil_is_stored(languages):
    """Cases 24, 70: nothing is typed; the row holds no address, no time, no agent; no cookie, no trace in the trail."""
    pupil = Pupil(asked(), address="192.0.2.77").come_in()
    assert 'type="text"' not in pupil.page.replace('name="homepage"', "")[pupil.page.index("<fieldset") :]
    assert "<textarea" not in pupil.page
    before = AuditEntry.objects.count()
    more = {"name": "Mia", "email": "mia@elsewhere.org", "class": "8B", "text": "I know where she lives"}
    response = pupil.client.post(
        pupil.url,
        {"seal": pupil.seal, "answer": "1"} | more,
        headers={"user-agent": "Old phone 7", "accept-language": "uk"},
    )
    assert response.status_code == 302
    row = ExitVoice.objects.values().get()
    assert set(row) == {"id", "visit_id", "name", "answer"}
    assert re.fullmatch(r"[a-z2-9]{32}", row["name"])
    for word in ("192.0.2", "Mia", "elsewhere", "8B", "phone", "lives"):
        assert word not in json.dumps(row)
    assert not pupil.client.cookies
    assert not Seat.objects.exists()
    assert AuditEntry.objects.count() == before


def test_nothing_of_the_visitors_is_told_to_pupils(languages):
    """Case 14."""
    visit = asked()
    page = Pupil(visit).come_in().page
    ambassador = visit.parts.get().ambassador
    for word in (
        ambassador.first_name,
        ambassador.school.name,
        visit.school.name,
        visit.first_companion.first_name,
    ):
        assert word not in page


def test_what_is_sent_twice_is_kept_once(languages):
    """Case 26: a double click, or the form sent anew after going back; the first one counts."""
    pupil = Pupil(asked()).come_in()
    for answer in ("4", "4", "1"):
        assert pupil.send(answer).status_code == 302
    assert ExitVoice.objects.get().answer == 4


@pytest.mark.parametrize("answer", ["", "0", "5", "x", "\x00", "11", "٣"])
def test_no_answer_comes_back_with_a_sentence_beside_the_question(languages, answer):
    pupil = Pupil(asked()).come_in()
    response = pupil.send(answer)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'aria-describedby="exit-fault"' in page
    assert not ExitVoice.objects.exists()
    pupil.page = unescape(page)
    assert pupil.send("2").status_code == 302


def test_knowing_the_address_of_the_page_is_not_enough(languages):
    """Without a pass one is sent to the door, whether there is such a visit or not; so with one for another visit."""
    visit = asked()
    other = verbs.new_pass("another")
    for key in (visit.key, "nothingknown"):
        for query in ("", "?pass=x", f"?pass={other}"):
            response = Client().get(f"/en/ambassador/exit/{key}/{query}")
            assert (response.status_code, response["Location"]) == (302, "/join/?language=en")
    response = Client().post(f"/en/ambassador/exit/{visit.key}/", {"answer": "1"})
    assert response["Location"] == "/join/?language=en"
    assert not ExitVoice.objects.exists()


def test_a_pass_runs_out_but_what_was_begun_with_it_can_be_sent(languages, monkeypatch):
    pupil = Pupil(asked()).come_in()
    monkeypatch.setattr(verbs, "PASS_LASTS", -1)
    assert pupil.client.get(pupil.url)["Location"] == "/join/?language=en"
    assert pupil.send().status_code == 302
    assert ExitVoice.objects.count() == 1


def test_a_seal_of_another_form_sends_nothing(languages):
    pupil = Pupil(asked()).come_in()
    elsewhere = signing.dumps(["other", "name", int(timezone.now().timestamp()), ""], salt=sealed.SALT)
    page = pupil.send("3", seal=elsewhere)
    assert page.status_code == 422
    assert 'value="3" checked' in page.content.decode()
    assert not ExitVoice.objects.exists()


def test_a_form_on_another_site_answers_nothing(languages):
    """Case 52."""
    pupil = Pupil(asked()).come_in()
    for origin in ("https://elsewhere.example", "null"):
        response = pupil.client.post(pupil.url, {"seal": pupil.seal}, headers={"origin": origin})
        assert response.status_code == 403


def test_a_program_that_fills_in_what_people_do_not_see_is_thanked_and_not_kept(languages):
    assert Pupil(asked()).come_in().send("3", homepage="x").status_code == 302
    assert not ExitVoice.objects.exists()


def test_files_are_not_taken(languages):
    """Case 45."""
    pupil = Pupil(asked()).come_in()
    assert pupil.client.post(pupil.url, {"seal": "x" * 200_000}).status_code == 413


def test_a_flood_from_one_address_is_told_to_wait_and_loses_nothing(languages, monkeypatch):
    """Case 20: with the usual budget a classroom behind one address is all in."""
    visit = asked()
    for _number in range(24):
        assert Pupil(visit).come_in().send().status_code == 302
    monkeypatch.setattr("ambassadors.views.kit.ANSWER", Budget("exit", free=2, longest=60, pause=600))
    ExitVoice.objects.all().delete()
    answers = [Pupil(visit).come_in().send() for _number in range(6)]
    assert answers[-1].status_code == 429
    assert int(answers[-1]["Retry-After"]) >= 1
    assert 'value="3" checked' in answers[-1].content.decode()


def test_no_more_pupils_answer_than_there_were_and_a_fifth(languages):
    """Case 23: bots with a right code end somewhere; the others see the same page as without a code."""
    visit = asked(request=VisitRequestFactory(pupils=10))
    assert verbs.most_answers(visit) == 12
    pupil = Pupil(visit).come_in()
    fill(visit, *[1] * 12)
    response = pupil.send()
    assert response.status_code == 422
    assert "As many have answered as there were pupils." in response.content.decode()
    assert visit.voices.count() == 12
    assert Client().post("/join/?language=en", {"code": code_to(DOOR, visit.key)}).status_code == 404
    Visit.objects.filter(pk=visit.pk).update(attended=30)
    assert pupil.send().status_code == 302


def test_over_ended_full_held_and_never_existing_are_answered_alike(languages):
    """Case 21: the same page after the same queries."""
    made = {name: asked() for name in ("over", "ended", "full", "held", "closed school")}
    found = {name: code_to(DOOR, one.key) for name, one in made.items()}
    Visit.objects.filter(pk=made["over"].pk).update(exit_closes_at=timezone.now() - timedelta(minutes=1))
    closed(made["ended"])
    fill(made["full"], *[2] * 28)
    Visit.objects.filter(pk=made["held"].pk).update(state=VisitState.HELD)
    School.objects.filter(pk=made["closed school"].school_id).update(
        state=SchoolState.CLOSED, decided_at=timezone.now()
    )
    found["never"] = new_code()
    pages = {}
    for address in ("192.0.2.90", "192.0.2.91"):  # the counters are there
        Client(REMOTE_ADDR=address).post("/join/?language=en", {"code": found["ended"]})
    for place, (name, code) in enumerate(found.items()):
        client = Client(REMOTE_ADDR=f"192.0.2.{place}")
        client.post("/join/?language=en", {"code": "AAAAAAA"})
        with CaptureQueriesContext(connection) as queries:
            response = client.get(f"/join/{code}/?language=en")
        pages[name] = (response.status_code, len(queries), response.content.decode().replace(code, "CODE"))
    assert pages["never"][0] == 404
    assert set(pages.values()) == {pages["never"]}


@pytest.mark.parametrize("how", ["ended", "held", "two days"])
def test_when_it_is_over_a_pass_leads_to_a_page_that_says_so(languages, how):
    visit = asked()
    pupil = Pupil(visit).come_in()
    if how == "ended":
        closed(visit)
    elif how == "held":
        Visit.objects.update(state=VisitState.HELD)
    else:
        Visit.objects.update(exit_closes_at=timezone.now())
    response = pupil.client.get(pupil.url)
    assert response.status_code == 410
    assert "This is over" in response.content.decode()
    assert pupil.send().status_code == 410
    assert not ExitVoice.objects.exists()
    with pytest.raises(ExitError):
        verbs.add_answer(visit, name="x", answer=1)


def test_the_page_is_light_and_costs_few_queries(languages, django_assert_max_num_queries):
    pupil = Pupil(asked(), language="ar").come_in()
    assert len(pupil.page.encode()) < 45_000
    assert "<script" not in pupil.page.partition("</head>")[2]
    with django_assert_max_num_queries(2):
        pupil.look()


# Counting and telling ----------------------------------------------------------------------------------------------


def test_when_it_ends_answers_are_counted_and_deleted_and_the_door_is_shut():
    visit = asked()
    fill(visit, *[4] * 8, *[3] * 3, 1)
    visit = closed(visit)
    assert visit.exit_counts == {"1": 1, "2": 0, "3": 3, "4": 8}
    assert not ExitVoice.objects.exists()
    assert code_to(DOOR, visit.key) is None
    assert closed(visit).exit_counts == {"1": 1, "2": 0, "3": 3, "4": 8}
    assert AuditEntry.objects.filter(verb="visit.exit_closed").count() == 1


def test_only_who_may_ask_ends_it():
    visit = asked()
    with pytest.raises(PermissionDenied):
        verbs.close_exit(visit, actor=visit.parts.get().ambassador.user)
    assert verbs.is_open(verbs.close_exit(visit, actor=host_of(visit))) is False


def test_the_clock_ends_what_is_over_and_nothing_else():
    over, gone, still = asked(), asked(), asked()
    fill(over, *[2] * 10)
    fill(gone, *[2] * 10)
    Visit.objects.filter(pk=over.pk).update(exit_closes_at=timezone.now() - timedelta(minutes=1))
    Visit.objects.filter(pk=gone.pk).update(state=VisitState.HELD)
    assert verbs.close_all_exits_over() == 2
    assert verbs.close_all_exits_over() == 0
    over.refresh_from_db()
    assert over.exit_counts == {"1": 0, "2": 10, "3": 0, "4": 0}
    assert not ExitVoice.objects.exists()
    assert code_to(DOOR, gone.key) is None
    still.refresh_from_db()
    assert verbs.is_open(still)


def test_of_fewer_than_ten_nothing_is_told_and_nothing_is_kept():
    visit = asked()
    fill(visit, *[1] * 9)
    visit = closed(visit)
    assert visit.exit_counts == {}
    assert exit_results(visit) is None
    assert exit_context(visit, visit.first_companion.user)["exit"]["state"] == "few"
    # Nor where a row was written past the verbs.
    visit.exit_counts = {"1": 9}
    assert exit_results(visit) is None


def test_while_it_is_open_nothing_is_told_but_how_many_in_fives():
    visit = asked()
    fill(visit, *[4] * 9)
    host = host_of(visit)
    assert exit_context(visit, host)["exit"]["so_far"] == 0
    ExitVoice.objects.create(visit=visit, name="tenth", answer=1)
    ExitVoice.objects.create(visit=visit, name="eleventh", answer=1)
    shown = exit_context(visit, host)["exit"]
    assert (shown["so_far"], shown["results"]) == (10, None)


def test_results_are_told_in_whole_tens_to_who_took_part_alone():
    visit = asked(question="twice")
    fill(visit, *[4] * 8, *[3] * 3, 1)
    visit = closed(visit)
    ambassador = visit.parts.get().ambassador.user
    for user in (host_of(visit), visit.second_companion.user, ambassador):
        results = exit_context(visit, user)["exit"]["results"]
        assert results.people == 10
        assert results.rows == (("No", 10), ("Probably not", 0), ("Probably", 30), ("Yes, surely", 70))
        assert results.most == ["Yes, surely"]
        assert results.is_plain
    for user in (coordinator(), host_of(asked()), asked().first_companion.user):
        assert exit_context(visit, user) == {}


# The page of those who ask -----------------------------------------------------------------------------------------


def _address(visit: Visit) -> str:
    return reverse("visit_exit_door", args=[visit.key])


def test_a_host_asks_shows_the_code_and_ends_it_on_a_page():
    visit = begun()
    client = signed_in(host_of(visit))
    page = client.get(_address(visit))
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert page.content.decode().count('name="question"') == 3
    refused = client.post(_address(visit), {"do": "open"})
    assert refused.status_code == 422
    assert "Please choose one of the questions." in refused.content.decode()
    assert client.post(_address(visit), {"do": "open", "question": "welcome"}).status_code == 302
    page = client.get(_address(visit)).content.decode()
    assert 'class="join-code"' in page
    assert "Fewer than ten have answered so far." in page
    wall = client.get(_address(visit) + "?projector").content.decode()
    assert "<svg" in wall[wall.index('class="qr"') :]
    assert "Yes, end it" in client.get(_address(visit) + "?ask=close").content.decode()
    fill(visit, *[4] * 6, *[2] * 6)
    assert client.post(_address(visit), {"do": "close"}).status_code == 302
    page = client.get(_address(visit)).content.decode()
    assert "No answer was given more often than all others." in page
    assert "about 50 %" in page


def test_an_ambassador_reads_what_it_came_to_and_asks_nothing():
    visit = asked()
    client = signed_in(visit.parts.get().ambassador.user)
    page = client.get(_address(visit)).content.decode()
    assert "join-code" not in page
    assert 'name="do"' not in page
    assert "join-code" not in client.get(_address(visit) + "?projector").content.decode()
    assert client.post(_address(visit), {"do": "close"}).status_code == 404
    fill(visit, *[4] * 10)
    closed(visit)
    assert "about 100 %" in client.get(_address(visit)).content.decode()


def test_for_everybody_else_there_is_no_such_page():
    visit = asked()
    for user in (coordinator_with_group(factor=True), host_of(begun())):
        client = signed_in(user)
        assert client.get(_address(visit)).status_code == 404
        assert client.post(_address(visit), {"do": "close"}).status_code == 404
    assert Client().get(_address(visit)).status_code == 302
    assert signed_in(host_of(visit)).post(_address(visit), {"do": "fly"}).status_code == 404


def test_before_the_visit_there_is_nothing_to_ask():
    visit = booked()
    client = signed_in(host_of(visit))
    page = client.get(_address(visit)).content.decode()
    assert 'name="question"' not in page
    assert "There is nothing to see yet." in page
    client.post(_address(visit), {"do": "open", "question": "new"})
    assert code_to(DOOR, visit.key) is None
