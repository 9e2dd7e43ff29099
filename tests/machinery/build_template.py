"""Fill the database that DATABASE_URL names with what every test begins with: migrated and seeded. With
COLLECTION_MEDIA, load the starter collection as well and put its pictures into that folder.

A process of its own, so that what migrations leave in memory never reaches a test.
"""

import io
import os
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command, get_commands


def main() -> None:
    django.setup()
    from cms.management.commands.prepare import rarely_collected

    with rarely_collected():
        call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    if "seed" in get_commands():
        call_command("seed", verbosity=0, stdout=io.StringIO())
    media = os.environ.get("COLLECTION_MEDIA")
    if media:
        Path(media).mkdir(parents=True, exist_ok=True)
        settings.MEDIA_ROOT = media
        call_command("load_starter", verbosity=0, stdout=io.StringIO())
    from django.db import connection

    if connection.vendor == "sqlite":
        # All of it in the one file that will be copied.
        connection.ensure_connection()
        connection.connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()


if __name__ == "__main__":
    main()
