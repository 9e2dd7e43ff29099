"""An order that gives nothing away, and is the same in every language and at every compilation."""

from collections.abc import Sequence
from hashlib import blake2b


def shuffled(names: Sequence[str]) -> list[str]:
    """Return names in an order that hangs on nothing but themselves, and is not the one in which they came."""
    mixed = sorted(names, key=lambda name: blake2b(name.encode(), digest_size=8).digest())
    if len(mixed) > 1 and mixed == list(names):
        mixed = [*mixed[1:], mixed[0]]
    return mixed
