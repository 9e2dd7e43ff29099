"""`manage.py demo_ambassadors`: make invented ambassadors to look at their pages with, and remove them again."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ambassadors.domain.demo import DemoError, make_ambassadors, remove_ambassadors


class Command(BaseCommand):
    help = (
        "Makes eight invented ambassadors with companions and visits around the invented schools of `manage.py demo`, "
        "marked as samples; run again, it does nothing. `--remove` removes all of it, and nothing else. Where DEBUG is "
        "off, it asks for `--yes`: real visitors would see them among the ambassadors."
    )

    def add_arguments(self, parser):
        parser.add_argument("--remove", action="store_true", help="remove all sample ambassadors")
        parser.add_argument("--yes", action="store_true", help="make them on a site that people use")

    def handle(self, *, remove, yes, **options):
        if remove:
            self.stdout.write(f"Removed {remove_ambassadors()} sample ambassadors.")
            return
        if not settings.DEBUG and not yes:
            raise CommandError(
                "This site is not for development. Say --yes if invented ambassadors should be seen on it."
            )
        try:
            made = make_ambassadors(self.stdout.write)
        except DemoError as error:
            raise CommandError(str(error)) from error
        if not made:
            self.stdout.write("The invented ambassadors are there already. Nothing was done.")
            return
        self.stdout.write(
            f"Made {made} invented ambassadors. Accounts have no password; to look at the site as one of them:"
        )
        self.stdout.write("  manage.py changepassword lucia.ambassadors@demo.example.org")
        self.stdout.write("As a companion: carmen.ambassadors@demo.example.org")
        self.stdout.write("To remove all of it: manage.py demo_ambassadors --remove")
