import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.conf import settings
from cms.accounts import rules
from tests.factories import *
from exercises.models import *
from exercises.domain.starter import entry_of, raw_items, _picture
from pathlib import Path
pytestmark = pytest.mark.django_db(transaction=True)
OUT = Path("/tmp/shots-editors"); OUT.mkdir(exist_ok=True)

def signed_in(visitor, **options):
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("editor@example.org"), backend=settings.AUTHENTICATION_BACKENDS[0])
    page = visitor.open("/healthz", **options)
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value, "url": visitor.origin}])
    return page

GIFT = """// from a course
$CATEGORY: $course$/top

::One:: Who counts the people of a city? { =Its registry office#It keeps the list. ~Its newspaper#It prints. }

::Two:: 2+2 {#4:0}

::Three:: Describe in your words {}

::Four:: Match { =Capital -> Paris =River -> Seine =Hill -> Montmartre }

::Five:: Broken { =a
"""

def test_looks(site_tree, visitor, monkeypatch):
    monkeypatch.setattr(rules, "must_use_second_factor", lambda user: False)
    page = signed_in(visitor)
    tree = site_tree("en", "uk")
    up = exercises_page(tree["en"])
    def make(key, n=None):
        e = entry_of(key, "en")
        return ExercisePageFactory(parent=up, title=e["title"], slug=key, purpose=e["purpose"], items=raw_items(key, e, lambda name: _picture(key, name).pk)[:n])
    tob = make("truth-or-rumour-a")
    pics = make("pictures-and-charts")
    def shot(name, **kw):
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_timeout(400)
            page.screenshot(path=str(OUT / f"{name}-{width}.png"), full_page=True)
    page.goto("/admin/exercises/items/"); shot("bank")
    page.goto("/admin/exercises/items/" + "?q=qqqq"); shot("bank-none")
    page.goto("/admin/exercises/items/?language=&q=")
    page.goto(page.locator(".bank__do a").first.get_attribute("href")); shot("put")
    page.locator(".bank-places button").first.click(); shot("put-done")
    page.goto("/admin/exercises/import/"); shot("import")
    page.fill("[name=title]", "From a course")
    page.locator("[name=file]").set_input_files({"name": "quiz.gift", "mimeType": "text/plain", "buffer": b"\xff\xfe"})
    page.locator("main form.exchange-form button[type=submit]").click(); shot("import-bad")
    page.locator("[name=file]").set_input_files({"name": "quiz.gift", "mimeType": "text/plain", "buffer": GIFT.encode()})
    page.locator("main form.exchange-form button[type=submit]").click(); shot("imported")
    new = ExercisePage.objects.get(title="From a course")
    page.goto(f"/admin/exercises/{new.pk}/play/"); shot("not-ready")
    page.goto(f"/admin/exercises/{tob.pk}/play/"); shot("play")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"/admin/pages/{tob.pk}/edit/")
    page.wait_for_timeout(2000)
    page.screenshot(path=str(OUT / "editor-top.png"))
    page.locator("button[aria-label='Actions']").first.click()
    page.wait_for_timeout(500)
    page.screenshot(path=str(OUT / "editor-menu.png"))
    page.keyboard.press("Escape")
    page.goto(f"/admin/pages/{pics.pk}/edit/")
    page.wait_for_timeout(2000)
    page.locator("[aria-label='Toggle preview']").first.click()
    page.wait_for_timeout(1500)
    page.screenshot(path=str(OUT / "preview-panel.png"))
    sel = page.locator("select[name=mode], #id_preview_mode, [data-w-preview-target=mode]").first
    print(sel.evaluate("e => e.outerHTML"))
    sel.select_option("items")
    page.wait_for_timeout(4000)
    page.screenshot(path=str(OUT / "preview-items.png"))
    page = page.context.new_page()
    page.goto(f"/admin/pages/{pics.pk}/view_draft/?mode=items"); shot("items")
    page.goto(f"/admin/pages/{new.pk}/view_draft/?mode=items"); shot("items-half")
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"/admin/pages/{tob.pk}/edit/")
    page.wait_for_timeout(2000)
    page.locator("[data-balance]").scroll_into_view_if_needed()
    page.screenshot(path=str(OUT / "editor-360.png"))
    print(page.evaluate("document.documentElement.scrollWidth"))
