"""Campaigns and stories as documents: what may be printed, made once, and gone with the story."""

import io
import zipfile

import pytest
from django.core.files.storage import default_storage

from campaigns import documents
from campaigns.documents import NotForPrint, campaign_file, story_file
from campaigns.domain.pausing import pause
from campaigns.domain.withdrawal import withdraw
from campaigns.models import PageFile, StoryPage
from cms.cache.keeping import forget_everything
from cms.press import FORMATS
from tests.campaigns.consents import agree
from tests.campaigns.factories import (
    ClaimFactory,
    MemberFactory,
    OrganisationFactory,
    campaign_page,
    organisation_of,
    story_page,
)

pytestmark = pytest.mark.django_db

CAMPAIGN = "/en/campaigns/lantern/night-shift/"


@pytest.fixture
def campaign(site_tree):
    organisation = OrganisationFactory(slug="lantern", name="Lantern")
    ClaimFactory(organisation=organisation, key="nurses")
    return campaign_page(
        site_tree("en")["en"],
        organisation,
        title="The night shift",
        slug="night-shift",
        sections=[
            ("text", "<p>It is [[nurses]] of nurses.</p>"),
            ("evidence", {"claim": "nurses", "sentence": "[[nurses]] came.", "comment": ""}),
            ("figures", {"title": "Shares", "claims": ["nurses"], "note": ""}),
        ],
    )


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def words_of(docx: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return archive.read("word/document.xml").decode()


def html_of_story(story) -> str:
    shown = documents.shown_stories(
        [StoryPage.objects.select_related("contributor").get(pk=story.pk)], "en", "print"
    )[0]
    return documents.story_document(
        shown, story.get_parent().specific, organisation_of(story.get_parent().specific)
    ).html


@pytest.mark.slow
@pytest.mark.parametrize("format", FORMATS)
def test_a_story_is_handed_out_in_every_format(client, campaign, format):
    story_page(campaign, agreed=True, slug="vein")
    response = client.get(f"{CAMPAIGN}vein/download/{format}/")
    assert response.status_code == 200
    assert response["Content-Type"] == FORMATS[format].media_type
    assert f"vein-en.{format}" in response["Content-Disposition"]
    content = body(response)
    assert len(content) > 1000
    if format == "docx":
        words = words_of(content)
        assert "At four in the morning nobody asks where I was born." in words
        assert "Samira Nightingale, Sparrowtown" in words


@pytest.mark.slow
def test_a_campaign_is_handed_out_as_pdf_with_the_stories_that_may_be_printed(client, campaign):
    told = story_page(campaign, agreed=True, title="Told in print")
    quiet = story_page(campaign, agreed=True, title="Only on the web")
    agree(quiet, media=["web"])
    forget_everything()
    stories = documents._printed_below(campaign)
    assert [one.page.pk for one in stories] == [told.pk]
    html = documents.campaign_document(campaign, stories, organisation_of(campaign)).html
    assert "Told in print" in html
    assert "Only on the web" not in html
    assert "23%" in html
    assert "[[" not in html
    assert "State of the World" in html
    response = client.get(CAMPAIGN + "download/pdf/")
    assert response.status_code == 200
    assert body(response).startswith(b"%PDF")


def test_a_name_that_may_not_be_printed_is_not_in_the_document(campaign):
    """Case 68: consent for web but not print."""
    story = story_page(campaign, agreed=True, slug="vein")
    agree(story, name_level="pseudonym", place_level="none")
    forget_everything()
    html = html_of_story(story)
    assert "Nightingale" not in html
    assert "Samira" not in html


def test_nothing_is_handed_out_without_consent_to_print_or_while_the_campaign_rests(
    client, campaign, django_capture_on_commit_callbacks
):
    """Case 68."""
    story = story_page(campaign, agreed=True, slug="vein")
    assert "download/pdf/" in client.get(CAMPAIGN + "vein/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        agree(story, media=["web", "social"])
    refused = client.get(CAMPAIGN + "vein/download/pdf/")
    assert refused.status_code == 404
    assert "This is not handed out as a file" in refused.content.decode()
    assert "download/pdf/" not in client.get(CAMPAIGN + "vein/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        agree(story)
        pause(campaign, actor=MemberFactory(organisation=organisation_of(campaign)).user)
    with pytest.raises(NotForPrint):
        story_file(StoryPage.objects.get(pk=story.pk), "pdf")
    with pytest.raises(NotForPrint):
        campaign_file(campaign, "pdf")


@pytest.mark.slow
def test_a_document_is_made_once_and_again_only_when_something_on_it_changed(campaign):
    story = StoryPage.objects.get(pk=story_page(campaign, agreed=True, slug="vein").pk)
    first = story_file(story, "docx")
    assert story_file(story, "docx").made_at == first.made_at
    agree(story, name_level="none")
    forget_everything()
    second = story_file(story, "docx")
    assert second.name != first.name
    assert not default_storage.exists(first.name)
    assert PageFile.objects.count() == 1


@pytest.mark.slow
def test_a_withdrawn_story_leaves_no_document_behind(client, campaign, django_capture_on_commit_callbacks):
    """Case 67: neither its own nor that of its campaign."""
    story = story_page(campaign, agreed=True, slug="vein")
    names = [story_file(StoryPage.objects.get(pk=story.pk), "docx").name, campaign_file(campaign, "pdf").name]
    assert client.get(CAMPAIGN + "vein/download/docx/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(story.translation_key)
    assert [default_storage.exists(name) for name in names] == [False, False]
    assert PageFile.objects.count() == 0
    assert client.get(CAMPAIGN + "vein/download/docx/").status_code in (404, 410)
    assert client.get(CAMPAIGN + "download/pdf/").status_code == 200


@pytest.mark.parametrize("address", ["download/exe/", "vein/download/zip/", "nothing/download/pdf/"])
def test_what_is_not_offered_is_answered_in_words(client, campaign, address):
    story_page(campaign, agreed=True, slug="vein")
    assert client.get(CAMPAIGN + address).status_code == 404


@pytest.mark.slow
def test_each_file_that_is_handed_out_is_counted_once(client, campaign):
    from cms.counting import flush
    from cms.models import DailyCount

    story = story_page(campaign, agreed=True, slug="vein")
    for _number in range(2):
        body(client.get(CAMPAIGN + "vein/download/docx/"))
    flush()
    assert DailyCount.objects.get(subject=story.translation_key, what="download").number == 2
