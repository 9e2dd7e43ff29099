"""What a story is: its text in the language it was written in, published or drafted, and the fingerprint of it."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from wagtail.models import Revision
from wagtail_localize.models import TranslationSource

from campaigns.models import Contributor, MediaFile, StoryPage
from cms.models import SiteImage

#: Fields of a page that readers read, beside its body and sources.
TEXTS = ("title", "lead", "guidance", "format")
#: What the editor adds to paragraphs, for itself.
_MARK_OF_THE_EDITOR = re.compile(r' data-block-key="[^"]*"')


class Version(NamedTuple):
    """A story as it stands, published or as the newest draft has it."""

    page: StoryPage  # the row of its page in the language that it was written in
    basis: str
    contributor_id: int | None
    content: dict  # what readers read, see and hear


def source_of(story: UUID) -> StoryPage | None:
    """Return the story's page in the language that it was written in: the newest text, published or not.

    That is what a contributor reads and agrees to; translations are covered by the languages that she allows.
    """
    row = sources([story]).get(story)
    return latest(row) if row else None


def latest(page: StoryPage) -> StoryPage:
    """Return a page with its newest text, which may not be published yet."""
    return page.get_latest_revision_as_object() if page.latest_revision_id else page


def stories_of(contributor: Contributor) -> QuerySet[StoryPage]:
    """Return the pages of a contributor's stories in all languages, drafts included.

    The row of a page that was never published does not know what its newest draft says.
    """
    own = Q(contributor=contributor)
    drafted = Q(latest_revision__content__contributor=contributor.pk, live=False)
    return StoryPage.objects.filter(own | drafted)


def sources(stories: Iterable[UUID]) -> dict[UUID, StoryPage]:
    """Return the row of each story's page in the language it was written in; two queries.

    That is the one that wagtail-localize translates from; without it, the one that was there first.
    """
    stories = list(stories)
    # A page that was written anew in another language may be a source as well: the first counts.
    found_sources = TranslationSource.objects.filter(object_id__in=stories).order_by("-pk")
    locales = dict(found_sources.values_list("object_id", "locale_id"))
    found: dict[UUID, StoryPage] = {}
    for page in StoryPage.objects.filter(translation_key__in=stories).order_by("pk"):
        key = page.translation_key
        if key not in found or locales.get(key) == page.locale_id:
            found[key] = page
    return found


def versions(pages: Mapping[UUID, StoryPage], *, newest: bool) -> dict[UUID, Version]:
    """Return stories as they are published; those that are not, or all with `newest`, as their newest draft has them.

    One query at most.
    """
    drafts = {
        page.latest_revision_id: key
        for key, page in pages.items()
        if page.latest_revision_id and (newest or not page.live)
    }
    found = {key: version_of(page) for key, page in pages.items()}
    if drafts:
        for pk, data in Revision.objects.filter(pk__in=drafts).values_list("pk", "content"):
            found[drafts[pk]] = _of_draft(pages[drafts[pk]], data)
    return found


def version_of(page: StoryPage) -> Version:
    """Return a page as it stands in memory; no query."""
    content = {name: getattr(page, name) for name in TEXTS} | {
        "picture": page.picture_id,
        "body": _tidy(page.body.get_prep_value()),
        "sources": _tidy(page.sources.get_prep_value()),
    }
    return Version(page, page.basis, page.contributor_id, content)


def _of_draft(page: StoryPage, data: dict) -> Version:
    content = {name: data.get(name, "") for name in TEXTS} | {
        "picture": data.get("picture"),
        "body": _tidy(json.loads(data.get("body") or "[]")),
        "sources": _tidy(json.loads(data.get("sources") or "[]")),
    }
    return Version(page, data.get("basis", page.basis), data.get("contributor"), content)


def _tidy(value):
    """Leave out what nobody reads: ids of blocks, and fields that are empty in one form and missing in another."""
    if isinstance(value, Mapping):
        tidied = {name: _tidy(inner) for name, inner in value.items() if name != "id"}
        # That a picture shows the person is the rule; that it does not is a statement.
        return {
            name: inner
            for name, inner in tidied.items()
            if inner not in (None, "", [], {}) and not (name == "of_person" and inner is True)
        }
    if isinstance(value, list | tuple):
        return [_tidy(inner) for inner in value]
    return _MARK_OF_THE_EDITOR.sub("", value) if isinstance(value, str) else value


def fingerprint(page: StoryPage) -> str:
    """Return the SHA-256 (64 hex digits) of all that a reader of `page` reads, sees and hears; two queries at most.

    Not of the address, nor of what belongs to the site: whoever corrects a comma asks the contributor again.
    """
    return fingerprints({page.translation_key: version_of(page).content})[page.translation_key]


def fingerprints(contents: Mapping[UUID, dict]) -> dict[UUID, str]:
    """Return the fingerprint of each version's content; two queries at most, none without pictures and voices."""
    pictures = _values_of(contents.values(), "image")
    pictures |= {content["picture"] for content in contents.values() if content["picture"]}
    voices = _values_of(contents.values(), "recording")
    files: dict[str, dict[Any, str]] = {"image": {}, "recording": {}}
    if pictures:
        hashed = SiteImage.objects.filter(pk__in=pictures).values_list("pk", "file_hash", "file")
        # Another file under the same number is another picture.
        files["image"] = {pk: file_hash or name for pk, file_hash, name in hashed}
    if voices:
        files["recording"] = dict(MediaFile.objects.filter(key__in=voices).values_list("key", "digest"))
    return {key: _digest(content, files) for key, content in contents.items()}


def _blocks(content: dict) -> list[dict]:
    return [block["value"] for block in content["body"] if isinstance(block.get("value"), dict)]


def _values_of(contents: Iterable[dict], name: str) -> set:
    return {value[name] for content in contents for value in _blocks(content) if name in value}


def _digest(content: dict, files: dict[str, dict[Any, str]]) -> str:
    used = [files["image"].get(content["picture"], "")]
    for value in _blocks(content):
        used += [names.get(value[kind], "") for kind, names in files.items() if kind in value]
    text = json.dumps([content, used], sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
