"""Voice and video: without place, device and time; heard only where the ledger allows it; piece by piece."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.domain import recordings as verbs
from campaigns.domain.pausing import pause
from campaigns.models import Captions, MediaFile
from campaigns.recordings import MOST_BYTES, RecordingError, clean_recording
from campaigns.recordings.captions import CaptionsError, clean_captions, read_captions
from campaigns.validators import problems_of
from cms.models import AuditEntry, User
from tests.campaigns import films
from tests.campaigns.consents import agree
from tests.campaigns.factories import (
    MemberFactory,
    OrganisationFactory,
    campaign_page,
    organisation_of,
    story_page,
)

ALL = {
    "film": (films.mp4(), "video/mp4"),
    "film with long times": (films.mp4(version=1), "video/mp4"),
    "voice": (films.mp4(sound_only=True, places=False), "audio/mp4"),
    "webm": (films.webm(), "video/webm"),
    "webm of a browser": (films.webm(live=True), "video/webm"),
    "voice in webm": (films.webm(track_type=2), "audio/webm"),
    "mp3": (films.mp3(), "audio/mpeg"),
    "opus": (films.ogg(), "audio/ogg"),
    "vorbis": (films.ogg(vorbis=True), "audio/ogg"),
}
VTT = "WEBVTT\n\n00:01.000 --> 00:04.000\nI start at nine.\n"


# What is taken out ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ALL)
def test_place_device_and_time_are_gone_and_what_is_heard_is_there(name):
    """Case 44."""
    content, media_type = ALL[name]
    assert films.PLACE in content
    assert films.NAME in content
    cleaned = clean_recording(content)
    assert cleaned.media_type == media_type
    for word in films.WORDS:
        assert word not in bytes(cleaned.content)
    assert films.WHEN.to_bytes(4, "big") not in bytes(cleaned.content)
    for sample in (b"PICTURE" * 10, b"SOUND" * 20, films.FRAME * 4):
        assert (sample in content) == (sample in bytes(cleaned.content))


@pytest.mark.parametrize("name", sorted(set(ALL) - {"mp3"}))
def test_every_offset_stays_right(name):
    """Nothing moves: players find sound and pictures by their place in the file."""
    content, _media_type = ALL[name]
    cleaned = bytes(clean_recording(content).content)
    assert len(cleaned) == len(content)
    for sample in (b"PICTURE" * 10, b"SOUND" * 20, b"LATER" * 9):
        assert cleaned.find(sample) == content.find(sample)


@pytest.mark.parametrize("name", ALL)
def test_what_was_cleaned_is_still_a_recording_and_is_left_as_it_is(name):
    cleaned = clean_recording(ALL[name][0])
    again = clean_recording(bytes(cleaned.content))
    assert bytes(again.content) == bytes(cleaned.content)
    assert again.media_type == cleaned.media_type


def test_a_track_of_places_goes_with_all_that_it_recorded():
    """Case 44: cameras and telephones write where they are once a second, as a track beside sound and pictures."""
    with_places = films.mp4()
    cleaned = bytes(clean_recording(with_places).content)
    assert cleaned.count(b"trak") == with_places.count(b"trak") - 1
    assert b"LATER" * 9 in cleaned


def test_an_mp3_is_its_frames_and_nothing_else():
    """Case 41: what stands between them goes as well."""
    cleaned = clean_recording(films.mp3(between=b"<script>alert(1)</script>"))
    assert bytes(cleaned.content) == films.FRAME * 6


def test_the_pages_of_an_ogg_file_are_sealed_anew():
    cleaned = bytes(clean_recording(films.ogg()).content)
    start = cleaned.find(b"OggS", 4)
    end = cleaned.find(b"OggS", start + 4)
    assert films.sealed(cleaned[start:end]) == cleaned[start:end]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script></html>",
        b"%PDF-1.7 ...",
        b"\x89PNG\r\n\x1a\n" + bytes(40),
        b"PK\x03\x04" + bytes(60),
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"RIFF" + bytes(4) + b"WAVE" + bytes(40),
        b"ID3\x03\0\0\0\0\0\x05hello<script>",
        films.mp4(tail=b"<html><script>alert(1)</script></html>"),
        films.mp4()[:-30],
        films.box(b"ftyp", b"isom", bytes(4), b"<scr", b"ipt>") + films.mp4(),
        films.box(b"ftyp", b"isom", bytes(4)),
        films.webm(doc_type=b"<html>"),
        films.webm(track_type=17),
        films.webm()[:-7],
        films.webm() + b"<script>",
        films.ogg() + b"<script>",
        films.ogg()[:-3],
        films.ogg_page(b"fishead\0" + bytes(56), 1, 0, 2),
        films.mp3(frames=2)[:300],
    ],
)  # fmt: skip
def test_what_is_no_recording_damaged_or_two_things_at_once_is_refused_with_a_sentence(content):
    """Cases 40, 41, 45: known by its content, whatever it is called."""
    with pytest.raises(RecordingError) as refused:
        clean_recording(content)
    assert str(refused.value).endswith((".", "work."))


def test_a_recording_that_refers_to_another_file_is_refused():
    """Case 62: no player is sent anywhere."""
    linked = films.mp4().replace(films.full(b"url ", flags=1), films.full(b"url ", flags=0))
    with pytest.raises(RecordingError, match="several files"):
        clean_recording(linked)


@pytest.mark.parametrize("format", [films.mp4(), films.webm(), films.ogg(), films.mp3()])
def test_any_broken_byte_is_refused_with_a_sentence_or_cleaned_but_never_an_error(format):
    """Case 41: whatever a file says of its own lengths."""
    for place in range(0, len(format), 3):
        for byte in (0x00, 0xFF, 0x7F):
            broken = format[:place] + bytes([byte]) + format[place + 1 :]
            try:
                cleaned = clean_recording(broken)
            except RecordingError:
                continue
            assert len(cleaned.content) <= len(broken)


# Captions ---------------------------------------------------------------------------------------------------------


def test_captions_are_kept_as_plain_cues():
    """Case 48."""
    text = (
        "\ufeffWEBVTT - my film\r\n\r\nSTYLE\r\n::cue { background: url(https://evil.example) }\r\n\r\n"
        "NOTE mine\r\n\r\n"
        "first\r\n00:00:01.000 --> 00:00:02.500 align:start position:0%\r\n"
        "<v Rania>Good <i>morning</i> <c.red>all</c><script>alert(1)</script> & you <b>there</b></v>\r\n"
    )
    assert clean_captions(text) == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\n"
        "<v Rania>Good <i>morning</i> allalert(1) &amp; you <b>there</b></v>\n"
    )


def test_captions_cleaned_twice_are_the_same():
    once = clean_captions("WEBVTT\n\n00:01.000 --> 00:02.000\nSalt & pepper < fish\n")
    assert clean_captions(once) == once


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Hello", "Line 1: captions begin with the word WEBVTT"),
        ("WEBVTT\n\n00:01 --> 00:04\nHello\n", "Line 3: a time is written like this"),
        ("WEBVTT\n\n1\nHello\n", "Line 3: here should stand a time"),
        ("WEBVTT\n\n00:04.000 --> 00:01.000\nHello\n", "Line 3: this caption ends before it begins."),
        ("WEBVTT\n\n00:05.000 --> 00:06.000\nA\n\n00:01.000 --> 00:02.000\nB\n", "Line 6: this caption begins before"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n<i></i>\n", "Line 4: this caption has no words."),
        ("WEBVTT\n", "There is no caption here yet."),
    ],
)  # fmt: skip
def test_faults_in_captions_are_told_with_the_number_of_the_line(text, sentence):
    with pytest.raises(CaptionsError) as refused:
        read_captions(text)
    assert refused.value.sentences[0].startswith(sentence)


# At the desk ------------------------------------------------------------------------------------------------------


@pytest.fixture
def campaign(site_tree, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    return campaign_page(site_tree("en", "uk")["en"])


@pytest.fixture
def member(campaign):
    return MemberFactory(organisation=organisation_of(campaign)).user


def kept(campaign, member, content=ALL["film"][0], title="Night shift") -> MediaFile:
    file = ContentFile(content, name="IMG at Anas home.mov")
    return verbs.add_recording(organisation_of(campaign), actor=member, title=title, file=file)


def told_by_voice(campaign, media, **values):
    body = [
        ("text", "<p>I start at nine.</p>"),
        ("recording", {"recording": media.key, "title": "Night shift"}),
    ]
    return story_page(campaign, body=body, **values)


def captioned(media, member, language="en") -> None:
    verbs.change_captions(media, actor=member, language=language, vtt=VTT, transcript="I start at nine.")


def address(media, file="recording.mp4", language="en") -> str:
    return f"/{language}/campaigns/recordings/{media.key}/{file}"


@pytest.mark.django_db
def test_a_member_adds_a_recording_and_finds_it_without_what_it_told(client, campaign, member):
    """Cases 44, 45: under a name of ours, whatever it was called and said to be."""
    organisation = organisation_of(campaign)
    client.force_login(member)
    door = reverse("recordings", args=[organisation.key])
    upload = SimpleUploadedFile("..%2f..%2fana\x00.php", ALL["film"][0], content_type="text/html")
    answer = client.post(door, {"title": "Night shift", "file": upload})
    media = MediaFile.objects.get()
    assert answer.headers["Location"] == reverse("recording_edit", args=[organisation.key, media.pk])
    assert (media.media_type, media.organisation) == ("video/mp4", organisation)
    assert media.file.name.startswith("recordings/")
    assert media.file.name.endswith(".mp4")
    assert "ana" not in media.file.name
    with default_storage.open(media.file.name) as file:
        held = file.read()
    assert films.PLACE not in held
    assert (len(held), b"PICTURE" in held) == (media.size, True)
    assert AuditEntry.objects.filter(verb="recording.added", actor=member).count() == 1
    assert "Night shift" in client.get(door).content.decode()


@pytest.mark.django_db
def test_what_is_no_recording_is_refused_beside_the_field_and_leaves_no_file(
    client, campaign, member, tmp_path
):
    """Cases 40, 41, 45."""
    client.force_login(member)
    upload = SimpleUploadedFile("film.mp4", b"<script>alert(1)</script>", content_type="video/mp4")
    answer = client.post(
        reverse("recordings", args=[organisation_of(campaign).key]), {"title": "T", "file": upload}
    )
    assert answer.status_code == 200
    assert "This is no recording that we can take." in answer.content.decode()
    assert not list(tmp_path.rglob("*.*"))


@pytest.mark.django_db
def test_a_body_that_is_too_large_is_refused_unread(client, campaign, member):
    """Case 45: 413, before anything of it is read."""
    client.force_login(member)
    answer = client.post(
        reverse("recordings", args=[organisation_of(campaign).key]),
        data=b"",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(MOST_BYTES * 3),
    )
    assert answer.status_code == 413
    assert "larger than 60 MB" in answer.content.decode()


@pytest.mark.django_db
def test_the_upload_needs_the_forms_token(campaign, member):
    """Case 52."""
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(member)
    assert (
        strict.post(reverse("recordings", args=[organisation_of(campaign).key]), {"title": "T"}).status_code
        == 403
    )


@pytest.mark.django_db
def test_whoever_is_of_another_organisation_finds_nothing(client, campaign, member):
    media = kept(campaign, member)
    organisation = organisation_of(campaign)
    outsider = MemberFactory(organisation=OrganisationFactory()).user
    for user in (outsider, User.objects.create_user("nobody@example.org")):
        client.force_login(user)
        for method in (client.get, client.post):
            assert method(reverse("recordings", args=[organisation.key])).status_code == 404
            assert method(reverse("recording_edit", args=[organisation.key, media.pk])).status_code == 404
    theirs = OrganisationFactory()
    client.force_login(MemberFactory(organisation=theirs).user)
    assert client.get(reverse("recording_edit", args=[theirs.key, media.pk])).status_code == 404


@pytest.mark.django_db
def test_captions_and_transcript_are_changed_for_each_language(client, campaign, member):
    media = kept(campaign, member)
    client.force_login(member)
    door = reverse("recording_edit", args=[organisation_of(campaign).key, media.pk])
    wrong = client.post(door, {"do": "captions", "language": "uk", "vtt": "Hello", "transcript": "Привіт."})
    assert "Line 1: captions begin with the word WEBVTT" in wrong.content.decode()
    assert "Привіт." in wrong.content.decode()
    right = client.post(door, {"do": "captions", "language": "uk", "vtt": VTT, "transcript": "Привіт."})
    assert right.headers["Location"] == f"{door}?language=uk"
    assert Captions.objects.get(media=media).language == "uk"
    client.post(door, {"do": "captions", "language": "uk", "vtt": "", "transcript": ""})
    assert not Captions.objects.exists()
    client.post(door, {"do": "rename", "title": "The bakery"})
    media.refresh_from_db()
    assert media.title == "The bakery"


@pytest.mark.django_db
def test_a_recording_is_deleted_with_its_file_once_no_story_uses_it(
    client, campaign, member, django_capture_on_commit_callbacks
):
    media = kept(campaign, member)
    captioned(media, member)
    story = told_by_voice(campaign, media)
    client.force_login(member)
    door = reverse("recording_edit", args=[organisation_of(campaign).key, media.pk])
    client.post(door, {"do": "delete"})
    assert MediaFile.objects.count() == 1
    story.delete()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(door, {"do": "delete"})
    assert MediaFile.objects.count() == 0
    assert not default_storage.exists(media.file.name)


@pytest.mark.django_db
def test_the_list_is_as_cheap_with_three_recordings_as_with_one(client, campaign, member):
    client.force_login(member)
    door = reverse("recordings", args=[organisation_of(campaign).key])
    captioned(kept(campaign, member), member)
    client.get(door)
    with CaptureQueriesContext(connection) as one:
        client.get(door)
    for number in range(2):
        captioned(kept(campaign, member, title=f"Film {number}"), member)
    with CaptureQueriesContext(connection) as three:
        client.get(door)
    assert len(three) == len(one)


# Before a publication ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_video_is_not_published_without_captions_and_transcript_in_the_pages_language(campaign, member):
    media = kept(campaign, member)
    story = told_by_voice(campaign, media, published=False)
    assert problems_of(story, "moderation") == [
        "The recording “Night shift” needs a transcript in the language of this page: English.",
        "The video “Night shift” needs captions in the language of this page: English.",
    ]
    captioned(media, member, "uk")
    assert len(problems_of(story, "moderation")) == 2
    captioned(media, member, "en")
    assert problems_of(story, "moderation") == []


@pytest.mark.django_db
def test_a_voice_needs_a_transcript_only_and_a_recording_of_others_is_none(campaign, member):
    voice = kept(campaign, member, content=ALL["voice"][0])
    story = told_by_voice(campaign, voice, published=False)
    assert len(problems_of(story, "moderation")) == 1
    other = campaign_page_of_others(campaign)
    assert problems_of(told_by_voice(other, voice, published=False), "moderation") == [
        f"There is no recording called “{voice.key}” at the desk of this organisation."
    ]


def campaign_page_of_others(campaign):
    from tests.factories import Branch

    home = campaign.get_ancestors().get(depth=2).specific
    return campaign_page(Branch(campaign.locale, home, None, None))


# The public door --------------------------------------------------------------------------------------------------


@pytest.fixture
def published(campaign, member):
    """A recording in a live story of somebody who agreed to everything."""
    media = kept(campaign, member)
    captioned(media, member)
    told_by_voice(campaign, media, agreed=True)
    return media


@pytest.mark.django_db
def test_a_recording_of_a_live_story_is_heard_and_can_do_no_harm(client, published):
    """Cases 41, 53, 54."""
    answer = client.get(address(published))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).count(b"PICTURE") == 20
    assert answer.headers["Content-Type"] == "video/mp4"
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Accept-Ranges"] == "bytes"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [("bytes=0-1", 206, 0, 1), ("bytes=5-", 206, 5, None), ("bytes=-4", 206, -4, None),
     ("bytes=2-999999", 206, 2, None),
     ("bytes=0-0,2-3", 200, 0, None), ("lines=1-2", 200, 0, None), ("bytes=9-2", 200, 0, None)],
)  # fmt: skip
def test_telephones_get_a_film_piece_by_piece(client, published, asked, status, first, last):
    with default_storage.open(published.file.name) as file:
        whole = file.read()
    answer = client.get(address(published), headers={"Range": asked})
    piece = b"".join(answer.streaming_content)
    expected = whole[first : last + 1 if last is not None else None]
    assert (answer.status_code, piece) == (status, expected)
    assert answer.headers["Content-Length"] == str(len(expected))
    if status == 206:
        start = first % len(whole)
        assert answer.headers["Content-Range"] == f"bytes {start}-{start + len(expected) - 1}/{len(whole)}"


@pytest.mark.django_db
def test_beyond_the_end_there_is_nothing_and_another_film_is_sent_whole(client, published):
    answer = client.get(address(published), headers={"Range": "bytes=99999999-"})
    assert (answer.status_code, answer.headers["Content-Range"]) == (416, f"bytes */{published.size}")
    changed = client.get(address(published), headers={"Range": "bytes=0-1", "If-Range": '"another"'})
    assert changed.status_code == 200
    etag = changed.headers["ETag"]
    assert client.get(address(published), headers={"If-None-Match": etag}).status_code == 304
    assert client.head(address(published)).headers["Content-Length"] == str(published.size)


@pytest.mark.django_db
def test_captions_are_text_for_players(client, published):
    answer = client.get(address(published, "en.vtt"))
    assert answer.content.decode() == "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\nI start at nine.\n"
    assert answer.headers["Content-Type"] == "text/vtt; charset=utf-8"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "file", ["uk.vtt", "recording.php", "recording.mp3", "..%2f..%2fx", "x\x00.mp4", "en.vtt.html"]
)
def test_there_is_nothing_under_other_names(client, published, file):
    """Cases 45, 56."""
    assert client.get(address(published, file)).status_code in (400, 404)


@pytest.mark.django_db
def test_the_file_has_no_other_address(client, published):
    """Case 56."""
    assert client.get(f"/media/{published.file.name}").status_code == 404
    assert client.get(address(published, language="uk")).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "limits", [{"elements": ["text", "picture"]}, {"media": ["print"]}, {"languages": ["uk"]}],
    ids=["no voice", "not here", "not in this language"],
)  # fmt: skip
def test_what_the_ledger_does_not_allow_is_not_heard(client, campaign, member, limits):
    """Case 68."""
    media = kept(campaign, member)
    captioned(media, member)
    story = told_by_voice(campaign, media, agreed=True)
    assert client.get(address(media)).status_code == 200
    agree(story, **limits)
    from cms.cache.keeping import forget_everything

    forget_everything()
    assert client.get(address(media)).status_code == 404
    assert client.get(address(media, "en.vtt")).status_code == 404


@pytest.mark.django_db
def test_a_draft_a_pause_and_a_withdrawal_are_silent(client, campaign, member, published):
    """Case 67."""
    from cms.cache.keeping import forget_everything

    draft = kept(campaign, member)
    told_by_voice(campaign, draft, published=False)
    assert client.get(address(draft)).status_code == 404
    pause(campaign, actor=member)
    forget_everything()
    assert client.get(address(published)).status_code == 404


@pytest.mark.django_db
def test_a_story_taken_back_takes_its_recording_along(client, published, django_capture_on_commit_callbacks):
    """Case 67."""
    from campaigns.domain.withdrawal import withdraw
    from campaigns.models import StoryPage
    from cms.cache.keeping import forget_everything

    name = published.file.name
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(StoryPage.objects.get().translation_key)
    forget_everything()
    assert not default_storage.exists(name)
    assert client.get(address(published)).status_code in (404, 410)


@pytest.mark.django_db
def test_the_story_shows_a_player_that_fetches_nothing_by_itself_with_captions_and_transcript(
    client, published
):
    from campaigns.models import StoryPage

    shown = client.get(StoryPage.objects.get().url).content.decode()
    assert f'<source src="/en/campaigns/recordings/{published.key}/recording.mp4" type="video/mp4">' in shown
    assert 'preload="none"' in shown
    assert (
        f'<track kind="captions" src="/en/campaigns/recordings/{published.key}/en.vtt" srclang="en"' in shown
    )
    assert "Read what is said" in shown


@pytest.mark.django_db
def test_script_in_title_captions_and_transcript_is_inert(client, campaign, member):
    """Case 48."""
    script = "<script>alert(1)</script>"
    media = kept(campaign, member, title=script)
    vtt = f"WEBVTT\n\n00:01.000 --> 00:02.000\n{script}Night\n"
    verbs.change_captions(media, actor=member, language="en", vtt=vtt, transcript=script)
    story = told_by_voice(campaign, media)
    client.force_login(member)
    door = reverse("recording_edit", args=[organisation_of(campaign).key, media.pk])
    for path in (story.url, door, address(media, "en.vtt")):
        assert "<script>alert" not in client.get(path).content.decode()
