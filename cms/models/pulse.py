"""When something of the background last happened."""

from django.db import models


class Pulse(models.Model):
    """The last time that the worker beat or a job began."""

    name = models.CharField(max_length=120, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M:%S}"
