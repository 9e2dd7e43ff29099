"""The background worker's pulse and the jobs that come round by the clock.

A room registers a job in its apps.py or receivers.py: `every(3600, "lessons.delete_old", function)`. The worker
command runs what is due; a job that was missed while nothing ran is caught up on the next round.
"""

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision

from cms.models import Pulse

logger = logging.getLogger(__name__)


class Job(NamedTuple):
    """Something to be done every `seconds`."""

    seconds: int
    function: Callable[[], object]


jobs: dict[str, Job] = {}


def every(seconds: int, name: str, function: Callable[[], object]) -> None:
    """Register a job under a name of its own; ValueError when the name is taken by another function."""
    if name in jobs and jobs[name].function is not function:
        raise ValueError(f"There is a job called {name} already.")
    jobs[name] = Job(seconds, function)


def beat() -> None:
    """Say that the worker is alive."""
    Pulse.objects.update_or_create(name="worker", defaults={"at": timezone.now()})


def seconds_since_heartbeat() -> float | None:
    """Return how long the worker has been silent, in seconds, or None if it never ran."""
    at = Pulse.objects.filter(name="worker").values_list("at", flat=True).first()
    return (timezone.now() - at).total_seconds() if at else None


def run_due_jobs() -> list[str]:
    """Run every job whose time has come and return their names; one that fails is logged and tried next time round.

    The row of a job is claimed before it runs, so that several workers do not do the same work.
    """
    done = []
    for name, job in jobs.items():
        if not _claim(name, job.seconds):
            continue
        started = time.monotonic()
        try:
            job.function()
        except Exception:
            logger.exception("The job %s failed", name)
        else:
            done.append(name)
            logger.debug("The job %s took %.1f s", name, time.monotonic() - started)
    return done


def _claim(name: str, seconds: int) -> bool:
    now = timezone.now()
    with transaction.atomic():
        pulse, new = Pulse.objects.get_or_create(name=f"job:{name}", defaults={"at": now})
        if new:
            return True
        # The condition in the UPDATE decides between two workers that come at once.
        due = Pulse.objects.filter(pk=pulse.pk, at__lte=now - timedelta(seconds=seconds))
        return due.update(at=now) == 1


def publish_scheduled() -> None:
    """Publish and take down what is due. What may not be published any more goes back to being a draft.

    Wagtail's command stops at the first refusal, so one page without its consent would hold up all others, for ever.
    """
    for revision in Revision.objects.filter(approved_go_live_at__lt=timezone.now()).order_by(
        "approved_go_live_at"
    ):
        try:
            with transaction.atomic():
                revision.publish(log_action="wagtail.publish.scheduled")
        except ValidationError as refusal:
            logger.warning(
                "Revision %s was due and may not be published: %s", revision.pk, type(refusal).__name__
            )
            Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
    call_command("publish_scheduled", verbosity=0)  # what is left: taking down


every(60, "wagtail.publish_scheduled", publish_scheduled)
every(86400, "django.clear_sessions", lambda: call_command("clearsessions", verbosity=0))
every(86400, "tasks.prune", lambda: call_command("prune_db_task_results", verbosity=0))
