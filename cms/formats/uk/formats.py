"""Ukrainian: no zero before a day, and no abbreviation at the end: its full stop doubled that of sentences."""

DATE_FORMAT = "j E Y"
DATETIME_FORMAT = "j E Y, H:i"
MONTH_DAY_FORMAT = "j E"
