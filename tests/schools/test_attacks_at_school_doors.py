"""Attacks on the ways into a school, on the pupils' form, and on what has ended: a school, an account."""

import json
import logging
import re
from datetime import timedelta
from html import unescape
from urllib.parse import quote
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from classrooms.domain.joining import code_to
from classrooms.models import Misses
from cms.audit import AuditEntry
from cms.domain.accounts import erase_account
from cms.forms import sealed
from cms.keys import new_secret
from cms.logs import NotOfPupils
from cms.models import Country
from schools.domain import rounds, voices
from schools.domain.members import change_role, invite, is_for
from schools.domain.network_events import add_event
from schools.domain.plan import add_task, make_calendar
from schools.domain.rounds import DOOR
from schools.domain.schools import close_school, register_school
from schools.domain.use import note_lesson, recount
from schools.enums import SchoolState
from schools.models import (
    Invitation,
    Membership,
    PlanTask,
    School,
    Taught,
    Turn,
    Voice,
)
from tests.schools import attacks
from tests.schools.factories import MemberFactory, person
from tests.schools.people import coordinator, signed_in
from tests.schools.recognition_factories import granted
from tests.schools.round_factories import codes, opened

pytestmark = pytest.mark.django_db

tree, ours, lead, theirs = attacks.tree, attacks.ours, attacks.lead, attacks.theirs


# Ways in ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "verified", "comes_in"),
    [
        ("x@river.example.org", True, True),
        ("X@RIVER.example.org", True, True),
        ("x@river.example.org", False, False),
        ("x@river.example.org.", True, False),
        ("x@mail.river.example.org", True, False),
        ("x@river.example.org.evil.example", True, False),
        ("x@rıver.example.org", True, False),
        ("x@xn--rver-q4a.example.org", True, False),
        ('"x@river.example.org"@evil.example', True, False),
    ],
)
def test_a_domain_lets_in_whoever_has_a_confirmed_address_of_exactly_it(ours, address, verified, comes_in):
    """Capitals are no other domain; what looks like it, lies below it, or is not confirmed is."""
    School.objects.filter(pk=ours.pk).update(email_domain="river.example.org")
    somebody = person()
    EmailAddress.objects.create(user=somebody, email=address, verified=verified)
    client = signed_in(somebody)
    assert (ours.name in client.get("/en/school/join/").content.decode()) == comes_in
    assert client.post("/en/school/join/", {"join": ours.key}).status_code == (302 if comes_in else 404)
    assert ours.memberships.filter(user=somebody).exists() == comes_in


def test_an_address_that_is_the_same_in_capitals_only_is_another(ours, lead):
    """Capitals of "ı" are those of "i": whoever holds the one domain does not hold the other."""
    invitation = invite(ours, actor=lead, email="vera@river.example.org")
    thief = person()
    for address in ("vera@rıver.example.org", "vera@riveſ.example.org", "VERA@rıver.example.org"):
        EmailAddress.objects.create(user=thief, email=address, verified=True)
    assert not is_for(invitation, thief)
    client = signed_in(thief)
    assert client.post(f"/en/school/invitation/{invitation.token}/").status_code == 200
    assert ours.memberships.count() == 1


def test_an_invitation_is_good_for_one_account_once_and_not_for_ever(ours, lead):
    """Used by somebody else, used twice, used after its time: nothing happens."""
    invitation = invite(ours, actor=lead, email="vera@example.org")
    path = f"/en/school/invitation/{invitation.token}/"
    vera, other = person("vera@example.org"), person()
    assert Client().get(path).status_code == 302
    assert signed_in(other).post(path).status_code == 200
    assert ours.memberships.count() == 1
    for _time in range(2):
        assert signed_in(vera).post(path)["Location"] == f"/en/school/{ours.key}/"
    assert ours.memberships.filter(user=vera).count() == 1
    assert signed_in(other).post(path).status_code == 404
    change_role(ours, ours.memberships.get(user=vera).pk, "lead", actor=lead)
    late = invite(ours, actor=lead, email=other.email)
    Invitation.objects.filter(pk=late.pk).update(
        invited_at=timezone.now() - timedelta(days=15), expires_at=timezone.now() - timedelta(seconds=1)
    )
    for method in ("get", "post"):
        assert getattr(signed_in(other), method)(f"/en/school/invitation/{late.token}/").status_code == 404
    assert ours.memberships.current().count() == 2


