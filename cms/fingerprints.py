"""Fingerprints of what a step of preparation reads, and the memory of which steps were done for which database.

`manage.py prepare` and the tests' template database use them: what has not changed is not done again.
"""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection

#: Where seeds are and what loads them, below the repository's root.
SEED_PATTERNS = (
    "*/seeds/**/*",
    "*/domain/seed*.py",
    "*/management/commands/seed.py",
    "cms/languages.py",
)
STARTER_PATTERNS = (
    "*/starter/**/*",
    "*/domain/starter*.py",
    "*/items/*/__init__.py",
    "*/management/commands/load_starter.py",
)
SEARCH_PATTERNS = ("cms/search/**/*.py", "*/search.py", "cms/text.py")
STATIC_PATTERNS = ("*/static/**/*", "requirements.txt", "cms/settings/*.py")
CATALOGUE_PATTERNS = ("locale/*/LC_MESSAGES/*.po",)


def files(*patterns: str) -> list[Path]:
    """Return the files that match, sorted, without what Python leaves behind; "*/" means "in any room"."""
    base = Path(settings.BASE_DIR)
    rooms = [path.parent for path in base.glob("*/apps.py")]
    found = set()
    for pattern in patterns:
        if pattern.startswith("*/"):
            found.update(path for room in rooms for path in room.glob(pattern[2:]))
        else:
            found.update(base.glob(pattern))
    return sorted(path for path in found if path.is_file() and "__pycache__" not in path.parts)


def migration_files() -> list[Path]:
    """Return the migrations of every installed app, ours and the packages', without importing them."""
    folders = (Path(config.path) / "migrations" for config in apps.get_app_configs())
    return sorted(path for folder in folders if folder.is_dir() for path in folder.glob("*.py"))


def digest(paths: Iterable[Path], *more: str) -> str:
    """Return a fingerprint of the names and contents of `paths` and of the strings `more`."""
    base = Path(settings.BASE_DIR)
    total = hashlib.sha256()
    for path in paths:
        # The part of a path that names the machine must not count: the last three say which file it is.
        name = path.relative_to(base).as_posix() if path.is_relative_to(base) else "/".join(path.parts[-3:])
        total.update(name.encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    for text in more:
        total.update(text.encode() + b"\0")
    return total.hexdigest()


def database_state() -> dict[str, str] | None:
    """Return what tells this database from another and shows how far it was migrated; None before the first time.

    `born` is the moment of the first migration: a database that was deleted and made anew is another one. `applied`
    changes with every migration, also when an older backup is put back.
    """
    query = "SELECT MIN(applied), COUNT(*), MAX(id) FROM django_migrations"
    try:
        with connection.cursor() as cursor:
            cursor.execute(query)
            first, count, last = cursor.fetchone()
    except DatabaseError:
        connection.close()
        return None
    if not count:
        return None
    described = connection.settings_dict
    address = [str(described[key]) for key in ("ENGINE", "HOST", "PORT", "NAME")]
    born = hashlib.sha256("\0".join([*address, str(first)]).encode()).hexdigest()[:16]
    return {"born": born, "applied": f"{count}/{last}"}


class Prepared:
    """Which steps of preparation were done on which inputs, kept as one small JSON file."""

    def __init__(self, name: str):
        self.path = Path(settings.STATE_DIR) / "prepared" / f"{name}.json"
        try:
            self.done = json.loads(self.path.read_text())
        except (OSError, ValueError):
            self.done = {}

    def holds(self, step: str, value: str) -> bool:
        """Say whether a step was done with just these inputs."""
        return self.done.get(step) == value

    def set(self, step: str, value: str) -> None:
        """Remember that a step was done; written at once, in one piece."""
        self.done[step] = value
        self.path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.path.with_suffix(".new")
        unfinished.write_text(json.dumps(self.done, indent=1, sort_keys=True))
        unfinished.replace(self.path)
