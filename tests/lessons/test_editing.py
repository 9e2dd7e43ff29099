"""Lesson plans in the administration."""

import pytest
from django.contrib.auth import get_user_model
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from cms.accounts import rules
from lessons.models import LessonPlanPage
from tests.factories import LessonPlanPageFactory, step

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client, monkeypatch):
    """A client signed in as an administrator who has shown her second factor."""
    monkeypatch.setattr(rules, "must_use_second_factor", lambda user: False)
    client.force_login(get_user_model().objects.create_superuser("editor@example.org"))
    return client


def cells(texts) -> dict:
    """A list of cells as the editor's form sends it."""
    data = {
        str(number): {"value": text, "deleted": "", "order": str(number), "id": ""}
        for number, text in enumerate(texts)
    }
    return data | {"count": str(len(data))}


def table(rows: int, columns: int) -> dict:
    listed = {
        str(number): {"value": cells(["a"] * columns), "deleted": "", "order": str(number), "id": ""}
        for number in range(rows)
    }
    return {"caption": "", "header": cells(["A"] * columns), "rows": listed | {"count": str(rows)}}


def test_a_lesson_with_long_tables_is_saved(editor, site_tree):
    """Case 80: each cell is four fields of the form; a lesson of the starter collection has some two thousand."""
    page = LessonPlanPageFactory(parent=site_tree("en")["en"].library)
    sheet = {"key": "table", "title": "Table", "body": streamfield([("table", table(40, 8))])}
    one_step = {
        "phase": "main", "minutes": "50", "grouping": "whole", "title": "Begin", "teacher": rich_text("<p>Ask.</p>"),
        "pupils": rich_text("<p>Answer.</p>"), "support": rich_text(""), "stretch": rich_text(""),
        "handouts": cells([]),
    }  # fmt: skip
    empty = {
        name: streamfield([])
        for name in ("misconceptions", "materials", "answer_key", "exit_questions", "debate", "sources")
    }
    data = nested_form_data(
        {
            "title": page.title, "slug": page.slug, "summary": page.summary, "essential_question": "", "keywords": "",
            "duration": str(page.duration_id), "licence": str(page.licence_id), "authors": "", "version": "1.1",
            "last_reviewed": "2026-11-01", "learning_outcomes": streamfield([("outcome", "Tell one from the other.")]),
            "steps": streamfield([("step", one_step)]), "handouts": streamfield([("handout", sheet)]),
            "preparation": rich_text(""), "content_guidance": rich_text(""), "migration_note": rich_text(""),
            "home_activity": rich_text(""), "comments": inline_formset([]), "action-publish": "1",
        }
        | empty
    )  # fmt: skip
    assert len(data) > 1000
    response = editor.post(f"/admin/pages/{page.pk}/edit/", data)
    assert (response.status_code, response.get("Location")) == (302, f"/admin/pages/{page.get_parent().pk}/")
    saved = LessonPlanPage.objects.get(pk=page.pk)
    assert saved.version == "1.1"
    assert len(saved.handouts[0].value["body"][0].value["rows"]) == 40


def test_publishing_in_bulk_says_what_is_missing_and_publishes_nothing(editor, site_tree):
    tree = site_tree("en")
    good = LessonPlanPageFactory(parent=tree["en"].library, published=False)
    short = LessonPlanPageFactory(parent=tree["en"].library, published=False, steps=[step(45)])
    for page in (good, short):
        page.save_revision()
    address = f"/admin/bulk/wagtailcore/page/publish/?next=/admin/&id={good.pk}&id={short.pk}"
    response = editor.post(address, headers={"Referer": f"http://testserver{address}"}, follow=True)
    assert response.status_code == 200
    assert "5 minutes are missing" in response.content.decode()
    assert not LessonPlanPage.objects.filter(pk__in=[good.pk, short.pk], live=True).exists()
