"""The seed files themselves: complete in the six languages, without doubles, with nothing that contradicts itself."""

from functools import cache
from itertools import pairwise

import pytest

from cms.domain.seed import SEEDS, read_yaml

LANGUAGES = ["en", "fr", "de", "es", "uk", "ar"]
TEXTS = {
    "label",
    "description",
    "example",
    "note",
    "hours",
    "text",
    "hate_crime",
    "hate_speech",
    "criminal_age",
    "data_age",
}
FILES = sorted(path.stem for path in SEEDS.glob("*.yaml"))


@cache
def entries(name: str) -> list[dict]:
    return read_yaml(SEEDS / f"{name}.yaml")


@pytest.mark.parametrize("name", FILES)
def test_every_text_of_a_seed_is_there_in_six_languages(name):
    for entry in entries(name):
        for field in TEXTS & entry.keys():
            assert list(entry[field]) == LANGUAGES, (name, entry, field)
            assert all(isinstance(text, str) and text.strip() for text in entry[field].values()), (
                name,
                entry,
                field,
            )


@pytest.mark.parametrize("name", FILES)
def test_no_code_or_key_of_a_seed_occurs_twice(name):
    identities = [entry.get("code") or entry.get("key") or entry["country"] for entry in entries(name)]
    assert all(isinstance(identity, str) for identity in identities)
    assert len(identities) == len(set(identities))


def test_neighbouring_topics_never_share_a_dye():
    assert all(first["dye"] != second["dye"] for first, second in pairwise(entries("topics")))


def test_the_framework_has_three_values_six_attitudes_eight_skills_and_three_kinds_of_knowledge():
    groups = [entry["group"] for entry in entries("competences")]
    assert [groups.count(group) for group in ("values", "attitudes", "skills", "knowledge")] == [3, 6, 8, 3]


def test_fourteen_countries_took_part_in_the_round_table():
    assert sum(entry["in_report"] for entry in entries("countries")) == 14


def test_help_names_only_countries_that_are_seeded_and_each_of_them_has_an_emergency_number_first():
    countries = {entry["code"] for entry in entries("countries")}
    first = {}
    for entry in entries("help"):
        assert entry["country"] in countries
        first.setdefault(entry["country"], entry)
    assert all(entry["kind"] == "emergency" and entry["phone"] for entry in first.values())
    assert {entry["code"] for entry in entries("countries") if entry["in_report"]} <= first.keys()
