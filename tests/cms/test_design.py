"""The design system holds what its own words promise: contrast, both dark blocks, direction, no inline code, weight."""

import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import brotli
import pytest
from django.core.paginator import Paginator
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory
from django.utils import translation

from cms import icons, languages
from cms.enums import Dye
from cms.templatetags import cms_tags
from cms.weave import weave

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "cms/static/cms"
COMPONENTS = ROOT / "cms/templates/cms/components"
ROOMS = [path.parent for path in ROOT.glob("*/apps.py")]
STYLESHEETS = [path for room in ROOMS for path in room.glob("static/**/*.css")]
TEMPLATES = [
    path
    for room in ROOMS
    for path in room.glob("templates/**/*.html")
    if "wagtail" not in str(path.relative_to(room))
]
# Each kind of item brings its own; worksheet and key are written in the words of the press.
TEMPLATES += [
    path for path in (ROOT / "exercises/items").glob("*/*.html") if path.stem not in ("paper", "key")
]

#: Names of the document press's vocabulary that look like nothing in particular on a screen.
ON_PAPER_ONLY = {"minutes-total"}
#: Pairs at the head of tokens.css that carry no text: edges of fields need 3:1 (WCAG 1.4.11).
EDGES = {"line-strong"}


def source(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def without_comments(css: str) -> str:
    return re.sub(r"/\*.*?\*/", "", css, flags=re.S)


def block(css: str, opening: str) -> dict[str, str]:
    """Return the custom properties between `opening` and the next closing brace."""
    body = css.split(opening, 1)[1].split("}", 1)[0]
    return {
        name.strip(): value.strip()
        for name, _colon, value in (line.partition(":") for line in body.split(";"))
        if name.strip().startswith("--")
    }


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio of two #rrggbb colours."""
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


TOKENS = source(STATIC / "css/tokens.css")
LIGHT = block(without_comments(TOKENS), ":root {")
DARK = LIGHT | block(TOKENS, ':root[data-theme="dark"] {')
PAIRS = re.findall(r"^   (\S+)\s+on (\S+)\s+light\s+([\d.]+)\s+dark\s+([\d.]+)$", TOKENS, flags=re.M)


# Colours --------------------------------------------------------------------------------------------------------


def test_the_two_blocks_of_dark_colours_are_the_same():
    by_system = block(TOKENS, ':root:not([data-theme="light"]) {')
    by_switch = block(TOKENS, ':root[data-theme="dark"] {')

    assert len(by_system) == 37
    assert by_system == by_switch


@pytest.mark.parametrize(("ink", "ground", "light", "dark"), PAIRS)
def test_a_contrast_at_the_head_of_the_tokens_is_the_one_that_the_colours_have(ink, ground, light, dark):
    found = [contrast(theme[f"--{ink}"], theme[f"--{ground}"]) for theme in (LIGHT, DARK)]

    assert found == pytest.approx([float(light), float(dark)], abs=0.006)
    assert min(found) >= (3 if ink in EDGES else 4.5)


def test_every_dye_that_a_topic_may_have_can_be_read_on_both_grounds_and_has_its_class():
    css = source(STATIC / "css/components.css")

    for dye in Dye.values:
        assert f".dye-{dye} {{ --topic: var(--dye-{dye});" in css
        assert dye in cms_tags.WEFTS
        for theme in (LIGHT, DARK):
            for ground in ("--ground", "--ground-2"):
                assert contrast(theme[f"--dye-{dye}"], theme[ground]) >= 4.5, (dye, ground)


# CSS ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", STYLESHEETS, ids=lambda path: path.name)
def test_a_stylesheet_knows_start_and_end_but_neither_left_nor_right(path):
    css = without_comments(source(path))
    physical = re.findall(
        r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right)[\w-]*|left|right)\s*:"
        r"|(?:text-align|float|clear)\s*:\s*(?:left|right)",
        css,
    )

    assert physical == []


@pytest.mark.parametrize("path", STYLESHEETS, ids=lambda path: path.name)
def test_a_stylesheet_names_no_other_origin(path):
    assert re.findall(r"(?:https?:)?//[\w.]+", without_comments(source(path))) == []


def test_what_a_visitor_loads_for_a_page_is_light():
    files = [
        *(STATIC / "css" / name for name in ("tokens.css", "base.css", "components.css")),
        STATIC / "js/site.js",
    ]

    assert sum(len(brotli.compress(path.read_bytes())) for path in files) <= 16_000
    for path in files:
        assert f"{path.parent.name}/{path.name}" in source(ROOT / "cms/templates/cms/base.html")


@pytest.mark.parametrize(("code", "most"), [("en", 60_000), ("uk", 100_000), ("ar", 180_000)])
def test_the_fonts_that_a_language_asks_for_at_once_keep_to_the_budget(code, most):
    files = [STATIC.parent / path for path in cms_tags.font_preloads(code)]

    assert sum(path.stat().st_size for path in files) <= most


