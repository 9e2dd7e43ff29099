"""Translations of pages: load a finished one, and know which ones fell behind their source."""

from collections import defaultdict

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.strings import StringValue, validate_translation_links

from cms.audit import record
from cms.cache.stamps import touch


class TranslationMismatchError(ValueError):
    """A translated text is not built like its source; the message names each place."""


def pair_segments(source: Page, translated: Page) -> dict[tuple[str, str], str]:
    """Return the translation of each text: {(path of the block, source text): translated text}.

    Both pages need the same block ids; within one block, the n-th paragraph or list item belongs to the n-th. Texts
    are in wagtail-localize's form, with links as numbered placeholders. TranslationMismatchError where they differ.
    """
    left, right = _strings_by_path(source), _strings_by_path(translated)
    problems = [f"{path}: not in the translation" for path in left.keys() - right.keys()]
    problems += [f"{path}: not in the source" for path in right.keys() - left.keys()]
    pairs = {}
    for path in left.keys() & right.keys():
        if len(left[path]) != len(right[path]):
            problems.append(
                f"{path}: {len(left[path])} texts in the source, {len(right[path])} in the translation"
            )
        for text, translation in zip(left[path], right[path], strict=False):
            pairs[path, text] = translation
    if problems:
        raise TranslationMismatchError("\n".join(sorted(problems)))
    return pairs


def _strings_by_path(page: Page) -> dict[str, list[str]]:
    found = defaultdict(list)
    for segment in extract_segments(page):
        if isinstance(segment, StringSegmentValue):
            found[segment.path].append(segment.string.data)
    return found


@transaction.atomic
def load_translation(source: Page, translated: Page, locale: Locale, *, actor=None) -> Translation:
    """Publish `translated`'s texts as the translation of `source` in `locale`, and return the Translation.

    `translated` is an unsaved page of the same class with the same block ids. The texts become string translations of
    wagtail-localize, so that a later change of one sentence in the source makes exactly that sentence stale.
    """
    pairs = pair_segments(source, translated)
    localize_source, _ = TranslationSource.update_or_create_from_instance(source)
    translation, _ = Translation.objects.get_or_create(source=localize_source, target_locale=locale)
    segments = StringSegment.objects.filter(source=localize_source).select_related("string", "context")
    fresh = {}
    for segment in segments:
        data = pairs[segment.context.path, segment.string.data]
        fresh[segment.string_id, segment.context_id] = StringTranslation(
            translation_of_id=segment.string_id,
            context_id=segment.context_id,
            locale=locale,
            data=data,
            translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
            tool_name="starter",
            last_translated_by=actor,
            has_error=not _is_sound(segment.string.data, data),
        )
    # All at once: one by one they are most of what loading the collection takes.
    StringTranslation.objects.bulk_create(
        fresh.values(),
        update_conflicts=True,
        unique_fields=["locale", "translation_of", "context"],
        update_fields=[
            "data",
            "translation_type",
            "tool_name",
            "last_translated_by",
            "has_error",
            "updated_at",
        ],
    )
    translation.save_target(user=actor, publish=True)
    record("translation.loaded", source, actor=actor, language=locale.language_code)
    return translation


def _is_sound(source: str, translated: str) -> bool:
    """Say whether a translation is well-formed and has the links of its source, as StringTranslation.save() asks."""
    try:
        StringValue.from_translated_html(translated)
        validate_translation_links(source, translated)
    except ValueError:
        return False
    return True


def stale_segments(translation: Translation):
    """Return the StringSegments of the source that have no valid translation: a queryset."""
    fresh = StringTranslation.objects.filter(
        translation_of_id=OuterRef("string_id"),
        context_id=OuterRef("context_id"),
        locale_id=translation.target_locale_id,
        has_error=False,
    )
    return StringSegment.objects.filter(source_id=translation.source_id).filter(~Exists(fresh))


@transaction.atomic
def follow_source(page: Page) -> None:
    """Called when a page was published: bring translators' view up to date and note which translations fell behind.

    A source hands its new texts to wagtail-localize at once, so that translators see the stale sentences without
    anybody pressing a button. A translation that was brought up to date loses its mark.
    """
    source = TranslationSource.objects.filter(
        object_id=page.translation_key, locale_id=page.locale_id
    ).first()
    if source is not None:
        source, _ = TranslationSource.update_or_create_from_instance(page)
        for translation in Translation.objects.filter(source=source, enabled=True).select_related(
            "target_locale"
        ):
            _mark(page, translation)
        return
    translation = Translation.objects.filter(
        source__object_id=page.translation_key, target_locale_id=page.locale_id, enabled=True
    ).first()
    if translation is not None:
        _mark(page, translation)


def _mark(page: Page, translation: Translation) -> None:
    model = type(page.specific)
    target = model.objects.filter(
        translation_key=page.translation_key, locale_id=translation.target_locale_id
    )
    if not stale_segments(translation).exists():
        changed = target.exclude(behind_since=None).update(behind_since=None)
    else:
        changed = target.filter(behind_since=None).update(behind_since=timezone.now())
    if changed:
        touch(*(f"page:{pk}" for pk in target.values_list("pk", flat=True)))
