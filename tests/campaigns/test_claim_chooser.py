"""Figures to choose in the administration, and remarks about a draft: for whom they are, and what they hold."""

from decimal import Decimal

import pytest
from django.urls import reverse

from campaigns.domain.claims import change_claim
from campaigns.models import Membership
from cms.accounts import rules
from tests.campaigns.factories import (
    CampaignPageFactory,
    ClaimFactory,
    MemberFactory,
    OrganisationFactory,
    OrganisationPageFactory,
    campaign_page,
    organisation_of,
    story_page,
)
from tests.exercises.editors import person, signed_in


@pytest.fixture(autouse=True)
def no_second_factor(monkeypatch):
    """The second factor is a matter of tests/cms/accounts."""
    monkeypatch.setattr(rules, "must_use_second_factor", lambda user: False)


@pytest.fixture
def campaign(site_tree):
    return campaign_page(site_tree("en")["en"], title="Night shift", slug="night-shift")


@pytest.fixture
def editor(campaign):
    user = person("editor", campaign.get_parent())
    Membership.objects.create(organisation=organisation_of(campaign), user=user)
    return user


def chooser(user, page):
    return signed_in(user).get(reverse("claim_chooser"), {"page": getattr(page, "pk", page)})


class TestChooser:
    def test_a_member_sees_the_figures_as_the_page_writes_them(self, campaign, editor):
        ClaimFactory(organisation=organisation_of(campaign), key="nurses")
        ClaimFactory(organisation=organisation_of(campaign), key="doctors", label="Doctors", checked=False)
        ClaimFactory(key="secret", label="Of another organisation")
        html = chooser(editor, campaign).content.decode()
        assert 'data-figure="[[nurses]]"' in html
        assert "23%" in html
        assert "to be checked" in html
        assert "Of another organisation" not in html

    def test_for_a_new_page_the_page_above_decides(self, campaign, editor):
        ClaimFactory(organisation=organisation_of(campaign), key="nurses")
        assert "[[nurses]]" in chooser(editor, campaign.get_parent()).content.decode()

    def test_for_whoever_works_elsewhere_it_does_not_exist(self, campaign):
        stranger = person("stranger", campaign.get_parent())
        MemberFactory(user=stranger)
        assert chooser(stranger, campaign).status_code == 404

    def test_pages_of_no_organisation_and_wrong_numbers_are_not_found(self, campaign, editor):
        for page in (campaign.get_parent().get_parent(), 0, "x", "9" * 30, "-1", "١٢"):
            assert chooser(editor, page).status_code == 404

    def test_without_the_administration_nobody_sees_it(self, campaign, client):
        client.force_login(MemberFactory(organisation=organisation_of(campaign)).user)
        answer = client.get(reverse("claim_chooser"), {"page": campaign.pk})
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_login"))

    def test_a_suspended_organisation_chooses_nothing(self, campaign, editor):
        organisation = organisation_of(campaign)
        organisation.state = "suspended"
        organisation.save()
        assert chooser(editor, campaign).status_code == 404

    def test_flags_of_the_page_are_shown(self, campaign, editor):
        claim = ClaimFactory(organisation=organisation_of(campaign), key="nurses")
        campaign.lead = "[[nurses]]"
        campaign.save_revision().publish()
        assert "please look at these again" not in chooser(editor, campaign).content.decode()
        change_claim(claim, actor=editor, value=Decimal("30"))
        html = chooser(editor, campaign).content.decode()
        assert "please look at these again" in html
        assert "changed, and not checked yet" in html

    def test_it_changes_nothing(self, campaign, editor):
        assert signed_in(editor).post(reverse("claim_chooser")).status_code == 405

    @pytest.mark.parametrize("number", [1, 3])
    def test_its_queries_do_not_grow(self, campaign, editor, number, django_assert_max_num_queries):
        for _each in range(number):
            ClaimFactory(organisation=organisation_of(campaign))
        client = signed_in(editor)
        client.get(reverse("claim_chooser"), {"page": campaign.pk})
        with django_assert_max_num_queries(18):
            answer = client.get(reverse("claim_chooser"), {"page": campaign.pk})
        assert answer.content.count(b"data-figure=") == number


class TestRemarks:
    def remarks(self, user, page):
        return signed_in(user).get(reverse("campaign_lint", args=[page.pk]))

    def test_they_are_about_the_saved_draft(self, campaign, editor):
        assert "Nothing to remark." in self.remarks(editor, campaign).content.decode()
        campaign.title = "A FLOOD OF REFUGEES"
        campaign.save_revision()
        html = self.remarks(editor, campaign).content.decode()
        assert "This headline shouts." in html
        assert "Water drowns" in html

    def test_stories_have_them_too(self, campaign, editor):
        assert self.remarks(editor, story_page(campaign)).status_code == 200

    def test_who_may_not_edit_the_page_gets_none(self, campaign):
        other = campaign_page_of_another(campaign)
        stranger = person("stranger", other.get_parent())
        assert self.remarks(stranger, campaign).status_code == 404
        assert self.remarks(stranger, campaign.get_parent()).status_code == 404


def campaign_page_of_another(campaign):
    organisation = OrganisationFactory()
    above = OrganisationPageFactory(
        parent=campaign.get_parent().get_parent().specific,
        title=organisation.name,
        slug=organisation.slug,
        translation_key=organisation.page_key,
    )
    return CampaignPageFactory(parent=above)


class TestEditor:
    def test_the_panels_stand_in_the_editors_of_both_kinds_of_page(self, campaign, editor):
        client = signed_in(editor)
        for page in (campaign, story_page(campaign)):
            html = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
            assert f'data-figures data-url="/admin/campaigns/figures/" data-page="{page.pk}"' in html
            assert "data-lint" in html
            assert "Nothing to remark." in html
            assert "campaigns/admin/figures.js" in html

    def test_a_new_page_has_them_too(self, campaign, editor):
        url = reverse("wagtailadmin_pages:add", args=["campaigns", "storypage", campaign.pk])
        html = signed_in(editor).get(url).content.decode()
        assert f'data-page="{campaign.pk}"' in html
        assert "Remarks come once the page is saved." in html
