"""Staff and the second factor (case 8)."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.core import mail

from cms.models import AuditEntry, User
from cms.registries import second_factor
from tests.cms.accounts.conftest import code_for, has_app, is_signed_in, set_up_app, sign_in

ENROLMENT = "/en/account/2fa/totp/activate/"


def make_moderator(user):
    group = Group.objects.create(name="test moderators")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    user.groups.add(group)


def make_coordinator(user):
    """A room's own rule, such as the network's for its coordinators."""
    second_factor.register("test", lambda who: who.pk == user.pk)


MAKERS = {
    "superuser": lambda user: User.objects.filter(pk=user.pk).update(is_superuser=True),
    "staff": lambda user: User.objects.filter(pk=user.pk).update(is_staff=True),
    "moderator": make_moderator,
    "coordinator": make_coordinator,
}


@pytest.fixture(params=MAKERS)
def staff(request, vera):
    MAKERS[request.param](vera)
    yield vera
    if "test" in second_factor:
        second_factor.unregister("test")


@pytest.mark.parametrize(
    "path",
    [
        "/admin/", "/admin/pages/", "/admin/users/", "/admin/account/", "/admin/api/main/pages/", "/admin/reports/",
        "/en/account/", "/en/account/email/", "/en/account/data/", "/en/account/erase/", "/en/account/2fa/",
        "/en/account/password/change/", "/en/account/sessions/", "/fr/account/", "/documents/1/x.pdf",
    ],
)  # fmt: skip
def test_staff_without_a_second_factor_see_only_the_page_where_it_is_set_up(staff, client, path):
    """Case 8."""
    sign_in(client, "vera@example.org")
    response = client.get(path)
    assert response.status_code == 302
    assert response["Location"].endswith("/account/2fa/totp/activate/")
    assert client.post(path, {"x": "y"}).status_code == 302
    assert client.get(ENROLMENT).status_code == 200


def test_a_teacher_needs_no_second_factor(vera, client):
    sign_in(client, "vera@example.org")
    assert client.get("/en/account/").status_code == 200


def test_the_administrator_is_led_from_the_first_password_to_the_administration(boss, client):
    """Case 8; the first start of a site."""
    assert client.get("/admin/")["Location"] == "/en/account/login/?next=/admin/"
    response = sign_in(client, "boss@example.org", next="/admin/")
    assert response["Location"] == "/admin/"
    assert client.get("/admin/")["Location"] == ENROLMENT
    page = client.get(ENROLMENT).content.decode()
    assert "<svg" in page
    assert "data:" not in page
    set_up_app(client)
    codes = client.get("/en/account/2fa/recovery-codes/")
    assert len(codes.context["unused_codes"]) == 10
    assert client.get("/admin/").status_code == 200
    assert AuditEntry.objects.filter(verb="account.second_factor_added", actor=boss).count() == 1
    assert "authenticator app was set up" in mail.outbox[-1].body


def test_who_comes_back_to_the_page_finds_the_same_code(boss, client):
    sign_in(client, "boss@example.org")
    secret = client.get(ENROLMENT).context["form"].secret
    assert client.get(ENROLMENT).context["form"].secret == secret
    client.post(ENROLMENT, {"code": "000000"})
    client.post(ENROLMENT, {"code": code_for(secret)})
    assert has_app(boss)


def enrolled(client, email="boss@example.org") -> str:
    sign_in(client, email)
    secret = set_up_app(client)
    client.post("/en/account/logout/")
    return secret


def test_password_alone_does_not_sign_in_once_there_is_a_second_factor(boss, client, device):
    """Case 8."""
    secret = enrolled(client)
    fresh = device()
    assert sign_in(fresh, "boss@example.org", next="/admin/")["Location"] == "/en/account/2fa/authenticate/"
    assert not is_signed_in(fresh)
    assert fresh.get("/admin/")["Location"].startswith("/en/account/login/")
    assert fresh.post("/en/account/2fa/authenticate/", {"code": "000000"}).status_code == 200
    answer = fresh.post("/en/account/2fa/authenticate/", {"code": code_for(secret)})
    assert answer["Location"] == "/admin/"
    assert fresh.get("/admin/").status_code == 200


def test_a_code_works_once(boss, client, device):
    """Case 8: who looked over the shoulder comes too late."""
    secret = enrolled(client)
    code = code_for(secret)
    first, second = device(), device()
    for each in (first, second):
        sign_in(each, "boss@example.org")
        each.post("/en/account/2fa/authenticate/", {"code": code})
    assert (is_signed_in(first), is_signed_in(second)) == (True, False)


def test_codes_cannot_be_guessed(boss, client, device):
    """Case 8."""
    secret = enrolled(client)
    guesser = device()
    sign_in(guesser, "boss@example.org")
    for number in range(6):
        guesser.post("/en/account/2fa/authenticate/", {"code": f"00000{number}"})
    guesser.post("/en/account/2fa/authenticate/", {"code": code_for(secret)})
    assert not is_signed_in(guesser)


def test_a_session_without_a_code_is_asked_for_one(boss, client, device):
    """Case 8: however the session came about."""
    secret = enrolled(client)
    other = device()
    other.force_login(boss)
    assert other.get("/admin/")["Location"] == "/en/account/2fa/reauthenticate/?next=%2Fadmin%2F"
    other.post("/en/account/2fa/reauthenticate/", {"code": code_for(secret), "next": "/admin/"})
    assert other.get("/admin/").status_code == 200


def test_who_removes_the_second_factor_is_led_back_to_set_one_up(boss, client):
    """Case 8."""
    sign_in(client, "boss@example.org")
    set_up_app(client)
    client.post("/en/account/2fa/totp/deactivate/")
    assert not has_app(boss)
    assert client.get("/admin/")["Location"] == ENROLMENT


def test_recovery_codes_alone_are_no_second_factor(boss, client):
    """Case 8."""
    Authenticator.objects.create(user=boss, type="recovery_codes", data={"seed": "x", "used_mask": 0})
    sign_in(client, "boss@example.org")
    assert client.get("/admin/")["Location"] == ENROLMENT


def test_a_recovery_code_signs_in_once(boss, client, device):
    sign_in(client, "boss@example.org")
    set_up_app(client)
    code = client.get("/en/account/2fa/recovery-codes/").context["unused_codes"][0]
    first, second = device(), device()
    for each in (first, second):
        sign_in(each, "boss@example.org")
        each.post("/en/account/2fa/authenticate/", {"code": code})
    assert (is_signed_in(first), is_signed_in(second)) == (True, False)


def test_the_secret_of_the_app_cannot_be_read_in_the_database(boss, client):
    secret = enrolled(client)
    assert secret not in str(list(Authenticator.objects.values()))


def test_an_older_secret_key_still_reads_the_secret(boss, client, settings, device):
    """SECRET_KEY_FALLBACKS: a changed key locks nobody out."""
    secret = enrolled(client)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new one"
    fresh = device()
    sign_in(fresh, "boss@example.org")
    fresh.post("/en/account/2fa/authenticate/", {"code": code_for(secret)})
    assert is_signed_in(fresh)


def test_public_pages_do_not_look_at_who_reads(boss, client):
    """Case 55: their answers are kept for everybody."""
    sign_in(client, "boss@example.org")
    response = client.get("/en/no-such-page/")
    assert response.status_code == 404
    assert "Cookie" not in response.get("Vary", "")
