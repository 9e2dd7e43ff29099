"""Exercises in the administration: drafts, publication, previews, playing what is not published."""

import re

import pytest
from django.db import DatabaseError, connection, transaction
from wagtail.models import Locale, Workflow
from wagtail_localize.models import Translation, TranslationSource

from cms.domain.starter import put_picture
from exercises.domain.starter import STARTER, entry_of, raw_items, starter_keys
from exercises.items import item_types
from exercises.models import Edition, ExercisePage, GuessCount
from exercises.models.editions import EditionChangedError
from tests.exercises.editors import (
    balanced_fields,
    choice_fields,
    claim_fields,
    form_of,
    half_a_claim,
    person,
    signed_in,
)
from tests.factories import (
    ExercisePageFactory,
    ExercisesPageFactory,
    balanced_claims,
    choice_item,
    exercises_page,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]

SEVEN = "A discernment exercise needs at least 8 claims to judge; there are 7."
SIGN_IN = "/en/account/login/"
EVIL = "<script>alert(1)</script>"


def told(response) -> str:
    """Return the page on which somebody ends up, as text."""
    return response.content.decode()


# Drafts and publication -----------------------------------------------------------------------------------------


def test_a_half_filled_draft_is_saved(editor, up):
    page = ExercisePageFactory(parent=up, published=False)
    page.save_revision()
    response = editor.post(
        f"/admin/pages/{page.pk}/edit/", form_of(page, [half_a_claim(), choice_fields("", ())])
    )
    assert response.status_code == 302
    draft = ExercisePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert not draft.live
    assert [item.block_type for item in draft.items] == ["verdict", "choice"]
    assert (draft.items[0].value["claim"], draft.items[0].value["verdict"]) == ("Half a claim", "")
    assert draft.items[0].value["provenance"]["checked"] is None


def test_the_form_refuses_to_publish_what_is_out_of_balance_and_says_why(editor, up):
    page = ExercisePageFactory(parent=up, published=False)
    fields = form_of(page, balanced_fields()[:7], purpose="discernment") | {"action-publish": "1"}
    response = editor.post(f"/admin/pages/{page.pk}/edit/", fields)
    assert response.status_code == 200
    assert SEVEN in told(response)
    page.refresh_from_db()
    assert (page.live, Edition.objects.count()) == (False, 0)


def test_a_balanced_exercise_is_published_from_the_form(editor, up):
    page = ExercisePageFactory(parent=up, published=False)
    fields = form_of(page, balanced_fields(), purpose="discernment") | {"action-publish": "1"}
    assert editor.post(f"/admin/pages/{page.pk}/edit/", fields).status_code == 302
    page.refresh_from_db()
    assert page.live
    assert len(page.current.edition.public) == 8


@pytest.fixture
def unbalanced(up):
    page = ExercisePageFactory(parent=up, published=False, purpose="discernment", items=balanced_claims()[:7])
    page.save_revision()
    return page


def test_publishing_in_bulk_says_what_is_missing_and_publishes_nothing(editor, up, unbalanced):
    good = ExercisePageFactory(parent=up, published=False)
    good.save_revision()
    address = f"/admin/bulk/wagtailcore/page/publish/?next=/admin/&id={good.pk}&id={unbalanced.pk}"
    response = editor.post(address, headers={"Referer": f"http://testserver{address}"}, follow=True)
    assert response.status_code == 200
    assert SEVEN in told(response)
    assert not ExercisePage.objects.filter(live=True).exists()


def test_publishing_a_half_filled_item_in_bulk_names_its_empty_fields(editor, up):
    page = ExercisePageFactory(parent=up, published=False)
    editor.post(f"/admin/pages/{page.pk}/edit/", form_of(page, [half_a_claim()]))
    address = f"/admin/bulk/wagtailcore/page/publish/?next=/admin/&id={page.pk}"
    response = editor.post(address, headers={"Referer": f"http://testserver{address}"}, follow=True)
    assert (
        "Item 1: Still missing: Explanation, Verdict, Slant, Where it comes from › Who says it, "
        "Where it comes from › Checked on, Where it comes from › To be checked again by."
    ) in told(response)
    assert not ExercisePage.objects.filter(live=True).exists()


