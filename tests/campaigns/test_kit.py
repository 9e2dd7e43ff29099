"""The share kit: its page, its files, its zip."""

import hashlib
import io
import json
import zipfile

import pytest
from django.core.files.storage import default_storage

from campaigns.domain.cards import cards_of, make_cards
from campaigns.domain.kit import drop_kits, kit_file
from campaigns.domain.withdrawal import withdraw
from campaigns.models import ShareCard
from cms import counting
from cms.cache.keeping import forget_everything
from tests.campaigns.factories import ClaimFactory, campaign_page, organisation_of, story_page

CALL = ("card", {"kind": "call", "look": "marigold", "words": "Who baked your bread?"})


@pytest.fixture
def campaign(site_tree):
    """A campaign with three cards (a call, a figure, a quotation) and two posts."""
    found = campaign_page(site_tree("en", "uk")["en"], hashtags="NightShift")
    ClaimFactory(organisation=organisation_of(found), key="nurses")
    story = story_page(found, agreed=True)
    found.cards = [
        CALL,
        ("card", {"kind": "claim", "look": "paper", "words": "[[nurses]] of nurses.", "claim": "nurses"}),
        ("card", {"kind": "quote", "look": "pine", "story": story.slug, "quote": "vein"}),
    ]
    found.posts = [
        ("post", {"network": "x", "text": "[[nurses]] of nurses were born abroad."}),
        ("post", {"network": "mastodon", "text": "Who baked your bread?"}),
    ]
    found.save_revision().publish()
    found.refresh_from_db()
    make_cards(found)
    found.story = story
    return found


def kit_of(campaign) -> str:
    return f"{campaign.url}share/"


