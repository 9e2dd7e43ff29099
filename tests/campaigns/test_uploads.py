"""What organisations upload through Wagtail's forms, with a member's rights and into the organisation's collection."""

import io
import zipfile

import pikepdf
import pytest
from django.conf import settings as site
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Pillow

from cms.accounts import rules
from cms.models import SiteDocument, SiteImage
from tests.campaigns.people import approved, person
from tests.cms.test_uploads import a_pdf, photograph, raw_zip
from tests.exercises.editors import signed_in

pytestmark = pytest.mark.django_db

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
SCRIPT = b"<html><script>alert(1)</script></html>"


@pytest.fixture
def organisation(site_tree, monkeypatch, settings, tmp_path):
    monkeypatch.setattr(rules, "must_use_second_factor", lambda user: False)  # tests/cms/accounts asks for it
    settings.MEDIA_ROOT = str(tmp_path)
    return approved(site_tree("en"), lead=person("Lead"))


@pytest.fixture
def lead(organisation):
    return signed_in(organisation.requested_by)


#: The three forms of Wagtail's that take a picture: one by one, many at once, from within a page.
PICTURE_DOORS = ["wagtailimages:add", "wagtailimages:add_multiple", "wagtailimages_chooser:create"]
DOCUMENT_DOORS = ["wagtaildocs:add", "wagtaildocs:add_multiple", "wagtaildocs_chooser:create"]


def send(client, door, organisation, content, name="x.jpg", kind="image/jpeg"):
    file = SimpleUploadedFile(name, content, content_type=kind)
    multiple = door.endswith("multiple")
    prefix = (
        "image-chooser-upload-"
        if door.startswith("wagtailimages_chooser")
        else ("document-chooser-upload-" if door.startswith("wagtaildocs_chooser") else "")
    )
    field = "files[]" if multiple else f"{prefix}file"
    data = {field: file, f"{prefix}title": "Night shift", f"{prefix}collection": organisation.collection_id}
    headers = {"X-Requested-With": "XMLHttpRequest"} if multiple else {}
    return client.post(reverse(door), data, headers=headers)


def pictures() -> int:
    return SiteImage.objects.count()


# Pictures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("door", PICTURE_DOORS)
def test_a_photograph_lies_in_the_organisations_collection_without_place_and_maker(lead, organisation, door):
    """Cases 44, 45: original and rendition, under a name of ours."""
    answer = send(lead, door, organisation, photograph().read(), "ana at home.jpg")
    assert answer.status_code in (200, 302)
    image = SiteImage.objects.get()
    assert image.collection == organisation.collection
    rendition = image.get_rendition("max-30x30")
    for name in (image.file.name, rendition.file.name):
        with default_storage.open(name) as file:
            content = file.read()
        assert b"Telephone" not in content
        with Pillow.open(io.BytesIO(content)) as picture:
            assert dict(picture.getexif()) == {}
        assert "ana" not in name


@pytest.mark.parametrize("door", PICTURE_DOORS)
@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (SVG, "logo.svg", "image/svg+xml"),
        (SVG, "logo.png", "image/png"),
        (b"GIF89a" + SCRIPT, "x.gif", "image/gif"),
        (b"not a picture", "x.jpg", "image/jpeg"),
        (b"", "x.jpg", "image/jpeg"),
        (photograph().read(), "x.php", "image/jpeg"),
        (photograph().read(), "x.html", "text/html"),
    ],
    ids=["svg", "svg as png", "gif and page", "text", "empty", "php", "html"],
)
def test_what_is_no_picture_is_refused_at_every_door(lead, organisation, door, content, name, kind):
    """Cases 40, 41, 45."""
    answer = send(lead, door, organisation, content, name, kind)
    assert answer.status_code in (200, 400)
    assert pictures() == 0


@pytest.mark.parametrize("door", PICTURE_DOORS)
def test_a_picture_that_is_also_a_page_keeps_only_the_picture(lead, organisation, door):
    """Case 41."""
    send(lead, door, organisation, photograph().read() + SCRIPT)
    with default_storage.open(SiteImage.objects.get().file.name) as file:
        assert b"<script>" not in file.read()


@pytest.mark.parametrize("door", PICTURE_DOORS)
def test_a_picture_of_too_many_pixels_or_frames_is_refused(lead, organisation, door):
    """Case 43."""
    large, film = io.BytesIO(), io.BytesIO()
    Pillow.new("1", (11_000, 11_000)).save(large, "PNG")
    frames = [Pillow.new("L", (2, 2), number) for number in range(201)]
    frames[0].save(film, "GIF", save_all=True, append_images=frames[1:])
    for content, name, kind in ((large, "x.png", "image/png"), (film, "x.gif", "image/gif")):
        answer = send(lead, door, organisation, content.getvalue(), name, kind)
        assert answer.status_code == 200
        assert pictures() == 0


@pytest.mark.parametrize("door", PICTURE_DOORS)
def test_a_huge_picture_is_refused(lead, organisation, door, settings):
    """Case 45."""
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 1000
    assert send(lead, door, organisation, photograph(size=(600, 400)).read()).status_code == 200
    assert pictures() == 0


@pytest.mark.parametrize(
    "name", ["a\x00b.jpg", "..%2f..%2fetc.jpg", "../../etc.jpg", "ö" * 250 + ".jpg", "CON.jpg"]
)
def test_whatever_a_picture_is_called_its_name_is_ours(lead, organisation, name):
    """Case 45."""
    send(lead, "wagtailimages:add", organisation, photograph().read(), name)
    [image] = SiteImage.objects.all()
    folder, _stroke, kept = image.file.name.rpartition("/")
    assert folder == "original_images"
    assert len(kept) == len("0123456789abcdef.jpg")


