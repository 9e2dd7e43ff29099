"""PDF: tagged, accessible, and readable by programs in every script."""

import io
import re
import subprocess
import unicodedata
import zipfile
from dataclasses import replace
from shutil import which

import pikepdf
import pytest
from outloud import check as outloud_check
from outloud.cli import main as outloud

from cms.press import press
from tests.conftest import missing

from .samples import LESSON

ARABIC = "يتعلّم التلاميذ أن يسألوا غيرها. إلى التربية كلّه الله لا إلّا مُعَلِّمٌ فرّوا جددًا الادّعاء الأولى بأيّهما"
PERSIAN = "چه کسی این را می\u200cگوید؟ گپ ژاله پژوهش"


def text_of(pdf, tmp_path):
    """What pdftotext reads, without the signs that tell directions."""
    if not which("pdftotext"):
        missing("pdftotext (poppler-utils) is not installed")
    path = tmp_path / "read.pdf"
    path.write_bytes(pdf)
    read = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True).stdout.decode()
    return " ".join(re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", read).split())


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "uk", "ar"])
def test_a_pdf_has_no_accessibility_error(language, pressed, tmp_path, capsys):
    path = tmp_path / f"{language}.pdf"
    path.write_bytes(pressed(language, "pdf"))
    with pytest.raises(SystemExit) as ended:
        outloud([str(path), "--fail-on", "warning"])
    assert ended.value.code == 0, capsys.readouterr().out


@pytest.mark.parametrize("language", ["en", "uk", "ar"])
def test_a_pdf_tells_its_title_language_and_headings(language, pressed):
    with pikepdf.open(io.BytesIO(pressed(language, "pdf"))) as pdf:
        assert str(pdf.Root.Lang) == language
        assert str(pdf.docinfo.Title) == LESSON[language].title
        assert pdf.Root.MarkInfo.Marked
        with pdf.open_outline() as outline:
            assert outline.root[0].title == LESSON[language].title
            assert len(outline.root[0].children) == 6
        fonts = {
            str(font.BaseFont) for page in pdf.pages for font in page.Resources.get("/Font", {}).values()
        }
    assert not [font for font in fonts if "Noto" in font and "Arab" in font]


@pytest.mark.parametrize("text", [ARABIC, PERSIAN], ids=["ar", "fa"])
def test_arabic_reads_back_as_it_was_written(text, tmp_path):
    """Lam-alef, marks over letters, and letters that join: nothing turned around, dropped or doubled."""
    language = "ar" if text is ARABIC else "fa"
    pdf = press(
        replace(LESSON["ar"], language=language, title="عنوان", html=f"<p>{text}</p><h2>{text}</h2>"), "pdf"
    )
    read = text_of(pdf, tmp_path)
    words = _spelled(text).split()
    assert [word for word in words if word.strip(".؟") not in _spelled(read)] == []


def _spelled(text):
    """NFC, without the zero-width non-joiner, which has done its work when the letters are drawn."""
    return unicodedata.normalize("NFC", text).replace("\u200c", "")


def test_a_word_stays_whole_where_a_letter_of_it_stood_with_a_mark_before(tmp_path):
    """Typst then shows the letter apart, and the kerning beside it looks like the end of a word."""
    words = ["مبدأً", "أكتوبر", "مأكول", "كَ", "أكثر", "الأكياس"]
    read = text_of(press(replace(LESSON["ar"], html=f"<p>{' و '.join(words)}</p>"), "pdf"), tmp_path)
    assert [word for word in words if word not in read] == []


def test_a_box_to_tick_is_a_letter_of_our_own(tmp_path):
    html = "<p>☐ Yes</p><p>☐ No</p>"
    pdf = press(replace(LESSON["en"], html=html, title="A ☐"), "pdf")
    path = tmp_path / "boxes.pdf"
    path.write_bytes(pdf)
    assert outloud_check(str(path)).errors == 0
    assert text_of(pdf, tmp_path).count("☐") == 3
    with pikepdf.open(path) as opened:
        assert b"pdfuaid:part" in opened.Root.Metadata.read_bytes()
        fonts = {str(font.BaseFont) for font in opened.pages[0].Resources.Font.values()}
    assert [name for name in fonts if name.endswith("+Signs")] != []


@pytest.mark.parametrize("before", range(10, 18))
def test_answers_that_follow_one_another_stay_on_one_page_with_what_is_asked(before):
    """Half of these numbers of paragraphs would leave a page break between them."""
    import pymupdf

    asked = '<h3>Which?</h3><p class="lead">Think first.</p>' + "".join(
        f"<p>☐ Answer {n}</p>" for n in range(5)
    )
    html = "<p>Before.</p>" * before + asked
    with pymupdf.open(stream=press(replace(LESSON["en"], html=html), "pdf")) as opened:
        pages = [page.number for page in opened for _found in page.search_for("Answer")]
        assert pages == [pages[0]] * 5
        assert opened[pages[0]].search_for("Which?")
        assert opened[pages[0]].search_for("Think first.")


def test_figures_and_latin_names_keep_their_order_among_arabic(tmp_path):
    pdf = press(replace(LESSON["ar"], html="<p>ستة دروس Wineburg 2022 في 25 دقيقة و12.5 %</p>"), "pdf")
    read = text_of(pdf, tmp_path)
    for piece in ("Wineburg 2022", "25", "12.5"):
        assert piece in read


def test_arabic_letters_read_back_in_mupdf_too():
    import pymupdf

    plain = "التلاميذ يغادروا الصفحة ويسألوا غيرها الأسئلة الثلاثة إلى"
    pdf = press(replace(LESSON["ar"], html=f"<p>{plain}</p>"), "pdf")
    with pymupdf.open(stream=pdf) as opened:
        words = opened[0].get_text().split()
    assert [word for word in plain.split() if word not in words] == []


def test_first_column_of_an_arabic_table_is_at_the_right(pressed):
    import pymupdf

    with pymupdf.open(stream=pressed("ar", "pdf")) as opened:
        page = next(page for page in opened if page.search_for("السؤال"))
        first, second = page.search_for("السؤال")[0], page.search_for("الصفحة ب")
        assert second, "the third column's head is on the page"
        assert first.x0 > second[-1].x0


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_same_document_is_the_same_file(language, pressed):
    assert press(LESSON[language], "pdf") == pressed(language, "pdf")


def test_a_picture_without_words_is_decoration_and_stops_nothing(tmp_path):
    html = '<figure><img src="picture:chart.png" alt=""><figcaption>Caption</figcaption></figure>'
    path = tmp_path / "decorated.pdf"
    path.write_bytes(press(replace(LESSON["en"], html=html), "pdf"))
    assert outloud_check(str(path)).errors == 0


@pytest.mark.parametrize("name", ["", "CC BY 4.0"])
def test_a_document_without_a_licence_says_nothing_of_one(name, tmp_path):
    document = replace(LESSON["en"], licence_name=name, licence_url="")
    assert ("Licence:" in text_of(press(document, "pdf"), tmp_path)) == bool(name)
    for format in ("docx", "epub"):
        with zipfile.ZipFile(io.BytesIO(press(document, format))) as opened:
            words = b"".join(opened.read(one) for one in opened.namelist()).decode(errors="ignore")
        assert ("Licence:" in words) == bool(name)
