"""Titles while one types, in a real browser: by keyboard and by pointer, in English and in Arabic."""

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.factories import LessonPlanPageFactory, StandardPageFactory

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "Half a number " + "Donaudampfschifffahrtsgesellschaft" * 5


@pytest.fixture
def tree(site_tree):
    tree = site_tree("en", "ar")
    LessonPlanPageFactory(parent=tree["en"].library, title="Half a number", slug="half")
    LessonPlanPageFactory(parent=tree["en"].library, title=LONG, slug="long")
    StandardPageFactory(parent=tree["en"].home, title="About numbers", slug="about-numbers")
    LessonPlanPageFactory(parent=tree["ar"].library, title="القراءة الجانبية", slug="sideways")
    LessonPlanPageFactory(parent=tree["ar"].library, title="قراءة الأرقام", slug="figures")
    return tree


def box(page, selector: str) -> dict:
    return page.locator(selector).first.bounding_box()


def test_titles_are_suggested_and_walked_through_with_the_keyboard(visitor, tree):
    page = visitor.open("/en/search/", width=360)
    field, options = page.get_by_role("combobox"), page.get_by_role("option")
    asked = []
    page.on("request", lambda request: "suggest" in request.url and asked.append(request.url))

    field.press_sequentially("numb", delay=20)
    expect(options).to_have_count(3)
    assert len(asked) == 1
    expect(page.locator(".search [role=status]")).to_have_text("3 suggestions")
    assert field.get_attribute("aria-expanded") == "true"
    assert page.evaluate("document.documentElement.scrollWidth") == 360

    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    field.press("ArrowUp")
    assert field.get_attribute("aria-activedescendant") == ""
    field.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")

    field.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    assert (field.input_value(), field.get_attribute("aria-expanded")) == ("numb", "false")

    field.press("ArrowDown")
    expect(options).to_have_count(3)
    wanted = options.nth(1).get_attribute("href")
    field.press("ArrowDown")
    field.press("ArrowDown")
    field.press("Enter")
    page.wait_for_url(f"**{wanted}")

    page.go_back()
    page.get_by_role("combobox").fill("numbers")
    page.get_by_role("combobox").press("Enter")  # nothing chosen: the form is sent
    page.wait_for_url("**/en/search/?q=numbers")


def test_the_library_in_arabic_suggests_lessons_under_its_field_from_the_right(visitor, tree):
    page = visitor.open("/ar/lessons/")
    page.locator(".search__input").press_sequentially("قراء", delay=20)
    options = page.locator(".search__option")
    expect(options).to_have_text(["قراءة الأرقام", "القراءة الجانبية"])
    expect(page.locator(".search [role=status]")).to_have_text("اقتراحان")

    form, listed, title = box(page, ".search"), box(page, ".search__list"), box(page, ".search__option bdi")
    assert listed["x"] == form["x"]
    assert listed["width"] == form["width"]
    assert listed["y"] >= form["y"] + form["height"]
    assert form["x"] + form["width"] - (title["x"] + title["width"]) < 32  # it begins at the right

    options.last.click()
    page.wait_for_url("**/ar/lessons/sideways/")


@pytest.mark.parametrize(("language", "text"), [("en", "half"), ("ar", "قراء")])
def test_axe_finds_nothing_in_an_open_list(visitor, tree, language, text):
    page = visitor.open(f"/{language}/", dark=language == "ar", bypass_csp=True)
    page.locator(".search__input").fill(text)
    expect(page.locator(".search__option")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in Axe().run(page)["violations"]] == []


def test_an_answer_that_comes_too_late_is_not_shown(visitor, tree):
    page = visitor.open("/en/")
    page.route("**/search/suggest/**", lambda route: None)  # it never comes
    field = page.get_by_role("combobox")
    field.press_sequentially("half", delay=20)
    page.wait_for_timeout(300)
    page.unroute("**/search/suggest/**")
    field.fill("h")
    page.wait_for_timeout(300)
    expect(page.get_by_role("listbox")).to_be_hidden()
    field.fill("half a num")
    expect(page.get_by_role("option")).to_have_count(2)


def test_without_script_the_field_is_an_ordinary_one(visitor, tree):
    page = visitor.open("/en/search/", scripts=False)
    assert page.get_by_role("combobox").count() == 0
    page.locator("main input[name=q]").fill("numbers")
    page.locator("main form[role=search] button").click()
    page.wait_for_url("**/en/search/?q=numbers")
    expect(page.locator(".entry")).to_have_count(1)
