"""What editors upload, made safe before it is kept: pictures without metadata, documents without programs."""

import io
import secrets
import zipfile
from pathlib import PurePosixPath

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from PIL import Image as Pillow
from PIL import ImageOps, ImageSequence

MOST_PIXELS = 40_000_000  # of all frames; beyond that a picture of a few kilobytes fills a gigabyte of memory
MOST_FRAMES = 200
MOST_UNPACKED = 200_000_000  # bytes that a packed document (DOCX, ODT, EPUB) may hold
MOST_XML = 20_000_000  # bytes of them that we read; the tree of it takes ten times as much memory
MOST_PARTS = 5_000
FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif", "GIF": "gif"}
#: Inside packed documents: programs, and folders where they live.
PROGRAMS = ("vbaproject.bin", "vbadata.xml", "basic/", "scripts/", "activex", "macros/")
PACKED = {".docx", ".odt", ".epub"}
#: Inside packed documents: what is looked through for ways out.
READ = (".xml", ".rels", ".opf", ".xhtml")


def own_name(extension: str) -> str:
    """Return a file name of ours: what the uploader called the file is nobody's business."""
    return f"{secrets.token_hex(8)}.{extension}"


def open_picture(file) -> Pillow.Image:
    """Open an uploaded picture without decoding it; ValidationError with a sentence when we do not take it."""
    file.seek(0)
    try:
        picture = Pillow.open(file, formats=list(FORMATS))
        width, height = picture.size
        frames = getattr(picture, "n_frames", 1) if width * height <= MOST_PIXELS else 1
    except (OSError, ValueError, SyntaxError, Pillow.DecompressionBombError) as error:
        raise ValidationError(
            _("This is not a picture that we can read. JPEG, PNG, WebP, AVIF and GIF work.")
        ) from error
    if frames > MOST_FRAMES:
        raise ValidationError(
            ngettext(
                "This picture has %(frames)d frame; %(most)d are the most that we take.",
                "This picture has %(frames)d frames; %(most)d are the most that we take.",
                frames,
            )
            % {"frames": frames, "most": MOST_FRAMES}
        )
    pixels = width * height * frames
    if pixels > MOST_PIXELS:
        raise ValidationError(
            _("This picture has %(size)d megapixels; %(most)d are the most that we take.")
            % {"size": round(pixels / 1_000_000), "most": MOST_PIXELS // 1_000_000}
        )
    return picture


def clean_picture(file) -> ContentFile:
    """Return the picture encoded anew, upright, under a name of ours: no place, no camera, no comment survives.

    Re-encoding also breaks files that are a picture and something else at once. Colours stay as they look: pictures
    with a colour profile are converted to sRGB by the browser's default, so profiles are kept; nothing else is.
    """
    picture = open_picture(file)
    # Some telephones put a second, small picture into a JPEG file: the first one is the photograph.
    kind = "JPEG" if picture.format == "MPO" else picture.format
    profile = picture.info.get("icc_profile")
    out = io.BytesIO()
    options: dict = {"icc_profile": profile} if profile and kind != "GIF" else {}
    try:
        if kind != "JPEG" and getattr(picture, "n_frames", 1) > 1:
            frames = [frame.copy() for frame in ImageSequence.Iterator(picture)]
            for frame in frames:
                frame.info = {
                    key: frame.info[key] for key in ("duration", "transparency") if key in frame.info
                }
            durations = [frame.info.get("duration", 100) for frame in frames]
            frames[0].save(
                out, kind, save_all=True, append_images=frames[1:], duration=durations, loop=0, **options
            )
        else:
            upright = ImageOps.exif_transpose(picture)
            transparency = upright.info.get("transparency")
            upright.info = {}
            if kind in ("JPEG", "WEBP", "AVIF"):
                options["quality"] = 92
            if kind == "JPEG":
                upright = upright.convert("RGB") if upright.mode not in ("RGB", "L", "CMYK") else upright
            elif transparency is not None and kind in ("PNG", "GIF"):
                options["transparency"] = transparency
            upright.save(out, kind, **options)
    except (OSError, ValueError, SyntaxError) as error:
        raise ValidationError(_("This picture is damaged: we could not read it to the end.")) from error
    return ContentFile(out.getvalue(), name=own_name(FORMATS[kind]))


def check_document(file, name: str) -> None:
    """Raise ValidationError with a sentence when an uploaded document holds what could run or explode."""
    extension = PurePosixPath(name.lower()).suffix
    file.seek(0)
    if extension == ".pdf":
        _check_pdf(file)
    elif extension in PACKED:
        _check_packed(file)
    file.seek(0)


def _check_pdf(file) -> None:
    import pikepdf

    try:
        with pikepdf.open(file) as pdf:
            names = pdf.Root.get("/Names", {})
            acting = "/OpenAction" in pdf.Root and _object_runs(pdf.Root.OpenAction)
            scripted = (
                "/JavaScript" in names
                or "/EmbeddedFiles" in names
                or "/AA" in pdf.Root
                or "/XFA" in pdf.Root.get("/AcroForm", {})
            )
            inside = any(_object_runs(item) for item in pdf.objects)
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError) as error:
        raise ValidationError(_("This PDF cannot be read; it may be damaged or locked.")) from error
    if acting or scripted or inside:
        raise ValidationError(
            _("This PDF holds a program or attached files. Please save it as a plain PDF and try again.")
        )


def _object_runs(item) -> bool:
    import pikepdf

    if not isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        return False
    kind = item.get("/S")
    return "/JS" in item or kind in (
        "/JavaScript",
        "/Launch",
        "/ImportData",
        "/SubmitForm",
        "/RichMediaExecute",
    )


def _check_packed(file) -> None:
    broken = ValidationError(_("This document cannot be read; it may be damaged or locked."))
    try:
        with zipfile.ZipFile(file) as pack:
            parts = pack.infolist()
            unpacked = sum(part.file_size for part in parts)
            read = sum(part.file_size for part in parts if part.filename.lower().endswith(READ))
            if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or read > MOST_XML:
                raise ValidationError(
                    _("This document is far larger inside than outside; we do not unpack it.")
                )
            for part in parts:
                name = part.filename.replace("\\", "/").lower()
                link = (part.external_attr >> 16) & 0o170000 == 0o120000
                if name.startswith("/") or ".." in PurePosixPath(name).parts or link or "\x00" in name:
                    raise broken
                if any(program in name for program in PROGRAMS):
                    raise ValidationError(
                        _("This document holds macros. Please save it without them and try again.")
                    )
                if name.endswith(READ):
                    fromstring(pack.read(part), forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise ValidationError(
            _("This document refers to files outside itself; we do not take it.")
        ) from error
    except (zipfile.BadZipFile, ParseError, RuntimeError, OSError, ValueError, NotImplementedError) as error:
        raise broken from error
