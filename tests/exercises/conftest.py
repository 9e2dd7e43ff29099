"""What tests of the editors' doors begin with: a site in three languages, its list of exercises, an administrator."""

import pytest
from django.contrib.auth import get_user_model

from cms.accounts import rules
from tests.exercises.editors import signed_in
from tests.factories import exercises_page


@pytest.fixture
def no_second_factor(monkeypatch):
    """The second factor is a matter of tests/cms/accounts."""
    monkeypatch.setattr(rules, "must_use_second_factor", lambda user: False)


@pytest.fixture
def tree(site_tree):
    return site_tree("en", "fr", "ar")


@pytest.fixture
def up(tree):
    """The list of exercises in English."""
    return exercises_page(tree["en"])


@pytest.fixture
def boss(db):
    return get_user_model().objects.create_superuser("boss@example.org")


@pytest.fixture
def editor(boss):
    """A browser of an administrator."""
    return signed_in(boss)
