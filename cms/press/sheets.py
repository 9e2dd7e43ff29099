"""Sheets whose whole look is the caller's: a Typst template of a room, its data as JSON, its drawings and pictures.

The child process, its limits, the fonts and the closed doors are those of documents (sandbox.py). As there, no text
ever becomes markup: the template reads it from data.json.
"""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import PressError

MOST_FILES = 400


@dataclass(frozen=True)
class Sheets:
    """What came of it: a PNG for each page, the PDFs that were asked for, and the values of <told> in the template."""

    pages: tuple[bytes, ...]
    pdfs: tuple[bytes, ...]
    told: tuple[Any, ...]


def typeset(
    template: bytes,
    data: Mapping[str, Any],
    files: Mapping[str, bytes],
    *,
    pdfs: Sequence[Mapping[str, str]] = (),
    ppi: float = 72,
    pictures: bool = True,
    seconds: float = 60,
    memory: int = 512 * 1024 * 1024,
) -> Sheets:
    """Set a template with the house's fonts, in one child process.

    The template reads json("data.json") and `files` by their names (PNG, JPEG or SVG that we drew). The PNGs are drawn
    with `ppi` dots an inch unless `pictures` is false; then one compilation only tells. For each of `pdfs`, which are
    the template's sys.inputs, one PDF is made. PressError as press() raises it.
    """
    from .html import printable
    from .sandbox import limits, made_by_child

    if len(files) > MOST_FILES or any("/" in name or name.startswith(".") for name in files):
        raise PressError("content", "these files cannot lie beside a template")

    def clean(value):
        if isinstance(value, str):
            return printable(value)
        if isinstance(value, Mapping):
            return {key: clean(one) for key, one in value.items()}
        if isinstance(value, (list, tuple)):
            return [clean(one) for one in value]
        return value

    job = {
        "format": "sheets",
        "template": base64.b64encode(template).decode(),
        "data": clean(data),
        "files": {name: base64.b64encode(content).decode() for name, content in files.items()},
        "pdfs": [dict(one) for one in pdfs],
        "ppi": ppi,
        "pictures": pictures,
    } | limits(seconds, memory)
    result = made_by_child(json.dumps(job, ensure_ascii=False).encode("utf-8", "replace"), seconds)
    with zipfile.ZipFile(io.BytesIO(result)) as pack:
        names = pack.namelist()
        return Sheets(
            pages=tuple(pack.read(name) for name in names if name.startswith("page-")),
            pdfs=tuple(pack.read(name) for name in names if name.startswith("sheet-")),
            told=tuple(json.loads(pack.read("told"))),
        )


def made_in_child(job: dict, folder: Path) -> bytes:
    """Return the parts as an uncompressed zip, which is this job's one file."""
    import typst

    from .pdf import ASSETS, PACKAGES, package_folder

    (folder / "data.json").write_text(json.dumps(job["data"], ensure_ascii=False))
    for name, coded in job["files"].items():
        (folder / name).write_bytes(base64.b64decode(coded))
    own = [ASSETS / "fonts", *(package_folder(name) for name in PACKAGES)]
    out = io.BytesIO()
    # As a file: what is given as bytes cannot be asked for what it tells.
    source = folder / "sheet.typ"
    source.write_bytes(base64.b64decode(job["template"]))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as pack:
        try:
            # Letters that our fonts lack are looked for among the system's, as in documents.
            fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=own)
            compiler = typst.Compiler(
                input=source, root=folder, font_paths=fonts, package_path=folder, package_cache_path=folder
            )
            if job["pictures"]:
                made = compiler.compile(format="png", ppi=job["ppi"])
                for at, page in enumerate(made if isinstance(made, list) else [made]):
                    pack.writestr(f"page-{at:04}", page)
            pack.writestr("told", compiler.query("<told>", field="value"))
            for at, inputs in enumerate(job["pdfs"]):
                pack.writestr(
                    f"sheet-{at:04}",
                    compiler.compile(format="pdf", sys_inputs=inputs, timestamp=job["epoch"], pdf_tags=True),
                )
        except typst.TypstError as error:
            raise PressError("fault", f"typst: {error.diagnostic or error.message}"[:2000]) from error
    return out.getvalue()
