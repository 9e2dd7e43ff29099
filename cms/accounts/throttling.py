"""Growing delays for wrong passwords, by account, by known device and by address.

An attempt counts before the password is looked at, so that a hundred at once are not one. After a few free attempts
each further one doubles the wait, up to a few minutes; there is never a lock. Whoever signed in before on a device
carries a signed cookie, and her attempts are counted apart: an attack on her account does not keep her out. A new
password by e-mail always opens the way as well.
"""

import datetime
import random
from typing import NamedTuple

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.ratelimit import get_ip
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac

from cms.accounts import devices
from cms.models import Attempts


class Budget(NamedTuple):
    """How many attempts are free, how long the longest wait is, after what pause all is forgotten (both in seconds)."""

    name: str
    free: int
    longest: int
    pause: int


#: The doors that one account has from devices that it never signed in on.
ACCOUNT = Budget("account", free=5, longest=300, pause=3600)
#: A device on which somebody signed in to this account before.
DEVICE = Budget("device", free=5, longest=300, pause=3600)
#: All accounts tried from one address. A school behind one address has many teachers: hence the wide mesh.
ADDRESS = Budget("address", free=40, longest=300, pause=900)

#: Counters that nobody touched for a day go.
STALE = datetime.timedelta(days=1)


class Counter(NamedTuple):
    """A budget and what it is counted for."""

    budget: Budget
    key: str


def counter(budget: Budget, what: str) -> Counter:
    """Return the counter for an e-mail address, device or address; the key does not show which."""
    digest = salted_hmac(f"cms.attempts.{budget.name}", what, algorithm="sha256").hexdigest()
    return Counter(budget, digest)


class SignIn:
    """One attempt to sign in as `email`: admit() before the password is looked at, succeeded() after."""

    def __init__(self, request: HttpRequest, email: str):
        self.request = request
        self.email = email.strip().lower()
        device = devices.device_for(request, self.email)
        if device:
            # Not the address's either: a pupil who guesses in the staff room must not keep the teachers out.
            self.counters = [counter(DEVICE, device)]
        else:
            self.counters = [counter(ACCOUNT, self.email), counter(ADDRESS, get_ip(request))]

    def admit(self) -> None:
        """Count this attempt; ImmediateHttpResponse with 429 and Retry-After if it comes too soon."""
        wait = count(self.counters)
        if wait:
            raise ImmediateHttpResponse(too_many(self.request, wait))

    def succeeded(self) -> None:
        """Forget what was counted for the account or device; take this attempt off the address."""
        for each in self.counters:
            if each.budget is ADDRESS:
                _take_back(each)
            else:
                Attempts.objects.filter(key=each.key).delete()


def forget(email: str) -> None:
    """Forget the wrong passwords for `email`: its owner has just shown that the mailbox is hers."""
    Attempts.objects.filter(key=counter(ACCOUNT, email.strip().lower()).key).delete()


@transaction.atomic
def count(counters: list[Counter]) -> int:
    """Count one attempt under every counter; return 0 if it may go on, else the seconds to wait.

    An attempt that comes too soon is counted too and makes the wait longer, up to the budget's longest.
    """
    now = timezone.now()
    wait = 0
    for each in sorted(counters, key=lambda each: each.key):  # always in one order: no deadlock
        Attempts.objects.get_or_create(key=each.key, defaults={"last_at": now})
        row = Attempts.objects.select_for_update().get(key=each.key)
        if now - row.last_at > datetime.timedelta(seconds=each.budget.pause):
            row.level, row.wait_until = 0, None
        too_soon = row.wait_until is not None and row.wait_until > now
        row.level += 1
        row.last_at = now
        seconds = delay(row.level, each.budget)
        if seconds:
            row.wait_until = now + datetime.timedelta(seconds=seconds)
        row.save()
        if too_soon:
            wait = max(wait, seconds)
    if random.random() < 0.01:
        Attempts.objects.filter(last_at__lt=now - STALE).delete()
    return wait


def delay(level: int, budget: Budget) -> int:
    """Return the seconds to wait after the attempt number `level`: 0 while free, then 2, 4, 8 ... up to the longest."""
    beyond = level - budget.free + 1
    return min(2 ** min(beyond, 20), budget.longest) if beyond > 0 else 0


def _take_back(each: Counter) -> None:
    with transaction.atomic():
        row = Attempts.objects.select_for_update().filter(key=each.key).first()
        if row and row.level:
            row.level -= 1
            if not delay(row.level, each.budget):
                row.wait_until = None
            row.save()


def too_many(request: HttpRequest, wait: int = 60) -> HttpResponse:
    """Answer 429: come back in `wait` seconds."""
    response = render(request, "cms/account/too_many.html", {"wait": wait}, status=429)
    response["Retry-After"] = str(wait)
    response["Cache-Control"] = "private, no-store"
    return response


def handler429(request: HttpRequest) -> HttpResponse:
    """Answer allauth's own limits (sign-up, reset and the like) in the same way."""
    return too_many(request)
