"""Days and times as people of each language write them."""

import datetime

import pytest
from django.utils import formats, translation

WHEN = datetime.datetime(2026, 3, 9, 16, 5)
WRITTEN = {
    "en": ("9 March 2026, 16:05", "9 Mar 2026, 16:05"),
    "fr": ("9 mars 2026 16:05", "09/03/2026 16:05"),
    "de": ("9. März 2026 16:05", "09.03.2026 16:05"),
    "es": ("9 de marzo de 2026 a las 16:05", "09/03/2026 16:05"),
    "uk": ("9 березня 2026, 16:05", "09.03.2026 16:05"),
    "ar": ("9 مارس، 2026، 16:05", "09/03/2026 16:05"),
}


@pytest.mark.parametrize("language", WRITTEN)
def test_a_moment_is_written_as_the_language_does(language):
    with translation.override(language):
        written = (
            formats.date_format(WHEN, "DATETIME_FORMAT"),
            formats.date_format(WHEN, "SHORT_DATETIME_FORMAT"),
        )
    assert written == WRITTEN[language]
