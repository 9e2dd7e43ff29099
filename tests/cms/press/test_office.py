"""DOCX and ODT: real styles, editable, and right-to-left in every part."""

import subprocess
from dataclasses import replace
from shutil import which

import pytest

from cms.press import press
from cms.press.bidi import stretches

from .directions import docx_faults, odt_faults, part
from .samples import LESSON

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"


@pytest.mark.parametrize("language", ["ar", "fa"])
def test_every_paragraph_run_and_table_of_a_right_to_left_docx_says_so(language, pressed):
    data = press(replace(LESSON["ar"], language=language), "docx")
    body = part(data, "word/document.xml")
    assert len(list(body.iter(f"{W}p"))) > 50
    assert docx_faults(data) == []
    styles = part(data, "word/styles.xml")
    country = {"ar": "ar-SA", "fa": "fa-IR"}[language]
    assert styles.find(f".//{W}docDefaults//{W}lang").get(f"{W}bidi") == country
    assert styles.find(f".//{W}docDefaults//{W}rFonts").get(f"{W}cs") == "Arial"


def test_a_left_to_right_docx_says_nothing_of_the_other_direction(pressed):
    data = pressed("uk", "docx")
    body = part(data, "word/document.xml")
    assert not list(body.iter(f"{W}bidi")) + list(body.iter(f"{W}rtl")) + list(body.iter(f"{W}bidiVisual"))
    assert part(data, "word/styles.xml").find(f".//{W}docDefaults//{W}lang").get(f"{W}val") == "uk-UA"


def test_a_docx_has_heads_of_tables_alternative_texts_and_lines_to_write_on(pressed):
    body = part(pressed("en", "docx"), "word/document.xml")
    tables = [
        one for one in body.iter(f"{W}tbl") if one.find(f"{W}tblPr/{W}tblStyle").get(f"{W}val") == "TableGrid"
    ]
    assert len(tables) == 2
    assert all(one.find(f".//{W}tblHeader") is not None for one in tables)
    assert tables[0].find(f".//{W}trHeight") is not None, "a row to be filled in has height"
    assert LESSON["en"].address in "".join(one.get("descr") for one in body.iter(f"{WP}docPr"))
    assert "Bar chart: 12.5 and 48 per cent" in [one.get("descr") for one in body.iter(f"{WP}docPr")]
    used = [one.get(f"{W}val") for one in body.iter(f"{W}pStyle")]
    assert used.count("WritingLine") == 3
    assert used.count("HandoutTitle") == 2
    assert used.count("StepTime") == 2


BOXED = """<aside class="card"><p>☐ Yes</p>
<table><thead><tr><th scope="col">Number</th><th scope="col">Step</th></tr></thead>
<tbody><tr><td>&nbsp;</td><td>First</td></tr></tbody></table></aside><p>☐ No</p><p>Neither</p>"""


def test_a_table_in_a_card_is_no_wider_than_the_card():
    document = replace(LESSON["en"], html=BOXED)
    body = part(press(document, "docx"), "word/document.xml")
    card = next(one for one in body.iter(f"{W}tbl") if one.find(f".//{W}tbl") is not None)
    outer, inner = (
        int(one.find(f"{W}tblPr/{W}tblW").get(f"{W}w")) for one in (card, card.find(f".//{W}tbl"))
    )
    margins = 2 * 227  # of the style CardGrid
    assert outer - 2 * margins < inner <= outer - margins
    content = part(press(document, "odt"), "content.xml")
    widths = [
        one.find(f"{STYLE}table-properties").get(f"{STYLE}width")
        for one in content.iter(f"{STYLE}style")
        if one.get(f"{STYLE}family") == "table"
    ]
    assert widths == ["170mm", "170mm", "170mm", "162mm"]  # facts, imprint, the card, the table in it


