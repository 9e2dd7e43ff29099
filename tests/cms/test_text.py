"""Text as it is kept: one form, and no work that grows with the square of it."""

import unicodedata

import pytest

from cms.text import MOST_MARKS, nfc


def test_the_same_word_is_the_same_letters_however_it_was_typed():
    """Case 79."""
    assert nfc("e\u0301cole") == "\u00e9cole" == nfc("\u00e9cole")


def test_nul_and_overrides_of_direction_go_and_marks_that_languages_need_stay():
    assert nfc("a\x00b") == "ab"
    assert nfc("\u202eabc\u202c") == "abc\u202c"
    assert nfc("\u2067abc\u2069") == "\u2067abc\u2069"


@pytest.mark.parametrize("text", ["\u0639\u064e\u0631\u064e\u0628\u0650\u064a\u0651", "Vi\u1ec7t", "\u0439"])
def test_no_language_loses_a_mark(text):
    assert nfc(unicodedata.normalize("NFD", text)) == unicodedata.normalize("NFC", text)


def test_a_letter_under_a_hundred_thousand_marks_keeps_thirty():
    """Case 81: composing takes the square of the marks in a row, which for so many would be minutes."""
    text = "a" + "\u0345" * 50_000 + "\u0334" * 50_000 + "b"
    assert len(unicodedata.normalize("NFD", nfc(text))) == MOST_MARKS + 2
