"""The sample campaigns as files: built alike in four languages, every figure sourced and true, without a slip."""

import re
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from PIL import Image
from wagtail import blocks

from campaigns.domain.figures import keys_in, marks_in
from campaigns.domain.starter import (
    LIST,
    ORGANISATION,
    STARTER,
    claim_entries,
    entry_of,
    starter_keys,
    story_keys,
)
from campaigns.models import CampaignPage, StoryPage
from campaigns.models.pages import CANVAS
from campaigns.numbers import find_numbers
from cms.domain.seed import read_yaml
from cms.languages import INTERFACE_LANGUAGES
from exercises.domain.starter import raw

LANGUAGES = ["en", "fr", "uk", "ar"]
CAMPAIGNS = ["the-night-shift", "the-whole-picture"]
STORIES = [
    "the-night-shift/a-heart-does-not-wait",
    "the-night-shift/four-hours-without-trams",
    "the-night-shift/from-the-room-next-door",
    "the-whole-picture/a-language-of-his-own",
    "the-whole-picture/games-on-a-lawn",
    "the-whole-picture/what-they-shout",
]
SCRIPT = {"uk": re.compile("[а-яіїєґ]", re.IGNORECASE), "ar": re.compile("[\u0621-\u064a]")}
LIMITS = {"label": 160, "unit": 80, "definition": 600, "territory": 160, "caution": 400}
#: What the sources say, spelt once more by hand: value, territory, date, publisher.
FACTS = {
    # European Commission, Joint Research Centre, Immigrant Key Workers, 23 April 2020: key messages.
    "key-workers-immigrants": ("13", "European Union", date(2020, 4, 23), "Joint Research Centre"),
    "key-workers": ("31", "European Union", date(2020, 4, 23), "Joint Research Centre"),
    "cleaners": ("3", "European Union", date(2020, 4, 23), "Joint Research Centre"),
    # WHO and ICN, State of the World's Nursing 2025, data for 2023; read in reports that quote it.
    "nurses-abroad": ("23", "High-income countries", date(2023, 12, 31), "World Health Organization"),
    "nurses-share": ("78", "World", date(2023, 12, 31), "World Health Organization"),
    "people-share": ("49", "World", date(2023, 12, 31), "World Health Organization"),
    # OECD, Health at a Glance 2019, data for 2017: more than 1 in 6.
    "doctors-abroad": ("6", "OECD countries", date(2017, 12, 31), "OECD"),
    # UNHCR, Key facts for countries hosting the world's refugees, mid-2024.
    "refugees-income": ("71", "World", date(2024, 6, 30), "UNHCR"),
    # UNHCR, Figures at a glance, end of June 2025, in millions.
    "displaced": ("117.3", "World", date(2025, 6, 30), "UNHCR"),
    "displaced-inside": ("67.8", "World", date(2025, 6, 30), "UNHCR"),
    "displaced-refugees": ("30.5", "World", date(2025, 6, 30), "UNHCR"),
    "displaced-asylum": ("8.4", "World", date(2025, 6, 30), "UNHCR"),
    "displaced-palestine": ("5.9", "World", date(2025, 6, 30), "UNHCR"),
    # Eurostat, EU population diversity by citizenship and country of birth, 1 January 2025.
    "eu-born-outside": ("10.4", "European Union", date(2025, 1, 1), "Eurostat"),
    # Special Eurobarometer 519, November and December 2021.
    "eu-guesses": ("68", "European Union", date(2021, 12, 31), "European Commission"),
}
every_campaign = pytest.mark.parametrize("key", CAMPAIGNS)
every_story = pytest.mark.parametrize("folder", STORIES)
every_page = pytest.mark.parametrize("folder", CAMPAIGNS + STORIES)
in_every_language = pytest.mark.parametrize("language", LANGUAGES)


@cache
def entry(folder, language):
    return entry_of(folder, language)


