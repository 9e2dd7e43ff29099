"""Redis away, slow or full (case 72)."""

import time

import pytest
from django_redis.cache import RedisCache
from redis.exceptions import ConnectionError, ResponseError

from cms.cache.fallback import RedisOrDatabaseCache


@pytest.fixture
def cache(db):
    options = {"TABLE": "cms_cache", "SOCKET_CONNECT_TIMEOUT": 0.2, "SOCKET_TIMEOUT": 0.2}
    return RedisOrDatabaseCache("redis://127.0.0.1:1/0", {"OPTIONS": options})


def test_without_redis_values_are_kept_in_the_database(cache):
    """Case 72: a limit that is counted in the cache still counts."""
    assert cache.add("code", "used", 30) is True
    assert cache.add("code", "used", 30) is False
    cache.set("counter", 1)
    assert cache.incr("counter") == 2
    assert cache.get_many(["counter", "code"]) == {"counter": 2, "code": "used"}
    cache.delete("counter")
    assert cache.get("counter", "gone") == "gone"


def test_redis_is_not_asked_at_every_call_while_it_is_away(cache, monkeypatch):
    """Case 72: a page must not wait for one timeout after another."""
    asked = []

    def get(self, *args, **kwargs):
        asked.append(args)
        raise ConnectionError

    monkeypatch.setattr(RedisCache, "get", get)
    for _ in range(20):
        cache.get("x")
    assert len(asked) == 1
    later = time.monotonic() + 60
    monkeypatch.setattr(time, "monotonic", lambda: later)
    cache.get("x")
    assert len(asked) == 2


def test_a_full_redis_is_as_good_as_none(cache, monkeypatch):
    """Case 72."""

    def add(self, *args, **kwargs):
        raise ResponseError("OOM command not allowed when used memory > 'maxmemory'.")

    monkeypatch.setattr(RedisCache, "add", add)
    assert cache.add("code", "used", 30) is True
    assert cache.add("code", "used", 30) is False
