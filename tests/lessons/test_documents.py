"""Every file that a teacher takes away: six lessons, four languages, four formats.

Each file is pressed once a run; the workers share them on disk.
"""

import io
import pickle
import re
import shutil
import subprocess
import unicodedata
import zipfile
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import outloud
import pikepdf
import pytest

from cms.press import FORMATS, press
from lessons.domain.starter import starter_keys, unsaved_plan
from lessons.downloads import USUAL_PARTS, document
from tests.cms.press import directions
from tests.conftest import missing
from tests.machinery import epubs
from tests.machinery.databases import locked

pytestmark = pytest.mark.one_database

LANGUAGES = ["en", "fr", "uk", "ar"]
LESSONS = [(key, language) for key in starter_keys() for language in LANGUAGES]
#: Between header and footer of an A4 page, in points: left, top, width, height.
TEXT_AREA = ("0", "62", "596", "720")
LATIN = re.compile("[A-Za-z\u00c0-\u024f]+")
FIGURES_AND_SIGNS = re.compile("[0-9]+|[،؛؟«».:()]")

every_lesson = pytest.mark.parametrize(("key", "language"), LESSONS, ids=["-".join(one) for one in LESSONS])
every_arabic_lesson = pytest.mark.parametrize("key", starter_keys())


class Shelf:
    """The documents of the collection and their files, made when they are first asked for."""

    def __init__(self, folder: Path):
        self.folder = folder
        folder.mkdir(exist_ok=True)

    def _once(self, name: str, make) -> Path:
        path = self.folder / name
        with locked(self.folder / f"{name}.lock"):
            if not path.exists():
                path.write_bytes(make())
        return path

    def document(self, key: str, language: str):
        def make():
            return pickle.dumps(document(unsaved_plan(key, language), USUAL_PARTS))

        return pickle.loads(self._once(f"{key}-{language}.document", make).read_bytes())

    def file(self, key: str, language: str, format: str) -> Path:
        return self._once(f"{key}-{language}.{format}", lambda: press(self.document(key, language), format))


@pytest.fixture
def shelf(db, tmp_path_factory, request):
    base = tmp_path_factory.getbasetemp()
    return Shelf((base.parent if hasattr(request.config, "workerinput") else base) / "documents")


class Paragraphs(HTMLParser):
    """Collects the texts of the innermost blocks of a document."""

    BLOCKS = frozenset(
        ["p", "li", "dt", "dd", "h2", "h3", "h4", "td", "th", "caption", "figcaption", "blockquote"]
    )

    def __init__(self, html: str):
        super().__init__()
        self.found: list[str] = [""]
        self.feed(html)
        self.found = [text for text in map(plain, self.found) if text]

    def handle_starttag(self, tag, attrs):
        if tag in self.BLOCKS:
            self.found.append("")

    def handle_endtag(self, tag):
        if tag in self.BLOCKS:
            self.found.append("")

    def handle_data(self, data):
        self.found[-1] += data


def plain(text: str) -> str:
    """Return text in composed letters, single spaces, and without the signs that tell directions."""
    text = re.sub("[\u00ad\u200c\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", text)
    return " ".join(unicodedata.normalize("NFC", text).split())


def arabic(text: str) -> str:
    """Return the words in Arabic letters, with their marks."""
    return " ".join(re.findall("[\u0621-\u065f\u0670-\u06d3]+", text))


def read_pdf(path: Path) -> str:
    if not shutil.which("pdftotext"):
        missing(
            "pdftotext is missing, so the text of PDFs is not read. On Debian: apt-get install poppler-utils"
        )
    x, y, width, height = TEXT_AREA
    area = ["-x", x, "-y", y, "-W", width, "-H", height]
    return subprocess.run(["pdftotext", *area, path, "-"], capture_output=True, check=True).stdout.decode()


@every_lesson
def test_a_pdf_has_no_accessibility_error_and_tells_its_title_and_language(key, language, shelf):
    """Case 65."""
    path = shelf.file(key, language, "pdf")
    result = outloud.check(str(path))
    assert result.error is None
    assert [f"{one.rule}: {one.message}" for one in result.findings if one.severity == "error"] == []
    with pikepdf.open(path) as pdf:
        assert str(pdf.docinfo.Title) == shelf.document(key, language).title
        assert str(pdf.Root.Lang) == language


