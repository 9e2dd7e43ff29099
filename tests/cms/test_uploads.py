"""What editors upload: pictures lose what they tell of people, documents may not run."""

import io
import zipfile
from pathlib import Path

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.storage import default_storage
from PIL import Image as Pillow

from cms import uploads
from cms.models import SiteImage

EXIF_GPS, EXIF_MAKER, EXIF_ORIENTATION = 0x8825, 0x010F, 0x0112


def photograph(kind="JPEG", size=(60, 40), **extra) -> ContentFile:
    """A picture as a telephone makes it: place, maker, turned on its side."""
    picture = Pillow.new("RGB", size, (200, 30, 30))
    exif = picture.getexif()
    exif[EXIF_MAKER] = "Telephone of Ana"
    exif[EXIF_ORIENTATION] = 6
    exif.get_ifd(EXIF_GPS)[1] = "N"
    exif.get_ifd(EXIF_GPS)[2] = (50.0, 51.0, 0.0)
    out = io.BytesIO()
    picture.save(out, kind, exif=exif, **extra)
    return ContentFile(out.getvalue(), name="ana at home.jpg")


def packed(**files) -> ContentFile:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in files.items():
            pack.writestr(name.replace("__", "/").replace("_DOT_", "."), content)
    return ContentFile(out.getvalue())


def raw_zip(name: str, content: bytes, mode: int = 0o644) -> ContentFile:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = mode << 16
        entry.compress_type = zipfile.ZIP_DEFLATED
        pack.writestr(entry, content)
    return ContentFile(out.getvalue())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_place_maker_and_every_other_mark_are_gone_and_the_picture_stands_upright(kind):
    """Case 44."""
    cleaned = uploads.clean_picture(photograph(kind))
    assert b"Telephone of Ana" not in cleaned.read()
    with Pillow.open(cleaned) as picture:
        assert dict(picture.getexif()) == {}
        assert "exif" not in picture.info
        assert picture.size == (40, 60)


@pytest.mark.django_db
def test_the_original_and_its_renditions_hold_no_place(settings, tmp_path):
    """Case 44: the original too, whichever way it came in."""
    settings.MEDIA_ROOT = str(tmp_path)
    image = SiteImage(title="Quay", file=ImageFile(photograph(), name="ana.jpg"))
    image.save()
    rendition = image.get_rendition("max-30x30|format-webp")
    for name in (image.file.name, rendition.file.name):
        with default_storage.open(name) as file:
            content = file.read()
        assert b"Telephone" not in content
        with Pillow.open(io.BytesIO(content)) as picture:
            assert dict(picture.getexif()) == {}
    assert "ana" not in image.file.name
    assert (image.width, image.height) == (40, 60)


def test_a_picture_of_more_than_forty_megapixels_is_refused_unopened():
    """Case 43: a flat picture of 121 megapixels weighs little on disk and a gigabyte in memory."""
    out = io.BytesIO()
    Pillow.new("1", (11_000, 11_000)).save(out, "PNG")
    with pytest.raises(ValidationError, match="121 megapixels"):
        uploads.clean_picture(ContentFile(out.getvalue(), name="big.png"))


def test_a_picture_of_more_than_two_hundred_frames_is_refused():
    """Case 43."""
    frames = [Pillow.new("L", (2, 2), number) for number in range(201)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    with pytest.raises(ValidationError, match="201 frames"):
        uploads.clean_picture(ContentFile(out.getvalue(), name="film.gif"))


def test_the_frames_of_a_film_count_together():
    """Case 43: each is opened, and all lie in memory at once."""
    frames = [Pillow.new("L", (1000, 1000), number) for number in range(50)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    with pytest.raises(ValidationError, match="50 megapixels"):
        uploads.clean_picture(ContentFile(out.getvalue(), name="film.gif"))


def test_a_photograph_with_a_second_picture_in_its_file_is_kept_as_the_photograph():
    """Many telephones write such files (MPO) and call them .jpg."""
    out = io.BytesIO()
    Pillow.new("RGB", (60, 40), "red").save(
        out, "MPO", save_all=True, append_images=[Pillow.new("RGB", (6, 4), "blue")]
    )
    cleaned = uploads.clean_picture(ContentFile(out.getvalue(), name="ana.jpg"))
    with Pillow.open(cleaned) as picture:
        assert (picture.format, picture.size) == ("JPEG", (60, 40))
    assert cleaned.name.endswith(".jpg")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a picture",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 40,
        b"GIF89a" + b"<script>alert(1)</script>",
    ],
)
def test_what_is_no_picture_is_refused_with_a_sentence(content):
    """Cases 40, 41, 45: script in SVG, half pictures, something else under a picture's first bytes."""
    with pytest.raises(ValidationError):
        uploads.clean_picture(ContentFile(content, name="x.png"))


def test_a_picture_that_is_also_a_page_keeps_only_the_picture():
    """Case 41."""
    both = photograph().read() + b"<html><script>alert(1)</script></html>"
    assert b"<script>" not in uploads.clean_picture(ContentFile(both, name="x.jpg")).read()


def a_pdf(script=False, attached=False) -> ContentFile:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    if script:
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    if attached:
        pdf.attachments["virus.exe"] = b"MZ"
    out = io.BytesIO()
    pdf.save(out)
    return ContentFile(out.getvalue())


def test_a_plain_pdf_is_taken():
    uploads.check_document(a_pdf(), "plan.pdf")


@pytest.mark.parametrize("file", [a_pdf(script=True), a_pdf(attached=True), ContentFile(b"%PDF-1.7 broken")])
def test_a_pdf_that_runs_or_carries_something_is_refused(file):
    """Case 46."""
    with pytest.raises(ValidationError):
        uploads.check_document(file, "plan.pdf")


def test_a_plain_word_file_is_taken():
    uploads.check_document(packed(word__document_DOT_xml="<w>Text</w>"), "plan.docx")


@pytest.mark.parametrize(
    "file",
    [
        raw_zip("word/vbaProject.bin", b"x"),
        raw_zip("Basic/Standard/Module1.xml", b"<x/>"),
        raw_zip("../../etc/passwd", b"x"),
        raw_zip("/etc/passwd", b"x"),
        raw_zip("word/link.xml", b"/etc/passwd", mode=0o120777),
        raw_zip("word/document.xml", b"0" * 201_000_000),
        raw_zip("word/document.xml", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'),
        raw_zip("word/document.xml", b'<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]><a>&y;</a>'),
        raw_zip("word/document.xml", b"<unfinished"),
        ContentFile(b"PK but no zip"),
    ],
    ids=["macro", "basic", "climb", "root", "link", "bomb", "external", "laughs", "broken", "no zip"],
)
def test_a_packed_document_with_macros_bombs_or_ways_out_is_refused_before_unpacking(file):
    """Cases 42, 47."""
    with pytest.raises(ValidationError):
        uploads.check_document(file, "plan.docx")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["original_images/x.jpg", "documents/x.pdf", "press/ab/x.pdf", "images/../original_images/x.jpg", "images/x.svg",
     "images/%2e%2e/secret", "x.jpg", "images/none.jpg", "images/a\x00.jpg", f"images/{'a' * 300}.jpg"],
)  # fmt: skip
def test_only_renditions_are_served_from_media(client, path, settings):
    """Case 56: originals and documents by their address, guessed renditions."""
    Path(settings.MEDIA_ROOT, "images").mkdir(parents=True, exist_ok=True)
    assert client.get(f"/media/{path}").status_code in (400, 404)