def test_approving_publishes_nothing_that_is_out_of_balance(editor, boss, unbalanced):
    state = Workflow.objects.get(name="Moderators approval").start(unbalanced, boss)
    address = f"/admin/pages/workflow/action/{unbalanced.pk}/approve/{state.current_task_state.pk}/"
    referer = f"http://testserver/admin/pages/{unbalanced.pk}/edit/"
    response = editor.post(address, headers={"Referer": referer}, follow=True)
    assert SEVEN in told(response)
    unbalanced.refresh_from_db()
    state.refresh_from_db()
    assert (unbalanced.live, state.status) == (False, "in_progress")


def test_a_translation_of_what_is_out_of_balance_is_not_published(editor, tree, unbalanced):
    ExercisesPageFactory(parent=tree["fr"].home, translation_key=unbalanced.get_parent().translation_key)
    source, _made = TranslationSource.update_or_create_from_instance(unbalanced)
    french = Locale.objects.get(language_code="fr")
    translation = Translation.objects.create(source=source, target_locale=french)
    translation.save_target(publish=False)
    page = unbalanced.get_translation(french)
    response = editor.post(f"/admin/pages/{page.pk}/edit/", {"action": "publish"}, follow=True)
    assert SEVEN in told(response)
    page.refresh_from_db()
    assert (page.live, page.locale_id) == (False, french.pk)


def test_what_is_edited_and_published_is_a_new_edition_and_the_old_one_stays(editor, up):
    """Case 35."""
    page = ExercisePageFactory(parent=up, title="Who counts?")
    old = page.current.edition
    before = Edition.objects.filter(pk=old.pk).values().get()
    fields = form_of(page, [choice_fields("Who counts the people?")]) | {"action-publish": "1"}
    assert editor.post(f"/admin/pages/{page.pk}/edit/", fields).status_code == 302
    new = ExercisePage.objects.get(pk=page.pk).current.edition
    assert new.pk != old.pk
    assert new.public[0]["public"]["question"] == "Who counts the people?"
    assert Edition.objects.filter(pk=old.pk).values().get() == before


def test_a_draft_changes_no_edition(editor, up):
    page = ExercisePageFactory(parent=up)
    edition = page.current.edition_id
    assert editor.post(f"/admin/pages/{page.pk}/edit/", form_of(page, [choice_fields()])).status_code == 302
    assert ExercisePage.objects.get(pk=page.pk).current.edition_id == edition
    assert Edition.objects.count() == 1


