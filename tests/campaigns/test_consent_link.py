"""The private link: without an account a contributor reads, agrees, takes back, lets go on without her."""

import logging
import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from campaigns.domain.contributors import new_link
from campaigns.domain.standing import standing_of
from campaigns.domain.versions import fingerprint
from campaigns.enums import StoryBasis
from campaigns.models import Captions, ConsentEntry, MediaFile, StoryPage
from tests.campaigns.consents import agree
from tests.campaigns.factories import (
    ContributorFactory,
    StoryPageFactory,
    campaign_page,
    organisation_of,
    story_page,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(site_tree):
    return campaign_page(site_tree("en", "ar", "uk")["en"])


@pytest.fixture
def story(campaign) -> StoryPage:
    """A draft that nobody agreed to yet."""
    return StoryPageFactory(
        parent=campaign,
        basis=StoryBasis.CONSENT,
        contributor=ContributorFactory(organisation=organisation_of(campaign)),
        published=False,
    )


def link(story: StoryPage, language: str = "en") -> str:
    return f"/{language}/consent/{story.contributor.token}/"


def yes(about: StoryPage, **values) -> dict:
    """What a browser sends when she agrees to the words, here, in English."""
    sent = {
        "do": "agree",
        "story": str(about.translation_key),
        "content": fingerprint(about),
        "elements": ["text"],
        "media": ["web"],
        "languages": ["en"],
        "name_level": "pseudonym",
        "place_level": "none",
        "until": (timezone.localdate() + timedelta(days=100)).isoformat(),
    }
    return sent | values


def plain(response) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


# Reading -----------------------------------------------------------------------------------------------------------


def test_she_reads_the_whole_story_and_nothing_is_ticked(client, story):
    response = client.get(link(story))
    text = plain(response)
    assert story.title in text
    assert "At four in the morning nobody asks where I was born." in text
    assert "Nobody has agreed yet" in text
    page = response.content.decode()
    ticked = re.findall(r"<input[^>]*checked[^>]*>", page)
    assert [re.search(r'name="(\w+)" value="(\w+)"', one).groups() for one in ticked] == [
        ("name_level", "none"),
        ("place_level", "none"),
    ]


def test_she_sees_what_each_level_would_show_of_her(client, story):
    text = plain(client.get(link(story)))
    assert "Another name Rania" in text
    assert "First name Samira" in text
    assert "Full name Samira Nightingale" in text
    assert "Region Wrenshire, Finchland" in text


def test_levels_of_which_nothing_is_known_are_not_offered(client, story):
    story.contributor.pseudonym = story.contributor.town = ""
    story.contributor.save()
    page = client.get(link(story)).content.decode()
    assert 'value="pseudonym"' not in page
    assert 'value="town"' not in page


def test_she_reads_it_in_every_language_that_it_exists_in(client, campaign, story):
    from wagtail.models import Locale

    StoryPageFactory(
        parent=campaign.copy_for_translation(Locale.objects.get(language_code="uk"), copy_parents=True),
        title="Вони питають, чи я знайду вену",
        translation_key=story.translation_key,
        basis=StoryBasis.CONSENT,
        contributor=story.contributor,
        published=False,
    )
    page = client.get(link(story, "uk")).content.decode()
    assert "Вони питають" in page
    assert page.index("Вони питають, чи я знайду вену") < page.index("I start at nine in the evening.")


def test_the_newest_text_is_read_also_while_an_older_one_is_shown(client, campaign):
    story = story_page(campaign, agreed=True)
    story.lead = "A better lead."
    story.save_revision()
    text = plain(client.get(link(story)))
    assert "A better lead." in text
    assert "The text was changed since" in text


def test_a_draft_that_names_her_only_in_its_newest_version_is_there(client, campaign):
    contributor = ContributorFactory(organisation=organisation_of(campaign))
    story = StoryPageFactory(parent=campaign, basis=StoryBasis.CONSENT, contributor=None, published=False)
    story.contributor = contributor
    story.save_revision()
    assert story.title in plain(client.get(link(story)))


def test_she_hears_her_voice_before_anybody_else_may(client, story):
    media = MediaFile.objects.create(
        organisation=story.contributor.organisation,
        title="Her voice",
        file=ContentFile(b"OggS her voice", name="voice.ogg"),
        media_type="audio/ogg",
        digest="1" * 64,
    )
    Captions.objects.create(media=media, language="en", transcript="What she says.")
    other = MediaFile.objects.create(
        organisation=story.contributor.organisation,
        title="Another",
        file=ContentFile(b"OggS", name="other.ogg"),
        media_type="audio/ogg",
        digest="2" * 64,
    )
    story.body = [("recording", {"recording": media.key, "title": "At night"})]
    story.save_revision()
    page = client.get(link(story)).content.decode()
    assert f'<audio controls preload="none" src="?recording={media.key}">' in page
    assert "What she says." in page
    heard = client.get(f"{link(story)}?recording={media.key}")
    assert b"".join(heard.streaming_content) == b"OggS her voice"
    assert "no-store" in heard["Cache-Control"]
    assert client.get(f"{link(story)}?recording={other.key}").status_code == 404


@pytest.mark.parametrize("language", ["en", "ar", "uk"])
def test_it_opens_in_each_language(client, story, language):
    response = client.get(link(story, language))
    assert response.status_code == 200
    assert f'lang="{language}"' in response.content.decode()
    for other in ("en", "ar", "uk"):
        assert link(story, other) in response.content.decode()


# What nobody else gets ---------------------------------------------------------------------------------------------


def test_it_is_kept_found_and_told_nowhere(client, story):
    for response in (
        client.get(link(story)),
        client.post(link(story), yes(story, elements=[])),
        client.get("/en/consent/nothing/"),
    ):
        assert "private, no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "same-origin"
        assert "noindex" in response["X-Robots-Tag"]
        assert not response.cookies.get("sessionid")


def test_her_token_is_not_logged(client, story, caplog):
    from cms.logs import NotOfPupils

    with caplog.at_level(logging.DEBUG):
        client.get(link(story))
        client.get(link(story) + "?copy=1")
        client.post(link(story), {"do": "something"})
    kept = [record for record in caplog.records if NotOfPupils().filter(record)]
    assert not any(story.contributor.token in record.getMessage() for record in kept)


def test_a_wrong_or_old_link_opens_nothing_and_helps(client, story):
    old = link(story)
    new_link(story.contributor, actor=None)
    for address in (old, "/en/consent/abc/"):
        response = client.get(address)
        assert response.status_code == 404
        assert "ask the organisation that gave it to you for a new one" in plain(response)
        assert story.title not in plain(response)
    story.contributor.refresh_from_db()
    assert client.get(link(story)).status_code == 200


def test_who_tries_many_links_has_to_wait_and_a_right_one_opens_nevertheless(client, story):
    answers = [client.get(f"/en/consent/wrong{number}/") for number in range(34)]
    assert answers[0].status_code == 404
    assert answers[-1].status_code == 429
    assert int(answers[-1]["Retry-After"]) > 0
    assert client.get(link(story)).status_code == 200


def test_a_look_changes_nothing(client, story):
    client.get(link(story) + "?do=withdraw")
    assert StoryPage.objects.filter(pk=story.pk).exists()
    assert not ConsentEntry.objects.exists()


def test_without_the_forms_token_nothing_is_done(story):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    sent = {"do": "withdraw", "story": str(story.translation_key)}
    assert strict.post(link(story), sent).status_code == 403
    assert StoryPage.objects.filter(pk=story.pk).exists()


@pytest.mark.parametrize("do", ["agree", "withdraw", "anonymise"])
def test_nobody_decides_on_the_story_of_another(client, campaign, story, do):
    other = story_page(campaign, agreed=True)
    response = client.post(link(story), yes(story, do=do, story=str(other.translation_key)))
    assert response.status_code == 404
    assert StoryPage.objects.get(pk=other.pk).live


@pytest.mark.parametrize("sent", [{}, {"do": "erase"}, {"do": "withdraw"}, {"do": "withdraw", "story": "x"}])
def test_what_makes_no_sense_is_answered_404(client, story, sent):
    assert client.post(link(story), sent).status_code == 404


# Deciding ----------------------------------------------------------------------------------------------------------


def test_she_agrees_to_what_she_ticked_and_to_nothing_else(client, story):
    response = client.post(link(story), yes(story))
    assert response.status_code == 302
    entry = ConsentEntry.objects.get()
    assert (entry.kind, entry.by, entry.way, entry.recorded_by) == ("granted", "person", "link", None)
    assert (entry.elements, entry.media, entry.languages) == (["text"], ["web"], ["en"])
    assert (entry.name_level, entry.place_level, entry.read_in) == ("pseudonym", "none", "en")
    found = standing_of([story.translation_key])[story.translation_key]
    assert found.allows("text", "web", "en")
    assert not found.allows("picture", "web", "en")
    text = plain(client.get(link(story)))
    assert "Where This site" in text
    assert "Name Another name" in text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"elements": []}, "Please tick what may be shown."),
        ({"media": []}, "Please say where the story may appear."),
        ({"languages": []}, "Please choose one language at least."),
        ({"until": "2020-01-01"}, "This day has passed already."),
        ({"until": "2099-01-01"}, "Please choose a day within the next ten years."),
        ({"until": ""}, "This field is required."),
        ({"content": "0" * 64}, "The story was changed while you were reading it."),
        ({"elements": ["picture"]}, "Select a valid choice."),
        ({"languages": ["xx"]}, "Select a valid choice."),
    ],
)
def test_what_is_missing_is_said_and_what_was_ticked_is_kept(client, story, change, sentence):
    response = client.post(link(story), yes(story, **change))
    assert response.status_code == 422
    assert sentence in plain(response)
    assert not ConsentEntry.objects.exists()
    assert re.search(r'name="name_level" value="pseudonym"[^>]*checked', response.content.decode())


