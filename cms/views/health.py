"""Is the site alive, and is it ready?"""

import time

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from cms.worker import seconds_since_heartbeat

WORKER_SILENT_AFTER = 120  # seconds


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Alive: the process answers. Touches nothing else, so that a database outage does not restart the web server."""
    return JsonResponse({"alive": True})


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Ready: database, cache, storage and worker each say so; 503 and the name of what is missing otherwise."""
    checks = {name: _works(check) for name, check in CHECKS.items()}
    ready = all(checks.values())
    response = JsonResponse({"ready": ready, "checks": checks}, status=200 if ready else 503)
    if not ready:
        response["Retry-After"] = "30"
    return response


def _works(check) -> bool:
    try:
        return bool(check())
    except Exception:  # whatever is wrong, the answer is "not ready"
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _cache() -> bool:
    stamp = str(time.time())
    cache.set("readyz", stamp, 30)
    return cache.get("readyz") == stamp


def _storage() -> bool:
    name = default_storage.save("readyz/probe", ContentFile(b"ok"))
    try:
        return default_storage.exists(name)
    finally:
        default_storage.delete(name)


def _worker() -> bool:
    silent = seconds_since_heartbeat()
    return silent is not None and silent < WORKER_SILENT_AFTER


CHECKS = {"database": _database, "cache": _cache, "storage": _storage, "worker": _worker}
