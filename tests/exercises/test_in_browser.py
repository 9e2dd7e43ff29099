"""Exercises in a real browser: by keyboard alone, without scripts, without network, in three scripts."""

import pytest

from exercises.domain import runs
from exercises.domain.starter import starter_keys
from exercises.items import item_types
from tests.exercises.playing import live, right_fields
from tests.machinery.looking import faults, look

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

MOST_TABS = 150
ACTIVE = """() => { const e = document.activeElement;
    const href = e.getAttribute("href") || "";
    return {name: e.name || "", value: e.value || "", type: e.type || e.tagName, href} }"""


class Keyboard:
    """Fills in the form of an item with Tab, arrows, Space and Enter, as somebody does who uses no mouse."""

    def __init__(self, page):
        self.page = page

    def tab(self) -> dict:
        self.page.keyboard.press("Tab")
        return self.page.evaluate(ACTIVE)

    def answer(self, fields: dict) -> None:
        """Fill in every field and send the form; what is not asked here is left out."""
        unseen = {
            name for name in fields if not self.page.locator(f"[name='{name}']:not([type=hidden])").count()
        }
        open_fields = {
            name: list(values) if isinstance(values, list) else [values]
            for name, values in fields.items()
            if values != "" and name not in unseen
        }
        for _press in range(MOST_TABS):
            active = self.tab()
            wanted = open_fields.get(active["name"])
            if wanted is not None and self.fill(active, wanted):
                del open_fields[active["name"]]
            if active["name"] == "do" and active["value"] == "answer":
                assert not open_fields, f"not reached by keyboard: {open_fields}"
                self.page.keyboard.press("Enter")
                return
        raise AssertionError("the button is not reached by keyboard")

    def fill(self, active: dict, wanted: list[str]) -> bool:
        """Give a field what is wanted; say whether nothing more is wanted of it."""
        press = self.page.keyboard.press
        if active["type"] == "checkbox":
            if active["value"] in wanted:
                press("Space")
                wanted.remove(active["value"])
            return not wanted
        if active["type"] == "radio":
            if active["value"] == wanted[0]:
                press("Space")
            for _press in range(12):
                if self.page.evaluate(ACTIVE)["value"] == wanted[0]:
                    return True
                press("ArrowDown")
            raise AssertionError(f"{active['name']} has no {wanted[0]}")
        if active["type"] == "select-one":
            for _press in range(14):
                if self.page.evaluate(ACTIVE)["value"] == wanted[0]:
                    return True
                press("ArrowDown")
            raise AssertionError(f"{active['name']} has no {wanted[0]}")
        press("ControlOrMeta+a")
        self.page.keyboard.type(wanted[0])
        return True

    def go_on(self) -> None:
        """Follow the link from the explanation to what comes next."""
        for _press in range(MOST_TABS):
            if self.tab()["href"] == "#next":
                self.page.keyboard.press("Enter")
                return
        raise AssertionError("the way on is not reached by keyboard")


@pytest.mark.parametrize(
    ("key", "language"), [*((key, "ar") for key in starter_keys()), ("spot-the-technique", "en")]
)
def test_every_item_is_played_to_the_end_by_keyboard_alone_and_without_scripts(
    visitor, starter, key, language
):
    """Case 82: all fourteen kinds are in the six exercises."""
    edition = live(key, language).current.edition
    at_once = edition.settings["feedback"] == "at_once"
    page = visitor.open(f"/{language}/exercises/{key}/", width=360, scripts=False)
    keyboard = Keyboard(page)
    for _press in range(MOST_TABS):
        if keyboard.tab()["href"].endswith("/play/"):
            page.keyboard.press("Enter")
            break
    page.wait_for_url("**/play/")
    for at in range(len(edition.public)):
        keyboard.answer(right_fields(edition, at))
        page.wait_for_selector(f".player .run__thread rect:nth-of-type({at + 1})", state="attached")
        assert page.locator(".notice--fault").count() == 0, page.locator(".notice--fault").inner_text()
        if at_once:
            assert page.locator("#answered").is_visible()
            assert not page.locator("#next").is_visible()
            keyboard.go_on()
            page.wait_for_url("**#next")
        assert page.locator("#next").is_visible()
    assert page.locator("#results").is_visible()


