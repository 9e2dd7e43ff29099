"""Worksheets and answer keys of the starter exercises: what is in them, and that they are sound files."""

import html
import io
import pickle
import re
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

import outloud
import pikepdf
import pytest
from django.utils import translation
from django.utils.translation import gettext, pgettext
from PIL import Image

from cms.charts import number
from cms.domain.starter import put_picture, stable_id
from cms.markdown import to_rich_text
from cms.models import Technique
from cms.press import press
from cms.vocabularies import terms
from exercises import downloads
from exercises.domain.publishing import compiled
from exercises.domain.starter import STARTER, entry_of, raw_items
from exercises.downloads import FORMATS, USUAL_PARTS, Part, document, file_name, make_file, parts_from
from exercises.enums import Verdict
from exercises.items.spot.lettered import INK, lettered
from exercises.templatetags.exercise_tags import letter
from exercises.templatetags.paper_tags import scenes, worth_label
from tests.cms.press import directions
from tests.conftest import missing
from tests.exercises.test_starter_files import KEYS, shape, texts
from tests.lessons.test_documents import Paragraphs, arabic, plain, read_pdf
from tests.machinery.databases import locked

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
LANGUAGES = ["en", "uk", "ar"]
SHEETS = [(key, language) for key in KEYS for language in LANGUAGES]
every_sheet = pytest.mark.parametrize(("key", "language"), SHEETS, ids=["-".join(one) for one in SHEETS])
#: Every kind of item, every script, and each exercise but one are pressed; the rest is made of the same pieces.
PRESSED = [
    ("guess-then-look", "uk"),
    ("leave-the-page", "en"),
    ("pictures-and-charts", "ar"),
    ("spot-the-technique", "ar"),
    ("truth-or-rumour-a", "en"),
]
every_pressed = pytest.mark.parametrize(("key", "language"), PRESSED, ids=["-".join(one) for one in PRESSED])


@dataclass
class Edition:
    """What the documents know of an edition."""

    digest: str
    exercise: str
    language: str
    title: str
    settings: dict
    public: list
    secret: list


def edition_of(key: str, language: str, picture=lambda name: None) -> Edition:
    entry = entry_of(key, language)
    items = compiled(shape().to_python(raw_items(key, entry, picture)))
    same = ("purpose", "confidence", "feedback", "summary", "age_bands", "topics", "techniques", "licence")
    return Edition(
        digest="0" * 64,
        exercise=stable_id("exercises", key),
        language=language,
        title=entry["title"],
        settings={name: entry[name] for name in same}
        | {
            "instructions_html": to_rich_text(entry["instructions"]),
            "gathers_guesses": bool(entry.get("gathers_guesses")),
            "authors": ", ".join(entry["authors"]),
            "version": entry["version"],
            "duration": entry["duration"],
        },
        public=[{name: item[name] for name in ("id", "type", "public")} for item in items],
        secret=[{name: item[name] for name in ("key", "due")} for item in items],
    )


def with_pictures(key: str, language: str) -> Edition:
    return edition_of(
        key, language, lambda name: put_picture(STARTER / key / "pictures" / name, alt={}, credit="Us").pk
    )


def printed(edition: Edition, *parts: Part):
    return document(edition, parts, address=f"http://localhost/{edition.language}/exercises/one/")


def words(fragment: str) -> str:
    """Return what one reads of a fragment."""
    return plain(html.unescape(re.sub("<[^>]+>", " ", fragment)))


def by_number(edition: Edition, part: Part) -> dict[int, str]:
    """Return the HTML of each item by its number."""
    _before, *pieces = re.split(r"<h3>(\d+)\. ", printed(edition, part).html)
    found: dict[int, str] = {}
    for place, piece in zip(pieces[::2], pieces[1::2], strict=True):
        found[int(place)] = found.get(int(place), "") + piece
    return found


def items_of(edition: Edition):
    """Yield number, kind, public part, key and what is due of each item."""
    for place, (item, secret) in enumerate(zip(edition.public, edition.secret, strict=True), start=1):
        yield place, item["type"], item["public"], secret["key"], secret["due"]


# The worksheet --------------------------------------------------------------------------------------------------


