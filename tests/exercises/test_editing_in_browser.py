"""The editor of exercises in a real browser: the balance follows what one types, duplicates have ids of their own."""

import pytest
from playwright.sync_api import TimeoutError

from exercises.validators import Balance, balance_problems
from tests.exercises.editors import open_editor
from tests.factories import ExercisePageFactory, balanced_claims, choice_item
from tests.machinery.looking import faults, look

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_second_factor")]

GOOD = "The claims are balanced: {true} of {total} are true, and neither slant gives the answer away."
SET = """([place, verdict, slant]) => { const form = document.querySelector("[data-balance]").closest("form");
    form.elements[`items-${place}-value-verdict`].value = verdict;
    const field = form.elements[`items-${place}-value-slant`];
    field.value = slant; field.dispatchEvent(new Event("change", {bubbles: true})); }"""
CELLS = """() => Object.fromEntries([...document.querySelectorAll("[data-balance-cell]")].map(
    (cell) => [cell.dataset.balanceCell, Number(cell.textContent)]))"""
SAID = "() => [...document.querySelectorAll('[data-balance-said] span')].map((line) => line.textContent)"
#: (true and flattering, true and not, false and flattering, false and not)
TABLES = [
    (2, 2, 2, 2),
    (3, 2, 2, 3),
    (4, 1, 2, 1),
    (1, 2, 3, 2),
    (8, 0, 2, 0),
    (0, 0, 5, 5),
    (2, 3, 3, 2),
    (1, 1, 1, 1),
]


def settled(page, total: int) -> list[str]:
    """Return what the panel says when it has counted `total` claims."""
    page.locator(f"[data-balance-cell=total]:text-is('{total}')").wait_for(state="attached")
    page.wait_for_timeout(300)  # the script counts a tenth of a second after the last change
    return page.evaluate(SAID)


def expected(table: tuple[int, ...]) -> list[str]:
    found = Balance(*table)
    return balance_problems(found) or [GOOD.format(true=found.true, total=found.total)]


def test_the_balance_follows_the_form_and_says_what_the_server_would_say(visitor, boss, up):
    page = ExercisePageFactory(parent=up, purpose="discernment", items=[*balanced_claims(8), choice_item()])
    page.items = [
        *page.items.get_prep_value(),
        *(dict(block, id=None) for block in page.items.get_prep_value()[:2]),
    ]
    page.save_revision().publish()
    shown = open_editor(visitor, boss, f"/admin/pages/{page.pk}/edit/")
    shown.wait_for_selector("[name=items-10-type]", state="attached")
    places = [place for place in range(11) if place != 8]
    kinds = [
        ("true", "flatters"),
        ("mostly_true", "unflattering"),
        ("misleading", "flatters"),
        ("false", "unflattering"),
    ]
    for table in TABLES:
        wanted = [kind for kind, number in zip(kinds, table, strict=True) for _each in range(number)]
        wanted += [("", "")] * (len(places) - len(wanted))
        for place, (verdict, slant) in zip(places, wanted, strict=True):
            shown.evaluate(SET, [place, verdict, slant])
        assert (table, settled(shown, sum(table))) == (table, expected(table))
        found = shown.evaluate(CELLS)
        assert [found[name] for name in Balance._fields] == list(table)
        assert (found["flatters"], found["unflattering"]) == (table[0] + table[2], table[1] + table[3])


def test_blocks_that_are_deleted_duplicated_or_moved_are_counted(visitor, boss, up):
    page = ExercisePageFactory(parent=up, purpose="discernment", items=balanced_claims(8))
    shown = open_editor(visitor, boss, f"/admin/pages/{page.pk}/edit/")
    shown.wait_for_selector("[name=items-7-type]", state="attached")
    assert settled(shown, 8) == expected((2, 2, 2, 2))
    children = shown.locator("#items-root > [data-streamfield-stream-container] > [data-streamfield-child]")
    children.nth(0).locator("[data-streamfield-action=DELETE]").first.click()
    assert settled(shown, 7) == expected((1, 2, 2, 2))
    children.nth(1).locator("[data-streamfield-action=DUPLICATE]").first.click()
    assert settled(shown, 8) == expected((1, 3, 2, 2))
    children.nth(3).locator("[data-streamfield-action=MOVE_DOWN]").first.click()
    assert settled(shown, 8) == expected((1, 3, 2, 2))
    shown.select_option("[name=purpose]", "practice")
    shown.wait_for_selector("[data-balance-quiet]")
    assert not shown.locator("[data-balance-shown]").is_visible()


def test_a_duplicate_has_ids_of_its_own_down_to_its_options(visitor, boss, up):
    page = ExercisePageFactory(parent=up, items=[choice_item()])
    shown = open_editor(visitor, boss, f"/admin/pages/{page.pk}/edit/")
    shown.locator("#items-root [data-streamfield-action=DUPLICATE]").first.click()
    shown.wait_for_selector("[name=items-1-type]", state="attached")
    ids = shown.eval_on_selector_all(
        "#items-root input[name$='-id']", "all => all.map((field) => field.value)"
    )
    assert len(ids) == 6  # two questions with two options each
    assert len(set(ids)) == 6
    assert all(ids)


def test_the_preview_shows_an_item_while_one_types(visitor, boss, up):
    page = ExercisePageFactory(parent=up, items=[choice_item()])
    shown = open_editor(visitor, boss, f"/admin/pages/{page.pk}/edit/")
    shown.locator("[aria-label='Toggle preview']").first.click()
    frame = shown.frame_locator("#w-preview-iframe")
    frame.get_by_text("What is in it").wait_for()
    shown.select_option("#id_preview_mode", "items")
    frame.get_by_text("The registry office keeps the list.").wait_for()
    question = shown.locator("[name=items-0-value-question]")
    question.press_sequentially(" Typed this moment?", delay=60)
    for _again in range(6):
        # Wagtail leaves out what is typed while a preview is on its way; the next key brings it.
        try:
            frame.get_by_text("Typed this moment?").wait_for(timeout=5000)
        except TimeoutError:
            question.press_sequentially(".")
    frame.get_by_text("Typed this moment?").wait_for()


def test_our_pages_fit_and_read_well(visitor, boss, up):
    page = ExercisePageFactory(parent=up, title="A" + "bc" * 100, items=[choice_item(), choice_item()])
    draft = ExercisePageFactory(parent=up, published=False, items=[])
    draft.save_revision()
    put = f"items/{page.bank_items.first().pk}/put/"
    paths = ["items/", "items/?q=nothing-like-it", put, "import/", f"{draft.pk}/play/"]
    shown = open_editor(visitor, boss, "/admin/", bypass_csp=True)
    for path in paths:
        shown.goto(f"/admin/exercises/{path}")
        for width in (1280, 360):
            look(shown, width=width, dark=False)
            assert (path, width, faults(shown)) == (path, width, [])
