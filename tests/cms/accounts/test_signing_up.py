"""Opening an account, confirming the address, signing in and out."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from cms.accounts.views import browser_of
from cms.models import AuditEntry, User
from tests.cms.accounts.conftest import PASSWORD, is_signed_in, path_in_mail, sign_in

NEW = {"email": "Nora@Example.org", "display_name": "Nora", "password1": "seven quiet rivers"}


def test_somebody_opens_an_account_confirms_her_address_and_signs_in(db, client):
    assert client.post("/uk/account/signup/", NEW).status_code == 302
    user = User.objects.get()
    assert (user.email, user.display_name, user.language) == ("nora@example.org", "Nora", "uk")
    assert sign_in(client, "nora@example.org", NEW["password1"]).status_code == 302
    assert not is_signed_in(client)
    path = path_in_mail(0)
    assert path.startswith("/uk/account/confirm-email/")
    assert client.get(path).status_code == 200
    assert not EmailAddress.objects.get().verified  # mail programs open links by themselves
    client.post(path)
    assert EmailAddress.objects.get().verified
    sign_in(client, "nora@example.org", NEW["password1"])
    assert is_signed_in(client)
    assert AuditEntry.objects.filter(verb="account.created", actor=user).count() == 1


@pytest.mark.parametrize(
    "extra", [{"is_staff": "on"}, {"is_superuser": "1"}, {"role": "admin"}, {"groups": "1"}, {"school": "1"}]
)
def test_powers_sent_with_a_form_are_ignored(db, client, extra):
    """Case 10."""
    client.post("/en/account/signup/", {**NEW, **extra})
    user = User.objects.get()
    assert (user.is_staff, user.is_superuser, user.groups.count()) == (False, False, 0)


def test_powers_sent_with_the_profile_are_ignored(vera, client):
    """Case 10."""
    sign_in(client, "vera@example.org")
    client.post(
        "/en/account/",
        {
            "display_name": "V",
            "language": "ar",
            "is_staff": "on",
            "is_superuser": "on",
            "email": "x@example.org",
        },
    )
    vera.refresh_from_db()
    assert (vera.display_name, vera.language) == ("V", "ar")
    assert (vera.is_staff, vera.is_superuser, vera.email) == (False, False, "vera@example.org")


def test_the_session_gets_a_new_id_at_sign_in(vera, client):
    """Case 7: a session that somebody else planted is worth nothing."""
    client.get("/en/account/login/")
    session = client.session
    session["planted"] = True
    session.save()
    before = session.session_key
    sign_in(client, "vera@example.org")
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_signing_out_ends_the_session_on_the_server(vera, client):
    """Case 7: a copied cookie opens nothing afterwards."""
    sign_in(client, "vera@example.org")
    key = client.session.session_key
    thief = Client()
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    assert is_signed_in(thief)
    client.post("/en/account/logout/")
    assert not Session.objects.filter(session_key=key).exists()
    assert not is_signed_in(thief)


def test_signing_out_needs_a_post(vera, client):
    """Cases 7 and 52: a link or picture cannot sign anybody out."""
    sign_in(client, "vera@example.org")
    assert client.get("/en/account/logout/").status_code == 200
    assert is_signed_in(client)


@pytest.mark.parametrize(
    "path", ["login", "signup", "password/reset", "logout", "", "erase", "email", "password/change"]
)
def test_forms_without_a_token_are_refused(vera, path):
    """Case 52."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(vera)
    url = f"/en/account/{path}/" if path else "/en/account/"
    assert client.post(url, {"email": "a@example.org"}).status_code == 403


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/", "//evil.example/", "/\\evil.example", "https:evil.example", "javascript:alert(1)",
        "http://testserver@evil.example/", "http://localhost/", "\thttps://evil.example",
    ],
)  # fmt: skip
def test_after_signing_in_nobody_is_sent_elsewhere(vera, client, target):
    """Case 50: localhost is an allowed host, but not this one."""
    response = sign_in(client, "vera@example.org", next=target)
    assert response["Location"] == "/en/account/"
    response = client.post("/en/account/logout/", {"next": target})
    assert response["Location"] == "/en/"


