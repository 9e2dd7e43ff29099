"""The framework: its words in every language, its versions, and the page on which anybody reads it."""

import shutil

import pytest
from django.utils import translation

from cms.cache.stamps import touch
from cms.domain.seed import read_yaml
from cms.languages import BY_CODE
from cms.vocabularies import STAMP
from schools.domain import framework as verbs
from schools.domain.framework import CURRENT_VERSION, SEEDS, areas, load_framework, statement
from schools.domain.levels import rules_in_words
from schools.enums import VoiceGroup
from schools.models import Area, Indicator

FILES = sorted((SEEDS / "framework").glob("*.yaml"))
LANGUAGES = [path.stem for path in FILES]
STATEMENTS = ("leaders", "teachers", "pupils")
STEPS = ("level_1", "level_2", "level_3", "level_4")


def words(language: str) -> dict:
    return read_yaml(SEEDS / "framework" / f"{language}.yaml")


def outline() -> dict:
    return read_yaml(SEEDS / "framework.yaml")


# Seeds ------------------------------------------------------------------------------------------------------------


def test_seven_areas_have_four_to_six_indicators_each():
    plan = outline()
    sizes = {
        area["code"]: sum(one["area"] == area["code"] for one in plan["indicators"]) for area in plan["areas"]
    }
    assert len(sizes) == 7
    assert all(4 <= size <= 6 for size in sizes.values()), sizes
    assert sum(sizes.values()) == len(plan["indicators"])


def test_the_current_version_is_that_of_the_seeds():
    plan = outline()
    assert plan["version"] == CURRENT_VERSION
    assert all(1 <= one["since"] <= CURRENT_VERSION for one in plan["indicators"])