def texts(data, path=()):
    """Yield (path, text) of every text of an entry, without keys, codes, addresses and file names."""
    if isinstance(data, dict):
        for name, value in data.items():
            if name not in (
                "key",
                "type",
                "url",
                "picture",
                "claim",
                "claims",
                "story",
                "quote",
                "technique",
            ):
                yield from texts(value, (*path, name))
    elif isinstance(data, list):
        for value in data:
            yield from texts(value, path)
    elif isinstance(data, str):
        yield path, data


def published(folder, language):
    """Yield the texts of a page that readers see: not the canvas, which is English and not published."""
    for path, text in texts(entry(folder, language)):
        if path[0] not in {
            *CANVAS,
            "narrative",
            "topic",
            "licence",
            "format",
            "basis",
            "pledge_kind",
        } and path[-1] not in ("kind", "look", "network", "year"):
            yield path, text


def test_the_collection_holds_two_campaigns_with_three_stories_each():
    assert starter_keys() == CAMPAIGNS
    assert [f"{key}/{story}" for key in CAMPAIGNS for story in story_keys(key)] == STORIES


@pytest.mark.parametrize("folder", [LIST, ORGANISATION])
def test_the_pages_of_the_site_are_there_in_every_language_of_the_interface(folder):
    files = sorted(path.stem for path in (STARTER / folder).glob("*.yaml"))
    assert files == sorted(INTERFACE_LANGUAGES)
    english = entry(folder, "en")
    for language in INTERFACE_LANGUAGES:
        translated = read_yaml(STARTER / folder / f"{language}.yaml")
        assert translated["title"]
        assert translated["lead"]
        assert len(translated["lead"]) <= 400
        assert language == "en" or translated["title"] != english["title"]


@every_page
def test_every_file_is_complete_in_four_languages_with_the_same_keys(folder):
    assert sorted(path.stem for path in (STARTER / folder).glob("*.yaml")) == sorted(LANGUAGES)
    english = entry(folder, "en")
    places = [path for path, _text in published(folder, "en")]
    for language in LANGUAGES:
        # entry_of refuses keys in another order; here: that nothing was left in English, or empty.
        assert [path for path, _text in published(folder, language)] == places
        if language == "en":
            continue
        same = [
            text
            for (path, text), (_path, source) in zip(
                published(folder, language), published(folder, "en"), strict=True
            )
            if text == source and text and path[-1] not in ("title", "when", "shown_name", "publisher")
        ]
        assert same == []
        assert entry(folder, language)["title"] != english["title"]


@every_page
@in_every_language
def test_paragraphs_are_as_many_in_every_language(folder, language):
    def counts(code):
        return [(path, len(text.strip().split("\n\n"))) for path, text in published(folder, code)]

    assert counts(language) == counts("en")


@every_page
@pytest.mark.parametrize("language", ["uk", "ar"])
def test_every_text_is_in_the_script_of_its_language(folder, language):
    foreign = [
        (path, text)
        for path, text in published(folder, language)
        if len(text) > 12 and not SCRIPT[language].search(text) and path[0] != "sources"
    ]
    assert foreign == []


@every_page
def test_french_has_its_narrow_spaces_and_its_apostrophes(folder):
    for path, text in published(folder, "fr"):
        assert not re.search(
            r"(?<=\w) ?[;!?»](?!\w)|« |(?<![\d\w/]) :|\w'\w", text.replace("\u202f", "\u2060")
        ), (
            path,
            text,
        )


@every_page
def test_ukrainian_has_its_own_apostrophe_and_no_russian_letters(folder):
    for path, text in published(folder, "uk"):
        assert not re.search("[ыэъё]|[а-яіїєґ]'[а-яіїєґ]", text, re.IGNORECASE), (path, text)


@every_page
def test_arabic_has_arabic_punctuation_and_western_digits(folder):
    for path, text in published(folder, "ar"):
        words = re.sub(r"\[\[[^\]]*\]\]", "", text)
        assert not re.search("[\u0621-\u064a][,;?]|[\u0660-\u0669]", words), (path, text)