def test_one_is_sent_on_to_where_one_wanted_to_go(vera, client):
    assert sign_in(client, "vera@example.org", next="/fr/account/erase/")["Location"] == "/fr/account/erase/"


def test_the_session_of_a_disabled_user_ends_with_the_next_request(vera, client):
    """Case 6."""
    sign_in(client, "vera@example.org")
    assert is_signed_in(client)
    User.objects.filter(pk=vera.pk).update(is_active=False)
    assert not is_signed_in(client)
    assert client.get("/en/account/")["Location"].startswith("/en/account/login/")


def test_a_disabled_user_cannot_sign_in(vera, client):
    """Case 6."""
    User.objects.filter(pk=vera.pk).update(is_active=False)
    assert sign_in(client, "vera@example.org")["Location"] == "/en/account/inactive/"
    assert not is_signed_in(client)


def test_without_a_tick_the_session_ends_with_the_browser(vera, device):
    """A staff room's computer: staying signed in is a choice."""
    client = device()
    sign_in(client, "vera@example.org")
    assert client.cookies["sessionid"]["max-age"] == ""
    client = device()
    sign_in(client, "vera@example.org", remember="on")
    assert client.cookies["sessionid"]["max-age"] == 14 * 24 * 3600


@pytest.mark.parametrize(
    "path", ["", "erase/", "email/", "password/change/", "2fa/", "sessions/", "login/", "signup/"]
)
def test_personal_pages_are_kept_by_no_cache(vera, client, path):
    """Case 55."""
    if path not in ("login/", "signup/"):
        sign_in(client, "vera@example.org")
    response = client.get(f"/en/account/{path}")
    assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")


def test_mail_comes_in_the_language_of_its_reader(vera, client, settings):
    """A link in it leads to a page in that language, whatever page it was asked from."""
    client.post("/uk/account/password/reset/", {"email": "vera@example.org"})
    assert path_in_mail().startswith("/fr/account/password/reset/key/")


def test_a_new_address_counts_from_its_confirmation_on(vera, client):
    sign_in(client, "vera@example.org")
    client.post("/en/account/email/", {"action_add": "", "email": "vera@new.example"})
    vera.refresh_from_db()
    assert vera.email == "vera@example.org"
    client.post(path_in_mail())
    vera.refresh_from_db()
    assert vera.email == "vera@new.example"
    assert [(each.email, each.verified) for each in EmailAddress.objects.all()] == [
        ("vera@new.example", True)
    ]
    assert mail.outbox[-1].to == ["vera@example.org"]  # the old address is told
    assert AuditEntry.objects.filter(verb="account.email_changed", details={}).count() == 1


def test_one_signs_out_everywhere_else(vera, device):
    here, there = device(), device()
    for client in (here, there):
        sign_in(client, "vera@example.org")
    assert here.get("/en/account/sessions/").context["session_count"] == 2
    here.post("/en/account/sessions/")
    assert (is_signed_in(here), is_signed_in(there)) == (True, False)


def test_browsers_are_called_by_their_names():
    edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/129.0 Safari/537.36 Edg/129.0"
    phone = (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1 Version/17.5 Safari/604.1"
    )
    assert browser_of(edge) == ("Edge", "Windows")
    assert browser_of(phone) == ("Safari", "iPhone")
    assert browser_of("") == ("", "")


@pytest.mark.parametrize(
    "path", ["/admin/login/", "/admin/password_reset/", "/admin/password_reset/confirm/MQ/abc-def/"]
)
def test_wagtails_own_doors_are_shut(vera, client, path):
    """Case 8: they know neither limits nor second factor."""
    assert client.get(path)["Location"].startswith("/en/account/")
    assert client.post(path, {"username": "vera@example.org", "password": PASSWORD}).status_code == 405
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    ("language", "lead"),
    [
        ("en", "An account keeps your saved lists of lesson plans. Reading and downloading need none."),
        ("fr", "Un compte garde vos listes de plans de leçon. Pour lire et télécharger, il n’en faut pas."),
    ],
)
def test_the_sign_in_page_promises_what_an_account_gives_today(db, client, language, lead):
    assert f'<p class="lead">{lead}</p>' in client.get(f"/{language}/account/login/").content.decode()