def test_neither_python_nor_sql_changes_an_edition(up):
    edition = ExercisePageFactory(parent=up).current.edition
    before = Edition.objects.filter(pk=edition.pk).values().get()
    with pytest.raises(EditionChangedError):
        Edition.objects.filter(pk=edition.pk).update(title="Another")
    with pytest.raises(EditionChangedError):
        edition.save()
    with (
        pytest.raises(DatabaseError, match="an edition is never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE exercises_edition SET title = 'Another' WHERE id = %s", [edition.pk])
    assert Edition.objects.filter(pk=edition.pk).values().get() == before


# Copies ---------------------------------------------------------------------------------------------------------


def copied(editor, page, up, **values):
    fields = {"new_title": "A copy", "new_slug": "a-copy", "new_parent_page": str(up.pk)} | values
    assert editor.post(f"/admin/pages/{page.pk}/copy/", fields).status_code == 302
    return ExercisePage.objects.get(slug="a-copy")


def test_a_copy_is_another_exercise_and_a_draft(editor, up):
    page = ExercisePageFactory(parent=up, topics=["numbers"])
    copy = copied(editor, page, up)
    assert copy.translation_key != page.translation_key
    assert not copy.live
    assert not hasattr(copy, "current")
    assert [item.value["question"] for item in copy.items] == [item.value["question"] for item in page.items]


def test_a_copy_that_is_published_at_once_has_an_edition_of_its_own(editor, up):
    page = ExercisePageFactory(parent=up, topics=["numbers"])
    copy = copied(editor, page, up, publish_copies="on")
    assert copy.live
    assert copy.current.edition_id != page.current.edition_id
    assert copy.current.edition.exercise == copy.translation_key
    assert copy.current.edition.settings["topics"] == ["numbers"]


# Balance --------------------------------------------------------------------------------------------------------


def cells(html: str) -> dict[str, int]:
    return {name: int(number) for name, number in re.findall(r'data-balance-cell="(\w+)">(\d+)<', html)}


def test_the_editor_shows_the_balance_as_the_server_counts_it(editor, up, unbalanced):
    html = told(editor.get(f"/admin/pages/{unbalanced.pk}/edit/"))
    assert cells(html) == {
        "true_flatters": 2, "true_unflattering": 2, "true": 4,
        "false_flatters": 2, "false_unflattering": 1, "false": 3,
        "flatters": 4, "unflattering": 3, "total": 7,
    }  # fmt: skip
    assert f"<span>{SEVEN}</span>" in html
    assert "exercises/admin/balance.js" in html


def test_an_exercise_for_practice_has_one_quiet_line_in_place_of_the_table(editor, up):
    html = told(editor.get(f"/admin/pages/{ExercisePageFactory(parent=up).pk}/edit/"))
    assert re.search(r"data-balance-shown hidden>", html)
    assert re.search(r"data-balance-quiet>Only a discernment exercise must be balanced.", html)


def test_the_form_for_a_new_exercise_opens(editor, up):
    html = told(editor.get(f"/admin/pages/add/exercises/exercisepage/{up.pk}/"))
    assert cells(html)["total"] == 0


# Previews -------------------------------------------------------------------------------------------------------


def preview(editor, page, items, **values) -> str:
    """Return the preview of every item of what is in the form and not saved."""
    address = f"/admin/pages/{page.pk}/edit/preview/"
    sent = editor.post(address, form_of(page, items, **values))
    assert sent.json() == {"is_valid": True, "is_available": True}
    response = editor.get(f"{address}?mode=items&in_preview_panel=true")
    assert response.status_code == 200
    return told(response)


def test_a_preview_shows_each_item_and_its_explanation_before_anything_is_saved(editor, up):
    page = ExercisePageFactory(parent=up)
    html = preview(editor, page, [claim_fields(claim="Nobody saved this."), choice_fields("Nor this?")])
    assert (
        html.index("Item 1: Claim to judge")
        < html.index("Nobody saved this.")
        < html.index("The register says so.")
    )
    assert html.index("The register says so.") < html.index("Item 2: Choice") < html.index("Nor this?")
    assert "Because." in html
    assert 'name="robots" content="noindex"' in html
    page.refresh_from_db()
    assert page.items[0].block_type == "choice"


def test_a_half_filled_item_breaks_no_preview_and_says_what_it_lacks(editor, up):
    page = ExercisePageFactory(parent=up)
    html = preview(
        editor,
        page,
        [half_a_claim("It is said"), choice_fields("And whole?", (False, False)), choice_fields()],
    )
    assert "Still missing: Explanation, Verdict, Slant," in html
    assert "It is said" in html  # as it is asked; what comes after the answer waits until nothing lacks
    assert "Mark at least one answer as right." in html
    assert html.count("Because.") == 1
    assert "Item 3: Choice" in html


@pytest.mark.parametrize("kind", list(item_types()))
def test_an_empty_item_of_every_kind_can_be_previewed(editor, up, kind):
    page = ExercisePageFactory(
        parent=up, published=False, items=[(kind, item_types()[kind].block().get_default())]
    )
    page.save_revision()
    html = told(editor.get(f"/admin/pages/{page.pk}/view_draft/?mode=items"))
    assert f"Item 1: {item_types()[kind].label}" in html
    assert "Still missing: " in html


def scene(key: str, *leads: str) -> dict:
    choices = [{"text": f"To {to}", "leads_to": to, "worth": 1, "comment": "So."} for to in leads]
    return {"key": key, "text": f"<p>Scene {key}</p>", "choices": choices}


def test_scenes_in_a_circle_are_named_and_not_shown(editor, up):
    scenes = [scene("a", "b", "c"), scene("b", "a", "c"), scene("c", "a", "b")]
    circle = ("scenario", {"scenes": scenes, "explanation": "<p>So.</p>"})
    page = ExercisePageFactory(parent=up, published=False, items=[circle])
    page.save_revision()
    html = told(editor.get(f"/admin/pages/{page.pk}/view_draft/?mode=items"))
    assert "Each way must end after at most 5 choices." in html
    assert '<form class="item ' not in html


@pytest.mark.parametrize("key", starter_keys())
def test_every_starter_item_is_shown_and_explained_in_a_preview(editor, up, key):
    entry = entry_of(key, "en")

    def picture(name):
        return put_picture(STARTER / key / "pictures" / name, alt={}, credit="Counterpoint").pk

    page = ExercisePageFactory(parent=up, published=False, items=raw_items(key, entry, picture))
    page.save_revision()
    html = told(editor.get(f"/admin/pages/{page.pk}/view_draft/?mode=items"))
    number = len(entry["items"])
    assert html.count('class="preview-item ') == number
    assert html.count('<form class="item ') == html.count('class="preview-item__answer ') == number
    pictures = sum("image" in item for item in entry["items"])
    assert html.count("<picture") >= pictures
    assert "picture-gone" not in html


def test_a_preview_without_items_says_so(editor, up):
    page = ExercisePageFactory(parent=up)
    assert "There are no items yet." in preview(editor, page, [])


def test_script_in_an_item_is_inert_in_previews(editor, up):
    """Case 48."""
    page = ExercisePageFactory(parent=up)
    html = preview(
        editor, page, [claim_fields(claim=EVIL), choice_fields(EVIL)], title=EVIL, purpose="discernment"
    )
    assert EVIL not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 3


def test_the_other_preview_is_the_page_itself(editor, up):
    page = ExercisePageFactory(parent=up, title="As it will be")
    html = told(editor.get(f"/admin/pages/{page.pk}/view_draft/"))
    assert "What is in it" in html
    assert "preview-item" not in html


def test_nobody_else_sees_a_draft(client, tree, up):
    page = ExercisePageFactory(parent=up, published=False)
    page.save_revision()
    french = signed_in(person("french", tree["fr"].home))
    for what in ("view_draft/?mode=items", "edit/preview/?mode=items"):
        address = f"/admin/pages/{page.pk}/{what}"
        assert client.get(address).headers["Location"].startswith(SIGN_IN)
        assert french.get(address).status_code == 404


# Playing a draft ------------------------------------------------------------------------------------------------


def right_answer(page) -> str:
    return page.items[0].value["options"].bound_blocks[0].id


def test_a_draft_is_played_before_anybody_publishes_it(editor, up):
    page = ExercisePageFactory(parent=up, published=False, items=[choice_item(), choice_item()])
    page.save_revision()
    address = f"/admin/exercises/{page.pk}/play/"
    first = editor.get(address)
    assert "Item 1 of 2" in told(first)
    assert first.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in first.headers["Cache-Control"]
    second = editor.post(address, {"answer": right_answer(page)})
    assert "The registry office keeps the list." in told(second)
    assert "Item 2 of 2" in told(second)
    assert "no-store" in second.headers["Cache-Control"]
    run = re.search(r'name="run" value="([^"]+)"', told(second))[1]
    last = editor.post(address, {"run": run, "do": "skip"})
    assert "You answered 1 of 1 item quite rightly." in told(last)
    assert f'href="/admin/pages/{page.pk}/edit/"' in told(last)
    assert Edition.objects.count() == 0


def test_what_is_played_is_the_latest_draft_and_not_what_is_published(editor, up):
    page = ExercisePageFactory(parent=up, items=[choice_item(question="As published?")])
    editor.post(f"/admin/pages/{page.pk}/edit/", form_of(page, [choice_fields("As drafted?")]))
    html = told(editor.get(f"/admin/exercises/{page.pk}/play/"))
    assert "As drafted?" in html
    assert "As published?" not in html


def test_an_answer_to_a_draft_that_was_changed_meanwhile_begins_anew(editor, up):
    page = ExercisePageFactory(parent=up, published=False, items=[choice_item(), choice_item()])
    page.save_revision()
    address = f"/admin/exercises/{page.pk}/play/"
    html = told(editor.post(address, {"answer": right_answer(page)}))
    run = re.search(r'name="run" value="([^"]+)"', html)[1]
    editor.post(f"/admin/pages/{page.pk}/edit/", form_of(page, [choice_fields("Another?")]))
    html = told(editor.post(address, {"run": run, "answer": "x"}))
    assert "This exercise was changed in the meantime" in html
    assert "Another?" in html


def test_an_exercise_in_french_is_played_in_french(editor, tree):
    page = ExercisePageFactory(parent=exercises_page(tree["fr"]), published=False)
    page.save_revision()
    html = told(editor.get(f"/admin/exercises/{page.pk}/play/"))
    assert '<html lang="fr" dir="ltr"' in html


def test_the_players_form_has_a_token_here_and_none_on_the_public_site(boss, client, up):
    """Case 52."""
    page = ExercisePageFactory(parent=up, slug="counting")
    address = f"/admin/exercises/{page.pk}/play/"
    strict = signed_in(boss, enforce_csrf_checks=True)
    html = told(strict.get(address))
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)[1]
    answer = {"answer": right_answer(page)}
    assert strict.post(address, answer).status_code == 403
    second = strict.post(address, answer | {"csrfmiddlewaretoken": token})
    assert second.status_code == 200
    assert "csrfmiddlewaretoken" not in told(client.get("/en/exercises/counting/play/"))
    assert "csrfmiddlewaretoken" not in told(client.post("/en/exercises/counting/play/", answer))


