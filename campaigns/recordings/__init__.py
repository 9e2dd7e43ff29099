"""Voice and video without what they tell of people: place, device, time, names, pictures of the cover.

Nothing is encoded anew: what is heard and seen stays bit by bit. A format is known by its content, never by its name,
and what is not understood is not taken. A leaf: no database, no files.
"""

from typing import NamedTuple

from django.utils.translation import gettext as _

from campaigns.recordings import boxes, matroska, mp3, ogg
from campaigns.recordings.errors import RecordingError

__all__ = ["MOST_BYTES", "Cleaned", "RecordingError", "clean_recording"]

MOST_BYTES = 60 * 1024 * 1024
EXTENSIONS = {
    "video/mp4": "mp4",
    "audio/mp4": "m4a",
    "video/webm": "webm",
    "audio/webm": "weba",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
}


class Cleaned(NamedTuple):
    content: bytes | bytearray
    media_type: str

    @property
    def extension(self) -> str:
        return EXTENSIONS[self.media_type]


def clean_recording(content: bytes) -> Cleaned:
    """Return a recording without metadata, and what it is; RecordingError with a sentence for all else."""
    if len(content) > MOST_BYTES:
        raise RecordingError(too_large())
    for format in (boxes, matroska, ogg, mp3):
        if format.is_one(content):
            return Cleaned(*format.clean(content))
    raise RecordingError(_("This is no recording that we can take. MP4, M4A, WebM, MP3 and Ogg work."))


def too_large() -> str:
    """Return what is said of a file of more than MOST_BYTES."""
    return _(
        "This recording is larger than %(most)d MB. Please make it shorter, or save it in a lower quality."
    ) % {"most": MOST_BYTES // 1024 // 1024}
