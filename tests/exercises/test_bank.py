"""The item bank: what stands in it, how it is found, and what becomes of an item that is put into another exercise."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from wagtail.models import GroupPagePermission, PageViewRestriction
from wagtail_localize.models import Translation, TranslationSource

from cms.models import AuditEntry
from exercises.domain.bank import BankError, put_into
from exercises.domain.queries.bank import editable_exercises, found_in_bank, open_lists, places_for
from exercises.domain.starter import entry_of, raw_items, starter_keys
from exercises.models import BankItem, ExercisePage, ExercisesPage
from exercises.rules import can_add_to, can_edit
from tests.exercises.editors import person, signed_in
from tests.factories import ExercisePageFactory, ExercisesPageFactory, choice_item, claim, exercises_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]

BANK = "/admin/exercises/items/"
EVIL = "<script>alert(1)</script>"


def titles(**wanted) -> list[str]:
    return [item.title for item in found_in_bank(**wanted)]


# What stands in it ----------------------------------------------------------------------------------------------


def test_the_items_of_a_published_exercise_stand_in_the_bank(up):
    page = ExercisePageFactory(
        parent=up,
        items=[
            choice_item(),
            claim("misleading", scale="five", claim="It  doubled.", technique="cherry_picking"),
        ],
    )
    rows = BankItem.objects.values_list(
        "page", "item", "place", "kind", "language", "title", "techniques", "verdict"
    )
    assert list(rows) == [
        (page.pk, page.items[0].id, 1, "choice", "en", "Who counts the people of a city?", "", ""),
        (page.pk, page.items[1].id, 2, "verdict", "en", "It doubled.", " cherry_picking ", "misleading"),
    ]


def test_a_draft_does_not_and_what_is_withdrawn_leaves(up):
    draft = ExercisePageFactory(parent=up, published=False)
    draft.save_revision()
    page = ExercisePageFactory(parent=up)
    assert set(BankItem.objects.values_list("page", flat=True)) == {page.pk}
    page.items = [choice_item(question="Another?"), choice_item(question="A third?")]
    page.save_revision()
    assert titles() == ["Who counts the people of a city?"]
    page.latest_revision.publish()
    assert titles() == ["Another?", "A third?"]
    ExercisePage.objects.get(pk=page.pk).unpublish()
    assert BankItem.objects.count() == 0
    ExercisePage.objects.get(pk=page.pk).save_revision().publish()
    assert BankItem.objects.count() == 2
    ExercisePage.objects.get(pk=page.pk).delete()
    assert BankItem.objects.count() == 0


def test_a_mirror_in_another_language_has_no_items_of_its_own(tree, up):
    page = ExercisePageFactory(parent=up)
    alias = page.create_alias(parent=exercises_page(tree["fr"]), update_locale=tree["fr"].locale)
    ExercisePage.objects.get(pk=page.pk).save_revision().publish()
    assert alias.alias_of_id == page.pk
    assert set(BankItem.objects.values_list("page", flat=True)) == {page.pk}


def test_a_translation_that_becomes_a_mirror_is_not_found_any_more(tree, up):
    page = ExercisePageFactory(parent=up)
    french = ExercisePageFactory(parent=exercises_page(tree["fr"]))
    assert len(titles()) == 2
    ExercisePage.objects.filter(pk=french.pk).update(alias_of=page)
    assert len(titles()) == 1


def test_what_is_not_for_everybody_is_not_in_the_bank(up):
    page = ExercisePageFactory(parent=up)
    assert len(titles()) == 1
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert titles() == []


@pytest.mark.parametrize("key", starter_keys())
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_starter_item_has_a_row_with_a_title_and_words(up, key, language):
    entry = entry_of(key, language)
    entry["items"] = [item for item in entry["items"] if "image" not in item]
    ExercisePageFactory(parent=up, items=raw_items(key, entry, None))
    rows = BankItem.objects.order_by("place")
    assert [row.kind for row in rows] == [item["type"] for item in entry["items"]]
    assert all(row.title and len(row.words.split()) > 5 for row in rows)


# Finding --------------------------------------------------------------------------------------------------------


@pytest.fixture
def bank(tree, up):
    ExercisePageFactory(
        parent=up,
        title="English",
        items=[
            choice_item(question="What is École?"),
            claim("false", claim="Strasse", technique="scapegoat"),
        ],
    )
    french = exercises_page(tree["fr"])
    ExercisePageFactory(
        parent=french, title="French", items=[choice_item(question="Une école, c’est quoi ?")]
    )
    arabic = exercises_page(tree["ar"])
    ExercisePageFactory(parent=arabic, title="Arabic", items=[choice_item(question="الأخبار")])


FOUND = [
    ({"query": "ECOLE"}, ["What is École?", "Une école, c’est quoi ?"]),
    ({"query": "eco"}, ["What is École?", "Une école, c’est quoi ?"]),
    ({"query": "cole"}, []),
    ({"query": "quoi ecole"}, ["Une école, c’est quoi ?"]),
    ({"query": "straße"}, ["Strasse"]),
    ({"query": "اخبار"}, ["الأخبار"]),
    ({"query": "register"}, ["Strasse"]),  # in the explanation
    ({"query": "%"}, []),
    ({"query": "_"}, []),
    ({"query": "   "}, ["الأخبار", "What is École?", "Strasse", "Une école, c’est quoi ?"]),
    ({"kind": "verdict"}, ["Strasse"]),
    ({"technique": "scapegoat"}, ["Strasse"]),
    ({"technique": "scape"}, []),
    ({"language": "fr"}, ["Une école, c’est quoi ?"]),
    ({"language": "en", "query": "ecole", "kind": "choice"}, ["What is École?"]),
]


def test_items_are_found_by_words_kind_technique_and_language(bank):
    assert [(wanted, titles(**wanted)) for wanted, _found in FOUND] == FOUND


def test_the_page_begins_with_the_editors_language_and_shows_another_when_asked(editor, bank):
    html = editor.get(BANK).content.decode()
    assert ("What is École?" in html, "Une école" in html) == (True, False)
    assert re.search(r"<td[^>]*>False</td>", html)
    html = editor.get(f"{BANK}?language=fr").content.decode()
    assert ("What is École?" in html, "Une école" in html) == (False, True)
    html = editor.get(f"{BANK}?language=").content.decode()
    assert ("What is École?" in html, "Une école" in html) == (True, True)
    assert '<bdi lang="ar">العربية</bdi>' in html


@pytest.mark.parametrize(
    "query", ["kind=nothing", "technique=x&language=xx", "p=x", "p=1e9", "q=" + "a" * 5000, "p=-1"]
)
def test_whatever_is_asked_the_answer_is_a_page(editor, bank, query):
    """Case 81."""
    assert editor.get(f"{BANK}?{query}").status_code == 200


def test_twenty_five_items_stand_on_a_page(editor, up):
    ExercisePageFactory(
        parent=up, items=[choice_item(question=f"Question {number:02}?") for number in range(30)]
    )
    first, second = (editor.get(f"{BANK}?p={page}").content.decode() for page in (1, 2))
    assert (first.count('class="bank__row"'), second.count('class="bank__row"')) == (25, 5)
    assert "Question 25?" in second
    assert "30 items" in first


def test_more_items_take_no_more_queries(
    editor, up, django_assert_num_queries, django_assert_max_num_queries
):
    ExercisePageFactory(parent=up)
    editor.get(BANK)
    with django_assert_max_num_queries(20) as asked:
        editor.get(BANK)
        number = len(asked)
    for _number in range(2):
        ExercisePageFactory(parent=up, items=[choice_item(), claim()])
    editor.get(BANK)
    with django_assert_num_queries(number):
        editor.get(BANK)


def test_script_in_an_item_or_a_title_is_inert(editor, up):
    """Case 48."""
    page = ExercisePageFactory(
        parent=up, title=EVIL, items=[choice_item(question=f"A{EVIL}"), claim(claim=EVIL)]
    )
    put = f"{BANK}{page.bank_items.last().pk}/put/"
    for address in (BANK, f"{BANK}?q={EVIL}", put, f"{put}?q={EVIL}&asked={EVIL}"):
        assert EVIL not in editor.get(address).content.decode()


# Putting an item into another exercise --------------------------------------------------------------------------


def ids_in(raw) -> list[str]:
    if isinstance(raw, dict):
        own = [raw["id"]] if raw.keys() == {"type", "value", "id"} else []
        return own + [found for value in raw.values() for found in ids_in(value)]
    return [found for value in raw for found in ids_in(value)] if isinstance(raw, list) else []


@pytest.fixture
def source(up):
    return ExercisePageFactory(parent=up, title="Source")


@pytest.fixture
def target(up):
    return ExercisePageFactory(parent=up, title="Target", items=[claim()])


def test_a_copy_stands_at_the_end_of_the_draft_with_ids_of_its_own(editor, boss, source, target):
    target.items.append(choice_item(question="Only in the draft?"))
    target.save_revision()
    item = source.bank_items.get()
    response = editor.post(f"{BANK}{item.pk}/put/?asked=q%3Dwho", {"exercise": target.pk}, follow=True)
    assert response.redirect_chain == [(f"{BANK}?q=who", 302)]
    html = response.content.decode()
    assert "A copy now stands at the end of the draft of “Target”." in html
    assert f'href="/admin/pages/{target.pk}/edit/"' in html
    target = ExercisePage.objects.get(pk=target.pk)
    assert [block.block_type for block in target.items] == ["verdict"]  # as published
    draft = target.get_latest_revision_as_object()
    assert [block.block_type for block in draft.items] == ["verdict", "choice", "choice"]
    copy, original = draft.items[2], source.items[0]
    assert copy.value["question"] == original.value["question"]
    raw = draft.items.get_prep_value()
    ids = ids_in(raw)
    assert (
        len(ids) == len(set(ids)) == 8
    )  # a claim with one piece of evidence, two questions with two options
    assert not set(ids_in(raw[2])) & set(ids_in(source.items.get_prep_value()))
    assert draft.has_unpublished_changes
    assert draft.latest_revision.user == boss
    entry = AuditEntry.objects.get(verb="exercise.item_put")
    assert (entry.actor, entry.object_id) == (boss, str(target.pk))
    assert entry.details == {"item": original.id, "source": source.pk}


def test_an_item_may_be_put_into_its_own_exercise(boss, source):
    put_into(source.bank_items.get(), source, actor=boss)
    draft = ExercisePage.objects.get(pk=source.pk).get_latest_revision_as_object()
    ids = ids_in(draft.items.get_prep_value())
    assert len(ids) == len(set(ids)) == 6
    draft.latest_revision.publish()
    assert source.bank_items.count() == 2


def test_what_was_put_into_a_draft_can_be_played_and_published(editor, boss, source, target):
    put_into(source.bank_items.get(), target, actor=boss)
    assert "Item 1 of 2" in editor.get(f"/admin/exercises/{target.pk}/play/").content.decode()
    ExercisePage.objects.get(pk=target.pk).latest_revision.publish()
    assert len(ExercisePage.objects.get(pk=target.pk).current.edition.public) == 2


def test_only_exercises_in_its_language_that_one_may_edit_are_offered(tree, up, source, target):
    french = exercises_page(tree["fr"])
    ExercisePageFactory(parent=french, title="Exercice")
    own = person("own", actions=())
    group = own.groups.get()
    GroupPagePermission.objects.create(group=group, page=target, permission_type="change")
    client = signed_in(own)
    html = client.get(f"{BANK}{source.bank_items.get().pk}/put/").content.decode()
    assert re.findall(r'name="exercise" value="(\d+)"', html) == [str(target.pk)]


def test_an_exercise_that_one_may_not_edit_takes_nothing(tree, source, target):
    """Case 9."""
    french = exercises_page(tree["fr"])
    exercice = ExercisePageFactory(parent=french, title="Exercice")
    actor = person("french", tree["fr"].home)
    item = source.bank_items.get()
    with pytest.raises(PermissionDenied):
        put_into(item, target, actor=actor)
    with pytest.raises(BankError, match="another language"):
        put_into(item, exercice, actor=actor)
    client = signed_in(actor)
    address = f"{BANK}{item.pk}/put/"
    assert client.post(address, {"exercise": target.pk}).headers["Location"] == "/admin/"
    html = client.post(address, {"exercise": exercice.pk}, follow=True).content.decode()
    assert "This exercise is in another language" in html
    for nothing in ({}, {"exercise": "x"}, {"exercise": source.get_parent().pk}):
        assert client.post(address, nothing, follow=True).status_code == 404
    assert ExercisePage.objects.get(pk=target.pk).latest_revision_id == target.latest_revision_id
    assert AuditEntry.objects.filter(verb="exercise.item_put").count() == 0


def test_a_translation_takes_its_items_from_its_original(tree, boss, up, target):
    french = tree["fr"].locale
    exercises = ExercisesPageFactory(parent=tree["fr"].home, translation_key=up.translation_key)
    item = ExercisePageFactory(parent=exercises, title="Exercice").bank_items.get()
    assert [page.title for page in places_for(item, boss)] == ["Exercice"]
    source, _made = TranslationSource.update_or_create_from_instance(target)
    Translation.objects.create(source=source, target_locale=french).save_target(publish=True)
    translated = target.get_translation(french)
    assert [page.title for page in places_for(item, boss)] == ["Exercice"]
    with pytest.raises(BankError, match="takes its items from its original"):
        put_into(item, translated, actor=boss)


def test_a_locked_exercise_takes_nothing(tree, boss, source, target):
    target.locked, target.locked_by = True, boss
    target.save()
    with pytest.raises(BankError, match="Somebody has locked “Target”."):
        put_into(source.bank_items.get(), target, actor=person("english", tree["en"].home))


def test_an_item_that_is_gone_meanwhile_is_not_copied(boss, source, target):
    item = source.bank_items.get()
    ExercisePage.objects.filter(pk=source.pk).update(items=[])
    with pytest.raises(BankError, match="no longer there"):
        put_into(BankItem.objects.get(pk=item.pk), target, actor=boss)


def test_many_exercises_are_looked_through_by_words(editor, up, source):
    for number in range(27):
        ExercisePageFactory(parent=up, title=f"Exercise number {number:02}", published=False)
    address = f"{BANK}{source.bank_items.get().pk}/put/"
    html = editor.get(address).content.decode()
    assert html.count('name="exercise"') == 25
    assert "3 more exercises are not shown" in html
    html = editor.get(f"{address}?q=number 26").content.decode()
    assert re.findall(r"Put it here<span[^>]*> ([^<]+)<", html) == ["Exercise number 26"]
    assert "No exercise has these words in its title." in editor.get(f"{address}?q=zzz").content.decode()


def test_the_way_back_never_leaves_the_bank(editor, source, target):
    """Case 50."""
    for asked in ("//evil.example/", "https://evil.example/", "\r\nLocation: x"):
        address = f"{BANK}{source.bank_items.get().pk}/put/"
        response = editor.post(address, {"exercise": target.pk}, query_params={"asked": asked})
        assert response.headers["Location"].startswith(BANK)


# Who may --------------------------------------------------------------------------------------------------------


def test_the_bank_is_for_those_who_edit_or_make_exercises(client, tree, source):
    """Cases 8, 9."""
    put = f"{BANK}{source.bank_items.get().pk}/put/"
    translator = signed_in(person("library", tree["en"].library))
    maker = signed_in(person("maker", source.get_parent(), actions=["add_page"]))
    for address in (BANK, put):
        assert client.get(address).headers["Location"].startswith("/en/account/login/?next=")
        assert translator.get(address).headers["Location"] == "/admin/"
        assert maker.get(address).status_code == 200
    assert client.post(put).headers["Location"].startswith("/en/account/login/?next=")
    assert translator.post(put).headers["Location"] == "/admin/"
    assert maker.post(BANK).status_code == 405
    assert (
        BANK in translator.get("/admin/").content.decode(),
        BANK in maker.get("/admin/").content.decode(),
    ) == (
        False,
        True,
    )


def test_a_copy_needs_the_token_of_its_form(boss, source, target):
    """Case 52."""
    client = signed_in(boss, enforce_csrf_checks=True)
    assert client.post(f"{BANK}{source.bank_items.get().pk}/put/", {"exercise": target.pk}).status_code == 403


def test_rules_and_querysets_say_the_same(tree, boss, up):
    french = exercises_page(tree["fr"])
    alias = up.create_alias(parent=tree["ar"].home, update_locale=tree["ar"].locale)
    people = [
        boss,
        person("english", tree["en"].home),
        person("french", tree["fr"].home),
        person("adds", up, actions=["add_page"]),
        person("publishes", up, actions=["publish_page"]),
        person("nobody"),
    ]
    pages = [
        ExercisePageFactory(parent=up),
        ExercisePageFactory(parent=up, owner=people[3], published=False),
        ExercisePageFactory(parent=french),
    ]
    assert alias.alias_of_id == up.pk
    for user in people:
        by_rule = {page.pk for page in pages if can_edit(user, page)}
        assert (user.email, set(editable_exercises(user).values_list("pk", flat=True))) == (
            user.email,
            by_rule,
        )
        lists = {page.pk for page in ExercisesPage.objects.all() if can_add_to(user, page)}
        assert (user.email, {page.pk for page in open_lists(user)}) == (user.email, lists)
    assert [bool(can_edit(user, pages[1])) for user in people] == [True, True, False, True, False, False]
