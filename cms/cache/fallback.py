"""Redis, and the database where Redis is away, slow or full.

A miss would be the simple answer, but limits and codes that were used once are kept in the default cache: with misses,
some of them would let everything pass and others nothing.
"""

import time

from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.db import DatabaseCache
from django_redis.cache import RedisCache
from redis.exceptions import RedisError

#: Seconds for which Redis is not asked again after it failed, so that not every call waits for its timeout.
REST = 5


class RedisOrDatabaseCache(BaseCache):
    """Redis at LOCATION; OPTIONS["TABLE"] names the table that stands in for it."""

    def __init__(self, location: str, params: dict):
        super().__init__(params)
        options = dict(params.get("OPTIONS", {}))
        table = options.pop("TABLE")
        self._redis = RedisCache(location, {**params, "OPTIONS": {**options, "IGNORE_EXCEPTIONS": False}})
        self._database = DatabaseCache(table, {**params, "OPTIONS": {"MAX_ENTRIES": 20000}})
        self._redis_rests_until = 0.0

    def _ask(self, method: str, *args, **kwargs):
        if time.monotonic() >= self._redis_rests_until:
            try:
                return getattr(self._redis, method)(*args, **kwargs)
            except (RedisError, OSError):
                self._redis_rests_until = time.monotonic() + REST
        return getattr(self._database, method)(*args, **kwargs)

    def add(self, *args, **kwargs):
        return self._ask("add", *args, **kwargs)

    def get(self, *args, **kwargs):
        return self._ask("get", *args, **kwargs)

    def set(self, *args, **kwargs):
        return self._ask("set", *args, **kwargs)

    def touch(self, *args, **kwargs):
        return self._ask("touch", *args, **kwargs)

    def delete(self, *args, **kwargs):
        return self._ask("delete", *args, **kwargs)

    def incr(self, *args, **kwargs):
        return self._ask("incr", *args, **kwargs)

    def get_many(self, *args, **kwargs):
        return self._ask("get_many", *args, **kwargs)

    def set_many(self, *args, **kwargs):
        return self._ask("set_many", *args, **kwargs)

    def delete_many(self, *args, **kwargs):
        return self._ask("delete_many", *args, **kwargs)

    def has_key(self, *args, **kwargs):
        return self._ask("has_key", *args, **kwargs)

    def delete_pattern(self, pattern: str) -> int:
        """Delete what Redis keeps under keys like `pattern`; for tests."""
        return self._redis.delete_pattern(pattern)

    def clear(self):
        return self._ask("clear")

    def close(self, **kwargs):
        self._redis.close(**kwargs)
