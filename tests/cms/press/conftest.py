"""Each sample is pressed once for all tests of a run."""

from functools import cache

import pytest

from cms.press import press

from .samples import LESSON


@cache
def _pressed(language, format):
    return press(LESSON[language], format)


@pytest.fixture
def pressed():
    """Return pressed(language, format): the sample lesson's bytes."""
    return _pressed
