"""Files of other programs in the administration: a file becomes a draft, and a draft a file."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import escape

from cms.models import AuditEntry
from exercises.exchange.gift import read_gift
from exercises.models import Edition, ExercisePage
from tests.exercises.editors import person, signed_in
from tests.factories import ExercisePageFactory, balanced_claims, choice_item, claim, exercises_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]

IMPORT = "/admin/exercises/import/"
EVIL = "<script>alert(1)</script>"
GIFT = """// made elsewhere
$CATEGORY: $course$/top

::One:: Who counts the people of a city? { =Its registry office#It keeps the list. ~Its newspaper }

::Two:: A passage without braces at its end { =a

::Three:: Match. { =Paris -> Seine =Cairo -> Nile =Vienna -> Danube }
"""
MOODLE = """<?xml version="1.0" encoding="UTF-8"?><quiz><question type="multichoice"><name><text>One</text></name>
<questiontext format="html"><text>Who counts?</text></questiontext><single>true</single>
<answer fraction="100"><text>Many</text></answer><answer fraction="0"><text>Few</text></answer></question>
<question type="cloze"><questiontext><text>{1:SA:=x}</text></questiontext></question></quiz>"""


def send(client, up, content: bytes | str, name="quiz.gift", title="From a course", **values):
    data = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile(name, data, content_type="text/plain")
    return client.post(IMPORT, {"parent": up.pk, "title": title, "file": file} | values, follow=True)


def made() -> ExercisePage:
    return ExercisePage.objects.get(title="From a course")


# Import ---------------------------------------------------------------------------------------------------------


def test_a_gift_file_becomes_a_draft_and_nothing_is_lost_silently(editor, boss, up):
    response = send(editor, up, GIFT)
    page = made()
    assert response.redirect_chain == [(f"/admin/exercises/{page.pk}/imported/", 302)]
    assert (page.live, page.owner, page.slug, page.locale) == (False, boss, "from-a-course", up.locale)
    assert [item.block_type for item in page.get_latest_revision_as_object().items] == ["choice", "match"]
    html = response.content.decode()
    assert "2 items were taken from quiz.gift." in html
    left_out = [(one.where, one.what) for one in read_gift(GIFT).left_out]
    assert len(left_out) >= 4
    assert re.findall(r"<dd>([^<]+)</dd>", html) == [escape(what) for _where, what in left_out]
    assert {where for where, _what in left_out} == set(re.findall(r"<dt><bdi>([^<]+)</bdi></dt>", html))
    assert f'href="/admin/pages/{page.pk}/edit/"' in html
    entry = AuditEntry.objects.get(verb="exercise.imported")
    assert (entry.actor, entry.object_id, entry.details["items"]) == (boss, str(page.pk), 2)
    assert Edition.objects.count() == 0


@pytest.mark.parametrize("name", ["quiz.xml", "quiz.txt"])
def test_moodles_xml_is_known_by_its_name_or_its_beginning(editor, up, name):
    html = send(editor, up, MOODLE, name=name).content.decode()
    assert [item.block_type for item in made().items] == ["choice"]
    assert f"1 item was taken from {name}." in html
    assert html.count("<dd>") >= 1


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"\xff\xfe\x41", "quiz.gift", "This file is not UTF-8."),
        (b"PK\x03\x04\x00\x00", "quiz.docx", "This is not a text file."),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><quiz/>", "quiz.xml", "document type"),
        ("<quiz><question>", "quiz.xml", "This file cannot be read as XML."),
        ("Just a text { =a", "quiz.gift", "There is no question in this file that we can take."),
        ("// nothing", "quiz.gift", "There is no question in this file that we can take."),
        ("x" * 2_000_001, "quiz.gift", "This file is larger than 2 MB."),
        ("", "quiz.gift", "empty"),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence_and_what_was_typed_stays(editor, up, content, name, sentence):
    """Cases 45, 47."""
    response = send(editor, up, content, name=name)
    html = response.content.decode()
    assert response.status_code == 200
    assert sentence in html
    assert len(re.findall(r'class="error-message"', html)) == 1
    assert 'value="From a course"' in html
    assert not ExercisePage.objects.exists()


def test_what_was_wrong_with_each_question_is_said_where_none_could_be_taken(editor, up):
    html = send(editor, up, "::Two:: A passage { =a").content.decode()
    assert re.search(r"<dt><bdi>Question 1: Two</bdi></dt><dd>[^<]+</dd>", html)


@pytest.mark.parametrize("missing", ["title", "parent", "file"])
def test_what_was_not_filled_in_is_asked_for(editor, up, missing):
    file = SimpleUploadedFile("quiz.gift", GIFT.encode())
    fields = {"parent": up.pk, "title": "From a course", "file": file}
    fields[missing] = ""
    html = editor.post(IMPORT, fields).content.decode()
    assert len(re.findall(r'class="error-message"', html)) == 1
    assert not ExercisePage.objects.exists()


def test_a_name_of_a_file_is_a_name_and_nothing_else(editor, up):
    """Case 45."""
    html = send(editor, up, GIFT, name=f"../../{EVIL}.gift").content.decode()
    assert EVIL not in html
    assert "/" not in AuditEntry.objects.get(verb="exercise.imported").details["file"]


def test_script_in_a_file_is_inert(editor, up):
    """Case 48."""
    html = send(
        editor, up, f"::{EVIL}:: Who {EVIL}? {{ =Many{EVIL} ~Few }}\n\n::{EVIL}:: Broken {{ =a"
    ).content.decode()
    assert EVIL not in html
    html = editor.get(f"/admin/pages/{made().pk}/view_draft/?mode=items").content.decode()
    assert EVIL not in html


def test_what_was_imported_cannot_be_published_before_it_is_complete(editor, up):
    send(editor, up, GIFT)
    page = made()
    address = f"/admin/bulk/wagtailcore/page/publish/?next=/admin/&id={page.pk}"
    html = editor.post(
        address, headers={"Referer": f"http://testserver{address}"}, follow=True
    ).content.decode()
    assert "Item 1: Still missing: Explanation." in html
    page.refresh_from_db()
    assert not page.live


def test_an_import_becomes_no_discernment_exercise_without_balance(editor, up):
    questions = "\n\n".join(f"Question {number}? {{ =Yes ~No####So. }}" for number in range(8))
    send(editor, up, questions)
    page = made().get_latest_revision_as_object()
    page.purpose, page.summary = "discernment", "What one practises."
    page.save_revision()
    address = f"/admin/bulk/wagtailcore/page/publish/?next=/admin/&id={page.pk}"
    html = editor.post(
        address, headers={"Referer": f"http://testserver{address}"}, follow=True
    ).content.decode()
    assert "A discernment exercise needs at least 8 claims to judge; there are 0." in html
    assert not ExercisePage.objects.get(pk=page.pk).live


def test_the_language_of_the_editor_is_chosen_first(editor, tree, up):
    french = exercises_page(tree["fr"], title="Exercices")
    html = editor.get(IMPORT).content.decode()
    assert re.findall(r'<option value="(\d+)"( selected)?>([^<]+)</option>', html) == [
        (str(up.pk), " selected", "English: Exercises"),
        (str(french.pk), "", "Français: Exercices"),
    ]


def test_one_imports_only_where_one_may_add(client, tree, up):
    """Case 9."""
    french = exercises_page(tree["fr"])
    maker = signed_in(person("maker", french, actions=["add_page"]))
    other = signed_in(person("other", tree["en"].library))
    assert client.get(IMPORT).headers["Location"] == f"/en/account/login/?next={IMPORT}"
    assert client.post(IMPORT).headers["Location"] == f"/en/account/login/?next={IMPORT}"
    assert other.get(IMPORT).headers["Location"] == "/admin/"
    assert other.post(IMPORT, {"title": "x"}).headers["Location"] == "/admin/"
    html = send(maker, up, GIFT).content.decode()
    assert "Select a valid choice." in html
    assert not ExercisePage.objects.exists()
    assert send(maker, french, GIFT).redirect_chain == [(f"/admin/exercises/{made().pk}/imported/", 302)]
    strict = signed_in(
        get_user_model().objects.create_superuser("strict@example.org"), enforce_csrf_checks=True
    )
    assert send(strict, up, GIFT).status_code == 403


def test_what_came_of_an_import_is_told_to_its_editors_only(client, editor, tree, up):
    send(editor, up, GIFT)
    address = f"/admin/exercises/{made().pk}/imported/"
    assert editor.get(address).status_code == 200
    assert client.get(address).headers["Location"] == f"/en/account/login/?next={address}"
    assert signed_in(person("french", tree["fr"].home)).get(address).status_code == 404
    written = ExercisePageFactory(parent=up)
    assert editor.get(f"/admin/exercises/{written.pk}/imported/", follow=True).status_code == 404


# Export ---------------------------------------------------------------------------------------------------------


def export(client, page):
    return client.get(f"/admin/exercises/{page.pk}/export/gift/")


def test_a_draft_is_taken_away_as_gift(editor, up):
    page = ExercisePageFactory(
        parent=up, title="Who counts?", slug="who-counts", items=[choice_item(), claim()]
    )
    page.items.append(choice_item(question="Only in the draft?"))
    page.save_revision()
    response = export(editor, page)
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="who-counts.gift"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    text = response.content.decode()
    assert text.startswith("// Who counts?\n// ")
    reading = read_gift(text)
    assert [item["value"]["question"] for item in reading.items] == [
        "Who counts the people of a city?",
        "Half of the shops on our street were founded by people from abroad.",
        "Only in the draft?",
    ]


def test_what_gift_cannot_hold_stands_above_as_comments(editor, up):
    page = ExercisePageFactory(parent=up, published=False, items=[choice_item(), ("order", order())])
    page.items.append(choice_item(explanation="", question="Line\none"))
    page.save_revision()
    text = export(editor, page).content.decode()
    head = text.partition("\n\n")[0].splitlines()
    assert all(line.startswith("// ") for line in head)
    assert "// Item 3: Still missing: Explanation." in head
    assert any("GIFT has no place for the kind “Put in order”." in line for line in head)
    assert len(read_gift(text).items) == 1


def order() -> dict:
    return {"task": "Put in order", "steps": ["One", "Two", "Three"], "explanation": "<p>So.</p>"}


def test_a_comment_stays_one_line_whatever_the_title(editor, up):
    page = ExercisePageFactory(parent=up, published=False)
    page.title = "A title\r\nQuestion? { =x }"
    page.save_revision(clean=False)
    text = export(editor, page).content.decode()
    assert text.startswith("// A title Question? { =x }\n")
    assert len(read_gift(text).items) == 1


def test_a_name_in_another_script_is_kept(editor, up):
    page = ExercisePageFactory(parent=up, title="Правда чи чутка", published=False)
    page.save_revision()
    assert "filename*=utf-8''%D0%BF%D1%80%D0%B0" in export(editor, page).headers["Content-Disposition"]


def test_an_exercise_that_is_exported_and_imported_asks_the_same(editor, up):
    page = ExercisePageFactory(parent=up, items=[choice_item(), *balanced_claims(8)])
    send(editor, up, export(editor, page).content)
    draft = made().get_latest_revision_as_object()
    asked = [item.value["question"] for item in draft.items]
    assert asked == [
        item.value["question" if item.block_type == "choice" else "claim"] for item in page.items
    ]


def test_only_those_who_may_edit_an_exercise_export_it(client, tree, up):
    """Case 9."""
    page = ExercisePageFactory(parent=up)
    address = f"/admin/exercises/{page.pk}/export/gift/"
    assert client.get(address).headers["Location"] == f"/en/account/login/?next={address}"
    assert signed_in(person("french", tree["fr"].home)).get(address).headers["Location"] == "/admin/"
    english = signed_in(person("english", tree["en"].home))
    assert english.get(address).status_code == 200
    assert english.post(address).status_code == 405
