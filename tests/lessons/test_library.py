"""The library: what an address asks for, what is shown, in how many queries."""

from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.cache import stamps
from cms.cache.keeping import forget_everything
from tests.cms.search.rows import fill
from tests.factories import LessonPlanPageFactory, once

pytestmark = pytest.mark.django_db

MOST_QUERIES = 10


@pytest.fixture
def library(site_tree):
    """Two lessons in English, one of them in Ukrainian as well; returns the tree."""
    tree = site_tree("en", "uk", "ar")
    half = once(
        LessonPlanPageFactory,
        parent=tree["en"].library,
        title="Half a number",
        summary="Compared with what?",
        topics=["numbers"],
        age_bands=["13-15"],
        subjects=["mathematics"],
        duration=50,
    )
    once(
        LessonPlanPageFactory,
        parent=tree["en"].library,
        title="The loud few",
        topics=["hate-and-courage"],
        age_bands=["13-15", "16-18"],
        subjects=["citizenship"],
        techniques=["trolling"],
        duration=45,
    )
    once(
        LessonPlanPageFactory,
        parent=tree["uk"].library,
        title="Половина числа",
        topics=["numbers"],
        translation_key=half.translation_key,
    )
    forget_everything()
    return tree


def titles(response) -> list[str]:
    return [entry["title"] for entry in response.context["entries"]]


def test_the_library_lists_the_lessons_of_its_own_language_newest_first(client, library):
    response = client.get("/en/lessons/")
    assert titles(response) == ["The loud few", "Half a number"]
    assert titles(client.get("/uk/lessons/")) == ["Половина числа"]


def test_every_facet_narrows_and_all_together(client, library):
    for query, expected in {
        "topic=numbers": ["Half a number"],
        "age=13-15": ["The loud few", "Half a number"],
        "age=16-18": ["The loud few"],
        "subject=mathematics": ["Half a number"],
        "duration=45": ["The loud few"],
        "technique=trolling": ["The loud few"],
        "topic=numbers&topic=hate-and-courage": ["The loud few", "Half a number"],
        "topic=numbers&technique=trolling": [],
        "q=numb&age=13-15": ["Half a number"],
    }.items():
        assert titles(client.get(f"/en/lessons/?{query}")) == expected, query


def test_language_is_a_facet_and_every_entry_says_in_which_others_it_exists(client, library):
    response = client.get("/en/lessons/?language=uk")
    assert titles(response) == ["Половина числа"]
    assert response.context["entries"][0]["language"] == "uk"
    assert titles(client.get("/en/lessons/?language=any&sort=title")) == [
        "Half a number",
        "The loud few",
        "Половина числа",
    ]
    also = client.get("/en/lessons/?topic=numbers").context["entries"][0]["also"]
    assert [(other["code"], other["name"]) for other in also] == [("uk", "Українська")]
    assert also[0]["url"] == "/uk/lessons/половина-числа/"


def test_a_chosen_facet_does_not_narrow_its_own_counts(client, library):
    facets = {facet["name"]: facet for facet in client.get("/en/lessons/?topic=numbers").context["facets"]}
    counts = {option["value"]: option["count"] for option in facets["topic"]["options"]}
    assert (counts["numbers"], counts["hate-and-courage"], counts["living-together"]) == (1, 1, 0)
    assert {o["value"]: o["count"] for o in facets["age"]["options"]}["16-18"] == 0
    assert {o["value"]: o["count"] for o in facets["language"]["options"]} == {"en": 1, "uk": 1, "any": 2}


def test_what_is_chosen_can_be_taken_off_one_by_one(client, library):
    response = client.get("/en/lessons/?age=13-15&topic=numbers&q=number&sort=title")
    assert [item["remove_url"] for item in response.context["chosen"]] == [
        "/en/lessons/?q=number&age=13-15&sort=title",
        "/en/lessons/?q=number&topic=numbers&sort=title",
    ]
    assert response.context["clear_url"] == "/en/lessons/?q=number&sort=title"