def test_english_has_the_codes_of_the_outline_in_its_order():
    english, plan = words("en"), outline()
    assert list(english["areas"]) == [area["code"] for area in plan["areas"]]
    assert list(english["indicators"]) == [one["code"] for one in plan["indicators"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_text_of_english_and_no_other(language):
    assert language in BY_CODE
    english, theirs = words("en"), words(language)
    assert set(theirs) == set(english)
    for part, entries in english.items():
        assert set(theirs[part]) == set(entries)
        for code, texts in entries.items():
            assert set(theirs[part][code]) == set(texts), code
            assert [name for name, text in theirs[part][code].items() if not str(text).strip()] == [], code


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_texts_of_a_language_fit_into_their_fields(language):
    for code, texts in words(language)["indicators"].items():
        too_long = [
            name
            for name, text in texts.items()
            if (most := Indicator._meta.get_field(name).max_length) and len(text) > most
        ]
        assert too_long == [], code
        assert len(texts["label"]) <= 63, code  # charts


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_a_language_stands_there_twice(language):
    entries = words(language)["indicators"].values()
    for names in (("label",), STATEMENTS, STEPS):
        texts = [one[name] for one in entries for name in names]
        assert sorted({text for text in texts if texts.count(text) > 1}) == []


def test_english_is_short_enough_for_other_languages_and_for_one_minute():
    for code, texts in words("en")["indicators"].items():
        assert len(texts["label"]) <= 45, code
        for names, fewest, most, letters in ((STATEMENTS, 8, 18, 200), (STEPS, 15, 30, 280)):
            for name in names:
                assert fewest <= len(texts[name].split()) <= most, (code, name)
                assert len(texts[name]) <= letters, (code, name)


# Loading ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def loaded(db):
    load_framework()


def test_loading_again_makes_nothing_and_keeps_what_an_editor_wrote(loaded):
    one = Indicator.objects.get(code="leadership-plan")
    one.label_en, one.pupils_en = "Our plan", ""
    one.save()
    assert load_framework() == 0
    one.refresh_from_db()
    assert one.label_en == "Our plan"
    assert one.pupils_en == words("en")["indicators"]["leadership-plan"]["pupils"]
    assert load_framework(overwrite=True) == 0
    one.refresh_from_db()
    assert one.label_en == words("en")["indicators"]["leadership-plan"]["label"]


def test_order_and_versions_follow_the_seeds(loaded):
    Indicator.objects.filter(code="leadership-plan").update(position=90, since_version=3, until_version=4)
    load_framework()
    one = Indicator.objects.get(code="leadership-plan")
    assert (one.position, one.since_version, one.until_version) == (3, 1, None)


def test_loading_into_an_empty_database_makes_all_of_it(loaded):
    Indicator.objects.all().delete()
    Area.objects.all().delete()
    assert load_framework() == 7 + 35
    assert [area.code for area in areas()] == [area["code"] for area in outline()["areas"]]


def test_a_language_without_a_file_is_skipped(loaded, tmp_path, monkeypatch):
    (tmp_path / "framework").mkdir()
    shutil.copy(SEEDS / "framework.yaml", tmp_path)
    shutil.copy(SEEDS / "framework" / "en.yaml", tmp_path / "framework")
    Indicator.objects.all().delete()
    monkeypatch.setattr(verbs, "SEEDS", tmp_path)
    assert load_framework() == 35
    one = Indicator.objects.get(code="climate-arrival")
    assert one.label_en
    assert not one.label_fr
    with translation.override("fr"):
        assert one.label == one.label_en


# Reading ----------------------------------------------------------------------------------------------------------


def test_the_framework_costs_no_query_when_warm(loaded, django_assert_num_queries):
    areas()
    with django_assert_num_queries(0):
        found = areas()
        assert {one.area.code for each in found.values() for one in each} == {area.code for area in found}
    assert sum(len(each) for each in found.values()) == 35


def test_a_change_of_words_shows_after_loading(loaded):
    areas()
    Indicator.objects.filter(code="digital-rules").update(label_en="")
    load_framework()
    assert "Shared rules for life online" in [one.label for each in areas().values() for one in each]


def codes(version=None) -> set[str]:
    return {one.code for each in areas(version).values() for one in each}


def test_an_indicator_belongs_to_its_versions(loaded, monkeypatch):
    Indicator.objects.filter(code="digital-rules").update(until_version=1)
    Indicator.objects.filter(code="digital-example").update(since_version=2)
    touch(STAMP)
    assert codes(1) - codes(2) == {"digital-rules"}
    assert codes(2) - codes(1) == {"digital-example"}
    assert codes() == codes(1)


def test_what_was_retired_is_asked_no_more_but_can_still_be_read(loaded):
    Indicator.objects.filter(code="digital-rules").update(retired=True)
    touch(STAMP)
    assert "digital-rules" not in codes()
    assert "digital-rules" in codes(1)


def test_an_area_in_which_nothing_is_asked_is_left_out(loaded):
    Indicator.objects.filter(area__code="digital").update(retired=True)
    touch(STAMP)
    assert [area.code for area in areas()] == [
        "leadership", "curriculum", "staff", "pupils", "climate", "families",
    ]  # fmt: skip


def test_each_group_is_asked_in_its_own_words(loaded):
    one = areas()[Area.objects.get(code="leadership")][0]
    asked = [statement(one, group) for group in VoiceGroup]
    assert asked == [one.leaders, one.teachers, one.pupils]
    assert len(set(asked)) == 3
    with pytest.raises(ValueError, match="staff"):
        statement(one, "staff")


# The page ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def site(site_tree, loaded):
    site_tree("en", "ar")


def test_anybody_reads_every_descriptor_and_sentence(site, client):
    response = client.get("/en/school/framework/")
    page = response.content.decode()
    assert response.status_code == 200
    english = words("en")
    missing = [
        (code, name)
        for entries in english.values()
        for code, texts in entries.items()
        for name, text in texts.items()
        if text.replace("'", "&#x27;") not in page
    ]
    assert missing == []
    assert page.count('<details class="indicator"') == 35


def test_the_rules_of_the_levels_stand_below(site, client):
    page = client.get("/en/school/framework/").content.decode()
    below = page[page.index('id="levels"') :]
    for level, rules in rules_in_words():
        assert f"<h3>{level.label}</h3>" in below
        assert rules
        assert all(rule.replace("'", "&#x27;") in below for rule in rules)


def test_the_page_speaks_the_language_of_its_address(site, client):
    Indicator.objects.filter(code="digital-rules").update(label_ar="قواعد مشتركة")
    touch(STAMP)
    assert "قواعد مشتركة" in client.get("/ar/school/framework/").content.decode()


def test_the_page_costs_few_queries_and_none_for_each_indicator(site, client, django_assert_max_num_queries):
    client.get("/en/school/framework/")
    with django_assert_max_num_queries(3):
        client.get("/en/school/framework/")


def test_the_page_can_only_be_read(site, client):
    assert client.post("/en/school/framework/").status_code == 405
