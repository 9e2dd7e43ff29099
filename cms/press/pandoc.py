"""Run the pandoc that pypandoc_binary brings, closed in: no files but those named, no network, bounded memory."""

from __future__ import annotations

import importlib.util
import subprocess
from functools import cache
from pathlib import Path

from .document import PressError

HEAP_SHARE = 0.8  # of the memory that the process may have
HEAP_OVERFLOW = 251


@cache
def binary() -> str:
    """Return the path of pandoc without importing pypandoc, which is slow."""
    spec = importlib.util.find_spec("pypandoc")
    if spec is None or not spec.submodule_search_locations:
        raise PressError("fault", "pypandoc_binary is not installed")
    return str(Path(spec.submodule_search_locations[0], "files", "pandoc"))


def pandoc(arguments: list[str], given: bytes, job: dict) -> bytes:
    """Return what pandoc makes of `given`. Raises PressError."""
    heap = f"-M{int(job['memory'] * HEAP_SHARE / 1_000_000)}M"
    done = subprocess.run(
        [binary(), "+RTS", heap, "-RTS", "--sandbox", "--quiet", *arguments, "-o", "-"],
        input=given,
        capture_output=True,
        check=False,
    )
    if done.returncode == HEAP_OVERFLOW or b"heap overflow" in done.stderr or b"out of memory" in done.stderr:
        raise PressError("memory", "pandoc ran out of memory")
    if done.returncode in (-24, -9, 152):
        raise PressError("time", "pandoc ran out of time")
    if done.returncode:
        raise PressError("fault", "pandoc: " + done.stderr.decode("utf-8", "replace")[-2000:])
    return done.stdout
