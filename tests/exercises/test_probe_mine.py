import pytest
from tests.exercises import test_editing_in_browser as t
from tests.exercises.test_editing_in_browser import up, boss, _no_second_factor
from tests.factories import *
pytestmark = pytest.mark.django_db(transaction=True)
def test_q(visitor, boss, up):
    page = ExercisePageFactory(parent=up, items=[choice_item()])
    shown = t.open_editor(visitor, boss, f"/admin/pages/{page.pk}/edit/")
    shown.on("console", lambda m: print("CONSOLE", m.text))
    shown.on("response", lambda r: print("R", r.status, r.request.method, r.url, r.text()[:100] if r.request.method=="POST" else "") if "/edit/" in r.url else None)
    shown.locator("[aria-label='Toggle preview']").first.click()
    frame = shown.frame_locator("#w-preview-iframe")
    frame.get_by_text("What is in it").wait_for()
    shown.select_option("#id_preview_mode", "items")
    frame.get_by_text("The registry office keeps the list.").wait_for()
    print("FILL")
    shown.locator("[name=items-0-value-question]").press_sequentially(" Typed this moment?", delay=30)
    print(shown.locator("[name=items-0-value-question]").count(), shown.input_value("[name=items-0-value-question]"))
    for _ in range(4):
        shown.wait_for_timeout(2000)
        print([(f.url, f.evaluate("document.body.innerText.slice(0,100)")) for f in shown.frames if "preview" in f.url])
