"""`manage.py compilemessages`: make .mo files of the catalogues. Replaces Django's command, needs no gettext."""

from django.core.management.base import BaseCommand

from cms import catalogues


class Command(BaseCommand):
    help = "Compiles locale/*/LC_MESSAGES/*.po where they are newer than their .mo files; needs no gettext."
    requires_system_checks = []

    def add_arguments(self, parser):
        # Accepted for callers of Django's own command; catalogues are found in locale/ only.
        parser.add_argument("-l", "--locale", action="append", dest="languages")

    def handle(self, *, languages=None, **options):
        for path in catalogues.compile_all(languages):
            self.stdout.write(f"Compiled {path.parent.parent.name}/{path.name}")
