"""The document press: one semantic HTML fragment in, PDF, DOCX, ODT and EPUB out. See README.md.

Importing this package needs neither Django nor the programs that it drives. The names are fetched when they are first
asked for, because the child process, which must start fast, needs none of them.
"""

from importlib import import_module

_HOMES = {
    "Document": "document",
    "FORMATS": "document",
    "Format": "document",
    "ICONS": "document",
    "WORDS": "document",
    "digest": "document",
    "PressBusy": "errors",
    "PressError": "errors",
    "Sheets": "sheets",
    "press": "sandbox",
    "typeset": "sheets",
    "made_for_one": "storage",
    "obtain": "storage",
    "storage_name": "storage",
}

__all__ = sorted(_HOMES)


def __getattr__(name):
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
