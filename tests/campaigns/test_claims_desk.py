"""The ledger at the desk, and the list of figures below a campaign."""

import json
import re
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from campaigns.domain.claims import change_claim
from campaigns.forms.claims import ClaimForm
from campaigns.models import Claim, ClaimRecord
from cms.models import User
from tests.campaigns.factories import (
    ClaimFactory,
    MemberFactory,
    OrganisationFactory,
    campaign_page,
    organisation_of,
    story_page,
)

FILLED = {
    "key": "nurses",
    "kind": "percent",
    "value": "23.5",
    "decimals": "1",
    "label_en": "Nurses born abroad",
    "unit_en": "of nurses",
    "definition_en": "Share of nurses who were born in another country",
    "territory_en": "High-income countries",
    "as_of": "2023",
    "source": "State of the World's Nursing 2025",
    "url": "https://www.who.int/publications/i/item/9789240110236",
    "licence": "CC-BY-SA-4.0",
    "review_by": "2099-01-01",
    "label_uk": "Медсестри, народжені за кордоном",
}


@pytest.fixture
def organisation(db):
    return OrganisationFactory()


@pytest.fixture
def member(organisation):
    return MemberFactory(organisation=organisation).user


@pytest.fixture
def signed_in(client, member):
    client.force_login(member)
    return client


def list_url(organisation):
    return reverse("claims", args=[organisation.key])


def claim_url(claim):
    return reverse("claim", args=[claim.organisation.key, claim.pk])


class TestList:
    def test_it_says_where_each_figure_stands(self, signed_in, organisation, member):
        ClaimFactory(organisation=organisation, label="Checked one")
        ClaimFactory(organisation=organisation, label="Unchecked one", checked=False)
        ClaimFactory(organisation=organisation, label="Half one", url="", checked=False)
        html = signed_in.get(list_url(organisation)).content.decode()
        states = re.findall(r'<span class="status status--\w+">([^<]*)</span>', html)
        assert states == ["checked", "to be checked", "not complete"]

    def test_it_is_kept_by_no_cache(self, signed_in, organisation):
        assert "no-store" in signed_in.get(list_url(organisation))["Cache-Control"]

    @pytest.mark.parametrize("number", [1, 3])
    def test_its_queries_do_not_grow(self, signed_in, organisation, number, django_assert_max_num_queries):
        for _each in range(number):
            ClaimFactory(organisation=organisation)
        signed_in.get(list_url(organisation))
        with django_assert_max_num_queries(12):
            signed_in.get(list_url(organisation))

    def test_without_signing_in_nobody_sees_it(self, client, organisation):
        assert client.get(list_url(organisation)).status_code == 302

    def test_for_members_of_others_it_does_not_exist(self, client, organisation):
        claim = ClaimFactory(organisation=organisation)
        client.force_login(MemberFactory().user)
        for url in (list_url(organisation), claim_url(claim), reverse("claim_new", args=[organisation.key])):
            assert client.get(url).status_code == 404
            assert client.post(url, {"do": "delete"}).status_code in (404, 405)
        assert Claim.objects.filter(pk=claim.pk).exists()

    def test_a_claim_is_not_found_at_the_desk_of_another_organisation(self, signed_in, organisation):
        other = ClaimFactory()
        assert signed_in.get(reverse("claim", args=[organisation.key, other.pk])).status_code == 404


