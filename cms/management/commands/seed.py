"""Load the reference rows that every installation needs."""

from django.core.management.base import BaseCommand

from cms.domain.seed import seed


class Command(BaseCommand):
    help = "Load vocabularies and help entries from cms/seeds/. Safe to run again: editors' changes stay."

    def add_arguments(self, parser):
        parser.add_argument(
            "--overwrite", action="store_true", help="take over the seeds' values for existing rows"
        )

    def handle(self, *, overwrite: bool, **options):
        for name, count in seed(overwrite=overwrite).items():
            self.stdout.write(f"{name}: {count} new")
