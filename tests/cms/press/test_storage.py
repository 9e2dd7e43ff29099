# ruff: noqa: E501
"""Pressed once, stored under the digest, returned ever after."""

import threading
from dataclasses import replace

import pytest
from django.core.files.storage import default_storage

from cms.press import PressBusy, PressError, digest, obtain, storage

from .samples import LESSON

DOCUMENT = replace(LESSON["en"], html="<p>Short.</p>", pictures={})


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = str(tmp_path)
    monkeypatch.setattr(storage, "_slots", None)


@pytest.fixture
def presses(monkeypatch):
    """Stands in for the press, counting; `hold` keeps it at work."""

    class Presses:
        made = 0
        hold = None

    def press(document, format):
        Presses.made += 1
        if Presses.hold:
            Presses.hold.wait(5)
        return f"{document.title} {format}".encode()

    monkeypatch.setattr(storage, "press", press)
    return Presses


def test_a_document_is_pressed_once(presses):
    name = obtain(DOCUMENT, "pdf")
    key = digest(DOCUMENT, "pdf")
    assert name == f"press/{key[:2]}/{key}.pdf"
    assert obtain(DOCUMENT, "pdf") == name
    assert presses.made == 1
    with default_storage.open(name) as stored:
        assert stored.read() == b"Who says so? Reading laterally pdf"


def test_two_who_ask_at_once_get_one_file(presses):
    presses.hold = threading.Event()
    names = []
    askers = [threading.Thread(target=lambda: names.append(obtain(DOCUMENT, "pdf"))) for _ in range(5)]
    for asker in askers:
        asker.start()
    presses.hold.set()
    for asker in askers:
        asker.join()
    assert len(set(names)) == 1
    assert presses.made == 1
    folder = names[0].rpartition("/")[0]
    assert default_storage.listdir(folder)[1] == [names[0].rpartition("/")[2]]


def test_who_finds_no_free_press_is_told_so(presses, settings):
    settings.PRESS_SLOTS = 1
    settings.PRESS_PATIENCE = 0.1
    presses.hold = threading.Event()
    first = threading.Thread(target=obtain, args=(DOCUMENT, "pdf"))
    first.start()
    while not presses.made:
        pass
    try:
        with pytest.raises(PressBusy):
            obtain(DOCUMENT, "odt")
    finally:
        presses.hold.set()
        first.join()
    assert obtain(DOCUMENT, "odt").endswith(".odt")


def test_what_fails_is_not_stored(monkeypatch):
    def fail(document, format):
        raise PressError("memory")

    monkeypatch.setattr(storage, "press", fail)
    with pytest.raises(PressError):
        obtain(DOCUMENT, "pdf")
    assert not default_storage.exists(storage.storage_name(DOCUMENT, "pdf"))
    assert storage._making == {}


def test_everything_that_is_printed_changes_the_digest():
    changes = [
        {"title": "x"}, {"language": "uk"}, {"html": "<p>x</p>"}, {"kind": "x"}, {"summary": "x"}, {"facts": ()}, {"address": "x"},
        {"licence_name": "x"}, {"licence_url": "x"}, {"credits": "x"}, {"version": "x"}, {"seed": "x"}, {"dyes": ("#000000", "#111111")},
        {"words": {}}, {"pictures": {"a": b"1"}}, {"pictures": {"a": b"2"}},
    ]  # fmt: skip
    digests = {digest(replace(DOCUMENT, **change), "pdf") for change in changes} | {
        digest(DOCUMENT, one) for one in ("pdf", "odt")
    }
    assert len(digests) == len(changes) + 2
    assert digest(replace(DOCUMENT, words=dict(reversed(DOCUMENT.words.items()))), "pdf") == digest(
        DOCUMENT, "pdf"
    )
