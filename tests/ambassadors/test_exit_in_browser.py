"""A pupil on a telephone comes in by the code after a visit, in Arabic, and answers; nothing needs a script."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ambassadors.domain.exit import DOOR, open_exit
from ambassadors.models import ExitVoice, Visit
from classrooms.domain.joining import code_to
from tests.ambassadors.factories import booked
from tests.factories import plant
from tests.machinery.looking import faults

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]


def test_a_pupil_answers_on_a_telephone_in_arabic_without_a_script(visitor):
    plant("en", "ar")
    visit = booked()
    Visit.objects.filter(pk=visit.pk).update(starts_at=timezone.now() - timedelta(hours=1))
    visit = open_exit(visit, actor=visit.first_companion.user, question="welcome")
    page = visitor.open("/join/?language=ar", width=360, height=640, scripts=False)
    page.fill("#code", code_to(DOOR, visit.key).lower())
    page.click("main form >> nth=0 >> button")
    page.wait_for_load_state()
    page.click("main .gate__offered a[lang=ar]")
    page.wait_for_load_state()
    assert page.get_attribute("html", "dir") == "rtl"
    address = page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.check('[name="answer"][value="3"]')
    # In mid-page to English and back: what is ticked goes along.
    for language in ("en", "ar"):
        page.click(f"button[lang={language}]")
        page.wait_for_load_state()
        assert page.get_attribute("html", "lang") == language
        assert page.locator("input:checked").get_attribute("value") == "3"
    page.wait_for_timeout(2100)  # nobody reads and sends faster (cms.forms.sealed.FASTEST)
    page.click("#exit .form__actions button")
    page.wait_for_load_state()
    assert "sent=yes" in page.url
    assert ExitVoice.objects.get().answer == 3
    assert page.context.cookies() == []
    assert faults(visitor.open(address, width=320, height=640, bypass_csp=True)) == []
