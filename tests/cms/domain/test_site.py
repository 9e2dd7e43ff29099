"""What every page knows of the site."""

import pytest
from wagtail.actions.convert_alias import ConvertAliasPageAction

from cms.domain.queries.site import translations
from tests.factories import LessonPlanPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree(site_tree):
    return site_tree("en", "uk", "de")


@pytest.fixture
def lesson(tree):
    """A lesson in English and Ukrainian; in German there is only a mirror of the English one."""
    lesson = LessonPlanPageFactory(parent=tree["en"].library, slug="half", title="Half a number")
    LessonPlanPageFactory(
        parent=tree["uk"].library, slug="half", title="Половина", translation_key=lesson.translation_key
    )
    lesson.copy_for_translation(tree["de"].locale, alias=True)
    return lesson


def test_a_mirror_of_another_language_is_no_translation(lesson):
    assert translations(lesson.translation_key) == {"en": "/en/lessons/half/", "uk": "/uk/lessons/half/"}


def test_a_mirror_in_the_same_language_can_be_read_there(tree, lesson):
    mirror = lesson.create_alias(parent=tree["en"].library, update_slug="again")
    assert translations(mirror.translation_key) == {"en": "/en/lessons/again/"}


def test_neither_also_in_nor_the_language_switch_lead_to_a_mirror(client, lesson):
    content = client.get("/en/lessons/half/").content.decode()
    assert 'hreflang="uk" href="http://localhost/uk/lessons/half/"' in content
    assert 'href="/uk/lessons/half/"' in content
    assert "/de/lessons/half/" not in content
    assert 'href="/de/" hreflang="de"' in content  # to the start page, as where nothing is translated
    assert client.get("/de/lessons/half/").status_code == 200


def test_a_mirror_that_becomes_a_translation_is_shown_at_once(lesson, django_capture_on_commit_callbacks):
    assert "de" not in translations(lesson.translation_key)
    mirror = lesson.get_translations().get(locale__language_code="de")
    with django_capture_on_commit_callbacks(execute=True):
        ConvertAliasPageAction(mirror).execute(skip_permission_checks=True)
    assert translations(lesson.translation_key)["de"] == "/de/lessons/half/"