def test_a_parent_agrees_for_a_minor_and_says_that_both_want_it(client, story):
    """CASE 15: for somebody under 18 the link asks a parent or guardian."""
    story.contributor.adult_on = timezone.localdate() + timedelta(days=400)
    story.contributor.save()
    page = client.get(link(story)).content.decode()
    assert 'value="full"' not in page
    assert 'value="town"' not in page
    assert client.post(link(story), yes(story)).status_code == 422
    assert client.post(link(story), yes(story, guardian="on")).status_code == 422
    assert client.post(link(story), yes(story, guardian="on", knows="on")).status_code == 302
    entry = ConsentEntry.objects.get()
    assert entry.by == "guardian"
    assert "the young person" in entry.wording.text


def test_what_she_chose_the_last_time_is_ticked_the_next_time(client, story):
    client.post(link(story), yes(story))
    page = client.get(link(story)).content.decode()
    assert re.search(r'name="elements" value="text"[^>]*checked', page)
    assert re.search(r'name="media" value="web"[^>]*checked', page)
    assert not re.search(r'name="media" value="print"[^>]*checked', page)


def test_one_press_takes_it_back(client, campaign):
    story = story_page(campaign, agreed=True)
    address, url = link(story), story.url
    response = client.post(address, {"do": "withdraw", "story": str(story.translation_key)})
    assert response.status_code == 200
    assert "Your story is gone" in plain(response)
    assert b"<form" not in response.content.partition(b"<main")[2].partition(b"</main>")[0]
    assert not StoryPage.objects.exists()
    assert client.get(url).status_code == 410
    again = client.post(address, {"do": "withdraw", "story": str(story.translation_key)})
    assert "Your story is gone" in plain(again)
    assert "Nothing of yours is shown here any more" in plain(client.get(address))
    assert ConsentEntry.objects.filter(kind="withdrawn").count() == 1


