"""Organisations, campaigns, stories and claims for tests.

branch = site_tree("en", "uk")["en"]
campaign = campaign_page(branch)                   # live, below an approved organisation's page
story = story_page(campaign, agreed=True)          # with a contributor who agreed to everything, everywhere
claim = ClaimFactory(organisation=..., key="nurses")   # checked, unless checked=False
"""

from datetime import date
from decimal import Decimal
from functools import partial
from uuid import uuid4

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from campaigns.enums import OrganisationRole, OrganisationState, StoryBasis
from campaigns.models import (
    CampaignPage,
    CampaignsPage,
    Claim,
    Contributor,
    Membership,
    Organisation,
    OrganisationPage,
    StoryPage,
)
from cms.cache.stamps import _stamps
from cms.domain.queries.site import STAMP
from cms.models import Licence, User
from tests.factories import Branch, PublishedPageFactory, once


def lettered(number: int) -> str:
    """Return a number in letters: figures in a title would want a source."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


class OrganisationFactory(DjangoModelFactory):
    """An approved organisation, as rows; `approve` of the domain makes pages, group and collection."""

    class Meta:
        model = Organisation

    name = factory.Sequence(lambda number: f"Lantern Youth {number}")
    slug = factory.Sequence(lambda number: f"lantern-{number}")
    about = "We listen, and we tell what we heard."
    contact_email = "office@lantern.example.org"
    state = OrganisationState.APPROVED
    decided_at = factory.LazyFunction(timezone.now)


class MemberFactory(DjangoModelFactory):
    """Somebody who works for an organisation."""

    class Meta:
        model = Membership

    organisation = factory.SubFactory(OrganisationFactory)
    user = factory.LazyFunction(lambda: User.objects.create_user(f"{uuid4().hex[:10]}@example.org"))
    role = OrganisationRole.LEAD


class ClaimFactory(DjangoModelFactory):
    """A complete claim; checked unless `checked=False`."""

    class Meta:
        model = Claim
        skip_postgeneration_save = True

    organisation = factory.SubFactory(OrganisationFactory)
    key = factory.Sequence(lambda number: f"figure-{number}")
    label = "Nurses born abroad"
    value = Decimal("23")
    kind = "percent"
    unit = "of nurses"
    definition = "Share of nurses who were born in another country, in high-income countries"
    territory = "High-income countries"
    as_of = date(2023, 12, 31)
    source = "State of the World's Nursing 2025"
    publisher = "World Health Organization"
    url = "https://www.who.int/publications/i/item/9789240110236"
    licence = factory.LazyFunction(lambda: Licence.objects.get(code="CC-BY-SA-4.0"))
    review_by = date(2099, 1, 1)

    @factory.post_generation
    def checked(self, create, wanted, **kwargs):
        if create and wanted is not False:
            from campaigns.domain.claims import check_claim

            check_claim(self, actor=MemberFactory(organisation=self.organisation).user)
            self.refresh_from_db()
            # A test that is rolled back commits nothing: what was kept of the figures would stay.
            from campaigns.domain.figures import stamp_of

            _stamps.touch([stamp_of(self.organisation_id)])


class ContributorFactory(DjangoModelFactory):
    class Meta:
        model = Contributor

    organisation = factory.SubFactory(OrganisationFactory)
    name = "Samira Nightingale"
    first_name = "Samira"
    pseudonym = "Rania"
    town = "Sparrowtown"
    region = "Wrenshire"
    country = "Finchland"


class CampaignsPageFactory(PublishedPageFactory):
    class Meta:
        model = CampaignsPage

    title = "Campaigns"
    slug = "campaigns"


class OrganisationPageFactory(PublishedPageFactory):
    class Meta:
        model = OrganisationPage


class CampaignPageFactory(PublishedPageFactory):
    class Meta:
        model = CampaignPage

    title = factory.Sequence(lambda number: f"The night shift {lettered(number)}")
    lead = "While a town sleeps, somebody bakes its bread."
    licence = factory.LazyFunction(lambda: Licence.objects.get(code="CC-BY-SA-4.0"))


class StoryPageFactory(PublishedPageFactory):
    class Meta:
        model = StoryPage

    title = factory.Sequence(lambda number: f"They ask whether I can find a vein {lettered(number)}")
    lead = "A nurse tells of one night."
    body = factory.LazyFunction(
        lambda: [
            ("text", "<p>I start at nine in the evening.</p>"),
            ("quote", {"key": "vein", "text": "At four in the morning nobody asks where I was born."}),
        ]
    )


def campaigns_page(branch: Branch) -> CampaignsPage:
    """Return the page above all campaigns of one language, made on the first call."""
    found = CampaignsPage.objects.child_of(branch.home).first()
    if found is None:
        source = CampaignsPage.objects.exclude(locale=branch.locale).first()
        known = {"translation_key": source.translation_key} if source else {}
        # Where there are organisations, publishing it makes pages of theirs: that is not laid but done.
        make = CampaignsPageFactory if Organisation.objects.exists() else partial(once, CampaignsPageFactory)
        found = make(parent=branch.home, **known)
        _stamps.touch([STAMP])
    return found


def organisation_page(branch: Branch, organisation: Organisation) -> OrganisationPage:
    """Return the organisation's page in one language, made on the first call."""
    found = OrganisationPage.objects.filter(
        translation_key=organisation.page_key, locale=branch.locale
    ).first()
    return found or OrganisationPageFactory(
        parent=campaigns_page(branch),
        title=organisation.name,
        slug=organisation.slug,
        translation_key=organisation.page_key,
    )


def campaign_page(branch: Branch, organisation: Organisation | None = None, **values) -> CampaignPage:
    """Make a campaign below the page of an organisation (a new one, if none is given)."""
    organisation = organisation or OrganisationFactory()
    return CampaignPageFactory(parent=organisation_page(branch, organisation), **values)


def organisation_of(campaign: CampaignPage) -> Organisation:
    """Return the organisation that a campaign belongs to."""
    return Organisation.objects.get(page_key=campaign.get_parent().specific.translation_key)


def story_page(campaign: CampaignPage, *, agreed: bool = False, **values) -> StoryPage:
    """Make a story below a campaign: an invented one, or with `agreed` one that its contributor agreed to in full."""
    if not agreed:
        return StoryPageFactory(
            parent=campaign, **({"basis": StoryBasis.INVENTED, "shown_name": "Rania"} | values)
        )
    from tests.campaigns.consents import agree

    contributor = values.pop("contributor", None) or ContributorFactory(
        organisation=organisation_of(campaign)
    )
    published = values.pop("published", True)
    story = StoryPageFactory(
        parent=campaign, basis=StoryBasis.CONSENT, contributor=contributor, published=False, **values
    )
    agree(story)
    if published:
        story.save_revision().publish()
        story.refresh_from_db()
    return story
