"""Test databases: one template for each state of migrations and seeds, a copy for each worker; a second template holds
the starter collection as well.

Migrating takes half a minute; copying takes a moment. After a test that commits, the copy is laid anew before another
one asks for it (PostgreSQL) or at once (SQLite), so that every test finds the seeds and the same ids.
"""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection, connections

from cms import fingerprints

A_DAY = 24 * 3600


@cache
def state() -> str:
    """Return a fingerprint of everything that a template is made from."""
    paths = [*fingerprints.migration_files(), *fingerprints.files(*fingerprints.SEED_PATTERNS)]
    builder = Path(__file__).with_name("build_template.py")
    return fingerprints.digest([*paths, builder], *settings.INSTALLED_APPS)[:16]


@cache
def collection_state() -> str:
    """Return a fingerprint of everything that the template with the starter collection is made from."""
    patterns = [
        *fingerprints.STARTER_PATTERNS,
        *fingerprints.SEARCH_PATTERNS,
        "*/models/*.py",
        "*/domain/**/*.py",
        "*/items/**/*.py",
        "*/blocks.py",
    ]
    return fingerprints.digest(fingerprints.files(*patterns), state())[:16]


def media_of_collection() -> Path:
    """Return the folder with the pictures of the starter collection.

    Pictures get names by chance when they are loaded: each kind of database has the folder that was filled with it.
    """
    folder = Path(settings.BASE_DIR) / "var" / "test-templates"
    return folder / f"{collection_state()}-{connection.vendor}-media"


@contextmanager
def locked(path: Path):
    """Hold a lock file: of several workers one makes the template, the others wait for it."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def build(url: str, collection: bool = False) -> None:
    """Migrate and seed the empty database at `url`, or load the starter collection into a seeded one."""
    started = time.monotonic()
    what = "starter collection's files" if collection else "migrations and seeds"
    print(
        f"\nMaking a template database (once for each state of the {what}) ...",
        file=sys.stderr,
        flush=True,
    )
    env = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "cms.settings.test", "REDIS_URL": ""}
    env.pop("STATE_DIR", None)
    if collection:
        shutil.rmtree(media_of_collection(), ignore_errors=True)
        env["COLLECTION_MEDIA"] = str(media_of_collection())
    subprocess.run(
        [sys.executable, "-m", "tests.machinery.build_template"], cwd=settings.BASE_DIR, env=env, check=True
    )
    print(f"Template database made in {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)


def use(name: str) -> None:
    """Point Django at a database, for this thread and those that come."""
    connection.close()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name
    connections["default"].settings_dict["NAME"] = name


class SQLiteDatabases:
    """Files: the template under var/test-templates, the copy in the session's temporary folder."""

    def __init__(self, folder: Path, templates: Path):
        self.copy = folder / "test.sqlite3"
        self.template = templates / f"{state()}.sqlite3"
        self.collection = templates / f"{collection_state()}.sqlite3"
        templates.mkdir(parents=True, exist_ok=True)

    def make(self) -> None:
        with locked(self.template.parent / "lock"):
            if not self.template.exists():
                unfinished = self.template.with_suffix(".new")
                unfinished.unlink(missing_ok=True)
                build(f"sqlite:///{unfinished}")
                unfinished.replace(self.template)
            os.utime(self.template)
            for old in self.template.parent.glob("*.sqlite3"):
                if old.stat().st_mtime < time.time() - A_DAY:
                    old.unlink()
                    for media in old.parent.glob(f"{old.stem}-*-media"):
                        shutil.rmtree(media, ignore_errors=True)
        shutil.copyfile(self.template, self.copy)
        # A test database need not survive a power cut.
        options = connection.settings_dict["OPTIONS"]
        options["init_command"] = options.get("init_command", "") + "PRAGMA synchronous=OFF;"
        use(str(self.copy))

    def make_collection(self) -> None:
        with locked(self.template.parent / "lock"):
            if not self.collection.exists():
                unfinished = self.collection.with_suffix(".new")
                shutil.copyfile(self.template, unfinished)
                build(f"sqlite:///{unfinished}", collection=True)
                unfinished.replace(self.collection)
            os.utime(self.collection)

    def spoil(self) -> None:
        """Hear that a test committed something."""
        self.restore()

    def settle(self) -> None:
        """Be ready for a test that asks the database."""

    def restore(self, collection: bool = False) -> None:
        """Lay a template over the copy, also under connections of the live server that are still open."""
        connection.ensure_connection()
        source = sqlite3.connect(self.collection if collection else self.template)
        try:
            source.backup(connection.connection)
        finally:
            source.close()

    def remove(self) -> None:
        connection.close()


