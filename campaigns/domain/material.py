"""Pictures, recordings and sentences of a story: which it has or ever had, and how those go that nothing else uses."""

import logging
from collections.abc import Iterable
from functools import partial
from itertools import chain
from typing import NamedTuple
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from wagtail.models import ModelLogEntry, ReferenceIndex, Revision
from wagtail_localize.models import (
    String,
    StringSegment,
    StringTranslation,
    Template,
    TemplateSegment,
    TranslatableObject,
    TranslationSource,
)

from campaigns.domain.queries.belonging import stories_below
from campaigns.domain.versions import latest
from campaigns.models import MediaFile, Organisation, StoryPage
from cms.models import SiteImage

logger = logging.getLogger(__name__)

#: Blocks of a story's body by which somebody may be seen or heard.
RECORDING, PICTURE = "recording", "picture"


class Material(NamedTuple):
    """Pictures and recordings of a story, in all its languages and versions."""

    of_person: set[int]  # primary keys of pictures that show the person
    others: set[int]
    recordings: set[str]  # keys


def material_of(pages: list[StoryPage]) -> Material:
    """Return all pictures and recordings that a story uses or ever used."""
    return _collect(chain.from_iterable(_versions(page) for page in pages))


def _collect(versions: Iterable[StoryPage]) -> Material:
    found = Material(set(), set(), set())
    for version in versions:
        if version.picture_id:
            found.of_person.add(version.picture_id)
        for kind, value in _raw(version):
            if kind == PICTURE and value.get("image"):
                shows = value.get("of_person", True)
                (found.of_person if shows else found.others).add(value["image"])
            elif kind == RECORDING and value.get("recording"):
                found.recordings.add(value["recording"])
    return found


def _versions(page: StoryPage) -> list[StoryPage]:
    return [page, *(revision.as_object() for revision in page.revisions.all())]


def _raw(page: StoryPage) -> list[tuple[str, dict]]:
    return [
        (block["type"], block["value"])
        for block in page.body.get_prep_value()
        if isinstance(block.get("value"), dict)
    ]


def delete_material(story: UUID, material: Material, organisation: Organisation | None) -> None:
    """Delete pictures and recordings that no other story uses; of pictures without the person, those used nowhere."""
    others = (
        []
        if organisation is None
        else [page for page in stories_below(organisation) if page.translation_key != story]
    )
    used = _collect(chain.from_iterable((page, latest(page)) for page in others))
    images = material.of_person - used.of_person - used.others
    for pk in (material.others - material.of_person) - used.of_person - used.others:
        image = SiteImage.objects.filter(pk=pk).first()
        if image is not None and not ReferenceIndex.get_references_to(image).exists():
            images.add(pk)
    _delete_pictures(_own_pictures(images, story, organisation))
    _delete_recordings(material.recordings - used.recordings, organisation)


def _own_pictures(pks: set[int], story: UUID, organisation: Organisation | None) -> set[int]:
    """Leave out what others have: pictures of other organisations, and of everybody's those that other pages show.

    A page names pictures by their numbers, and whoever writes it may write any number.
    """
    own = organisation.collection if organisation is not None else None
    rooms = Organisation.objects.exclude(collection=None).values_list("collection__path", flat=True)
    pages = [str(pk) for pk in StoryPage.objects.filter(translation_key=story).values_list("pk", flat=True)]
    found = set()
    for image in SiteImage.objects.filter(pk__in=pks).select_related("collection"):
        path = image.collection.path
        here = Q(object_id__in=pages, base_content_type__model="page")
        shown = ReferenceIndex.get_references_to(image).exclude(here)
        is_own = own is not None and path.startswith(own.path)
        if is_own or not (path.startswith(tuple(rooms)) or shown.exists()):
            found.add(image.pk)
    return found


def _delete_pictures(pks: Iterable[int]) -> None:
    """Delete pictures with their renditions, and what Wagtail noted about them; the files go on commit."""
    pks = list(pks)
    for image in SiteImage.objects.filter(pk__in=pks):
        names = [image.file.name, *image.renditions.values_list("file", flat=True)]
        image.delete()
        transaction.on_commit(partial(_delete_files, names))
    _forget_labels(SiteImage, pks)


def _delete_recordings(keys: Iterable[str], organisation: Organisation | None) -> None:
    found = list(MediaFile.objects.filter(key__in=list(keys), organisation=organisation))
    for media in found:
        name, pk = media.file.name, media.pk
        media.delete()
        transaction.on_commit(partial(_delete_files, [name]))
        _forget_labels(MediaFile, [pk])


def _forget_labels(model, pks: Iterable[int]) -> None:
    kind = ContentType.objects.get_for_model(model)
    numbers = [str(pk) for pk in pks]
    ModelLogEntry.objects.filter(content_type=kind, object_id__in=numbers).update(label="", data={})
    Revision.objects.filter(base_content_type=kind, object_id__in=numbers).delete()


def _delete_files(names: Iterable[str]) -> None:
    for name in names:
        try:
            default_storage.delete(name)
        except OSError as fault:
            logger.error("A file of a story was not deleted: %s", type(fault).__name__)


# Sentences of translators ---------------------------------------------------------------------------------------


def delete_translations(story: UUID) -> None:
    """Delete what translators saw and wrote of a story, and sentences that nothing uses any more."""
    strings = _strings_of(story)
    StringTranslation.objects.filter(context__object_id=story).delete()
    TranslationSource.objects.filter(object_id=story).delete()
    TranslatableObject.objects.filter(translation_key=story).delete()
    _delete_unused_strings(strings)


def refresh_translations(story: UUID) -> None:
    """Let translators see a story as it is now, and forget sentences that nothing uses any more."""
    strings = _strings_of(story)
    locales = set(TranslationSource.objects.filter(object_id=story).values_list("locale_id", flat=True))
    for page in StoryPage.objects.filter(translation_key=story, locale_id__in=locales):
        TranslationSource.update_or_create_from_instance(page)
    _delete_unused_strings(strings)


def _delete_unused_strings(pks: Iterable[int]) -> None:
    """Delete those of these sentences that no text uses, with their translations; and all that were never translated.

    An earlier version of a sentence stays with wagtail-localize when it is changed, for ever.
    """
    unused = String.objects.exclude(pk__in=StringSegment.objects.values("string_id"))
    unused.filter(Q(pk__in=list(pks)) | Q(translations=None)).delete()
    Template.objects.exclude(pk__in=TemplateSegment.objects.values("template_id")).delete()


def _strings_of(story: UUID) -> set[int]:
    written = StringSegment.objects.filter(source__object_id=story).values_list("string_id", flat=True)
    translated = StringTranslation.objects.filter(context__object_id=story)
    return {*written, *translated.values_list("translation_of_id", flat=True)}
