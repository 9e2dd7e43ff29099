"""How long an ambassador was there: the minutes of her visits, and half an hour of preparation for each."""

from typing import NamedTuple

from django.db.models import Count, Sum

from ambassadors.enums import MADE
from ambassadors.models import Ambassador, Visit

#: Minutes of preparation that are counted for each visit, whatever it took.
PREPARATION = 30


class Hours(NamedTuple):
    """What an ambassador gave. visits: that took place; minutes: of these; preparation: in minutes."""

    visits: int
    minutes: int
    preparation: int

    @property
    def total(self) -> int:
        """Minutes in all."""
        return self.minutes + self.preparation

    @property
    def hours(self) -> float:
        """Hours in all, to the half hour."""
        return (self.total + 15) // 30 / 2


def visits_made(ambassador: Ambassador):
    """Return the visits on which she went and which took place, the earliest first: a queryset."""
    return Visit.objects.filter(
        parts__ambassador=ambassador, parts__declined_at=None, state__in=MADE
    ).order_by("starts_at", "pk")


def hours_of(ambassador: Ambassador) -> Hours:
    """Return what she gave: minutes of visits that took place, and 30 minutes of preparation for each. One query."""
    found = visits_made(ambassador).order_by().aggregate(visits=Count("pk"), minutes=Sum("minutes"))
    return Hours(found["visits"], found["minutes"] or 0, PREPARATION * found["visits"])


def hours_for(visits: int, minutes: int) -> float:
    """Return the hours of so many visits with so many minutes in all, preparation counted in, to the half hour."""
    return Hours(visits, minutes, PREPARATION * visits).hours