class PostgreSQLDatabases:
    """Databases of a server: the template and the copies stand beside the one that DATABASE_URL names."""

    def __init__(self, worker: str):
        self.given = dict(connection.settings_dict)
        # A server may serve several checkouts: each has its own templates, because the pictures lie in the checkout.
        checkout = fingerprints.digest([], str(settings.BASE_DIR))[:8]
        self.template = f"counterpoint_template_{state()}_{checkout}"
        self.collection = f"counterpoint_template_{collection_state()}_{checkout}"
        self.copy = f"counterpoint_test_{worker}_{os.getpid()}"
        self.is_spoilt = False

    @contextmanager
    def server(self):
        """Connect to the database that DATABASE_URL names, which is not changed."""
        import psycopg

        with psycopg.connect(
            dbname=self.given["NAME"],
            user=self.given["USER"] or None,
            password=self.given["PASSWORD"] or None,
            host=self.given["HOST"] or None,
            port=self.given["PORT"] or None,
            autocommit=True,
        ) as server:
            yield server

    def make(self) -> None:
        self.ensure(self.template)
        self.lay(self.template)
        use(self.copy)

    def make_collection(self) -> None:
        self.ensure(self.collection, collection=True)

    def ensure(self, name: str, *, collection: bool = False) -> None:
        """Make a template unless it is there, with its pictures; the collection's is made from the plain one."""
        with self.server() as server:
            server.execute("SELECT pg_advisory_lock(hashtext('counterpoint test template'))")
            found = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
            if found and (not collection or media_of_collection().is_dir()):
                return
            self.sweep(server)
            unfinished = f"{name}_new"
            origin = f' TEMPLATE "{self.template}"' if collection else ""
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            server.execute(f'DROP DATABASE IF EXISTS "{unfinished}" WITH (FORCE)')
            server.execute(f'CREATE DATABASE "{unfinished}"{origin}')
            build(
                urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{unfinished}")), collection
            )
            server.execute(f"COMMENT ON DATABASE \"{unfinished}\" IS '{int(time.time())}'")
            server.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')

    @staticmethod
    def sweep(server) -> None:
        """Drop the templates of states that nobody works with any more."""
        rows = server.execute(
            "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database "
            "WHERE datname LIKE 'counterpoint\\_template\\_%'"
        ).fetchall()
        for name, made in rows:
            if made and made.isdecimal() and int(made) < time.time() - A_DAY:
                server.execute(f'DROP DATABASE IF EXISTS "{name}"')

    def lay(self, template: str) -> None:
        with self.server() as server:
            server.execute(f'DROP DATABASE IF EXISTS "{self.copy}" WITH (FORCE)')
            server.execute(f'CREATE DATABASE "{self.copy}" TEMPLATE "{template}"')
        self.is_spoilt = False

    @contextmanager
    def beside(self):
        """Give the name of one more copy, for processes of a test's own."""
        name = f"{self.copy}_beside"
        with self.server() as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{self.template}"')
        try:
            yield name
        finally:
            with self.server() as server:
                server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def spoil(self) -> None:
        """Hear that a test committed something. The next one may ask no database, or bring a template of its own."""
        connection.close()
        self.is_spoilt = True

    def settle(self) -> None:
        """Be ready for a test that asks the database."""
        if self.is_spoilt:
            self.restore()

    def restore(self, collection: bool = False) -> None:
        connection.close()
        self.lay(self.collection if collection else self.template)

    def remove(self) -> None:
        connection.close()
        with self.server() as server:
            server.execute(f'DROP DATABASE IF EXISTS "{self.copy}" WITH (FORCE)')


def databases(folder: Path, worker: str) -> SQLiteDatabases | PostgreSQLDatabases:
    """Return the test databases for the kind that DATABASE_URL names."""
    if connection.vendor == "postgresql":
        return PostgreSQLDatabases(worker)
    return SQLiteDatabases(folder, Path(settings.BASE_DIR) / "var" / "test-templates")
