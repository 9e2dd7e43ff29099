"""Ogg with Opus or Vorbis (RFC 3533, RFC 7845): the packet with the comments is emptied, its pages are sealed anew."""

import zlib
from collections import defaultdict
from typing import NamedTuple

from django.utils.translation import gettext as _

from campaigns.recordings.errors import RecordingError, damaged

MOST_PAGES = 200_000
REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
#: How the first packet of a stream begins, how the one with the comments does, and what ends empty comments.
CODECS = {b"OpusHead": (b"OpusTags", b""), b"\x01vorbis": (b"\x03vorbis", b"\x01")}


class Page(NamedTuple):
    start: int
    serial: int
    inside: int  # where its pieces of packets begin; before them stands the table of their lengths
    end: int


def is_one(content: bytes) -> bool:
    """Say whether a file begins as such files do."""
    return content[:4] == b"OggS"


def clean(content: bytes) -> tuple[bytearray, str]:
    """Return the file with empty comments, of the same length, and its media type."""
    data = bytearray(content)
    pages = _pages(data)
    packets: dict[int, list[list[tuple[int, int]]]] = defaultdict(lambda: [[]])
    for page in pages:
        if len(packets[page.serial]) > 2:
            continue  # a page may hold 255 packets, and only the first two of a stream are looked at
        for start, end, is_last in _pieces(data[page.start + 27 : page.inside], page.inside):
            packets[page.serial][-1].append((start, end))
            if is_last:
                packets[page.serial].append([])
            if len(packets[page.serial]) > 2:
                break
    changed: list[tuple[int, int]] = []
    for found in packets.values():
        changed += _empty(data, found)
    for page in pages:
        if any(start < page.end and page.start < end for start, end in changed):
            _seal(data, page)
    return data, "audio/ogg"


def _pages(data: bytearray) -> list[Page]:
    pages, at = [], 0
    while at < len(data):
        if data[at : at + 5] != b"OggS\0" or at + 27 > len(data) or len(pages) > MOST_PAGES:
            raise damaged()
        table = data[at + 27 : at + 27 + data[at + 26]]
        inside = at + 27 + data[at + 26]
        end = inside + sum(table)
        if len(table) < data[at + 26] or end > len(data):
            raise damaged()
        serial = int.from_bytes(data[at + 14 : at + 18], "little")
        page = Page(at, serial, inside, end)
        if data[at + 22 : at + 26] != _seal_of(data, page):
            raise damaged()
        pages.append(page)
        at = end
    return pages


def _pieces(table: bytearray, start: int):
    """Yield the pieces of packets in a page: from, to, whether the packet ends there (with the first length < 255)."""
    at = start
    for length in table:
        at += length
        if length < 255:
            yield start, at, True
            start = at
    if at > start:
        yield start, at, False


def _empty(data: bytearray, packets: list[list[tuple[int, int]]]) -> list[tuple[int, int]]:
    """Empty the packet with the comments of one stream; return where bytes changed."""
    if len(packets) < 3:
        raise damaged()
    first, comments = (b"".join(data[start:end] for start, end in packet) for packet in packets[:2])
    for head, (name, last) in CODECS.items():
        if first.startswith(head) and comments.startswith(name):
            empty = name + bytes(8) + last
            if len(comments) < len(empty):
                raise damaged()
            filled, at = empty.ljust(len(comments), b"\0"), 0
            for start, end in packets[1]:
                data[start:end] = filled[at : at + end - start]
                at += end - start
            return packets[1]
    raise RecordingError(
        _("This Ogg file holds something else than Opus or Vorbis sound. Please save it as MP3.")
    )


def _seal(data: bytearray, page: Page) -> None:
    data[page.start + 22 : page.start + 26] = _seal_of(data, page)


def _seal_of(data: bytearray, page: Page) -> bytes:
    """Return the checksum of a page: CRC-32 with Ogg's order of bits, over the page with zeros in the checksum's place.

    zlib reads bits the other way round, begins with ones and turns the result over: so do we before and after.
    """
    whole = data[page.start : page.end]
    whole[22:26] = bytes(4)
    mirrored = zlib.crc32(bytes(whole).translate(REVERSED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{mirrored:032b}"[::-1], 2).to_bytes(4, "little")
