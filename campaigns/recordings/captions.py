"""Captions: WebVTT (W3C), read line by line and written anew with plain cues."""

import html
import re
from typing import NamedTuple

from django.utils.translation import gettext as _

from cms.text import nfc

MOST_CUES = 3000
LONGEST_CUE = 600  # characters
TIMES = re.compile(
    r"^\s*((?:\d{2,4}:)?[0-5]\d:[0-5]\d[.,]\d{3})\s*-->\s*((?:\d{2,4}:)?[0-5]\d:[0-5]\d[.,]\d{3})(?:\s+.*)?$"
)
TAG = re.compile(r"<[^<>\n]*>")
#: The only tags that stay: who speaks, italic, bold. Everything else is a sign like any other.
VOICE = re.compile(r"<v(?:\.[\w.]+)?\s+([^<>&\n]{1,80})>")
KEPT = {"<i>", "</i>", "<b>", "</b>", "</v>"}


class Cue(NamedTuple):
    start: int  # milliseconds
    end: int
    text: str  # escaped, with <v Name>, <i> and <b> at most


class CaptionsError(Exception):
    """What is wrong, a sentence with the number of its line each."""

    def __init__(self, sentences: list[str]):
        super().__init__(" ".join(sentences))
        self.sentences = sentences


def read_captions(text: str) -> list[Cue]:
    """Return the cues of a WebVTT file, without notes and styles; CaptionsError with all that is wrong."""
    lines = nfc(text).lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0].rstrip()):
        raise CaptionsError([_("Line 1: captions begin with the word WEBVTT, alone in the first line.")])
    cues: list[Cue] = []
    faults: list[str] = []
    for number, block in _blocks(lines[1:]):
        if re.match(r"(?:NOTE|STYLE|REGION)(?:\s|$)", block[0]):
            continue
        _read_block(number, block, cues, faults)
        if len(faults) >= 20 or len(cues) > MOST_CUES:
            break
    if len(cues) > MOST_CUES:
        faults.append(_("These are more than %(most)d captions.") % {"most": MOST_CUES})
    if not cues and not faults:
        faults.append(_("There is no caption here yet."))
    if faults:
        raise CaptionsError(faults)
    return cues


def written(cues: list[Cue]) -> str:
    """Return cues as a WebVTT file."""
    parts = [f"{_clock(cue.start)} --> {_clock(cue.end)}\n{cue.text}\n" for cue in cues]
    return "\n".join(["WEBVTT\n", *parts])


def clean_captions(text: str) -> str:
    """Return a WebVTT file with plain cues alone; CaptionsError."""
    return written(read_captions(text))


def _blocks(lines: list[str]):
    """Yield (number of its first line, lines) of every block; blocks are parted by empty lines."""
    block: list[str] = []
    for number, line in enumerate([*lines, ""], start=2):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _read_block(number: int, block: list[str], cues: list[Cue], faults: list[str]) -> None:
    place = 0 if "-->" in block[0] else 1
    if place >= len(block) or "-->" not in block[place]:
        faults.append(
            _("Line %(line)d: here should stand a time such as 00:01.000 --> 00:04.000.") % {"line": number}
        )
        return
    line = number + place
    times = TIMES.match(block[place])
    if not times:
        faults.append(
            _("Line %(line)d: a time is written like this: 00:01.000 --> 00:04.000.") % {"line": line}
        )
        return
    start, end = _milliseconds(times[1]), _milliseconds(times[2])
    text = _plain("\n".join(block[place + 1 :]))
    if end <= start:
        faults.append(_("Line %(line)d: this caption ends before it begins.") % {"line": line})
    elif cues and start < cues[-1].start:
        faults.append(_("Line %(line)d: this caption begins before the one above it.") % {"line": line})
    elif not TAG.sub("", text).strip():
        faults.append(_("Line %(line)d: this caption has no words.") % {"line": line + 1})
    elif len(text) > LONGEST_CUE:
        faults.append(_("Line %(line)d: this caption is too long to be read.") % {"line": line + 1})
    else:
        cues.append(Cue(start, end, text))


def _plain(text: str) -> str:
    """Return a cue's text with the few tags that stay; what else looks like a tag goes, what remains is escaped."""
    out, at = [], 0
    for tag in TAG.finditer(text):
        out.append(_escaped(text[at : tag.start()]))
        voice = VOICE.fullmatch(tag[0])
        if voice:
            out.append(f"<v {' '.join(voice[1].split())}>")
        elif tag[0] in KEPT:
            out.append(tag[0])
        at = tag.end()
    out.append(_escaped(text[at:]))
    return "\n".join(line.strip() for line in "".join(out).split("\n") if line.strip())


def _escaped(text: str) -> str:
    return html.escape(html.unescape(text), quote=False).replace("--&gt;", "→")


def _milliseconds(clock: str) -> int:
    rest, _dot, thousandths = clock.replace(",", ".").partition(".")
    seconds = 0
    for part in rest.split(":"):
        seconds = seconds * 60 + int(part)
    return seconds * 1000 + int(thousandths)


def _clock(milliseconds: int) -> str:
    seconds, thousandths = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}.{thousandths:03d}"