class TestForm:
    def test_a_member_enters_a_figure_in_two_languages(self, signed_in, organisation, member):
        answer = signed_in.post(reverse("claim_new", args=[organisation.key]), FILLED)
        claim = Claim.objects.get()
        assert answer.url == claim_url(claim)
        assert (str(claim.value), claim.decimals, claim.precision) == ("23.500000", 1, "year")
        assert (claim.label_en, claim.label_uk, claim.label_fr) == (
            "Nurses born abroad", "Медсестри, народжені за кордоном", None,
        ) or claim.label_fr == ""  # fmt: skip
        assert (claim.changed_by, claim.licence.code) == (member, "CC-BY-SA-4.0")

    def test_it_may_be_saved_half_done(self, signed_in, organisation):
        answer = signed_in.post(
            reverse("claim_new", args=[organisation.key]),
            {"key": "nurses", "kind": "number", "decimals": "0"},
        )
        assert answer.status_code == 302
        html = signed_in.get(claim_url(Claim.objects.get())).content.decode()
        assert "Before it can be checked and published, this is missing:" in html

    @pytest.mark.parametrize(
        ("field", "value", "says"),
        [
            ("key", "Nurses!", "Use small letters a to z, digits and hyphens."),
            ("as_of", "last year", "Write a year, or a month like 2023-06, or a day like 2023-06-30."),
            ("as_of", "2023-13", "Write a year, or a month like 2023-06, or a day like 2023-06-30."),
            ("as_of", "2999", "This date is in the future."),
            ("url", "ftp://example.org/a", "Give an address of the web: it begins with https://."),
            ("currency", "euro", "A currency has three capital letters, for example EUR."),
            ("value", "many", "Enter a number."),
        ],
    )
    def test_what_cannot_be_is_said_and_what_was_typed_stays(
        self, signed_in, organisation, field, value, says
    ):
        answer = signed_in.post(reverse("claim_new", args=[organisation.key]), FILLED | {field: value})
        html = answer.content.decode()
        assert answer.status_code == 200
        assert says in html
        assert "Share of nurses who were born in another country" in html
        assert not Claim.objects.exists()

    def test_a_key_that_is_taken_is_said_beside_the_field(self, signed_in, organisation):
        ClaimFactory(organisation=organisation, key="nurses")
        html = signed_in.post(reverse("claim_new", args=[organisation.key]), FILLED).content.decode()
        assert html.count("There is a figure with this short name already: choose another one.") == 2

    @pytest.mark.parametrize(
        ("language", "written", "value"),
        [
            ("de", "1.234,5", "1234.5"), ("de", "23.5", "23.5"), ("en", "1,234.5", "1234.5"), ("en", "23,5", "23.5"),
            ("fr", "1\u202f234,5", "1234.5"), ("uk", "1 234 567", "1234567"), ("ar", "٢٣٫٥", "23.5"),
            ("en", "−3", "-3"),
        ],
    )  # fmt: skip
    def test_a_number_is_read_as_the_language_writes_it(self, organisation, language, written, value):
        with translation.override(language):
            assert ClaimForm.base_fields["value"].clean(written) == Decimal(value)

    def test_a_number_with_three_decimals_comes_back_as_it_was(self, signed_in, organisation):
        claim = ClaimFactory(organisation=organisation, value="1.234", decimals=3, kind="number")
        url = claim_url(claim).replace("/en/", "/de/")
        form = signed_in.get(url).context["form"]
        with translation.override("de"):
            assert 'value="1,234"' in str(form["value"])

    def test_the_organisations_language_comes_first_and_the_others_are_folded(self, client, db):
        member = MemberFactory(organisation=OrganisationFactory(language="uk"))
        client.force_login(member.user)
        html = client.get(reverse("claim_new", args=[member.organisation.key])).content.decode()
        assert html.index("id_label_uk") < html.index("id_label_en")
        assert html.index("<details") < html.index("id_label_en")
        assert 'lang="ar" dir="rtl"' in html

    def test_a_change_keeps_what_was_there_and_the_later_of_two_is_told(
        self, signed_in, organisation, member
    ):
        """CASES 77."""
        claim = ClaimFactory(organisation=organisation)
        html = signed_in.get(claim_url(claim)).content.decode()
        seen = re.search(r'name="seen" value="(\d+)"', html)[1]
        sent = {name: value for name, value in FILLED.items() if name != "key"} | {"do": "save", "seen": seen}
        change_claim(claim, actor=MemberFactory(organisation=organisation).user, source="Another one")
        answer = signed_in.post(claim_url(claim), sent)
        assert "Somebody changed this figure meanwhile." in answer.content.decode()
        claim.refresh_from_db()
        assert claim.source == "Another one"

    def test_an_unchanged_form_changes_nothing(self, signed_in, organisation):
        claim = ClaimFactory(organisation=organisation)
        form = signed_in.get(claim_url(claim)).context["form"]
        sent = {field.html_name: "" if field.value() is None else field.value() for field in form}
        assert signed_in.post(claim_url(claim), sent | {"do": "save"}).status_code == 302
        claim.refresh_from_db()
        assert (claim.version, claim.checked_version) == (1, 1)


