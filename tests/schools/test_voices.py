"""Pupils answer in a self-assessment: by the code, in their language, without a trace of who they are."""

import json
import re
from datetime import timedelta
from html import unescape

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from classrooms.codes import new_code
from classrooms.domain.joining import code_to, doors, forget_old_codes
from classrooms.models import JoinCode, Seat
from cms.forms import sealed
from cms.languages import BY_CODE
from cms.models import AuditEntry
from schools.domain import rounds, voices
from schools.domain.rounds import DOOR
from schools.enums import SchoolRole, SchoolState, SizeBand
from schools.models import Round, School, Voice
from tests.schools.factories import MemberFactory, SchoolFactory
from tests.schools.round_factories import codes, fill, opened

pytestmark = pytest.mark.django_db

SEAL = re.compile(r'name="seal" value="([^"]+)"')


@pytest.fixture(autouse=True)
def _fast_readers(monkeypatch):
    monkeypatch.setattr(sealed, "FASTEST", 0)


@pytest.fixture
def lead(site_tree):
    site_tree("en", "fr", "ar")
    return MemberFactory(role=SchoolRole.LEAD).user


@pytest.fixture
def round(lead):
    return opened(lead, School.objects.get())


class Pupil:
    """A browser of its own that comes in by a code."""

    def __init__(self, round: Round, *, address: str = "192.0.2.1", language: str = "en"):
        self.client = Client(enforce_csrf_checks=True, REMOTE_ADDR=address)
        self.round, self.language, self.url, self.page = round, language, "", ""

    def come_in(self, code: str | None = None) -> "Pupil":
        response = self.client.post("/join/?language=en", {"code": code or code_to(DOOR, self.round.key)})
        assert response.status_code == 302, response.status_code
        page = unescape(self.client.get(response["Location"]).content.decode())
        self.url = re.search(rf'href="(/{self.language}/school/voice/[^"]+)"', page)[1]
        self.look()
        return self

    def look(self) -> str:
        self.page = unescape(self.client.get(self.url).content.decode())
        return self.page

    @property
    def seal(self) -> str:
        return SEAL.search(self.page)[1]

    def send(self, level: int = 3, number: int = 8, **more):
        sent = {f"i-{code}": str(level) for code in codes(self.round)[:number]}
        return self.client.post(self.url, {"seal": self.seal} | sent | more)


def test_a_pupil_types_the_code_picks_a_language_and_answers(round):
    pupil = Pupil(round).come_in()
    assert pupil.page.count("<fieldset") == len(codes(round))
    response = pupil.send(4, 30)
    assert response.status_code == 302
    assert "Your answers were taken in" in pupil.client.get(response["Location"]).content.decode()
    voice = Voice.objects.get()
    assert voice.group == "pupils"
    assert voice.answers == dict.fromkeys(codes(round)[:30], 4)


def test_every_language_of_the_site_is_offered_and_read_the_same(round):
    for language in ("en", "fr", "ar"):
        pupil = Pupil(round, language=language).come_in()
        assert f'lang="{language}" dir="{BY_CODE[language].direction}"' in pupil.page
        assert pupil.send(2).status_code == 302
    assert [voice.answers for voice in Voice.objects.all()] == [dict.fromkeys(codes(round)[:8], 2)] * 3


def test_going_on_in_another_language_keeps_what_is_ticked(round):
    pupil = Pupil(round).come_in()
    asked = codes(round)
    sent = {"seal": pupil.seal, "do": "switch", f"i-{asked[0]}": "4", f"i-{asked[1]}": "0"}
    response = pupil.client.post(pupil.url.replace("/en/", "/ar/"), sent)
    page = response.content.decode()
    assert response.status_code == 200
    assert 'dir="rtl"' in page
    assert page.count(" checked>") == 2
    assert f'name="i-{asked[0]}" value="4" checked' in page
    assert not Voice.objects.exists()


def test_nothing_of_a_pupil_is_stored(round):
    """Case 70: the row of a voice holds no address, no time, no agent and no cookie; nor does the audit trail."""
    pupil = Pupil(round, address="192.0.2.77").come_in()
    sent = {"name": "Mia", "email": "mia@elsewhere.org", "class": "8B", "group": "leaders", "score": "4"}
    pupil.client.post(
        pupil.url,
        {"seal": pupil.seal} | sent | {f"i-{code}": "1" for code in codes(round)},
        headers={"user-agent": "Old phone 7", "accept-language": "uk"},
    )
    row = Voice.objects.values().get()
    assert set(row) == {"id", "round_id", "group", "name", "answers"}
    assert row["group"] == "pupils"
    assert re.fullmatch(r"[a-z2-9]{32}", row["name"])
    assert set(row["answers"]) == set(codes(round))
    said = json.dumps(row)
    for word in ("192.0.2", "Mia", "elsewhere", "8B", "phone"):
        assert word not in said
    assert not pupil.client.cookies
    assert not Seat.objects.exists()
    assert (
        AuditEntry.objects.exclude(verb="seeds.loaded").values_list("verb", flat=True).get() == "round.opened"
    )


