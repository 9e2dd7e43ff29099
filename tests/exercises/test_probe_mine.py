import pytest
from tests.exercises.test_editing_in_browser import *
from tests.machinery.looking import *
def test_p(visitor, boss, up):
    page = ExercisePageFactory(parent=up, items=[choice_item(), choice_item()])
    shown = open_editor(visitor, boss, "/admin/exercises/items/", bypass_csp=True)
    look(shown, width=1280, dark=True)
    shown.evaluate(Axe().axe_script)
    print(shown.evaluate("""() => axe.run({resultTypes: ["violations"]}).then(r => r.violations.map(v => [v.id, v.nodes.map(n => [n.html.slice(0,120), n.any.map(a=>a.message)])]))"""))
    shown.goto("/admin/locales/"); shown.evaluate(Axe().axe_script)
    print(shown.evaluate("""() => axe.run({resultTypes: ["violations"]}).then(r => r.violations.map(v => [v.id, v.nodes.map(n => [n.html.slice(0,120), n.any.map(a=>a.message)])]))"""))