def test_every_language_has_fonts_or_says_that_it_needs_none():
    assert {language.script for language in languages.LANGUAGES} <= set(cms_tags.FONTS)


def test_every_font_comes_with_its_licence():
    families = {
        "alegreya": "alegreya",
        "commissioner": "commissioner",
        "markazi": "markazi-text",
        "plex": "ibm-plex-sans-arabic",
    }

    for font in (STATIC / "fonts").glob("*.woff2"):
        licence = STATIC / "fonts" / f"OFL-{families[font.name.split('-')[0]]}.txt"
        assert "SIL OPEN FONT LICENSE" in source(licence).upper()


# Templates ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_has_no_inline_style_script_or_handler(path):
    html = re.sub(r"{% comment.*?endcomment %}", "", source(path), flags=re.S)

    assert re.findall(r"\sstyle\s*=|<style\b|\son[a-z]+\s*=|javascript:", html) == []
    assert [
        tag
        for tag in re.findall(r"<script\b[^>]*>", html)
        if "src=" not in tag and "application/ld+json" not in tag
    ] == []


def test_every_class_in_a_template_has_its_css():
    css = "".join(map(source, STYLESHEETS))
    known = set(re.findall(r"\.([a-zA-Z][\w-]*)", css))
    known |= {
        name.split("__")[0] for name in known
    }  # a block may look like nothing itself, only its parts do
    missing = {}
    for path in TEMPLATES:
        if path.parent.name == "admin":
            continue  # in Wagtail's own classes
        html = re.sub(r"{% comment.*?endcomment %}", "", source(path), flags=re.S)
        for names in re.findall(r'class="([^"]*)"', html):
            # What a variable completes cannot be known here: "dye-{{ dye }}" leaves "dye-", which is dropped.
            plain = re.sub(r"{%.*?%}", " ", re.sub(r"[\w-]*{{.*?}}[\w-]*", " ", names))
            for name in set(plain.split()) - known - ON_PAPER_ONLY:
                missing.setdefault(name, str(path.relative_to(ROOT)))

    assert missing == {}


def test_every_component_says_what_it_takes_and_is_in_the_list():
    listed = source(COMPONENTS / "README.md")
    parts = {"field_optional", "field_words", "search_hints"}

    for path in COMPONENTS.glob("*.html"):
        assert source(path).startswith("{% comment %}"), path.name
        if path.stem not in parts:
            assert f"`{path.name}`" in listed or f"`{path.stem}`" in listed, path.name


def test_every_icon_that_a_template_asks_for_is_drawn():
    for path in TEMPLATES:
        for name in re.findall(r'{% icon "([\w-]+)"', source(path)):
            assert name in icons.DRAWINGS, path


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "429.html", "500.html"])
def test_a_page_that_reports_a_fault_needs_neither_context_nor_database(name):
    html = get_template(name).render()

    assert html.startswith("<!doctype html>")
    assert "<h1>" in html
    assert 'href="/static/cms/css/tokens.css"' in html


@pytest.mark.parametrize("code", ["en", "ar"])
def test_a_page_that_reports_a_fault_speaks_the_visitors_language(code):
    with translation.override(code):
        html = get_template("500.html").render()

    assert f'<html lang="{code}" dir="{languages.direction(code)}">' in html


# Cloth ----------------------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_cloth_everywhere():
    drawing = weave("lesson:who-says-so", "#1f6f8b", "#b4472f", cols=4, rows=3, thread="#f5b53a")

    assert drawing == (
        '<svg xmlns="http://www.w3.org/2000/svg" class="weave" viewBox="0 0 40 30" aria-hidden="true" '
        'focusable="false" fill="none" stroke-width="8" stroke-linecap="round">'
        '<path stroke="#1f6f8b" d="M5 4v2M15 4v12M25 4v22M35 14v12"/>'
        '<path stroke="#b4472f" d="M34 5h2M4 15h2"/>'
        '<path stroke="#f5b53a" d="M4 25h12"/>'
        "</svg>"
    )


def test_a_cloth_has_no_style_and_no_id_and_its_label_is_escaped():
    drawing = cms_tags.weave('"><script>', "woad", label='"><script>')

    assert "<script" not in drawing
    assert " id=" not in drawing
    assert "style" not in drawing
    assert 'role="img" aria-label="&quot;&gt;&lt;script&gt;"' in drawing


def test_an_unknown_dye_does_not_break_a_page():
    assert cms_tags.weave("seed", "no-such-dye") == cms_tags.weave("seed", cms_tags.DEFAULT_DYE)


# Tags -----------------------------------------------------------------------------------------------------------


STEPS = [
    {"minutes": 10, "title": "One"},
    SimpleNamespace(minutes=30, title="Two"),
    {"minutes": 0, "title": "None"},
]


