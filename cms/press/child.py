"""The child process: reads a job from standard input, writes `result` (or `failure`) into its private folder.

It must start fast: nothing here imports Django, and each format imports only what it needs.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from .errors import PressError


def main() -> None:
    job = json.load(sys.stdin.buffer)
    limit(job)
    folder = Path(sys.argv[2])
    try:
        (folder / "result").write_bytes(made(job, folder))
    except PressError as error:
        tell(folder, error.reason, error.detail)
    except MemoryError:
        tell(folder, "memory", "")
    except RecursionError:
        tell(folder, "content", "nested too deeply")


def tell(folder: Path, reason: str, detail: str) -> None:
    (folder / "failure").write_text(json.dumps({"reason": reason, "detail": detail}))
    sys.exit(3)


def limit(job: dict) -> None:
    """Bind this process and all that it starts: CPU seconds, bytes of data and of files, no core dumps."""
    seconds = max(1, int(job["seconds"]))
    for what, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_DATA, job["memory"]),
        (resource.RLIMIT_FSIZE, job["file_size"]),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))


def made(job: dict, folder: Path) -> bytes:
    """Return the file of this job."""
    if job["format"] == "sheets":
        from .sheets import made_in_child

        return made_in_child(job, folder)
    from . import body

    blocks = body.read(job, folder)
    if job["format"] == "pdf":
        from .pdf import pdf

        return pdf(job, blocks, folder)
    if job["format"] == "epub":
        from .epub import epub

        return epub(job, blocks, folder)
    if job["format"] == "docx":
        from .docx import docx

        return docx(job, blocks, folder)
    from .odt import odt

    return odt(job, blocks, folder)
