"""The page of a lesson plan."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.cache.keeping import forget_everything
from lessons.models import LessonFile
from tests.factories import LessonPlanPageFactory, once, step

pytestmark = pytest.mark.django_db

MOST_QUERIES = 10


@pytest.fixture
def lesson(site_tree):
    tree = site_tree("en", "uk")
    page = once(
        LessonPlanPageFactory,
        parent=tree["en"].library,
        title="Half a number",
        slug="half-a-number",
        topics=["numbers"],
        age_bands=["13-15"],
        subjects=["mathematics", "citizenship"],
        competences=["analytical-thinking"],
        techniques=["cherry-picking"],
        steps=[step(20, "Guess"), step(30, "Reveal")],
        handouts=[("handout", {"key": "sheet", "title": "A sheet", "body": [("text", "<p>Read this.</p>")]})],
    )
    once(
        LessonPlanPageFactory,
        parent=tree["uk"].library,
        title="Половина числа",
        slug="half-a-number",
        translation_key=page.translation_key,
    )
    forget_everything()
    return page


def test_the_page_shows_steps_handouts_facts_and_other_languages(client, lesson):
    html = client.get("/en/lessons/half-a-number/").content.decode()
    for text in (
        "Guess",
        "Reveal",
        "A sheet",
        "13 to 15 years",
        "50 minutes",
        "CC BY-SA 4.0",
        "Cherry-picking",
    ):
        assert text in html
    assert 'href="/uk/lessons/half-a-number/" hreflang="uk"' in html


def test_a_lesson_page_takes_at_most_ten_queries_with_cold_caches_apart_from_what_is_kept(
    client, lesson, settings
):
    settings.PAGE_CACHE = False
    client.get("/en/lessons/half-a-number/")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get("/en/lessons/half-a-number/").status_code == 200
    assert len(queries) <= MOST_QUERIES, [query["sql"][:120] for query in queries]


def test_a_kept_page_takes_no_query(client, lesson):
    client.get("/en/lessons/half-a-number/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/en/lessons/half-a-number/")
    assert len(queries) == 0


def test_the_learning_resource_is_described_for_machines(client, lesson):
    html = client.get("/en/lessons/half-a-number/").content.decode()
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html).group(1))
    assert data["@type"] == "LearningResource"
    assert data["timeRequired"] == "PT50M"
    assert data["inLanguage"] == "en"
    assert data["typicalAgeRange"] == "13-15"
    assert data["educationalLevel"] == ["ISCED 2"]
    assert [work["inLanguage"] for work in data["workTranslation"]] == ["uk"]


def test_script_in_a_title_stays_words(client, site_tree):
    """Case 48: inert with the policy off, so nothing may come out as markup."""
    nasty = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
    page = LessonPlanPageFactory(
        parent=site_tree("en")["en"].library, title=nasty, slug="nasty", summary=nasty
    )
    html = client.get("/en/lessons/nasty/").content.decode()
    assert page.title == nasty
    assert "<script>alert" not in html
    assert "<img src=x" not in html


def test_the_panel_says_format_and_size_before_the_click(client, lesson):
    LessonFile.objects.create(
        page=lesson,
        format="docx",
        parts="guide,handouts,answers",
        made_from="x",
        name="press/x.docx",
        size=84_200,
    )
    html = client.get("/en/lessons/half-a-number/").content.decode()
    panel = html[html.index('<div class="takeaway') :]
    assert "DOCX" in panel
    assert "84 kB" in panel


def test_a_draft_is_not_there_for_the_public(client, site_tree):
    LessonPlanPageFactory(parent=site_tree("en")["en"].library, slug="draft", published=False)
    assert client.get("/en/lessons/draft/").status_code == 404
    assert client.get("/en/lessons/draft/download/pdf/").status_code == 404
    assert client.get("/en/lessons/draft/projector/").status_code == 404


@pytest.mark.parametrize("wanted", ["", "?step=2", "?step=99", "?step=-1", "?step=x", "?step=1e9", "?step=²"])
def test_the_projector_shows_one_step_whatever_it_is_asked(client, lesson, wanted):
    """Case 81."""
    response = client.get(f"/en/lessons/half-a-number/projector/{wanted}")
    assert response.status_code == 200
    shown = "Reveal" if wanted in ("?step=2", "?step=99") else "Guess"
    assert f'<h1 class="slide__title">{shown}</h1>' in response.content.decode()
