"""WebM and Matroska: files of elements (RFC 8794, RFC 9559).

Elements that play no part in playing become Void and are filled with zeros, so that every offset stays right.
"""

from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _

from campaigns.recordings.errors import RecordingError, damaged

HEADER, SEGMENT, VOID, CRC = 0x1A45DFA3, 0x18538067, 0xEC, 0xBF
SEEK, INFO, TRACKS, CLUSTER, CUES = 0x114D9B74, 0x1549A966, 0x1654AE6B, 0x1F43B675, 0x1C53BB6B
TRACK, TRACK_TYPE, DOC_TYPE = 0xAE, 0x83, 0x4282
#: Names of the programs that wrote the file: needed, but they may be empty.
PROGRAMS = frozenset([0x4D80, 0x5741])
#: Of the information about the file: the unit of time, how long it is.
KEPT_INFO = frozenset([0x2AD7B1, 0x4489])
#: Of a track: its name, links to attachments and to the web, the codec's name.
GONE_TRACK = frozenset([0x536E, 0x7446, 0x258688, 0x3A9697, 0x3B4040, 0x26B240])
#: Of a cluster: time, blocks, positions.
KEPT_CLUSTER = frozenset([0xE7, 0xA3, 0xA0, 0xAB, 0xA7, 0xAF])
FILM, SOUND = 1, 2
MOST_ELEMENTS = 3_000_000
#: Elements at the level of the segment end a cluster whose length is not known.
LEVEL_ONE = frozenset([SEEK, INFO, TRACKS, CLUSTER, CUES, 0x1941A469, 0x1043A770, 0x1254C367])


class Element(NamedTuple):
    kind: int
    start: int
    inside: int
    end: int
    is_open: bool  # its length is not known: it ends where its kind can no longer go on


def is_one(content: bytes) -> bool:
    """Say whether a file begins as such files do."""
    return content[:4] == HEADER.to_bytes(4, "big")


def clean(content: bytes) -> tuple[bytearray, str]:
    """Return the file without metadata, of the same length, and its media type."""
    film = _Film(bytearray(content))
    return film.data, film.clean()


class _Film:
    def __init__(self, data: bytearray):
        self.data = data
        self.seen = 0
        self.types: set[int] = set()

    def clean(self) -> str:
        top = list(self.elements(0, len(self.data)))
        if [one.kind for one in top if one.kind != VOID] != [HEADER, SEGMENT]:
            raise damaged()
        for one in top:
            if one.kind == VOID:
                self._void(one)
            elif one.kind == HEADER:
                self._check_header(one)
            else:
                self._clean_segment(one)
        if not self.types:
            raise RecordingError(_("There is neither sound nor a moving picture in this file."))
        return "video/webm" if FILM in self.types else "audio/webm"

    # Reading

    def _number(self, at: int, *, keep_mark: bool) -> tuple[int, int, bool]:
        """Return a number of variable length, how many bytes it takes, and whether it stands for "not known"."""
        if at >= len(self.data) or not self.data[at]:
            raise damaged()
        length = 9 - self.data[at].bit_length()
        if at + length > len(self.data):
            raise damaged()
        number = int.from_bytes(self.data[at : at + length], "big")
        bare = number & ((1 << 7 * length) - 1)
        return number if keep_mark else bare, length, bare == (1 << 7 * length) - 1

    def elements(self, start: int, end: int, *, in_cluster: bool = False) -> Iterator[Element]:
        at = start
        while at < end:
            self.seen += 1
            if self.seen > MOST_ELEMENTS:
                raise damaged()
            kind, first, _all_ones = self._number(at, keep_mark=True)
            if in_cluster and kind in LEVEL_ONE:
                return
            size, second, is_open = self._number(at + first, keep_mark=False)
            inside = at + first + second
            if is_open:
                if kind not in (SEGMENT, CLUSTER):
                    raise damaged()
                size = end - inside if kind == SEGMENT else self._length_of_cluster(inside, end)
            if inside + size > end:
                raise damaged()
            yield Element(kind, at, inside, inside + size, is_open)
            at = inside + size

    def _length_of_cluster(self, start: int, end: int) -> int:
        last = start
        for one in self.elements(start, end, in_cluster=True):
            last = one.end
        return last - start

    # Cleaning

    def _void(self, one: Element) -> None:
        """Turn an element into Void: one byte of kind, the length in one byte or in eight, zeros."""
        whole = one.end - one.start
        self.data[one.start : one.end] = bytes(whole)
        self.data[one.start] = VOID
        if whole < 9:
            self.data[one.start + 1] = 0x80 | (whole - 2)
        else:
            self.data[one.start + 1 : one.start + 9] = (1 << 56 | (whole - 9)).to_bytes(8, "big")

    def _check_header(self, header: Element) -> None:
        for one in self.elements(header.inside, header.end):
            held = bytes(self.data[one.inside : one.end])
            if one.kind == DOC_TYPE and held.rstrip(b"\0") not in (b"webm", b"matroska"):
                raise damaged()
            if one.kind == VOID:
                self._void(one)
            elif one.kind != DOC_TYPE and len(held) > 8:
                raise damaged()  # the rest of a header is small numbers

    def _clean_segment(self, segment: Element) -> None:
        cleaners = {INFO: self._clean_info, TRACKS: self._clean_tracks, CLUSTER: self._clean_cluster}
        for one in self.elements(segment.inside, segment.end):  # no list: there may be millions
            if one.kind in cleaners:
                cleaners[one.kind](one)
            elif one.kind not in (SEEK, CUES):
                self._void(one)

    def _clean_info(self, info: Element) -> None:
        for one in list(self.elements(info.inside, info.end)):
            if one.kind in PROGRAMS:
                self.data[one.inside : one.end] = bytes(one.end - one.inside)
            elif one.kind not in KEPT_INFO:
                self._void(one)

    def _clean_tracks(self, tracks: Element) -> None:
        for track in list(self.elements(tracks.inside, tracks.end)):
            if track.kind != TRACK:
                self._void(track)
                continue
            parts = list(self.elements(track.inside, track.end))
            kinds = {
                int.from_bytes(self.data[one.inside : one.end], "big")
                for one in parts
                if one.kind == TRACK_TYPE
            }
            if not kinds or not kinds <= {FILM, SOUND}:
                raise RecordingError(
                    _("This recording holds more than sound and pictures. Please save it without subtitles.")
                )
            self.types |= kinds
            for one in parts:
                if one.kind in GONE_TRACK or one.kind in (VOID, CRC):
                    self._void(one)

    def _clean_cluster(self, cluster: Element) -> None:
        for one in self.elements(cluster.inside, cluster.end):
            if one.kind not in KEPT_CLUSTER:
                self._void(one)
