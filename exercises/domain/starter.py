"""The starter exercises: from exercises/starter/<key>/<language>.yaml into pages (starter/README.md)."""

from collections.abc import Callable, Collection
from datetime import date
from functools import partial
from pathlib import Path

from django.db import transaction
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Locale, Page

from cms.cache.stamps import touch
from cms.domain.seed import read_yaml
from cms.domain.starter import choose_terms, merge, put_family, put_picture, read_folder, stable_id
from cms.languages import DEFAULT_LANGUAGE
from cms.markdown import to_rich_text
from cms.models import AgeBand, Duration, HomePage, Licence, Technique, Topic
from exercises.items import item_type
from exercises.models import ExercisePage, ExercisesPage

#: The folder of the page above all exercises.
LIST = "list"
VOCABULARIES = {"age_bands": AgeBand, "topics": Topic, "techniques": Technique}
STARTER = Path(__file__).resolve().parent.parent / "starter"

#: identify(*path) -> the id of a block; picture(file name) -> the primary key of the picture, or None.
Identify = Callable[..., str]
Picture = Callable[[str], int | None]


def starter_keys() -> list[str]:
    """Return the keys of the exercises in the collection."""
    return sorted(path.parent.name for path in STARTER.glob("*/en.yaml") if path.parent.name != LIST)


def load_exercises(
    *, only: Collection[str] = (), actor=None, progress: Callable[[str], object] = print
) -> int:
    """Load every exercise (or `only` some, by key) that is not loaded yet, in all its languages; return how many pages
    were made or updated.

    Each is loaded whole or not at all. What editors changed stays as it is.
    """
    with transaction.atomic():
        home = HomePage.objects.get(
            translation_key=stable_id("site", "home"), locale__language_code=DEFAULT_LANGUAGE
        )
        _put(LIST, _build_list, home, actor=actor)
    touch("site")
    parent = ExercisesPage.objects.get(
        translation_key=stable_id("exercises", LIST), locale__language_code=DEFAULT_LANGUAGE
    )
    keys = [key for key in starter_keys() if not only or key in only]
    count = 0
    for number, key in enumerate(keys, start=1):
        progress(f"exercise {number}/{len(keys)}: {key}")
        with transaction.atomic():
            count += _put(key, partial(_build_exercise, key), parent, actor=actor, settle=_settle)
    return count


def _put(key: str, build, parent: Page, *, actor, settle=lambda page, entry: None) -> int:
    data, digests = read_folder(STARTER / key)
    _describe_pictures(key, data)
    return put_family(f"exercises/{key}", build, data, parent, digests=digests, actor=actor, settle=settle)


def _settle(page: ExercisePage, entry: dict) -> None:
    """Set what needs a saved page: the vocabularies."""
    choose_terms(page, entry, VOCABULARIES)


def _build_list(entry: dict, locale: Locale) -> ExercisesPage:
    return ExercisesPage(
        title=entry["title"],
        slug="exercises",
        locale=locale,
        translation_key=stable_id("exercises", LIST),
        lead=entry["lead"],
        search_description=entry["lead"],
        show_in_menus=True,
    )


def _build_exercise(key: str, entry: dict, locale: Locale) -> ExercisePage:
    """Return the unsaved page that a file describes."""
    return ExercisePage(
        title=entry["title"],
        slug=key,
        locale=locale,
        translation_key=stable_id("exercises", key),
        summary=entry["summary"],
        search_description=entry["summary"],
        instructions=to_rich_text(entry["instructions"]),
        purpose=entry["purpose"],
        confidence=bool(entry["confidence"]),
        feedback=entry["feedback"],
        gathers_guesses=bool(entry.get("gathers_guesses")),
        items=raw_items(key, entry, lambda name: _picture(key, name).pk),
        duration=Duration.objects.get(code=str(entry["duration"])),
        licence=Licence.objects.get(code=entry["licence"]),
        authors=", ".join(entry["authors"]),
        version=str(entry["version"]),
        last_reviewed=entry["last_reviewed"],
    )


def _picture(key: str, name: str):
    return put_picture(STARTER / key / "pictures" / name, alt={}, credit="Counterpoint")


def _describe_pictures(key: str, data: dict[str, dict]) -> None:
    """Load the pictures of an exercise with their alternative text in each of its languages."""
    texts: dict[str, dict[str, str]] = {}
    for place, item in enumerate(data[DEFAULT_LANGUAGE].get("items", [])):
        if "image" in item:
            alts = {code: entry["items"][place].get("alt", "") for code, entry in data.items()}
            texts.setdefault(item["image"], alts)
    for name, alt in texts.items():
        put_picture(STARTER / key / "pictures" / name, alt=alt, credit="Counterpoint")


def entry_of(key: str, language: str) -> dict:
    """Return an exercise as its files describe it in `language`; ValueError where a translation is not built alike."""
    entry = read_yaml(STARTER / key / f"{DEFAULT_LANGUAGE}.yaml")
    if language == DEFAULT_LANGUAGE:
        return entry
    return merge(entry, read_yaml(STARTER / key / f"{language}.yaml"), f"{key}/{language}")


def raw_items(key: str, entry: dict, picture: Picture) -> list[dict]:
    """Return the raw data of the items' StreamField. Ids come from the keys: the same in every language."""
    found = []
    for item in entry["items"]:
        identify = partial(stable_id, "exercises", key, item["key"])
        block = item_type(item["type"]).block()
        found.append({"type": item["type"], "value": raw(block, item, identify, picture), "id": identify()})
    return found


def raw(block: blocks.Block, given, identify: Identify, picture: Picture):
    """Return what `block` stores for what a file says: fields have the block's names, texts are plain or markdown.

    ValueError for a field that the block does not have.
    """
    if isinstance(block, blocks.StructBlock):
        given = given or {}
        unknown = given.keys() - block.child_blocks.keys() - {"key", "type"}
        if unknown:
            raise ValueError(f"{type(block).__name__} has no {', '.join(sorted(unknown))}")
        return {
            name: raw(child, given.get(name), partial(identify, name), picture)
            for name, child in block.child_blocks.items()
        }
    if isinstance(block, blocks.ListBlock):
        return [
            {
                "type": "item",
                "value": raw(block.child_block, entry, partial(identify, _name(entry, place)), picture),
                "id": identify(_name(entry, place)),
            }
            for place, entry in enumerate(given or [])
        ]
    if isinstance(block, ImageChooserBlock):
        return picture(given)
    if isinstance(block, blocks.RichTextBlock):
        return to_rich_text(given or "")
    if isinstance(block, blocks.BooleanBlock):
        return bool(given)
    if isinstance(block, blocks.FloatBlock):
        return float(given)
    if isinstance(block, blocks.IntegerBlock):
        return int(given) if given is not None else block.get_default()
    if isinstance(block, blocks.DateBlock):
        return given.isoformat() if isinstance(given, date) else str(given)
    if isinstance(given, dict):
        return given["text"]
    return "" if given is None else str(given)


def _name(entry, place: int) -> str:
    return str(entry["key"]) if isinstance(entry, dict) else str(place)