# Pupils -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def form(ours, lead, monkeypatch):
    """An open round with the address of its form and a seal, as a pupil gets them."""
    monkeypatch.setattr(sealed, "FASTEST", 0)
    round = opened(lead, ours)
    path = f"/en/school/voice/{round.key}/"
    page = Client().get(f"{path}?pass={quote(voices.new_pass(round.key))}").content.decode()
    return round, path, unescape(re.search(r'name="seal" value="([^"]+)"', page)[1])


def test_a_form_that_is_sent_again_is_one_voice_and_a_forged_one_none(form):
    """Cases 26, 28."""
    round, path, seal = form
    answers = {f"i-{code}": "3" for code in codes(round)}
    for level in ("3", "1", "4"):
        again = dict.fromkeys(answers, level)
        assert Client().post(path, again | {"seal": seal}).status_code == 302
    voice = Voice.objects.get()
    assert set(voice.answers.values()) == {3}
    for forged in (
        "",
        seal[:-1] + ("A" if seal[-1] != "A" else "B"),
        f"{seal}x",
        "a:b:c",
        "\x00",
        "x" * 90_000,
    ):
        answer = Client().post(path, answers | {"seal": forged})
        assert answer["Location"] == "/join/?language=en"
    for good in (voices.new_pass("other"), voices.new_pass(round.key)[:-1], seal, "a:b:c", "\x00", "ü"):
        assert Client().get(f"{path}?pass={quote(good)}")["Location"] == "/join/?language=en"
    assert Voice.objects.count() == 1


def test_no_answer_outside_the_scale_and_no_other_field_gets_into_a_voice(form):
    """Case 28."""
    round, path, seal = form
    asked = codes(round)
    strange = ["0", "5", "-1", "1.5", "٣", "3 ", "true", "[3]", "9" * 400, "\x00", ""]
    sent = {f"i-{code}": strange[place % len(strange)] for place, code in enumerate(asked)}
    sent |= {"group": "leaders", "round": "1", "name": "x", "i-none": "4", "i-": "4"}
    assert Client().post(path, sent | {"seal": seal}).status_code == 422
    assert not Voice.objects.exists()
    sent |= {f"i-{code}": "2" for code in asked[:5]} | {f"x{number}": "1" for number in range(10_000)}
    assert Client().post(path, sent | {"seal": seal}).status_code in (302, 413)
    few = {name: value for name, value in sent.items() if not name.startswith("x")}
    assert Client().post(path, few | {"seal": seal}).status_code == 302
    voice = Voice.objects.get()
    assert (voice.group, voice.answers) == ("pupils", dict.fromkeys(asked[:5], 2))
    assert voice.name not in ("x", "")


def test_codes_of_rounds_are_counted_as_those_of_sittings_are(form, lead):
    """Cases 19, 21. A code that was a right one shuts nobody out, one that never was does."""
    round, *_ = form
    code = code_to(DOOR, round.key)
    rounds.close_round(round, actor=lead)
    late, guesser = Client(REMOTE_ADDR="192.0.2.7"), Client(REMOTE_ADDR="192.0.2.8")
    assert [late.post("/join/", {"code": code}).status_code for _time in range(15)] == [404] * 15
    rows = Misses.objects.count()
    assert [guesser.post("/join/", {"code": "AAAAAAA"}).status_code for _time in range(11)] == [404] * 10 + [
        429
    ]
    assert Misses.objects.count() == 2 * rows


# The end ------------------------------------------------------------------------------------------------------------


def test_a_closed_school_is_shut_everywhere_at_once(theirs):
    """Pages, calendar, the pupils' door, the credential; a coordinator alone still sees that it was."""
    boss = theirs.memberships.get().user
    recognition = granted()
    won, chief = recognition.school, coordinator()
    lead_of_won = won.memberships.first().user
    round, calendar = theirs.rounds.get(), make_calendar(theirs, actor=boss)
    code, found = code_to(DOOR, round.key), attacks.pages(theirs)
    credential = f"/credentials/{recognition.key}.jwt"
    assert Client().get(credential).status_code == 200
    for school in (theirs, won):
        close_school(school, actor=chief, reasons="It was none.")
    client = signed_in(boss)
    for page in found:
        assert client.get(page).status_code == 404
        assert client.post(page).status_code in (404, 405)
    assert Client().get(f"/en/school/calendar/{calendar.token}/").status_code == 404
    assert Client().post("/join/", {"code": code}).status_code == 404
    assert Client().get(f"/en/school/voice/{round.key}/?pass={voices.new_pass(round.key)}").status_code == 410
    assert Client().get(credential).status_code == 410
    certificate = reverse("certificate", args=[won.key, recognition.key, "pdf"])
    assert signed_in(lead_of_won).get(certificate).status_code == 404
    assert won.name not in Client().get("/en/schools/").content.decode()


