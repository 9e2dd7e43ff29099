"""The databases of a run: a file in the temporary folder, and a database of its own on PostgreSQL where it listens."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

SERVER = ("127.0.0.1", 5432)


@contextmanager
def sqlite(folder: Path) -> Iterator[str]:
    """Give the address of a new file."""
    yield f"sqlite:///{folder / 'bench.sqlite3'}"


@contextmanager
def postgresql(folder: Path) -> Iterator[str | None]:
    """Give the address of a new database, removed in the end; None, with a line that says why, where there is none.

    The server is the one that DATABASE_URL names, else what listens on 127.0.0.1:5432 and trusts its user postgres.
    """
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        with socket.socket() as probe:
            if probe.connect_ex(SERVER):
                print("PostgreSQL: nothing listens on 127.0.0.1:5432, so it is left out.")
                yield None
                return
        given = "postgres://postgres@127.0.0.1:5432/postgres"
    import psycopg

    name = f"counterpoint_bench_{os.getpid()}"
    try:
        server = psycopg.connect(given, autocommit=True, connect_timeout=5)
        server.execute(f'CREATE DATABASE "{name}"')
    except psycopg.Error as error:
        print(f"PostgreSQL: left out, because it does not let us in: {str(error).strip().splitlines()[0]}")
        yield None
        return
    try:
        yield urlunsplit(urlsplit(given)._replace(path=f"/{name}"))
    finally:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.close()


DATABASES = {"SQLite": sqlite, "PostgreSQL": postgresql}
