"""Recordings of an organisation: taken in without metadata, captioned, heard where the ledger allows it."""

import hashlib
from collections.abc import Iterable
from functools import partial
from typing import NamedTuple

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from campaigns.domain.pausing import is_paused
from campaigns.domain.queries.belonging import campaign_of, organisation_of, stories_below
from campaigns.domain.standing import standing_of
from campaigns.enums import Element, Medium
from campaigns.models import Captions, MediaFile, Organisation, StoryPage
from campaigns.recordings import MOST_BYTES, clean_recording, too_large
from campaigns.recordings.captions import clean_captions
from campaigns.recordings.errors import RecordingError
from cms.audit import record
from cms.cache.keeping import keep
from cms.cache.stamps import CLOCK, touch
from cms.domain.queries.site import language_of
from cms.languages import BY_CODE
from cms.text import nfc
from cms.uploads import own_name

#: An organisation keeps so many recordings at most: storage is everybody's.
MOST_RECORDINGS = 200


class Track(NamedTuple):
    """Captions of one language, by their address."""

    language: str
    label: str
    url: str
    is_default: bool


class Shown(NamedTuple):
    """A recording as a page shows it."""

    key: str
    title: str
    is_video: bool
    url: str
    media_type: str
    size: int  # bytes
    tracks: tuple[Track, ...]
    transcript: str
    transcript_language: str


class Heard(NamedTuple):
    """A recording as its door gives it away: where the file lies, and the captions by language."""

    name: str
    media_type: str
    extension: str
    size: int
    digest: str
    captions: dict[str, str]


# Verbs ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_recording(organisation: Organisation, *, actor, title: str, file) -> MediaFile:
    """Keep a recording without what it tells of people, under a name of ours; RecordingError with a sentence."""
    if file.size > MOST_BYTES:
        raise RecordingError(too_large())
    if organisation.media_files.count() >= MOST_RECORDINGS:
        raise RecordingError(_("There is no more room. Please delete recordings that no story uses."))
    file.seek(0)
    cleaned = clean_recording(file.read())
    content = bytes(cleaned.content)
    media = MediaFile(
        organisation=organisation,
        title=nfc(title).strip(),
        media_type=cleaned.media_type,
        size=len(content),
        digest=hashlib.sha256(content).hexdigest(),
    )
    media.file.save(own_name(cleaned.extension), ContentFile(content), save=False)
    try:
        with transaction.atomic():
            media.save()
            record("recording.added", media, actor=actor, size=media.size, media_type=media.media_type)
    except Exception:
        default_storage.delete(media.file.name)  # no file without its row
        raise
    return media


@transaction.atomic
def rename_recording(media: MediaFile, *, actor, title: str) -> MediaFile:
    """Call a recording something else."""
    media.title = nfc(title).strip()
    media.save(update_fields=["title"])
    record("recording.renamed", media, actor=actor)
    return media


@transaction.atomic
def change_captions(media: MediaFile, *, actor, language: str, vtt: str, transcript: str) -> Captions | None:
    """Keep captions and transcript of one language, or delete both where both are empty; CaptionsError."""
    if language not in BY_CODE:
        raise RecordingError(_("Please choose one of our languages."))
    MediaFile.objects.select_for_update().get(pk=media.pk)
    vtt, transcript = vtt.strip() and clean_captions(vtt), nfc(transcript).strip()
    found = None
    if vtt or transcript:
        found, _made = Captions.objects.update_or_create(
            media=media, language=language, defaults={"vtt": vtt, "transcript": transcript}
        )
    else:
        Captions.objects.filter(media=media, language=language).delete()
    record("recording.captions_changed", media, actor=actor, language=language)
    _touch(media)
    return found


@transaction.atomic
def delete_recording(media: MediaFile, *, actor) -> None:
    """Delete a recording and its file; RecordingError while a story that is published or planned uses it."""
    if stories_with(media):
        raise RecordingError(_("A story uses this recording. Take it out of the story first."))
    name = media.file.name
    record("recording.deleted", media, actor=actor, key=media.key)
    _touch(media)
    media.delete()
    transaction.on_commit(partial(default_storage.delete, name))


def _touch(media: MediaFile) -> None:
    touch(*(f"page:{page.pk}" for page in stories_with(media)))


# Reads ------------------------------------------------------------------------------------------------------------


def keys_in(page: StoryPage) -> list[str]:
    """Return the keys of the recordings in a story, in order."""
    return [block.value["recording"] for block in page.body if block.block_type == "recording"]


