"""Fixtures for all tests of schools."""

from itertools import count

import pytest
from joserfc.jwk import RSAKey

from schools.domain import signing

#: Keys for all tests: making one takes longer than everything else.
_pool: list[bytes] = []


@pytest.fixture(autouse=True)
def quick_keys(monkeypatch):
    """Sign with keys that were made for another test; two in turn, so that a new key is another one."""
    make, numbers = RSAKey.generate_key, count()

    def generate(bits, parameters):
        number = next(numbers) % 2
        while len(_pool) <= number:
            _pool.append(make(bits).as_pem(private=True))
        return RSAKey.import_key(_pool[number], parameters)

    monkeypatch.setattr(signing.RSAKey, "generate_key", generate)
