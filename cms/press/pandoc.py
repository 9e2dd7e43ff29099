"""Run the pandoc that pypandoc_binary brings, closed in: no files but those named, no network, bounded memory."""

from __future__ import annotations

import importlib.util
import os
import signal
from functools import cache
from pathlib import Path

from .errors import PressError

HEAP_SHARE = 0.8  # of the memory that the process may have
HEAP_OVERFLOW = 251
#: Room to allocate in before rubbish is collected: with less, collecting takes nearly half of the time.
NURSERY = "-A64m"


@cache
def binary() -> str:
    """Return the path of pandoc without importing pypandoc, which is slow."""
    spec = importlib.util.find_spec("pypandoc")
    if spec is None or not spec.submodule_search_locations:
        raise PressError("fault", "pypandoc_binary is not installed")
    return str(Path(spec.submodule_search_locations[0], "files", "pandoc"))


def pandoc(arguments: list[str], given: bytes, job: dict, folder: Path) -> bytes:
    """Return what pandoc makes of `given`. Raises PressError."""
    return finished(*started(arguments, given, job, folder))


def started(arguments: list[str], given: bytes, job: dict, folder: Path) -> tuple[int, Path]:
    """Let pandoc begin, and meanwhile do something else; finished() takes what is returned."""
    program = binary()
    asked, made, complaint = (folder / f"pandoc-{end}" for end in ("in", "out", "err"))
    asked.write_bytes(given)
    heap = f"-M{int(job['memory'] * HEAP_SHARE / 1_000_000)}M"
    write = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    files = [
        (os.POSIX_SPAWN_OPEN, 0, str(asked), os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, str(made), write, 0o600),
        (os.POSIX_SPAWN_OPEN, 2, str(complaint), write, 0o600),
    ]
    line = [program, "+RTS", heap, NURSERY, "-RTS", "--sandbox", "--quiet", *arguments, "-o", "-"]
    return os.posix_spawn(program, line, dict(os.environ), file_actions=files), made


def finished(child: int, made: Path) -> bytes:
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    complaint = made.with_name("pandoc-err").read_bytes()
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        raise PressError("time", "pandoc ran out of time")
    if code == HEAP_OVERFLOW or code < 0 or b"heap" in complaint or b"out of memory" in complaint:
        raise PressError("memory", "pandoc ran out of memory")
    if code:
        raise PressError("fault", "pandoc: " + complaint.decode("utf-8", "replace")[-2000:])
    return made.read_bytes()
