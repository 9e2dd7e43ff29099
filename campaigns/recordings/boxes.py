"""MP4 and M4A: files of boxes (ISO/IEC 14496-12, QuickTime File Format).

Boxes that play no part in playing become `free` and are filled with zeros, so that every offset stays right. Of the
media data, only what tracks of sound and pictures refer to is kept: tracks of places and movements (GoPro's gpmd,
Android's camm, the iPhone's mebx) go with all that they recorded.
"""

import re
import struct
from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _

from campaigns.recordings.errors import RecordingError, damaged

#: What may stand in which box. Everything else becomes free: udta, meta and uuid above all.
KEPT = {
    b"": {b"ftyp", b"styp", b"moov", b"mdat", b"moof", b"sidx", b"mfra", b"wide"},
    b"moov": {b"mvhd", b"trak", b"mvex", b"iods"},
    b"trak": {b"tkhd", b"edts", b"tref", b"tapt", b"mdia"},
    b"edts": {b"elst"},
    b"mdia": {b"mdhd", b"hdlr", b"elng", b"minf"},
    b"minf": {b"vmhd", b"smhd", b"gmhd", b"nmhd", b"hdlr", b"dinf", b"stbl"},
    b"dinf": {b"dref"},
    b"stbl": {
        b"stsd", b"stts", b"ctts", b"cslg", b"stss", b"stsc", b"stsz", b"stz2", b"stco", b"co64", b"sgpd", b"sbgp",
        b"sdtp", b"stps", b"subs",
    },
    b"mvex": {b"mehd", b"trex", b"leva"},
    b"moof": {b"mfhd", b"traf"},
    b"traf": {b"tfhd", b"tfdt", b"trun", b"sdtp", b"sbgp", b"sgpd", b"subs"},
}  # fmt: skip
MOST_BOXES, DEEPEST, LONGEST_FTYP = 200_000, 10, 264
#: Numbers in all tables together (twelve hours of sound have two million), and boxes of media data.
MOST_NUMBERS, MOST_MEDIA = 3_000_000, 100
FILM, SOUND = b"vide", b"soun"
BRAND = re.compile(rb"[A-Za-z0-9 ._\-\x00]{4}")


class Box(NamedTuple):
    """A box by its offsets in the file: where it begins, where what it holds begins, where it ends."""

    kind: bytes
    start: int
    inside: int
    end: int


def is_one(content: bytes) -> bool:
    """Say whether a file begins as such files do."""
    return content[4:8] == b"ftyp"


def clean(content: bytes) -> tuple[bytearray, str]:
    """Return the file without metadata, of the same length, and its media type."""
    film = _Film(bytearray(content))
    return film.data, film.clean()


