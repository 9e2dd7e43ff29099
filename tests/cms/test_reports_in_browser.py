"""A notice from the page to its appeal, in a real browser: with a keyboard, without scripts, from right to left."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from cms.accounts import rules
from cms.domain import reports as verbs
from cms.domain.queries.reports import about
from cms.domain.seed import seed
from cms.enums import ContextPart
from cms.models import ContentReport
from tests.exercises.editors import open_editor
from tests.factories import StandardPageFactory, plant
from tests.machinery.looking import faults, look

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

#: A redirect keeps the part of the address after the form.
QUEUE = re.compile(r"/admin/content-reports/(#decide)?$")
SIX = {part.value: "Found." for part in ContextPart}
LONG = "Donaudampfschifffahrtsgesellschaft" * 4


@pytest.fixture
def page(monkeypatch):
    monkeypatch.setattr(rules, "must_use_second_factor", lambda user: False)
    tree = plant("en", "ar")
    for language in ("en", "ar"):
        above = StandardPageFactory(parent=tree[language].home, title="Harbour", slug="harbour")
        made = StandardPageFactory(parent=above, title=f"The night boats {LONG}", slug="boats")
    return made


def moderator(name: str):
    seed()
    user = get_user_model().objects.create_user(f"{name}@example.org", language="en")
    user.groups.add(Group.objects.get(name="Moderators"))
    return get_user_model().objects.get(pk=user.pk)


def notice(language="en", **values) -> ContentReport:
    values = {"reason": "hate", "text": f"It hurts. {LONG}", "email": "", "language": language} | values
    return verbs.receive_report(about(f"/{language}/harbour/boats/"), **values)


def test_somebody_tells_us_without_scripts_and_reads_the_receipt(visitor, page, monkeypatch):
    """Case 71: from the foot of the page, with the keyboard, without JavaScript."""
    monkeypatch.setattr("cms.forms.reports.FASTEST", 0)
    shown = visitor.open("/en/harbour/boats/", scripts=False)
    shown.get_by_role("link", name="Tell us about this page").click()
    shown.wait_for_load_state()
    assert shown.get_by_role("link", name="The night boats").count() == 1
    shown.get_by_role("button", name="Send").click()
    shown.wait_for_load_state()
    assert shown.get_by_role("alert").get_by_role("link", name="What is wrong?").count() == 1
    shown.get_by_label("Something in it is not true").focus()
    shown.keyboard.press("Space")
    shown.get_by_label("Tell us more").fill("The boats did not sail in May.")
    shown.get_by_role("button", name="Send").press("Enter")
    shown.wait_for_url("**/en/report/*/")
    report = ContentReport.objects.get()
    assert report.number in shown.get_by_role("heading", level=1).inner_text()
    assert "A person decides by" in shown.get_by_role("status").inner_text()


def test_a_moderator_decides_and_another_one_hears_the_appeal(visitor, page):
    """Cases 18, 71."""
    report, first, second = notice(), moderator("mira"), moderator("noor")
    shown = open_editor(visitor, first, "/admin/content-reports/")
    shown.locator("main").get_by_role("link", name="The night boats").click()
    shown.wait_for_load_state()
    shown.get_by_label("It stays", exact=True).check()
    for part in ContextPart:
        shown.get_by_label(str(part.label)).fill("Found.")
    shown.get_by_label("Reasons, in this language: English").fill("It reports and does not stir up.")
    shown.get_by_role("button", name="Decide and answer").click()
    shown.wait_for_url(QUEUE)
    reader = visitor.open(f"/en/report/{report.token}/", scripts=False)
    assert reader.get_by_text("It reports and does not stir up.").count() == 1
    reader.get_by_label("Why should another person look again?").fill("Look at the second picture.")
    reader.get_by_role("button", name="Appeal").click()
    reader.wait_for_load_state()
    assert reader.get_by_text("Another person decides by").count() == 1
    shown.goto(f"/admin/content-reports/{report.pk}/")
    assert "You made the first decision" in shown.locator("main").inner_text()
    other = open_editor(visitor, second, f"/admin/content-reports/{report.pk}/")
    other.get_by_label("It was changed").check()
    other.get_by_label("Reasons, in this language: English").fill("The picture is another one now.")
    other.get_by_role("button", name="Decide and answer").click()
    other.wait_for_url(QUEUE)
    reader.reload()
    assert reader.get_by_text("The picture is another one now.").count() == 1


@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_and_nothing_overflows(visitor, page, language):
    """Case 82: narrow and wide, light and dark, from right to left."""
    boss, waits, told = moderator("mira"), notice(language), notice(language, reason="false")
    verbs.decide_reports(told, actor=boss, decision="kept", reasons={language: LONG}, six_part=SIX)
    ContentReport.objects.filter(pk=waits.pk).update(
        decision="", decided_at=None, reasons="", decided_by=None
    )
    paths = [
        f"/{language}/report/?about=/{language}/harbour/boats/",
        f"/{language}/report/{waits.token}/",
        f"/{language}/report/{told.token}/",
        f"/{language}/transparency/",
    ]
    shown = visitor.open("/healthz", bypass_csp=True)
    found = []
    for path in paths:
        shown.goto(path)
        for width, dark in ((1280, False), (360, True), (320, False)):
            look(shown, width=width, dark=dark)
            found += [f"{path} {width}: {fault}" for fault in faults(shown)]
    assert found == []


def test_the_queue_fits_a_telephone(visitor, page):
    boss, report = moderator("mira"), notice()
    shown = open_editor(visitor, boss, "/admin/content-reports/", width=360)
    for path in ("/admin/content-reports/", f"/admin/content-reports/{report.pk}/"):
        shown.goto(path)
        assert shown.evaluate("document.documentElement.scrollWidth") <= 360
