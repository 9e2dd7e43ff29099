"""Attacks on stories, organisations and doors that are open to anybody, each as somebody would try it."""

import json
import logging
import time
import tracemalloc
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from threading import Thread

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from wagtail.actions.copy_page import CopyPageAction, CopyPagePermissionError
from wagtail.actions.create_alias import CreatePageAliasAction, CreatePageAliasPermissionError
from wagtail.models import Page, ReferenceIndex
from wagtail.test.utils.form_data import nested_form_data, streamfield

from campaigns.domain.described import written
from campaigns.domain.withdrawal import withdraw
from campaigns.forms.claims import ClaimForm
from campaigns.lint import says_again, terms_of
from campaigns.models import (
    CampaignPage,
    ConsentEntry,
    Contributor,
    MediaFile,
    OrganisationPage,
    StoryPage,
    Withdrawal,
)
from campaigns.numbers import find_numbers
from campaigns.recordings import RecordingError, clean_recording, ogg
from campaigns.recordings.captions import CaptionsError, read_captions
from cms.audit import AuditEntry
from cms.domain.queries.reports import About
from cms.domain.queries.site import address
from cms.domain.reports import receive_report
from cms.logs import NotOfPupils
from cms.models import SiteImage, User
from cms.worker import publish_scheduled
from tests.campaigns.consents import agree
from tests.campaigns.factories import (
    CampaignPageFactory,
    ContributorFactory,
    OrganisationFactory,
    StoryPageFactory,
    campaign_page,
    story_page,
)
from tests.campaigns.films import box, full
from tests.campaigns.people import approved, person, signed_in

#: Characters of hostile text, and seconds: the bounds are wide, for what explodes takes minutes.
LONG, PATIENCE = 30_000, 20


@pytest.fixture
def tree(site_tree):
    return site_tree("en", "uk")


@pytest.fixture
def two(tree):
    """Two organisations with a campaign and a collection each, and a member of the first who is signed in."""
    sides = []
    for name in ("Lantern Youth", "Harbour Voices"):
        lead = person(f"Lead {name.split()[0]}", factor=True)
        organisation = approved(tree, name, lead=lead)
        above = OrganisationPage.objects.get(translation_key=organisation.page_key, locale=tree["en"].locale)
        sides.append((organisation, CampaignPageFactory(parent=above), lead))
    return sides


def picture(collection=None) -> SiteImage:
    out = BytesIO()
    Image.new("RGB", (320, 240), "red").save(out, "PNG")
    image = SiteImage(title="Portrait of Ysoldine", file=ContentFile(out.getvalue(), name="portrait.png"))
    if collection is not None:
        image.collection = collection
    image.save()
    return image


def story_form(**values) -> dict:
    """Return what the administration's form of a story sends."""
    return nested_form_data(
        {
            "title": "A night at the harbour",
            "slug": "a-night",
            "format": "story",
            "basis": "consent",
            "contributor": "",
            "lead": "",
            "guidance": "",
            "picture": "",
            "body": streamfield([]),
            "sources": streamfield([]),
            "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": ""},
        }
        | values
    )


# Reaching into another organisation --------------------------------------------------------------------------------


def test_a_story_s_form_knows_the_contributors_of_its_own_organisation_alone(two):
    """Case 11. The list of another organisation's contributors would be a list of names."""
    (ours, campaign, lead), (theirs, *_) = two
    ContributorFactory(organisation=theirs, name="Ysoldine Hawksmoor", pseudonym="", first_name="Ysoldine")
    gone = ContributorFactory(organisation=ours, pseudonym="Quillfeather", erased_at=timezone.now())
    own = ContributorFactory(organisation=ours, pseudonym="Marlowe")
    client = signed_in(lead)
    add = reverse("wagtailadmin_pages:add", args=("campaigns", "storypage", campaign.pk))
    story = StoryPageFactory(parent=campaign, contributor=own, basis="consent", published=False)
    edit = reverse("wagtailadmin_pages:edit", args=[story.pk])
    for where in (add, edit):
        answer = client.get(where)
        assert answer.status_code == 200
        assert "Ysoldine" not in answer.content.decode()
        assert list(answer.context["form"].fields["contributor"].queryset) == [own]
    assert gone.erased_at


