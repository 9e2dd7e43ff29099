"""Fill the database that DATABASE_URL names with what every test begins with: migrated and seeded.

A process of its own, so that what migrations leave in memory never reaches a test.
"""

import django
from django.core.management import call_command, get_commands


def main() -> None:
    django.setup()
    from cms.management.commands.prepare import rarely_collected

    with rarely_collected():
        call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    if "seed" in get_commands():
        call_command("seed", verbosity=0)
    from django.db import connection

    if connection.vendor == "sqlite":
        # All of it in the one file that will be copied.
        connection.ensure_connection()
        connection.connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()


if __name__ == "__main__":
    main()