class _Film:
    def __init__(self, data: bytearray):
        self.data = data
        self.seen = 0
        self.numbers = 0

    def clean(self) -> str:
        top = list(self.boxes(0, len(self.data), b""))
        _check_brands(self.data, top[0])
        moov = [box for box in top if box.kind == b"moov"]
        fragments = [box for box in top if box.kind == b"moof"]
        media = [box for box in top if box.kind == b"mdat"]
        if len(moov) != 1 or (not fragments and len(media) > MOST_MEDIA):
            raise damaged()
        tracks = [box for box in self.boxes(moov[0].inside, moov[0].end, b"moov") if box.kind == b"trak"]
        handlers = {track: self._handler(track) for track in tracks}
        kept = [track for track in tracks if handlers[track] in (FILM, SOUND)]
        if not kept:
            raise RecordingError(_("There is neither sound nor a moving picture in this file."))
        if fragments and len(kept) != len(tracks):
            raise RecordingError(
                _(
                    "This recording holds more than sound and pictures. Please save it again as a plain MP4 file."
                )
            )
        if not fragments:
            self._empty_between(
                media,
                [self._chunks(track) for track in kept],
                {start for track in tracks for start in self._starts(track)},
            )
        for track in tracks:
            if track not in kept:
                self._free(track)
        self._walk(top, b"", 0)
        return "video/mp4" if FILM in handlers.values() else "audio/mp4"

    # Reading

    def number(self, at: int, length: int = 4) -> int:
        if at + length > len(self.data):
            raise damaged()
        return int.from_bytes(self.data[at : at + length], "big")

    def boxes(self, start: int, end: int, parent: bytes) -> Iterator[Box]:
        at = start
        while at < end:
            self.seen += 1
            if self.seen > MOST_BOXES:
                raise damaged()
            if end - at < 8 or (parent and not self.number(at)):
                # QuickTime ends some lists with four zeros.
                if parent and not any(self.data[at:end]):
                    return
                raise damaged()
            size, kind, inside = self.number(at), bytes(self.data[at + 4 : at + 8]), at + 8
            if size == 1:
                size, inside = self.number(at + 8, 8), at + 16
            elif size == 0:
                size = end - at
            if size < inside - at or at + size > end:
                raise damaged()
            yield Box(kind, at, inside, at + size)
            at += size

    def child(self, box: Box, *path: bytes) -> Box | None:
        for kind in path:
            found = next((one for one in self.boxes(box.inside, box.end, box.kind) if one.kind == kind), None)
            if found is None:
                return None
            box = found
        return box

    def _handler(self, track: Box) -> bytes:
        found = self.child(track, b"mdia", b"hdlr")
        return bytes(self.data[found.inside + 8 : found.inside + 12]) if found else b""

    def _table(self, box: Box | None, width: int, *, at: int = 4) -> list[int]:
        """Return the numbers of a table, `width` bytes each, that follow their count, `at` bytes inside the box."""
        if box is None:
            return []
        count, first = self.number(box.inside + at), box.inside + at + 4
        self.numbers += count
        if first + count * width > box.end or self.numbers > MOST_NUMBERS:
            raise damaged()
        letter = {4: "I", 8: "Q"}[width]
        return list(struct.unpack_from(f">{count}{letter}", self.data, first))

    # What a track refers to

    def _starts(self, track: Box) -> list[int]:
        table = self.child(track, b"mdia", b"minf", b"stbl")
        if table is None:
            return []
        return self._table(self.child(table, b"stco"), 4) or self._table(self.child(table, b"co64"), 8)

    def _chunks(self, track: Box) -> tuple[list[int], list[int] | None]:
        """Return where a track's chunks begin and how long each is; None for lengths: up to the next chunk."""
        table = self.child(track, b"mdia", b"minf", b"stbl")
        if table is None:
            raise damaged()
        starts = self._starts(track)
        sizes = self._sizes(table)
        if sizes is None:
            return starts, None
        runs = self.child(table, b"stsc")
        if runs is None:
            raise damaged()
        count = self.number(runs.inside + 4)
        if runs.inside + 8 + 12 * count > runs.end:
            raise damaged()
        first = [self.number(runs.inside + 8 + 12 * place) for place in range(count)]
        samples = [self.number(runs.inside + 12 + 12 * place) for place in range(count)]
        lengths, place, sample = [], 0, 0
        for chunk in range(1, len(starts) + 1):
            while place + 1 < count and first[place + 1] <= chunk:
                place += 1
            number = samples[place] if count else 0
            lengths.append(sum(sizes[sample : sample + number]))
            sample += number
        return starts, lengths

    def _sizes(self, table: Box) -> list[int] | None:
        """Return the sizes of all samples; None where all have one size, which old sound formats count otherwise."""
        box = self.child(table, b"stsz")
        if box is None:
            # stz2, with its small numbers, is written by nobody's telephone.
            raise damaged()
        return None if self.number(box.inside + 4) else self._table(box, 4, at=8)

    def _empty_between(
        self, media: list[Box], tracks: list[tuple[list[int], list[int] | None]], begins: set[int]
    ) -> None:
        """Fill with zeros what no track of sound or pictures refers to. begins: where chunks of any track begin."""
        in_order = sorted(begins)
        following = dict(zip(in_order, in_order[1:], strict=False))
        ranges = []
        for starts, lengths in tracks:
            for place, start in enumerate(starts):
                end = start + lengths[place] if lengths is not None else following.get(start, len(self.data))
                ranges.append((start, end))
        ranges.sort()
        for box in media:
            at = box.inside
            for start, end in ranges:
                if end <= at or start >= box.end:
                    continue
                if start > at:
                    self._zero(at, start)
                at = max(at, min(end, box.end))
            self._zero(at, box.end)

    # Cleaning

    def _zero(self, start: int, end: int) -> None:
        self.data[start:end] = bytes(max(0, end - start))

    def _free(self, box: Box) -> None:
        self.data[box.start + 4 : box.start + 8] = b"free"
        self._zero(box.inside, box.end)

    def _walk(self, boxes, parent: bytes, depth: int) -> None:
        if depth > DEEPEST:
            raise damaged()
        for box in boxes:
            if box.kind not in KEPT[parent]:
                self._free(box)
            elif box.kind in KEPT:
                self._walk(list(self.boxes(box.inside, box.end, box.kind)), box.kind, depth + 1)
            elif box.kind in (b"mvhd", b"tkhd", b"mdhd"):
                # When it was made and changed: two numbers of 32 bits, or of 64 in the second version.
                long = self.number(box.inside, 1) == 1
                self._zero(box.inside + 4, min(box.end, box.inside + (20 if long else 12)))
            elif box.kind == b"hdlr":
                self._zero(box.inside + 12, box.end)  # the maker's code and a name
            elif box.kind == b"wide":
                self._zero(box.inside, box.end)
            elif box.kind == b"dref":
                self._check_that_all_is_inside(box)
            elif box.kind == b"stsd":
                self._clean_descriptions(box)

    def _check_that_all_is_inside(self, box: Box) -> None:
        for entry in self.boxes(box.inside + 8, box.end, b"dref"):
            if not self.number(entry.inside) & 1:
                raise RecordingError(_("This recording is spread over several files; please save it as one."))
            self._zero(entry.inside + 4, entry.end)

    def _clean_descriptions(self, box: Box) -> None:
        for entry in self.boxes(box.inside + 8, box.end, b"stsd"):
            head = entry.inside + 78
            if head <= entry.end and self._is_pictures(entry):
                self._zero(entry.inside + 42, entry.inside + 74)  # what the encoder is called
                for part in self.boxes(head, entry.end, b"entry"):
                    if part.kind in (b"udta", b"meta", b"uuid"):
                        self._free(part)

    def _is_pictures(self, entry: Box) -> bool:
        return entry.kind in (
            b"avc1", b"avc2", b"avc3", b"avc4", b"hvc1", b"hev1", b"vp08", b"vp09", b"av01", b"mp4v", b"dvh1", b"dvhe",
        )  # fmt: skip


def _check_brands(data: bytearray, box: Box) -> None:
    held = bytes(data[box.inside : box.end])
    brands = [held[:4], *(held[at : at + 4] for at in range(8, len(held), 4))]
    if box.end - box.start > LONGEST_FTYP or not all(BRAND.fullmatch(brand) for brand in brands):
        raise damaged()
