"""The starter collection of lesson plans: from lessons/starter/<key>/<language>.yaml into pages."""

from collections.abc import Callable, Collection
from datetime import date
from functools import partial
from pathlib import Path

from django.db import transaction
from wagtail.models import Locale, Page

from cms.cache.stamps import touch
from cms.domain.seed import read_yaml
from cms.domain.starter import choose_terms, merge, put_family, put_picture, read_folder, stable_id
from cms.languages import DEFAULT_LANGUAGE
from cms.markdown import to_rich_text
from cms.models import Duration, HomePage, Licence
from lessons.domain.search import FACETS, FIELDS
from lessons.models import LessonPlanPage, LibraryPage

STARTER = Path(__file__).resolve().parent.parent / "starter"


def load_library(*, actor=None) -> LibraryPage:
    """Make the library in all languages of lessons/starter/library/ and return the English one."""
    with transaction.atomic():
        home = HomePage.objects.get(
            translation_key=stable_id("site", "home"), locale__language_code=DEFAULT_LANGUAGE
        )
        _put("library", _build_library, home, actor=actor)
    touch("site")
    return LibraryPage.objects.get(
        translation_key=stable_id("lessons", "library"), locale__language_code=DEFAULT_LANGUAGE
    )


def starter_keys() -> list[str]:
    """Return the keys of the lesson plans in the collection."""
    return sorted(path.parent.name for path in STARTER.glob("*/en.yaml") if path.parent.name != "library")


def load_lessons(*, only: Collection[str] = (), actor=None, progress: Callable[[str], object] = print) -> int:
    """Load every lesson plan (or `only` some, by key) that is not loaded yet, in all its languages; return how many
    pages were made or updated.

    Each lesson is loaded whole or not at all. What editors changed stays as it is.
    """
    library = load_library(actor=actor)
    keys = [key for key in starter_keys() if not only or key in only]
    count = 0
    for number, key in enumerate(keys, start=1):
        progress(f"lesson {number}/{len(keys)}: {key}")
        with transaction.atomic():
            count += _put(key, partial(_build_plan, key), library, actor=actor, settle=_settle)
    return count


def _put(key: str, build, parent: Page, *, actor, settle=lambda page, entry: None) -> int:
    data, digests = read_folder(STARTER / key)
    _describe_pictures(key, data)
    return put_family(f"lessons/{key}", build, data, parent, digests=digests, actor=actor, settle=settle)


def _build_library(entry: dict, locale: Locale) -> LibraryPage:
    return LibraryPage(
        title=entry["title"],
        slug="lessons",
        locale=locale,
        translation_key=stable_id("lessons", "library"),
        lead=entry["lead"],
        search_description=entry["lead"],
        show_in_menus=True,
    )


def _settle(page: LessonPlanPage, entry: dict) -> None:
    """Set what needs a saved page: the vocabularies."""
    choose_terms(page, entry, {field: FACETS[facet] for facet, field in FIELDS.items()})


def _build_plan(key: str, entry: dict, locale: Locale) -> LessonPlanPage:
    """Return the unsaved page that a file describes. Block ids come from the keys: the same in every language."""
    identify = partial(stable_id, "lessons", key)
    return LessonPlanPage(
        title=entry["title"],
        slug=key,
        locale=locale,
        translation_key=identify(),
        summary=entry["summary"],
        search_description=entry["summary"],
        essential_question=entry.get("essential_question", ""),
        keywords=", ".join(entry.get("keywords", [])),
        duration=Duration.objects.get(code=str(entry["duration"])),
        controversial=bool(entry.get("controversial")),
        licence=Licence.objects.get(code=entry["licence"]),
        authors=", ".join(entry.get("authors", [])),
        version=str(entry.get("version", "1.0")),
        last_reviewed=_date(entry["last_reviewed"]),
        learning_outcomes=_texts(identify, "learning_outcomes", "outcome", entry),
        materials=_texts(identify, "materials", "material", entry),
        misconceptions=_entries(
            identify,
            "misconceptions",
            "misconception",
            entry,
            lambda e, _: {"belief": e["belief"], "answer": e["answer"]},
        ),
        preparation=to_rich_text(entry.get("preparation", "")),
        content_guidance=to_rich_text(entry.get("content_guidance", "")),
        migration_note=to_rich_text(entry.get("migration_note", "")),
        home_activity=to_rich_text(entry.get("home_activity", "")),
        steps=_entries(identify, "steps", "step", entry, _step),
        handouts=_entries(identify, "handouts", "handout", entry, partial(_handout, key)),
        answer_key=_entries(
            identify,
            "answer_key",
            "answers",
            entry,
            lambda e, _: {"handout": e.get("handout") or "", "text": to_rich_text(e["text"])},
        ),
        exit_questions=_entries(
            identify,
            "exit_questions",
            "question",
            entry,
            lambda e, _: {"question": e["question"], "answer": e.get("answer", "")},
        ),
        debate=[_debate(identify, entry["debate"])] if entry.get("debate") else [],
        sources=_entries(
            identify,
            "sources",
            "source",
            entry,
            lambda e, _: {
                "title": e["title"],
                "publisher": e.get("publisher", ""),
                "year": str(e.get("year", "")),
                "url": e.get("url", ""),
                "note": e.get("note", ""),
            },
        ),
    )


