"""Suggested posts, counted by the rules of each network."""

import pytest

from campaigns.domain.kit import posts_of, posts_that_are_too_long
from campaigns.enums import Network
from campaigns.posts import composed, graphemes, hashtags_from, mastodon_length, utf16_length, x_length
from tests.campaigns.factories import ClaimFactory, campaign_page, organisation_of

ADDRESS = "https://counterpoint.example/en/campaigns/night-shift/"


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("Hello", 5),
        ("привіт", 6),
        ("مرحبا", 5),
        ("漢字", 4),
        ("“quoted” – and…", 16),
        ("👩‍⚕️", 2),
        ("🇺🇦🇫🇷", 4),
        ("Ne\u0301e", 3),
        (f"See {ADDRESS}", 4 + 23),
    ],
)
def test_x_counts_by_weight_and_every_address_as_23(text, length):
    """CASE 79: composed and decomposed letters, joined emoji, other scripts."""
    assert x_length(text) == length


def test_mastodon_counts_addresses_as_23_and_leaves_out_the_domain_of_a_mention():
    assert mastodon_length(f"@ana@example.social {ADDRESS}") == 4 + 1 + 23


def test_graphemes_are_what_readers_see():
    assert graphemes("a\u0301👨‍👩‍👧🇺🇦ب\u064e") == ["á", "👨‍👩‍👧", "🇺🇦", "ب\u064e"]


def test_telegram_counts_utf_16_units():
    assert utf16_length("a👩") == 3


def test_hashtags_are_written_once_and_without_what_would_end_them():
    assert hashtags_from("#NightShift night-shift  #NightShift, #نوبة_الليل 2026") == [
        "#NightShift",
        "#nightshift",
        "#نوبة_الليل",
    ]


def test_address_and_hashtags_stand_below_and_are_not_said_twice():
    post = composed(Network.BLUESKY, "Who baked? #Bread", ADDRESS, ["#bread", "#NightShift"])
    assert post.text == f"Who baked? #Bread\n\n{ADDRESS}\n\n#NightShift"
    assert post.length == len(post.text)
    assert composed(Network.X, f"Look: {ADDRESS}", ADDRESS, []).text == f"Look: {ADDRESS}"


@pytest.mark.parametrize("network", Network)
def test_a_post_fits_to_the_last_letter_and_not_one_more(network):
    def post(letters):
        return composed(network, "a" * letters, ADDRESS, ["#Bread"])

    spare = post(10).most - post(10).length
    assert post(10 + spare).fits
    assert not post(11 + spare).fits


def test_instagram_takes_thirty_hashtags():
    tags = [f"#tag{number}" for number in range(31)]
    assert composed(Network.INSTAGRAM, "Bread", ADDRESS, tags[:30]).fits
    assert composed(Network.INSTAGRAM, "Bread", ADDRESS, tags).too_many_hashtags


def test_a_post_is_counted_with_its_figures_filled_in(site_tree):
    campaign = campaign_page(site_tree("en")["en"], hashtags="NightShift")
    ClaimFactory(organisation=organisation_of(campaign), key="nurses")
    campaign.posts = [("post", {"network": "x", "text": "[[nurses]] of nurses were born abroad."})]
    (post,) = posts_of(campaign)
    assert post.text.startswith("23% of nurses were born abroad.\n\n")
    assert post.text.endswith(f"/en/campaigns/{campaign.slug}/\n\n#NightShift")
    assert posts_that_are_too_long(campaign) == []


def test_a_post_that_is_too_long_is_told_with_both_numbers(site_tree):
    campaign = campaign_page(site_tree("en")["en"])
    campaign.posts = [("post", {"network": "x", "text": "a" * 280})]
    (sentence,) = posts_that_are_too_long(campaign)
    assert sentence == (
        "Post 1 is too long for X: it has 305 characters with address and hashtags, and 280 are allowed. "
        "Please shorten it."
    )


def test_a_post_with_a_figure_that_is_not_current_waits(site_tree):
    campaign = campaign_page(site_tree("en")["en"])
    ClaimFactory(organisation=organisation_of(campaign), key="nurses", checked=False)
    campaign.posts = [
        ("post", {"network": "x", "text": "[[nurses]] of nurses."}),
        ("post", {"network": "x", "text": "Who baked?"}),
    ]
    assert [post.text.partition("\n")[0] for post in posts_of(campaign)] == ["Who baked?"]
