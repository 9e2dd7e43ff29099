"""How notices were dealt with, in numbers that anybody may read.

A number under ten could tell who it is, so it is not shown, and neither is any other from which it could be worked out:
small parts of a whole are told together, and a part whose rest is small is not told. Everything counts decided notices
only; what waits is told apart.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from statistics import median
from typing import NamedTuple

from django.db.models import Count, F, Min, Q
from django.utils import timezone

from cms.enums import ReportDecision, ReportReason
from cms.models import ContentReport

#: The smallest number that is shown.
LEAST = 10
#: However parts are told together, so many numbers must be possible for each of them.
UNSURE = 5
PROMISE = timedelta(hours=24)


class Parts(NamedTuple):
    """The parts of a whole that may be shown, and the sum and the keys of those that are told together."""

    shown: dict[str, int]
    together: int | None  # None: no part is hidden
    hidden: tuple[str, ...]


class Figures(NamedTuple):
    """None stands for a number that is not shown."""

    as_of: datetime
    since: datetime | None
    decided: int | None
    waiting: int | None
    median_hours: int | None
    #: Decided within 24 hours, per cent; where `share_is_bound`, at least so many.
    share: int | None
    share_is_bound: bool
    by_reason: Parts | None
    by_decision: Parts | None
    appeals: int | None
    appeals_decided: int | None
    appeals_changed: int | None


def figures(now: datetime | None = None) -> Figures:
    """Work out the figures. Seven queries."""
    done = ContentReport.objects.exclude(decision="").order_by()
    decided = done.count()
    waiting = ContentReport.objects.filter(decision="").count()
    enough = decided >= LEAST
    share, is_bound = _share(done, decided)
    appeals = done.aggregate(
        made=Count("pk", filter=Q(appealed_at__isnull=False)),
        decided=Count("pk", filter=~Q(appeal_decision="")),
        changed=Count("pk", filter=~Q(appeal_decision="") & ~Q(appeal_decision=F("decision"))),
        since=Min("received_at"),
    )
    return Figures(
        as_of=now or timezone.now(),
        since=appeals["since"] if enough else None,
        decided=decided if enough else None,
        waiting=_shown(waiting),
        median_hours=_median_hours(done) if enough else None,
        share=share,
        share_is_bound=is_bound,
        by_reason=parts(_counts(done, "reason", ReportReason.values)) if enough else None,
        by_decision=parts(_counts(done, "decision", ReportDecision.values)) if enough else None,
        appeals=_part(appeals["made"], decided),
        appeals_decided=_part(appeals["decided"], appeals["made"]),
        appeals_changed=_part(appeals["changed"], appeals["decided"]),
    )


def parts(counts: Mapping[str, int]) -> Parts:
    """Say which parts of a whole may be shown.

    Whoever knows the whole knows the sum of what is hidden. So it is at least LEAST, two parts or more are hidden, and
    each small one could have UNSURE values; else the next larger part is hidden with them.
    """
    by_size = sorted(counts, key=lambda key: (counts[key], key))
    sizes = [counts[key] for key in by_size]
    number = sum(1 for size in sizes if size < LEAST)
    if not number:
        return Parts(dict(counts), None, ())
    while number < len(sizes) and not _are_hidden_well(sizes[:number], sizes[number:]):
        number += 1
    hidden = set(by_size[:number])
    shown = {key: value for key, value in counts.items() if key not in hidden}
    return Parts(shown, sum(sizes[:number]), tuple(key for key in counts if key in hidden))


def _are_hidden_well(hidden: list[int], shown: list[int]) -> bool:
    """Both in the order of size. What can be worked out of a small part, even by who knows how many there are."""
    whole = sum(hidden)
    if len(hidden) < 2 or whole < LEAST:
        return False
    small = sum(1 for size in hidden if size < LEAST)
    large = len(hidden) - small
    # A large part that is hidden is no larger than the smallest that is shown.
    least = whole - (LEAST - 1) * (small - 1) - shown[0] * large
    most = min(LEAST - 1, whole - LEAST * large)
    return most - max(0, least) + 1 >= UNSURE


def _counts(done, field: str, values) -> dict[str, int]:
    found = dict(done.values_list(field).annotate(Count("pk")))
    return {value: found.get(value, 0) for value in values}


def _shown(number: int) -> int | None:
    return number if number == 0 or number >= LEAST else None


def _part(number: int, whole: int) -> int | None:
    """Return a part of a whole, unless it or its rest is small."""
    return number if number >= LEAST and (whole == number or whole - number >= LEAST) else None


def _share(done, decided: int) -> tuple[int | None, bool]:
    if decided < LEAST:
        return None, False
    late = done.filter(decided_at__gt=F("received_at") + PROMISE).count()
    if late == 0 or LEAST <= late <= decided - LEAST:
        return 100 * (decided - late) // decided, False
    if late < LEAST:
        return max(0, 100 * (decided - LEAST + 1) // decided), True
    return (0, False) if late == decided else (None, False)


def _median_hours(done) -> int:
    spans = [end - start for start, end in done.values_list("received_at", "decided_at")]
    return round(median(span.total_seconds() for span in spans) / 3600)
