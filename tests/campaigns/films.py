"""Small recordings as telephones and programs write them, with all that they tell of people; made byte by byte."""

import struct

PLACE = b"+50.8503+004.3517/"
NAME = b"Telephone of Ana"
WHEN = 3_900_000_000  # seconds since 1904
WORDS = (PLACE, NAME, b"com.apple.quicktime.location", b"2026-05-01")


def box(kind: bytes, *parts: bytes) -> bytes:
    held = b"".join(parts)
    return struct.pack(">I", 8 + len(held)) + kind + held


def full(kind: bytes, *parts: bytes, version: int = 0, flags: int = 0) -> bytes:
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


def udta() -> bytes:
    return box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(PLACE), 0x15C7), PLACE), box(b"\xa9mak", NAME))


def meta() -> bytes:
    return full(
        b"meta",
        box(b"keys", b"com.apple.quicktime.location.ISO6709"),
        box(b"ilst", PLACE, b"2026-05-01T10:00"),
    )


def times(kind: bytes, rest: int, version: int = 0) -> bytes:
    stamp = struct.pack(">QQ" if version else ">II", WHEN, WHEN)
    return full(kind, stamp, b"\x11" * rest, version=version)


def track(
    handler: bytes, entry: bytes, chunks: list[tuple[int, int]], *, one_size: int = 0, version: int = 0
) -> bytes:
    """chunks: (offset, length) each, one sample in a chunk."""
    sizes = b"" if one_size else b"".join(struct.pack(">I", length) for _start, length in chunks)
    table = box(
        b"stbl",
        full(b"stsd", struct.pack(">I", 1), entry),
        full(b"stts", struct.pack(">III", 1, len(chunks), 1)),
        full(b"stsc", struct.pack(">IIII", 1, 1, 1, 1)),
        full(b"stsz", struct.pack(">II", one_size, len(chunks)), sizes),
        full(
            b"stco", struct.pack(">I", len(chunks)), *(struct.pack(">I", start) for start, _length in chunks)
        ),
    )
    dref = full(b"dref", struct.pack(">I", 1), full(b"url ", flags=1))
    minf = box(b"minf", full(b"vmhd", bytes(8)), box(b"dinf", dref), table)
    hdlr = full(b"hdlr", bytes(4), handler, bytes(12), NAME + b"\0")
    mdia = box(b"mdia", times(b"mdhd", 12, version), hdlr, minf)
    return box(b"trak", times(b"tkhd", 68, version), mdia, udta(), meta())


def pictures_entry() -> bytes:
    return box(
        b"avc1", bytes(42), NAME.ljust(32, b"\0"), bytes(4), box(b"avcC", b"codec"), box(b"uuid", PLACE)
    )


def mp4(*, sound_only: bool = False, places: bool = True, version: int = 0, tail: bytes = b"") -> bytes:
    """A film with sound, and a track of places whose samples lie between theirs."""
    ftyp = box(b"ftyp", b"M4A " if sound_only else b"isom", bytes(4), b"isom", b"mp42")
    media = [
        (b"vide", b"PICTURE" * 20),
        (b"soun", b"SOUND" * 20),
        (b"meta", PLACE * 4),
        (b"soun", b"LATER" * 9),
    ]
    if sound_only:
        media = [one for one in media if one[0] != b"vide"]
    if not places:
        media = [one for one in media if one[0] != b"meta"]
    at, held, chunks = len(ftyp) + 8 + len(NAME), NAME, {b"vide": [], b"soun": [], b"meta": []}
    for handler, sample in media:
        chunks[handler].append((at, len(sample)))
        held += sample
        at += len(sample)
    mdat = box(b"mdat", held)
    entries = {b"vide": pictures_entry(), b"soun": box(b"mp4a", bytes(28)), b"meta": box(b"mebx", PLACE)}
    tracks = [track(one, entries[one], chunks[one], version=version) for one in chunks if chunks[one]]
    moov = box(b"moov", times(b"mvhd", 80, version), *tracks, udta(), meta(), box(b"uuid", PLACE))
    return ftyp + mdat + moov + box(b"uuid", NAME, PLACE) + box(b"free", PLACE) + udta() + meta() + tail


