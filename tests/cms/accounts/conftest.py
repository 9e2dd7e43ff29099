"""People with accounts, and the steps that they take."""

import re
from urllib.parse import urlparse

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.db import transaction
from django.test import Client

from cms.domain.accounts import create_verified_user

PASSWORD = "river tree cloud seven"
OTHER_PASSWORD = "a quite different sentence"


@pytest.fixture(autouse=True)
def _commits_at_once(monkeypatch):
    """Do at once what waits for a commit: it needs the request, and the test's transaction never commits."""
    monkeypatch.setattr(transaction, "on_commit", lambda func, using=None, robust=False: func())


@pytest.fixture
def vera(db):
    """A teacher with a confirmed address."""
    return create_verified_user("vera@example.org", PASSWORD, display_name="Vera Lind", language="fr")


@pytest.fixture
def boss(db):
    """An administrator who has just been made: no second factor yet."""
    return create_verified_user("boss@example.org", PASSWORD, is_superuser=True)


@pytest.fixture
def device():
    """`device("10.0.0.7")`: a fresh browser at an address."""
    return lambda address="127.0.0.1": Client(REMOTE_ADDR=address)


def sign_in(client, email, password=PASSWORD, **data):
    return client.post("/en/account/login/", {"login": email, "password": password, **data})


def code_for(secret: str) -> str:
    """Return the code that an authenticator app shows now."""
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counters[len(counters) // 2]))


def set_up_app(client) -> str:
    """Enrol an authenticator app in a signed-in browser; return its secret."""
    secret = client.get("/en/account/2fa/totp/activate/").context["form"].secret
    response = client.post("/en/account/2fa/totp/activate/", {"code": code_for(secret)})
    assert response.status_code == 302, response.context["form"].errors
    return secret


def is_signed_in(client) -> bool:
    response = client.get("/en/account/email/")
    assert response.status_code in (200, 302)
    return response.status_code == 200


def path_in_mail(number: int = -1) -> str:
    """Return the path of the first link in a mail that was sent."""
    return urlparse(re.search(r"https?://\S+", mail.outbox[number].body).group()).path


def has_app(user) -> bool:
    return Authenticator.objects.filter(user=user, type="totp").exists()
