"""The first administrator."""

import io
import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import CommandError

pytestmark = pytest.mark.django_db
User = get_user_model()


@pytest.fixture(autouse=True)
def _nobody_yet(monkeypatch):
    monkeypatch.delenv("ADMIN_EMAIL", raising=False)
    User.objects.filter(is_superuser=True).delete()


def said(**options) -> str:
    out = io.StringIO()
    call_command("ensure_admin", stdout=out, **options)
    return out.getvalue()


def test_the_first_start_makes_an_administrator_whose_password_is_shown():
    shown = said()
    admin = User.objects.get(is_superuser=True)
    password = re.search(r"password +(\S+)", shown)[1]
    assert admin.email == "admin@localhost"
    assert f"e-mail     {admin.email}\n" in shown
    assert admin.check_password(password)
    assert admin.is_staff
    assert (
        EmailAddress.objects.filter(user=admin, email=admin.email, verified=True, primary=True).count() == 1
    )


def test_every_password_is_another_one():
    first = said()
    User.objects.all().delete()
    assert re.search(r"password +(\S+)", said())[1] != re.search(r"password +(\S+)", first)[1]


def test_later_starts_say_and_change_nothing():
    said()
    password = User.objects.get(is_superuser=True).password
    assert said() == ""
    assert User.objects.get(is_superuser=True).password == password


def test_an_address_of_ones_own_is_taken():
    said(email=" Boss@Example.org ")
    assert User.objects.get(is_superuser=True).email == "boss@example.org"


def test_what_is_not_an_address_is_refused():
    with pytest.raises(CommandError, match="ADMIN_EMAIL=boss is not an e-mail address"):
        said(email="boss")
    assert not User.objects.filter(is_superuser=True).exists()


def test_an_ordinary_account_is_not_raised_in_rank():
    User.objects.create_user("teacher@example.org", "secret")
    with pytest.raises(CommandError, match="has an account that is not an administrator's"):
        said(email="teacher@example.org")
    assert not User.objects.get(email="teacher@example.org").is_superuser