def test_all_kinds_of_item_are_in_the_starter_exercises(starter):
    found = {item["type"] for key in starter_keys() for item in live(key, "en").current.edition.public}
    assert found == set(item_types())


def jump(page, edition, at: int) -> None:
    """Show item `at` of an exercise whose player is open, as if all before it had been passed over."""
    run = runs.pack(runs.Run(edition.pk, edition.structure, "somebody", [0] * at))
    page.evaluate(
        """(run) => { const form = document.querySelector("form#next"); const field = document.createElement("input");
        field.type = "hidden"; field.name = "run"; field.value = run; form.append(field);
        const wish = document.createElement("input"); wish.type = "hidden"; wish.name = "do"; wish.value = "show";
        form.append(wish); form.submit() }""",
        run,
    )
    page.wait_for_selector(f"#next .run__thread rect:nth-of-type({at + 1})", state="attached")


@pytest.mark.parametrize(
    ("language", "looks"),
    [
        ("en", [(1280, False), (360, True)]),
        ("uk", [(360, False), (1280, True)]),
        ("ar", [(1280, False), (360, True)]),
    ],
)
def test_axe_is_silent_about_every_kind_of_item_before_and_after_the_answer(
    visitor, starter, language, looks
):
    kinds, found, context = set(), [], None
    for key in starter_keys():
        edition = live(key, language).current.edition
        for at, item in enumerate(edition.public):
            if item["type"] in kinds or edition.settings["feedback"] != "at_once":
                continue
            kinds.add(item["type"])
            page = visitor.open(f"/{language}/exercises/{key}/play/", context=context, bypass_csp=True)
            context = page.context
            jump(page, edition, at)
            for state in ("asked", "explained"):
                for width, dark in looks:
                    look(page, width=width, dark=dark)
                    found += [(item["type"], state, width, dark, fault) for fault in faults(page)]
                if state == "asked":
                    Keyboard(page).answer(right_fields(edition, at))
                    page.wait_for_selector("#answered")
                    page.evaluate(
                        "document.querySelectorAll('details').forEach((folded) => { folded.open = true })"
                    )
            page.close()
    assert found == []
    assert kinds == set(item_types())


def test_results_the_list_and_the_page_of_an_exercise_are_without_fault(visitor, starter):
    found, context = [], None
    for language in ("en", "ar"):
        edition = live("truth-or-rumour-a", language).current.edition
        run = runs.Run(edition.pk, edition.structure, "somebody")
        for at, _item in enumerate(edition.public):
            run.answers.append([{"verdict": "true" if at % 3 else "false", "confidence": at % 4 + 1}])
        for address in ("", "truth-or-rumour-a/", "truth-or-rumour-a/play/"):
            page = visitor.open(f"/{language}/exercises/{address}", context=context, bypass_csp=True)
            context = page.context
            if address.endswith("play/"):
                packed = runs.pack(run)
                page.evaluate(
                    """(run) => { const field = document.querySelector("[data-resume-run]"); field.value = run;
                    field.form.closest("[data-resume]").hidden = false }""",
                    packed,
                )
                page.click("[data-resume] button[value=show]")
                page.wait_for_selector("#results")
                page.evaluate(
                    "document.querySelectorAll('details').forEach((folded) => { folded.open = true })"
                )
            for width, dark in ((1280, False), (360, True), (320, False)):
                look(page, width=width, dark=dark)
                found += [(language, address, width, fault) for fault in faults(page)]
            page.close()
    assert found == []