def test_another_organisation_s_contributor_cannot_be_posted(two):
    """Cases 10, 11."""
    (_ours, campaign, lead), (theirs, *_) = two
    alien = ContributorFactory(organisation=theirs)
    client = signed_in(lead)
    add = reverse("wagtailadmin_pages:add", args=("campaigns", "storypage", campaign.pk))
    answer = client.post(add, story_form(contributor=alien.pk))
    assert answer.status_code == 200
    assert "contributor" in answer.context["form"].errors
    assert not StoryPage.objects.exists()


@pytest.mark.parametrize("place", ["picture", "block"])
def test_another_organisation_s_picture_cannot_be_shown_by_its_number(two, place):
    """Cases 11, 57. The editor and the preview would show it."""
    (ours, campaign, lead), (theirs, *_) = two
    client = signed_in(lead)
    add = reverse("wagtailadmin_pages:add", args=("campaigns", "storypage", campaign.pk))

    def form(image) -> dict:
        if place == "picture":
            return story_form(picture=image.pk)
        block = {"image": image.pk, "alt": "A face", "caption": "", "credit": "", "of_person": "on"}
        return story_form(body=streamfield([("picture", block)]))

    alien, own = picture(theirs.collection), picture(ours.collection)
    assert client.post(add, form(alien)).status_code == 404
    preview = reverse("wagtailadmin_pages:preview_on_add", args=("campaigns", "storypage", campaign.pk))
    assert client.post(preview, form(alien)).status_code == 404
    assert not StoryPage.objects.exists()
    assert client.post(add, form(own)).status_code == 302
    story = StoryPage.objects.get()
    edit = reverse("wagtailadmin_pages:edit", args=[story.pk])
    assert client.post(edit, form(alien)).status_code == 404


def test_a_picture_that_is_on_the_page_already_may_stay_there(two):
    """Whoever reviews or edits keeps what is there, wherever it lies."""
    (_ours, campaign, lead), (theirs, *_) = two
    alien = picture(theirs.collection)
    story = StoryPageFactory(parent=campaign, picture=alien, published=False, basis="consent")
    edit = reverse("wagtailadmin_pages:edit", args=[story.pk])
    assert signed_in(lead).post(edit, story_form(picture=alien.pk)).status_code == 302


def test_taking_back_a_story_deletes_nothing_of_another_organisation(two):
    """Case 67. A page names pictures and recordings by numbers and keys: whoever writes it may write any."""
    (ours, campaign, _lead), (theirs, *_) = two
    alien, own, shared, free = picture(theirs.collection), picture(ours.collection), picture(), picture()
    campaign.picture = shared
    campaign.save()
    ReferenceIndex.create_or_update_for_object(campaign)
    voice = MediaFile.objects.create(
        organisation=theirs,
        title="A voice",
        file=ContentFile(b"OggS", name="voice.ogg"),
        media_type="audio/ogg",
        digest="1" * 64,
    )

    def shot(image):
        return ("picture", {"image": image, "alt": "A face", "caption": "", "credit": "", "of_person": True})

    story = StoryPageFactory(
        parent=campaign,
        basis="consent",
        contributor=ContributorFactory(organisation=ours),
        picture=own,
        body=[
            shot(alien),
            shot(shared),
            shot(free),
            ("recording", {"recording": voice.key, "title": "A voice"}),
        ],
        published=False,
    )
    story.save_revision()
    withdraw(story.translation_key)
    assert set(SiteImage.objects.values_list("pk", flat=True)) == {alien.pk, shared.pk}
    assert MediaFile.objects.filter(pk=voice.pk).exists()


def test_a_page_is_not_moved_below_another_organisation_s(two):
    """Case 11."""
    (_ours, campaign, lead), (_theirs, other, _) = two
    story = StoryPageFactory(parent=campaign, published=False)
    address = reverse("wagtailadmin_pages:move_confirm", args=[story.pk, other.pk])
    assert signed_in(lead).post(address).status_code == 404
    assert StoryPage.objects.get(pk=story.pk).get_parent().pk == campaign.pk


# Words that would outlive a withdrawal -----------------------------------------------------------------------------


def test_stories_are_not_copied(two):
    """Case 67. A copy has another translation_key: her words would stay when she takes them back."""
    (_ours, campaign, lead), _ = two
    story = story_page(campaign, agreed=True)
    boss = User.objects.create_superuser("boss@example.org", "river tree cloud seven")
    for user in (lead, boss):
        assert not Page.objects.get(pk=story.pk).permissions_for_user(user).can_copy()
        with pytest.raises(CopyPagePermissionError):
            CopyPageAction(page=story, to=campaign, user=user, update_attrs={"slug": "copy"}).execute()
    with pytest.raises(CreatePageAliasPermissionError):
        CreatePageAliasAction(story, parent=campaign, user=boss, update_slug="copy").execute()
    form = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": campaign.pk}
    signed_in(lead).post(reverse("wagtailadmin_pages:copy", args=[story.pk]), form)
    assert StoryPage.objects.count() == 1