class TestChecking:
    def check(self, client, claim, **sent):
        return client.post(
            claim_url(claim), {"do": "check", "check-seen": claim.version, "check-confirmed": "on"} | sent
        )

    def test_a_second_member_checks(self, signed_in, organisation, member):
        claim = ClaimFactory(organisation=organisation, checked=False)
        assert "I looked at the source myself" in signed_in.get(claim_url(claim)).content.decode()
        assert self.check(signed_in, claim).status_code == 302
        assert ClaimRecord.objects.get().checked_by == member

    def test_without_the_tick_nothing_is_checked(self, signed_in, organisation):
        claim = ClaimFactory(organisation=organisation, checked=False)
        answer = self.check(signed_in, claim, **{"check-confirmed": ""})
        assert "Look at the source first, and then tick this." in answer.content.decode()
        assert not ClaimRecord.objects.exists()

    def test_whoever_changed_it_is_asked_to_find_a_colleague(self, signed_in, organisation, member):
        claim = ClaimFactory(organisation=organisation, checked=False, changed_by=member)
        html = signed_in.get(claim_url(claim)).content.decode()
        assert "Ask a colleague to check it" in html
        assert "I looked at the source myself" not in html
        assert "You changed this figure last" in self.check(signed_in, claim).content.decode() + html
        assert not ClaimRecord.objects.exists()

    def test_an_evidence_reviewer_reads_and_checks_but_changes_nothing(self, client, organisation):
        reviewer = User.objects.create_user("reviewer@example.org")
        reviewer.user_permissions.add(Permission.objects.get(codename="check_evidence"))
        client.force_login(reviewer)
        claim = ClaimFactory(organisation=organisation, checked=False)
        html = client.get(claim_url(claim)).content.decode()
        assert "Change this figure" not in html
        assert client.post(claim_url(claim), {"do": "save", "label_en": "x"}).status_code == 404
        assert client.post(claim_url(claim), {"do": "delete"}).status_code == 404
        assert client.get(reverse("claim_new", args=[organisation.key])).status_code == 404
        assert self.check(client, claim).status_code == 302
        assert ClaimRecord.objects.get().checked_by == reviewer

    def test_the_history_shows_every_check(self, signed_in, organisation):
        claim = ClaimFactory(organisation=organisation)
        html = signed_in.get(claim_url(claim)).content.decode()
        assert "What was checked" in html
        assert date_format(claim.current.checked_at, "DATE_FORMAT") in html

    def test_script_in_a_figure_is_inert(self, signed_in, organisation):
        """CASES 48."""
        claim = ClaimFactory(
            organisation=organisation, label="<script>alert(1)</script>", source="<img src=x>"
        )
        for url in (claim_url(claim), list_url(organisation)):
            html = signed_in.get(url).content.decode()
            assert "<script>alert" not in html
            assert "<img src=x>" not in html


class TestUses:
    def test_a_change_says_which_pages_it_touches(self, client, site_tree):
        campaign = campaign_page(site_tree("en")["en"], title="Night shift")
        claim = ClaimFactory(organisation=organisation_of(campaign), key="nurses")
        campaign.lead = "[[nurses]] of us"
        campaign.save_revision().publish()
        client.force_login(MemberFactory(organisation=claim.organisation).user)
        html = client.get(claim_url(claim)).content.decode()
        assert "Night shift" in html
        assert "It stands on 1 published page." in html
        assert "Delete this figure" not in html
        assert client.post(claim_url(claim), {"do": "delete"}).status_code == 302
        assert Claim.objects.filter(pk=claim.pk).exists()


