"""What is said of a recording that we do not take."""

from django.utils.translation import gettext as _


class RecordingError(Exception):
    """Why a file is not taken, in a sentence for whoever sent it."""


def damaged() -> RecordingError:
    """Return what is said where a file cannot be read to its end: what we do not understand we cannot clean."""
    return RecordingError(
        _("This recording cannot be read to its end; it may be damaged. Please save it again as MP4 or MP3.")
    )
