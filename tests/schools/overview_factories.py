"""Schools with a life behind them, for tests of the school's page, the report for its board and the wall.

school = SchoolFactory()
year_of(school, lessons=12, teachers=14, year_groups=[1, 2])       # of the running school year
ended_round(school, leaders=(10, 2), teachers=(12, 3), pupils=(25, 2), days_ago=30)
granted(school, level=2)
"""

from datetime import timedelta

from django.utils import timezone

from schools.domain.framework import areas
from schools.domain.suppression import published
from schools.enums import RecognitionState
from schools.models import Recognition, Round, School, SchoolMonth, SchoolYear
from schools.years import school_year


def year_of(school: School, *, ago: int = 0, **sums) -> SchoolYear:
    """Keep the sums of a school year, so many years ago."""
    return SchoolYear.objects.create(school=school, year=school_year(timezone.localdate()) - ago, **sums)


def month_of(school: School, *, ago: int, sessions: int) -> SchoolMonth:
    """Keep the sessions of a month, so many months ago."""
    today = timezone.localdate()
    at = today.year * 12 + today.month - 1 - ago
    first = today.replace(year=at // 12, month=at % 12 + 1, day=1)
    return SchoolMonth.objects.create(school=school, month=first, sessions=sessions)


def ended_round(school: School, *, days_ago: int = 10, levels: dict | None = None, **groups) -> Round:
    """A self-assessment that ended. groups: (how many, level that all gave); levels: otherwise, by code of the area."""
    codes = {one.code: area.code for area, each in areas().items() for one in each}
    voices = [
        (group, {code: (levels or {}).get(area, level) for code, area in codes.items()})
        for group, (number, level) in groups.items()
        for _one in range(number)
    ]
    closed = timezone.now() - timedelta(days=days_ago)
    return Round.objects.create(
        school=school,
        opened_at=closed - timedelta(days=20),
        closes_at=closed,
        closed_at=closed,
        results=published(voices, codes),
    )


def granted(
    school: School, *, level: int = 1, since_days: int = 30, days: int = 730, **fields
) -> Recognition:
    """A recognition that was granted; `days` after that it ends."""
    since = timezone.now() - timedelta(days=since_days)
    return Recognition.objects.create(
        school=school,
        level=level,
        state=RecognitionState.GRANTED,
        decided_at=since,
        expires_at=since + timedelta(days=days),
        status_index=Recognition.objects.count(),
        **fields,
    )
