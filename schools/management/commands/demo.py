"""`manage.py demo`: make an invented network of schools to look at dashboards with, and remove it again."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from schools.domain.demo import DemoError, make_demo, remove_demo


class Command(BaseCommand):
    help = (
        "Makes twelve invented schools in six countries with a year of their life, marked as samples; run again, it "
        "does nothing. `--remove` removes all of it, and nothing else. Where DEBUG is off, it asks for `--yes`: real "
        "visitors would see the schools in the figures of the network."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--remove", action="store_true", help="remove all sample schools and demo accounts"
        )
        parser.add_argument("--yes", action="store_true", help="make them on a site that people use")

    def handle(self, *, remove, yes, **options):
        if remove:
            schools, accounts = remove_demo()
            self.stdout.write(f"Removed {schools} sample schools and {accounts} demo accounts.")
            return
        if not settings.DEBUG and not yes:
            raise CommandError(
                "This site is not for development. Say --yes if invented schools should be seen on it."
            )
        try:
            made = make_demo(self.stdout.write)
        except DemoError as error:
            raise CommandError(str(error)) from error
        if not made:
            self.stdout.write("The invented network is there already. Nothing was done.")
            return
        self.stdout.write(
            f"Made {made} invented schools. Accounts have no password; to look at a school as its lead:"
        )
        self.stdout.write("  manage.py changepassword 1.fable-street-school@demo.example.org")
        self.stdout.write("To remove all of it: manage.py demo --remove")
