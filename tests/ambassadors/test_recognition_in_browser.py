"""How the pages of recognition and the public page look and read."""

import os

import pytest
from django.conf import settings

from ambassadors.models import Ambassador
from tests.ambassadors.factories import AmbassadorFactory, ready
from tests.ambassadors.lives import thanked
from tests.campaigns.people import signed_in
from tests.factories import plant
from tests.machinery.looking import faults, look

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.slow,
]

LONG = "Donaudampfschifffahrtsgesellschaft"


def test_nothing_is_wrong_with_how_the_pages_look_and_read(visitor):
    plant("en", "ar")
    adult = ready(band="18+", is_public=True, first_name=LONG)
    thanked(adult, words="You listened well. " * 20)
    for _one in range(7):
        ready(is_public=True)
    type(adult.town).objects.filter(pk=adult.town_id).update(name=LONG * 2)
    type(adult.school).objects.update(name=LONG * 3)
    AmbassadorFactory(school=adult.school, first_name=LONG[:40])
    assert Ambassador.objects.shown().count() == 8
    page = visitor.open("/en/ambassadors/", bypass_csp=True)
    name = settings.SESSION_COOKIE_NAME
    value = signed_in(adult.user).cookies[name].value
    page.context.add_cookies([{"name": name, "value": value, "url": visitor.origin}])
    found = {}
    addresses = [
        "/en/ambassadors/",
        "/ar/ambassadors/",
        "/en/ambassador/recognition/",
        "/ar/ambassador/recognition/",
        "/en/ambassador/handover/",
    ]
    for number, address in enumerate(addresses):
        page.goto(address)
        for width, dark in ((360, False), (1280, True)):
            look(page, width=width, dark=dark)
            found[address, width] = faults(page)
            if os.environ.get("SHOTS"):
                page.screenshot(path=f"{os.environ['SHOTS']}/{number}-{width}.png", full_page=True)
    assert {where: what for where, what in found.items() if what} == {}
