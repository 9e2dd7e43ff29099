"""EPUB 3: valid, in its direction, with its words about accessibility."""

import io
import re
import zipfile

import pytest

from cms.press import press
from tests.machinery.epubs import complaints

from .samples import LESSON


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return {name: book.read(name).decode("utf-8", "replace") for name in book.namelist()}


@pytest.mark.slow
def test_epubcheck_finds_nothing(java, pressed, tmp_path):
    books = [tmp_path / f"{language}.epub" for language in ("en", "uk", "ar")]
    for book in books:
        book.write_bytes(pressed(book.stem, "epub"))
    assert complaints(java, books) == ""


def test_an_arabic_book_is_read_from_right_to_left_on_every_page(pressed):
    book = parts(pressed("ar", "epub"))
    assert '<spine toc="ncx" page-progression-direction="rtl">' in book["EPUB/content.opf"]
    assert "<dc:language>ar</dc:language>" in book["EPUB/content.opf"]
    pages = [page for name, page in book.items() if name.endswith(".xhtml")]
    assert len(pages) > 3
    for page in pages:
        assert re.search(r'<html[^>]* dir="rtl"', page)
        assert re.search(r'<html[^>]* xml:lang="ar"', page)
        assert LESSON["ar"].title in page.split("</title>")[0]


def test_a_book_says_how_accessible_it_is_and_keeps_heads_of_tables(pressed):
    book = parts(pressed("en", "epub"))
    for said in ("accessMode", "accessModeSufficient", "accessibilityFeature", "accessibilityHazard"):
        assert f'property="schema:{said}"' in book["EPUB/content.opf"]
    pages = "".join(page for name, page in book.items() if name.startswith("EPUB/text/"))
    assert '<th scope="col">Question</th>' in pages
    assert '<th scope="row">Who writes here?</th>' in pages
    assert 'alt="Bar chart: 12.5 and 48 per cent"' in pages
    assert not re.search(r"<img(?![^>]* alt=)", pages)


def test_a_book_is_the_same_every_time(pressed):
    assert press(LESSON["ar"], "epub") == pressed("ar", "epub")


def test_mimetype_comes_first_and_is_not_packed(pressed):
    with zipfile.ZipFile(io.BytesIO(pressed("en", "epub"))) as book:
        first = book.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
