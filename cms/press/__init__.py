"""The document press: one semantic HTML fragment in, PDF, DOCX, ODT and EPUB out. See README.md.

Importing this package needs neither Django nor the programs that it drives.
"""

from .document import FORMATS, WORDS, Document, Format, PressBusy, PressError, digest
from .sandbox import press
from .storage import obtain

__all__ = ["FORMATS", "WORDS", "Document", "Format", "PressBusy", "PressError", "digest", "obtain", "press"]
