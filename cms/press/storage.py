"""A document is pressed once; what was pressed is stored under its digest and returned ever after."""

from __future__ import annotations

import contextlib
import os
import tempfile
import threading
from pathlib import Path

from .document import FORMATS, Document, digest
from .errors import PressBusy
from .sandbox import press

SLOTS = 2  # presses at work at once in one process, unless settings.PRESS_SLOTS says otherwise
PATIENCE = 20  # seconds that a caller waits for a slot, unless settings.PRESS_PATIENCE says otherwise
FOLDER = "press"
ATTEMPTS = 3  # how often a file is fetched again that another request took away meanwhile

_guard = threading.Lock()
_slots: threading.BoundedSemaphore | None = None
_making: dict[str, tuple[threading.Lock, int]] = {}  # name -> (lock, how many want it)


def obtain(document: Document, format: str) -> str:
    """Return the name, in the default storage, of the document in this format; press it if it is not there yet.

    Two who ask at once get the same file, made once (two processes may both make it: the bytes are the same).
    Raises PressBusy when no slot becomes free in time, and PressError as press() does; nothing is stored then.
    """
    from django.core.files.storage import default_storage

    name = storage_name(document, format)
    if default_storage.exists(name):
        return name
    patience = _setting("PRESS_PATIENCE", PATIENCE)
    with _one_at_a_time(name, patience):
        if not default_storage.exists(name):
            with _slot(patience):
                made = press(document, format)
            store(default_storage, name, made)
    return name


def made_for_one(document: Document, format: str) -> bytes:
    """Return the document in this format and keep it nowhere: it holds words that are one person's or one day's.

    Raises PressBusy and PressError as obtain() does.
    """
    from django.core.files.storage import default_storage

    for _attempt in range(ATTEMPTS):
        name = obtain(document, format)
        try:
            with default_storage.open(name) as file:
                return file.read()
        except FileNotFoundError:
            continue
        finally:
            default_storage.delete(name)
    raise PressBusy(f"{name} is taken away as soon as it is made")


def a_place_at_the_press():
    """Return a context manager: one of the places of this process, which others wait for. PressBusy if none is free."""
    return _slot(_setting("PRESS_PATIENCE", PATIENCE))


def storage_name(document: Document, format: str) -> str:
    """Return where the document is or would be: press/ab/abcdef….pdf."""
    key = digest(document, format)
    return f"{FOLDER}/{key[:2]}/{key}.{FORMATS[format].extension}"


@contextlib.contextmanager
def _one_at_a_time(name, patience):
    with _guard:
        lock, wanted = _making.get(name, (threading.Lock(), 0))
        _making[name] = (lock, wanted + 1)
    try:
        if not lock.acquire(timeout=patience):
            raise PressBusy(f"{name} is still being made")
        try:
            yield
        finally:
            lock.release()
    finally:
        with _guard:
            lock, wanted = _making[name]
            if wanted == 1:
                del _making[name]
            else:
                _making[name] = (lock, wanted - 1)


@contextlib.contextmanager
def _slot(patience):
    global _slots
    with _guard:
        if _slots is None:
            _slots = threading.BoundedSemaphore(_setting("PRESS_SLOTS", SLOTS))
        slots = _slots
    if not slots.acquire(timeout=patience):
        raise PressBusy("all presses are at work")
    try:
        yield
    finally:
        slots.release()


def _setting(name, otherwise):
    from django.conf import settings

    return getattr(settings, name, otherwise)


def store(storage, name: str, data: bytes) -> None:
    """Put the bytes under exactly this name, whole or not at all."""
    from django.core.files.base import ContentFile

    try:
        path = Path(storage.path(name))
    except NotImplementedError:  # object storage: a put is whole by itself
        stored = storage.save(name, ContentFile(data))
        if stored != name:  # somebody was faster, and the storage evaded the name
            storage.delete(stored)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".draft-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(draft, getattr(storage, "file_permissions_mode", None) or 0o644)
        os.replace(draft, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(draft)
        raise