def test_nothing_of_an_erased_person_is_left_in_the_room(tree, lead, ours):
    """Case 66."""
    mail = "ysoldine@river.example.org"
    her = person(mail, display_name="Ysoldine Hawksmoor")
    EmailAddress.objects.create(user=her, email="hawksmoor@example.org", verified=True)
    other = MemberFactory(role="lead")
    invite(ours, actor=lead, email=mail)
    invite(other.school, actor=other.user, email="hawksmoor@example.org", role="lead")
    own = register_school(
        actor=her,
        name="School by the River",
        country=Country.objects.get(code="AT"),
        town="Linz",
        stage="primary",
        size="from_100",
        staff=9,
        year_groups=4,
        language="en",
    )
    client = signed_in(her)
    client.post(f"/en/school/invitation/{ours.invitations.get().token}/")
    client.post(f"/en/school/invitation/{other.school.invitations.get().token}/")
    add_task(ours, actor=her, what="Hers", owner=her, due=timezone.localdate())
    client.post(
        f"/en/school/{ours.key}/use/?add=note", {"title": "Hers", "text": "x", "day": timezone.localdate()}
    )
    lesson = {"lesson": uuid4(), "language": "en", "day": timezone.localdate(), "year_group": 1, "pupils": 9}
    note_lesson(ours, actor=her, name=new_secret(), **lesson)
    round = opened(her, own)
    voices.answer(round, actor=her, group="leaders", answers=dict.fromkeys(codes(round), 2))
    invite(own, actor=her, email="friend@example.org")
    add_event(actor=her, day=timezone.localdate(), title="Elections")
    calendar = make_calendar(ours, actor=her)
    path = f"/en/school/calendar/{calendar.token}/"
    assert Client().get(path).status_code == 200
    number = her.pk
    erase_account(her, actor=her)
    assert Client().get(path).status_code == 404
    assert client.get(f"/en/school/{ours.key}/").status_code == 302
    kept = json.dumps(
        {
            model.__name__: list(model.objects.values())
            for model in apps.get_app_config("schools").get_models()
        },
        default=str,
    )
    kept += json.dumps(list(AuditEntry.objects.values_list("details", flat=True)), default=str)
    for word in ("soldine", "hawksmoor", "Hawksmoor"):
        assert word not in kept
    assert not Membership.objects.filter(user_id=number).exists()
    assert not Turn.objects.filter(user_id=number).exists()
    assert (PlanTask.objects.get().owner, Taught.objects.get().teacher) == (None, None)
    assert recount(ours).lessons == 1
    assert School.objects.get(pk=own.pk).state == SchoolState.CLOSED
    assert Voice.objects.count() == 1


@pytest.mark.parametrize(
    "path",
    [
        "/en/school/voice/abcdefghijkl/?pass=secret",
        "/en/school/calendar/secret/",
        "/en/school/invitation/secret/",
        "/join/ACDEFGH/",
    ],
)
def test_no_warning_writes_down_a_pass_a_code_or_the_address_of_a_calendar(path):
    """Cases 55, 70."""
    line = logging.LogRecord("django.request", logging.WARNING, "", 1, "%s: %s", ("Not Found", path), None)
    assert not NotOfPupils().filter(line)


def test_what_is_logged_along_the_way_holds_no_secret(form, theirs, caplog):
    """Cases 11, 70. The audit trail holds none either."""
    round, path, seal = form
    code, good = code_to(DOOR, round.key), voices.new_pass(round.key)
    calendar = make_calendar(theirs, actor=theirs.memberships.get().user)
    with caplog.at_level(logging.DEBUG):
        Client().post("/join/", {"code": code})
        Client().get(f"{path}?pass={quote(good)}")
        Client().post(path, {"seal": seal})
        Client().get(f"/en/school/calendar/{calendar.token}/")
        signed_in(person()).get(f"/en/school/{theirs.key}/")
    said = "\n".join(
        line.getMessage()
        for line in caplog.records
        if NotOfPupils().filter(line) and "django.db" not in line.name
    )
    kept = json.dumps(list(AuditEntry.objects.values_list("details", flat=True)), default=str)
    for secret in (code, good, seal, calendar.token):
        assert secret not in said
        assert secret not in kept
    assert "asked for a school that is not hers" in said