def stories_with(media: MediaFile) -> list[StoryPage]:
    """Return the stories of the organisation that have this recording, as published or as last written."""
    found = []
    for page in stories_below(media.organisation):
        latest = page.get_latest_revision_as_object() if page.has_unpublished_changes else page
        if media.key in keys_in(page) or media.key in keys_in(latest):
            found.append(page)
    return found


def recordings_for(page: StoryPage, language: str) -> dict[str, Shown]:
    """Return the recordings of a story by key, as its page in `language` shows them; two queries, three with captions.

    Whether they may be heard is asked before (campaigns.domain.shown); their door asks again.
    """
    keys = keys_in(page)
    if not keys:
        return {}
    organisation = organisation_of(page)
    if organisation is None:
        return {}
    found = MediaFile.objects.filter(key__in=keys, organisation=organisation).prefetch_related("captions")
    return {media.key: _shown(media, language) for media in found}


def _shown(media: MediaFile, language: str) -> Shown:
    captions = {one.language: one for one in media.captions.all()}
    with translation.override(language):
        tracks = tuple(
            Track(
                code,
                BY_CODE[code].name if code in BY_CODE else code,
                reverse("recording", args=[media.key, f"{code}.vtt"]),
                code == language,
            )
            for code, one in captions.items()
            if one.vtt
        )
        url = reverse("recording", args=[media.key, f"recording.{_extension(media)}"])
    own = captions.get(language)
    return Shown(
        media.key,
        media.title,
        media.is_video,
        url,
        media.media_type,
        media.size,
        tracks,
        own.transcript if own else "",
        language if own else "",
    )


def _extension(media: MediaFile) -> str:
    return media.file.name.rpartition(".")[2]


def heard(key: str, language: str) -> Heard | None:
    """Return a recording that may be heard in `language` today: a live story has it, and its ledger allows the voice.

    No query until anything at all is published, agreed to or taken back, or a day goes by.
    """
    day = timezone.localdate()
    try:
        return keep(("recording", key, language, day), (CLOCK,), lambda: _heard(key, language))
    except LookupError:  # not kept: guessed keys would push out what is useful
        return None


def _heard(key: str, language: str) -> Heard:
    media = MediaFile.objects.select_related("organisation").filter(key=key).first()
    if media is None or not may_be_heard(media, language):
        raise LookupError
    captions = {one.language: one.vtt for one in media.captions.all() if one.vtt}
    return Heard(media.file.name, media.media_type, _extension(media), media.size, media.digest, captions)


def may_be_heard(media: MediaFile, language: str) -> bool:
    """Say whether a live story in `language` has the recording, is not paused, and may let the voice be heard here."""
    live = stories_below(media.organisation).live().public().filter(locale__language_code=language)
    pages = [page for page in live if media.key in keys_in(page)]
    standings = standing_of(page.translation_key for page in pages)
    return any(
        standings[page.translation_key].allows(Element.VOICE, Medium.WEB, language) and not _is_paused(page)
        for page in pages
    )


def _is_paused(page: StoryPage) -> bool:
    campaign = campaign_of(page)
    return campaign is None or is_paused(campaign.translation_key)


# Before a publication ---------------------------------------------------------------------------------------------


def recording_problems(page) -> list[str]:
    """Return what a story's recordings lack: each needs a transcript in its language, a film captions too."""
    keys = keys_in(page) if isinstance(page, StoryPage) else []
    if not keys:
        return []
    language = language_of(page)
    found = recordings_for(page, language)
    return [sentence for key in dict.fromkeys(keys) for sentence in _lacks(key, found.get(key), language)]


def _lacks(key: str, shown: Shown | None, language: str) -> Iterable[str]:
    if shown is None:
        yield _("There is no recording called “%(key)s” at the desk of this organisation.") % {"key": key}
        return
    gaps = {"title": shown.title, "language": BY_CODE[language].name}
    if not shown.transcript:
        yield (
            _("The recording “%(title)s” needs a transcript in the language of this page: %(language)s.")
            % gaps
        )
    if shown.is_video and not any(track.is_default for track in shown.tracks):
        yield _("The video “%(title)s” needs captions in the language of this page: %(language)s.") % gaps


def recordings_context(page: StoryPage, request) -> dict:
    """Return what the template of a story needs for its recordings."""
    return {"recordings": recordings_for(page, language_of(page))}


def list_recordings(organisation: Organisation):
    """Return the recordings of an organisation with their captions, the newest first. Two queries."""
    return organisation.media_files.prefetch_related("captions")