def test_an_answer_waits_on_the_page_until_the_network_is_back(visitor, starter):
    """Case 31. The sources of lateral reading are on the page already, so they open without any network."""
    edition = live("leave-the-page", "en").current.edition
    at = next(at for at, item in enumerate(edition.public) if item["type"] == "lateral")
    page = visitor.open("/en/exercises/leave-the-page/play/", width=360, bypass_csp=True)
    jump(page, edition, at)
    page.context.set_offline(True)
    sources = edition.public[at]["public"]["sources"]
    boxes = page.locator("input[name=opened]")
    for number in (1, 0):
        boxes.nth(number).check()
        assert page.locator(".source__body").nth(number).is_visible()
    page.locator("input[name=answer]").first.check()
    page.click("button[value=answer]")
    page.wait_for_selector("[data-said]")
    assert "no connection" in page.locator("[data-said]").inner_text()
    assert page.locator("input[name=answer]").first.is_checked()
    page.context.set_offline(False)
    page.wait_for_selector("#answered")
    kept = runs.unpack(page.locator("#next input[name=run]").input_value())
    assert kept.answers[at][0]["opened"] == [sources[1]["id"], sources[0]["id"]]


def test_a_simulated_feed_is_read_and_answered_without_network(visitor, starter):
    for key in starter_keys():
        edition = live(key, "en").current.edition
        at = next((at for at, item in enumerate(edition.public) if item["type"] == "share"), None)
        if at is not None:
            break
    page = visitor.open(f"/en/exercises/{key}/play/", width=360, bypass_csp=True)
    jump(page, edition, at)
    page.context.set_offline(True)
    for name, value in right_fields(edition, at).items():
        page.locator(f"input[name='{name}'][value='{value}']").check()
    page.click("button[value=answer]")
    page.wait_for_selector("[data-said]")
    page.context.set_offline(False)
    page.wait_for_selector("#answered")


def test_a_reload_in_the_middle_of_a_run_loses_nothing(visitor, starter):
    page = visitor.open("/en/exercises/guess-then-look/play/", width=360)
    page.fill("input[name=answer]", "40")
    page.click("button[value=answer]")
    page.wait_for_selector("#answered")
    page.reload()
    page.click("[data-resume] button[value=show]")
    page.wait_for_selector("#next .run__thread rect:nth-of-type(2)", state="attached")
    assert "Item 2 of 14" in page.locator("#next .run__words").inner_text()


def test_who_begins_anew_leaves_no_offer_behind(visitor, starter):
    """Case 37: on a shared device, the next pupil is not led into the run of the last one."""
    page = visitor.open("/en/exercises/guess-then-look/play/", width=360)
    page.fill("input[name=answer]", "40")
    page.click("button[value=answer]")
    page.wait_for_selector("#answered")
    page.reload()
    page.click("[data-resume] [data-forget]")
    page.reload()
    assert not page.locator("[data-resume]").is_visible()
    other = visitor.open("/en/exercises/guess-then-look/play/", context=page.context)
    assert not other.locator("[data-resume]").is_visible()


def test_pressing_twice_answers_once(visitor, starter):
    """Case 26."""
    page = visitor.open("/en/exercises/guess-then-look/play/", width=360)
    page.fill("input[name=answer]", "40")
    page.locator("button[value=answer]").dblclick()
    page.wait_for_selector("#answered")
    run = runs.unpack(page.locator("#next input[name=run]").input_value())
    assert len(run.answers) == 1


def test_the_language_is_changed_in_the_middle_of_a_run(visitor, starter):
    page = visitor.open("/en/exercises/guess-then-look/play/", width=360, scripts=False)
    page.fill("input[name=answer]", "40")
    page.click("button[value=answer]")
    page.click("a[href='#next']")
    page.fill("input[name=answer]", "12")
    page.click(".player__languages summary")
    page.click(".player__languages button[lang=ar]")
    page.wait_for_url("**/ar/exercises/guess-then-look/play/#next")
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.locator("input[name=answer]").input_value() == "12"
    assert len(runs.unpack(page.locator("#next input[name=run]").input_value()).answers) == 1
