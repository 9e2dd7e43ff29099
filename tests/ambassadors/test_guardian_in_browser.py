"""A guardian on a small telephone, without JavaScript, reads, agrees and takes it back; how the pages look."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from ambassadors.domain.standing import consent_of
from ambassadors.enums import ConsentSide, VisitState
from ambassadors.models import Ambassador
from tests.ambassadors.factories import AmbassadorFactory, booked, consent
from tests.ambassadors.people import link, signed_in
from tests.factories import plant
from tests.machinery.looking import faults, look

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]

LONG = "Donaudampfschifffahrtsgesellschaft" * 3


@pytest.fixture(autouse=True)
def _tree(transactional_db):
    plant("en", "uk", "ar")


def asked() -> Ambassador:
    made = AmbassadorFactory()
    consent(made)
    Ambassador.objects.update(guardian_link_until=timezone.now() + timedelta(days=60))
    made.refresh_from_db()
    return made


def test_a_guardian_agrees_in_ukrainian_without_a_script_and_takes_it_back(visitor):
    """Case 15: taken back, it ends at once."""
    made = asked()
    page = visitor.open(link(made, "en"), width=360, height=640, scripts=False)
    page.click(".site-header .lang-switch summary")
    page.click(".site-header .lang-switch__link[hreflang=uk]")
    page.wait_for_load_state()
    assert page.get_attribute("html", "lang") == "uk"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.check('[name="formats"][value="online"]')
    page.check('[name="is_public"][value="no"]')
    for name in ("guardian", "knows"):
        page.check(f'[name="{name}"]')
    page.click('button[value="agree"]')  # forgot one tick: it is said, and what was ticked stays
    page.wait_for_load_state()
    assert page.locator(".field__fault").count() == 1
    assert page.is_checked('[name="formats"][value="online"]')
    assert consent_of(made, ConsentSide.GUARDIAN) is None
    page.check('[name="agrees"]')
    page.click('button[value="agree"]')
    page.wait_for_load_state()
    assert page.url.endswith("#now")
    held = consent_of(made, ConsentSide.GUARDIAN)
    assert (held.formats, held.is_public, held.read_in) == (["online"], False, "uk")
    page.goto(link(made, "uk"))
    button = page.locator('button[value="take_back"]')
    assert button.bounding_box()["y"] + button.bounding_box()["height"] <= 640
    button.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert consent_of(made, ConsentSide.GUARDIAN) is None
    assert page.locator('button[value="take_back"]').count() == 0
    assert [cookie["name"] for cookie in page.context.cookies()] == ["csrftoken"]


def test_nothing_is_wrong_with_how_the_pages_look_and_read(visitor):
    visit = booked()
    made = visit.parts.get().ambassador
    type(visit.school).objects.update(name=LONG)
    type(made.town).objects.filter(pk=made.town_id).update(name=LONG[:80])
    Ambassador.objects.update(guardian_link_until=timezone.now() + timedelta(days=60))
    assert visit.state == VisitState.BOOKED
    new = AmbassadorFactory(
        user=None, email="new@example.org", invited_until=timezone.now() + timedelta(days=9)
    )
    name = settings.SESSION_COOKIE_NAME
    value = signed_in(made.user).cookies[name].value
    page = visitor.open(link(made, "ar"), bypass_csp=True)
    page.context.add_cookies([{"name": name, "value": value, "url": visitor.origin}])
    found = {}
    addresses = [
        link(made, "ar"),
        "/en/ambassador/guardian/nothing/",
        "/ar/ambassador/",
        "/en/ambassador/consent/",
        "/en/ambassador/leave/",
        f"/en/ambassador/invitation/{new.token}/",
    ]
    for address in addresses:
        page.goto(address)
        for width, dark in ((360, False), (1280, True)):
            look(page, width=width, dark=dark)
            found[address, width] = faults(page)
    assert {where: what for where, what in found.items() if what} == {}
