"""A lead joins a campaign with her school from its page, in a real browser; the pages fit every screen."""

from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import timezone

from campaigns.domain.joins import join_campaign
from campaigns.models import CampaignJoin, Pledge
from schools.domain.queries.use import this_year
from schools.models import SchoolSitting
from tests.campaigns.factories import campaign_page
from tests.campaigns.test_organisations_in_browser import as_
from tests.factories import plant
from tests.machinery.looking import faults, look
from tests.schools.factories import MemberFactory, SchoolFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]
SIZES = [(320, False), (1280, True)]


@pytest.fixture
def campaign():
    branch = plant("en", "ar")["en"]
    found = campaign_page(branch, pledge_kind="public", pledge_text="I say hello first.", title="Hello first")
    for _number in range(3):
        school = SchoolFactory()
        join_campaign(found, school, actor=MemberFactory(school=school).user)
    return found


@pytest.fixture
def lead():
    return MemberFactory(school=SchoolFactory(name="School at the Weir"), role="lead")


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_page_of_the_campaign_to_the_first_signature(visitor, campaign, lead, scripts):
    page = as_(lead.user, visitor, campaign.url, scripts=scripts)
    assert "3 schools take part" in page.text_content("main")
    page.click("text=Join with your school")
    page.wait_for_load_state()
    page.click("text=Join this campaign")
    page.wait_for_load_state()
    assert CampaignJoin.objects.filter(school=lead.school).count() == 1
    given = page.get_attribute('main a[href*="?school="]', "href")
    pupil = visitor.open(given.removeprefix(settings.SITE_URL), scripts=scripts)
    assert "School at the Weir" in pupil.text_content("main")
    pupil.wait_for_timeout(2100)  # nobody reads and sends faster (cms.forms.sealed.FASTEST)
    pupil.click("text=I sign")
    pupil.wait_for_load_state()
    assert Pledge.objects.get().join.school == lead.school
    page.goto(f"/en/school/{lead.school.key}/campaigns/")
    page.click("text=Leave this campaign")
    page.wait_for_load_state()
    assert this_year(lead.school).more["campaigns"] == 0


def test_a_lead_takes_a_sitting_out_of_the_sums(visitor, lead):
    plant("en")
    counted = SchoolSitting.objects.create(
        school=lead.school, teacher=lead.user, exercise=uuid4(), language="en", day=timezone.localdate(),
        year_group=2, pupils=25,
    )  # fmt: skip
    page = as_(
        lead.user, visitor, f"/en/school/{lead.school.key}/use/?show=sittings", scripts=False, bypass_csp=True
    )
    page.click("text=Take it out of the sums")
    page.fill("[name=reason]", "A rehearsal.")
    page.click("text=Take it out for good")
    page.wait_for_load_state()
    counted.refresh_from_db()
    assert counted.reason == "A rehearsal."
    assert "Counts no longer: A rehearsal." in page.text_content("main")


def test_the_pages_fit_every_screen_and_everybody(visitor, campaign, lead):
    join_campaign(campaign, lead.school, actor=lead.user)
    SchoolSitting.objects.create(
        school=lead.school, teacher=lead.user, exercise=uuid4(), language="en", day=timezone.localdate(),
        year_group=2, pupils=25,
    )  # fmt: skip
    page = as_(lead.user, visitor, "/healthz", bypass_csp=True)
    for language in ("en", "ar"):
        for path in (
            f"school/campaigns/{campaign.translation_key}/",
            f"school/{lead.school.key}/campaigns/",
            f"school/{lead.school.key}/use/?show=sittings",
        ):
            page.goto(f"/{language}/{path}")
            for width, dark in SIZES:
                look(page, width=width, dark=dark)
                assert faults(page) == [], (language, path, width)
