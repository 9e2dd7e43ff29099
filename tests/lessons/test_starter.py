"""The starter collection: complete, in four languages, safe to load again, never over an editor's work."""

import pytest
from wagtail_localize.models import Translation

from cms.domain.translations import stale_segments
from cms.models import StarterRecord
from lessons.domain.starter import load_lessons, starter_keys, unsaved_plan
from lessons.models import LessonPlanPage

LANGUAGES = ["ar", "en", "fr", "uk"]
KEYS = [
    "built-here",
    "how-a-number-misleads",
    "lateral-reading",
    "picture-in-context",
    "upstander-online",
    "words-that-blur",
]


def quiet(_text):
    return None


@pytest.fixture
def one_lesson(starter):
    return LessonPlanPage.objects.get(slug="lateral-reading", locale__language_code="en")


def test_the_collection_holds_six_lessons():
    assert starter_keys() == KEYS


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", KEYS)
def test_every_lesson_may_be_published_in_every_language(key, language):
    page = unsaved_plan(key, language)
    page.validate_publication()
    assert page.title
    assert len(page.summary) <= 300
    assert page.handouts
    assert page.answer_key
    assert page.sources


@pytest.mark.django_db
@pytest.mark.parametrize("key", KEYS)
def test_block_ids_are_the_same_in_every_language(key):
    ids = {
        language: [block.id for field in ("steps", "handouts", "sources") for block in getattr(page, field)]
        for language, page in ((language, unsaved_plan(key, language)) for language in LANGUAGES)
    }
    assert len(set(map(tuple, ids.values()))) == 1


def test_a_lesson_is_loaded_in_all_its_languages_and_complete(one_lesson):
    live = LessonPlanPage.objects.live().filter(translation_key=one_lesson.translation_key)
    assert sorted(live.values_list("locale__language_code", flat=True)) == LANGUAGES
    translations = Translation.objects.filter(source__object_id=one_lesson.translation_key)
    assert [stale_segments(translation).count() for translation in translations] == [0, 0, 0]
    assert {page.behind_since for page in live} == {None}
    arabic = live.get(locale__language_code="ar")
    assert [band.code for band in arabic.age_bands.all()] == ["13-15"]
    assert arabic.duration.minutes == 50


def test_loading_again_does_nothing(one_lesson):
    before = list(LessonPlanPage.objects.order_by("pk").values_list("pk", "latest_revision_id"))
    assert load_lessons(only=["lateral-reading"], progress=quiet) == 0
    assert list(LessonPlanPage.objects.order_by("pk").values_list("pk", "latest_revision_id")) == before


def test_an_editors_change_is_never_overwritten(one_lesson):
    one_lesson.title = "My own title"
    one_lesson.save_revision().publish()
    StarterRecord.objects.update(digest="an older file")
    load_lessons(only=["lateral-reading"], progress=quiet)
    one_lesson.refresh_from_db()
    assert one_lesson.title == "My own title"


def test_a_lesson_that_an_editor_deleted_does_not_come_back(one_lesson):
    LessonPlanPage.objects.get(pk=one_lesson.pk).delete()
    StarterRecord.objects.filter(name="lessons/lateral-reading/en").update(digest="an older file")
    load_lessons(only=["lateral-reading"], progress=quiet)
    assert not LessonPlanPage.objects.filter(slug="lateral-reading", locale__language_code="en").exists()


def test_changing_one_sentence_makes_exactly_that_segment_stale_in_the_others(one_lesson):
    one_lesson.steps[0].value["title"] = "Two pages, a show of hands"
    one_lesson.save_revision().publish()
    translations = Translation.objects.filter(source__object_id=one_lesson.translation_key)
    stale = {
        translation.target_locale.language_code: [
            segment.string.data for segment in stale_segments(translation)
        ]
        for translation in translations
    }
    assert stale == {code: ["Two pages, a show of hands"] for code in ("ar", "fr", "uk")}
    for page in LessonPlanPage.objects.filter(translation_key=one_lesson.translation_key):
        assert (page.behind_since is None) == (page.locale.language_code == "en")


def test_a_translation_that_is_behind_says_so_with_the_date(one_lesson, client):
    one_lesson.steps[0].value["title"] = "Two pages, a show of hands"
    one_lesson.save_revision().publish()
    french = LessonPlanPage.objects.get(slug="lateral-reading", locale__language_code="fr")
    html = client.get("/fr/lessons/lateral-reading/").content.decode()
    assert "notice--accent" in html
    assert str(french.behind_since.year) in html
    assert "notice--accent" not in client.get("/en/lessons/lateral-reading/").content.decode()


def test_a_page_translated_again_loses_the_mark(one_lesson):
    title = one_lesson.steps[0].value["title"]
    one_lesson.steps[0].value["title"] = "Two pages, a show of hands"
    one_lesson.save_revision().publish()
    one_lesson.steps[0].value["title"] = title
    one_lesson.save_revision().publish()
    behind = LessonPlanPage.objects.filter(translation_key=one_lesson.translation_key).exclude(
        behind_since=None
    )
    assert not behind.exists()