def _texts(identify, field: str, kind: str, entry: dict) -> list[dict]:
    return [{"type": kind, "value": e["text"], "id": identify(field, e["key"])} for e in entry.get(field, [])]


def _entries(identify, field: str, kind: str, entry: dict, value) -> list[dict]:
    """Return the raw data of a StreamField; `value(entry, identify)` gives a block's value, ids below its own path."""
    return [
        {"type": kind, "value": value(e, partial(identify, field, e["key"])), "id": identify(field, e["key"])}
        for e in entry.get(field, [])
    ]


def _items(identify, field: str, values: list, keys: list[str] | None = None) -> list[dict]:
    keys = keys or [str(number) for number in range(len(values))]
    return [
        {"type": "item", "value": value, "id": identify(field, key)}
        for key, value in zip(keys, values, strict=True)
    ]


def _step(entry: dict, identify) -> dict:
    return {
        "phase": entry["phase"],
        "minutes": entry["minutes"],
        "grouping": entry["grouping"],
        "title": entry["title"],
        "teacher": to_rich_text(entry["teacher"]),
        "pupils": to_rich_text(entry["pupils"]),
        "support": to_rich_text(entry.get("support", "")),
        "stretch": to_rich_text(entry.get("stretch", "")),
        "handouts": _items(identify, "handouts", entry.get("handouts", [])),
    }


def _debate(identify, entry: dict) -> dict:
    rounds = [
        {"title": e["title"], "minutes": e["minutes"], "text": to_rich_text(e["text"])}
        for e in entry["rounds"]
    ]
    return {
        "type": "debate",
        "id": identify("debate"),
        "value": {
            "question": entry["question"],
            "ground_rules": to_rich_text(entry["ground_rules"]),
            "rounds": _items(
                partial(identify, "debate"), "rounds", rounds, [e["key"] for e in entry["rounds"]]
            ),
        },
    }


def _handout(key: str, entry: dict, identify) -> dict:
    body = []
    for block in entry["body"]:
        inside = partial(identify, "body", block["key"])
        body.append({"type": block["type"], "value": _body_value(key, block, inside), "id": inside()})
    return {"key": entry["key"], "title": entry["title"], "body": body}


def _body_value(key: str, block: dict, identify):
    match block["type"]:
        case "heading":
            return block["text"]
        case "text":
            return to_rich_text(block["text"])
        case "task":
            return {"text": to_rich_text(block["text"]), "lines": block.get("lines", 3)}
        case "table":
            rows = [
                _items(identify, f"row-{number}", [str(cell) for cell in row])
                for number, row in enumerate(block["rows"])
            ]
            return {
                "caption": block.get("caption", ""),
                "header": _items(identify, "header", [str(cell) for cell in block["header"]]),
                "rows": _items(identify, "rows", rows),
            }
        case "card":
            return {
                "label": block["label"],
                "title": block.get("title", ""),
                "text": to_rich_text(block["text"]),
                "origin": block.get("origin", ""),
            }
        case "picture":
            return {
                "image": _picture(key, block).pk,
                "alt": "",
                "caption": block.get("caption", ""),
                "credit": block.get("credit", ""),
            }
        case "chart":
            rows = [{"label": row["label"], "value": float(row["value"])} for row in block["rows"]]
            return {
                "title": block["title"],
                "unit": block.get("unit", ""),
                "axis_from": float(block.get("axis_from", 0)),
                "axis_to": float(block.get("axis_to", 100)),
                "rows": _items(identify, "rows", rows, [row["key"] for row in block["rows"]]),
                "note": block.get("note", ""),
                "source": block.get("source", ""),
            }
    raise ValueError(f"{key}: unknown type of block {block['type']}")


def _picture(key: str, block: dict):
    return put_picture(STARTER / key / "pictures" / block["file"], alt={}, credit="Counterpoint")


def unsaved_plan(key: str, language: str) -> LessonPlanPage:
    """Return a lesson plan of the collection as an unsaved page, with its vocabularies: for looking at, not for saving.

    Its locale is that of `language`, so that documents come out in it.
    """
    data = {
        code: read_yaml(STARTER / key / f"{code}.yaml")
        for code in dict.fromkeys([DEFAULT_LANGUAGE, language])
    }
    _describe_pictures(key, data)
    entry = data[DEFAULT_LANGUAGE]
    if language != DEFAULT_LANGUAGE:
        entry = merge(entry, data[language], f"{key}/{language}")
    page = _build_plan(key, entry, Locale.objects.get_or_create(language_code=language)[0])
    _settle(page, entry)
    return page


def _describe_pictures(key: str, data: dict[str, dict]) -> None:
    """Load the pictures of a lesson with their alternative text in every language of the lesson."""
    found: dict[str, dict[str, str]] = {}
    for handout in data[DEFAULT_LANGUAGE].get("handouts", []):
        for block in handout["body"]:
            if block["type"] == "picture":
                texts = {code: _alt(entry, handout["key"], block["key"]) for code, entry in data.items()}
                found.setdefault(block["file"], texts)
    for name, texts in found.items():
        put_picture(STARTER / key / "pictures" / name, alt=texts, credit="Counterpoint")


def _alt(entry: dict, handout: str, block: str) -> str:
    return next(
        (
            candidate.get("alt", "")
            for sheet in entry.get("handouts", [])
            if sheet["key"] == handout
            for candidate in sheet["body"]
            if candidate["key"] == block
        ),
        "",
    )


def _date(value) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))