def test_the_minutes_of_a_lesson_become_threads_of_their_length():
    with translation.override("en"):
        bar = cms_tags.minutes_bar(STEPS)

    assert [(part["minutes"], part["x"], part["width"]) for part in bar] == [
        (10, "0.00", "24.50"),
        (30, "25.00", "74.50"),
    ]


def test_the_minutes_run_from_the_right_in_arabic():
    with translation.override("ar"):
        bar = cms_tags.minutes_bar(STEPS)

    assert [(part["minutes"], part["x"]) for part in bar] == [(10, "75.00"), (30, "0.00")]


def test_a_lesson_without_timed_steps_has_no_bar():
    assert cms_tags.minutes_bar([]) == []


def test_page_links_keep_the_rest_of_the_query_and_leave_gaps():
    request = RequestFactory().get("/en/lessons/", {"topic": ["numbers", "media-and-sources"], "page": "6"})
    links = cms_tags.page_links({"request": request}, Paginator(range(240), 20).page(6))

    assert [link and link["number"] for link in links["numbers"]] == [1, None, 5, 6, 7, None, 12]
    assert links["numbers"][0]["url"] == "?topic=numbers&topic=media-and-sources"
    assert links["next"] == "?topic=numbers&topic=media-and-sources&page=7"


def test_a_list_that_fits_on_one_page_has_no_page_links():
    assert cms_tags.page_links({}, Paginator(range(5), 20).page(1)) is None


@pytest.mark.parametrize(
    ("number", "address"),
    [("0800 206 119", "tel:0800206119"), ("+43 (1) 5", "tel:+4315"), ("112", "tel:112")],
)
def test_a_telephone_number_can_be_called(number, address):
    assert cms_tags.tel(number) == address


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://www.zara.or.at/", "zara.or.at"),
        ("https://a.example/b", "a.example/b"),
        ("https://example.org/a/very/long/path/that/nobody/reads", "example.org/…"),
    ],
)
def test_a_web_address_is_written_as_one_says_it(url, words):
    assert cms_tags.bare(url) == words


# Components -----------------------------------------------------------------------------------------------------


def test_what_comes_from_outside_is_escaped_in_an_entry():
    entry = {
        "title": "<script>x</script>",
        "summary": "<b>",
        "url": '/"><script>',
        "languages": ["en"],
        "minutes": 50,
    }
    html = render_to_string("cms/components/entry.html", {"entry": entry})

    assert "<script" not in html
    assert "&lt;b&gt;" in html
    assert "50 minutes" in html
    assert "1 language<" in html


def test_an_entry_leads_to_its_other_languages_and_says_what_it_is():
    entry = SimpleNamespace(
        title="Zahlen",
        summary="Kurz",
        url="/de/lessons/zahlen/",
        seed="key",
        dye="indigo",
        language="de",
        also=[{"code": "fr", "name": "Français", "url": "/fr/lessons/nombres/"}],
        status_kind="stale",
        status_label="Behind",
    )
    html = render_to_string("cms/components/entry.html", {"entry": entry, "level": 2})

    assert '<div class="entry dye-indigo"><span class="swatch"><svg' in html
    assert '<h2 class="entry__title"><a href="/de/lessons/zahlen/" lang="de">Zahlen</a></h2>' in html
    assert '<a href="/fr/lessons/nombres/" hreflang="fr"><bdi lang="fr">Français</bdi></a>' in html
    assert '<span class="status status--stale">Behind</span>' in html


def test_a_choice_that_finds_nothing_says_so_and_one_that_is_not_counted_says_no_number():
    options = [
        {"value": "a", "label": "<A>", "count": 0, "is_chosen": True},
        {"value": "b", "label": "B", "count": None, "is_chosen": False, "lang": "uk"},
    ]
    html = render_to_string("cms/components/choice.html", {"name": "topic", "options": options})

    assert html.strip() == (
        '<label class="choice choice--none"><input class="choice__box" type="checkbox" name="topic" value="a" checked>'
        '<span>&lt;A&gt;</span><span class="choice__count"><span class="hide-visually">, found: </span>0</span></label>'
        '<label class="choice"><input class="choice__box" type="checkbox" name="topic" value="b">'
        '<span lang="uk">B</span></label>'
    )


def test_a_service_without_a_name_is_called_by_its_kind():
    entry = {"name": "", "phone": "133", "last_checked": date(2026, 11, 23)}
    html = render_to_string(
        "cms/components/help_entry.html", {"entry": entry, "kind_label": "Report to the police"}
    )

    assert "<bdi>Report to the police</bdi>" in html
    assert 'href="tel:133"' in html


def test_a_field_with_a_fault_says_so_to_everybody():
    from cms.views.styleguide import SampleForm

    form = SampleForm({"name": "", "country": "DK", "reason": "a"})
    html = render_to_string("cms/components/field.html", {"field": form["name"]})

    assert 'class="field__input"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name-hint id_name-fault"' in html
    assert 'id="id_name-fault"' in html
