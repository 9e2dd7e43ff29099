"""Wrong codes, counted for a minute."""

from django.db import models


class Misses(models.Model):
    """How many wrong codes came under one key since when. The key is a keyed hash, and rows go after some minutes.

    Kept in the database and not in a cache, so that the limit holds when Redis is away (see cms.models.Attempts).
    """

    key = models.CharField(max_length=64, primary_key=True)
    number = models.PositiveIntegerField(default=1)
    since = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.number} misses"
