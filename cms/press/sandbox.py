"""Run the press in a child process that cannot outgrow its limits."""

from __future__ import annotations

import base64
import contextlib
import io
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from dataclasses import fields
from pathlib import Path

from .document import FORMATS, ICONS, WORDS, Document
from .errors import PressError
from .html import printable

SECONDS = 60  # wall clock and CPU
MEMORY = 512 * 1024 * 1024  # bytes of data, each process
FILE_SIZE = 200 * 1024 * 1024  # bytes that a process may write into one file
MOST_HTML = 20_000_000  # letters
ROOT = Path(__file__).parents[2]
EPOCH = (
    1767225600  # 2026-01-01: files carry no date of their own making, so that equal documents are equal files
)
RUN = "import sys; sys.path.insert(0, sys.argv[1]); from cms.press.child import main; main()"


def press(document: Document, format: str, *, seconds: float = SECONDS, memory: int = MEMORY) -> bytes:
    """Return the document in `format` (a key of FORMATS).

    The work is done by a child process with limits on time and memory, no network of its own and a private
    folder. Raises PressError; its `reason` is "time", "memory", "content" (the document's fault) or "fault" (ours).
    """
    return made_by_child(_job(document, FORMATS[format].key, seconds, memory), seconds)


def made_by_child(job: bytes, seconds: float) -> bytes:
    """Return what a child process makes of a job (JSON); PressError as press() raises it."""
    with tempfile.TemporaryDirectory(prefix="press-") as folder:
        child = subprocess.Popen(
            [sys.executable, "-I", "-c", RUN, str(ROOT), folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd=folder,
            env=_environment(folder),
            start_new_session=True,
        )
        try:
            _, complaint = child.communicate(job, timeout=seconds)
        except subprocess.TimeoutExpired:
            raise PressError("time", f"not done within {seconds} seconds") from None
        finally:
            _end(child)
        result = Path(folder, "result")
        if child.returncode == 0 and result.exists():
            return result.read_bytes()
        raise _failure(child.returncode, Path(folder, "failure"), complaint.decode("utf-8", "replace"))


def limits(seconds: float, memory: int) -> dict:
    """Return what a job says of the child's limits, and the date that its files carry."""
    return {"seconds": seconds, "memory": memory, "file_size": FILE_SIZE, "epoch": EPOCH}


def _job(document, format, seconds, memory):
    missing = [key for key in WORDS if key not in document.words]
    if missing:
        raise PressError("content", f"words are missing: {', '.join(missing)}")
    if len(document.html) > MOST_HTML:
        raise PressError("content", "the text is too long")
    if not all(re.fullmatch(r"#[0-9a-fA-F]{6}", dye) for dye in document.dyes):
        raise PressError("content", "a dye is a colour like #28678d")
    unknown = [name for name, _label, _value in document.facts if name not in ICONS]
    if unknown:
        raise PressError("content", f"no such icon: {', '.join(unknown)}")
    job = {one.name: getattr(document, one.name) for one in fields(document)}
    job |= {name: printable(value) for name, value in job.items() if isinstance(value, str)}
    job |= {
        "facts": [[name, printable(label), printable(value)] for name, label, value in document.facts],
        "words": {key: printable(document.words[key]) for key in WORDS},
        "pictures": {name: base64.b64encode(data).decode() for name, data in document.pictures.items()},
        "direction": document.direction,
        "qr": qr(document.address),
        "format": format,
    }
    job |= limits(seconds, memory)
    return json.dumps(job, ensure_ascii=False).encode("utf-8", "replace")


def qr(address: str, dark: str = "#10302a") -> str:
    """Return the QR code of an address as SVG, in a colour like #10302a.

    Made here and not in the child, because importing segno costs more than a whole PDF.
    """
    import segno

    out = io.BytesIO()
    try:
        segno.make(address, error="m", micro=False).save(
            out,
            kind="svg",
            xmldecl=False,
            border=0,
            dark=dark,
            omitsize=True,
            svgclass=None,
            lineclass=None,
            nl=False,
        )
    except ValueError as error:
        raise PressError("content", f"no QR code can hold this address: {error}") from error
    return out.getvalue().decode()


def _environment(folder):
    """A bare environment: nothing secret reaches the child, and whoever asks for a proxy gets a closed door."""
    closed = "http://127.0.0.1:9"
    return {
        "PATH": os.defpath,
        "HOME": folder,
        "TMPDIR": folder,
        "LANG": "C.UTF-8",
        "SOURCE_DATE_EPOCH": str(EPOCH),
        "HTTP_PROXY": closed,
        "HTTPS_PROXY": closed,
        "ALL_PROXY": closed,
    }


def _end(child):
    """Kill whatever of the child's process group is left, and collect it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    for pipe in (child.stdin, child.stderr):
        with contextlib.suppress(OSError):
            pipe.close()


def _failure(code, told, complaint):
    if told.exists():
        failure = json.loads(told.read_text())
        return PressError(failure["reason"], failure["detail"])
    if code == -signal.SIGXCPU:
        return PressError("time", "too much work for the processor")
    if code == -signal.SIGXFSZ:
        return PressError("memory", "the file grew too large")
    if code in (-signal.SIGKILL, -signal.SIGABRT, -signal.SIGSEGV) or "memory" in complaint.lower():
        return PressError("memory", complaint[-300:])
    return PressError("fault", complaint[-2000:])
