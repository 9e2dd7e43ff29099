"""Recordings in a real browser: added at the desk, captioned, and played on the story's page."""

import pytest

from campaigns.domain import recordings as verbs
from campaigns.models import MediaFile
from tests.campaigns import films
from tests.campaigns.factories import MemberFactory, campaign_page, organisation_of, story_page
from tests.exercises.editors import open_editor
from tests.factories import plant
from tests.machinery.looking import faults, look

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

VTT = "WEBVTT\n\n00:01.000 --> 00:04.000\nI start at nine.\n"


@pytest.fixture
def campaign():
    return campaign_page(plant("en", "ar")["en"])


@pytest.fixture
def member(campaign):
    return MemberFactory(organisation=organisation_of(campaign)).user


def test_a_member_adds_a_recording_and_what_is_said(visitor, campaign, member):
    key = organisation_of(campaign).key
    desk = open_editor(visitor, member, f"/en/organisation/{key}/recordings/", bypass_csp=True)
    desk.get_by_label("Title").fill("Night shift")
    desk.get_by_label("File").set_input_files(
        {"name": "x.mp4", "mimeType": "video/mp4", "buffer": b"<script>alert(1)</script>"}
    )
    desk.get_by_role("button", name="Add").click()
    desk.wait_for_load_state()
    assert "This is no recording that we can take." in desk.get_by_role("alert").inner_text()
    desk.get_by_label("File").set_input_files(
        {"name": "film of Ana.mp4", "mimeType": "video/mp4", "buffer": films.mp4()}
    )
    desk.get_by_role("button", name="Add").click()
    desk.wait_for_url("**/recordings/*/")
    desk.get_by_label("Transcript").fill("I start at nine in the evening.")
    desk.get_by_label("Captions (WebVTT)").fill("00:01 Hello")
    desk.get_by_role("button", name="Save what is said").click()
    desk.wait_for_load_state()
    assert "Line 1: captions begin with the word WEBVTT" in desk.get_by_role("alert").inner_text()
    desk.get_by_label("Captions (WebVTT)").fill(VTT)
    desk.get_by_role("button", name="Save what is said").click()
    desk.wait_for_url("**/recordings/*/?language=en*")
    assert MediaFile.objects.get().captions.get().language == "en"
    for path in (f"/en/organisation/{key}/recordings/", desk.url, desk.url.replace("/en/", "/ar/")):
        desk.goto(path)
        for width, dark in ((1280, False), (360, True), (320, False)):
            look(desk, width=width, dark=dark)
            assert faults(desk) == []


def test_a_story_fetches_its_film_when_somebody_plays_it_and_not_before(visitor, campaign, member):
    """Case 49: nothing is loaded by itself."""
    from django.core.files.base import ContentFile

    media = verbs.add_recording(
        organisation_of(campaign),
        actor=member,
        title="Night shift",
        file=ContentFile(films.mp4(), name="x.mp4"),
    )
    verbs.change_captions(media, actor=member, language="en", vtt=VTT, transcript="I start at nine.")
    body = [("recording", {"recording": media.key, "title": "Night shift"})]
    story = story_page(campaign, agreed=True, body=body)
    asked = []
    page = visitor.open("/healthz", bypass_csp=True)
    page.on("request", lambda request: asked.append(request.url))
    page.goto(story.url)
    assert [url for url in asked if "/recordings/" in url and not url.endswith(".vtt")] == []
    page.get_by_text("Read what is said").click()
    assert page.get_by_text("I start at nine.").count() == 1
    with page.expect_request("**/recordings/**/recording.mp4"):
        # Not waited for: a film that holds no picture never begins.
        page.evaluate("() => { document.querySelector('video').play().catch(() => 0) }")
    for width, dark in ((1280, False), (360, True)):
        look(page, width=width, dark=dark)
        assert faults(page) == []
