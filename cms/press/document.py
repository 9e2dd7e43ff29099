"""What goes into the press: a document and the formats it can be pressed into."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ckb", "ps", "sd", "ug", "yi", "dv"})
ICONS = ("time", "age", "people", "material", "subject", "topic", "language")
WORDS = ("contents", "credits", "licence", "minutes", "page_of", "scan", "version")


@dataclass(frozen=True)
class Format:
    key: str
    media_type: str
    extension: str


FORMATS = {
    one.key: one
    for one in (
        Format("pdf", "application/pdf", "pdf"),
        Format("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
        Format("odt", "application/vnd.oasis.opendocument.text", "odt"),
        Format("epub", "application/epub+zip", "epub"),
    )
}


@dataclass(frozen=True)
class Document:
    """Everything that is printed, and nothing else; README.md beside this file explains the fields.

    `html` is a fragment in the press's vocabulary. `facts` are (icon name, label, value). `words` holds all keys
    of WORDS, already translated. `pictures` maps names to PNG or JPEG bytes, used as <img src="picture:NAME">.
    """

    title: str
    language: str
    html: str
    kind: str
    summary: str
    facts: tuple[tuple[str, str, str], ...]
    address: str
    licence_name: str
    licence_url: str
    credits: str
    version: str
    seed: str
    dyes: tuple[str, str]
    words: Mapping[str, str]
    pictures: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def direction(self) -> str:
        return "rtl" if self.language.lower().split("-")[0] in RIGHT_TO_LEFT else "ltr"

    def canonical(self) -> str:
        """The document as JSON with sorted keys; a picture is represented by the hash of its bytes."""
        plain = {one.name: getattr(self, one.name) for one in fields(self)}
        plain["words"] = dict(self.words)
        plain["pictures"] = {name: hashlib.sha256(data).hexdigest() for name, data in self.pictures.items()}
        return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(document: Document, format: str) -> str:
    """Return the SHA-256 (hex) that names this document in this format, made by this press."""
    parts = (document.canonical(), press_version(), FORMATS[format].key)
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


@cache
def press_version() -> str:
    """Return a fingerprint of the press: its own code and assets and the versions of the programs it drives.

    So nobody has to remember to raise a number when the template changes: old files are simply no longer asked for.
    """
    from importlib.metadata import version

    here = Path(__file__).parent
    marks = [
        f"{name} {version(name)}"
        for name in (
            "typst",
            "pypandoc_binary",
            "nh3",
            "segno",
            "fontpkg-noto-sans",
            "fontpkg-noto-serif",
            "fontpkg-ibm-plex-sans-arabic",
        )
    ]
    own = [p for p in here.rglob("*") if p.is_file() and p.suffix not in (".pyc", ".md")] + [
        here.parent / "weave.py"
    ]
    marks += [
        f"{path.relative_to(here.parent)} {hashlib.sha256(path.read_bytes()).hexdigest()}"
        for path in sorted(own)
    ]
    return hashlib.sha256("\n".join(marks).encode()).hexdigest()[:16]
