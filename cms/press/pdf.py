"""The tree as a tagged PDF (PDF/UA-1), set by Typst with template.typ."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import typst

from .errors import PressError
from .icons import ICON_SVG
from .package import cloth
from .readable import ARABIC, readable
from .tree import rebuilt

ASSETS = Path(__file__).parent / "assets"
PACKAGES = ("fontpkg_noto_sans", "fontpkg_noto_serif", "fontpkg_ibm_plex_sans_arabic")
LONG_WORD = 36  # letters; longer ones may be broken
CHUNK = 10
SOFT_HYPHEN = "\u00ad"


def pdf(job: dict, blocks: list, folder: Path) -> bytes:
    (folder / "cloth.svg").write_text(cloth(job))
    (folder / "qr.svg").write_text(job["qr"])
    language, _, region = job["language"].partition("-")
    page = {
        name: job[name]
        for name in (
            "title",
            "kind",
            "summary",
            "facts",
            "address",
            "licence_name",
            "licence_url",
            "credits",
            "version",
            "words",
            "direction",
            "pictures",
        )
    }
    page |= {
        "title": breakable(job["title"]),
        "lang": language.lower(),
        "region": region.upper() if len(region) == 2 else None,
        "dye": job["dyes"][0],
        "icons": ICON_SVG,
        "blocks": rebuilt(blocks, _break_long_words),
    }
    (folder / "job.json").write_text(json.dumps(page, ensure_ascii=False))
    made = set_type((ASSETS / "template.typ").read_bytes(), folder)
    return readable(made) if ARABIC.search(json.dumps(page, ensure_ascii=False)) else made


def set_type(source: bytes, folder: Path) -> bytes:
    """Compile with our own fonts; a script that they lack is looked for among the system's.

    Where no font has a letter, the file is valid all the same, but cannot promise PDF/UA, which forbids missing glyphs.
    The last try, without tags, is for what Typst itself cannot tag (it says "internal error").
    """
    own = [ASSETS / "fonts", *(package_folder(name) for name in PACKAGES)]
    tries = [(False, ["ua-1"], True), (True, ["ua-1"], True), (True, [], True), (True, [], False)]
    while tries:
        system, standards, tags = tries.pop(0)
        fonts = typst.Fonts(include_system_fonts=system, include_embedded_fonts=False, font_paths=own)
        compiler = typst.Compiler(
            input=source, root=folder, font_paths=fonts, package_path=folder, package_cache_path=folder
        )
        try:
            return compiler.compile(format="pdf", pdf_standards=standards, pdf_tags=tags)
        except typst.TypstError as error:
            if "internal error" in error.message:
                tries = tries[-1:]
            elif "could not be displayed" not in error.message:
                tries = []
            if not tries:
                raise PressError("fault", f"typst: {error.diagnostic or error.message}"[:2000]) from error
    raise AssertionError("unreachable")


def package_folder(name: str) -> Path:
    """Return the folder of a font package's files."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise PressError("fault", f"{name} is not installed")
    return Path(spec.submodule_search_locations[0], "files")


def breakable(text: str) -> str:
    """Let words that are too long for a line be broken."""
    return " ".join(
        SOFT_HYPHEN.join(word[at : at + CHUNK] for at in range(0, len(word), CHUNK))
        if len(word) > LONG_WORD
        else word
        for word in text.split(" ")
    )


def _break_long_words(node):
    if node["t"] == "Str":
        node["c"] = breakable(node["c"])
    return node
