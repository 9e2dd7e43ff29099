"""Load the starter collection."""

from django.core.management.base import BaseCommand

from campaigns.domain.starter import load_campaigns
from cms.domain.starter import plant_site
from exercises.domain.starter import load_exercises
from lessons.domain.starter import load_lessons


class Command(BaseCommand):
    help = (
        "Load the first pages, the starter exercises, lessons and campaigns. Safe to run again: editors' changes"
        " stay."
    )

    def handle(self, **options):
        plant_site(progress=self.stdout.write)
        count = load_exercises(progress=self.stdout.write)
        count += load_lessons(progress=self.stdout.write)
        count += load_campaigns(progress=self.stdout.write)
        self.stdout.write(f"{count} pages loaded")