def element(kind: int, *parts: bytes, size: int | None = None) -> bytes:
    held = b"".join(parts)
    name = kind.to_bytes((kind.bit_length() + 7) // 8, "big")
    length = (1 << 56 | len(held)).to_bytes(8, "big") if size is None else size.to_bytes(8, "big")
    return name + length + held


UNKNOWN = 0x01FFFFFFFFFFFFFF


def webm(*, live: bool = False, track_type: int = 1, doc_type: bytes = b"webm") -> bytes:
    """live: as a browser records it, without lengths of segment and clusters."""
    header = element(0x1A45DFA3, element(0x4286, b"\x01"), element(0x4282, doc_type))
    info = element(
        0x1549A966,
        element(0xBF, b"\x01\x02\x03\x04"),
        element(0x2AD7B1, (1_000_000).to_bytes(3, "big")),
        element(0x4461, struct.pack(">q", WHEN)),
        element(0x7BA9, NAME),
        element(0x4D80, NAME),
        element(0x5741, NAME),
        element(0x7384, NAME + b".mkv"),
    )
    tracks = element(
        0x1654AE6B,
        element(0xAE, element(0xD7, b"\x01"), element(0x83, bytes([track_type])), element(0x536E, NAME)),
    )
    blocks = element(0xE7, b"\0"), element(0xA3, b"\x81\0\0\x80" + b"PICTURE" * 10), element(0xEC, PLACE)
    clusters = [element(0x1F43B675, *blocks, size=UNKNOWN if live else None) for _one in range(2)]
    tags = element(0x1254C367, element(0x7373, NAME, PLACE))
    attachments = element(0x1941A469, element(0x61A7, NAME))
    size = UNKNOWN if live else None
    return header + element(0x18538067, info, tracks, attachments, *clusters, tags, size=size)


FRAME = bytes([0xFF, 0xFB, 0x90, 0x00]) + b"\x55" * 413  # MPEG 1, layer III, 128 kbit/s, 44.1 kHz


def id3(held: bytes) -> bytes:
    size = len(held)
    return b"ID3\x03\0\0" + bytes([size >> 21 & 127, size >> 14 & 127, size >> 7 & 127, size & 127]) + held


def mp3(frames: int = 6, between: bytes = b"") -> bytes:
    ape = b"APETAGEX" + struct.pack("<IIII", 2000, len(PLACE) + 32, 1, 0) + bytes(8)
    return (
        id3(NAME + PLACE)
        + FRAME * 2
        + between
        + FRAME * (frames - 2)
        + PLACE
        + ape
        + b"TAG"
        + NAME.ljust(125, b"\0")
    )


def ogg_page(packet: bytes, serial: int, number: int, flags: int = 0) -> bytes:
    lengths = [255] * (len(packet) // 255) + [len(packet) % 255]
    head = struct.pack("<4sBBqIII", b"OggS", 0, flags, 0, serial, number, 0) + bytes([len(lengths), *lengths])
    return sealed(head + packet)


def sealed(page: bytes) -> bytes:
    """Ogg's checksum bit by bit, as RFC 3533 has it."""
    register = 0
    for byte in page[:22] + bytes(4) + page[26:]:
        register ^= byte << 24
        for _bit in range(8):
            register = (register << 1 ^ 0x04C11DB7) & 0xFFFFFFFF if register & 0x80000000 else register << 1
    return page[:22] + struct.pack("<I", register) + page[26:]


def ogg(*, vorbis: bool = False) -> bytes:
    comments = struct.pack("<I", len(NAME)) + NAME + struct.pack("<II", 1, len(PLACE)) + PLACE
    first, second = (
        (b"\x01vorbis" + bytes(23), b"\x03vorbis" + comments + b"\x01")
        if vorbis
        else (b"OpusHead" + bytes(11), b"OpusTags" + comments + b"\0" * 300)
    )
    return ogg_page(first, 7, 0, 2) + ogg_page(second, 7, 1) + ogg_page(b"SOUND" * 20, 7, 2, 4)