@pytest.mark.parametrize("alias", ["", "on"])
def test_a_campaign_is_copied_without_its_stories(two, alias):
    """Case 67."""
    (_ours, campaign, lead), _ = two
    story_page(campaign, agreed=True)
    boss = User.objects.create_superuser("boss@example.org", "river tree cloud seven")
    above = campaign.get_parent()
    form = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": above.pk, "alias": alias}
    address = reverse("wagtailadmin_pages:copy", args=[campaign.pk])
    for user in (lead, boss):
        signed_in(user).post(address, form | {"copy_subpages": "on"})
        assert (CampaignPage.objects.filter(slug="copy").count(), StoryPage.objects.count()) == (0, 1)
    for page in (above, above.get_parent()):
        assert not page.permissions_for_user(boss).can_copy_to(page.get_parent(), recursive=True)
    if not alias:
        signed_in(lead).post(address, form)
        assert CampaignPage.objects.filter(slug="copy").count() == 1


def test_what_may_not_be_published_holds_up_nothing_else(tree):
    """Cases 67, 68. A story was to appear by the clock and is not agreed to any more."""
    campaign = campaign_page(tree["en"])
    story = story_page(campaign, agreed=True, published=False)
    invented = story_page(campaign, published=False)
    soon = timezone.now() + timedelta(hours=1)
    for page in (story, invented):
        page.go_live_at = soon
        page.save_revision(approved_go_live_at=soon)
    agree(story, until=timezone.localdate() + timedelta(days=1))
    past = timezone.now() - timedelta(minutes=1)
    Contributor.objects.update(adult_on=timezone.localdate() + timedelta(days=400))
    for page in (story, invented):
        revision = page.get_latest_revision()
        revision.content["go_live_at"] = past.isoformat()
        revision.approved_go_live_at = past - timedelta(minutes=page is story)
        revision.save()
    with pytest.raises(ValidationError):
        story.get_latest_revision().publish()
    publish_scheduled()
    assert not StoryPage.objects.get(pk=story.pk).live
    assert StoryPage.objects.get(pk=invented.pk).live
    assert StoryPage.objects.get(pk=story.pk).get_latest_revision().approved_go_live_at is None


def test_the_audit_trail_does_not_know_what_a_story_was_called(tree, client):
    """Case 67. The address in a notice holds the title."""
    story = story_page(
        campaign_page(tree["en"]), agreed=True, title="Ysoldine at night", slug="ysoldine-at-night"
    )
    about = About(path=address(story.url_path), page=story)
    report = receive_report(about, reason="false", text="No.", email="", language="en")
    withdraw(story.translation_key)
    report.refresh_from_db()
    assert (report.title, report.path) == ("", "")
    kept = json.dumps(list(AuditEntry.objects.values_list("details", flat=True)))
    assert "soldine" not in kept


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one write after the other")
def test_two_who_take_back_the_same_story_at_once(tree):
    """Cases 26, 67. The second hears the same as the first, and the ledger has one line."""
    story = story_page(campaign_page(tree["en"]), agreed=True)
    heard: list = []

    def press():
        try:
            heard.append(withdraw(story.translation_key))
        except Exception as fault:
            heard.append(fault)
        finally:
            connection.close()

    presses = [Thread(target=press) for _number in range(4)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    kept = Withdrawal.objects.get()
    assert heard == [kept] * 4
    assert ConsentEntry.objects.filter(story=story.translation_key, kind="withdrawn").count() == 1


# Doors -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/en/consent/abc/", "/en/pledge/abc/", "/en/organisation/invitation/abc/", "/en/report/abc/"]
)
def test_no_warning_writes_down_the_secret_of_a_private_link(path):
    """Case 55. A form sent without its token, or by a wrong method, is a warning with the address in it."""
    line = logging.LogRecord(
        "django.security.csrf", logging.WARNING, "", 1, "Forbidden (%s): %s", ("CSRF", path), None
    )
    assert not NotOfPupils().filter(line)


