"""Values that a process keeps in memory as long as nothing they were made from has changed."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar

from cms.cache import stamps

Value = TypeVar("Value")

MOST = 2000
_kept: OrderedDict = OrderedDict()
_lock = Lock()


def keep(key: Hashable, names: tuple[str, ...], make: Callable[[], Value]) -> Value:
    """Return the value kept under `key`, made anew by `make()` when one of the stamps `names` was touched.

    The versions are read before the value is made: a change that comes meanwhile makes the value stale at once.
    At most 2,000 values are kept; those used longest ago go first. Do not change what you are given.
    """
    versions = stamps.versions(names)
    with _lock:
        found = _kept.get(key)
        if found is not None and found[0] == versions:
            _kept.move_to_end(key)
            return found[1]
    value = make()
    with _lock:
        _kept[key] = (versions, value)
        _kept.move_to_end(key)
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return value


def forget_everything() -> None:
    """Empty the memory of this process (for tests and after a restore)."""
    with _lock:
        _kept.clear()
