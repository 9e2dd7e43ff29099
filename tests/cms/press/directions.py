"""What in an office file does not run from right to left although it should."""

import io
import zipfile
from xml.etree import ElementTree as ET

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"


def part(data: bytes, name: str) -> ET.Element:
    """Return one XML file of a DOCX or ODT."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return ET.fromstring(package.read(name))


def docx_faults(data: bytes) -> list[str]:
    """Return the paragraphs, tables, sections and runs of a DOCX that are not right-to-left, named by their text."""
    body = part(data, "word/document.xml")
    faults = [f"paragraph: {text(one)}" for one in body.iter(f"{W}p") if one.find(f"{W}pPr/{W}bidi") is None]
    faults += [
        f"table: {text(one)[:40]}"
        for one in body.iter(f"{W}tbl")
        if one.find(f"{W}tblPr/{W}bidiVisual") is None
    ]
    faults += ["section" for one in body.iter(f"{W}sectPr") if one.find(f"{W}bidi") is None]
    for run in body.iter(f"{W}r"):
        words, is_marked = text(run), run.find(f"{W}rPr/{W}rtl") is not None
        if any("\u0620" <= letter <= "\u06d3" for letter in words) and not is_marked:
            faults.append(f"run: {words}")
        if words.strip().isascii() and words.strip().isalpha() and is_marked:
            faults.append(f"Latin run: {words}")
    return faults


def odt_faults(data: bytes) -> list[str]:
    """Return the styles of paragraphs, pages and tables of an ODT that are not right-to-left."""
    styles, content = part(data, "styles.xml"), part(data, "content.xml")
    mode, name = f"{STYLE}writing-mode", f"{STYLE}name"
    faults = [
        f"paragraph style {one.get(name)}"
        for one in styles.iter(f"{STYLE}style")
        if (found := one.find(f"{STYLE}paragraph-properties")) is not None and found.get(mode) != "rl-tb"
    ]
    faults += [
        f"table style {one.get(name)}"
        for one in content.iter(f"{STYLE}style")
        if (found := one.find(f"{STYLE}table-properties")) is not None and found.get(mode) != "rl-tb"
    ]
    faults += [
        f"style {one.get(name)} of the content"
        for one in content.iter(f"{STYLE}style")
        if (found := one.find(f"{STYLE}paragraph-properties")) is not None
        and found.get(mode, "rl-tb") != "rl-tb"
    ]
    pages = list(styles.iter(f"{STYLE}page-layout-properties"))
    faults += ["page" for one in pages if one.get(mode) != "rl-tb"] + ([] if pages else ["no page"])
    return faults


def text(node: ET.Element) -> str:
    return "".join(one.text or "" for one in node.iter(f"{W}t"))
