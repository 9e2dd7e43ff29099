"""Finding: what comes first, what finds what, and what no input can break."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.search.counting import facet_counts
from cms.search.querying import find
from cms.search.selection import Selection
from cms.search.suggesting import begin, suggest
from tests.cms.search.rows import CODES, fill, put

pytestmark = pytest.mark.django_db


def ids(query: str, **kwargs) -> list[int]:
    return [entry.pk for entry in find(query, **kwargs).entries]


def test_title_comes_before_keywords_and_keywords_before_the_body():
    put(1, title="Other things", body="rumours")
    put(2, title="Other things still", keywords="rumours")
    put(3, title="Rumours")
    assert ids("rumours") == [3, 2, 1]


def test_the_last_word_may_be_begun_and_the_others_may_not():
    put(1, title="Reading sideways")
    assert ids("reading side") == [1]
    assert ids("read sideways") == []
    assert ids("r") == []


@pytest.mark.parametrize(
    ("title", "query"),
    [
        ("الأخبار الكاذبة", "اخبار"),
        ("أخبار", "الاخبار"),
        ("خبر من المدرسة", "المدرسه"),
        ("L’école", "ecole"),
        ("Straße", "strasse"),
        ("П’ять питань", "п'ять"),
        ("e\u0301tude", "étude"),
        ("شبکه‌ها", "شبكه"),
    ],
)
def test_writing_variants_find_each_other(title, query):
    """Case 79."""
    put(1, title=title, language="ar")
    assert ids(query) == [1]


def test_languages_and_kinds_keep_apart():
    put(1, title="Europa", language="de")
    put(2, title="Europa", language="es", kind="page")
    assert ids("europa", languages=["de"]) == [1]
    assert ids("europa", kinds=["page"]) == [2]
    assert sorted(ids("europa", languages=["de", "es"])) == [1, 2]
    assert ids("europa", languages=["fr"]) == []


def test_all_orders_list_everything_once():
    fill(60)
    for sort in ("fit", "newest", "shortest", "title", "nonsense"):
        for query in ("", "everywhere"):
            seen = [pk for page in range(1, 5) for pk in ids(query, sort=sort, page=page, kinds=["lesson"])]
            assert len(set(seen)) == 60, (sort, query)


@pytest.mark.parametrize(
    "facets", [{}, {"topic": ["numbers"]}, {"topic": ["numbers", "living-together"], "age": ["13-15"]}]
)
@pytest.mark.parametrize("query", ["", "everywhere", "rare"])
def test_counts_say_what_choosing_would_find(facets, query):
    fill(300)
    fill(50, language="uk", first=2_000_000)
    selection = Selection.of(query, languages=["en"], kinds=["lesson"], facets=facets)
    counts = facet_counts(selection)
    for facet, codes in CODES.items():
        for code in codes:
            chosen = facets | {facet: [code]}
            expected = find(query, languages=["en"], kinds=["lesson"], facets=chosen).total
            assert counts.get(facet, {}).get(code, 0) == expected, (facet, code)
    for language in ("en", "uk"):
        total = find(query, languages=[language], kinds=["lesson"], facets=facets).total
        assert counts["language"].get(language, 0) == total
    assert counts["total"][""] == len(
        {
            pk
            for page in range(1, 20)
            for pk in ids(query, languages=["en"], kinds=["lesson"], facets=facets, page=page)
        }
    )


def test_counting_takes_one_query_and_one_more_for_new_words():
    fill(100)
    selection = {"languages": ["en"], "kinds": ["lesson"], "facets": {"topic": ["numbers"]}}
    with CaptureQueriesContext(connection) as queries:
        facet_counts(Selection.of(**selection))
    assert len(queries) == 1
    with CaptureQueriesContext(connection) as queries:
        facet_counts(Selection.of("everywhere", **selection))
        facet_counts(Selection.of("everywhere", languages=["en"], kinds=["lesson"]))
    assert len(queries) == 1


def test_finding_takes_the_same_queries_among_ten_and_five_thousand():
    """Case 80."""
    numbers = []
    for count in (10, 5000):
        fill(count, first=count * 1000)
        with CaptureQueriesContext(connection) as queries:
            find(f"everywhere lesson {'' if count == 10 else 'about'}", languages=["en"])
            begin("les", languages=["en"])
        numbers.append(len(queries))
    assert numbers == [5, 5]


def test_a_page_beyond_the_last_is_the_last():
    """Case 81."""
    fill(45)
    results = find(kinds=["lesson"], page=10**9)
    assert (results.page, results.pages, len(results.entries)) == (3, 3, 5)
    assert find("everywhere", page=10**9).page == 3


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=60))
def test_no_input_is_an_error(query):
    """Case 48, 81."""
    find(query, languages=["en"], kinds=["lesson"])
    begin(query, languages=["en"])


@pytest.mark.parametrize(
    "query",
    ['"', "'", "a\x00b", "NEAR(a b)", "a AND", "OR", "NOT a", "title:a", "{title}: a", "a*b*", "^a", "-a", "(((((",
     "a" * 3000, "a " * 3000,
     "😀", "\ud800", "%", "\\", "' | 'x':*", "a & !b", "<->", "ﷺ", "𝕬𝖇𝖈", "²", "\u0301", "عـــ"],
)  # fmt: skip
def test_signs_of_the_engines_mean_nothing(query):
    """Case 48, 81."""
    put(1, title="a b")
    find(query)
    begin(query)
    suggest(Selection.of(query, languages=["en"], kinds=["lesson"]))


def test_while_typing_titles_that_begin_so_come_first():
    put(1, title="Number games")
    put(2, title="Half a number")
    put(3, title="Words", keywords="numbers")
    put(4, title="Else", body="number")
    assert [entry.pk for entry in begin("num")] == [1, 2, 3]
    assert begin("") == []


def test_where_nothing_is_found_spelling_filters_and_languages_are_proposed():
    put(1, title="Reading sideways", facets={"topic": ["numbers"]})
    put(2, title="Reading", language="uk", facets={"topic": ["numbers"]})
    proposed = suggest(Selection.of("raeding", languages=["en"], kinds=["lesson"]))
    assert proposed.spelling == "reading"
    proposed = suggest(
        Selection.of("sideways", languages=["en"], kinds=["lesson"], facets={"topic": ["art"]})
    )
    assert proposed.dropped == [("topic", 1)]
    proposed = suggest(Selection.of("reading", languages=["ar"], kinds=["lesson"]))
    assert sorted(proposed.languages) == [("en", 1), ("uk", 1)]
