"""A story is taken back, or goes on without the person: nothing is left of it anywhere.

The words of the story occur nowhere else. They are looked for in every column of every table, in what caches and
processes remember, in every file, in every answer.
"""

from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from PIL import Image
from wagtail.models import Locale, Page, PageLogEntry, WorkflowState

from campaigns.domain.contributors import erase_unneeded
from campaigns.domain.standing import standing_of
from campaigns.domain.withdrawal import anonymise, obey, was_taken_back, withdraw, withdrawn_since
from campaigns.enums import StoryBasis
from campaigns.models import (
    CampaignPage,
    Captions,
    ConsentEntry,
    Contributor,
    MediaFile,
    ShareCard,
    StoryPage,
    Withdrawal,
)
from cms.domain.translations import load_translation
from cms.models import SiteImage
from tests.campaigns.consents import agree
from tests.campaigns.factories import (
    ContributorFactory,
    MemberFactory,
    StoryPageFactory,
    campaign_page,
    organisation_of,
    story_page,
)
from tests.classrooms.test_privacy import Places

pytestmark = pytest.mark.django_db(transaction=True)

#: One word each for what must go.
WORD, QUOTE, DRAFT, UKRAINIAN, HEARD = (
    "Quillfeather",
    "Brambleshade",
    "Oldversion",
    "Перекотиполе",
    "Marshwhisper",
)
PEOPLE = {
    "first_name": "Ysoldine",
    "name": "Ysoldine Hawksmoor",
    "town": "Thistlewick",
    "email": "ysoldine@example.org",
}
SECRETS = [WORD, QUOTE, DRAFT, UKRAINIAN, HEARD, *PEOPLE.values()]


def picture(colour: str, collection=None) -> SiteImage:
    out = BytesIO()
    Image.new("RGB", (640, 480), colour).save(out, "PNG")
    image = SiteImage(title=f"Portrait {colour}", file=ContentFile(out.getvalue(), name=f"{colour}.png"))
    if collection is not None:
        image.collection = collection
    image.save()
    return image


def shot(colour: str, alt: str) -> dict:
    return {"image": picture(colour), "alt": alt, "caption": alt, "credit": "", "of_person": True}


@pytest.fixture
def tree(site_tree):
    return site_tree("en", "uk")


@pytest.fixture
def told(tree):
    """A story in two languages with everything that may belong to one, live, and once revised."""
    campaign = campaign_page(tree["en"])
    organisation = organisation_of(campaign)
    media = MediaFile.objects.create(
        organisation=organisation,
        title=HEARD,
        file=ContentFile(b"OggS " + HEARD.encode(), name="voice.ogg"),
        media_type="audio/ogg",
        digest="1" * 64,
    )
    for language in ("en", "uk"):
        Captions.objects.create(
            media=media, language=language, transcript=f"{HEARD} she says.", vtt=f"WEBVTT\n\n{HEARD}"
        )
    story = StoryPageFactory(
        parent=campaign,
        title=f"The night of {DRAFT}",
        slug="the-night",
        basis=StoryBasis.CONSENT,
        contributor=ContributorFactory(organisation=organisation, pseudonym="", **PEOPLE),
        picture=picture("red"),
        body=[
            ("text", f"<p>{DRAFT}</p>"),
            ("picture", shot("blue", DRAFT)),
        ],
        published=False,
    )
    story.save_revision()
    story.title = f"The night of {WORD}"
    story.body = [
        ("text", f"<p>{WORD} at nine in the evening.</p>"),
        ("quote", {"key": "vein", "text": f"At four nobody asks {QUOTE}."}),
        ("picture", shot("green", WORD)),
        ("recording", {"recording": media.key, "title": HEARD}),
    ]
    story.save_revision()
    agree(story)
    story.save_revision().publish()
    story = StoryPage.objects.get(pk=story.pk)
    quoted = {"kind": "quote", "look": "paper", "story": "the-night", "quote": "vein", "words": ""}
    campaign = CampaignPage.objects.get(pk=campaign.pk)
    campaign.cards = [("card", quoted)]
    campaign.save_revision().publish()
    campaign.copy_for_translation(Locale.objects.get(language_code="uk"), copy_parents=True)
    _translate(story)
    for page in CampaignPage.objects.filter(translation_key=campaign.translation_key, live=False):
        page.save_revision().publish()
    return story