def test_guesses_at_a_draft_are_not_counted(editor, up):
    entry = entry_of("guess-then-look", "en")
    page = ExercisePageFactory(
        parent=up, published=False, gathers_guesses=True, items=raw_items("guess-then-look", entry, None)[:1]
    )
    page.save_revision()
    value = page.items[0].value
    html = told(editor.post(f"/admin/exercises/{page.pk}/play/", {"answer": str(value["value"])}))
    assert 'id="answered"' in html
    assert GuessCount.objects.count() == 0


def test_what_cannot_be_played_yet_says_why_and_leads_back(editor, up):
    page = ExercisePageFactory(parent=up, published=False)
    editor.post(f"/admin/pages/{page.pk}/edit/", form_of(page, [choice_fields(), half_a_claim(EVIL)]))
    address = f"/admin/exercises/{page.pk}/play/"
    for answer in (editor.get(address), editor.post(address, {"answer": "x"})):
        assert answer.status_code == 200
        assert "Item 2: Still missing: Explanation, Verdict, Slant," in told(answer)
        assert f'href="/admin/pages/{page.pk}/edit/"' in told(answer)
        assert answer.headers["X-Robots-Tag"] == "noindex"
    editor.post(f"/admin/pages/{page.pk}/edit/", form_of(page, []))
    assert "The exercise has no items." in told(editor.get(address))


