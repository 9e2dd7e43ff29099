"""Make the Arabic of a PDF readable to programs: copying, searching, reading aloud.

Typst writes a right-to-left word's glyphs from left to right and tells for each glyph what it stands for, in the
order of writing. Readers (poppler, MuPDF, PDFium) turn the line around letter by letter, also what a single glyph
stands for: lam-alef comes out as alef-lam, and a letter with marks, drawn as two glyphs, comes out twice. So we tell
them what survives the turning: a ligature's letters from left to right too, the marks before their letter, and
nothing for the glyph of a mark, whose letter speaks for it. What is seen on the page does not change.
"""

from __future__ import annotations

import re
import unicodedata
import zlib

ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff]")
OBJECT = re.compile(rb"(\d+) 0 obj\r?\n?")
PAIR = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>(?! <)")
LITERAL = rb"\((?:\\.|[^\\()])*\)"
WIDE = 80  # thousandths of the size of type; poppler begins a new word at 100
HEXADECIMAL = rb"<[0-9A-Fa-f]*>"
STRING = re.compile(LITERAL + rb"|" + HEXADECIMAL + rb"|-?[\d.]+", re.S)
#: What stands between two pieces of a line.
BETWEEN = re.compile(rb"\s*EMC\s*/ReversedChars BMC 0 Tr/f\d+ [\d.]+ Tf 1 0 0 -1 [\d.]+ 0 Tm\s*")
#: What the glyphs of a font stand for: those that must be told for themselves, and all others.
Tellings = tuple[dict[int, str], dict[int, str]]
TOKEN = re.compile(
    rb"/Span<</ActualText<(?P<text>[0-9A-Fa-f]+)>>>BDC"
    rb"|(?P<shown>\[(?:[^\]()]|" + LITERAL + rb")*\]\s*TJ|(?:" + LITERAL + rb"|" + HEXADECIMAL + rb")\s*Tj)"
    rb"|" + LITERAL + rb"|\b(?P<word>EMC|BMC|BDC)|/(?P<font>f\d+) [\d.]+ Tf",
    re.S,
)


def readable(pdf: bytes) -> bytes:
    """Return the PDF with what its glyphs stand for turned so that Arabic reads back as it was written."""
    objects = _objects(pdf)
    changed = dict(objects)
    fonts: dict[int, dict[int, str]] = {}  # glyphs that must be told for themselves
    letters: dict[int, dict[int, str]] = {}  # what the other glyphs stand for
    for number, body in objects.items():
        found = re.search(rb"/Subtype/Type0.*?/DescendantFonts\[(\d+) 0 R\]/ToUnicode (\d+) 0 R", body, re.S)
        if found:
            table = int(found[2])
            widths, cmap = _widths(objects[int(found[1])]), _stream(objects[table])
            told = {glyph: text for glyph, text in _told(cmap).items() if ARABIC.search(text)}
            fonts[number] = {
                glyph: text[::-1] if widths.get(glyph) else "" for glyph, text in told.items() if _marks(text)
            }
            letters[number] = {glyph: text[::-1] for glyph, text in told.items() if widths.get(glyph)}
            changed[table] = _with_stream(objects[table], _turned_map(cmap, widths))
    for body in objects.values():
        page = re.search(rb"/Contents (\d+) 0 R", body)
        resources = re.search(rb"/Resources (?:(\d+) 0 R|<<)", body)
        if page and resources:
            names = re.findall(rb"/(f\d+) (\d+) 0 R", objects[int(resources[1])] if resources[1] else body)
            number = int(page[1])
            named = {name: (fonts.get(int(font), {}), letters.get(int(font), {})) for name, font in names}
            changed[number] = _with_stream(objects[number], _turned_page(_stream(objects[number]), named))
    return _written(pdf, changed)


def _marks(text: str) -> str:
    return "".join(c for c in text if unicodedata.combining(c))


def _letters(text: str) -> str:
    return "".join(c for c in text if not unicodedata.combining(c))


def _turned_map(cmap: bytes, widths: dict[int, float]) -> bytes:
    """Glyphs with a width stand for letters, glyphs without one for marks."""

    def turn(found):
        text = bytes.fromhex(found[2].decode()).decode("utf-16-be")
        if not ARABIC.search(text):
            return found[0]
        said = _letters(text)[::-1] if widths.get(int(found[1], 16)) else _marks(text)
        return b"<%s> <%s>" % (found[1], _hex(said or text))

    return PAIR.sub(turn, cmap)


