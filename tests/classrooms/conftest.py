"""What most tests of this room begin with: a site in four languages, an exercise of eight claims, a classroom."""

import pytest

from tests.classrooms.factories import ClassroomFactory, opened
from tests.factories import ExercisePageFactory, balanced_claims, exercises_page, once


@pytest.fixture
def tree(site_tree):
    return site_tree("en", "fr", "uk", "ar")


@pytest.fixture
def up(tree):
    """The list of exercises in English."""
    return exercises_page(tree["en"])


@pytest.fixture
def claims(up):
    """An exercise of eight balanced claims, true and false in turn by pairs, explained at once."""
    return once(
        ExercisePageFactory,
        parent=up,
        title="Eight claims",
        slug="eight-claims",
        purpose="discernment",
        items=balanced_claims(8),
    )


@pytest.fixture
def other_claims(up):
    """Another exercise of eight balanced claims: parallel to `claims`."""
    return once(
        ExercisePageFactory,
        parent=up,
        title="Eight other claims",
        slug="eight-other-claims",
        purpose="discernment",
        items=balanced_claims(8),
    )


@pytest.fixture
def classroom(db):
    return ClassroomFactory(name="8B", size=28)


@pytest.fixture
def teacher(classroom):
    return classroom.owner


@pytest.fixture
def signed_in(client, teacher):
    """The teacher's browser."""
    client.force_login(teacher)
    return client


@pytest.fixture
def sitting(classroom, claims):
    """Open on devices, explained at once, each pupil in the language of her choice."""
    return opened(classroom, claims)
