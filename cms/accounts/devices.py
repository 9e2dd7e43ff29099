"""Known devices: a signed cookie that says on this device somebody signed in to this account before.

It opens nothing. It only gives attempts from here a budget of their own (see throttling). It holds no name and no
address, only keyed hashes, and is set for at most five accounts: staff rooms share computers.
"""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE = "known_device"
AGE = 365 * 24 * 3600
MOST = 5
SALT = "cms.accounts.devices"


def device_for(request: HttpRequest, email: str) -> str:
    """Return the id of this device for the account of `email`, "" where nobody signed in to it from here."""
    return dict(_known(request)).get(_fingerprint(email), "")


def remember(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Set the cookie: `email` signed in here. A new id each time, with a fresh budget."""
    fingerprint = _fingerprint(email)
    known = [entry for entry in _known(request) if entry[0] != fingerprint]
    known = [*known[-(MOST - 1) :], [fingerprint, secrets.token_hex(8)]]
    response.set_cookie(
        COOKIE,
        signing.dumps(known, salt=SALT, compress=True),
        max_age=AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _known(request: HttpRequest) -> list[list[str]]:
    try:
        return signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=AGE)
    except signing.BadSignature:
        return []


def _fingerprint(email: str) -> str:
    return salted_hmac(SALT, email.strip().lower(), algorithm="sha256").hexdigest()[:24]
