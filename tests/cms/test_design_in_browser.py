"""The gallery of components in a real browser: nothing overflows, axe is silent, the small script does what it says."""

import pytest

from cms.views.styleguide import SCRIPTS
from tests.machinery.looking import faults, look

pytestmark = pytest.mark.django_db(transaction=True)


def gallery(visitor, code="en", **options):
    return visitor.open(f"/styleguide/?language={code}", **options)


@pytest.mark.parametrize("code", SCRIPTS)
def test_no_component_overflows_and_axe_finds_nothing(visitor, code):
    page = gallery(visitor, code, width=320, bypass_csp=True)
    assert faults(page) == []
    look(page, width=1280, dark=True)
    assert faults(page) == []


def test_the_theme_that_was_chosen_is_kept_for_the_next_page(visitor):
    page = gallery(visitor)
    assert page.evaluate("document.documentElement.dataset.theme") is None
    page.click("[data-theme-switch]")

    again = gallery(visitor, context=page.context)

    assert again.evaluate("document.documentElement.dataset.theme") == "dark"
    assert again.get_attribute("[data-theme-switch]", "aria-pressed") == "true"
    assert again.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(14, 29, 26)"


def test_the_language_list_closes_on_escape_and_gives_the_focus_back(visitor):
    page = gallery(visitor, width=360)
    page.click(".lang-switch__now")
    assert page.is_visible(".lang-switch__list")
    page.keyboard.press("Escape")

    assert not page.is_visible(".lang-switch__list")
    assert page.evaluate("document.activeElement.className") == "lang-switch__now"


def test_the_language_list_pushes_the_page_down_on_a_phone(visitor):
    page = gallery(visitor, width=360)
    page.click(".lang-switch__now")

    bottom = page.evaluate("document.querySelector('.lang-switch__list').getBoundingClientRect().bottom")
    assert bottom <= page.evaluate("document.querySelector('main').getBoundingClientRect().top")


@pytest.mark.parametrize("way", ["link", "escape twice"])
def test_leaving_quickly_does_not_come_back(visitor, way):
    page = gallery(visitor)
    link = page.locator("[data-quick-exit]")
    page.evaluate("document.querySelector('[data-quick-exit]').href = '/healthz'")
    if way == "link":
        link.click()
    else:
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
    page.wait_for_url("**/healthz")

    page.go_back()
    assert "/styleguide/" not in page.url


def test_escape_once_does_not_leave_the_page(visitor):
    page = gallery(visitor)
    page.evaluate("document.querySelector('[data-quick-exit]').href = '/healthz'")
    page.keyboard.press("Escape")
    page.wait_for_timeout(200)

    assert "/styleguide/" in page.url


def test_without_scripts_nothing_is_offered_that_would_not_work(visitor):
    page = gallery(visitor, scripts=False)

    assert not page.is_visible("[data-theme-switch]")
    assert not page.is_visible("[data-quick-exit-hint]")
    page.click(".lang-switch__now")
    assert page.is_visible(".lang-switch__list")