@every_sheet
def test_a_worksheet_is_made_without_the_secret_part(key, language):
    """Case 38: so no template can print a key, a reason or an explanation by mistake."""
    edition = edition_of(key, language)
    assert printed(replace(edition, secret=[]), Part.WORKSHEET) == printed(edition, Part.WORKSHEET)


def due_later(due: dict) -> set[str]:
    """Return the texts that only come after the answer; long ones paragraph by paragraph."""
    found = [due["explanation_html"], due.get("model_html", "")]
    found += due.get("reasons", {}).values()
    found += [piece[name] for piece in due.get("evidence", []) for name in ("title", "note")]
    found += [one["comment"] for one in due.get("comments", {}).values()]
    found += [text for line in due.get("rubric", []) for text in (line["criterion"], *line["levels"])]
    found += [line["reason"] for line in due.get("in_order", []) if isinstance(line, dict)]
    # Two words may stand on any sheet: "you leave the page" is said of what one would open.
    return {whole for text in found for piece in text.split("</p>") if (whole := words(piece)).count(" ") > 1}


@every_sheet
def test_a_worksheet_shows_no_text_that_comes_after_the_answer(key, language):
    edition = edition_of(key, language)
    seen = words(printed(edition, Part.WORKSHEET).html)
    later = {text for *_asked, due in items_of(edition) for text in due_later(due)}
    assert len(later) > 20
    assert {text for text in later if text in seen} == set()


@every_sheet
def test_everything_that_is_asked_stands_on_the_worksheet(key, language):
    edition = edition_of(key, language)
    sheet = by_number(edition, Part.WORKSHEET)
    left_out = {
        (place, text)
        for place, _kind, public, _key, _due in items_of(edition)
        for text in map(words, texts(public))
        # What exactly is counted stands in the key: some definitions name the figure.
        if text not in words(sheet[place].replace('alt="', ">"))
        and text != words(public.get("definition", ""))
    }
    assert left_out == set()


@every_sheet
def test_there_are_as_many_boxes_to_tick_as_answers(key, language):
    edition = edition_of(key, language)
    sheet = by_number(edition, Part.WORKSHEET)
    for place, kind, public, _key, _due in items_of(edition):
        wanted = {
            "verdict": lambda it: len(it["verdicts"]) + 4 * edition.settings["confidence"],
            "share": lambda it: 2 * len(it["posts"]),
            "lateral": lambda it: len(it["sources"]) + len(it["options"]),
            "picture": lambda it: sum(len(question["options"]) for question in it["questions"]),
            "spot": lambda it: len(it["regions"]),
            "chart": lambda it: len(it["options"]),
            "choice": lambda it: len(it["options"]),
            "scenario": lambda it: sum(len(scene["choices"]) for scene in it["scenes"].values()),
        }.get(kind, lambda it: 0)(public)
        assert sheet[place].count("☐") == wanted, (place, kind)


def test_what_one_finds_when_one_leaves_a_page_is_a_sheet_of_its_own():
    edition = edition_of("leave-the-page", "en")
    sheet = printed(edition, Part.WORKSHEET).html
    handouts = re.findall(r'<section class="handout">(.*?)</section>', sheet, re.DOTALL)
    laterals = [public for _place, kind, public, _key, _due in items_of(edition) if kind == "lateral"]
    assert len(handouts) == len(laterals) == 3
    for handout, public in zip(handouts, laterals, strict=True):
        found = [words(source["text_html"]) for source in public["sources"]]
        before = words(sheet[: sheet.index(handout)])
        assert [text for text in found if text not in words(handout)] == []
        assert [text for text in found if text in before] == []


def test_scenes_are_numbered_from_the_beginning_whatever_order_the_database_gives_them():
    [public, _other] = [
        public
        for _place, kind, public, _key, _due in items_of(edition_of("spot-the-technique", "en"))
        if kind == "scenario"
    ]
    numbered = scenes(public)
    assert [scene["number"] for scene in numbered] == list(range(1, len(public["scenes"]) + 1))
    assert numbered[0]["text_html"] == public["scenes"][public["first"]]["text_html"]
    texts_of = {scene["number"]: scene["text_html"] for scene in numbered}
    leads = {way["id"]: way["leads_to"] for scene in public["scenes"].values() for way in scene["choices"]}
    for scene in numbered:
        for way in scene["choices"]:
            assert texts_of[way["number"]] == public["scenes"][leads[way["id"]]]["text_html"]
    mixed = dict(sorted(public["scenes"].items(), reverse=True))
    assert scenes(public | {"scenes": mixed}) == numbered


