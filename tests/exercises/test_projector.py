"""An exercise on the wall: a class with one projector and no devices raises its hands."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.models import Technique
from exercises.domain import hands
from exercises.domain.starter import starter_keys
from tests.exercises.playing import live, texts
from tests.factories import ExercisePageFactory, balanced_claims, choice_item, claim, exercises_page, once
from tests.machinery.looking import faults, look

pytestmark = pytest.mark.one_database

KEYS = starter_keys()
FIELD = re.compile(r'<input [^>]*name="(hands-[^"]+)"[^>]* value="([^"]*)"')


class Teacher:
    """Presses buttons of the form without a script; `html` is the last page."""

    def __init__(self, slug: str, language: str = "en", step: int | None = None):
        self.client = Client(enforce_csrf_checks=True)
        self.address = f"/{language}/exercises/{slug}/projector/"
        self._take(self.client.get(self.address + (f"?step={step}" if step else "")))

    def _take(self, response) -> None:
        self.response = response
        self.html = unescape(response.content.decode())
        assert response.status_code == 200
        assert not response.cookies

    def hidden(self, name: str) -> str:
        found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)">', self.html)
        return found[1] if found else ""

    @property
    def fields(self) -> dict[str, str]:
        """The fields for hands with what stands in them."""
        return dict(FIELD.findall(self.html))

    def press(self, step: int, do: str = "ask", *counts, **more) -> None:
        """Type counts, in the order of the fields, and press the button that leads to `step`."""
        names = list(self.fields)
        typed = self.fields | dict(zip(names, map(str, counts), strict=False)) | more
        typed |= {
            name: self.hidden(name) for name in ("hands", "at") if name not in more and self.hidden(name)
        }
        self._take(self.client.post(f"{self.address}?step={step}", typed | {"do": do}))

    def show(self, *counts, **more) -> None:
        """Type counts and have the answer shown."""
        self.press(int(self.hidden("at")), "answer", *counts, **more)


@pytest.fixture
def exercise(site_tree):
    """Eight claims (true, true, false, false, and again), a question, and a number for which nobody raises hands."""
    estimate = {
        "question": "How many of a thousand people live abroad?",
        "value": 37, "unit": "people", "low": 0, "high": 250, "step": 1, "near": 10,
        "definition": "People born elsewhere", "date": "2024", "territory": "World",
        "source": {"title": "Migrants", "publisher": "UN", "year": "2024", "url": "", "note": ""},
        "explanation": "<p>About thirty-seven.</p>",
    }  # fmt: skip
    parent = exercises_page(site_tree("en")["en"])
    return once(
        ExercisePageFactory,
        parent=parent,
        title="True or not",
        slug="true-or-not",
        items=[*balanced_claims(8), choice_item(), ("estimate", estimate)],
    )


# What everybody may see ------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["en", "uk", "ar"])
def test_no_question_on_the_wall_holds_what_comes_after_the_answer(starter, language):
    for key in KEYS:
        edition = live(key, language).current.edition
        names = " ".join(getattr(term, f"label_{language}") for term in Technique.objects.all())
        public = names + " ".join(texts([item["public"] for item in edition.public]))
        due = {text for secret in edition.secret for text in texts(secret["due"]) if text not in public}
        assert len(due) > len(edition.public)
        for number in range(1, len(edition.public) + 1):
            html = Teacher(key, language, number).html
            assert [text for text in due if text in html] == []
            assert "--right" not in html
            assert "answers__" not in html


@pytest.mark.django_db(transaction=True)
def test_what_is_asked_on_the_wall_does_not_depend_on_the_keys(starter, monkeypatch):
    """With every key and explanation taken away, the questions come out letter by letter the same."""
    from exercises.views import projector

    def shown(key):
        total = len(live(key, "en").current.edition.public)
        return [Teacher(key, "en", number).html for number in range(1, total + 1)]

    honest = [shown(key) for key in KEYS]

    def without_secrets(slug, language):
        found = live(slug, language)
        found.current.edition.secret = None
        return found

    monkeypatch.setattr(projector, "live_exercise", without_secrets)
    assert [shown(key) for key in KEYS] == honest


@pytest.mark.django_db
def test_questions_are_kept_and_the_same_for_everybody(client, exercise):
    address = "/en/exercises/true-or-not/projector/?step=3"
    first = client.get(address)
    assert first["Cache-Control"].startswith("public")
    assert not first.cookies
    assert "Cookie" not in first["Vary"]
    assert b"csrfmiddlewaretoken" not in first.content
    with CaptureQueriesContext(connection) as queries:
        again = Client().get(address + "&utm_source=x")
    assert again.content == first.content
    assert len(queries) == 0


@pytest.mark.django_db
def test_equal_questions_are_equal_letter_by_letter_without_the_cache_too(client, exercise, settings):
    settings.PAGE_CACHE = False
    address = "/en/exercises/true-or-not/projector/"
    assert client.get(address).content == client.get(address).content


@pytest.mark.django_db
def test_the_exercise_leads_to_the_wall(client, exercise):
    assert (
        'href="/en/exercises/true-or-not/projector/"'
        in client.get("/en/exercises/true-or-not/").content.decode()
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        ("", 1),
        ("?step=3", 3),
        ("?step=99", 10),
        *[(f"?step={odd}", 1) for odd in ("0", "-1", "x", "1e9", "²")],
    ],
)
def test_the_wall_shows_one_item_whatever_it_is_asked(client, exercise, wanted, shown):
    html = client.get(f"/en/exercises/true-or-not/projector/{wanted}").content.decode()
    assert f"Item {shown} of 10" in html
    assert html.count("<h1") == 1


@pytest.mark.django_db
def test_a_draft_is_not_on_the_wall(client, exercise):
    ExercisePageFactory(parent=exercise.get_parent(), slug="draft", published=False)
    for method in (client.get, client.post):
        assert method("/en/exercises/draft/projector/").status_code == 404
        assert method("/uk/exercises/true-or-not/projector/").status_code == 404
    assert client.put("/en/exercises/true-or-not/projector/").status_code == 405


# The answer ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_answer_comes_with_a_bar_for_each_verdict(exercise):
    teacher = Teacher("true-or-not")
    assert "The register of trades says so." not in teacher.html
    teacher.show(21, 9)
    assert teacher.response["Cache-Control"] == "no-store"
    assert "The register of trades says so." in teacher.html
    assert "30 hands" in teacher.html
    rows = re.findall(r'<tr class="tally__row(.*?)</tr>', teacher.html)
    assert ["tally__row--right" in f"tally__row{row}" for row in rows] == [True, False]
    assert [re.findall(r'tally__fill" width="(\d+)%"', row) for row in rows] == [["70"], ["30"]]
    assert [re.findall(r"<td[^>]*>([^<]*)</td>", row) for row in rows] == [["21", "70%"], ["9", "30%"]]
    assert "style=" not in teacher.html


@pytest.mark.django_db
@pytest.mark.parametrize(("counts", "shown"), [((5, 4), False), ((5, 5), True), ((0, 0), False)])
def test_fewer_than_ten_hands_are_not_broken_down(exercise, counts, shown):
    teacher = Teacher("true-or-not")
    teacher.show(*counts)
    assert "The register of trades says so." in teacher.html
    assert ('class="tally"' in teacher.html) == shown
    assert ("Fewer than 10 hands were raised, so they are not broken down." in teacher.html) != shown


@pytest.mark.django_db
def test_without_counts_the_answer_is_shown_and_nothing_is_said_about_hands(exercise):
    teacher = Teacher("true-or-not")
    teacher.show()
    assert "The register of trades says so." in teacher.html
    assert "hands were raised" not in teacher.html
    assert "tally" not in teacher.html


@pytest.mark.django_db
def test_where_nobody_raises_hands_there_are_no_fields_and_the_ways_are_links(exercise):
    teacher = Teacher("true-or-not", step=10)
    assert teacher.fields == {}
    assert '<fieldset class="wall__read" disabled>' in teacher.html
    assert 'href="/en/exercises/true-or-not/projector/?step=9"' in teacher.html
    teacher.show()
    assert "About thirty-seven." in teacher.html


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["en", "uk", "ar"])
def test_every_item_of_the_collection_can_be_shown_and_explained(starter, language):
    for key in KEYS:
        edition = live(key, language).current.edition
        for number, secret in enumerate(edition.secret, start=1):
            teacher = Teacher(key, language, number)
            assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in teacher.html
            assert set(teacher.fields.values()) <= {""}
            teacher.show(*[12] * len(teacher.fields))
            assert texts(secret["due"]["explanation_html"])[0] in teacher.html
            assert ('class="tally"' in teacher.html) == hands.counts_hands(edition.public[number - 1])


# Counts travel along ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_going_back_and_forth_keeps_the_counts(exercise):
    teacher = Teacher("true-or-not")
    teacher.press(2, "ask", 17, 9)
    assert list(teacher.fields.values()) == ["", ""]
    teacher.press(1, "ask", 4, 22)
    assert list(teacher.fields.values()) == ["17", "9"]
    teacher.press(2)
    assert list(teacher.fields.values()) == ["4", "22"]
    teacher.show(5)
    assert "27 hands" in teacher.html
    teacher.press(10)  # where no hands are counted
    teacher.press(2)
    assert list(teacher.fields.values()) == ["5", "22"]
    assert hands.unpack(teacher.hidden("hands")).counts == {0: [17, 9], 1: [5, 22]}


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", ["-3", "1000", "9" * 3000, "many", "3.5"])
def test_what_is_no_count_is_said_and_nothing_else_is_lost(exercise, wrong):
    teacher = Teacher("true-or-not")
    teacher.press(2, "ask", 17, 9)
    teacher.press(3, "ask", 12, wrong)
    assert "Write whole numbers from 0 to 999, or leave a field empty." in teacher.html
    assert "Item 2 of 10" in teacher.html
    assert list(teacher.fields.values()) == ["12", wrong[:20]]
    assert teacher.html.count('aria-invalid="true"') == 1
    teacher.press(3, "ask", 12, 13)
    teacher.press(1)
    assert list(teacher.fields.values()) == ["17", "9"]
    assert hands.unpack(teacher.hidden("hands")).counts == {0: [17, 9], 1: [12, 13]}


@pytest.mark.django_db
@pytest.mark.parametrize("forged", ["x", "a" * 200_000, "eyJ4IjoxfQ:abc", "\x00", "9" * 50])
def test_a_forged_field_is_said_and_this_items_counts_are_kept(exercise, forged):
    teacher = Teacher("true-or-not")
    teacher.press(2, "ask", 17, 9)
    teacher.show(20, 6, hands=forged)
    assert "We could not read the counts of the other items, so these begin anew." in teacher.html
    assert "26 hands" in teacher.html
    assert hands.unpack(teacher.hidden("hands")).counts == {1: [20, 6]}


@pytest.mark.django_db
@pytest.mark.parametrize("at", ["0", "11", "-1", "x", "9" * 400, "²"])
def test_a_forged_place_is_no_fault(exercise, at):
    teacher = Teacher("true-or-not")
    teacher.press(2, "answer", 17, 9, at=at)
    assert "Item 2 of 10" in teacher.html


@pytest.mark.django_db
def test_answers_are_taken_from_pages_of_ours_only(client, exercise):
    address = "/en/exercises/true-or-not/projector/?step=1"
    assert (
        client.post(address, {"do": "answer"}, headers={"origin": "https://evil.example"}).status_code == 403
    )
    assert client.post(address, {"do": "answer"}, headers={"origin": "null"}).status_code == 403
    assert client.post(address, {"do": "answer"}, headers={"origin": "http://testserver"}).status_code == 200


@pytest.mark.django_db
def test_a_class_goes_on_with_the_edition_that_it_began_with(exercise, settings):
    settings.PAGE_CACHE = False
    teacher = Teacher("true-or-not")
    exercise.items = [claim("false", claim="Something else altogether."), *balanced_claims(4)]
    exercise.save_revision().publish()
    assert "Something else altogether." in Teacher("true-or-not").html
    teacher.press(2, "ask", 17, 9)
    assert "Item 2 of 10" in teacher.html
    teacher.press(1, "answer")
    assert "Claim number 1 of the exercise." in teacher.html
    assert "26 hands" in teacher.html


@pytest.mark.django_db
def test_hands_of_another_exercise_begin_anew(exercise):
    ExercisePageFactory(parent=exercise.get_parent(), slug="other", items=balanced_claims(4))
    other = Teacher("other")
    other.press(2, "ask", 17, 9)
    teacher = Teacher("true-or-not")
    teacher.press(1, "ask", hands=other.hidden("hands"))
    assert "This exercise was changed in the meantime" in teacher.html
    assert list(teacher.fields.values()) == ["", ""]


# The class's result ----------------------------------------------------------------------------------------------


def raised_at_all_claims(teacher: Teacher, at_true: tuple[int, int], at_false: tuple[int, int]) -> None:
    """Raise the same hands at each of the eight claims, then go to the result."""
    for number in range(1, 9):
        teacher.press(number + 1, "ask", *(at_false if number % 4 in (3, 0) else at_true))
    teacher.press(11)


@pytest.mark.django_db
def test_the_classs_result_is_what_scoring_says(exercise):
    """30 pupils: 7 of 10 hands at true claims and 4 of 10 at false ones say "true"; H = 84.5/121, F = 48.5/121."""
    teacher = Teacher("true-or-not")
    raised_at_all_claims(teacher, (21, 9), (12, 18))
    for sentence in (
        "The class told true from false more often than not.",
        "Of the hands raised at true claims, 70% took them for true; at false claims, 60% took them for false.",
        "The class was as ready to believe as to doubt.",
    ):
        assert sentence in teacher.html
    table = teacher.html[teacher.html.index("How the class judged") :]
    assert re.findall(r'<td class="data__number">(\d+%)</td>', table)[:4] == ["70%", "30%", "40%", "60%"]
    assert re.findall(r"<dd><bdi>(-?[\d.]+)</bdi>", teacher.html) == ["0.77", "-0.13"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("at_true", "at_false", "apart", "lean"),
    [
        ((29, 1), (2, 28), "The class told true from false well.", "as ready to believe as to doubt"),
        ((12, 18), (4, 26), "more often than not", "The class was quicker to doubt than to believe."),
        (
            (26, 4),
            (24, 6),
            "about as well as guessing would",
            "The class was quicker to believe than to doubt.",
        ),
        (
            (9, 21),
            (21, 9),
            "true and false often changed places for the class",
            "as ready to believe as to doubt",
        ),
    ],
)
def test_discernment_and_bias_are_told_apart(exercise, at_true, at_false, apart, lean):
    teacher = Teacher("true-or-not")
    raised_at_all_claims(teacher, at_true, at_false)
    assert apart in teacher.html
    assert lean in teacher.html


@pytest.mark.django_db
def test_what_is_worth_talking_about_comes_first_and_can_be_shown_again(exercise):
    teacher = Teacher("true-or-not")
    teacher.press(2, "ask", 20, 5)
    teacher.press(3, "ask", 5, 20)
    teacher.press(4, "ask", 3, 5)  # too few
    teacher.press(9)
    teacher.press(11, "ask", 6, 14)
    rows = re.findall(
        r'<th class="tally__words" scope="row">(\d+)\. .*?tally__share">(\d+)%<', teacher.html, re.S
    )
    assert rows == [("2", "20"), ("9", "30"), ("1", "80")]
    assert "At 1 item fewer than 10 hands were raised; it is left out." in teacher.html
    assert "from four true and four false claims on, with at least 10 hands each" in teacher.html
    assert "The class told" not in teacher.html
    teacher.press(2, "answer")
    assert "Claim number 2 of the exercise." in teacher.html
    assert "25 hands" in teacher.html


@pytest.mark.django_db
def test_without_counts_the_result_says_what_to_do(exercise):
    teacher = Teacher("true-or-not", step=8)
    teacher.press(11)
    assert "No hands were counted." in teacher.html
    assert "Worth talking about" not in teacher.html


@pytest.mark.django_db
def test_a_page_of_counts_costs_few_queries(exercise):
    teacher = Teacher("true-or-not")
    counts = []
    for number in (2, 9, 11):
        with CaptureQueriesContext(connection) as queries:
            teacher.press(number, "ask", 20, 10)
        counts.append(len(queries))
    assert max(counts) <= 4, counts


# In a browser ----------------------------------------------------------------------------------------------------


def tab_to(page, wanted: str) -> None:
    """Press Tab until what is selected by `wanted` has the focus."""
    for _press in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"not reached by keyboard: {wanted}")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("language", "onward", "back"), [("en", "ArrowRight", "ArrowLeft"), ("ar", "ArrowLeft", "ArrowRight")]
)
def test_a_class_is_led_through_with_the_keyboard_alone(visitor, starter, language, onward, back):
    page = visitor.open(f"/{language}/exercises/truth-or-rumour-a/projector/")
    first = page.inner_text("h1")
    tab_to(page, "#hands-1")
    page.keyboard.type("17")
    page.keyboard.press("ArrowLeft")  # moves in the field, not between items
    page.keyboard.press("Tab")
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    page.wait_for_selector("#answer")
    assert page.inner_text("h1") == first
    assert page.evaluate("document.activeElement.id") == "answer"
    assert page.locator(".tally__row").count() == 2
    page.keyboard.press(onward)
    page.wait_for_url("**step=2")
    assert page.inner_text("h1") != first
    tab_to(page, "#hands-1")
    page.keyboard.type("3")
    page.keyboard.press("Tab")
    page.keyboard.type("23")
    page.keyboard.press("PageUp")
    page.wait_for_url("**step=1")
    assert [page.input_value("#hands-1"), page.input_value("#hands-2")] == ["17", "9"]
    page.keyboard.press("PageDown")  # a presenter's remote: the answer comes before the next question
    page.wait_for_selector("#answer")
    page.keyboard.press("PageDown")
    page.wait_for_url("**step=2")
    assert page.input_value("#hands-1") == "3"
    page.keyboard.press(back)
    page.wait_for_url("**step=1")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_a_script_everything_works(visitor, starter):
    page = visitor.open("/uk/exercises/truth-or-rumour-a/projector/", scripts=False)
    for number in range(1, 21):
        page.fill("#hands-1", str(10 + number % 3))
        page.fill("#hands-2", "12")
        if number == 20:
            page.locator("button[value=answer]").click()
            page.wait_for_selector("#answer")
        page.locator(f"[formaction$='step={number + 1}']").click()
        page.wait_for_url(f"**step={number + 1}")
    assert page.locator(".finding").count() == 2
    assert page.locator(".tally__row").count() == 20
    assert not page.locator("[data-keys]").is_visible()


ADDRESSES = [
    ("truth-or-rumour-a", 2),
    ("guess-then-look", 1),
    ("guess-then-look", 5),
    ("guess-then-look", 11),
    ("leave-the-page", 2),
    ("leave-the-page", 5),
    ("leave-the-page", 9),
    ("leave-the-page", 12),
    ("spot-the-technique", 1),
    ("spot-the-technique", 12),
    ("pictures-and-charts", 1),
    ("pictures-and-charts", 2),
    ("pictures-and-charts", 3),
    ("pictures-and-charts", 6),
]
UNFOLD = "document.querySelectorAll('main details').forEach((folded) => { folded.open = true })"


@pytest.mark.one_database
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("language", "looks"),
    [
        ("en", [(1280, False), (360, True)]),
        ("uk", [(360, False), (1280, True)]),
        ("ar", [(1280, False), (360, True)]),
    ],
)
def test_axe_finds_nothing_and_nothing_overflows_on_the_wall(visitor, starter, language, looks):
    found, context = [], None

    def examine(where):
        page.evaluate(UNFOLD)
        for width, dark in looks:
            look(page, width=width, dark=dark)
            found.extend((where, width, dark, fault) for fault in faults(page))
        page.set_viewport_size({"width": 1280, "height": 800})

    for slug, number in ADDRESSES:
        page = visitor.open(
            f"/{language}/exercises/{slug}/projector/?step={number}", context=context, bypass_csp=True
        )
        context = page.context
        examine((slug, number, "question"))
        for field in page.locator(".hands__input").all():
            field.fill("12")
        page.locator("button[value=answer]").click()
        page.wait_for_selector("#answer")
        examine((slug, number, "answer"))
        page.close()
    page = visitor.open(f"/{language}/exercises/truth-or-rumour-a/projector/", context=context)
    page.fill("#hands-1", "x")
    page.locator("[formaction$='step=2']").click()
    page.wait_for_selector("[aria-invalid]")
    examine("no count")
    for number in range(1, 21):
        page.fill("#hands-1", str(8 + number % 5))
        page.fill("#hands-2", "7")
        page.locator(f"[formaction$='step={number + 1}']").click()
        page.wait_for_url(f"**step={number + 1}")
    examine("result")
    assert found == []


def test_a_step_of_a_lesson_and_an_item_share_one_look():
    """What both rooms need lies on the floor: neither repeats it."""
    from django.contrib.staticfiles import finders

    def names(path):
        with open(finders.find(path), encoding="utf-8") as file:
            return set(re.findall(r"^  \.(slide[\w-]*) \{", file.read(), re.M))

    floor = names("cms/css/projector.css")
    assert {"slides", "slide", "slide__thread", "slide__nav"} <= floor
    assert names("lessons/projector.css") & floor == set()
    assert names("exercises/projector.css") & floor == set()