def _translate(story: StoryPage) -> None:
    translated = StoryPage.objects.get(pk=story.pk)
    translated.title = f"Ніч {UKRAINIAN}"
    translated.body = [
        {
            "type": block["type"],
            "id": block["id"],
            "value": f"<p>{UKRAINIAN}</p>" if block["type"] == "text" else _said(block["value"]),
        }
        for block in story.body.get_prep_value()
    ]
    load_translation(story, translated, Locale.objects.get(language_code="uk"))


def _said(value: dict) -> dict:
    return {
        name: UKRAINIAN if name in ("text", "title", "alt", "caption") and inner else inner
        for name, inner in value.items()
    }


def reads(client, path: str) -> str:
    response = client.get(path)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="replace")


def found() -> dict[str, set[str]]:
    places = Places()
    return {word: places.of(word) for word in SECRETS}


# Everything --------------------------------------------------------------------------------------------------------


def test_of_a_story_that_was_taken_back_nothing_is_left(told, client):
    """CASE 67: 410 at every address; pages, revisions, translations, renditions, documents, cards, search, feeds, API,
    caches are free of it, at once."""
    from campaigns.domain.cards import make_cards

    campaign = CampaignPage.objects.get(pk=told.get_parent().pk)
    urls = [page.url for page in StoryPage.objects.filter(translation_key=told.translation_key)]
    assert len(urls) == 2
    make_cards(campaign)
    cards = list(ShareCard.objects.filter(story=told.translation_key))
    pdf = client.get(f"{told.url}download/pdf/")
    assert pdf.status_code == 200
    b"".join(pdf.streaming_content)
    for url in urls:
        client.get(url)
    around = [
        campaign.url, f"{campaign.url}share/", "/en/", "/en/campaigns/", "/en/campaigns/feed/", "/en/sitemap.xml",
        f"/en/search/?q={WORD}", "/en/search/suggest/?q=Quill", "/api/campaigns/",
        f"/api/campaigns/{campaign.translation_key}/",
    ]  # fmt: skip
    before = {path: reads(client, path) for path in around}
    assert WORD in before[campaign.url]
    assert WORD in before[f"/en/search/?q={WORD}"]
    renditions = [*SiteImage.objects.values_list("renditions__file", flat=True)]
    assert all(word_places for word, word_places in found().items()), found()
    assert cards
    assert any(renditions)

    kept = withdraw(told.translation_key)

    for url in urls:
        for address in (url, f"{url}download/pdf/", f"{url}download/epub/"):
            response = client.get(address)
            assert response.status_code == 410, address
            assert "taken back by the person who told it" in response.content.decode() or url == urls[1]
    for card in cards:
        assert client.get(f"/embed/en/{card.key}/").status_code in (404, 410)
    for name in filter(None, renditions):
        assert client.get(f"/media/{name}").status_code == 404
        assert not (Path(settings.MEDIA_ROOT) / name).exists()
    Client().get("/en/campaigns/nothing-here/")  # a process that knows nothing yet looks, and forgets
    left = found()
    assert left == {word: set() for word in SECRETS}
    folded = Places()  # words as the search index keeps them
    assert [folded.of(word.casefold()) for word in (WORD, QUOTE, UKRAINIAN)] == [set(), set(), set()]
    for path in around:
        text = reads(client, path).replace(f"?q={WORD}", "").replace(f'value="{WORD}"', "")
        assert told.title not in text, path
        assert not any(word in text for word in SECRETS if word != WORD), path
        assert told.url not in text, path
    assert not SiteImage.objects.exists()
    assert not MediaFile.objects.exists()
    assert kept.cards == sorted(card.key for card in cards)
    assert ConsentEntry.objects.order_by("-pk").first().kind == "withdrawn"


def test_what_is_kept_of_it_names_nobody(told):
    kept = withdraw(told.translation_key)
    assert kept.story == told.translation_key
    assert all(len(path) == 64 for path in kept.paths)
    contributor = Contributor.objects.get()
    assert contributor.erased_at
    assert not any(getattr(contributor, name) for name in PEOPLE)
    assert not PageLogEntry.objects.filter(label__contains="The night of").exists()