def test_a_chart_is_drawn_twice_and_a_place_is_lettered_in_its_picture():
    edition = with_pictures("pictures-and-charts", "ar")
    made = printed(edition, Part.WORKSHEET)
    named = set(re.findall(r'src="picture:([^"]+)"', made.html))
    assert named == made.pictures.keys()
    kinds = [item["type"] for item in edition.public]
    assert len(named) == kinds.count("picture") + kinds.count("spot") + 2 * kinds.count("chart")
    drawings = [data for name, data in made.pictures.items() if data.startswith(b"<svg")]
    assert len(set(drawings)) == 2 * kinds.count("chart")
    assert all(b'text-anchor="end"' in data and b'width="360"' in data for data in drawings)
    assert printed(edition, Part.KEY).pictures == {}


def test_a_picture_that_is_gone_leaves_its_words(db):
    edition = edition_of("pictures-and-charts", "en", lambda name: 4711)
    made = printed(edition, Part.WORKSHEET)
    assert len(made.pictures) == 2 * [item["type"] for item in edition.public].count("chart")
    assert html.escape(edition.public[0]["public"]["alt"]) in made.html


def test_a_letter_stands_at_the_corner_of_its_frame_and_the_rest_is_left_alone():
    blank = io.BytesIO()
    Image.new("RGB", (400, 300), "#88aacc").save(blank, "PNG")
    region = {"x": 25, "y": 50, "width": 50, "height": 25}
    one, other = (Image.open(io.BytesIO(lettered(blank.getvalue(), [region], [sign]))) for sign in "AB")
    ink = tuple(int(INK[at : at + 2], 16) for at in (1, 3, 5))
    assert one.size == (400, 300)
    assert one.getpixel((300, 200)) == one.getpixel((200, 225)) == ink
    assert one.getpixel((200, 180)) == one.getpixel((20, 20)) == (0x88, 0xAA, 0xCC)
    badge = (75, 125, 125, 175)
    assert one.crop(badge).tobytes() != other.crop(badge).tobytes()
    assert one.crop((126, 0, 400, 300)).tobytes() == other.crop((126, 0, 400, 300)).tobytes()


# The answer key -------------------------------------------------------------------------------------------------


def right_words(kind, public, key, due) -> list[str]:
    """Return what the key must say of an item, in the active language, for a teacher who has nothing else."""
    offered = public.get("options") or public.get("regions") or []
    lettered_options = {
        one["id"]: f"{letter(place)}) {one.get('text') or one['label']}" for place, one in enumerate(offered)
    }
    match kind:
        case "verdict":
            return [str(Verdict(key["verdict"]).label), *(piece["title"] for piece in due["evidence"])]
        case "choice" | "spot":
            return [lettered_options[name] for name in key["right"]]
        case "chart" | "lateral":
            return [lettered_options[key["right"]]]
        case "picture":
            return [
                f"{letter(place)}) {option['text']}"
                for question in public["questions"]
                for place, option in enumerate(question["options"])
                if option["id"] == key["right"][question["id"]]
            ]
        case "share":
            said = {True: gettext("Pass it on"), False: gettext("Leave it")}
            return [f"{one['account']} {said[key['sound'][one['id']]]}" for one in public["posts"]]
        case "order" | "rank":
            return [gettext(", ").join(str(key["ranks"][one["id"]]) for one in public["entries"])]
        case "match":
            rights = {one["id"]: f"{one['id']}) {one['text']}" for one in public["rights"]}
            return [f"{one['text']} {rights[key['pairs'][one['id']]]}" for one in public["lefts"]]
        case "estimate":
            return [f"{number(key['value'])} {public['unit']}", due["evidence"][0]["title"]]
        case "technique":
            names = {code: term.label for code, term in terms(Technique).items()}
            names[None] = pgettext("a sentence without a trick", "Clean")
            return [f"{one['text']} {names[key['techniques'][one['id']]]}" for one in public["phrases"]]
        case "scenario":
            return [
                f"{one['text']} {worth_label(key['worth'][name])} {one['comment']}"
                for name, one in due["comments"].items()
            ]
        case "open":
            rows = [" ".join([line["criterion"], *line["levels"]]) for line in due["rubric"]]
            return [*rows, due["model_html"]]
    raise AssertionError(kind)


