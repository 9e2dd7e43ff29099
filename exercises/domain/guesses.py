"""Counting guesses, so that those who guessed can see where the others stand."""

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import F

from exercises.domain.editions import item_mark
from exercises.items import item_type
from exercises.models import Edition, GuessCount
from exercises.scoring.groups import SMALLEST_GROUP

KIND = "estimate"
BUCKETS = 20
ONCE = 60 * 24 * 3600  # seconds for which a run is known not to count again


def count_guess(edition: Edition, at: int, guess: float, run_name: str) -> bool:
    """Count a guess once for each run; say whether it was counted. Nothing else of the run is kept."""
    item, secret = edition.public[at], edition.secret[at]
    if item["type"] != KIND or not edition.settings["gathers_guesses"] or edition.pk is None:
        return False
    mark = item_mark(item, secret)
    if not cache.add(f"guess:{run_name}:{mark[:16]}", 1, ONCE):
        return False
    bucket = item_type(KIND).bucket(guess, secret["key"])
    rows = GuessCount.objects.filter(item=mark, bucket=bucket)
    if not rows.update(number=F("number") + 1):
        try:
            with transaction.atomic():
                GuessCount.objects.create(item=mark, bucket=bucket, number=1)
        except IntegrityError:  # somebody guessed the same at the same time
            rows.update(number=F("number") + 1)
    return True


def guesses_of(edition: Edition, at: int) -> list[int] | None:
    """Return the guesses in each twentieth of the scale; [] below ten people, None where none are gathered."""
    item, secret = edition.public[at], edition.secret[at]
    if item["type"] != KIND or not edition.settings["gathers_guesses"]:
        return None
    rows = GuessCount.objects.filter(item=item_mark(item, secret)).values_list("bucket", "number")
    counts = dict(rows)
    if sum(counts.values()) < SMALLEST_GROUP:
        return []
    return [counts.get(bucket, 0) for bucket in range(BUCKETS)]
