"""The ledger and the chooser in a real browser: enter, check, choose; axe is silent, nothing overflows."""

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from campaigns.models import Claim, Membership
from cms.accounts import rules
from tests.campaigns.factories import ClaimFactory, MemberFactory, campaign_page, organisation_of
from tests.exercises.editors import open_editor, person
from tests.factories import plant
from tests.machinery.looking import faults, look

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def no_second_factor(monkeypatch):
    monkeypatch.setattr(rules, "must_use_second_factor", lambda user: False)


@pytest.fixture
def campaign():
    tree = plant("en", "ar")
    page = campaign_page(tree["en"], title="Night shift", slug="night-shift")
    ClaimFactory(
        organisation=organisation_of(page), key="nurses", caution="It says nothing about where they trained."
    )
    page.lead = "[[nurses]] of nurses"
    page.sections = [
        ("text", "<p>At night </p>"),
        (
            "evidence",
            {"claim": "nurses", "sentence": "[[nurses]] of nurses were born elsewhere.", "comment": ""},
        ),
        ("figures", {"title": "Born abroad", "claims": ["nurses"], "note": ""}),
    ]
    page.save_revision().publish()
    return page


def test_a_figure_is_entered_by_one_and_checked_by_another(visitor, campaign):
    organisation = organisation_of(campaign)
    writer, checker = (MemberFactory(organisation=organisation).user for _each in range(2))
    page = open_editor(visitor, writer, reverse("claim_new", args=[organisation.key]))
    page.get_by_label("Short name").fill("doctors")
    page.get_by_label("How it is written").select_option("one_in")
    page.get_by_label("Value").fill("4")
    page.locator("#id_label_en").fill("Doctors born abroad")
    page.locator("#id_unit_en").fill("of doctors")
    page.locator("#id_definition_en").fill("Share of practising doctors who were born in another country")
    page.locator("#id_territory_en").fill("OECD countries")
    page.locator("#id_as_of").fill("2021")
    page.locator("#id_source").fill("International Migration Outlook 2025")
    page.locator("#id_url").fill("https://www.oecd.org/")
    page.locator("#id_licence").select_option("CC-BY-4.0")
    page.get_by_role("button", name="Save").click()
    page.wait_for_load_state()
    assert "Ask a colleague to check it" in page.content()
    claim = Claim.objects.get(key="doctors")
    page = open_editor(visitor, checker, reverse("claim", args=[organisation.key, claim.pk]))
    page.get_by_label("I looked at the source myself").check()
    page.get_by_role("button", name="It is so: publish this figure").click()
    page.wait_for_load_state()
    assert "1 in 4" in page.locator(".claim-now").inner_text()


def test_a_figure_is_put_where_the_cursor_was(visitor, campaign):
    editor = person("editor", campaign.get_parent())
    Membership.objects.create(organisation=organisation_of(campaign), user=editor)
    page = open_editor(visitor, editor, f"/admin/pages/{campaign.pk}/edit/")
    page.wait_for_selector("[data-figures-open]")
    lead = page.locator("[name=lead]")
    lead.fill("")
    lead.press_sequentially("Of  nurses")
    for _letter in " nurses":
        lead.press("ArrowLeft")
    # By the keyboard alone: open, find, take the first.
    lead.press("Alt+Shift+F")
    page.wait_for_selector("dialog[open] [data-figure]")
    page.locator("[data-figures-find]").fill("abroad")
    page.locator("[data-figures-find]").press("Enter")
    assert lead.input_value() == "Of [[nurses]] nurses"
    assert page.evaluate("document.activeElement.name") == "lead"

    text = page.locator("[data-contentpath=sections] [contenteditable=true]").first
    text.click()
    text.press("End")
    page.locator("[data-figures-open]").click()
    page.locator("dialog[open] [data-figure]").first.click()
    text.get_by_text("[[nurses]]").wait_for()
    page.wait_for_timeout(600)  # the editor writes into its field a moment later
    assert page.evaluate("document.querySelector('[name=sections-0-value]').value.includes('[[nurses]]')")
    assert "At night" in text.inner_text()

    name = page.locator("[name=sections-1-value-claim]")
    name.focus()
    page.locator("[data-figures-open]").click()
    page.locator("dialog[open] [data-figure]").first.click()
    assert name.input_value() == "nurses"


@pytest.mark.slow
def test_the_pages_are_for_everybody(visitor, campaign):
    organisation = organisation_of(campaign)
    member = MemberFactory(organisation=organisation).user
    other = ClaimFactory(
        organisation=organisation, checked=False, label="Donaudampfschifffahrtsgesellschaft" * 4
    )
    for language in ("en", "ar"):
        with translation.override(language):
            urls = [
                reverse("claims", args=[organisation.key]),
                reverse("claim_new", args=[organisation.key]),
                reverse("claim", args=[organisation.key, other.pk]),
            ]
        urls.append("/en/campaigns/" + campaign.get_url().split("/campaigns/")[1] + "claims/")
        for url in urls:
            page = open_editor(visitor, member, url, bypass_csp=True)
            page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true })")
            for width, dark in ((320, False), (1280, True)):
                look(page, width=width, dark=dark)
                assert faults(page) == [], (url, width)
    assert settings.SITE_URL
