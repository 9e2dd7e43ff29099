"""Reading files as people do."""

import shutil
import subprocess

from tests.conftest import missing


def text_of_pdf(content: bytes) -> str:
    """Return the text of a PDF; skips (fails with CI=true) where pdftotext is missing."""
    if not shutil.which("pdftotext"):
        missing("pdftotext (poppler-utils) is not installed")
    read = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)
    return read.stdout.decode()
