"""From the fragment to the prepared tree: clean, read with pandoc, check the pictures."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path

from .html import clean
from .pandoc import finished, started
from .tree import prepare

MOST_PIXELS = 40_000_000
DRAWING_PPI = 192
SUFFIX = {"PNG": "png", "JPEG": "jpg"}


def read(job: dict, folder: Path) -> list:
    """Return the body's blocks. Puts the usable pictures into `folder` and describes them in job["pictures"]."""
    reading = started(["-f", "html", "-t", "json"], clean(job["html"]).encode(), job, folder)
    if job["format"] != "epub":
        import typst  # noqa: F401  while pandoc reads, load what comes next
    job["pictures"] = usable(job["pictures"], folder)
    return prepare(json.loads(finished(*reading))["blocks"], words=job["words"], pictures=job["pictures"])


def usable(given: dict[str, str], folder: Path) -> dict[str, dict]:
    """Write the sound pictures to files of our own names; return name -> {file, width, height} (pixels)."""
    if not given:
        return {}
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    found = {}
    for at, (name, coded) in enumerate(sorted(given.items())):
        data = drawn(base64.b64decode(coded), folder)
        try:
            with Image.open(io.BytesIO(data), formats=list(SUFFIX)) as picture:
                kind, (width, height) = picture.format, picture.size
                picture.load()
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            continue  # its words stand in for it
        if width * height > MOST_PIXELS:
            continue
        file = f"picture-{at}.{SUFFIX[kind]}"
        (folder / file).write_bytes(data)
        found[name] = {"file": file, "width": width, "height": height}
    return found


def drawn(data: bytes, folder: Path) -> bytes:
    """Return an SVG that we drew as PNG, with our own fonts; anything else as it came.

    Typst's renderer opens no address and no file that an SVG may name. What cannot be drawn stays as it is, and is
    then no sound picture.
    """
    if not data.lstrip().startswith(b"<svg"):
        return data
    import typst

    from .pdf import ASSETS, PACKAGES, package_folder

    (folder / "drawing.svg").write_bytes(data)
    page = b'#set page(width: auto, height: auto, margin: 0pt)\n#image("drawing.svg")'
    own = [ASSETS / "fonts", *(package_folder(name) for name in PACKAGES)]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=own)
    try:
        return typst.Compiler(input=page, root=folder, font_paths=fonts).compile(
            format="png", ppi=DRAWING_PPI
        )
    except typst.TypstError:
        return data
