"""Stamps: a counter for each thing that pages show. Touch it, and whatever was made from the thing is stale.

Names are short: "page:12", "translations:<uuid>", "index:lesson:uk", "vocabulary", "help", "site". One host keeps
them as files, whose size is the counter: appending a byte is atomic between processes, reading is one `stat`.
With REDIS_URL, any number of hosts share them in Redis, where each touch gives the thing a new random name.
"""

import logging
import os
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils.functional import SimpleLazyObject

logger = logging.getLogger(__name__)

#: Touched with every other stamp: whoever renders can see whether anything at all changed meanwhile.
CLOCK = "*"
#: Key of the name that Redis' memory has until it is lost; what was never touched counts as the same only within it.
MEMORY = "stamps"


class FileStamps:
    """Stamps of one host, under STATE_DIR/stamps."""

    def __init__(self, folder: Path):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def _path(self, name: str) -> str:
        return f"{self.folder}/{blake2b(name.encode(), digest_size=12).hexdigest()}"

    def touch(self, names: Iterable[str]) -> None:
        for name in names:
            handle = os.open(self._path(name), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
            try:
                os.write(handle, b".")
            finally:
                os.close(handle)

    def versions(self, names: Iterable[str]) -> tuple:
        found = []
        for name in names:
            try:
                found.append(os.stat(self._path(name)).st_size)
            except FileNotFoundError:
                found.append(0)
        return tuple(found)


class RedisStamps:
    """Stamps of several hosts. When Redis does not answer, nothing kept counts as fresh.

    A touch that it did not hear is owed: this process makes up for it as soon as Redis answers again.
    """

    def __init__(self, url: str):
        import redis

        self.errors = redis.RedisError
        self.client = redis.Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5)
        self.owed: list[str] = []

    def touch(self, names: Iterable[str]) -> None:
        names = list(names)
        try:
            self._move(names)
        except self.errors:
            # What was published is published: only the other processes learn of it later.
            logger.warning("Redis does not answer: %d stamps are owed", len(names))
            self.owed += names

    def _move(self, names: list[str]) -> None:
        # No counter: after Redis lost its memory it would begin anew, and an old page seem fresh at the same count.
        self.client.mset({f"stamp:{name}": uuid4().hex for name in names})

    def versions(self, names: Iterable[str]) -> tuple:
        try:
            if owed := self.owed[:]:
                self._move(sorted(set(owed)))
                del self.owed[: len(owed)]
            memory, *found = self.client.mget([MEMORY, *(f"stamp:{name}" for name in names)])
            if memory is None:
                # Redis is new or lost its memory. Of several who notice it at once, the first gives the new name.
                self.client.set(MEMORY, uuid4().hex, nx=True)
                memory = self.client.get(MEMORY)
            return tuple((memory, version) for version in found)
        except self.errors:
            # A fresh object equals nothing: the value is made anew.
            return (object(),)


def _store():
    if settings.REDIS_URL:
        return RedisStamps(settings.REDIS_URL)
    return FileStamps(Path(settings.STATE_DIR) / "stamps")


_stamps = SimpleLazyObject(_store)


def touch(*names: str) -> None:
    """Say that the named things changed; takes effect when the running transaction commits."""
    unique = sorted({*names, CLOCK})
    transaction.on_commit(lambda: _stamps.touch(unique))


def versions(names: Iterable[str]) -> tuple:
    """Return the present version of each name, to be compared with an earlier answer for equality."""
    return _stamps.versions(names)