def test_what_is_sent_twice_is_kept_once(round):
    """Case 26: a double click, or the form sent anew after going back; the first one counts."""
    pupil = Pupil(round).come_in()
    assert pupil.send(4).status_code == 302
    assert pupil.send(4).status_code == 302
    assert pupil.send(1).status_code == 302
    assert Voice.objects.get().answers == dict.fromkeys(codes(round)[:8], 4)


def test_fewer_than_five_answers_come_back_with_what_was_ticked(round):
    pupil = Pupil(round).come_in()
    response = pupil.send(2, 4)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Please answer at least five." in page
    assert page.count(" checked>") == 4
    assert not Voice.objects.exists()
    pupil.page = unescape(page)
    assert pupil.send(2, 5).status_code == 302


def test_knowing_the_address_of_the_page_is_not_enough(round):
    """Without a pass one is sent to the door, whether there is such a round or not; so with one for another round."""
    other = voices.new_pass("another")
    for key in (round.key, "nothingknown"):
        for query in ("", "?pass=x", f"?pass={other}"):
            response = Client().get(f"/en/school/voice/{key}/{query}")
            assert (response.status_code, response["Location"]) == (302, "/join/?language=en")
    response = Client().post(f"/en/school/voice/{round.key}/", {f"i-{code}": "1" for code in codes(round)})
    assert response["Location"] == "/join/?language=en"
    assert not Voice.objects.exists()


def test_a_pass_runs_out_but_what_was_begun_with_it_can_be_sent(round, monkeypatch):
    pupil = Pupil(round).come_in()
    monkeypatch.setattr(voices, "PASS_LASTS", -1)
    assert pupil.client.get(pupil.url)["Location"] == "/join/?language=en"
    assert pupil.send().status_code == 302
    assert Voice.objects.count() == 1


def test_a_seal_of_another_form_sends_nothing(round):
    pupil = Pupil(round).come_in()
    elsewhere = signing.dumps(["other", "name", int(timezone.now().timestamp()), ""], salt=sealed.SALT)
    page = pupil.send(3, 8, seal=elsewhere)
    assert page.status_code == 422
    assert page.content.decode().count(" checked>") == 8
    assert not Voice.objects.exists()


def test_a_form_on_another_site_answers_nothing(round):
    """Case 52."""
    pupil = Pupil(round).come_in()
    for origin in ("https://elsewhere.example", "null"):
        response = pupil.client.post(pupil.url, {"seal": pupil.seal}, headers={"origin": origin})
        assert response.status_code == 403


def test_a_program_that_fills_in_what_people_do_not_see_is_thanked_and_not_kept(round):
    assert Pupil(round).come_in().send(3, 8, homepage="x").status_code == 302
    assert not Voice.objects.exists()


def test_files_are_not_taken(round):
    """Case 45."""
    pupil = Pupil(round).come_in()
    assert pupil.client.post(pupil.url, {"seal": "x" * 200_000}).status_code == 413


def test_thirty_five_pupils_behind_one_address_are_all_in(round):
    """Case 20."""
    for _number in range(35):
        assert Pupil(round).come_in().send().status_code == 302
    assert round.voices.count() == 35
    assert len(set(round.voices.values_list("name", flat=True))) == 35


def test_a_flood_from_one_address_is_told_to_wait_and_loses_nothing(round, monkeypatch):
    monkeypatch.setattr("schools.views.voices.VOICE", voices_budget(free=2))
    answers = [Pupil(round).come_in().send() for _number in range(6)]
    assert [one.status_code for one in answers][:2] == [302, 302]
    assert answers[-1].status_code == 429
    assert int(answers[-1]["Retry-After"]) >= 1
    assert answers[-1].content.decode().count(" checked>") == 8


def voices_budget(free: int):
    from cms.accounts.throttling import Budget

    return Budget("voice", free=free, longest=60, pause=600)


def test_no_more_pupils_answer_than_the_school_has_and_a_fifth(round):
    """Case 23: bots with a right code end somewhere; the others see the same page as without a code."""
    School.objects.update(size=SizeBand.UNDER_100)
    assert voices.most_voices(School.objects.get()) == 118
    pupil = Pupil(round).come_in()
    fill(round, pupils=118)
    response = pupil.send()
    assert response.status_code == 422
    assert "As many have answered as there are pupils" in response.content.decode()
    assert round.voices.count() == 118
    code = code_to(DOOR, round.key)
    assert Client().post("/join/?language=en", {"code": code}).status_code == 404


