"""The index follows the pages: published, changed, moved, withdrawn, hidden, deleted."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from cms.cache.keeping import forget_everything
from cms.models import SearchEntry, SearchFacet
from cms.search.engines import engine
from cms.search.indexing import index_page, reindex
from cms.search.querying import find, translations_of
from tests.factories import HelpPageFactory, LessonPlanPageFactory, StandardPageFactory, step

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree(site_tree):
    return site_tree("en", "uk")


@pytest.fixture
def lesson(tree):
    return LessonPlanPageFactory(
        parent=tree["en"].library,
        title="Half a number",
        summary="Compared with what?",
        keywords="percentage",
        topics=["numbers", "media-and-sources"],
        age_bands=["13-15"],
        duration=50,
        steps=[step(50, "Begin", teacher="<p>Asks about <b>denominators</b>.</p>")],
    )


def found(query: str, **kwargs) -> list[str]:
    forget_everything()
    return [entry.title for entry in find(query, **kwargs).entries]


def test_a_published_lesson_is_found_by_title_summary_keywords_and_steps(lesson):
    entry = SearchEntry.objects.get(pk=lesson.pk)
    assert (entry.kind, entry.language, entry.title, entry.minutes) == ("lesson", "en", "Half a number", 50)
    assert entry.url == "/en/lessons/half-a-number/"
    assert entry.dye == "woad"
    assert entry.facets == {"age": ["13-15"], "duration": ["50"], "topic": ["media-and-sources", "numbers"]}
    for word in ("half", "compared", "percentage", "denominators", "denom"):
        assert found(word) == ["Half a number"], word


def test_a_change_replaces_what_was_found_before(lesson):
    lesson.title = "A whole number"
    lesson.topics.set([])
    lesson.save_revision().publish()
    assert found("half") == []
    assert found("whole") == ["A whole number"]
    assert not SearchFacet.objects.filter(facet="topic").exists()


def test_a_draft_change_is_not_found(lesson):
    """Case 55."""
    lesson.title = "Secret title"
    lesson.save_revision()
    assert found("secret") == []


def test_what_is_withdrawn_or_deleted_is_found_no_more(tree, lesson):
    """Case 66."""
    other = LessonPlanPageFactory(parent=tree["en"].library, title="Another number")
    assert sorted(found("number")) == ["Another number", "Half a number"]
    lesson.unpublish()
    assert found("number") == ["Another number"]
    other.delete()
    assert found("number") == []
    assert not SearchEntry.objects.filter(kind="lesson").exists()


def test_a_deleted_tree_leaves_nothing_behind(tree, lesson):
    Page.objects.get(pk=tree["en"].library.pk).specific.delete()
    assert found("number") == []
    assert not SearchFacet.objects.exists()


def test_a_restriction_hides_everything_below_until_it_is_lifted(tree, lesson):
    """Case 55, 56."""
    restriction = PageViewRestriction.objects.create(page=tree["en"].library, restriction_type="login")
    assert found("number") == []
    forget_everything()
    assert reindex() == 2  # the help pages
    assert found("number") == []
    restriction.delete()
    assert found("number") == ["Half a number"]


def test_another_slug_above_changes_the_addresses_below(tree, lesson, django_capture_on_commit_callbacks):
    library = tree["en"].library.specific
    library.slug = "plans"
    with django_capture_on_commit_callbacks(execute=True):
        library.save_revision().publish()
    assert SearchEntry.objects.get(pk=lesson.pk).url == "/en/plans/half-a-number/"


def test_a_moved_page_has_another_address(tree):
    about = StandardPageFactory(parent=tree["en"].home, title="About")
    team = StandardPageFactory(parent=tree["en"].home, title="Team")
    team.move(about, pos="last-child")
    assert SearchEntry.objects.get(pk=team.pk).url == "/en/about/team/"


def test_a_mirror_of_a_page_in_another_language_is_not_found_there(tree, lesson):
    mirror = lesson.copy_for_translation(tree["uk"].locale, alias=True)
    index_page(mirror.specific)
    assert found("number", languages=["uk"]) == []


def test_translations_are_told_by_one_query(tree, lesson):
    LessonPlanPageFactory(
        parent=tree["uk"].library, title="Половина числа", translation_key=lesson.translation_key
    )
    with CaptureQueriesContext(connection) as queries:
        assert translations_of([lesson.translation_key])[lesson.translation_key] == [
            ("en", "/en/lessons/half-a-number/"),
            ("uk", "/uk/lessons/половина-числа/"),
        ]
    assert len(queries) == 1
    assert translations_of([]) == {}


def test_publication_writes_the_index_in_a_handful_of_queries(lesson):
    page = Page.objects.get(pk=lesson.pk).specific
    with CaptureQueriesContext(connection) as queries:
        assert index_page(page)
    assert len(queries) <= 14, [query["sql"][:100] for query in queries]


def test_the_index_can_be_rebuilt_at_any_time(tree, lesson, capsys):
    SearchFacet.objects.all().delete()
    SearchEntry.objects.all().delete()
    engine().clear()
    assert found("number") == []
    call_command("reindex")
    assert found("number") == ["Half a number"]
    assert capsys.readouterr().out.splitlines()[-1].startswith("3 pages are in the search index")
    call_command("reindex")
    assert found("number") == ["Half a number"]


def test_pages_of_text_and_the_help_page_are_found_too(tree):
    StandardPageFactory(
        parent=tree["en"].home, title="About", body=[("text", "<p>Whoever pays the piper</p>")]
    )
    assert found("piper") == ["About"]
    assert found("help", kinds=["help"]) == ["Help", "Help"]
    assert HelpPageFactory._meta.model.objects.count() == 2
