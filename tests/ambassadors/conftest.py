"""Fixtures for tests of ambassadors: pages to look at, somebody who looks, and a clock that can be set."""

import pytest

from tests.ambassadors.lives import NOON
from tests.ambassadors.people import signed_in
from tests.schools.people import coordinator


@pytest.fixture
def tree(site_tree):
    return site_tree("en", "ar")


@pytest.fixture
def by(tree):
    """A coordinator with a second factor; where others look at the pages, a module has its own."""
    return coordinator(factor=True)


@pytest.fixture
def desk(by):
    """A browser in which she is signed in."""
    return signed_in(by)


class Clock:
    now = NOON


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands at noon until a test sets its `now`."""
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock.now)
    return clock