def read(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_the_kit_shows_cards_posts_address_and_credits(client, campaign):
    response = client.get(kit_of(campaign))
    html = response.content.decode()
    assert response.status_code == 200
    for row in cards_of(campaign.translation_key, "en"):
        assert f"{row.key}.webp" in html
    assert html.count('<article class="kit__card') == 3
    assert "At four in the morning nobody asks where I was born." in html
    assert "23% of nurses were born abroad." in html
    assert "of 280 characters" in html
    assert "of 500 characters" in html
    assert "#NightShift" in html
    assert f"/embed/en/{cards_of(campaign.translation_key, 'en')[0].key}/" in html
    assert "qr.svg" in html
    assert "download/zip/" in html
    assert organisation_of(campaign).name in html
    assert "no-cache" not in response.get("Cache-Control", "")
    assert not response.cookies


def test_the_kit_is_kept_and_made_anew_when_something_changes(client, campaign):
    first = client.get(kit_of(campaign))
    assert first.has_header("ETag")
    assert client.get(kit_of(campaign), headers={"if-none-match": first["ETag"]}).status_code == 304


def test_cards_are_made_on_demand_where_the_worker_was_not_there_yet(client, campaign):
    ShareCard.objects.all().delete()
    forget_everything()
    client.get(kit_of(campaign))
    assert ShareCard.objects.count() == 12


def test_a_press_that_is_busy_does_not_break_the_kit(client, campaign, monkeypatch):
    from cms.press import PressBusy

    def busy(*args):
        raise PressBusy("all presses are at work")

    ShareCard.objects.all().delete()
    forget_everything()
    monkeypatch.setattr("campaigns.views.kit.make_cards", busy)
    response = client.get(kit_of(campaign))
    assert response.status_code == 200
    assert "The cards are being made." in response.content.decode()


@pytest.mark.parametrize("cards", [1, 3])
def test_the_number_of_queries_does_not_depend_on_the_number_of_cards(
    client, campaign, cards, django_assert_max_num_queries
):
    campaign.cards = [CALL] * cards
    campaign.save()
    make_cards(campaign)
    client.get(kit_of(campaign))
    forget_everything()
    from django.core.cache import caches

    caches["pages"].clear()
    with django_assert_max_num_queries(30):
        client.get(kit_of(campaign))


@pytest.mark.parametrize(
    ("type", "begins", "media_type"),
    [("png", b"\x89PNG", "image/png"), ("webp", b"RIFF", "image/webp")],
)
def test_a_card_is_handed_out_as_a_file(client, campaign, type, begins, media_type):
    row = cards_of(campaign.translation_key, "en")[0]
    response = client.get(f"{kit_of(campaign)}{row.key}.{type}")
    assert response.status_code == 200
    assert response["Content-Type"] == media_type
    assert read(response).startswith(begins)
    again = client.get(f"{kit_of(campaign)}{row.key}.{type}", headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304


def test_the_poster_is_a_pdf_and_a_picture_of_it(client, campaign):
    poster = next(row for row in cards_of(campaign.translation_key, "en") if row.format == "a4")
    assert read(client.get(f"{kit_of(campaign)}{poster.key}.pdf")).startswith(b"%PDF-")
    assert read(client.get(f"{kit_of(campaign)}{poster.key}.png")).startswith(b"\x89PNG")
    wide = cards_of(campaign.translation_key, "en")[0]
    assert client.get(f"{kit_of(campaign)}{wide.key}.pdf").status_code == 404


def test_a_card_that_went_answers_410_and_another_name_404(client, campaign):
    assert client.get(f"{kit_of(campaign)}abcdefghijkm.png").status_code == 410
    assert client.get(f"{kit_of(campaign)}manifest.json").status_code == 404


def test_a_card_is_found_below_its_own_campaign_only(client, campaign, site_tree):
    other = campaign_page(site_tree("en", "uk")["en"])
    row = cards_of(campaign.translation_key, "en")[0]
    assert client.get(f"{kit_of(other)}{row.key}.png").status_code == 410


def test_the_qr_code_comes_as_svg_and_png(client, campaign):
    assert b"<svg" in read(client.get(f"{kit_of(campaign)}qr.svg"))
    assert read(client.get(f"{kit_of(campaign)}qr.png")).startswith(b"\x89PNG")


# The zip -----------------------------------------------------------------------------------------------------------


def unpacked(campaign) -> zipfile.ZipFile:
    name, _shown = kit_file(campaign)
    with default_storage.open(name) as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def test_the_zip_holds_everything_and_every_sum_is_right(campaign):
    pack = unpacked(campaign)
    assert {name for name in pack.namelist() if not name.startswith("cards/")} == {
        "SHA256SUMS",
        "alt-texts.txt",
        "credits.txt",
        "manifest.json",
        "posts.txt",
        "qr/qr.png",
        "qr/qr.svg",
    }
    # Three cards in three sizes, and three posters with a picture of each.
    assert len([name for name in pack.namelist() if name.startswith("cards/")]) == 15
    for line in pack.read("SHA256SUMS").decode().splitlines():
        digest, _space, name = line.partition("  ")
        assert hashlib.sha256(pack.read(name)).hexdigest() == digest


def test_the_manifest_says_what_is_in_it_and_where_withdrawn_stories_are_named(campaign):
    manifest = json.loads(unpacked(campaign).read("manifest.json"))
    assert manifest["withdrawn"].endswith("/api/withdrawn/")
    assert manifest["stories"] == [str(campaign.story.translation_key)]
    assert manifest["licence"] == "CC-BY-SA-4.0"
    assert [claim["key"] for claim in manifest["claims"]] == ["nurses"]
    assert manifest["claims"][0]["url"].startswith("https://www.who.int/")
    assert len(manifest["cards"]) == 12
    assert {card["id"] for card in manifest["cards"]} == set(ShareCard.objects.values_list("key", flat=True))


def test_the_same_kit_is_the_same_file(campaign):
    name, shown = kit_file(campaign)
    with default_storage.open(name) as file:
        first = file.read()
    default_storage.delete(name)
    assert kit_file(campaign) == (name, shown)
    with default_storage.open(name) as file:
        assert file.read() == first
    assert shown == f"{campaign.slug}-en-kit.zip"


def test_a_story_that_was_taken_back_is_in_no_zip(campaign, django_capture_on_commit_callbacks):
    """CASE 67: the kits that hold a card of it go; the next one is without it."""
    name, _shown = kit_file(campaign)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(campaign.story.translation_key)
    forget_everything()
    assert not default_storage.exists(name)
    pack = unpacked(campaign)
    assert json.loads(pack.read("manifest.json"))["stories"] == []
    assert b"four in the morning" not in b"".join(
        pack.read(one) for one in pack.namelist() if one.endswith("txt")
    )


def test_kits_of_a_campaign_without_any_are_dropped_without_complaint(campaign):
    drop_kits(campaign.translation_key)
    drop_kits(campaign.translation_key)


def test_the_zip_is_handed_out_and_counted(client, campaign):
    response = client.get(f"{campaign.url}download/zip/", headers={"user-agent": "Mozilla/5.0"})
    assert response.status_code == 200
    assert response["Content-Type"] == "application/zip"
    assert read(response).startswith(b"PK")
    counting.flush()
    assert counting.total(campaign.translation_key, counting.DOWNLOAD) == 1


# In the browser ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [360, 1280])
def test_somebody_looks_at_the_kit_and_copies_a_post(transactional_db, visitor, width):
    from tests.factories import plant

    found = campaign_page(plant("en")["en"])
    found.cards = [CALL]
    found.posts = [("post", {"network": "mastodon", "text": "Who baked your bread?"})]
    found.save_revision().publish()
    make_cards(found)
    page = visitor.open(kit_of(found), width=width)
    page.wait_for_load_state("load")
    assert page.locator(".kit__size img").count() == 4
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    button = page.locator("[data-copies='post-1']")
    button.click()
    page.locator("[data-copies='post-1'] span", has_text="Copied").wait_for()
    page.get_by_text("The words of this card, and the code to embed it").click()
    assert "<iframe src=" in page.locator("#embed-1").input_value()
