"""The background worker: tasks from the database, jobs by the clock, a pulse for /readyz."""

import logging
import threading

from django.db import close_old_connections
from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker

from cms.worker import beat, run_due_jobs

logger = logging.getLogger("cms.worker")

ROUND = 15  # seconds between two looks at the clock


class Command(DatabaseWorker):
    help = "Run the background worker: tasks and the jobs that come round by the clock."

    def configure_logging(self, verbosity: int) -> None:
        """Leave the levels to the settings: two lines a task would push the password of the first start away."""
        if verbosity != 1:
            super().configure_logging(verbosity)

    def handle(self, **options):
        stop = threading.Event()
        clock = threading.Thread(target=_clock, args=(stop,), daemon=True, name="clock")
        clock.start()
        try:
            super().handle(**options)
        finally:
            stop.set()
            clock.join(timeout=5)


def _clock(stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            close_old_connections()
            beat()
            run_due_jobs()
        except Exception:
            logger.exception("The clock of the worker missed a round")
        finally:
            close_old_connections()
        stop.wait(ROUND)