@every_sheet
def test_a_key_gives_each_right_answer_in_words_and_its_explanation(key, language):
    edition = edition_of(key, language)
    answers = by_number(edition, Part.KEY)
    with translation.override(language):
        lost = [
            (place, text)
            for place, kind, public, secret, due in items_of(edition)
            for text in [*right_words(kind, public, secret, due), due["explanation_html"]]
            if words(text) not in words(answers[place])
        ]
    assert lost == []


def test_a_key_begins_with_the_claims_at_a_glance():
    made = printed(edition_of("truth-or-rumour-a", "en"), Part.KEY).html
    rows = re.findall(r'<th scope="row">(\w+)</th><td>([\d, ]+)</td>', made)
    assert rows == [
        ("True", "2, 4, 5, 8, 10, 11, 12, 15, 16, 19"),
        ("False", "1, 3, 6, 7, 9, 13, 14, 17, 18, 20"),
    ]
    assert "at a glance" not in printed(edition_of("leave-the-page", "en"), Part.KEY).html


def test_evidence_is_named_with_its_address():
    made = printed(edition_of("truth-or-rumour-a", "en"), Part.KEY).html
    assert (
        '<a href="https://www.migrationdataportal.org/themes/international-migrant-stocks-overview">'
        "<bdi>International Migrant Stock 2024 (as reported by the Migration Data Portal)</bdi></a>" in made
    )


def test_the_key_is_a_sheet_of_its_own_behind_the_worksheet():
    edition = edition_of("truth-or-rumour-a", "en")
    both = printed(edition, *USUAL_PARTS)
    sheet, key = both.html.split('<section class="handout"><h2>Answer key</h2>')
    assert sheet.strip() == printed(edition, Part.WORKSHEET).html.strip()
    assert "The claims at a glance" in key
    assert (both.kind, printed(edition, Part.KEY).kind) == ("Worksheet and answer key", "Answer key")
    assert printed(edition, Part.WORKSHEET).kind == "Worksheet"


# The files ------------------------------------------------------------------------------------------------------


def test_both_parts_are_usual_and_what_is_unknown_is_not_read():
    assert parts_from([]) == parts_from(["", "answers"]) == USUAL_PARTS == (Part.WORKSHEET, Part.KEY)
    assert parts_from(["key,worksheet"]) == USUAL_PARTS
    assert parts_from(["key"]) == (Part.KEY,)


def test_a_file_is_named_by_slug_language_and_chosen_parts():
    edition = edition_of("guess-then-look", "uk")
    assert file_name(edition, "guess", "pdf", USUAL_PARTS) == "guess-uk.pdf"
    assert file_name(edition, "guess", "docx", (Part.KEY,)) == "guess-uk-key.docx"


def test_a_file_is_made_by_the_press_and_nothing_else_is_offered(monkeypatch):
    asked = []
    monkeypatch.setattr(
        downloads, "obtain", lambda made, format: asked.append((made, format)) or "press/one.odt"
    )
    edition = edition_of("guess-then-look", "en")
    address = "http://localhost/en/exercises/guess-then-look/"
    assert make_file(edition, "odt", (Part.KEY,), address=address) == "press/one.odt"
    assert asked == [(document(edition, (Part.KEY,), address=address), "odt")]
    assert asked[0][0].address == address
    for format in ("epub", "zip", "PDF"):
        with pytest.raises(ValueError, match=format):
            make_file(edition, format, USUAL_PARTS, address=address)


def test_the_cover_says_in_the_language_of_the_edition_for_whom_it_is():
    made = printed(edition_of("guess-then-look", "uk"), *USUAL_PARTS)
    assert [(icon, value) for icon, _label, value in made.facts] == [
        ("time", "30 хвилин"),
        ("age", "13–15 років, 16–18 років"),
        ("topic", "Медіа та джерела, Числа та графіки, Праця та внесок"),
        ("language", "Українська"),
    ]
    assert (made.licence_name, made.credits, made.version) == ("CC BY-SA 4.0", "Counterpoint", "1.0")
    assert made.words["contents"] == "Зміст"