@pytest.mark.parametrize(
    "query",
    [
        "topic=nonsense",
        "topic=nonsense&age=%00&language=xx&sort=drop",
        "page=1e9",
        "page=999999999999999999999999",
        "page=-5",
        "page=",
        "q=" + "x" * 300,
        "q=" + quote("\"'()*:^-+ AND OR NEAR( {title}: \\ %"),
        "q=%00%EF%BF%BF%F0%9F%98%80",
        "q=" + quote("a* OR b*"),
        "q=%ff%fe",
        "sort=fit",
        "language=any&language=uk",
        "utm_source=x&unknown=1",
        "&".join(["topic=numbers"] * 200),
    ],
)
def test_bad_input_gets_a_clear_answer(client, library, query):
    """Case 48, 57, 81."""
    response = client.get(f"/en/lessons/?{query}")
    assert response.status_code == 200
    if "nonsense" in query:
        assert "nonsense" in response.content.decode()


def test_a_page_beyond_the_last_is_the_last(client, library):
    """Case 81."""
    fill(30)
    forget_everything()
    response = client.get("/en/lessons/?page=999999999")
    assert response.context["results"].page == response.context["results"].pages == 3
    assert len(titles(response)) == 8


def test_script_in_a_question_is_inert(client, library):
    """Case 48."""
    content = client.get("/en/lessons/?q=%3Cscript%3Ealert(1)%3C/script%3E").content.decode()
    assert "<script>alert" not in content


def test_where_nothing_is_found_ways_on_are_offered(client, library):
    help = client.get("/en/lessons/?q=nomber&topic=numbers").context["help"]
    assert help["spelling"] == "number"
    help = client.get("/en/lessons/?technique=trolling&topic=numbers").context["help"]
    assert [way["count_label"] for way in help["dropped"]] == ["1 lesson plan", "1 lesson plan"]
    help = client.get("/ar/lessons/?topic=numbers").context["help"]
    assert [way["code"] for way in help["languages"]] == ["en", "uk"]
    assert client.get("/en/lessons/?q=***").context["help"] == {"senseless": True}


def test_a_draft_a_withdrawn_and_a_restricted_lesson_are_not_listed(client, library):
    """Case 55."""
    from wagtail.models import PageViewRestriction

    LessonPlanPageFactory(parent=library["en"].library, title="Draft", published=False)
    shown = LessonPlanPageFactory(parent=library["en"].library, title="Shown")
    forget_everything()
    assert titles(client.get("/en/lessons/")) == ["Shown", "The loud few", "Half a number"]
    shown.unpublish()
    PageViewRestriction.objects.create(page=library["uk"].library, restriction_type="login")
    forget_everything()
    assert titles(client.get("/en/lessons/?language=any")) == ["The loud few", "Half a number"]


def test_the_number_of_queries_does_not_grow_with_the_number_of_lessons(client, library):
    """Case 80."""
    asked = [
        "",
        "?topic=numbers&age=13-15",
        "?q=everywhere&age=13-15",
        "?language=any&sort=title",
        "?q=nothingatall",
    ]
    client.get("/en/lessons/")  # what a process learns once: vocabularies, languages, menu
    numbers = {}
    for more in (10, 5000):
        fill(more, first=1_000_000 + more)
        for query in asked:
            # As after a publication: nothing of the index is kept.
            stamps._stamps.touch(["index", "index:lesson", "index:lesson:en", "index:lesson:uk"])
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"/en/lessons/{query}").status_code == 200
            assert len(queries) <= MOST_QUERIES, [query["sql"][:200] for query in queries]
            assert numbers.setdefault(query, len(queries)) == len(queries), query


def test_the_feed_tells_of_new_lessons_in_its_language(client, library):
    response = client.get("/uk/lessons/feed/")
    content = response.content.decode()
    assert response["Content-Type"].startswith("application/atom+xml")
    assert "Половина числа" in content
    assert "The loud few" not in content


def test_the_library_weighs_little(client, library):
    fill(200)
    forget_everything()
    response = client.get("/en/lessons/", headers={"Accept-Encoding": "br"})
    assert len(response.content) < 25_000


def test_the_home_page_shows_the_newest_lessons_and_the_topics(client, library):
    response = client.get("/en/")
    assert [entry["title"] for entry in response.context["lessons"]] == ["The loud few", "Half a number"]
    assert {topic["code"]: topic["count"] for topic in response.context["topics"]} == {
        "numbers": 1,
        "hate-and-courage": 1,
    }
