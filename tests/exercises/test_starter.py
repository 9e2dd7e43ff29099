"""The starter exercises as they come into a site: what the files say is what is played, in every language."""

from html import unescape

import pytest
from django.utils.html import strip_tags

from exercises.domain.publishing import compiled
from exercises.domain.starter import entry_of, load_exercises, raw_items, starter_keys
from exercises.models import ExercisePage
from tests.exercises.playing import live
from tests.exercises.test_starter_files import shape

pytestmark = pytest.mark.django_db(transaction=True)


def words(value):
    """Return plain JSON without tags (translators' tools write <b> for <strong>), and without what names a picture."""
    if isinstance(value, dict):
        return {key: words(inner) for key, inner in value.items() if key != "image"}
    if isinstance(value, list):
        return [words(inner) for inner in value]
    return unescape(strip_tags(value)) if isinstance(value, str) else value


@pytest.mark.parametrize("language", ["en", "fr", "uk", "ar"])
@pytest.mark.parametrize("key", starter_keys())
def test_what_the_files_say_is_what_is_published(starter, key, language):
    """Every text of every language, down to the note on a piece of evidence."""
    edition = live(key, language).current.edition
    asked = [one | two for one, two in zip(edition.public, edition.secret, strict=True)]
    written = compiled(shape().to_python(raw_items(key, entry_of(key, language), lambda file: None)))
    for one, other in zip(words(asked), words(written), strict=True):
        assert one == other


def test_loading_again_changes_nothing(starter):
    before = list(ExercisePage.objects.values_list("pk", "latest_revision_id"))
    assert load_exercises(progress=lambda line: None) == 0
    assert list(ExercisePage.objects.values_list("pk", "latest_revision_id")) == before
