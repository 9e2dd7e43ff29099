"""A card in other people's pages."""

import pytest

from campaigns.domain.cards import cards_of, make_cards
from campaigns.domain.pausing import pause, resume
from campaigns.domain.withdrawal import withdraw
from cms import counting
from cms.cache.keeping import forget_everything
from tests.campaigns.factories import MemberFactory, campaign_page, organisation_of, story_page


@pytest.fixture
def campaign(site_tree):
    found = campaign_page(site_tree("en")["en"])
    story = story_page(found, agreed=True)
    found.cards = [("card", {"kind": "quote", "look": "pine", "story": story.slug, "quote": "vein"})]
    found.save_revision().publish()
    make_cards(found)
    found.story = story
    return found


def embed_of(campaign) -> str:
    return f"/embed/en/{cards_of(campaign.translation_key, 'en')[0].key}/"


def test_an_embed_may_be_framed_and_nothing_else_may(client, campaign):
    """CASE 53: framing is refused but for /embed."""
    response = client.get(embed_of(campaign))
    assert response.status_code == 200
    assert not response.has_header("X-Frame-Options")
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    for path in ("/en/", campaign.url, f"{campaign.url}share/", "/en/campaigns/"):
        other = client.get(path)
        assert other.get("X-Frame-Options") in ("DENY", "SAMEORIGIN"), path
        assert "frame-ancestors 'none'" in other["Content-Security-Policy"], path


def test_an_embed_has_no_script_no_cookie_and_nothing_from_elsewhere(client, campaign):
    response = client.get(embed_of(campaign))
    html = response.content.decode()
    assert not response.cookies
    assert "<script" not in html
    assert "style=" not in html
    assert "http" not in html.replace("https://schema.org", "")
    assert "script-src" not in response["Content-Security-Policy"]
    assert response["Content-Security-Policy"].startswith("default-src 'none';")
    assert response["Cache-Control"] == "public, max-age=300, s-maxage=60"


def test_an_embed_says_the_words_as_text_and_leads_to_the_campaign(client, campaign):
    html = client.get(embed_of(campaign)).content.decode()
    row = cards_of(campaign.translation_key, "en")[0]
    assert html.count("At four in the morning nobody asks where I was born.") == 2  # alt, and text below
    assert 'lang="en" dir="ltr"' in html
    assert f'src="{campaign.url}share/{row.key}.png"' in html
    assert f'href="/en/campaigns/{campaign.slug}/"' in html


def test_an_embed_is_gone_with_its_story(client, campaign, django_capture_on_commit_callbacks):
    """CASE 67: the address answers 410 with a calm sentence."""
    url = embed_of(campaign)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(campaign.story.translation_key)
    forget_everything()
    response = client.get(url)
    assert response.status_code == 410
    assert response["Cache-Control"] == "no-cache"
    assert "This card is not shown any more" in response.content.decode()
    assert "four in the morning" not in response.content.decode()


def test_an_embed_rests_while_the_campaign_is_paused(client, campaign, django_capture_on_commit_callbacks):
    url = embed_of(campaign)
    actor = MemberFactory(organisation=organisation_of(campaign)).user
    with django_capture_on_commit_callbacks(execute=True):
        pause(campaign, actor=actor, reason="threats")
    assert client.get(url).status_code == 410
    with django_capture_on_commit_callbacks(execute=True):
        resume(campaign, actor=actor)
    assert client.get(url).status_code == 200


def test_unknown_cards_languages_and_posters_are_not_embedded(client, campaign):
    poster = next(row for row in cards_of(campaign.translation_key, "en") if row.format == "a4")
    assert client.get(f"/embed/en/{poster.key}/").status_code == 410
    assert client.get("/embed/en/abcdefghijkm/").status_code == 410
    assert client.get("/embed/xx/abcdefghijkm/").status_code == 404
    wide = cards_of(campaign.translation_key, "en")[0]
    assert client.get(f"/embed/fr/{wide.key}/").status_code == 410
    assert client.post(f"/embed/en/{wide.key}/").status_code == 405


def test_an_embed_speaks_the_language_of_its_card_whoever_asks(client, campaign):
    client.cookies["django_language"] = "uk"
    response = client.get(embed_of(campaign), headers={"accept-language": "ar"})
    assert response["Content-Language"] == "en"
    assert "More, with all sources" in response.content.decode()


def test_an_embed_is_counted(client, campaign):
    client.get(embed_of(campaign), headers={"user-agent": "Mozilla/5.0"})
    client.get(embed_of(campaign), headers={"user-agent": "somebot/1.0"})
    counting.flush()
    assert counting.total(campaign.translation_key, counting.EMBED) == 1
