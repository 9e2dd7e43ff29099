"""`manage.py prepare`: bring database, catalogues and static files up to date, doing only what is due."""

import fcntl
import time
from collections.abc import Callable
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

from cms import fingerprints
from cms.management.progress import Progress


class Command(BaseCommand):
    help = "Migrates, seeds, loads starter lessons, compiles messages, collects static files, makes an administrator."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--again", action="store_true", help="do every step, also those that are up to date"
        )

    def handle(self, *, again, **options):
        self.again = again
        self.started = time.monotonic()
        with self.alone():
            self.wait_for_database()
            self.files = fingerprints.Prepared("files")
            self.prepare_catalogues()
            self.prepare_database()
            self.prepare_static()
            if "ensure_admin" in get_commands():
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
        self.step("Interface text", self.files, fingerprints.digest(sources), ["compilemessages"], complete)

    def prepare_database(self) -> None:
        """Migrate, then seed and load what belongs to this very database."""
        migrations = fingerprints.digest(fingerprints.migration_files(), *settings.INSTALLED_APPS)
        before = fingerprints.database_state()
        fresh = before and fingerprints.Prepared(before["born"]).holds(
            "Database", migrations + before["applied"]
        )
        if self.again or not fresh:
            title = "Database" if before else "Database (the first time this takes half a minute)"
            with self.shown(title) as output:
                call_command("migrate", interactive=False, stdout=output)
                call_command("createcachetable", stdout=output)
        state = fingerprints.database_state()
        done = fingerprints.Prepared(state["born"])
        done.set("Database", migrations + state["applied"])

        for title, patterns, commands in (
            ("Vocabularies and help", fingerprints.SEED_PATTERNS, ["seed"]),
            (
                "Starter collection",
                fingerprints.SEED_PATTERNS + fingerprints.STARTER_PATTERNS,
                ["load_starter"],
            ),
            ("Search", fingerprints.SEARCH_PATTERNS, ["reindex"]),
        ):
            self.step(title, done, fingerprints.digest(fingerprints.files(*patterns), migrations), commands)

    def prepare_static(self) -> None:
        """Collect static files, unless they are served where they lie (development)."""
        if settings.DEBUG:
            return
        root = Path(settings.STATIC_ROOT)
        value = fingerprints.digest(
            fingerprints.files(*fingerprints.STATIC_PATTERNS), *settings.INSTALLED_APPS
        )
        there = (root / "staticfiles.json").exists()
        self.step("Pictures, fonts and styles", self.files, value, ["collectstatic"], there, verbosity=2)

    def step(self, title, done, value, commands, there=True, **more) -> None:
        """Run commands unless that was done with the same inputs and what they made is still there."""
        known = [name for name in commands if name in get_commands()]
        if not known or (there and not self.again and done.holds(title, value)):
            return
        with self.shown(title) as output:
            for name in known:
                options = {"interactive": False} if name == "collectstatic" else {}
                call_command(name, stdout=output, **options, **more)
        done.set(title, value)

    @contextmanager
    def shown(self, title: str) -> Callable:
        """Show a title and the progress of what is written inside, also by plain print()."""
        with Progress(title, self.stdout._out) as output, redirect_stdout(output):
            yield output