def test_a_story_is_taken_back_once(told, mailoutbox):
    member = MemberFactory(organisation=organisation_of(told.get_parent().specific)).user
    first = withdraw(told.translation_key)
    assert withdraw(told.translation_key) == first
    assert Withdrawal.objects.count() == 1
    assert [mail.to for mail in mailoutbox] == [[member.email]]
    assert WORD not in mailoutbox[0].body + mailoutbox[0].subject


def test_what_never_was_cannot_be_taken_back(tree):
    from uuid import uuid4

    assert withdraw(uuid4()) is None


def test_former_addresses_say_the_same(told, client):
    """CASE 67: also an address that the story had before."""
    old = told.url
    told.slug = "another-night"
    told.save_revision().publish()
    told.refresh_from_db()
    assert client.get(old).status_code in (301, 302)
    withdraw(told.translation_key)
    assert client.get(told.url).status_code == 410
    assert client.get(old).status_code == 410
    assert client.get(told.url.rstrip("/"), follow=True).status_code == 410
    assert client.get(told.get_parent().url).status_code == 200


def test_what_others_tell_stays(told, client):
    other = story_page(CampaignPage.objects.get(pk=told.get_parent().pk), agreed=True, picture=told.picture)
    withdraw(told.translation_key)
    assert client.get(other.url).status_code == 200
    assert SiteImage.objects.get() == told.picture
    assert not was_taken_back(other.url)


def test_a_picture_without_the_person_stays_where_others_show_it(tree, client):
    view = picture("yellow")
    campaign = campaign_page(tree["en"], picture=view)
    story = story_page(
        campaign,
        agreed=True,
        body=[("picture", {"image": view, "of_person": False}), ("picture", {"image": picture("red")})],
    )
    call_command("rebuild_references_index", stdout=StringIO())
    withdraw(story.translation_key)
    assert list(SiteImage.objects.all()) == [view]


def test_a_draft_in_review_goes_with_its_review(told):
    from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

    task = GroupApprovalTask.objects.create(name="Look")
    workflow = Workflow.objects.create(name="Review")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    workflow.start(told, MemberFactory().user)
    withdraw(told.translation_key)
    assert not WorkflowState.objects.exists()
    assert not Page.objects.filter(translation_key=told.translation_key).exists()


def test_the_ids_of_what_was_taken_back_are_told_since_a_moment(told):
    before = timezone.now() - timedelta(minutes=1)
    kept = withdraw(told.translation_key)
    assert list(withdrawn_since()) == list(withdrawn_since(before)) == [kept]
    assert list(withdrawn_since(timezone.now() + timedelta(minutes=1))) == []


def test_a_page_at_the_same_address_later_is_shown(told, client):
    url = told.url
    campaign = CampaignPage.objects.get(pk=told.get_parent().pk)
    withdraw(told.translation_key)
    story_page(campaign, slug="the-night")
    assert client.get(url).status_code == 200


def test_a_backup_that_was_put_back_is_taken_back_again(told, client):
    """CASE 66: a restore applies it again, by the job of every minute."""
    Withdrawal.objects.create(
        story=told.translation_key, organisation=organisation_of(told.get_parent().specific)
    )
    assert obey() == 1
    assert not StoryPage.objects.exists()


def test_a_list_kept_beside_the_backups_takes_it_back_again(told):
    """CASE 66: the backup is older than the withdrawal; the list that was printed since knows it."""
    kept = withdraw(told.translation_key)
    out = StringIO()
    call_command("withdrawals", "list", stdout=out)
    assert str(kept.story) in out.getvalue()
    assert not any(word in out.getvalue() for word in SECRETS)


def test_a_list_brings_back_what_a_restored_backup_does_not_know(told, tmp_path):
    organisation = organisation_of(told.get_parent().specific)
    line = (
        f'{{"story": "{told.translation_key}", "organisation": "{organisation.key}", '
        '"at": "2026-11-26T10:00:00+00:00", "paths": ["abc"], "cards": ["x"]}\n'
    )
    file = tmp_path / "list"
    file.write_text(line)
    call_command("withdrawals", "apply", file=str(file), stdout=StringIO())
    assert not StoryPage.objects.exists()
    kept = Withdrawal.objects.get()
    assert "abc" in kept.paths
    call_command("withdrawals", "apply", file=str(file), stdout=StringIO())
    assert Withdrawal.objects.count() == 1