def test_a_worksheet_without_pictures_asks_the_database_nothing_once_vocabularies_are_known(
    django_assert_num_queries,
):
    edition = edition_of("spot-the-technique", "ar")
    printed(edition, *USUAL_PARTS)
    with django_assert_num_queries(0):
        printed(edition, *USUAL_PARTS)


class Shelf:
    """The pressed files, made when they are first asked for and shared by the workers of a run."""

    def __init__(self, folder: Path):
        self.folder = folder
        folder.mkdir(exist_ok=True)

    def _once(self, name: str, make) -> Path:
        path = self.folder / name
        with locked(self.folder / f"{name}.lock"):
            if not path.exists():
                path.write_bytes(make())
        return path

    def document(self, key: str, language: str):
        def make():
            return pickle.dumps(printed(with_pictures(key, language), *USUAL_PARTS))

        return pickle.loads(self._once(f"{key}-{language}.document", make).read_bytes())

    def file(self, key: str, language: str, format: str) -> Path:
        return self._once(f"{key}-{language}.{format}", lambda: press(self.document(key, language), format))


@pytest.fixture
def shelf(tmp_path_factory, request):
    base = tmp_path_factory.getbasetemp()
    return Shelf((base.parent if hasattr(request.config, "workerinput") else base) / "worksheets")


def paragraphs(source) -> list[str]:
    return Paragraphs(source.html.replace("<br>", " ")).found


def squeezed(text: str) -> str:
    """Return text without spaces and hyphens: readers of PDFs drop a hyphen that ends a line."""
    return re.sub(r"[\s-]", "", plain(text))


@every_pressed
def test_a_pdf_has_no_accessibility_error_and_reads_back(key, language, shelf):
    """Case 65."""
    path, source = shelf.file(key, language, "pdf"), shelf.document(key, language)
    result = outloud.check(str(path))
    assert result.error is None
    assert [f"{one.rule}: {one.message}" for one in result.findings if one.severity == "error"] == []
    with pikepdf.open(path) as pdf:
        assert str(pdf.docinfo.Title) == source.title
        assert str(pdf.Root.Lang) == language
    written, read = paragraphs(source), plain(read_pdf(path))
    assert len(written) > 100
    assert read.count("☐") == source.html.count("☐")
    if language == "ar":
        whole = arabic(read)
        assert [text for text in written if arabic(text) not in whole] == []
    else:
        letters = squeezed(read)
        assert [text for text in written if squeezed(text) not in letters] == []


@every_pressed
@pytest.mark.parametrize(("format", "name"), [("docx", "word/document.xml"), ("odt", "content.xml")])
def test_every_paragraph_stands_in_the_editable_files(key, language, format, name, shelf):
    data = shelf.file(key, language, format).read_bytes()
    letters = squeezed("".join(directions.part(data, name).itertext()))
    assert [text for text in paragraphs(shelf.document(key, language)) if squeezed(text) not in letters] == []
    if language == "ar":
        assert (directions.docx_faults if format == "docx" else directions.odt_faults)(data) == []


@pytest.mark.slow
def test_libreoffice_opens_every_editable_file_and_finds_its_title(shelf, tmp_path):
    """Case 65."""
    if not shutil.which("soffice"):
        missing(
            "LibreOffice is missing, so DOCX and ODT are not opened: apt-get install libreoffice-writer-nogui"
        )
    wanted = {}
    for key, language in PRESSED:
        for format in ("docx", "odt"):
            copy = tmp_path / f"{key}-{language}-{format}.{format}"
            shutil.copyfile(shelf.file(key, language, format), copy)
            wanted[copy] = shelf.document(key, language)
    office = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    subprocess.run(
        [*office, "--convert-to", "txt:Text (encoded):UTF8", "--outdir", tmp_path / "read", *wanted],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    for copy, source in wanted.items():
        read = plain((tmp_path / "read" / f"{copy.stem}.txt").read_text("utf-8-sig"))
        assert plain(source.title) in read, copy.name
        assert read.count("☐") == source.html.count("☐"), copy.name


def test_all_kinds_and_formats_are_pressed_here():
    assert {item["type"] for one in PRESSED for item in edition_of(*one).public} == {
        item["type"] for key in KEYS for item in edition_of(key, "en").public
    }
    assert FORMATS == ("pdf", "docx", "odt")
