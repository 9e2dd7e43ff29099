"""Wrong codes and words are limited: ten a minute from one address, sixty a minute from all, sixty words of a sitting.

An address that reached its limit is refused whatever it types, for a right code must not stand out. While all have
reached theirs, an address whose network has not missed within the hour is still let try: a class does not wait because
somebody guesses elsewhere, and whoever guesses from many networks has one try with each.

Whoever types a code that was a right one (its sitting was closed, or all seats are taken) guesses nothing: that is
counted apart and limits nobody, so a class that comes too late does not shut out the next one behind the same address.
"""

import ipaddress
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from classrooms.models import Misses

WINDOW = timedelta(minutes=1)
MOST_OF_ONE, MOST_OF_ALL = 10, 60
#: Wrong words for the seats of one sitting, in a window of its own: then only a new seat helps for a while.
MOST_WORDS, WORDS_WINDOW = 60, timedelta(minutes=10)
#: Rows older than this are deleted; for so long a network is known to have missed.
STALE = timedelta(hours=1)
EVERYBODY = "everybody"


class TooManyMisses(Exception):
    """Come back later. wait: in how many seconds."""

    def __init__(self, wait: int):
        super().__init__(wait)
        self.wait = wait


def admit(address: str) -> None:
    """Let an attempt from an internet address pass; TooManyMisses if it must wait. One query."""
    now = timezone.now()
    own, network, everybody = _key(_household(address)), _key(_network(address)), _key(EVERYBODY)
    found = Misses.objects.filter(key__in=[own, network, everybody], since__gt=now - STALE)
    rows = {row.key: row for row in found}
    if not rows:
        return
    mine, others = rows.get(own), rows.get(everybody)
    if mine and mine.number >= MOST_OF_ONE and mine.since > now - WINDOW:
        raise TooManyMisses(_wait(mine, WINDOW, now))
    if others and others.number >= MOST_OF_ALL and others.since > now - WINDOW and network in rows:
        raise TooManyMisses(_wait(others, WINDOW, now))


def missed(address: str, *, was_right: bool = False) -> None:
    """Count a wrong code; TooManyMisses where all together had reached their limit before.

    was_right: it led somewhere once. The same is done for it under other keys, so that it takes the same time.
    """
    now = timezone.now()
    apart = ("once right",) if was_right else ()
    _count(_key(_household(address), *apart), WINDOW, now)
    _count(_key(_network(address), *apart), STALE, now)
    everybody = _count(_key(EVERYBODY, *apart), WINDOW, now)
    if everybody.number > MOST_OF_ALL and not was_right:
        raise TooManyMisses(_wait(everybody, WINDOW, now))


def admit_word(sitting: int) -> None:
    """Let a word be tried for a sitting (its primary key); TooManyMisses where too many were wrong. One query."""
    now = timezone.now()
    row = Misses.objects.filter(key=_key("word", str(sitting)), since__gt=now - WORDS_WINDOW).first()
    if row and row.number >= MOST_WORDS:
        raise TooManyMisses(_wait(row, WORDS_WINDOW, now))


def missed_word(sitting: int) -> None:
    """Count a wrong word for a sitting."""
    _count(_key("word", str(sitting)), WORDS_WINDOW, timezone.now())


def forget_old() -> int:
    """Delete the counts of past hours and return how many."""
    return Misses.objects.filter(since__lt=timezone.now() - STALE).delete()[0]


def _count(key: str, window: timedelta, now: datetime) -> Misses:
    row, new = Misses.objects.get_or_create(key=key, defaults={"since": now})
    if not new:
        if Misses.objects.filter(key=key, since__lte=now - window).update(number=1, since=now) == 0:
            Misses.objects.filter(key=key).update(number=F("number") + 1)
        row.refresh_from_db()
    return row


def _wait(row: Misses, window: timedelta, now: datetime) -> int:
    return max(int((row.since + window - now).total_seconds()) + 1, 1)


def _household(address: str) -> str:
    """Return what is counted as one: an IPv4 address, or the IPv6 network that one household has."""
    return _cut(address, 64)


def _network(address: str) -> str:
    """Return an IPv4 address, or the IPv6 network that one organisation or customer has."""
    return "network " + _cut(address, 48)


def _cut(address: str, bits: int) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, bits), strict=False))
    return address


def _key(*what: str) -> str:
    """Return the keyed hash under which something is counted."""
    return salted_hmac("classrooms.misses", "\n".join(what), algorithm="sha256").hexdigest()
