"""When a sitting may close: the few times that a teacher chooses from, by the clock of the site's time zone."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import pgettext

EVENING = 20  # o'clock
#: When the evening is so near, tomorrow's is meant.
NEAR = timedelta(minutes=30)


class Closing(StrEnum):
    """How long a sitting is open, as a teacher thinks of it."""

    LESSON = "lesson"
    DOUBLE_LESSON = "double"
    EVENING = "evening"
    WEEK = "week"
    FOUR_WEEKS = "four_weeks"


def closes_at(choice: Closing, now: datetime) -> datetime:
    """Return the moment that a choice means. Days are days of the clock, also when it is changed in between."""
    here = timezone.localtime(now)
    if choice == Closing.LESSON:
        return now + timedelta(minutes=45)
    if choice == Closing.DOUBLE_LESSON:
        return now + timedelta(minutes=90)
    if choice == Closing.EVENING:
        return _evening(here)
    # Arithmetic of a local time keeps the hour of the day, whatever daylight saving does.
    return here + timedelta(weeks=1 if choice == Closing.WEEK else 4)


def choices(now: datetime) -> list[tuple[str, str]]:
    """Return the choices with their words: the far ones say the date."""
    here = timezone.localtime(now)
    evening = _evening(here)
    if evening.date() == here.date():
        evening_words = pgettext("when a sitting closes", "tonight at %(time)s")
    else:
        evening_words = pgettext("when a sitting closes", "tomorrow at %(time)s")

    def on(choice: Closing) -> dict[str, str]:
        return {"date": date_format(timezone.localtime(closes_at(choice, now)), "DATE_FORMAT")}

    return [
        (Closing.LESSON, pgettext("when a sitting closes", "in 45 minutes")),
        (Closing.DOUBLE_LESSON, pgettext("when a sitting closes", "in 90 minutes")),
        (Closing.EVENING, evening_words % {"time": date_format(evening, "TIME_FORMAT")}),
        (Closing.WEEK, pgettext("when a sitting closes", "in a week, on %(date)s") % on(Closing.WEEK)),
        (
            Closing.FOUR_WEEKS,
            pgettext("when a sitting closes", "in four weeks, on %(date)s") % on(Closing.FOUR_WEEKS),
        ),
    ]


def _evening(here: datetime) -> datetime:
    evening = here.replace(hour=EVENING, minute=0, second=0, microsecond=0)
    return evening if evening - here > NEAR else evening + timedelta(days=1)