@every_campaign
@in_every_language
def test_every_field_is_as_the_editors_form_would_have_it(key, language):
    faults = []
    for field, kind in (("sections", ""), ("cards", "card"), ("posts", "post")):
        faults += _faults(CampaignPage, field, kind, entry(key, language))
    assert faults == []
    data = entry(key, language)
    for name in ("title", "lead", "guidance", "hashtags", "pledge_text"):
        assert len(data[name]) <= (CampaignPage._meta.get_field(name).max_length or 10_000), name
    for name in CANVAS:
        assert data[name], name
        assert len(data[name]) <= CampaignPage._meta.get_field(name).max_length, name


@every_story
@in_every_language
def test_every_field_of_a_story_is_as_the_editors_form_would_have_it(folder, language):
    data = entry(folder, language)
    assert _faults(StoryPage, "body", "", data) + _faults(StoryPage, "sources", "source", data) == []
    for name in ("title", "lead", "guidance", "shown_name", "shown_place"):
        assert len(data[name]) <= (StoryPage._meta.get_field(name).max_length or 10_000), name


def _faults(model, field, kind, data):
    children = model._meta.get_field(field).stream_block.child_blocks
    faults = []
    for one in data.get(field, []):
        block = children[kind or one["type"]]
        if isinstance(block, blocks.StaticBlock):
            continue
        given = one if isinstance(block, blocks.StructBlock) else one["text"]
        value = block.to_python(raw(block, given, lambda *path: "/".join(path), lambda name: None))
        try:
            block.clean(value)
        except Exception as error:  # every fault is told
            faults.append((one["key"], str(error)))
    return faults


# Figures


def test_there_are_exactly_the_figures_that_the_sources_were_read_for():
    assert sorted(one["key"] for one in claim_entries()) == sorted(FACTS)


@pytest.mark.parametrize("claim", claim_entries(), ids=lambda claim: claim["key"])
def test_a_figure_is_complete_and_says_what_its_source_says(claim):
    value, territory, as_of, publisher = FACTS[claim["key"]]
    assert Decimal(claim["value"]) == Decimal(value)
    assert claim["territory"]["en"] == territory
    assert claim["as_of"] == as_of
    assert publisher in claim["publisher"]
    assert claim["url"].startswith("https://")
    assert claim["source"]
    assert claim["licence"]
    assert date(2027, 1, 1) < claim["review_by"] <= date(2027, 11, 30)
    assert -Decimal(claim["value"]).as_tuple().exponent == claim.get("decimals", 0)
    for name, most in LIMITS.items():
        assert set(claim[name]) == set(INTERFACE_LANGUAGES), name
        for language, text in claim[name].items():
            assert 0 < len(text) <= most, (name, language)


def test_the_bars_of_the_chart_do_not_exceed_the_total_by_more_than_the_source_explains():
    """UNHCR: other groups make up the rest; the parts that are shown stay below the total."""
    values = {one["key"]: Decimal(one["value"]) for one in claim_entries()}
    shown = sum(values[f"displaced-{name}"] for name in ("inside", "refugees", "asylum", "palestine"))
    assert shown == Decimal("112.6")
    assert values["displaced"] - shown == Decimal("4.7")
    assert values["displaced-inside"] * 2 > values["displaced"]  # "more than half"


def test_every_figure_that_a_text_names_exists_and_every_figure_is_used():
    used = set()
    for key in CAMPAIGNS:
        for language in LANGUAGES:
            data = entry(key, language)
            named = {
                name
                for block in [*data["sections"], *data["cards"]]
                for name in [*block.get("claims", []), block.get("claim", "")]
                if name
            }
            for _path, text in published(key, language):
                assert all(mark.key for mark in marks_in(text)), text
                named |= keys_in(text)
            used |= named
            assert named <= set(FACTS), language
    assert used == set(FACTS)


@every_page
@in_every_language
def test_a_text_names_the_same_figures_in_every_language(folder, language):
    def named(code):
        return [sorted(mark.written for mark in marks_in(text)) for _path, text in published(folder, code)]

    assert named(language) == named("en")


