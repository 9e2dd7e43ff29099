"""Doors that anybody may use without an account are limited by address, without pictures to decipher.

Counted in the database, so a cache that is away opens nothing. After the free tries each further one doubles the wait;
there is never a lock. The mesh is wide: a class of thirty behind one address gets through, more than once.
"""

import ipaddress

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.accounts.throttling import Budget, count, counter

#: Of one address: two classes at once, and a class again a quarter of an hour later.
SIGN = Budget("sign", free=60, longest=300, pause=900)
#: Letters that strangers can make us send to one mailbox.
LETTER = Budget("letter", free=3, longest=3600, pause=86400)
ANSWER = Budget("answer", free=60, longest=300, pause=900)


class TooSoon(Exception):
    """Come back later; wait: in how many seconds. The text is for whoever came."""

    def __init__(self, wait: int):
        minutes = (wait + 59) // 60
        super().__init__(
            ngettext(
                "Many have written from your network just now. Please try again in %(minutes)d minute.",
                "Many have written from your network just now. Please try again in %(minutes)d minutes.",
                minutes,
            )
            % {"minutes": minutes}
            if wait >= 60
            else _("Many have written from your network just now. Please try again in a minute.")
        )
        self.wait = wait


def admit(budget: Budget, address: str, *more: tuple[Budget, str]) -> None:
    """Count one try from an internet address, and what else it is counted for; TooSoon if it must wait."""
    counters = [counter(budget, household(address)), *(counter(one, what) for one, what in more)]
    if wait := count(counters):
        raise TooSoon(wait)


def household(address: str) -> str:
    """Return what is counted as one: an IPv4 address, or the IPv6 network that one household has."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))
    return address