def test_wrong_codes_are_refused_after_ten_a_minute_from_one_address(round):
    """Case 19: then a right code of a self-assessment is refused as well, for it must not stand out."""
    client = Client(REMOTE_ADDR="192.0.2.9")
    answers = [client.post("/join/?language=en", {"code": "AAAAAAA"}).status_code for _number in range(11)]
    assert answers == [404] * 10 + [429]
    code = code_to(DOOR, round.key)
    assert client.post("/join/?language=en", {"code": code}).status_code == 429
    assert client.get(f"/join/{code}/?language=en").status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.10").post("/join/", {"code": code}).status_code == 302


def test_expired_closed_full_taken_back_and_never_existing_are_answered_alike(site_tree):
    """Case 21: the same page after the same queries."""
    site_tree("en")
    made = {}
    for name in ("expired", "closed", "full", "taken back", "closed school"):
        member = MemberFactory(school=SchoolFactory(size=SizeBand.UNDER_100), role=SchoolRole.LEAD)
        made[name] = opened(member.user, member.school), member
    found = {name: code_to(DOOR, one.key) for name, (one, _member) in made.items()}
    Round.objects.filter(pk=made["expired"][0].pk).update(
        opened_at=timezone.now() - timedelta(weeks=4), closes_at=timezone.now() - timedelta(hours=1)
    )
    rounds.close_round(made["closed"][0], actor=made["closed"][1].user)
    fill(made["full"][0], pupils=118)
    rounds.renew_code(made["taken back"][0], actor=made["taken back"][1].user)
    School.objects.filter(pk=made["closed school"][1].school_id).update(
        state=SchoolState.CLOSED, decided_at=timezone.now()
    )
    found["never"] = new_code()
    pages = {}
    Client(REMOTE_ADDR="192.0.2.90").post(
        "/join/?language=en", {"code": found["closed"]}
    )  # the counters are there
    Client(REMOTE_ADDR="192.0.2.91").post("/join/?language=en", {"code": "AAAAAAA"})
    for place, (name, code) in enumerate(found.items()):
        client = Client(REMOTE_ADDR=f"192.0.2.{place}")
        client.post("/join/?language=en", {"code": "AAAAAAA"})
        with CaptureQueriesContext(connection) as queries:
            response = client.get(f"/join/{code}/?language=en")
        html = response.content.decode().replace(code, "CODE")
        pages[name] = (response.status_code, len(queries), html)
    assert pages["never"][0] == 404
    assert set(pages.values()) == {pages["never"]}


def test_a_code_of_a_self_assessment_takes_no_seat_and_no_word_leads_back(round):
    """A POST of a language at the door only shows where to go on."""
    code = code_to(DOOR, round.key)
    response = Client().post(f"/join/{code}/?language=en", {"language": "en"})
    assert response.status_code == 200
    assert "/en/school/voice/" in response.content.decode()
    assert Client().post("/join/", {"code": code, "word": "ACDEF"}).status_code == 404
    assert not Seat.objects.exists()
    assert not response.cookies


def test_an_old_code_goes_and_is_not_given_again_before(round, lead):
    """Case 22."""
    code = code_to(DOOR, round.key)
    rounds.close_round(round, actor=lead)
    JoinCode.objects.update(given_up_at=timezone.now() - timedelta(days=89))
    assert forget_old_codes() == 0
    JoinCode.objects.update(given_up_at=timezone.now() - timedelta(days=91))
    assert forget_old_codes() == 1
    assert not JoinCode.objects.filter(code=code).exists()


def test_a_code_whose_school_was_deleted_leads_nowhere_and_goes(round):
    code = code_to(DOOR, round.key)
    Round.objects.all().delete()
    assert Client().post("/join/?language=en", {"code": code}).status_code == 404
    JoinCode.objects.update(issued_at=timezone.now() - timedelta(days=181))
    assert forget_old_codes() == 1


def test_a_door_that_nobody_has_registered_leads_nowhere(round):
    JoinCode.objects.create(code="ACDEFGH", opens="window:x")
    assert "window" not in doors
    assert Client().post("/join/?language=en", {"code": "ACDEFGH"}).status_code == 404


def test_after_the_end_a_pass_leads_to_a_page_that_says_so(round, lead):
    pupil = Pupil(round).come_in()
    rounds.close_round(round, actor=lead)
    response = pupil.client.get(pupil.url)
    assert response.status_code == 410
    assert "This is over" in response.content.decode()
    assert pupil.send().status_code == 410
    assert not Voice.objects.exists()


def test_the_page_is_light(round):
    """It is read on old phones: all 35 statements and more below 45 KB before compression."""
    pupil = Pupil(round, language="ar").come_in()
    assert len(pupil.page.encode()) < 45_000
    assert "<script" not in pupil.page.partition("</head>")[2]
    small = pupil.client.get(pupil.url, headers={"accept-encoding": "gzip"})
    assert len(small.content) < 12_000


def test_the_page_costs_few_queries(round, django_assert_max_num_queries):
    pupil = Pupil(round).come_in()
    with django_assert_max_num_queries(2):
        pupil.look()
