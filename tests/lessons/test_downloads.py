"""Files of lesson plans as readers fetch them: what is in them, when they are made anew, who may have them."""

import hashlib
import io
import json
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from wagtail.models import PageViewRestriction

from cms.models import Duration
from cms.press import PressBusy, PressError
from lessons import downloads
from lessons.models import LessonFile
from tests.factories import LessonPlanPageFactory

pytestmark = pytest.mark.django_db
FORMATS = ("docx", "epub", "odt", "pdf")


@pytest.fixture
def pressed(monkeypatch) -> list[str]:
    """Stand in for the press, which has tests of its own; the list says what it was asked for."""
    asked = []

    def obtain(document, format):
        asked.append(f"{document.language}.{format}")
        content = f"{format} {document}".encode()
        name = f"press/{hashlib.sha256(content).hexdigest()}.{format}"
        return name if default_storage.exists(name) else default_storage.save(name, ContentFile(content))

    monkeypatch.setattr(downloads, "obtain", obtain)
    return asked


@pytest.fixture
def lesson(site_tree, pressed):
    tree = site_tree("en", "uk")
    lesson = LessonPlanPageFactory(parent=tree["en"].library, slug="half-a-number", duration=50)
    LessonPlanPageFactory(
        parent=tree["uk"].library,
        slug="half-a-number",
        title="Половина",
        translation_key=lesson.translation_key,
    )
    pressed.clear()
    return lesson


def fetch(client, format="pdf", **query) -> bytes:
    response = client.get(f"/en/lessons/half-a-number/download/{format}/", query)
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def test_a_file_is_made_once(client, lesson, pressed):
    assert fetch(client) == fetch(client)
    assert pressed == ["en.pdf"]


def test_a_file_that_was_removed_from_the_storage_is_made_again(client, lesson, pressed):
    first = fetch(client)
    default_storage.delete(LessonFile.objects.get(format="pdf").name)
    assert fetch(client) == first
    assert pressed == ["en.pdf", "en.pdf"]


def test_a_file_is_made_anew_when_a_word_that_it_shows_changes_elsewhere(
    client, lesson, pressed, django_capture_on_commit_callbacks
):
    first = fetch(client)
    duration = Duration.objects.get(minutes=50)
    with django_capture_on_commit_callbacks(execute=True):
        duration.label = "one long period"
        duration.save()
    assert b"one long period" in fetch(client)
    assert b"one long period" not in first


SLIDES = ("docx", "odt", "pdf")


def test_the_pack_holds_every_language_part_and_format_and_says_so_itself(client, lesson):
    with zipfile.ZipFile(io.BytesIO(fetch(client, "zip"))) as pack:
        documents = [f"{code}/half-a-number-{code}.{format}" for code in ("en", "uk") for format in FORMATS]
        documents += [
            f"{code}/half-a-number-{code}-slides.{format}" for code in ("en", "uk") for format in SLIDES
        ]
        assert pack.namelist() == sorted([*documents, "SHA256SUMS", "manifest.json"])
        manifest = json.loads(pack.read("manifest.json"))
        assert [one["language"] for one in manifest["languages"]] == ["en", "uk"]
        for one in manifest["languages"]:
            assert one["parts"] == ["guide", "handouts", "answers", "slides"]
            assert {file["file"]: file["parts"] for file in one["files"]} == {
                name: ["slides"] if "slides" in name else ["guide", "handouts", "answers"]
                for name in documents
                if name.startswith(one["language"])
            }
            for file in one["files"]:
                assert hashlib.sha256(pack.read(file["file"])).hexdigest() == file["sha256"]
        listed = [line.split("  ") for line in pack.read("SHA256SUMS").decode().splitlines()]
        assert [name for _digest, name in listed] == sorted([*documents, "manifest.json"])
        for digest, name in listed:
            assert hashlib.sha256(pack.read(name)).hexdigest() == digest


def test_the_outline_for_slides_is_a_file_of_its_own_and_the_usual_one_stays_without_it(client, lesson):
    with zipfile.ZipFile(io.BytesIO(fetch(client, "zip"))) as pack:
        usual = pack.read("en/half-a-number-en.docx").decode()
        outline = pack.read("en/half-a-number-en-slides.docx").decode()
    assert "Slides outline" not in usual
    assert "Slides outline" in outline
    assert "Before the lesson" not in outline


def test_a_pack_makes_only_what_was_not_made_before(client, lesson, pressed):
    fetch(client, "zip")
    assert len(pressed) == 2 * (len(FORMATS) + len(SLIDES))
    pressed.clear()
    assert client.get("/uk/lessons/half-a-number/download/zip/").status_code == 200
    assert pressed == []


def test_a_translation_that_is_not_for_everybody_is_in_no_pack(client, lesson):
    """Case 56."""
    uk = lesson.get_translations().get()
    PageViewRestriction.objects.create(page=uk, restriction_type=PageViewRestriction.LOGIN)
    with zipfile.ZipFile(io.BytesIO(fetch(client, "zip"))) as pack:
        assert not [name for name in pack.namelist() if name.startswith("uk/")]


def test_a_pack_is_the_same_whatever_parts_are_asked_for(client, lesson):
    assert fetch(client, "zip", parts="slides") == fetch(client, "zip")
    assert LessonFile.objects.filter(format="zip").count() == 1


@pytest.mark.parametrize("format", ["exe", "pdf.exe", "PDF"])
def test_an_unknown_format_is_answered_with_those_that_there_are(client, lesson, format):
    response = client.get(f"/en/lessons/half-a-number/download/{format}/")
    assert response.status_code == 404
    content = response.content.decode()
    assert '<h1 class="page-head__title">There is no such file</h1>' in content
    assert "/en/lessons/half-a-number/download/pdf/" in content


@pytest.mark.parametrize(
    ("fault", "status", "title"),
    [
        (PressBusy("no slot"), 503, "One moment, please"),
        (PressError("it broke"), 500, "This file could not be made"),
    ],
)
def test_a_file_that_cannot_be_made_now_is_answered_with_the_reason_and_a_way_on(
    client, lesson, monkeypatch, fault, status, title
):
    def obtain(document, format):
        raise fault

    monkeypatch.setattr(downloads, "obtain", obtain)
    response = client.get("/en/lessons/half-a-number/download/pdf/")
    assert response.status_code == status
    assert response.get("Retry-After") == ("5" if status == 503 else None)
    content = response.content.decode()
    assert f'<h1 class="page-head__title">{title}</h1>' in content
    assert "<title>" + title in content
    assert 'href="/en/lessons/half-a-number/"' in content
