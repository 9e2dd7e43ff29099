"""Pause now: from the next request on, nothing of a campaign is shown or handed out."""

import pytest
from django.contrib.auth.models import Permission

from campaigns.domain.cards import cards_of, make_cards
from campaigns.domain.pausing import PauseError, is_paused, pause, resume, switch_of
from cms.models import AuditEntry, User
from tests.campaigns.factories import (
    CampaignPageFactory,
    MemberFactory,
    OrganisationFactory,
    campaign_page,
    campaigns_page,
    organisation_of,
    story_page,
)


@pytest.fixture
def campaign(site_tree):
    found = campaign_page(
        site_tree("en")["en"], pledge_kind="public", pledge_text="I will ask who baked my bread."
    )
    found.story = story_page(found)
    found.cards = [
        ("card", {"kind": "quote", "look": "pine", "story": found.story.slug, "quote": "vein"}),
        ("card", {"kind": "call", "look": "pine", "words": "Who baked your bread?"}),
    ]
    found.save_revision().publish()
    make_cards(found)
    return found


@pytest.fixture
def member(campaign):
    return MemberFactory(organisation=organisation_of(campaign)).user


@pytest.fixture
def paused(campaign, member, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        pause(campaign, actor=member, reason="Threats against a contributor")
    return campaign


def test_whoever_pauses_and_resumes_is_written_down(campaign, member):
    pause(campaign, actor=member, reason="Threats")
    pause(campaign, actor=member)
    assert switch_of(campaign.translation_key).reason == "Threats"
    resume(campaign, actor=member)
    resume(campaign, actor=member)
    assert switch_of(campaign.translation_key) is None
    entries = AuditEntry.objects.filter(verb__startswith="campaign.").order_by("pk")
    assert [(entry.verb, entry.actor) for entry in entries] == [
        ("campaign.paused", member),
        ("campaign.resumed", member),
    ]


def test_a_campaign_of_no_organisation_cannot_be_paused(site_tree, django_user_model):
    stray = CampaignPageFactory(parent=campaigns_page(site_tree("en")["en"]))
    with pytest.raises(PauseError):
        pause(stray, actor=None)


def test_it_holds_for_every_language_at_once(campaign, paused):
    assert is_paused(campaign.translation_key)
    assert cards_of(campaign.translation_key, "en") == []
    assert cards_of(campaign.translation_key, "uk") == []


def test_asking_again_costs_no_query(paused, django_assert_num_queries):
    is_paused(paused.translation_key)
    with django_assert_num_queries(0):
        assert is_paused(paused.translation_key)


def addresses(campaign) -> list[str]:
    rows = list(campaign_rows(campaign))
    files = [f"{campaign.url}share/{row.key}.{type}" for row in rows for type in ("png", "webp")]
    files += [f"{campaign.url}share/{row.key}.pdf" for row in rows if row.format == "a4"]
    return [
        *files,
        f"{campaign.url}share/qr.svg",
        f"{campaign.url}share/qr.png",
        *(f"/embed/en/{row.key}/" for row in rows),
        *(f"{campaign.url}download/{format}/" for format in ("zip", "pdf")),
        *(
            f"{campaign.url}{campaign.story.slug}/download/{format}/"
            for format in ("pdf", "docx", "odt", "epub")
        ),
        campaign.url,
        f"{campaign.url}{campaign.story.slug}/",
        f"{campaign.url}share/",
        f"{campaign.url}claims/",
        f"/en/pledge/{campaign.translation_key}/",
    ]


def campaign_rows(campaign):
    from campaigns.models import ShareCard

    return ShareCard.objects.filter(campaign=campaign.translation_key)


WORDS = ("four in the morning", "Who baked your bread", "I start at nine", "While a town sleeps")


def test_nothing_of_a_paused_campaign_is_shown_or_handed_out(
    client, campaign, member, django_capture_on_commit_callbacks
):
    """Everything is fetched once before, so that what was kept is asked as well."""
    asked = addresses(campaign)
    for url in asked:
        assert client.get(url).status_code in (200, 302, 410), url
    with django_capture_on_commit_callbacks(execute=True):
        pause(campaign, actor=member)
    for url in asked:
        response = client.get(url)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert not any(words.encode() in body for words in WORDS), url
        assert not body.startswith((b"\x89PNG", b"%PDF", b"PK", b"RIFF", b"<?xml", b"<svg")), url
        if response.status_code == 200:
            assert response["Content-Type"].startswith("text/html"), url
            assert b"noindex" in body or response.get("X-Robots-Tag") == "noindex", url
        else:
            assert response.status_code in (404, 410, 503), url
    with django_capture_on_commit_callbacks(execute=True):
        resume(campaign, actor=member)
    assert "While a town sleeps" in client.get(campaign.url).content.decode()
    assert client.get(asked[0]).status_code == 200


def test_search_list_feed_and_home_leave_it_out(client, campaign, member, django_capture_on_commit_callbacks):
    places = ["/en/campaigns/", "/en/search/?q=night", "/en/campaigns/feed/", "/en/"]
    found = [url for url in places if campaign.title in client.get(url).content.decode()]
    assert "/en/campaigns/" in found
    with django_capture_on_commit_callbacks(execute=True):
        pause(campaign, actor=member)
    for url in places:
        assert campaign.title not in client.get(url).content.decode(), url


# The door ----------------------------------------------------------------------------------------------------------


def door(campaign) -> str:
    key = organisation_of(campaign).key
    return f"/en/organisation/{key}/campaigns/{campaign.translation_key}/pause/"


def test_a_member_pauses_with_one_button_and_lets_it_go_on(client, campaign, member):
    client.force_login(member)
    response = client.post(door(campaign), {"act": "pause", "reason": "Threats"})
    assert response.status_code == 302
    assert response.url == door(campaign).removesuffix("pause/")
    assert switch_of(campaign.translation_key).paused_by == member
    client.post(door(campaign), {"act": "resume"})
    assert switch_of(campaign.translation_key) is None


def test_who_moderates_campaigns_may_pause_as_well(client, campaign):
    moderator = User.objects.create_user("moderator@example.org")
    moderator.user_permissions.add(Permission.objects.get(codename="moderate_campaigns"))
    client.force_login(moderator)
    assert client.post(door(campaign), {"act": "pause"}).status_code in (302, 403)
    from campaigns.rules import can_pause

    assert can_pause(User.objects.get(pk=moderator.pk), organisation_of(campaign))


def test_for_everybody_else_the_door_does_not_exist(client, campaign):
    stranger = MemberFactory(organisation=OrganisationFactory()).user
    client.force_login(stranger)
    assert client.post(door(campaign), {"act": "pause"}).status_code == 404
    assert not is_paused(campaign.translation_key)
    client.logout()
    assert client.post(door(campaign), {"act": "pause"}).status_code == 302
    assert not is_paused(campaign.translation_key)


def test_a_look_changes_nothing(client, campaign, member):
    client.force_login(member)
    assert client.get(door(campaign)).status_code == 405


def test_the_other_organisations_campaign_is_not_paused_through_ones_own_door(
    client, campaign, member, site_tree
):
    other = campaign_page(site_tree("en")["en"])
    client.force_login(member)
    url = f"/en/organisation/{organisation_of(campaign).key}/campaigns/{other.translation_key}/pause/"
    assert client.post(url, {"act": "pause"}).status_code == 404
    assert not is_paused(other.translation_key)