def test_the_button_stands_before_everything_else(client, campaign):
    story = story_page(campaign, agreed=True)
    page = client.get(link(story)).content.decode()
    assert page.index('value="withdraw"') < page.index('value="agree"')
    assert page.index('value="withdraw"') < page.index("I start at nine in the evening.")


def test_a_story_that_nobody_agreed_to_can_be_refused_for_good(client, story):
    client.post(link(story), {"do": "withdraw", "story": str(story.translation_key)})
    assert not StoryPage.objects.exists()


def test_she_lets_it_go_on_without_her(client, campaign):
    story = story_page(campaign, agreed=True)
    response = client.post(link(story), {"do": "anonymise", "story": str(story.translation_key)})
    assert response.status_code == 302
    story.contributor.refresh_from_db()
    assert story.contributor.name == story.contributor.first_name == story.contributor.town == ""
    text = plain(client.get(link(story)))
    assert "The words go on, without name, place, picture and voice." in text
    shown = client.get(story.url)
    assert shown.status_code == 200
    assert "Samira" not in shown.content.decode()
    client.post(link(story), {"do": "withdraw", "story": str(story.translation_key)})
    assert not StoryPage.objects.exists()


def test_what_nobody_agreed_to_cannot_go_on(client, story):
    sent = {"do": "anonymise", "story": str(story.translation_key)}
    assert client.post(link(story), sent).status_code == 404


