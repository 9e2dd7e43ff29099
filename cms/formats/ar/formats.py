"""Arabic: Django has no format for day and time together, and would fall back to the order of the United States."""

DATETIME_FORMAT = "j F، Y، H:i"
SHORT_DATETIME_FORMAT = "d/m/Y H:i"