@pytest.mark.parametrize("name", ["consent", "pledge_own", "organisation_invitation"])
def test_private_links_take_nothing_without_the_form_s_token(name, tree):
    """Case 52."""
    story = story_page(campaign_page(tree["en"]), agreed=True)
    link = reverse(name, args=[story.contributor.token])
    wish = {"do": "withdraw", "story": story.translation_key}
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post(link, wish).status_code == 403
    assert stranger.get(link, wish).status_code in (200, 302, 404)
    assert StoryPage.objects.filter(pk=story.pk).exists()


def test_a_title_does_not_end_the_script_that_describes_it():
    """Case 48."""
    said = written([{"name": '</script><script>alert(1)</script><!--\u2028&amp;"'}])
    assert said.count("<") == 2
    assert json.loads(said.partition(">")[2].rpartition("<")[0])["name"].startswith("</script>")


@pytest.mark.parametrize(
    "value", ["NaN", "sNaN", "Infinity", "-Infinity", "1e400", "1e-400", "1e1000000", "9" * 5000, "٣" * 30]
)
def test_a_claim_s_value_is_a_finite_number(value, db):
    form = ClaimForm({"value": value, "kind": "number", "key": "x"}, organisation=OrganisationFactory())
    form.is_valid()
    found = form.cleaned_data.get("value")
    assert "value" in form.errors or (isinstance(found, Decimal) and found.is_finite())


HOSTILE = {
    "digits": "1" * LONG,
    "groups": "123 " * (LONG // 4),
    "words": "one " * (LONG // 4),
    "compounds": "twenty-one and " * (LONG // 15),
    "french": "un beau livre sur " * (LONG // 18),
    "arabic": "واحد و " * (LONG // 7),
    "spaces": "واحد" + " " * LONG,
    "brackets": "[[a" * (LONG // 3),
    "address": "a" * LONG,
    "signs": "@a" * (LONG // 2),
    "telephone": "+1 " * (LONG // 3),
    "blanks": "+1" + " (" * (LONG // 2),
    "isbn": "ISBN" + " " * LONG,
    "marks": "1" + "\u0301" * LONG,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_read_in_time(name):
    """Case 81."""
    began = time.monotonic()
    for language in ("en", "ar"):
        find_numbers(HOSTILE[name], language)
    says_again(HOSTILE[name], HOSTILE[name])
    for term in terms_of("en"):
        term.pattern.search(HOSTILE[name])
    assert time.monotonic() - began < PATIENCE


@pytest.mark.parametrize(
    "cue",
    ["<" * LONG, "<v " * (LONG // 3), "<v" + ".a" * (LONG // 2), "<v.a" * (LONG // 4), "&amp;" * (LONG // 5)],
)
def test_hostile_captions_are_refused_in_time(cue):
    """Case 45."""
    began = time.monotonic()
    with pytest.raises(CaptionsError):
        read_captions(f"WEBVTT\n\n00:01.000 --> 00:04.000\n{cue}\n")
    assert time.monotonic() - began < PATIENCE


@pytest.mark.parametrize("hours", ["9" * 30, "9" * 5000])
def test_captions_with_endless_hours_are_refused(hours):
    """Case 45. A number of more than 4,300 digits is none to Python."""
    with pytest.raises(CaptionsError):
        read_captions(f"WEBVTT\n\n{hours}:00:01.000 --> {hours}:00:04.000\nWords\n")


def test_recordings_made_to_fill_the_memory_are_refused():
    """Cases 43, 45. What a file of a few megabytes would become in memory grows no faster than the file."""
    film = box(b"ftyp", b"isom", bytes(4), b"isom")
    many = film + box(b"moov") + box(b"mdat") * 5000
    with pytest.raises(RecordingError):
        clean_recording(many)
    table = full(b"stco", (4_000_000).to_bytes(4, "big"), bytes(16_000_000))
    sound = full(b"hdlr", bytes(4), b"soun", bytes(12))
    track = box(b"trak", box(b"mdia", sound, box(b"minf", box(b"stbl", table))))
    with pytest.raises(RecordingError):
        clean_recording(film + box(b"moov", track) + box(b"mdat"))


def test_an_ogg_file_of_empty_packets_is_read_without_keeping_them():
    """Cases 43, 45. A page of 282 bytes may hold 255 packets: a whole file of them would be tens of millions."""
    head = b"OggS\0\0" + bytes(8) + b"\1\0\0\0" + bytes(8)
    page = bytearray(head + b"\xff" + bytes(255))
    page[22:26] = ogg._seal_of(page, ogg.Page(0, 1, 282, 282))
    tracemalloc.start()
    with pytest.raises(RecordingError):
        clean_recording(bytes(page) * 4000)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 12 * len(page) * 4000