def test_she_keeps_a_copy_of_what_she_agreed_to(client, campaign):
    story = story_page(campaign, agreed=True)
    entry = agree(story, media=["web"])
    response = client.get(f"{link(story)}?copy={entry.pk}")
    text = response.content.decode()
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert "attachment" in response["Content-Disposition"]
    assert "Where: This site" in text
    assert "Can you take it back?" in text
    assert "At four in the morning nobody asks where I was born." in text
    other = story_page(campaign, agreed=True)
    theirs = ConsentEntry.objects.get(story=other.translation_key)
    for wrong in (theirs.pk, "x", "9" * 40, ""):
        assert client.get(f"{link(story)}?copy={wrong}").status_code == 404


def test_several_stories_are_decided_on_one_by_one(client, campaign):
    first = story_page(campaign, agreed=True)
    second = story_page(campaign, agreed=True, contributor=first.contributor)
    client.post(link(first), {"do": "withdraw", "story": str(first.translation_key)})
    assert list(StoryPage.objects.all()) == [second]
    first.contributor.refresh_from_db()
    assert first.contributor.name == "Samira Nightingale"
    assert "Taken back on" in plain(client.get(link(second)))


# In the browser ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(("language", "scripts"), [("en", False), ("ar", True)])
@pytest.mark.django_db(transaction=True)
def test_she_agrees_and_takes_back_in_the_browser_of_an_old_telephone(visitor, story, language, scripts):
    page = visitor.open(link(story, language), width=320, height=568, scripts=scripts)
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for name, value in (
        ("elements", "text"),
        ("media", "web"),
        ("languages", "en"),
        ("name_level", "pseudonym"),
    ):
        page.check(f'input[name="{name}"][value="{value}"]')
    with page.expect_navigation():
        page.click('button[value="agree"]')
    assert ConsentEntry.objects.get().name_level == "pseudonym"
    page.goto(link(story, language))
    page.wait_for_load_state()
    button = page.locator('button[value="withdraw"]')
    assert button.bounding_box()["y"] + button.bounding_box()["height"] <= 568
    button.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert not StoryPage.objects.exists()
    assert page.locator("main form").count() == 0


@pytest.mark.one_database
@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.django_db(transaction=True)
def test_nothing_is_wrong_with_how_the_link_looks_and_reads(visitor, story, language):
    from tests.machinery.looking import faults, look

    page = visitor.open(link(story, language), bypass_csp=True)
    page.wait_for_load_state()
    for width, dark in ((320, False), (1280, True)):
        look(page, width=width, dark=dark)
        assert faults(page) == []
