"""A pupil on a telephone comes in by the code, in Arabic, and answers; nothing needs a script."""

import pytest

from classrooms.domain.joining import code_to
from schools.domain.rounds import DOOR
from schools.enums import SchoolRole
from schools.models import Voice
from tests.factories import plant
from tests.machinery.looking import faults
from tests.schools.factories import MemberFactory
from tests.schools.round_factories import codes, opened

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]


def test_a_pupil_answers_on_a_telephone_in_arabic_without_a_script(visitor):
    plant("en", "ar")
    lead = MemberFactory(role=SchoolRole.LEAD)
    round = opened(lead.user, lead.school)
    page = visitor.open("/join/?language=ar", width=360, height=640, scripts=False)
    page.fill("#code", code_to(DOOR, round.key).lower())
    page.click("main form >> nth=0 >> button")
    page.wait_for_load_state()
    page.click("main .gate__offered a[lang=ar]")
    page.wait_for_load_state()
    assert page.get_attribute("html", "dir") == "rtl"
    address = page.url
    asked = codes(round)
    for code in asked[:3]:
        page.check(f'[name="i-{code}"][value="3"]')
    # In mid-page to English and back: what is ticked goes along.
    page.click("button[lang=en]")
    page.wait_for_load_state()
    assert page.get_attribute("html", "lang") == "en"
    assert page.locator("input:checked").count() == 3
    page.click("button[lang=ar]")
    page.wait_for_load_state()
    for code in asked[3:6]:
        page.check(f'[name="i-{code}"][value="1"]')
    page.wait_for_timeout(2100)  # nobody reads and sends faster (cms.forms.sealed.FASTEST)
    page.click("#voice .form__actions button")
    page.wait_for_load_state()
    assert "sent=yes" in page.url
    voice = Voice.objects.get()
    assert voice.answers == dict.fromkeys(asked[:3], 3) | dict.fromkeys(asked[3:6], 1)
    assert page.context.cookies() == []
    assert faults(visitor.open(address, width=320, height=640, bypass_csp=True)) == []