# Going on without the person ---------------------------------------------------------------------------------------


def test_a_story_goes_on_without_the_person(told, client):
    """Name, place, picture, voice are gone from pages, drafts, files and caches; the words stay, in each language."""
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    for page in StoryPage.objects.all():
        client.get(page.url)
    anonymise(told.translation_key)
    left = found()
    gone = {word: left[word] for word in (*PEOPLE.values(), HEARD, DRAFT)}
    assert gone == {word: set() for word in gone}
    for page, word in zip(StoryPage.objects.order_by("pk"), (WORD, UKRAINIAN), strict=True):
        text = reads(client, page.url)
        assert word in text
        assert "<img" not in text.partition("<main")[2].partition("</main>")[0] or page.picture is None
        assert page.picture is None
        assert {block.block_type for block in page.body} == {"text", "quote"}
    assert not SiteImage.objects.exists()
    assert not MediaFile.objects.exists()
    assert Contributor.objects.get().erased_at
    assert standing_of([told.translation_key])[told.translation_key].allows("text", "web", "uk")
    assert obey() == 0


def test_a_draft_that_waits_goes_on_without_the_person_too(told):
    told.lead = "A draft that waits."
    told.save_revision()
    anonymise(told.translation_key)
    page = StoryPage.objects.get(pk=told.pk)
    assert page.live
    waiting = page.get_latest_revision_as_object()
    assert waiting.lead == "A draft that waits."
    assert waiting.picture is None
    assert {block.block_type for block in waiting.body} == {"text", "quote"}
    assert page.lead != "A draft that waits."


def test_what_another_figure_needs_does_not_keep_the_person_on_the_page(told, monkeypatch):
    from campaigns.validators import checks

    checks.register("evidence: never", lambda page: ["Never again."])
    try:
        anonymise(told.translation_key)
    finally:
        checks.unregister("evidence: never")
    assert StoryPage.objects.get(pk=told.pk).picture is None


def test_her_name_stays_while_another_story_of_hers_shows_it(told):
    other = story_page(
        CampaignPage.objects.get(pk=told.get_parent().pk), agreed=True, contributor=told.contributor
    )
    anonymise(told.translation_key)
    assert Contributor.objects.get().first_name == "Ysoldine"
    anonymise(other.translation_key)
    assert Contributor.objects.get().first_name == ""


# Data that nothing needs -------------------------------------------------------------------------------------------


def test_who_has_no_story_any_more_is_forgotten(told):
    """CASE 66: what is known of a contributor goes when no story needs it, also when members deleted the page."""
    for page in StoryPage.objects.order_by("-pk"):
        page.delete()
    waiting = ContributorFactory(organisation=told.contributor.organisation)
    assert erase_unneeded() == 1
    assert not Contributor.objects.get(pk=told.contributor_id).first_name
    assert Contributor.objects.get(pk=waiting.pk).first_name
    Contributor.objects.filter(pk=waiting.pk).update(made_at=timezone.now() - timedelta(days=181))
    assert erase_unneeded() == 1


# Pictures ----------------------------------------------------------------------------------------------------------


def test_no_browser_keeps_a_picture_of_an_organisation_for_long(tree, client):
    from wagtail.models import Collection

    own = Collection.get_first_root_node().add_child(name="Lantern")
    names = {
        kind: image.get_rendition("max-480x1600|format-webp").file.name
        for kind, image in (("own", picture("red", own)), ("site", picture("blue")))
    }
    assert names["own"].startswith("retractable/")
    assert names["site"].startswith("images/")
    kept = {kind: client.get(f"/media/{name}")["Cache-Control"] for kind, name in names.items()}
    assert kept == {"own": "public, max-age=60", "site": "public, max-age=31536000, immutable"}


def test_the_page_of_what_was_taken_back_is_calm_and_its_address_is_written_down_nowhere(told, caplog):
    url = told.url
    withdraw(told.translation_key)
    caplog.clear()
    response = Client().get(url)
    assert not caplog.records
    text = response.content.decode()
    assert "This story was taken back by the person who told it" in text
    assert 'name="robots" content="noindex"' in text
    assert response["Cache-Control"] == "no-cache"
