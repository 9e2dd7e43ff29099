"""`manage.py prepare`: bring database, catalogues and static files up to date, doing only what is due."""

import fcntl
import gc
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

from cms import fingerprints
from cms.management.progress import Progress
from cms.serve import die_with_parent


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Let garbage lie for a while: Django makes and drops thousands of model classes while it migrates, and a quarter
    of the time went into looking for them (265 instead of 122 MB for those seconds)."""
    usual = gc.get_threshold()
    gc.set_threshold(50_000, 50, 1000)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.collect()


class Command(BaseCommand):
    help = "Migrates, seeds, loads starter lessons, compiles messages, collects static files, makes an administrator."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--again", action="store_true", help="do every step, also those that are up to date"
        )

    def handle(self, *, again, **options):
        self.again = again
        with self.alone():
            self.wait_for_database()
            self.files = fingerprints.Prepared("files")
            collecting = self.start_static()
            self.prepare_catalogues()
            self.prepare_database()
            if collecting:
                self.finish_static(*collecting)
            call_command("ensure_admin", stdout=self.stdout)

    @contextmanager
    def alone(self):
        """Hold a lock: of two preparations that start together, the second finds everything done."""
        path = Path(settings.STATE_DIR) / "prepare.lock"
        with path.open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self.stdout.write("Waiting for another preparation to end …")
                fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def wait_for_database(self, seconds: int = 20) -> None:
        """Return when the database answers; a server may still be starting. CommandError after `seconds`."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                connection.ensure_connection()
                return
            except OperationalError as error:
                reason = str(error).strip().splitlines()[0]
                if connection.vendor == "sqlite" or time.monotonic() > deadline:
                    raise CommandError(f"The database does not answer: {reason}") from error
            time.sleep(1)

    def prepare_catalogues(self) -> None:
        sources = fingerprints.files(*fingerprints.CATALOGUE_PATTERNS)
        complete = all(path.with_suffix(".mo").exists() for path in sources)
        self.step("Interface text", self.files, fingerprints.digest(sources), "compilemessages", complete)

    def prepare_database(self) -> None:
        """Migrate, then seed and load what belongs to this very database."""
        migrations = fingerprints.digest(fingerprints.migration_files(), *settings.INSTALLED_APPS)
        before = fingerprints.database_state()
        fresh = before and fingerprints.Prepared(before["born"]).holds(
            "Database", migrations + before["applied"]
        )
        if self.again or not fresh:
            title = "Database" if before else "Database (the first time this takes half a minute)"
            with self.shown(title) as output, rarely_collected():
                call_command("migrate", interactive=False, stdout=output)
                call_command("createcachetable", stdout=output)
        state = fingerprints.database_state()
        done = fingerprints.Prepared(state["born"])
        done.set("Database", migrations + state["applied"])

        for title, patterns, command in (
            ("Vocabularies and help", fingerprints.SEED_PATTERNS, "seed"),
            (
                "Starter collection",
                fingerprints.SEED_PATTERNS + fingerprints.STARTER_PATTERNS,
                "load_starter",
            ),
            ("Search", fingerprints.SEARCH_PATTERNS, "reindex"),
        ):
            self.step(title, done, fingerprints.digest(fingerprints.files(*patterns), migrations), command)

    def start_static(self) -> tuple[subprocess.Popen, Path, str] | None:
        """Begin to collect static files, beside the rest; None when it was done or they are served where they lie.

        Compressing some hundred files takes as long as migrating an empty database, and needs nothing of it.
        """
        if settings.DEBUG:
            return None
        value = fingerprints.digest(
            fingerprints.files(*fingerprints.STATIC_PATTERNS), *settings.INSTALLED_APPS
        )
        there = (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()
        if there and not self.again and self.files.holds("Static files", value):
            return None
        log = Path(settings.STATE_DIR) / "collectstatic.log"
        with log.open("w") as output:
            process = subprocess.Popen(
                [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=2"],
                cwd=settings.BASE_DIR,
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=die_with_parent,
            )
        return process, log, value

    def finish_static(self, process: subprocess.Popen, log: Path, value: str) -> None:
        """Wait for the static files; CommandError with the end of the log when they could not be collected."""
        with self.shown("Static files") as output, log.open() as lines:
            while process.poll() is None:
                output.write(lines.read())
                time.sleep(0.1)
            if process.returncode:
                end = log.read_text().splitlines()[-15:]
                raise CommandError("Static files could not be collected:\n" + "\n".join(end))
        log.unlink()
        self.files.set("Static files", value)

    def step(
        self, title: str, done: fingerprints.Prepared, value: str, command: str, there: bool = True
    ) -> None:
        """Run a command unless that was done with the same inputs and what it made is still there."""
        if there and not self.again and done.holds(title, value):
            return
        with self.shown(title) as output:
            call_command(command, stdout=output)
        done.set(title, value)

    @contextmanager
    def shown(self, title: str) -> Iterator[Progress]:
        """Show a title and the progress of what is written inside, also by plain print()."""
        with Progress(title, self.stdout._out) as output, redirect_stdout(output):
            yield output
