"""From a request to the first campaign in a real browser; the pages of organisations fit every screen."""

import pytest
from django.conf import settings
from django.urls import reverse

from campaigns.domain.approval import suspend
from campaigns.domain.members import invite
from campaigns.models import Membership, Organisation
from tests.campaigns.factories import campaign_page, campaigns_page
from tests.campaigns.people import PASSWORD, approved, asked, coordinator, person, signed_in
from tests.cms.accounts.conftest import code_for
from tests.factories import plant
from tests.machinery.looking import faults, look

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]


def as_(user, visitor, path, **options):
    """Open a page as somebody who is signed in."""
    page = visitor.open("/healthz", **options)
    name = settings.SESSION_COOKIE_NAME
    value = signed_in(user).cookies[name].value
    page.context.add_cookies([{"name": name, "value": value, "url": visitor.origin}])
    page.goto(path)
    return page


@pytest.mark.parametrize("scripts", [True, False])
def test_somebody_asks_is_approved_and_writes_a_campaign(visitor, scripts):
    tree = plant("en", "uk")
    for branch in tree.values():
        campaigns_page(branch)
    person("Asker")
    page = visitor.open("/en/organisation/", scripts=scripts)
    page.fill("[name=login]", "asker@example.org")
    page.fill("[name=password]", PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_load_state()
    page.click("text=Bring your organisation")
    page.wait_for_load_state()
    page.fill("[name=name]", "Lantern Youth")
    page.fill("[name=about]", "We listen, and we tell what we heard.")
    page.fill("[name=contact_email]", "office@lantern.example.org")
    page.click("main form button[type=submit]")
    page.wait_for_load_state()
    assert "A coordinator looks at it" in page.text_content("main")

    deciding = as_(coordinator(factor=True), visitor, "/en/network/organisations/", scripts=scripts)
    deciding.click("text=Lantern Youth")
    deciding.wait_for_load_state()
    deciding.fill("[name=reasons]", "Welcome.")
    deciding.click("button[value=approve]")
    deciding.wait_for_load_state()
    assert "approved" in deciding.text_content("main")

    page.goto("/en/organisation/")
    assert "second key beside your password" in page.text_content("main")
    page.click("text=Set it up")
    page.wait_for_load_state()
    page.fill("[name=code]", code_for(page.locator("main code").text_content()))
    page.click("main form button[type=submit]")
    page.wait_for_load_state()
    page.goto("/en/organisation/")
    page.click("main >> text=Lantern Youth")
    page.wait_for_load_state()
    page.click("main >> text=New campaign")
    page.wait_for_load_state()
    organisation = Organisation.objects.get()
    assert "/admin/pages/add/campaigns/campaignpage/" in page.url
    assert page.locator("[name=title]").count() == 1
    assert organisation.memberships.get().role == "lead"


@pytest.mark.parametrize("code", ["en", "ar"])
def test_no_page_overflows_and_axe_finds_nothing(visitor, code):
    tree = plant("en", "ar")
    word = "Donaudampfschifffahrtsgesellschaft" * 3
    by = coordinator(factor=True)
    lead = person("Lead", factor=True)
    lead.display_name = word[:80]
    lead.save()
    organisation = approved(tree, f"Lantern {word}", lead=lead, by=by)
    Membership.objects.create(organisation=organisation, user=person("Member"))
    campaign_page(tree[code], organisation, title=word)
    suspended = approved(tree, "Shut", lead=lead, by=by)
    suspend(suspended, actor=by, reasons=word)
    waiting = asked(lead, word)
    invitation = invite(organisation, actor=lead, email=f"{'x' * 60}@example.org")
    key = organisation.key
    with_translations = {
        lead: ["organisations", "organisation_request", ("organisation", key), ("organisation_members", key),
               ("organisation_invitation", invitation.token)],
        by: ["organisation_requests", ("organisation_decide", key), ("organisation_decide", waiting.key)],
    }  # fmt: skip
    for user, names in with_translations.items():
        page = as_(user, visitor, "/healthz", bypass_csp=True)
        for name in names:
            name, *args = [name] if isinstance(name, str) else name
            page.goto(reverse(name, args=args).replace("/en/", f"/{code}/", 1))
            assert page.locator("h1").count() == 1, name
            for width, dark in ((1280, False), (360, True)):
                look(page, width=width, dark=dark)
                assert (name, width, faults(page)) == (name, width, [])