def _turned_page(page: bytes, named: dict[bytes, Tellings]) -> bytes:
    out, at, font = [], 0, ({}, {})
    spans: list[str] = []  # the marked content that is open: "dropped", "said" (by an ActualText), "kept"
    before: _Shown | None = None  # what was shown last, and where in `out` it is
    for token in TOKEN.finditer(page):
        out.append(page[at : token.start()])
        at = token.end()
        text, shown, word, name = token["text"], token["shown"], token["word"], token["font"]
        keep = token[0]
        if name:
            font = named.get(name, ({}, {}))
        elif text is not None:
            said = bytes.fromhex(text.decode()).decode("utf-16")
            dropped = ARABIC.search(said) and not _marks(said)  # its glyphs say the same by themselves
            spans.append("dropped" if dropped else "said")
            if ARABIC.search(said):
                said = "" if _only_marks(page, at, named, font) else said[::-1]
            keep = b" " if dropped else b"/Span<</ActualText<FEFF%s>>>BDC" % _hex(said)
        elif word == b"EMC":
            keep = b" " if spans and spans.pop() == "dropped" else keep
        elif word:
            spans.append("kept")
        elif shown and any(font):
            this = _Shown(shown, font, "dropped" in spans, len(out))
            keep = shown if "said" in spans or this.dropped else _said_apart(shown, *font)
            between = b"".join(out[before.place + 1 :]) if before else b""
            if before and this.is_far_from(before, between):
                # One word in two pieces, because a letter of it stands for something else elsewhere: told as one.
                (front, last), (first, rest) = before.last(), this.first()
                told = b"/Span<</ActualText<FEFF%s>>>BDC" % _hex(before.letter(-1) + this.letter(0))
                moved = between.replace(b"/ReversedChars BMC", b"").replace(b"EMC", b"")
                out[before.place :] = [front, told, last, moved]
                keep, this = b"%s\nEMC\n%s" % (first, rest), None
            before = None if "said" in spans else this
        out.append(keep)
    return b"".join([*out, page[at:]])


class _Shown:
    """A text operator: its glyphs, one by one, and the numbers by which they are moved."""

    def __init__(self, shown: bytes, font: Tellings, dropped: bool, place: int):
        self.font, self.dropped, self.place = font, dropped, place
        self.units: list[bytes] = []
        for part in STRING.findall(shown):
            if part.startswith((b"(", b"<")):
                codes = _codes(part)
                self.units += [b"<%s>" % codes[at : at + 2].hex().encode() for at in range(0, len(codes), 2)]
            else:
                self.units.append(part)
        self.glyphs = [at for at, unit in enumerate(self.units) if unit.startswith(b"<")]

    def letter(self, place: int) -> str:
        """Return what the glyph at `place` stands for; nothing for one of a mark."""
        sayings, letters = self.font
        glyph = int(self.units[self.glyphs[place]][1:-1], 16)
        read = sayings.get(glyph, letters.get(glyph, ""))
        return _letters(read) if self.dropped else read

    def is_far_from(self, before: _Shown, between: bytes) -> bool:
        """Say whether this goes on with the word of `before`, but so far from it that readers would see two."""
        if (
            before.font is not self.font
            or not BETWEEN.fullmatch(between)
            or not (before.glyphs and self.glyphs)
        ):
            return False
        moved = before.units[before.glyphs[-1] + 1 :] + self.units[: self.glyphs[0]]
        return -sum(map(float, moved)) > WIDE and bool(before.letter(-1) and self.letter(0))

    def first(self) -> tuple[bytes, bytes]:
        """Return the operator of the first glyph, and of the others."""
        at = self.glyphs[0] + 1
        return b"[%s]TJ" % b"".join(self.units[:at]), self._turned(self.units[at:])

    def last(self) -> tuple[bytes, bytes]:
        """Return the operator of the glyphs before the last one, and of that."""
        at = self.glyphs[-1]
        return self._turned(self.units[:at]), b"[%s]TJ" % b"".join(self.units[at:])

    def _turned(self, units: list[bytes]) -> bytes:
        shown = b"[%s]TJ" % b"".join(units)
        return shown if self.dropped else _said_apart(shown, *self.font)


def _only_marks(page: bytes, at: int, named: dict[bytes, Tellings], font: Tellings) -> bool:
    """True if the next text shown consists of glyphs of marks."""
    for token in TOKEN.finditer(page, at):
        if token["font"]:
            font = named.get(token["font"], ({}, {}))
        if token["shown"]:
            return all(font[0].get(glyph) == "" for glyph in _glyphs(token["shown"]))
    return False


def _glyphs(shown: bytes) -> list[int]:
    codes = b"".join(_codes(part) for part in STRING.findall(shown) if part.startswith((b"(", b"<")))
    return [int.from_bytes(codes[at : at + 2], "big") for at in range(0, len(codes), 2)]