@every_page
@in_every_language
def test_no_figure_is_written_by_hand(folder, language):
    found = [
        (path, number.text)
        for path, text in published(folder, language)
        if path[0] not in ("hashtags", "sources", "shown_place")
        for number in find_numbers(text, language, all_large=folder in CAMPAIGNS)
    ]
    assert found == []


# False stories and people


def test_a_false_story_stands_once_after_the_truth_and_in_no_title_card_or_post():
    for language in LANGUAGES:
        data = entry("the-whole-picture", language)
        myths = [block for block in data["sections"] if block["type"] == "myth"]
        assert [myth["key"] for myth in myths] == ["where", "right"]
        for myth in myths:
            assert list(myth)[:4] == ["key", "type", "truth", "myth"]
            core = myth["myth"].strip("“”«»\u202f .")
            elsewhere = [
                text
                for path, text in published("the-whole-picture", language)
                if path != ("sections", "myth") and core in text
            ]
            assert elsewhere == []
            assert len(myth["correction"]) > len(myth["myth"]) * 4
            assert myth["trick"]
    assert not [block for block in entry("the-night-shift", "en")["sections"] if block["type"] == "myth"]


@every_story
@in_every_language
def test_a_story_is_documented_twice_or_says_that_it_is_invented(folder, language):
    data = entry(folder, language)
    if data["basis"] == "public":
        assert len(data["sources"]) >= 2
        assert len({source["url"] for source in data["sources"]}) == len(data["sources"])
        return
    assert data["basis"] == "invented"
    assert "sources" not in data
    last = data["body"][-1]["text"].strip().split("\n\n")[-1]
    invented = {"en": "invented", "fr": "inventé", "uk": "вигадано", "ar": "متخيَّل"}[language]
    assert last.startswith("*")
    assert invented in last
    assert data["shown_name"] in re.sub("[’']", "", last) or data["shown_name"][:4] in last


def test_three_stories_are_documented_and_three_invented_and_all_four_formats_occur():
    found = [entry(folder, "en") for folder in STORIES]
    assert sorted(story["basis"] for story in found) == ["invented"] * 3 + ["public"] * 3
    assert {story["format"] for story in found} == {"story", "quote", "before_after", "timeline"}


@every_campaign
def test_a_campaign_has_cards_of_all_kinds_whose_quotations_exist_and_posts_for_four_networks(key):
    data = entry(key, "en")
    assert {card["kind"] for card in data["cards"]} == {"call", "claim", "quote"}
    assert 4 <= len(data["cards"]) <= 5
    assert len({post["network"] for post in data["posts"]}) == 4
    for card in data["cards"]:
        if card["kind"] == "quote":
            story = entry(f"{key}/{card['story']}", "en")
            assert card["quote"] in [block["key"] for block in story["body"] if block["type"] == "quote"]


def test_the_organisation_says_first_that_it_is_invented():
    says = {
        "en": "does not exist",
        "fr": "n’existe pas",
        "de": "gibt es nicht",
        "es": "no existe",
        "uk": "не існує",
        "ar": "لا وجود لها",
    }
    for language in INTERFACE_LANGUAGES:
        assert says[language] in read_yaml(STARTER / ORGANISATION / f"{language}.yaml")["lead"]


# Pictures


@pytest.mark.parametrize("folder", [*CAMPAIGNS, *STORIES, ORGANISATION])
def test_every_page_has_a_picture_of_ours_with_words_for_those_who_do_not_see_it(folder):
    path = STARTER / folder.partition("/")[0] / "pictures" / entry(folder, "en")["picture"]
    with Image.open(path) as picture:
        assert picture.size == (1600, 1000)
        assert not picture.info.get("exif")
    assert 20_000 < path.stat().st_size < 130_000
    assert "<svg" in path.with_suffix(".svg").read_text()[:100]
    languages = INTERFACE_LANGUAGES if folder == ORGANISATION else LANGUAGES
    for language in languages:
        assert 30 < len(entry(folder, language)["picture_alt"]) <= 300
