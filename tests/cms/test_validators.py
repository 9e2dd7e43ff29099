"""A page can be reached at its address: no slug that the site itself answers for."""

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from wagtail.test.utils.form_data import nested_form_data, streamfield

from cms.accounts import rules
from cms.models import StandardPage
from cms.validators import slug_problem
from lessons.models import LessonPlanPage
from tests.factories import LessonPlanPageFactory, StandardPageFactory

pytestmark = pytest.mark.django_db

SENTENCE = "The site itself uses the address “{}” here. Please choose another one."


@pytest.fixture
def tree(site_tree):
    return site_tree("en", "uk")


@pytest.mark.parametrize(
    "slug",
    ["account", "teach", "search", "school", "ambassador", "network", "sitting", "report", "_util"],
)
def test_a_page_below_a_home_page_cannot_hide_a_door_of_the_site(tree, slug):
    assert slug_problem(slug, tree["en"].home) == SENTENCE.format(slug)
    assert slug_problem(slug, tree["uk"].home) == SENTENCE.format(slug)
    assert slug_problem(slug, tree["en"].library) is None


@pytest.mark.parametrize("slug", ["lessons", "help", "about", "feed", "exercises", "searches", "пошук", ""])
def test_other_words_are_free(tree, slug):
    assert slug_problem(slug, tree["en"].home) is None


def test_a_lesson_plan_cannot_hide_behind_the_feed(tree):
    assert slug_problem("feed", tree["uk"].library) == SENTENCE.format("feed")


@pytest.mark.parametrize("live", [True, False])
def test_neither_a_draft_nor_a_publication_is_saved_with_such_a_slug(tree, live):
    lesson = LessonPlanPageFactory(parent=tree["en"].library, slug="half", published=live)
    lesson.slug = "feed"
    with pytest.raises(ValidationError) as refused:
        lesson.save()
    assert refused.value.message_dict == {"slug": [SENTENCE.format("feed")]}
    with pytest.raises(ValidationError):
        lesson.full_clean()


@pytest.mark.parametrize(
    ("title", "first", "second"), [("Feed", "feed-2", "feed-2-2"), ("Feeds", "feeds", "feeds-2")]
)
def test_a_slug_that_is_made_from_the_title_avoids_them(tree, title, first, second):
    slugs = [LessonPlanPageFactory(parent=tree["en"].library, title=title).slug for _time in range(2)]
    assert slugs == [first, second]


def test_an_editor_is_told_in_the_form(client, monkeypatch, tree):
    monkeypatch.setattr(rules, "must_use_second_factor", lambda user: False)
    client.force_login(get_user_model().objects.create_superuser("editor@example.org"))
    home = tree["en"].home
    page = StandardPageFactory(parent=home, title="About us", slug="about")
    data = nested_form_data(
        {
            "title": "Teach",
            "slug": "teach",
            "lead": "",
            "body": streamfield([]),
            "comments-TOTAL_FORMS": 0,
            "comments-INITIAL_FORMS": 0,
        }
    )
    for address in (f"/admin/pages/add/cms/standardpage/{home.pk}/", f"/admin/pages/{page.pk}/edit/"):
        for action in ({}, {"action-publish": "1"}):
            response = client.post(address, data | action)
            assert response.status_code == 200
            assert response.context["form"].errors == {"slug": [SENTENCE.format("teach")]}
    assert not StandardPage.objects.filter(slug="teach").exists()


def test_a_page_cannot_be_moved_to_such_an_address(tree):
    about = StandardPageFactory(parent=tree["en"].home, title="About us", slug="about")
    page = StandardPageFactory(parent=about, title="Teach")
    assert page.slug == "teach"
    with pytest.raises(ValidationError) as refused:
        page.move(tree["en"].home, pos="last-child")
    assert refused.value.messages == [SENTENCE.format("teach")]
    assert StandardPage.objects.get(pk=page.pk).url_path == f"{about.url_path}teach/"


def test_a_lesson_that_was_called_feed_is_reached(client, tree):
    lesson = LessonPlanPageFactory(parent=tree["en"].library, title="Feed")
    assert client.get(f"/en/lessons/{lesson.slug}/").context["page"] == LessonPlanPage.objects.get(
        pk=lesson.pk
    )
