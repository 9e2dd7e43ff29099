"""The starter exercises as files: built as the blocks want it, complete in four languages, balanced, without a slip."""

import re
from functools import cache

import pytest
from wagtail import blocks

from exercises.domain.publishing import compiled
from exercises.domain.starter import entry_of, raw_items, starter_keys
from exercises.items import item_type, item_types
from exercises.validators import Balance, balance, balance_problems

LANGUAGES = ["en", "fr", "uk", "ar"]
KEYS = [
    "guess-then-look",
    "leave-the-page",
    "pictures-and-charts",
    "spot-the-technique",
    "truth-or-rumour-a",
    "truth-or-rumour-b",
]
every_exercise = pytest.mark.parametrize("key", KEYS)
in_every_language = pytest.mark.parametrize("language", LANGUAGES)
SCRIPT = {"uk": re.compile("[а-яіїєґ]", re.IGNORECASE), "ar": re.compile("[\u0621-\u064a]")}


@cache
def shape():
    return blocks.StreamBlock([(one.code, one.block()) for one in item_types().values()])


@cache
def items_of(key, language):
    return shape().to_python(raw_items(key, entry_of(key, language), lambda file: None))


@cache
def edition_of(key, language):
    return compiled(items_of(key, language))


def texts(data):
    """Yield every text in plain JSON."""
    if isinstance(data, dict):
        for name, value in data.items():
            if name not in (
                "id",
                "url",
                "address",
                "leads_to",
                "first",
                "verdicts",
                "choices",
                "checked",
                "review_by",
            ):
                yield from texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from texts(value)
    elif isinstance(data, str):
        yield data


def test_the_collection_holds_six_exercises_with_ninety_items_and_every_kind():
    assert starter_keys() == KEYS
    kinds = [item.block_type for key in KEYS for item in items_of(key, "en")]
    assert len(kinds) >= 90
    assert set(kinds) == set(item_types())
    assert len(item_types()) == 14


@every_exercise
@in_every_language
def test_every_item_may_be_published(key, language):
    problems = [
        (item.id, problem)
        for item in items_of(key, language)
        for problem in item_type(item.block_type).problems(item.value)
    ]
    assert problems == []


@every_exercise
@in_every_language
def test_every_field_is_as_the_editors_form_would_have_it(key, language):
    faults = []
    for item in items_of(key, language):
        try:
            _clean(item.block, item.value)
        except blocks.StructBlockValidationError as error:
            faults.append(
                (item.block_type, item.value.get("claim") or item.value.get("task"), error.as_json_data())
            )
    assert faults == []


def _clean(block, value):
    """Clean a block as its form does, but for pictures, which are not loaded here."""
    if isinstance(value, blocks.StructValue) and "image" in value:
        required, block.child_blocks["image"].meta.required = True, False
        block.child_blocks["image"].field.required = False
        assert required
    block.clean(value)


@every_exercise
def test_ids_and_keys_are_the_same_in_every_language(key):
    neutral = {
        language: [(item["id"], item["type"], item["key"]) for item in edition_of(key, language)]
        for language in LANGUAGES
    }
    assert neutral["fr"] == neutral["en"]
    assert neutral["uk"] == neutral["en"]
    assert neutral["ar"] == neutral["en"]


@every_exercise
@pytest.mark.parametrize("language", ["uk", "ar"])
def test_every_long_text_is_in_the_script_of_its_language(key, language):
    foreign = [
        text
        for item in edition_of(key, language)
        for part in ("public", "due")
        for text in texts(item[part])
        if len(text) > 60 and not SCRIPT[language].search(text)
    ]
    # Titles of English publications stay as they are.
    assert [text for text in foreign if "." in text.rstrip(".")] == []


@pytest.mark.parametrize("key", ["truth-or-rumour-a", "truth-or-rumour-b"])
def test_the_discernment_exercises_are_balanced_two_by_two(key):
    assert balance(items_of(key, "en")) == Balance(5, 5, 5, 5)
    assert balance_problems(balance(items_of(key, "ar"))) == []


def test_the_two_forms_are_parallel():
    """The same place has the same verdict and slant; no fact, so no piece of evidence with its note, is used twice."""
    one, two = (
        [(item["key"]["verdict"], item["key"]["slant"]) for item in edition_of(key, "en")]
        for key in ("truth-or-rumour-a", "truth-or-rumour-b")
    )
    assert one == two
    claims = [
        {item["public"]["claim"] for item in edition_of(key, "en")}
        for key in ("truth-or-rumour-a", "truth-or-rumour-b")
    ]
    assert claims[0] & claims[1] == set()


@every_exercise
def test_what_is_due_later_is_not_in_what_pupils_see(key):
    """Case 38, in the edition itself."""
    for item in edition_of(key, "en"):
        seen = " ".join(texts(item["public"]))
        assert re.sub("<[^>]+>", "", item["due"]["explanation_html"])[60:160] not in seen
        assert "right" not in item["public"]
        for option in item["public"].get("options", []):
            assert set(option) == {"id", "text"}


@every_exercise
@in_every_language
def test_explanations_are_long_enough_to_teach_and_short_enough_to_read(key, language):
    lengths = {
        item["id"]: len(re.sub("<[^>]+>", " ", item["due"]["explanation_html"]).split())
        for item in edition_of(key, language)
    }
    assert {name: length for name, length in lengths.items() if not 35 <= length <= 110} == {}


@every_exercise
@in_every_language
def test_no_estimate_is_told_before_it_is_guessed(key, language):
    """Neither question nor definition names the number, not even as what somebody else says."""
    for item in entry_of(key, language)["items"]:
        if item["type"] == "estimate":
            shown = f"{item['question']} {item['definition']} {item['territory']} {item['date']}"
            figures = {figure.replace(",", ".") for figure in re.findall(r"\d+(?:[.,]\d+)?", shown)}
            assert f"{item['value']:g}" not in figures, item["key"]