# Documents --------------------------------------------------------------------------------------------------------


def script_pdf() -> bytes:
    return a_pdf(script=True).read()


def packed(name: str, content: bytes, mode: int = 0o644) -> bytes:
    return raw_zip(name, content, mode).read()


BAD_DOCUMENTS = {
    "script in pdf": (script_pdf, "plan.pdf"),
    "file in pdf": (lambda: a_pdf(attached=True).read(), "plan.pdf"),
    "page as pdf": (lambda: SCRIPT, "plan.pdf"),
    "macro": (lambda: packed("word/vbaProject.bin", b"x"), "plan.docx"),
    "climb": (lambda: packed("../../etc/passwd", b"x"), "plan.docx"),
    "link": (lambda: packed("word/link.xml", b"/etc/passwd", 0o120777), "plan.odt"),
    "bomb": (lambda: packed("word/document.xml", b"0" * 201_000_000), "plan.docx"),
    "external": (
        lambda: packed("a.xml", b'<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1/x">]><a>&x;</a>'),
        "plan.epub",
    ),
    "laughs": (
        lambda: packed("a.xml", b'<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]><a>&y;</a>'),
        "plan.docx",
    ),
    "page": (lambda: SCRIPT, "plan.html"),
    "drawing": (lambda: SVG, "plan.svg"),
    "program": (lambda: b"MZ", "plan.exe"),
    "no ending": (lambda: b"text", "plan"),
}


@pytest.mark.parametrize("door", DOCUMENT_DOORS)
@pytest.mark.parametrize("what", BAD_DOCUMENTS)
def test_a_document_that_runs_explodes_or_looks_elsewhere_is_refused_at_every_door(
    lead, organisation, door, what
):
    """Cases 40, 42, 46, 47."""
    make, name = BAD_DOCUMENTS[what]
    answer = send(lead, door, organisation, make(), name, "application/octet-stream")
    assert answer.status_code in (200, 400)
    assert SiteDocument.objects.count() == 0


@pytest.mark.parametrize("door", DOCUMENT_DOORS)
@pytest.mark.parametrize(
    "name", ["plan of Ana Muster.pdf", "a\x00b.pdf", "..%2f..%2fetc.pdf", "../../etc.pdf"]
)
def test_whatever_a_document_is_called_its_name_is_ours(lead, organisation, door, name):
    """Case 45: it is taken away under its title."""
    send(lead, door, organisation, a_pdf().read(), name, "text/html")
    document = SiteDocument.objects.get()
    document.title = "Night shift"
    assert document.collection == organisation.collection
    folder, _stroke, kept = document.file.name.rpartition("/")
    assert folder == "documents"
    assert len(kept) == len("0123456789abcdef.pdf")
    assert document.filename == "night-shift.pdf"


def test_a_document_is_only_ever_taken_away(lead, organisation):
    """Case 41: a text that is a page as well never opens as one of ours."""
    both = SCRIPT + b"\n\nplain text"
    send(lead, "wagtaildocs:add", organisation, both, "plan.txt", "text/html")
    answer = lead.get(SiteDocument.objects.get().url)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"].startswith("text/plain")


def test_a_plain_pdf_is_taken_as_it_is(lead, organisation):
    send(lead, "wagtaildocs:add", organisation, a_pdf().read(), "plan.pdf", "application/pdf")
    with default_storage.open(SiteDocument.objects.get().file.name) as file, pikepdf.open(file) as pdf:
        assert len(pdf.pages) == 1


@pytest.mark.parametrize("door", DOCUMENT_DOORS)
def test_a_huge_document_is_refused(lead, organisation, door, settings):
    """Case 45."""
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 1000
    send(lead, door, organisation, b"x" * 2000, "plan.txt", "text/plain")
    assert SiteDocument.objects.count() == 0


# Rights -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("door", ["wagtailimages:add", "wagtaildocs:add"])
def test_nothing_is_uploaded_into_another_organisations_collection(site_tree, lead, organisation, door):
    """Case 11."""
    from cms.domain.queries.site import roots  # noqa: F401

    other = approved({"en": _branch(organisation)}, "Wren Youth", lead=person("Other"))
    before = (pictures(), SiteDocument.objects.count())
    content = photograph().read() if "images" in door else a_pdf().read()
    send(lead, door, other, content, "x.jpg" if "images" in door else "x.pdf")
    theirs = SiteImage.objects.filter(collection=other.collection).count()
    theirs += SiteDocument.objects.filter(collection=other.collection).count()
    assert theirs == 0
    assert before == (0, 0)


def _branch(organisation):
    from types import SimpleNamespace

    from campaigns.models import CampaignsPage

    above = CampaignsPage.objects.first()
    return SimpleNamespace(home=above.get_parent().specific, locale=above.locale)


def test_whoever_is_of_no_organisation_uploads_nothing(organisation):
    stranger = signed_in(person("Stranger"))
    for door in PICTURE_DOORS:
        answer = send(stranger, door, organisation, photograph().read())
        assert answer.status_code in (302, 403, 404)
    assert pictures() == 0
    assert site.WAGTAILDOCS_INLINE_CONTENT_TYPES == []


def test_a_zip_is_no_document(lead, organisation):
    """Case 42."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        pack.writestr("a.txt", "text")
    send(lead, "wagtaildocs:add", organisation, out.getvalue(), "plan.zip", "application/zip")
    assert SiteDocument.objects.count() == 0
