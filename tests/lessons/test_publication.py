"""What a lesson plan needs before it may be published."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from lessons.validators import minutes_problem
from tests.factories import LessonPlanPageFactory, step

pytestmark = pytest.mark.django_db


def draft(tree, **values):
    return LessonPlanPageFactory(parent=tree["en"].library, published=False, **values)


def reasons(page) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        page.save_revision().publish()
    return caught.value.messages


def test_a_lesson_whose_minutes_add_up_is_published(site_tree):
    page = draft(site_tree("en"), duration=50, steps=[step(20), step(30)])
    page.save_revision().publish()
    page.refresh_from_db()
    assert page.live


@pytest.mark.parametrize(
    ("minutes", "sentence"),
    [
        ([20, 25], "The steps take 45 minutes, but the lesson lasts 50: 5 minutes are missing."),
        ([20, 31], "The steps take 51 minutes, but the lesson lasts 50: that is 1 minute too many."),
    ],
)
def test_the_sentence_says_how_far_off_the_minutes_are(site_tree, minutes, sentence):
    page = draft(site_tree("en"), duration=50, steps=[step(number) for number in minutes])
    assert reasons(page) == [sentence]
    page.refresh_from_db()
    assert not page.live


def test_a_draft_may_be_wrong(site_tree):
    page = draft(site_tree("en"), duration=50, steps=[step(5)])
    page.title = "Still a draft"
    page.save()
    page.save_revision()
    page.refresh_from_db()
    assert (page.live, page.title) == (False, "Still a draft")


def test_every_missing_piece_is_named(site_tree):
    page = draft(site_tree("en"), summary="", learning_outcomes=[], licence=None, steps=[])
    assert reasons(page) == [
        "The summary is missing.",
        "Say at least one thing that pupils will be able to do.",
        "The licence is missing.",
        "The lesson has no steps.",
    ]


def test_a_step_may_refer_only_to_handouts_that_exist(site_tree):
    page = draft(site_tree("en"), duration=50, steps=[step(50, handouts=["cards"])])
    assert reasons(page) == ["Step 1 refers to the handout “cards”, which does not exist."]


def test_two_handouts_with_one_key_are_refused(site_tree):
    sheet = ("handout", {"key": "cards", "title": "Cards", "body": [("text", "<p>Read.</p>")]})
    page = draft(site_tree("en"), handouts=[sheet, sheet])
    assert reasons(page) == ["Two handouts have the key “cards”."]


def test_a_controversial_topic_needs_a_debate_protocol(site_tree):
    page = draft(site_tree("en"), controversial=True)
    assert reasons(page) == ["The topic is marked as controversial: add a debate protocol."]


def test_the_sentence_comes_in_the_language_of_the_editor():
    with translation.override("fr"):
        sentence = minutes_problem([40], 50)
    assert "40" in sentence
    assert "50" in sentence
    assert not sentence.startswith("The steps")


def test_a_slug_is_never_empty_and_titles_are_composed(site_tree):
    """Case 79."""
    tree = site_tree("en")
    greek = draft(tree, title="Μάθημα", slug="")
    signs = draft(tree, title="???", slug="")
    decomposed = draft(tree, title="e\u0301cole \u202eabc", slug="")
    assert greek.slug == "μάθημα"
    assert signs.slug == "page"
    assert decomposed.title == "école abc"
