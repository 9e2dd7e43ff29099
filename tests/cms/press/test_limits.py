# ruff: noqa: E501 - hostile markup stays whole
"""Hostile and hard documents: nothing is fetched, nothing runs away, and every file is valid."""

import io
import os
import socket
import threading
import time
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import pikepdf
import pytest

from cms.press import FORMATS, PressError, press, sandbox

from .samples import LESSON

SCRIPTS = {
    "en": "Who says so?", "uk": "Хто це каже?", "el": "Ποιος το λέει;", "ar": "من يقول هذا؟", "fa": "چه کسی می\u200cگوید؟ گپ ژاله",
    "he": "מי אומר את זה?", "hi": "यह कौन कहता है?", "ka": "ვინ ამბობს ამას?", "hy": "Ո՞վ է ասում սա։", "zh": "谁这么说？",
    "th": "ใครพูดแบบนี้", "am": "ይህን ማን ይላል?",
}  # fmt: skip


def check(data, format):
    """Fail unless the file opens and all of its parts are well-formed."""
    if format == "pdf":
        with pikepdf.open(io.BytesIO(data)) as pdf:
            assert len(pdf.pages) >= 1
            assert pdf.check_pdf_syntax() == []
        return
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        for name in package.namelist():
            if name.endswith((".xml", ".rels", ".xhtml", ".opf", ".ncx")):
                ET.fromstring(package.read(name))


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("language", SCRIPTS)
def test_every_script_makes_a_valid_file(language, format):
    """Case 65, also where no font at hand has the letters."""
    text = SCRIPTS[language]
    html = f"<h2>{text}</h2><p>{text} <strong>{text}</strong> <em>{text}</em></p><ul><li>{text}</li></ul>"
    check(press(replace(LESSON["en"], language=language, title=text, html=html), format), format)


@pytest.mark.parametrize("format", FORMATS)
def test_words_of_300_letters_missing_pictures_and_odd_signs_make_a_valid_file(format):
    """Cases 65 and 79."""
    html = (
        f"<h2>{'Ж' * 300}</h2><p>{'a' * 300} {'م' * 300}</p><table><tr><td>{'b' * 300}</td><td>😀 \u202egnp.exe</td></tr></table>"
        '<figure><img src="picture:lost.png" alt="What the picture would show"><figcaption>A caption</figcaption></figure>'
        '<p><img src="picture:broken.png" alt="A broken one"></p>&#0;&#x1F;\x0b'
    )
    hard = replace(
        LESSON["en"], title="W" * 300, html=html, pictures={"broken.png": b"\x89PNG\r\n\x1a\nnothing"}
    )
    data = press(hard, format)
    check(data, format)
    if format != "pdf":
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            pages = [
                name
                for name in package.namelist()
                if name.endswith(("document.xml", "content.xml", ".xhtml"))
            ]
            text = "".join("".join(ET.fromstring(package.read(name)).itertext()) for name in pages)
        assert "What the picture would show" in text
        assert "A broken one" in text


@pytest.mark.parametrize("format", FORMATS)
def test_an_empty_document_is_a_valid_file(format):
    empty = replace(
        LESSON["en"],
        html="",
        facts=(),
        summary="",
        kind="",
        credits="",
        version="",
        licence_url="",
        pictures={},
    )
    check(press(empty, format), format)


@pytest.mark.parametrize("format", FORMATS)
def test_no_reference_in_a_document_is_ever_fetched(format, tmp_path):
    """Case 63."""
    seen = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        server.settimeout(0.2)

        def listen():
            while not done.is_set():
                try:
                    server.accept()[0].close()
                    seen.append(1)
                except TimeoutError:
                    continue

        done = threading.Event()
        listener = threading.Thread(target=listen)
        listener.start()
        secret = tmp_path / "secret.txt"
        secret.write_text("a secret of this machine")
        address = f"http://127.0.0.1:{port}"
        html = (
            f'<p>a</p><img src="{address}/a.png" alt="a"><img src="file://{secret}" alt="b"><img src="{secret}" alt="c">'
            f'<img src="picture:../../../{secret}" alt="d"><link href="{address}/x.css" rel="stylesheet">'
            f'<iframe src="{address}"></iframe><object data="file://{secret}"></object><svg><image href="{address}"/></svg>'
            f'<p>#include "{secret}" #image("{secret}") \\input{{{secret}}} [x]({address}) ![y]({address})</p>'
            f'<p><a href="{address}/only-a-link">a link</a></p>'
        )
        try:
            data = press(replace(LESSON["en"], html=html, pictures={}), format)
        finally:
            done.set()
            listener.join()
    assert seen == []
    assert b"a secret of this machine" not in data
    if format != "pdf":
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            assert not [
                name for name in package.namelist() if b"a secret of this machine" in package.read(name)
            ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("format", "rows"), [("pdf", 10_000), ("docx", 10_000), ("odt", 2_000), ("epub", 2_000)]
)
def test_an_endless_table_stays_within_the_limits_or_is_refused(format, rows):
    """Case 63. ODT is written as DOCX is, and EPUB read as both are: a shorter one tells as much of them."""
    row = "<tr><td>a row</td><td>some words here</td><td>and more words</td><td></td></tr>"
    began = time.monotonic()
    try:
        check(press(replace(LESSON["en"], html=f"<table>{row * rows}</table>", pictures={}), format), format)
    except PressError as error:
        assert error.reason in ("memory", "time")  # noqa: PT017
    assert time.monotonic() - began < sandbox.SECONDS + 5


def test_a_press_that_takes_too_long_is_killed_with_all_its_children(monkeypatch):
    began = time.monotonic()
    marker = f"counterpoint-{os.getpid()}"
    endless = f"import subprocess; subprocess.run(['sleep', '54321.5']) if '{marker}' else 0"
    monkeypatch.setattr(sandbox, "RUN", endless)
    with pytest.raises(PressError) as failed:
        press(LESSON["en"], "pdf", seconds=0.5)
    assert failed.value.reason == "time"
    assert time.monotonic() - began < 5
    until = time.monotonic() + 5
    while _running("54321.5") and time.monotonic() < until:  # the system takes a moment to bury the dead
        time.sleep(0.05)
    assert not _running("54321.5")


def _running(word):
    return [
        line
        for line in map(_command, filter(str.isdigit, os.listdir("/proc")))
        if word in line and "sleep" in line[:9]
    ]


def _command(pid):
    try:
        with open(f"/proc/{pid}/cmdline") as file:
            return file.read()
    except OSError:
        return ""


def test_a_press_that_asks_for_too_much_memory_is_refused():
    with pytest.raises(PressError) as failed:
        press(LESSON["en"], "pdf", memory=40 * 1024 * 1024)
    assert failed.value.reason == "memory"


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        ({"words": {"contents": "Contents"}}, "words are missing"),
        ({"dyes": ("red", "#000000")}, "a dye is a colour"),
        ({"facts": (("clock", "Time", "5"),)}, "no such icon: clock"),
        ({"address": "https://example.org/" + "a" * 5000}, "no QR code can hold this address"),
    ],
)
def test_a_document_that_lacks_something_is_refused_with_the_reason(change, detail):
    with pytest.raises(PressError, match=detail) as failed:
        press(replace(LESSON["en"], **change), "pdf")
    assert failed.value.reason == "content"
