"""Pictures as files. Only renditions are public: originals and everything else under media/ stay inside."""

import mimetypes
from pathlib import PurePosixPath

from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest

from cms.models.media import RETRACTABLE

#: Folders of renditions; a rendition's name holds the hash of what it was made from.
PUBLIC_FOLDERS = {"images", "avatar_images", RETRACTABLE}
#: Seconds for which a browser or a proxy may show what somebody may take back.
RETRACTABLE_AGE = 60
SAFE_TYPES = {"image/jpeg", "image/png", "image/webp", "image/avif", "image/gif"}
LONGEST_PATH = 200  # bytes; ours are shorter, and file systems complain of names over 255


def media(request: HttpRequest, path: str) -> FileResponse:
    """Serve a rendition; 404 for everything else."""
    parts = PurePosixPath(path).parts
    kind, _ = mimetypes.guess_type(path)
    if len(parts) != 2 or parts[0] not in PUBLIC_FOLDERS or ".." in parts or kind not in SAFE_TYPES:
        raise Http404
    if len(path.encode("utf-8", "replace")) > LONGEST_PATH:
        raise Http404
    try:
        file = default_storage.open(path)
    except (FileNotFoundError, IsADirectoryError, SuspiciousOperation, ValueError) as error:
        raise Http404 from error
    response = FileResponse(file, content_type=kind)
    retractable = parts[0] == RETRACTABLE
    response["Cache-Control"] = (
        f"public, max-age={RETRACTABLE_AGE}" if retractable else "public, max-age=31536000, immutable"
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
