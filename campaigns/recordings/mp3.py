"""MP3: frames of sound, one after the other (ISO/IEC 11172-3, 13818-3). Whatever is no frame is a tag, and goes."""

from campaigns.recordings.errors import damaged

#: kbit/s of layer III by the four bits of a header: of version 1, and of 2 and 2.5.
RATES = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
#: Samples per second by version (bits: 3 is version 1, 2 is 2, 0 is 2.5).
SAMPLES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
#: So many bytes between frames may be something else, apart from tags at the beginning and at the end.
MOST_BETWEEN = 65_536
LEAST_FRAMES = 4


def is_one(content: bytes) -> bool:
    """Say whether a file begins as such files do."""
    start = _after_tags(content)
    return start > 0 or bool(_length(content, 0))


def clean(content: bytes) -> tuple[bytes, str]:
    """Return the frames of the file alone, and its media type."""
    at, end = _after_tags(content), _before_tags(content)
    frames, lost = [], 0
    version = None
    while at + 4 <= end:
        length = _length(content, at)
        if length and at + length <= end and version in (None, content[at + 1] & 0x18):
            frames.append(content[at : at + length])
            version = content[at + 1] & 0x18
            at += length
            continue
        if length and at + length > end and not _length(content, at + 1):
            break  # the last frame is cut off
        found = _next_two(content, at + 1, min(end, at + MOST_BETWEEN))
        if found is None:
            lost += end - at
            break
        lost += found - at
        at = found
    if len(frames) < LEAST_FRAMES or lost > MOST_BETWEEN:
        raise damaged()
    return b"".join(frames), "audio/mpeg"


def _after_tags(content: bytes) -> int:
    """Return where the tags at the beginning end: ID3v2, more than one of them perhaps, and APE."""
    at = 0
    while True:
        head = content[at : at + 32]
        if head[:3] == b"ID3" and len(head) >= 10 and max(head[6:10]) < 128:
            size = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
            at += 10 + size + (10 if head[5] & 0x10 else 0)
        elif head[:8] == b"APETAGEX" and len(head) == 32:
            at += 32 + int.from_bytes(head[12:16], "little")
        else:
            return at


def _before_tags(content: bytes) -> int:
    """Return where the tags at the end begin: ID3v1, Lyrics3, APE."""
    end = len(content)
    while True:
        if content[end - 128 : end - 125] == b"TAG":
            end -= 128
            if content[end - 227 : end - 223] == b"TAG+":
                end -= 227
        elif content[end - 9 : end] == b"LYRICS200" and content[end - 15 : end - 9].isdigit():
            end -= 15 + int(content[end - 15 : end - 9])
        elif content[end - 32 : end - 24] == b"APETAGEX":
            held = int.from_bytes(content[end - 20 : end - 16], "little")
            has_head = int.from_bytes(content[end - 12 : end - 8], "little") >> 31
            end -= held + (32 if has_head else 0)
        elif content[end - 10 : end - 7] == b"3DI" and end >= 10:
            size = content[end - 4 : end]
            end -= 20 + (size[0] << 21 | size[1] << 14 | size[2] << 7 | size[3])
        else:
            return max(end, 0)
        if end <= 0:
            return 0


def _length(content: bytes, at: int) -> int:
    """Return the length in bytes of the frame whose header stands here; 0 where there is none."""
    if at + 4 > len(content) or content[at] != 0xFF or content[at + 1] & 0xE6 != 0xE2:
        return 0
    version, rate, samples = content[at + 1] >> 3 & 3, content[at + 2] >> 4, content[at + 2] >> 2 & 3
    if version == 1 or rate in (0, 15) or samples == 3:
        return 0
    first = version == 3
    return (144 if first else 72) * RATES[first][rate] * 1000 // SAMPLES[version][samples] + (
        content[at + 2] >> 1 & 1
    )


def _next_two(content: bytes, at: int, end: int) -> int | None:
    """Return where the next frame begins that is followed by another one."""
    while (at := content.find(b"\xff", at, end)) >= 0:
        length = _length(content, at)
        if length and (_length(content, at + length) or at + length == end):
            return at
        at += 1
    return None