@every_arabic_lesson
def test_every_arabic_paragraph_reads_back_from_the_pdf_as_it_was_written(key, shelf):
    """Case 65: no letter or mark turned around, dropped or doubled, no word broken, page after page.

    Words in sequence, paragraph by paragraph (of cells in a table, poppler sometimes loses the space between them);
    figures and punctuation by number, because readers put them where they stand on the page.
    """
    written = [plain(text) for text in Paragraphs(shelf.document(key, "ar").html).found]
    assert len(written) > 50
    read = plain(read_pdf(shelf.file(key, "ar", "pdf")))
    whole = arabic(read)
    assert [text for text in written if arabic(text) not in whole] == []
    joined = read.replace(" ", "")
    assert [word for text in written for word in LATIN.findall(text) if word not in joined] == []
    found = Counter(FIGURES_AND_SIGNS.findall(read))
    wanted = Counter(one for text in written for one in FIGURES_AND_SIGNS.findall(text))
    assert {one: number for one, number in wanted.items() if found[one] < number} == {}


@every_arabic_lesson
def test_an_arabic_office_file_runs_from_right_to_left_in_every_part(key, shelf):
    """Case 79."""
    assert directions.docx_faults(shelf.file(key, "ar", "docx").read_bytes()) == []
    assert directions.odt_faults(shelf.file(key, "ar", "odt").read_bytes()) == []


@every_arabic_lesson
def test_an_arabic_book_turns_its_pages_from_right_to_left(key, shelf):
    """Case 79."""
    with zipfile.ZipFile(io.BytesIO(shelf.file(key, "ar", "epub").read_bytes())) as book:
        pages = [book.read(name).decode() for name in book.namelist() if name.endswith(".xhtml")]
        assert 'page-progression-direction="rtl"' in book.read("EPUB/content.opf").decode()
    assert len(pages) > 3
    assert [page[:200] for page in pages if not re.search(r'<html[^>]* dir="rtl"', page)] == []


@every_lesson
def test_every_paragraph_of_a_lesson_stands_in_its_editable_files(key, language, shelf):
    written = Paragraphs(shelf.document(key, language).html).found
    for format, name in (("docx", "word/document.xml"), ("odt", "content.xml")):
        whole = directions.part(shelf.file(key, language, format).read_bytes(), name)
        letters = "".join(plain("".join(whole.itertext())).split())
        assert [text for text in written if "".join(text.split()) not in letters] == [], format


@pytest.mark.slow
def test_epubcheck_finds_nothing_in_any_book(java, shelf):
    """Case 65."""
    books = [shelf.file(key, language, "epub") for key, language in LESSONS]
    assert epubs.complaints(java, books) == ""


@pytest.mark.slow
def test_libreoffice_opens_every_editable_file_and_finds_title_and_summary(shelf, tmp_path):
    """Case 65."""
    if not shutil.which("soffice"):
        missing(
            "LibreOffice is missing, so DOCX and ODT are not opened: apt-get install libreoffice-writer-nogui"
        )
    wanted = {}
    for key, language in LESSONS:
        for format in ("docx", "odt"):
            copy = tmp_path / f"{key}-{language}-{format}.{format}"
            shutil.copyfile(shelf.file(key, language, format), copy)
            wanted[copy] = shelf.document(key, language)
    office = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    subprocess.run(
        [*office, "--convert-to", "txt:Text (encoded):UTF8", "--outdir", tmp_path / "read", *wanted],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    for copy, source in wanted.items():
        read = plain((tmp_path / "read" / f"{copy.stem}.txt").read_text("utf-8-sig"))
        assert plain(source.title) in read, copy.name
        assert plain(source.summary) in read, copy.name


def test_all_formats_of_the_press_are_tried_here():
    assert sorted(FORMATS) == ["docx", "epub", "odt", "pdf"]
