"""Search of the site, suggestions while typing, sitemaps and robots.txt, as visitors and crawlers meet them."""

import pytest

from cms.cache.keeping import forget_everything
from tests.factories import LessonPlanPageFactory, StandardPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree(site_tree):
    tree = site_tree("en", "uk")
    lesson = LessonPlanPageFactory(parent=tree["en"].library, title="Half a number", topics=["numbers"])
    LessonPlanPageFactory(
        parent=tree["uk"].library, title="Половина числа", translation_key=lesson.translation_key
    )
    StandardPageFactory(parent=tree["en"].home, title="About numbers")
    forget_everything()
    return tree


def test_the_search_finds_pages_of_every_kind_in_its_language(client, tree):
    found = client.get("/en/search/?q=number").context
    assert sorted((entry["kind_label"], entry["title"]) for entry in found["results"]) == [
        ("Lesson plan", "Half a number"),
        ("Page", "About numbers"),
    ]
    assert found["total"] == 2


def test_where_nothing_is_found_another_language_is_named(client, tree):
    help = client.get("/uk/search/?q=about").context["help"]
    assert [(way["code"], way["url"], way["count"]) for way in help["languages"]] == [
        ("en", "/en/search/", 1)
    ]


@pytest.mark.parametrize(
    "query", ["", "q=", "q=%00", "q=***", "q=" + "x" * 300, "q=a&page=1e9", "q=%22&page=-1"]
)
def test_bad_input_gets_a_page(client, tree, query):
    """Case 48, 81."""
    assert client.get(f"/en/search/?{query}").status_code == 200
    assert client.get(f"/en/search/suggest/?{query}").status_code == 200


def test_while_typing_titles_are_suggested(client, tree):
    assert client.get("/en/search/suggest/?q=hal").json() == {
        "entries": [{"title": "Half a number", "url": "/en/lessons/half-a-number/", "kind": "Lesson plan"}],
        "announcement": "1 suggestion",
    }


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("q=number", ["Half a number", "About numbers"]),
        ("q=number&kind=lesson", ["Half a number"]),
        ("q=number&kind=page", ["About numbers"]),
        ("q=number&kind=nonsense", ["Half a number", "About numbers"]),
    ],
)
def test_suggestions_are_of_one_kind_where_one_is_asked_for(client, tree, query, titles):
    answer = client.get(f"/en/search/suggest/?{query}").json()
    assert sorted(entry["title"] for entry in answer["entries"]) == sorted(titles)
    assert {entry["kind"] for entry in answer["entries"]} == (
        {"Lesson plan", "Page"} if len(titles) == 2 else {""}
    )


@pytest.mark.parametrize(
    ("language", "query", "announcement"),
    [("en", "zzz", "No suggestions"), ("en", "number", "2 suggestions"), ("uk", "пол", "1 підказка")],
)
def test_how_many_suggestions_there_are_is_said_in_the_language_of_the_page(
    client, tree, language, query, announcement
):
    answer = client.get(f"/{language}/search/suggest/", {"q": query}).json()
    assert answer["announcement"] == announcement


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("/en/", "/en/search/suggest/?kind=lesson"),
        ("/uk/lessons/", "/uk/search/suggest/?kind=lesson"),
        ("/en/search/", "/en/search/suggest/"),
    ],
)
def test_each_search_field_knows_where_its_suggestions_come_from(client, tree, address, source):
    content = client.get(address).content.decode()
    assert f'data-suggest="{source}"' in content
    assert content.count('<script src="/static/cms/js/search.js" defer></script>') == 1


def test_a_page_without_a_search_field_does_not_load_its_script(client, tree):
    assert "cms/js/search.js" not in client.get("/en/help/").content.decode()


def test_the_sitemaps_name_every_page_with_its_translations(client, tree):
    index = client.get("/sitemap.xml").content.decode()
    assert "<loc>http://localhost/en/sitemap.xml</loc>" in index
    assert "<loc>http://localhost/uk/sitemap.xml</loc>" in index
    content = client.get("/en/sitemap.xml").content.decode()
    for address in ("/en/", "/en/lessons/", "/en/lessons/half-a-number/", "/en/about-numbers/", "/en/help/"):
        assert f"<loc>http://localhost{address}</loc>" in content
    assert 'hreflang="uk" href="http://localhost/uk/lessons/половина-числа/"' in content
    for query in ("page=2", "page=x", "page=1e9"):
        assert client.get(f"/en/sitemap.xml?{query}").status_code == 404


def test_crawlers_are_kept_from_the_countless_ways_of_narrowing_a_list(client, tree):
    """Case 81."""
    content = client.get("/robots.txt").content.decode()
    assert "Disallow: /*/lessons/?" in content
    assert "Sitemap: http://localhost/sitemap.xml" in content
