"""Random names for addresses. A leaf."""

import secrets

#: Letters and digits that are not taken for one another.
ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"


def new_key() -> str:
    """A name of 60 random bits: it shows neither how many there are nor whose one is."""
    return "".join(secrets.choice(ALPHABET) for _place in range(12))


def new_secret() -> str:
    """A name of 160 random bits, for links that open something without an account."""
    return "".join(secrets.choice(ALPHABET) for _place in range(32))
