"""Build the search index anew."""

import time

from django.core.management.base import BaseCommand

from cms.search.indexing import reindex


class Command(BaseCommand):
    help = "Builds the search index anew from the live pages. Readers see the old one until the new one is complete."

    def handle(self, *args, **options):
        self._shown = -1
        started = time.monotonic()
        count = reindex(self._progress)
        seconds = time.monotonic() - started
        self.stdout.write(self.style.SUCCESS(f"{count} pages are in the search index ({seconds:.1f} s)."))

    def _progress(self, done: int, total: int) -> None:
        percent = 100 * done // total if total else 100
        if percent // 10 != self._shown // 10 or self._shown < 0:
            self._shown = percent
            self.stdout.write(f"Search index: {done} of {total} pages ({percent} %)")
            self.stdout.flush()