class TestClaimsOfACampaign:
    @pytest.fixture
    def campaign(self, site_tree, settings):
        settings.PAGE_CACHE = False
        page = campaign_page(site_tree("en")["en"], title="Night shift", slug="night-shift")
        ClaimFactory(
            organisation=organisation_of(page),
            key="nurses",
            caution="It does not say that they were trained abroad.",
        )
        page.lead = "[[nurses]] of nurses"
        page.save_revision().publish()
        return page

    def html(self, client, campaign):
        answer = client.get(f"{campaign.get_url()}claims/")
        assert answer.status_code == 200
        return answer.content.decode()

    def test_every_part_of_a_figure_can_be_read(self, client, campaign):
        html = self.html(client, campaign)
        assert 'id="nurses"' in html
        for words in (
            "23%", "Nurses born abroad", "of nurses", "Share of nurses who were born in another country", "2023",
            "High-income countries", "https://www.who.int/publications/i/item/9789240110236", "CC BY-SA 4.0",
            "World Health Organization", "It does not say that they were trained abroad.",
            "to be looked at again by 1 January 2099",
        ):  # fmt: skip
            assert words in html

    def test_the_figures_of_its_stories_are_there_too(self, client, campaign):
        ClaimFactory(organisation=organisation_of(campaign), key="doctors", label="Doctors born abroad")
        assert "Doctors born abroad" not in self.html(client, campaign)
        story_page(campaign, lead="[[doctors]] of us")
        assert "Doctors born abroad" in self.html(client, campaign)

    def test_a_figure_in_the_page_leads_there(self, client, campaign):
        html = client.get(campaign.get_url()).content.decode()
        assert f'href="{campaign.get_url()}claims/#nurses"' in html

    def test_a_draft_or_a_paused_campaign_has_none(self, client, campaign):
        url = f"{campaign.get_url()}claims/"
        campaign.unpublish()
        assert client.get(url).status_code == 404
        assert client.post(url).status_code == 405

    def test_what_nobody_has_checked_is_nowhere(self, client, campaign):
        claim = Claim.objects.get()
        change_claim(
            claim,
            actor=MemberFactory(organisation=claim.organisation).user,
            value=99,
            label_en="Secret change",
        )
        html = self.html(client, campaign)
        assert "99%" not in html
        assert "Secret change" not in html

    @pytest.mark.parametrize("number", [1, 3])
    def test_its_queries_do_not_grow(self, client, campaign, number, django_assert_max_num_queries):
        for one in range(number):
            claim = ClaimFactory(organisation=organisation_of(campaign))
            story_page(campaign, lead=f"[[{claim.key}]]", slug=f"story-{one}")
        self.html(client, campaign)
        with django_assert_max_num_queries(10):
            self.html(client, campaign)


class TestClaimReview:
    def test_an_answer_to_a_myth_is_told_to_machines(self, client, site_tree, settings):
        settings.PAGE_CACHE = False
        campaign = campaign_page(site_tree("en")["en"], title="Night shift", slug="night-shift")
        campaign.sections = [
            (
                "myth",
                {
                    "truth": "Newcomers found shops where everybody earns.",
                    "myth": "Migrants take our jobs</script>",
                    "claimant": "A leaflet",
                    "said_on": "2024-05",
                    "trick": "<p>A cake.</p>",
                    "correction": "<p>Work grows with those who buy.</p>",
                    "claims": [],
                },
            )
        ]
        campaign.save_revision().publish()
        html = client.get(campaign.get_url()).content.decode()
        found = [
            json.loads(one)
            for one in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
        ]
        review = next(one for one in found if one["@type"] == "ClaimReview")
        assert review["claimReviewed"] == "Migrants take our jobs</script>"
        assert review["itemReviewed"] == {
            "@type": "Claim",
            "author": {"@type": "Organization", "name": "A leaflet"},
            "datePublished": "2024-05",
            "inLanguage": "en",
        }
        assert review["reviewRating"] == {
            "@type": "Rating",
            "ratingValue": 1,
            "worstRating": 1,
            "bestRating": 5,
            "alternateName": "False",
        }
        assert review["author"]["name"] == organisation_of(campaign).name
        assert review["url"].endswith("/night-shift/")
