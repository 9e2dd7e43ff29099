"""What an operator relies on: documented settings, health, the worker's clock."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from cms import worker
from cms.models import Pulse
from cms.views import health

ROOT = Path(settings.BASE_DIR)


def test_every_setting_from_the_environment_is_documented_and_every_documented_one_is_read():
    sources = [*ROOT.glob("cms/settings/*.py"), ROOT / "gunicorn.conf.py", ROOT / "cms/serve.py"]
    sources.append(ROOT / "cms/management/commands/ensure_admin.py")
    read = set()
    for path in sources:
        text = path.read_text(encoding="utf-8")
        read |= set(
            re.findall(r'(?:env(?:\.\w+)?\(\s*|environ\.get\(\s*|environ\[\s*)"([A-Z][A-Z0-9_]+)"', text)
        )
    read -= {"DJANGO_SETTINGS_MODULE"}
    rows = re.findall(
        r"^\| (`[A-Z][^|]*) \|", (ROOT / "docs/operations.md").read_text(encoding="utf-8"), re.M
    )
    documented = {name for row in rows for name in re.findall(r"`([A-Z][A-Z0-9_]+)`", row)}
    assert read == documented


def test_alive_touches_no_database(client):
    assert client.get("/healthz").json() == {"alive": True}


@pytest.mark.django_db
def test_not_ready_without_a_worker_and_ready_with_one(client):
    response = client.get("/readyz")
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert response.json()["checks"] == {"database": True, "cache": True, "storage": True, "worker": False}
    worker.beat()
    assert client.get("/readyz").json()["ready"] is True


@pytest.mark.django_db
def test_a_worker_that_has_been_silent_for_minutes_counts_as_missing(client):
    Pulse.objects.create(name="worker", at=timezone.now() - timedelta(seconds=health.WORKER_SILENT_AFTER + 5))
    assert client.get("/readyz").json()["checks"]["worker"] is False


@pytest.fixture
def own_jobs(monkeypatch):
    monkeypatch.setattr(worker, "jobs", {})
    return worker.jobs


@pytest.mark.django_db
def test_a_job_runs_when_it_is_due_and_not_before(own_jobs):
    runs = []
    worker.every(3600, "count", lambda: runs.append(1))
    assert worker.run_due_jobs() == ["count"]
    assert worker.run_due_jobs() == []
    Pulse.objects.filter(name="job:count").update(at=timezone.now() - timedelta(days=9))
    assert worker.run_due_jobs() == ["count"]
    assert len(runs) == 2


@pytest.mark.django_db
def test_a_job_that_fails_does_not_stop_the_others(own_jobs, caplog):
    def broken():
        raise RuntimeError("no")

    worker.every(60, "broken", broken)
    worker.every(60, "sound", lambda: None)
    assert worker.run_due_jobs() == ["sound"]
    assert "The job broken failed" in caplog.text


def test_two_jobs_cannot_have_one_name(own_jobs):
    worker.every(60, "count", print)
    with pytest.raises(ValueError, match="count"):
        worker.every(60, "count", len)