@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_answer_to_tick_hangs_beside_its_box(language):
    document = replace(LESSON[language], html=BOXED)
    data = press(document, "docx")
    used = [one.get(f"{W}val") for one in part(data, "word/document.xml").iter(f"{W}pStyle")]
    assert used.count("Choice") == 2
    styles = {one.get(f"{W}styleId"): one for one in part(data, "word/styles.xml").iter(f"{W}style")}
    moved = styles["Choice"].find(f"{W}pPr/{W}ind")
    assert (moved.get(f"{W}left"), moved.get(f"{W}hanging")) == ("320", "320")
    named = {
        one.get(f"{STYLE}name"): one
        for one in part(press(document, "odt"), "styles.xml").iter(f"{STYLE}style")
    }
    moved = named["Choice"].find(f"{STYLE}paragraph-properties")
    assert (moved.get(f"{FO}margin-left"), moved.get(f"{FO}text-indent")) == ("16pt", "-16pt")


def test_every_style_and_relation_that_a_docx_uses_exists(pressed):
    data = pressed("en", "docx")
    body = part(data, "word/document.xml")
    defined = {one.get(f"{W}styleId") for one in part(data, "word/styles.xml").iter(f"{W}style")}
    used = {one.get(f"{W}val") for tag in ("pStyle", "rStyle", "tblStyle") for one in body.iter(W + tag)}
    assert used <= defined
    related = {one.get("Id") for one in part(data, "word/_rels/document.xml.rels")}
    asked = {
        value
        for one in body.iter()
        for name, value in one.attrib.items()
        if "officeDocument/2006/relationships" in name
    }
    assert asked <= related


@pytest.mark.parametrize("language", ["ar", "fa"])
def test_every_style_page_and_table_of_a_right_to_left_odt_says_so(language):
    data = press(replace(LESSON["ar"], language=language), "odt")
    assert odt_faults(data) == []
    styles = part(data, "styles.xml")
    letters = styles.find(f".//{STYLE}default-style/{STYLE}text-properties")
    assert letters.get(f"{FO}language") == letters.get(f"{STYLE}language-complex") == language


def test_an_odt_has_heads_of_tables_alternative_texts_and_headings(pressed):
    content = part(pressed("en", "odt"), "content.xml")
    assert len(list(content.iter(f"{TABLE}table-header-rows"))) == 2
    told = [one.findtext(f"{SVG}desc") for one in content.iter(f"{DRAW}frame")]
    assert "Bar chart: 12.5 and 48 per cent" in told
    heads = ["".join(one.itertext()) for one in content.iter(f"{TEXT}h")]
    assert heads[0] == "What pupils will be able to do"
    assert "Handout 1: Who says so?" in heads


@pytest.mark.parametrize("format", ["docx", "odt"])
def test_the_same_document_is_the_same_office_file(format, pressed):
    assert press(LESSON["ar"], format) == pressed("ar", format)


@pytest.mark.slow
@pytest.mark.parametrize("format", ["docx", "odt"])
@pytest.mark.parametrize("language", ["en", "uk", "ar"])
def test_libreoffice_opens_the_file_and_finds_its_words(language, format, pressed, tmp_path):
    if not which("soffice"):
        pytest.skip("LibreOffice (libreoffice-writer) is not installed")
    path = tmp_path / f"lesson.{format}"
    path.write_bytes(pressed(language, format))
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        ["soffice", home, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", tmp_path, path],
        check=True, capture_output=True, timeout=110,
    )  # fmt: skip
    read = (tmp_path / "lesson.txt").read_text("utf-8-sig")
    assert LESSON[language].title in read
    assert LESSON[language].summary in read


@pytest.mark.parametrize(
    ("text", "base", "cut"),
    [
        ("plain", "ltr", [("plain", "ltr")]),
        ("قال Wineburg 2022 هذا", "rtl", [("قال ", "rtl"), ("Wineburg", "ltr"), (" 2022 هذا", "rtl")]),
        ("see قال هذا now", "ltr", [("see ", "ltr"), ("قال هذا", "rtl"), (" now", "ltr")]),
        ("في COVID-19.", "rtl", [("في ", "rtl"), ("COVID-19", "ltr"), (".", "rtl")]),
        ("12.5", "rtl", [("12.5", "rtl")]),
        ("", "rtl", []),
    ],
)
def test_text_is_cut_into_stretches_of_one_direction(text, base, cut):
    assert list(stretches(text, base)) == cut
