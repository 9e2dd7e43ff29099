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
        "entries": [{"title": "Half a number", "url": "/en/lessons/half-a-number/", "kind": "Lesson plan"}]
    }


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
