"""What is not written down."""

import logging
import re

#: Doors at which pupils come in, with a code or a secret behind it; and gunicorn's note of who sent something broken.
OF_PUPILS = re.compile(
    r"/join/.|/sitting/.|/consent/.|/report/.|/pledge/.|/organisation/invitation/.|/school/(invitation|voice|calendar)/."
    r"|/ambassador/(invitation|guardian|exit)/."
    r"|^Invalid request from ip="
)


class NotOfPupils(logging.Filter):
    """Let pass whatever is no mere warning about a pupil's door: her address and her code are written nowhere."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= logging.ERROR or not OF_PUPILS.search(record.getMessage())
