"""Links for a new password, and what a new password ends (case 4)."""

from datetime import timedelta

import pytest
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.contrib.sessions.models import Session

from cms.models import AuditEntry
from tests.cms.accounts.conftest import OTHER_PASSWORD, PASSWORD, is_signed_in, path_in_mail, sign_in


@pytest.fixture
def link(vera, client):
    client.post("/en/account/password/reset/", {"email": "vera@example.org"})
    return path_in_mail()


def use(client, link, password=OTHER_PASSWORD):
    """Follow the link and choose a password; return whether there was a form to do it in."""
    page = client.get(link, follow=True)
    if page.context.get("token_fail"):
        return False
    assert link.rsplit("-", 1)[-1] not in page.request["PATH_INFO"]  # the key does not stay in the address
    return client.post(page.request["PATH_INFO"], {"password1": password}).status_code == 302


def test_a_link_works_once(vera, link, device):
    """Case 4."""
    assert use(device(), link)
    vera.refresh_from_db()
    assert vera.check_password(OTHER_PASSWORD)
    assert not use(device(), link, "yet another sentence")
    vera.refresh_from_db()
    assert vera.check_password(OTHER_PASSWORD)


def test_a_link_is_good_for_an_hour(vera, link, device, monkeypatch):
    """Case 4."""
    now = PasswordResetTokenGenerator._now

    def later(minutes):
        monkeypatch.setattr(
            PasswordResetTokenGenerator, "_now", lambda self: now(self) + timedelta(minutes=minutes)
        )

    later(61)
    assert not use(device(), link)
    later(59)
    assert use(device(), link)


def test_a_link_is_void_after_the_password_changed(vera, link, device):
    """Case 4."""
    vera.set_password("changed in the meantime")
    vera.save()
    assert not use(device(), link)


def test_a_link_is_void_after_the_address_changed(vera, link, device):
    """Case 4."""
    client = device()
    sign_in(client, "vera@example.org")
    client.post("/en/account/email/", {"action_add": "", "email": "vera@new.example"})
    client.post(path_in_mail())
    assert not use(device(), link)


def test_a_link_is_void_after_a_sign_in(vera, link, device):
    """Case 4: whoever signs in has found the password again."""
    sign_in(device(), "vera@example.org")
    assert not use(device(), link)


def test_a_half_used_link_is_void_as_soon_as_it_was_used_elsewhere(vera, link, device):
    """Case 4: the form was open already."""
    slow = device()
    form = slow.get(link, follow=True).request["PATH_INFO"]
    assert use(device(), link)
    slow.post(form, {"password1": "yet another sentence"})
    vera.refresh_from_db()
    assert vera.check_password(OTHER_PASSWORD)


def test_a_new_password_through_a_link_ends_all_sessions(vera, device):
    """Case 4."""
    there, hers = device(), device()
    sign_in(there, "vera@example.org")
    hers.post("/en/account/password/reset/", {"email": "vera@example.org"})
    assert use(hers, path_in_mail())
    assert not is_signed_in(there)
    assert not is_signed_in(hers)  # the second factor, where there is one, is still to come
    assert not Session.objects.filter(session_key=there.cookies["sessionid"].value).exists()


def test_a_changed_password_ends_all_other_sessions(vera, device):
    """Case 4."""
    here, there = device(), device()
    for client in (here, there):
        sign_in(client, "vera@example.org")
    key = there.session.session_key
    here.post("/en/account/password/change/", {"oldpassword": PASSWORD, "password1": OTHER_PASSWORD})
    assert (is_signed_in(here), is_signed_in(there)) == (True, False)
    assert not Session.objects.filter(session_key=key).exists()
    assert AuditEntry.objects.filter(verb="account.password_changed", actor=vera).count() == 1


def test_a_password_changes_only_with_the_present_one(vera, client):
    """Case 5."""
    sign_in(client, "vera@example.org")
    client.post("/en/account/password/change/", {"oldpassword": "wrong", "password1": OTHER_PASSWORD})
    vera.refresh_from_db()
    assert vera.check_password(PASSWORD)


def test_a_made_up_link_says_what_to_do(db, client):
    page = client.get("/en/account/password/reset/key/1-abc123-0123456789/")
    assert page.status_code == 200
    assert "This link is no longer good" in page.content.decode()
