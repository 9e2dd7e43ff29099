"""Counting guesses, so that those who guessed can see where the others stand."""

from collections.abc import Iterable
from time import time

from django.core.cache import caches
from django.db import IntegrityError, transaction
from django.db.models import F

from exercises.domain.editions import item_mark
from exercises.items import item_type
from exercises.items.estimate import BUCKETS
from exercises.models import Edition, GuessCount
from exercises.scoring.groups import SMALLEST_GROUP

KIND = "estimate"
MOST_A_MINUTE = 150  # of one item; what comes beyond is not counted
ONCE = 60 * 24 * 3600  # seconds for which a run is known not to count again


def count_guess(edition: Edition, at: int, guess: float, run_name: str) -> bool:
    """Count a guess once for each run; say whether it was counted. Nothing else of the run is kept."""
    if not _is_gathered(edition, at) or edition.pk is None:
        return False
    mark = item_mark(edition, at)
    if not caches["guesses"].add(f"{run_name}:{mark[:16]}", 1, ONCE) or _is_flooded(mark):
        return False
    bucket = item_type(KIND).bucket(guess, edition.secret[at]["key"])
    rows = GuessCount.objects.filter(item=mark, bucket=bucket)
    if not rows.update(number=F("number") + 1):
        try:
            with transaction.atomic():
                GuessCount.objects.create(item=mark, bucket=bucket, number=1)
        except IntegrityError:  # somebody guessed the same at the same time
            rows.update(number=F("number") + 1)
    return True


def guesses_of(edition: Edition, items: Iterable[int]) -> dict[int, list[int]]:
    """Return, of those `items` (from 0) whose guesses are gathered, how many fell into each twentieth of the scale.

    [] below ten people. One query at most.
    """
    marks = {at: item_mark(edition, at) for at in items if _is_gathered(edition, at)}
    if not marks:
        return {}
    counts: dict[str, list[int]] = {mark: [0] * BUCKETS for mark in marks.values()}
    found = GuessCount.objects.filter(item__in=counts).values_list("item", "bucket", "number")
    for mark, bucket, number in found:
        counts[mark][bucket] = number
    return {at: counts[mark] if sum(counts[mark]) >= SMALLEST_GROUP else [] for at, mark in marks.items()}


def _is_flooded(mark: str) -> bool:
    """Say whether more guesses came to an item within a minute than several classrooms could make."""
    minute = f"{mark[:16]}:{int(time()) // 60}"
    caches["guesses"].add(minute, 0, 120)
    try:
        return caches["guesses"].incr(minute) > MOST_A_MINUTE
    except ValueError:  # thrown out meanwhile
        return False


def _is_gathered(edition: Edition, at: int) -> bool:
    return edition.public[at]["type"] == KIND and edition.settings["gathers_guesses"]
