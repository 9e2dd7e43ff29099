"""From the fragment to the prepared tree: clean, read with pandoc, check the pictures."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path

from .html import clean
from .pandoc import pandoc
from .tree import prepare

MOST_PIXELS = 40_000_000
SUFFIX = {"PNG": "png", "JPEG": "jpg"}


def read(job: dict, folder: Path) -> list:
    """Return the body's blocks. Puts the usable pictures into `folder` and describes them in job["pictures"]."""
    job["pictures"] = usable(job["pictures"], folder)
    found = pandoc(["-f", "html", "-t", "json"], clean(job["html"]).encode(), job)
    return prepare(json.loads(found)["blocks"], words=job["words"], pictures=job["pictures"])


def usable(given: dict[str, str], folder: Path) -> dict[str, dict]:
    """Write the sound pictures to files of our own names; return name -> {file, width, height} (pixels)."""
    if not given:
        return {}
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    found = {}
    for at, (name, coded) in enumerate(sorted(given.items())):
        data = base64.b64decode(coded)
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