def _said_apart(shown: bytes, sayings: dict[int, str], letters: dict[int, str]) -> bytes:
    """Return the text operator cut up, so that what must be told for itself stands alone and is: glyphs of letters
    with marks, and letters of one word that are kerned so far apart that readers would see two words."""
    runs: list[tuple[str | None, str, list[bytes]]] = []  # what is told, what is read, pieces of the operator
    waiting: list[tuple[str | None, str, list[bytes]]] = []  # what stands between two letters
    gap = 0.0
    for part in STRING.findall(shown):
        if not part.startswith((b"(", b"<")):
            waiting.append((None, "", [part]))
            gap -= float(part)
            continue
        codes = _codes(part)
        for at in range(0, len(codes), 2):
            code = codes[at : at + 2]
            glyph, piece = int.from_bytes(code, "big"), b"<%s>" % code.hex().encode()
            said, read = sayings.get(glyph), sayings.get(glyph) or letters.get(glyph, "")
            if said == "":
                waiting.append((said, "", [piece]))
                continue
            if gap > WIDE and read and runs and runs[-1][1]:
                between = [piece for run in waiting for piece in run[2]]
                told = runs[-1][1] + read
                runs[-1] = (told, told, [*runs[-1][2], *between, piece])
            else:
                runs += [*waiting, (said, read, [piece])]
            waiting, gap = [], 0.0
    runs += waiting
    if all(said is None for said, _, _ in runs):
        return shown
    out, plain = [], []
    for said, _, pieces in [*runs, ("", "", [])]:
        if said is None:
            plain += pieces
            continue
        if plain:
            out.append(b"[%s]TJ\n" % b"".join(plain))
            plain = []
        if pieces:
            out.append(b"/Span<</ActualText<FEFF%s>>>BDC [%s]TJ\nEMC\n" % (_hex(said), b"".join(pieces)))
    return b"".join(out)


def _hex(text: str) -> bytes:
    return text.encode("utf-16-be").hex().upper().encode()


def _codes(string: bytes) -> bytes:
    """Return the bytes of a string, which PDF writes as letters in parentheses or in hexadecimal."""
    return bytes.fromhex(string[1:-1].decode()) if string.startswith(b"<") else _unescaped(string[1:-1])


def _unescaped(text: bytes) -> bytes:
    plain = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
    return re.sub(
        rb"\\([0-7]{1,3}|.)",
        lambda found: bytes([int(found[1], 8)]) if found[1][:1].isdigit() else plain.get(found[1], found[1]),
        text,
        flags=re.S,
    )


def _widths(font: bytes) -> dict[int, float]:
    """Return glyph -> width from the triples and lists of /W."""
    found = {}
    listed = re.search(rb"/W\[(.*)\]", font, re.S)
    for first, several, last, one in re.findall(
        rb"(\d+) (?:\[([^\]]*)\]|(\d+) ([\d.]+))", listed[1] if listed else b""
    ):
        if several:
            found |= {int(first) + at: float(width) for at, width in enumerate(several.split())}
        else:
            found |= dict.fromkeys(range(int(first), int(last) + 1), float(one))
    return found


def _told(cmap: bytes) -> dict[int, str]:
    return {
        int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in PAIR.findall(cmap)
    }


def _objects(pdf: bytes) -> dict[int, bytes]:
    """Return number -> body, by the file's own table of contents."""
    table = pdf[int(pdf[pdf.rindex(b"startxref") + 9 :].split()[0]) :]
    starts = sorted(int(offset) for offset in re.findall(rb"(\d{10}) \d{5} n", table))
    ends = [*starts[1:], pdf.rindex(b"xref", 0, pdf.rindex(b"startxref"))]
    found = {}
    for start, end in zip(starts, ends, strict=True):
        head = OBJECT.match(pdf, start)
        found[int(head[1])] = pdf[head.end() : pdf.rindex(b"endobj", start, end)].rstrip(b"\r\n")
    return found


def _stream(body: bytes) -> bytes:
    start = re.search(rb"stream\r?\n", body).end()
    data = body[start : body.rindex(b"endstream")]
    return zlib.decompress(data) if b"/FlateDecode" in body[:start] else data


def _with_stream(body: bytes, data: bytes) -> bytes:
    packed = zlib.compress(data)
    head = body[: body.index(b"stream")]
    head = re.sub(rb"/Length \d+", b"/Length %d" % len(packed), head)
    if b"/FlateDecode" not in head:
        head = head.replace(b"<<", b"<</Filter/FlateDecode", 1)
    return head + b"stream\n" + packed + b"\nendstream"


def _written(pdf: bytes, objects: dict[int, bytes]) -> bytes:
    out = bytearray(pdf[: OBJECT.search(pdf).start()])
    offsets = {}
    for number in sorted(objects):
        offsets[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    table = len(out)
    size = max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f\r\n" % size
    out += b"".join(b"%010d 00000 n\r\n" % offsets[number] for number in range(1, size))
    trailer = re.search(
        rb"trailer\s*(<<.*>>)\s*startxref", pdf[pdf.rindex(b"xref", 0, pdf.rindex(b"startxref")) :], re.S
    )
    return bytes(out + b"trailer\n%s\nstartxref\n%d\n%%%%EOF\n" % (trailer[1], table))
