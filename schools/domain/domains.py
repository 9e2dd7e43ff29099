"""Domains of e-mail addresses: whoever holds an address of a school's domain works there."""

from functools import cache
from pathlib import Path

from allauth.account.models import EmailAddress

#: So much of it is kept with a school.
LONGEST_DOMAIN = 120
FREE_MAIL = Path(__file__).resolve().parent.parent / "free_mail.txt"


@cache
def free_mail() -> frozenset[str]:
    """Return the domains of public mail providers: holding an address there tells nothing about a school."""
    lines = FREE_MAIL.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def domains_of(user) -> set[str]:
    """Return the domains of somebody's confirmed addresses, without those of public mail providers. One query."""
    addresses = EmailAddress.objects.filter(user_id=user.pk, verified=True).values_list("email", flat=True)
    domains = {address.rpartition("@")[2].lower() for address in addresses} - free_mail()
    return {domain for domain in domains if len(domain) <= LONGEST_DOMAIN}


def may_name_domain(user, domain: str) -> bool:
    """Say whether somebody may give a domain to her school: she has a confirmed address of it."""
    return domain in domains_of(user)
