"""What files of all rooms have in common."""

import pytest
from django.utils import translation

from cms.enums import Dye
from cms.models import Topic
from cms.press.document import WORDS
from cms.takeaway import HEX, dyes, listed, named, press_words, size_label


def test_only_what_is_offered_is_named_each_once_and_in_the_order_of_the_offer():
    assert named(["b,a", " c ", "x", "a"], ("a", "b", "c", "d")) == ("a", "b", "c")
    assert named([], ("a",)) == ()


def test_every_dye_has_its_colour_on_paper():
    assert HEX.keys() == set(Dye.values)
    assert dyes(Topic(dye=Dye.MADDER)) == ("#ad3f38", "#cbb88d")
    assert dyes(None) == ("#1f7064", "#cbb88d")


def test_labels_are_separated_as_the_language_separates_a_list():
    topics = [Topic(label="One"), Topic(label="Two")]
    assert listed(topics) == "One, Two"
    with translation.override("ar"):
        assert "، " in listed([Topic(label_ar="أ"), Topic(label_ar="ب")])


@pytest.mark.parametrize("language", ["en", "uk", "ar"])
def test_the_press_gets_all_its_words_in_the_language_of_the_file(language):
    with translation.override(language):
        said = press_words()
    assert said.keys() == set(WORDS)
    assert "{page}" in said["page_of"]
    assert "{pages}" in said["page_of"]
    assert "{minutes}" in said["minutes"]
    assert "{version}" in said["version"]


def test_a_size_is_written_in_kilobytes_up_to_a_million_bytes():
    assert [size_label(size) for size in (1, 83_700, 999_499, 1_000_000, 1_234_567)] == [
        "1 kB",
        "84 kB",
        "999 kB",
        "1 MB",
        "1.2 MB",
    ]
    with translation.override("uk"):
        assert size_label(1_234_567).startswith("1,2")
