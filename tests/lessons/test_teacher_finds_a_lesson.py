"""A teacher with ten minutes, in a real browser: finds a lesson and walks away with a file that she can change."""

import io
import zipfile

import pikepdf
import pytest
from playwright.sync_api import expect

from cms.domain.accounts import create_verified_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ARABIC_TITLE = "القراءة الجانبية"


def taken_away(page, label: str) -> tuple[str, bytes]:
    """Click a link of the panel and return the file's name and content."""
    with page.expect_download() as waiting:
        page.locator(".takeaway__link", has_text=label).click()
    path = waiting.value.path()
    return waiting.value.suggested_filename, path.read_bytes()


@pytest.mark.parametrize("scripts", [True, False], ids=["with script", "without script"])
def test_the_fifty_minute_lesson_in_arabic_is_three_clicks_away_and_comes_as_word_and_pdf(
    visitor, starter, scripts
):
    page = visitor.open("/ar/", scripts=scripts, accept_downloads=True)
    page.locator(".page-head a[href*='age=13-15']").click()  # one
    page.wait_for_url(
        "**age=13-15**"
    )  # loaded: what is ticked before the script is there waits for the button
    if scripts:
        page.locator("input[name=duration][value='50']").check()  # two
        page.wait_for_url("**duration=50**")
        expect(page.locator(".entry")).to_have_count(3)  # of five for this age
    else:
        page.locator("input[name=duration][value='50']").check()
        page.locator("form[aria-label] button[type=submit], .facets button[type=submit]").first.click()
        page.wait_for_url("**duration=50**")
    page.locator(".entry__title a", has_text=ARABIC_TITLE).click()  # three
    page.wait_for_url("**/ar/lessons/lateral-reading/")
    assert page.evaluate("document.documentElement.dir" if scripts else "''") in ("rtl", "")

    name, content = taken_away(page, "Word")
    assert name == "lateral-reading-ar.docx"
    with zipfile.ZipFile(io.BytesIO(content)) as word:
        text = word.read("word/document.xml").decode()
    assert ARABIC_TITLE in text
    assert "w:bidi" in text

    name, content = taken_away(page, "PDF")
    assert name == "lateral-reading-ar.pdf"
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert ARABIC_TITLE in str(pdf.docinfo.get("/Title", "")) or len(pdf.pages) > 3
        assert str(pdf.Root.Lang).startswith("ar")


def test_the_language_switch_keeps_the_lesson(visitor, starter):
    page = visitor.open("/en/lessons/lateral-reading/")
    page.click(".lang-switch__now")
    page.click(".lang-switch__link[hreflang=uk]")
    page.wait_for_url("**/uk/lessons/lateral-reading/")
    assert page.locator("html").get_attribute("lang") == "uk"


def test_a_lesson_is_found_with_the_keyboard_alone(visitor, starter):
    """Case 82."""
    page = visitor.open("/en/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    for _ in range(25):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "q":
            break
    page.keyboard.type("sideways")
    page.keyboard.press("Enter")
    page.wait_for_url("**/lessons/?q=sideways**")
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.entry__title') !== null"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/lessons/lateral-reading/")


def test_the_projector_goes_on_by_keys_and_its_clock_runs(visitor, starter):
    page = visitor.open("/ar/lessons/lateral-reading/projector/")
    first = page.inner_text(".slide__title")
    page.keyboard.press("ArrowLeft")  # onward, in a language that runs from the right
    page.wait_for_url("**step=2")
    assert page.inner_text(".slide__title") != first
    page.keyboard.press("PageUp")
    page.wait_for_url("**step=1")
    assert page.inner_text("[data-clock-face]") == "7:00"
    page.keyboard.press(" ")
    expect(page.locator("[data-clock-face]")).to_have_text("6:58")
    page.keyboard.press("r")
    assert page.inner_text("[data-clock-face]") == "7:00"


def test_a_signed_in_teacher_keeps_a_lesson_and_shares_her_list(visitor, starter):
    create_verified_user("teacher@example.org", "a long pass phrase")
    page = visitor.open("/en/lessons/lateral-reading/")
    page.get_by_role("link", name="Save to my list").click()
    page.fill("input[name=login]", "teacher@example.org")
    page.fill("input[name=password]", "a long pass phrase")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/teach/saved/add/lateral-reading/")
    page.fill("input[name=name]", "8B, spring")
    page.get_by_role("button", name="Make the list and save").click()
    page.get_by_role("button", name="Make a link").click()
    link = page.input_value("#link")

    stranger = visitor.open(link.partition("/en/")[1] + link.partition("/en/")[2])
    assert "Reading sideways" in stranger.inner_text("main")
    assert "teacher" not in stranger.inner_text("body").replace("teachers", "")
