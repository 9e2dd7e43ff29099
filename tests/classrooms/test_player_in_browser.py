"""Pupils in a real browser: by keyboard, without scripts, in four languages, and nothing is given away too early."""

import gzip
from html import unescape
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from classrooms.domain import sittings
from classrooms.models import Answer
from exercises.models import ExercisePage
from tests.classrooms.devices import ASKED, Phone
from tests.classrooms.factories import ClassroomFactory, opened
from tests.exercises.playing import live, right_fields, texts
from tests.exercises.test_in_browser import MOST_TABS, Keyboard
from tests.machinery.looking import faults, look

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

LANGUAGES = ["en", "fr", "uk", "ar"]


@pytest.fixture
def sitting(starter):
    """Twenty claims in four languages, explained at once."""
    return opened(ClassroomFactory(), live("truth-or-rumour-a", "en"))


# By keyboard, without scripts -----------------------------------------------------------------------------------


@pytest.mark.parametrize("scripts", [False, True])
@pytest.mark.parametrize("key", ["truth-or-rumour-a", "pictures-and-charts"])
def test_a_pupil_comes_in_and_plays_to_the_end_by_keyboard_alone_in_arabic(visitor, starter, key, scripts):
    """Case 82: from the code to the results, on a narrow screen, with and without scripts."""
    sitting = opened(ClassroomFactory(), live(key, "en"))
    edition = live(key, "ar").current.edition
    page = visitor.open("/join/?language=ar", width=360, scripts=scripts)
    keyboard = Keyboard(page)

    def press_on(found) -> None:
        for _press in range(MOST_TABS):
            if found(keyboard.tab()):
                return
        raise AssertionError("not reached by keyboard")

    press_on(lambda active: active["name"] == "code")
    page.keyboard.type(sitting.join_code.code)
    page.keyboard.press("Enter")
    page.wait_for_url("**/join/*/?language=ar")
    press_on(lambda active: active["name"] == "language" and active["value"] == "ar")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ar/sitting/*/")
    page.wait_for_selector(ASKED)
    for item in edition.public:
        page.wait_for_selector(f'form[data-asking="{item["id"]}"]:visible')
        at = edition.public.index(item)
        keyboard.answer(right_fields(edition, at))
        page.wait_for_selector("#answered")
        assert not page.locator("#next").is_visible()
        assert (
            page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
        )
        keyboard.go_on()
    page.wait_for_selector("#results:visible")
    answers = list(Answer.objects.order_by("sequence"))
    assert [answer.item for answer in answers] == [item["id"] for item in edition.public]
    assert {answer.edition_id for answer in answers} == {edition.pk}


def test_who_comes_back_by_code_and_word_goes_on_where_the_other_device_stopped(visitor, sitting):
    phone = Phone(visitor, sitting).come_in("uk")
    phone.answer()
    phone.page.click(".seat-card summary")
    signs = phone.page.locator(".seat-card__sign")
    code, word = signs.nth(0).inner_text(), signs.nth(1).inner_text()
    other = visitor.open("/join/?language=uk", width=360)
    other.click(".gate__again summary")
    other.fill("#again", code)
    other.fill("#word", word.lower())
    other.press("#word", "Enter")
    other.wait_for_selector(ASKED)
    assert other.locator("html").get_attribute("lang") == "uk"
    assert other.locator(ASKED).get_attribute("data-asking") == sitting.edition.public[1]["id"]


# What one sees --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "looks"),
    [
        ("en", [(1280, False), (360, True), (320, False)]),
        ("uk", [(360, False), (1280, True)]),
        ("ar", [(1280, False), (360, True), (320, True)]),
    ],
)
def test_door_and_player_are_without_fault_in_every_state(visitor, sitting, language, looks):
    found = []

    def see(page, state: str) -> None:
        for width, dark in looks:
            look(page, width=width, dark=dark)
            found.extend((state, width, dark, fault) for fault in faults(page))
        look(page, width=360, dark=False)

    phone = Phone(visitor, sitting, bypass_csp=True)
    page = phone.page
    page.goto(f"/join/?language={language}")
    page.click(".gate__again summary")
    see(page, "the code")
    page.fill("#code", "ABC DEFG")
    page.press("#code", "Enter")
    page.wait_for_selector(".notice--fault")
    see(page, "a wrong code")
    page.fill("#code", sitting.join_code.code)
    page.press("#code", "Enter")
    page.wait_for_selector(".gate__offered")
    see(page, "languages")
    page.click(f".gate__offered button[value={language}]")
    page.wait_for_selector(ASKED)
    phone.wait_until_kept()
    page.click(".seat-card summary")
    see(page, "the card")
    page.click(".seat-card summary")
    page.click("button[value=answer]")
    page.wait_for_selector("[data-problem]:not([hidden])")
    see(page, "nothing chosen")
    phone.fill()
    phone.send()
    page.wait_for_selector("#answered")
    see(page, "the explanation")
    phone.go_on()
    phone.wait_until_kept(*LANGUAGES)
    phone.context.set_offline(True)
    phone.answer()
    see(page, "an answer waits")
    phone.context.set_offline(False)
    phone.wait_until_arrived(2)
    page.evaluate("document.querySelector('[data-notice]').hidden = false")
    see(page, "a notice")
    while page.locator(ASKED).count():
        phone.skip()
    page.wait_for_selector("#results")
    see(page, "results")
    page.goto(f"/join/{sitting.join_code.code}/?language={language}")
    see(page, "somebody sits there")
    phone.context.clear_cookies()
    page.goto(f"/{language}/sitting/{sitting.key}/")
    see(page, "no seat")
    assert found == []


def test_focus_and_title_follow_what_is_shown(visitor, sitting):
    phone = Phone(visitor, sitting).come_in()
    page = phone.page
    assert page.title().startswith("Item 1 of 20: Truth or rumour?")
    active = "document.activeElement.getAttribute('id')"
    page.focus("button[value=answer]")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-problem]:not([hidden])")
    assert (
        page.locator("[data-problem] [role=alert]").inner_text()
        == "Choose or write something first, or pass over."
    )
    phone.fill()
    phone.send()
    assert page.evaluate(active) == "answered"
    assert page.title().startswith("Truth or rumour?")
    phone.go_on()
    assert page.evaluate(active) == "next"
    assert page.title().startswith("Item 2 of 20: Truth or rumour?")
    assert page.evaluate("document.querySelector('[data-sitting]').getBoundingClientRect().top") < 200


def test_the_card_is_closed_by_escape_and_by_pressing_elsewhere(visitor, sitting):
    page = Phone(visitor, sitting).come_in().page
    for close in (lambda: page.keyboard.press("Escape"), lambda: page.mouse.click(20, 600)):
        page.click(".seat-card summary")
        assert page.locator(".seat-card__body").is_visible()
        close()
        assert not page.locator(".seat-card__body").is_visible()


# Languages ------------------------------------------------------------------------------------------------------


def test_the_language_is_switched_at_every_step_with_and_without_a_network(visitor, sitting):
    """Every answer is kept, in the words in which it was asked; what is ticked and not sent goes along."""
    phone = Phone(visitor, sitting).come_in("en")
    phone.answer()
    phone.wait_until_kept(*LANGUAGES)
    shown = ["en"]
    for number in range(1, 20):
        if number == 8:
            phone.context.set_offline(True)
        if number == 13:
            phone.context.set_offline(False)
            phone.wait_until_arrived(
                number
            )  # a page that is made while answers arrive may ask the last one again
        fields = right_fields(phone.edition, phone.at)
        phone.fill(fields)
        language = LANGUAGES[number % 4]
        phone.switch(language)
        assert phone.page.locator("html").get_attribute("lang") == language
        phone.wait_until_at(number)
        checked = phone.page.locator(f"{ASKED} :checked").evaluate_all("(all) => all.map((one) => one.value)")
        assert checked == list(fields.values())
        phone.send()
        phone.go_on()
        shown.append(language)
    phone.page.wait_for_selector("#results")
    answers = phone.wait_until_arrived(20)
    assert [answer.item for answer in answers] == [item["id"] for item in sitting.edition.public]
    assert [answer.edition.language for answer in answers] == shown
    assert all(answer.value["confidence"] == 3 for answer in answers)


def test_a_language_that_is_not_on_the_device_waits_for_the_network(visitor, sitting):
    phone = Phone(visitor, sitting).come_in("en")
    phone.context.set_offline(True)
    phone.fill({"answer": "false"})
    phone.page.click(".player__languages summary")
    phone.page.click(".player__languages button[lang=ar]")
    phone.page.wait_for_selector("[data-notice]:not([hidden])")
    assert "needs the network once" in phone.page.locator("[data-notice]").inner_text()
    assert phone.page.locator(f"{ASKED} :checked").get_attribute("value") == "false"
    phone.answer({})
    assert not phone.page.locator("[data-notice]").is_visible()
    phone.context.set_offline(False)
    phone.wait_until_arrived(1)
    phone.switch("ar")
    assert phone.at == 1


def test_who_saves_data_is_sent_one_language_and_no_pictures(visitor, starter):
    sitting = opened(ClassroomFactory(), live("pictures-and-charts", "en"))
    phone = Phone(visitor, sitting)
    phone.context.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'connection', {value: {saveData: true}})"
    )
    phone.come_in()
    phone.answer()
    phone.page.wait_for_timeout(1500)
    kept = phone.kept_addresses()
    assert [address for address in kept if not address.startswith("/static/")] == [
        f"/en/sitting/{sitting.key}/"
    ]


def test_pictures_are_there_without_a_network(visitor, starter):
    sitting = opened(ClassroomFactory(), live("pictures-and-charts", "en"))
    phone = Phone(visitor, sitting).come_in()
    phone.answer()
    phone.wait_until_kept(*LANGUAGES)
    phone.context.set_offline(True)
    phone.reload()
    shown = 0
    while phone.page.locator(ASKED).count():
        image = phone.page.locator(f"{ASKED} picture img")
        if image.count():
            image.scroll_into_view_if_needed()
            phone.page.wait_for_function("() => document.querySelector('form picture img').naturalWidth > 0")
            shown += 1
        phone.answer()
    assert shown >= 3
    phone.context.set_offline(False)
    phone.wait_until_arrived(len(sitting.edition.public))


# What is given away, and what it weighs -------------------------------------------------------------------------


def bodies(context) -> list[tuple[str, str]]:
    """Return a list that grows by the address and the text of every response that a context receives."""
    found: list[tuple[str, str]] = []

    def take(response) -> None:
        kind = response.headers.get("content-type", "")
        if response.status == 200 and ("text/" in kind or "json" in kind):
            found.append(
                (response.url, unescape(response.text()).replace("\\u003C", "<").replace('\\"', '"'))
            )

    context.on("response", take)
    return found


def secrets_of(key: str) -> dict[str, list[str]]:
    """Return what comes after the answer, in all languages, by item; without what is in the questions as well."""
    pages = ExercisePage.objects.live().filter(slug=key)
    editions = [page.current.edition for page in pages]
    public = " ".join(text for edition in editions for text in texts(edition.public))
    found: dict[str, list[str]] = {}
    for edition in editions:
        for item, secret in zip(edition.public, edition.secret, strict=True):
            own = [text for text in texts(secret["due"]) if text not in public]
            found.setdefault(item["id"], []).extend(own)
    return found


@pytest.mark.parametrize("key", ["truth-or-rumour-a", "leave-the-page"])
def test_nothing_of_key_or_explanation_comes_before_it_is_due(visitor, starter, key):
    """Case 38: every response of a run, with all that the device keeps, in four languages."""
    sitting = opened(ClassroomFactory(), live(key, "en"), feedback="at_close")
    secrets = [text for own in secrets_of(key).values() for text in own]
    assert len(secrets) > 4 * len(sitting.edition.public)
    phone = Phone(visitor, sitting)
    found = bodies(phone.context)
    phone.come_in()
    phone.answer()
    phone.wait_until_kept(*LANGUAGES)
    while phone.page.locator(ASKED).count():
        phone.answer()
    phone.page.wait_for_selector("#finished")
    phone.page.click("[data-look]")
    phone.page.wait_for_selector("#finished")
    phone.wait_until_arrived(len(sitting.edition.public))
    addresses = {
        address.partition("/sitting/")[2].partition("/")[2]
        for address, _text in found
        if "/sitting/" in address
    }
    assert {"", "items/", "answers/"} <= addresses
    assert [(address, text) for address, body in found for text in secrets if text in body] == []
    sittings.close_sitting(sitting, actor=sitting.classroom.owner)
    phone.reload()
    assert secrets_of(key)[sitting.edition.public[0]["id"]][0] in unescape(phone.page.content())


def receipt(page, found: list[tuple[str, str]], seen: int) -> str:
    """Return what came for an answer, once it has been read."""
    for _try in range(100):
        for address, body in found[seen:]:
            if address.endswith("/answers/"):
                return body
        page.wait_for_timeout(50)
    raise AssertionError("no receipt came")


@pytest.mark.parametrize("key", ["truth-or-rumour-a", "leave-the-page"])
def test_an_explanation_comes_with_its_own_answer_and_no_other(visitor, starter, key):
    """Case 38."""
    sitting = opened(ClassroomFactory(), live(key, "en"))
    secrets = secrets_of(key)
    phone = Phone(visitor, sitting)
    found = bodies(phone.context)
    phone.come_in()
    known: set[str] = set()
    seen = 0
    for item in sitting.edition.public:
        hidden = {text for name, own in secrets.items() if name not in known for text in own}
        hidden -= {text for name in known for text in secrets[name]}
        assert [text for _address, body in found[seen:] for text in hidden if text in body] == []
        seen = len(found)
        known.add(item["id"])
        phone.fill()
        phone.send()
        explained = receipt(phone.page, found, seen)
        assert texts(sitting.edition.secret[len(known) - 1]["due"]["explanation_html"])[0] in explained
        hidden -= set(secrets[item["id"]])
        assert [text for _address, body in found[seen:] for text in hidden if text in body] == []
        seen = len(found)
        phone.go_on()


def test_scripts_stay_light_and_so_does_the_first_page(visitor, sitting):
    """15 KB of scripts and 45 KB in all, with what is fetched after the page to be drawn; ten requests until then."""
    phone = Phone(visitor, sitting).come_in()
    page = phone.page
    wanted = page.locator("link[rel=stylesheet], link[rel=icon][type], script[src]").evaluate_all(
        "(all) => all.map((one) => one.getAttribute('href') || one.getAttribute('src'))"
    )
    names = {address.removeprefix("/static/") for address in wanted}
    sizes = {name: len(gzip.compress(Path(finders.find(name)).read_bytes(), 6)) for name in names}
    assert "classrooms/stage.js" in sizes
    assert sum(size for name, size in sizes.items() if name.endswith(".js")) < 15_000, sizes
    html = page.request.get(page.url)
    at_once = [name for name in names if name != "classrooms/stage.js"]
    assert 1 + len(at_once) <= 10
    assert html.headers["content-encoding"] == "gzip"
    assert sum(sizes.values()) + int(html.headers["content-length"]) < 45_000, sizes
    items = page.request.get(f"{page.url}items/")
    assert int(items.headers["content-length"]) < 20_000
