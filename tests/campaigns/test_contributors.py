"""The desk's pages about contributors: as little as will do is noted, the link is handed over once, papers are
noted."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.domain.contributors import new_link
from campaigns.domain.versions import fingerprint
from campaigns.enums import StoryBasis
from campaigns.models import ConsentEntry, Contributor, StoryPage
from cms.models import AuditEntry
from tests.campaigns.consents import agree
from tests.campaigns.factories import (
    ContributorFactory,
    MemberFactory,
    OrganisationFactory,
    StoryPageFactory,
    campaign_page,
    organisation_of,
    story_page,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(site_tree):
    return campaign_page(site_tree("en", "uk")["en"])


@pytest.fixture
def organisation(campaign):
    return organisation_of(campaign)


@pytest.fixture
def member(organisation):
    return MemberFactory(organisation=organisation, role="member").user


@pytest.fixture
def desk(client, member):
    client.force_login(member)
    return client


@pytest.fixture
def contributor(organisation):
    return ContributorFactory(organisation=organisation, email="samira@example.org")


def listed(organisation) -> str:
    return f"/en/organisation/{organisation.key}/contributors/"


def page_of(contributor: Contributor) -> str:
    return f"{listed(contributor.organisation)}{contributor.pk}/"


def plain(response) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


def draft(campaign, contributor) -> StoryPage:
    return StoryPageFactory(
        parent=campaign, basis=StoryBasis.CONSENT, contributor=contributor, published=False
    )


# Who may -----------------------------------------------------------------------------------------------------------


def test_only_members_of_the_organisation_get_in(client, contributor, campaign):
    story = draft(campaign, contributor)
    paths = [
        listed(contributor.organisation),
        f"{listed(contributor.organisation)}new/",
        page_of(contributor),
        f"{page_of(contributor)}?change",
        f"{page_of(contributor)}?paper={story.translation_key}",
        f"{page_of(contributor)}link/",
    ]
    for path in paths:
        assert client.get(path).status_code == 302
    client.force_login(MemberFactory().user)
    for path in paths:
        assert client.get(path).status_code == 404
    for path in (page_of(contributor), f"{page_of(contributor)}link/"):
        sent = {"do": "withdraw", "sure": "yes", "story": story.translation_key}
        assert client.post(path, sent).status_code == 404
    assert StoryPage.objects.filter(pk=story.pk).exists()


def test_a_contributor_of_another_organisation_is_not_there_under_ours(desk, organisation):
    other = ContributorFactory(organisation=OrganisationFactory())
    assert desk.get(f"{listed(organisation)}{other.pk}/").status_code == 404


def test_a_suspended_organisation_sees_nobody(desk, organisation, contributor):
    organisation.state = "suspended"
    organisation.save()
    assert desk.get(page_of(contributor)).status_code == 404


# Noting ------------------------------------------------------------------------------------------------------------


def test_a_person_is_noted_with_one_name_and_nothing_more(desk, organisation, member):
    response = desk.post(
        f"{listed(organisation)}new/", {"pseudonym": "Rania", "language": "uk", "do": "change"}
    )
    made = Contributor.objects.get()
    assert response.url == page_of(made)
    assert (made.pseudonym, made.name, made.town, made.email, made.adult_on) == ("Rania", "", "", "", None)
    assert made.made_by == member
    entry = AuditEntry.objects.get(verb="contributor.made")
    assert (entry.actor, entry.details) == (member, {})


def test_the_form_says_why_each_field_is_asked_and_thinks_of_safety_first(desk, organisation):
    text = plain(desk.get(f"{listed(organisation)}new/"))
    assert "First think of the person’s safety" in text
    assert "Is an asylum procedure still open?" in text
    page = desk.get(f"{listed(organisation)}new/").content.decode()
    for name in (
        "pseudonym",
        "first_name",
        "name",
        "country",
        "region",
        "town",
        "email",
        "language",
        "adult_on",
    ):
        assert f'id="id_{name}-hint"' in page


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "You need some name by which you know who it is."),
        ({"pseudonym": "Rania", "adult_on": "2020-01-01"}, "This day has passed"),
        (
            {"pseudonym": "Rania", "adult_on": "2090-01-01"},
            "This is not the day of somebody’s 18th birthday.",
        ),
        ({"pseudonym": "Rania", "email": "nowhere"}, "Enter a valid email address."),
    ],
)
def test_what_is_missing_is_said(desk, organisation, values, sentence):
    response = desk.post(f"{listed(organisation)}new/", {"language": "en"} | values)
    assert sentence in plain(response)
    assert not Contributor.objects.exists()


def test_fields_that_are_not_offered_are_not_taken(desk, organisation, contributor):
    token = contributor.token
    sent = {"do": "change", "pseudonym": "Rania", "language": "en", "token": "a" * 32, "organisation": "1"}
    desk.post(page_of(contributor), sent)
    contributor.refresh_from_db()
    assert (contributor.token, contributor.organisation) == (token, organisation)


@pytest.mark.django_db(transaction=True)
def test_a_correction_is_shown_at_once_and_the_trail_holds_no_name(desk, campaign, contributor, client):
    story = story_page(campaign, agreed=True, contributor=contributor)
    agree(story, name_level="pseudonym")
    assert "Rania" in client.get(story.url).content.decode()
    desk.post(page_of(contributor), {"do": "change", "pseudonym": "Selin", "language": "en"})
    text = client.get(story.url).content.decode()
    assert "Selin" in text
    assert "Rania" not in text
    details = AuditEntry.objects.get(verb="contributor.changed").details
    assert "Rania" not in str(details)
    assert "pseudonym" in details["fields"]


# Looking -----------------------------------------------------------------------------------------------------------


def test_the_list_says_how_each_story_stands(desk, campaign, organisation, contributor):
    waiting = draft(campaign, contributor)
    until = timezone.localdate() + timedelta(days=30)
    agreed = story_page(campaign, agreed=True, contributor=contributor)
    agree(agreed, until=until)
    changed = story_page(campaign, agreed=True, contributor=contributor)
    changed.lead = "Something else."
    changed.save_revision()
    text = plain(desk.get(listed(organisation)))
    assert f"{waiting.title} Nobody has agreed yet" in text
    assert f"{agreed.title} Agreed until" in text
    assert f"{changed.title} The text was changed since" in text


def test_three_contributors_cost_no_more_queries_than_one(desk, campaign, organisation):
    counts = []
    for _number in range(3):
        story_page(campaign, agreed=True)
        with CaptureQueriesContext(connection) as queries:
            desk.get(listed(organisation))
        counts.append(len(queries))
    assert counts[1] == counts[2]


def test_one_contributor_has_stories_and_a_history(desk, campaign, contributor):
    story_page(campaign, agreed=True, contributor=contributor)
    text = plain(desk.get(page_of(contributor)))
    assert "Agreed on" in text
    assert "Where This site, Print: posters and documents" in text
    assert "Samira Nightingale" in text
    assert contributor.token not in text


def test_of_somebody_who_was_erased_nothing_is_shown(desk, campaign, contributor):
    story = story_page(campaign, agreed=True, contributor=contributor)
    desk.post(page_of(contributor), {"do": "withdraw", "story": story.translation_key, "sure": "yes"})
    for path in (page_of(contributor), listed(contributor.organisation)):
        text = plain(desk.get(path))
        assert "Nobody by name any more" in text
        assert "Samira" not in text
    assert "1 story was taken back." in plain(desk.get(listed(contributor.organisation)))


# The link ----------------------------------------------------------------------------------------------------------


def test_the_link_is_shown_once_to_who_makes_it(desk, contributor, member):
    before = contributor.token
    assert before not in desk.get(f"{page_of(contributor)}link/").content.decode()
    response = desk.post(f"{page_of(contributor)}link/", {"send": ""})
    contributor.refresh_from_db()
    assert contributor.token != before
    page = response.content.decode()
    assert f"/en/consent/{contributor.token}/" in page
    assert "<svg" in page
    assert "no-store" in response["Cache-Control"] or "private" in response["Cache-Control"]
    assert contributor.token not in desk.get(f"{page_of(contributor)}link/").content.decode()
    assert not mail.outbox
    assert AuditEntry.objects.get(verb="contributor.link_made").actor == member


def test_the_link_is_mailed_in_her_language(desk, contributor, django_capture_on_commit_callbacks):
    contributor.language = "uk"
    contributor.save()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(f"{page_of(contributor)}link/", {"send": "mail"})
    contributor.refresh_from_db()
    assert mail.outbox[0].to == ["samira@example.org"]
    assert f"/uk/consent/{contributor.token}/" in mail.outbox[0].body


def test_without_an_address_nothing_is_mailed(desk, organisation):
    silent = ContributorFactory(organisation=organisation, email="")
    response = desk.post(f"{page_of(silent)}link/", {"send": "mail"})
    assert response.status_code == 200
    assert not mail.outbox


def test_a_look_makes_no_new_link(desk, contributor):
    before = contributor.token
    desk.get(f"{page_of(contributor)}link/")
    contributor.refresh_from_db()
    assert contributor.token == before
    assert new_link(contributor, actor=None).token != before


# On paper ----------------------------------------------------------------------------------------------------------


def test_a_paper_is_noted_by_a_member(desk, campaign, contributor, member):
    story = draft(campaign, contributor)
    path = f"{page_of(contributor)}?paper={story.translation_key}"
    text = plain(desk.get(path))
    assert "At four in the morning nobody asks where I was born." in text
    assert "Can you take it back?" in text
    sent = {
        "do": "paper",
        "story": story.translation_key,
        "content": fingerprint(story),
        "elements": ["text"],
        "media": ["web"],
        "languages": ["en"],
        "name_level": "none",
        "place_level": "none",
        "until": (timezone.localdate() + timedelta(days=10)).isoformat(),
        "by": "person",
        "signed_on": "2026-11-02",
    }
    assert "has to read and sign it again" in plain(desk.post(page_of(contributor), sent))
    response = desk.post(page_of(contributor), sent | {"is_the_text": "on"})
    assert response.status_code == 302
    entry = ConsentEntry.objects.get()
    assert (entry.way, entry.signed_on, entry.recorded_by) == ("paper", date(2026, 11, 2), member)
    assert "Agreed on paper on" in plain(desk.get(page_of(contributor)))


@pytest.mark.parametrize("story", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_there_is_no_paper_for_no_story(desk, contributor, story):
    assert desk.get(f"{page_of(contributor)}?paper={story}").status_code == 404


# Taking back for somebody ------------------------------------------------------------------------------------------


def test_a_member_takes_a_story_back_for_the_person_and_is_asked_first(desk, campaign, contributor, member):
    story = story_page(campaign, agreed=True, contributor=contributor)
    sent = {"do": "withdraw", "story": story.translation_key}
    assert "Take it back for good?" in plain(desk.post(page_of(contributor), sent))
    assert StoryPage.objects.filter(pk=story.pk).exists()
    desk.post(page_of(contributor), sent | {"sure": "yes"})
    assert not StoryPage.objects.filter(pk=story.pk).exists()
    assert ConsentEntry.objects.get(kind="withdrawn").recorded_by == member
    assert AuditEntry.objects.get(verb="story.withdrawn").actor == member


def test_what_makes_no_sense_is_answered_404(desk, contributor):
    for sent in ({}, {"do": "erase"}, {"do": "withdraw", "story": "x"}):
        assert desk.post(page_of(contributor), sent).status_code == 404
