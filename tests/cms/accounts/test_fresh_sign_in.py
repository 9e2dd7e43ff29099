"""What needs a sign-in of the last minutes (case 5), and who may give roles (case 10)."""

import time

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission

from cms.domain.accounts import create_verified_user
from cms.models import AuditEntry, User
from tests.cms.accounts.conftest import PASSWORD, set_up_app, sign_in


def grow_old(client, seconds=3600):
    """Let the sign-in of a browser lie `seconds` back."""
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] = time.time() - seconds
    session.save()


@pytest.fixture
def admin(boss, client):
    """A browser in the administration, with second factor."""
    sign_in(client, "boss@example.org")
    set_up_app(client)
    return client


def test_an_old_session_is_asked_again_before_the_address_changes(vera, client):
    """Case 5."""
    sign_in(client, "vera@example.org")
    grow_old(client)
    response = client.post("/en/account/email/", {"action_add": "", "email": "v@new.example"})
    assert response["Location"].startswith("/en/account/reauthenticate/?next=")
    assert not EmailAddress.objects.filter(email="v@new.example").exists()
    client.post("/en/account/reauthenticate/", {"password": PASSWORD, "next": "/en/account/email/"})
    assert EmailAddress.objects.filter(email="v@new.example", verified=False).exists()


def test_a_fresh_session_is_not_asked_again(vera, client):
    """Case 5."""
    sign_in(client, "vera@example.org")
    client.post("/en/account/email/", {"action_add": "", "email": "v@new.example"})
    assert EmailAddress.objects.filter(email="v@new.example").exists()


@pytest.mark.parametrize("path", ["data/", "erase/", "2fa/totp/activate/"])
def test_an_old_session_is_asked_again_before_what_is_weighty(vera, client, path):
    """Case 5."""
    sign_in(client, "vera@example.org")
    grow_old(client)
    assert client.get(f"/en/account/{path}")["Location"].startswith("/en/account/reauthenticate/")


def test_a_session_that_never_gave_a_password_is_not_fresh(vera, client):
    """Case 5."""
    client.force_login(vera)
    assert client.get("/en/account/erase/")["Location"].startswith("/en/account/reauthenticate/")


@pytest.mark.parametrize(
    "path",
    ["/admin/users/edit/{}/", "/admin/users/new/", "/admin/users/delete/{}/", "/admin/groups/new/",
     "/admin/bulk/cms/user/assign_role/?id={}", "/admin/bulk/cms/user/delete/?id={}",
     "/admin/bulk/cms/user/set_active_state/?id={}"],
)  # fmt: skip
def test_an_old_session_is_asked_again_before_roles_change(admin, vera, path):
    """Case 5."""
    url = path.format(vera.pk)
    assert admin.get(url).status_code == 200
    grow_old(admin)
    assert admin.get(url)["Location"].startswith("/en/account/reauthenticate/")
    assert admin.post(url, {"email": "x@example.org"})["Location"].startswith("/en/account/reauthenticate/")
    vera.refresh_from_db()
    assert vera.email == "vera@example.org"


def test_an_administrator_gives_a_role(admin, vera):
    group = Group.objects.create(name="editors of the test")
    response = admin.post(
        f"/admin/users/edit/{vera.pk}/",
        {
            "email": vera.email,
            "display_name": "Vera",
            "language": "fr",
            "is_active": "on",
            "groups": [group.pk],
        },
    )
    assert response.status_code == 302
    assert list(vera.groups.all()) == [group]
    entry = AuditEntry.objects.get(verb="account.changed")
    assert entry.details == {"fields": ["groups"]} or "groups" in entry.details["fields"]


def test_who_may_edit_users_but_is_no_administrator_cannot_give_powers(db, vera, client):
    """Case 10: otherwise she could give herself everything."""
    helper = create_verified_user("helper@example.org", PASSWORD)
    group = Group.objects.create(name="helpers")
    names = ["access_admin", "change_user", "add_user", "change_group"]
    group.permissions.add(*Permission.objects.filter(codename__in=names))
    helper.groups.add(group)
    sign_in(client, "helper@example.org")
    set_up_app(client)
    form = {"email": "vera@example.org", "display_name": "V", "language": "fr", "is_active": "on"}
    powers = {"is_superuser": "on", "is_staff": "on", "groups": [group.pk]}
    assert client.post(f"/admin/users/edit/{vera.pk}/", {**form, **powers}).status_code == 302
    vera.refresh_from_db()
    assert (vera.display_name, vera.is_superuser, vera.is_staff, vera.groups.count()) == (
        "V",
        False,
        False,
        0,
    )
    assert client.get(f"/admin/groups/edit/{group.pk}/").status_code == 403
    assert (
        client.post(f"/admin/bulk/cms/user/assign_role/?id={vera.pk}", {"role": group.pk}).status_code == 403
    )
    boss = create_verified_user("boss@example.org", PASSWORD, is_superuser=True)
    client.post(f"/admin/users/edit/{boss.pk}/", {**form, "email": "mine@example.org"})
    boss.refresh_from_db()
    assert boss.email == "boss@example.org"


def test_a_user_made_in_the_administration_chooses_her_own_password(admin):
    response = admin.post(
        "/admin/users/new/", {"email": "New@example.org", "display_name": "New", "language": "uk"}
    )
    assert response.status_code == 302
    user = User.objects.get(email="new@example.org")
    assert not user.has_usable_password()
    assert user.language == "uk"


def test_an_address_given_by_an_administrator_must_be_confirmed(admin, vera, device):
    admin.post(
        f"/admin/users/edit/{vera.pk}/",
        {"email": "v@new.example", "display_name": "Vera", "language": "fr", "is_active": "on"},
    )
    assert list(EmailAddress.objects.filter(user=vera).values_list("email", "verified")) == [
        ("v@new.example", False)
    ]
    assert sign_in(device(), "v@new.example")["Location"] == "/en/account/confirm-email/"


def test_the_list_of_users_shows_our_users(admin, vera):
    page = admin.get("/admin/users/").content.decode()
    assert "Vera Lind" in page
    assert "gravatar" not in page


def test_the_administrations_own_account_page_changes_neither_address_nor_password(admin, boss):
    """Case 5: another door to the same room."""
    page = admin.get("/admin/account/")
    assert page.status_code == 200
    admin.post(
        "/admin/account/",
        {
            "name_email-email": "x@example.org",
            "password-new_password1": "abc def ghi",
            "password-old_password": PASSWORD,
        },
    )
    boss.refresh_from_db()
    assert boss.email == "boss@example.org"
    assert boss.check_password(PASSWORD)


def test_an_editor_chooses_the_language_of_the_administration_without_a_first_and_a_last_name(admin, boss):
    page = admin.get("/admin/account/").content.decode()
    assert "first_name" not in page
    answer = admin.post(
        "/admin/account/",
        {
            "locale-preferred_language": "uk",
            "locale-current_time_zone": "Europe/Warsaw",
            "theme-theme": "system",
            "theme-contrast": "system",
            "theme-density": "default",
        },
    )
    assert answer.status_code == 302
    assert boss.wagtail_userprofile.preferred_language == "uk"