def test_an_unbalanced_draft_can_be_played(editor, unbalanced):
    assert "Item 1 of 7" in told(editor.get(f"/admin/exercises/{unbalanced.pk}/play/"))


def test_only_those_who_may_edit_a_draft_play_it(client, tree, up):
    """Case 9."""
    page = ExercisePageFactory(parent=up)
    address = f"/admin/exercises/{page.pk}/play/"
    english = signed_in(person("english", tree["en"].home))
    french = signed_in(person("french", tree["fr"].home))
    nothing = signed_in(person("nothing"))
    for ask in ("get", "post"):
        assert getattr(client, ask)(address).headers["Location"] == f"{SIGN_IN}?next={address}"
        assert getattr(english, ask)(address).status_code == 200
        assert getattr(french, ask)(address).headers["Location"] == "/admin/"
        assert getattr(nothing, ask)(address).headers["Location"] == "/admin/"
    assert english.get(f"/admin/exercises/{tree['en'].home.pk}/play/", follow=True).status_code == 404
    assert english.put(address).status_code == 405


def test_the_editor_and_the_list_of_pages_lead_to_the_player_and_the_export(tree, up):
    page = ExercisePageFactory(parent=up)
    links = [f"/admin/exercises/{page.pk}/play/", f"/admin/exercises/{page.pk}/export/gift/"]
    english = signed_in(person("english", tree["en"].home))
    for address in (f"/admin/pages/{page.pk}/edit/", f"/admin/pages/{up.pk}/"):
        html = told(english.get(address))
        assert [link in html for link in links] == [True, True]
    html = told(english.get(f"/admin/pages/{tree['en'].home.pk}/"))
    assert "/play/" not in html
    reader = signed_in(person("publisher", tree["en"].home, actions=["publish_page"]))
    assert "/play/" not in told(reader.get(f"/admin/pages/{up.pk}/"))
