"""Nobody learns from us who has an account (case 2)."""

import re

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail

from cms.models import User
from tests.cms.accounts.conftest import PASSWORD, sign_in

KNOWN, UNKNOWN = "vera@example.org", "nora@example.org"


@pytest.fixture
def hashes(monkeypatch):
    """Count how often a password is hashed: that is what takes the time."""
    counted = []
    original = MD5PasswordHasher.encode

    def encode(self, password, salt, *args, **kwargs):
        counted.append(1)
        return original(self, password, salt, *args, **kwargs)

    monkeypatch.setattr(MD5PasswordHasher, "encode", encode)
    return counted


def body(response, email):
    """The page without what differs at every call: the token, and the address as it was typed."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
    return text.replace(email, "ADDRESS")


def trace(hashes, ask):
    """Return what an observer sees and how much was hashed."""
    hashes.clear()
    response = ask()
    return response.status_code, response.get("Location"), len(hashes), len(mail.outbox)


def test_signing_in_with_a_known_and_an_unknown_address_looks_the_same(vera, device, hashes):
    """Case 2."""
    answers = {}
    for email in (KNOWN, UNKNOWN):
        hashes.clear()
        response = sign_in(device(), email, "wrong password here")
        answers[email] = response.status_code, body(response, email), len(hashes), sorted(response.cookies)
    assert answers[KNOWN] == answers[UNKNOWN]


def test_asking_for_a_new_password_with_a_known_and_an_unknown_address_looks_the_same(vera, device, hashes):
    """Case 2: both get a mail, which takes the same time."""
    answers = {}
    for email in (KNOWN, UNKNOWN):
        mail.outbox.clear()
        client = device()
        answers[email] = trace(hashes, lambda: client.post("/en/account/password/reset/", {"email": email}))  # noqa: B023
        page = client.get("/en/account/password/reset/done/")
        answers[email] += (body(page, email),)
    assert answers[KNOWN] == answers[UNKNOWN]
    assert answers[KNOWN][3] == 1


def test_opening_an_account_with_a_known_and_an_unknown_address_looks_the_same(vera, device, hashes):
    """Case 2."""
    answers = {}
    for email in (KNOWN, UNKNOWN):
        mail.outbox.clear()
        client = device()
        answers[email] = trace(
            hashes,
            lambda: client.post("/en/account/signup/", {"email": email, "password1": "seven quiet rivers"}),  # noqa: B023
        )
        answers[email] += (body(client.get("/en/account/confirm-email/"), email),)
    assert answers[KNOWN] == answers[UNKNOWN]
    assert answers[KNOWN][:4] == (302, "/en/account/confirm-email/", 1, 1)


def test_the_owner_of_a_known_address_learns_by_mail_that_somebody_tried(vera, client):
    """Case 2."""
    client.post("/en/account/signup/", {"email": KNOWN, "password1": "seven quiet rivers"})
    assert mail.outbox[0].to == [KNOWN]
    assert "/account/password/reset/" in mail.outbox[0].body
    vera.refresh_from_db()
    assert vera.check_password(PASSWORD)
    assert User.objects.count() == 1


def test_changing_to_an_address_that_somebody_else_has_does_not_say_so(vera, boss, device):
    """Case 2: nor does it give the address away."""
    client = device()
    sign_in(client, KNOWN)
    answers = [
        client.post("/en/account/email/", {"action_add": "", "email": email}).status_code
        for email in ("boss@example.org", "free@example.org")
    ]
    assert answers == [302, 302]
    vera.refresh_from_db()
    assert vera.email == KNOWN
