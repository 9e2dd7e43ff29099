"""One share card as a plain value: everything that is drawn, and nothing else."""

import hashlib
import json
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import NamedTuple

from campaigns.enums import CardFormat, CardKind, CardLook
from cms.press.document import press_version

#: Pictures as they come from the storage, before they are cut: (left, top, right, bottom) of what must stay, in shares.
Focus = tuple[float, float, float, float]


@dataclass(frozen=True)
class Card:
    """A card of one format and language.

    words: (text, is a figure) one after the other. lines: what stands below, each a line of its own: the source, the
    name, "Name changed; told with consent." address: whole, for the QR code of the poster and below a call.
    seed, dye: of the cloth; dye as #rrggbb. picture: bytes of a PNG or JPEG; focus: its part that must stay.
    scan: words beside the QR code. house: the site's name. title: of the PDF; alt: the card in words.
    """

    format: CardFormat
    look: CardLook
    kind: CardKind
    language: str
    words: tuple[tuple[str, bool], ...]
    lines: tuple[str, ...]
    organisation: str
    house: str
    address: str
    scan: str
    seed: str
    dye: str
    title: str
    alt: str
    picture: bytes = field(default=b"", repr=False)
    focus: Focus | None = None

    @property
    def text(self) -> str:
        """The words as one string."""
        return "".join(part for part, _is_figure in self.words)


class Made(NamedTuple):
    """A drawn card: `data` is PNG, or PDF for the poster, whose `preview` is a PNG."""

    data: bytes
    preview: bytes
    fits: bool

    @property
    def picture(self) -> bytes:
        """The card as PNG, whatever it is itself."""
        return self.preview or self.data


def digest(card: Card) -> str:
    """Return what names this card, made by this press: 64 hex digits over everything that goes in."""
    plain = {one.name: getattr(card, one.name) for one in fields(card)}
    plain["picture"] = hashlib.sha256(card.picture).hexdigest() if card.picture else ""
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{text}\n{_version()}".encode("utf-8", "surrogatepass")).hexdigest()


@cache
def _version() -> str:
    """Return a fingerprint of this folder and of the press."""
    here = Path(__file__).parent
    own = sorted(path for path in here.iterdir() if path.suffix in (".py", ".typ"))
    marks = [press_version(), *(hashlib.sha256(path.read_bytes()).hexdigest() for path in own)]
    return hashlib.sha256("\n".join(marks).encode()).hexdigest()[:16]
