"""What a visit takes along: steps that fit its minutes, a sheet for pupils, a page for the teacher, no secrets."""

import io
import random
import re
import uuid
import zipfile
from datetime import timedelta

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from ambassadors import downloads
from ambassadors.domain import consent as ledger
from ambassadors.domain import kit
from ambassadors.domain.kit import KitPart, KitStep
from ambassadors.domain.visits import deliver
from ambassadors.enums import ContactRole, VisitState
from ambassadors.models import Visit
from cms.press import FORMATS, PressBusy
from lessons.domain.starter import starter_keys, unsaved_plan
from lessons.downloads import document as lesson_document
from lessons.enums import Part, Phase
from schools.enums import Stage
from tests.ambassadors.factories import VisitRequestFactory, booked, matched, ready, with_permission
from tests.factories import LessonPlanPageFactory, plant
from tests.schools.factories import MemberFactory
from tests.schools.people import coordinator, signed_in

pytestmark = pytest.mark.django_db

#: How many pictures and charts the sheets of a kit show, by lesson and stage; those of other lessons show none.
PICTURES = {
    "built-here": {Stage.PRIMARY: 1, Stage.UPPER_SECONDARY: 3},
    "how-a-number-misleads": {Stage.UPPER_SECONDARY: 3},
    "picture-in-context": {Stage.PRIMARY: 1, Stage.UPPER_SECONDARY: 3},
}
MINUTES = (15, 20, 35, 40, 41, 45, 50, 60, 90, 180, 240)


def visit_for(stage=Stage.PRIMARY, *, minutes: int = 45, **fields) -> Visit:
    request = VisitRequestFactory(stage=stage, **fields)
    # Whoever is older than all pupils of any stage.
    one = ready() if stage == Stage.PRIMARY else ready(band="18+")
    return booked(ambassadors=[one], request=request, minutes=minutes)


def address(visit: Visit, format: str = "pdf") -> str:
    return reverse("visit_kit", args=[visit.key, format])


# Steps -------------------------------------------------------------------------------------------------------------


def test_minutes_are_shared_out_whole_and_in_proportion():
    assert kit.shared_out([7, 9, 9, 13, 8, 4], 50) == [7, 9, 9, 13, 8, 4]
    assert kit.shared_out([7, 9, 9, 13, 8, 4], 100) == [14, 18, 18, 26, 16, 8]
    assert kit.shared_out([7, 9, 9, 13, 8, 4], 25) == [4, 5, 4, 6, 4, 2]
    assert kit.shared_out([100, 1, 1], 12, most=6) == [6, 3, 3]
    assert kit.shared_out([1], 15) == [15]


def test_what_cannot_be_shared_out_is_refused():
    for weights, minutes, most in (([], 10, None), ([1, 1], 3, None), ([5, 5], 17, 8), ([0, 1], 10, None)):
        with pytest.raises(ValueError, match="share"):
            kit.shared_out(weights, minutes, most=most)


def test_any_weights_are_shared_out_to_the_minute():
    chance = random.Random(7)
    for _try in range(300):
        weights = [chance.randint(1, 60) for _place in range(chance.randint(1, 12))]
        minutes = chance.randint(2 * len(weights), 240)
        given = kit.shared_out(weights, minutes)
        assert sum(given) == minutes
        assert min(given) >= kit.LEAST
        # Who weighs more gets no less.
        pairs = sorted(zip(weights, given, strict=True))
        assert all(less[1] <= more[1] + 1 for less, more in zip(pairs, pairs[1:], strict=False))


def test_the_opening_the_closing_and_the_longest_of_the_main_part_are_chosen_in_order():
    phases = ["starter", "main", "main", "plenary", "main", "main", "plenary"]
    assert kit.chosen(phases, [5, 9, 12, 20, 3, 9, 2], 5) == [0, 1, 2, 5, 6]
    assert kit.chosen(phases, [5, 9, 12, 20, 3, 9, 2], 2) == [0, 6]
    assert kit.chosen(phases, [5, 9, 12, 20, 3, 9, 2], 1) == [2]
    assert kit.chosen(phases, [5, 9, 12, 20, 3, 9, 2], 9) == [0, 1, 2, 3, 4, 5, 6]
    assert kit.chosen(["main"], [4], 5) == [0]


@pytest.mark.parametrize("key", starter_keys())
@pytest.mark.parametrize("is_primary", [True, False], ids=["primary", "full"])
def test_the_steps_of_every_starter_lesson_fit_a_visit_to_the_minute(key, is_primary):
    own = kit.steps_of(unsaved_plan(key, "en"))
    titles = [one.title for one in own]
    for minutes in MINUTES:
        steps = kit.steps_for(own, minutes, is_primary=is_primary)
        lessons = [one for one in steps if one.phase != "pause"]
        assert sum(one.minutes for one in steps) == minutes
        assert min(one.minutes for one in steps) >= 1
        places = [titles.index(one.title) for one in lessons]
        assert places == sorted(set(places))
        assert (places[0], places[-1]) == (0, len(own) - 1)
        assert own[0].phase == Phase.STARTER
        assert own[-1].phase == Phase.PLENARY
        if is_primary:
            assert len(lessons) <= 5
            assert max(one.minutes for one in lessons) <= 8
            assert "pause" not in (steps[0].phase, steps[-1].phase)
        else:
            assert lessons == steps


def test_a_lesson_of_the_length_of_the_visit_keeps_its_times():
    own = kit.steps_of(unsaved_plan("lateral-reading", "en"))
    assert kit.steps_for(own, 50, is_primary=False) == own


def test_pauses_are_few_short_and_between():
    own = kit.steps_of(unsaved_plan("lateral-reading", "en"))

    def shape(minutes: int) -> list[int]:
        return [
            -one.minutes if one.phase == "pause" else one.minutes
            for one in kit.steps_for(own, minutes, is_primary=True)
        ]

    assert [one for one in shape(40) if one < 0] == []
    assert shape(45) == [8, 8, 8, -5, 8, 8]
    assert shape(60) == [8, -7, 8, 8, -7, 8, -6, 8]
    assert shape(240) == [8, -50, 8, -50, 8, -50, 8, -50, 8]


def test_small_children_get_the_first_paragraph_of_what_the_teacher_does():
    step = KitStep(
        "Begin", 8, "main", "whole", "<p>One.</p><ul><li>Two</li></ul><p>Three.</p>", "<p>All.</p>"
    )
    short, whole = (kit.steps_for([step], 20, is_primary=one)[0] for one in (True, False))
    assert (short.teacher, short.pupils) == ("<p>One.</p>", "<p>All.</p>")
    assert whole.teacher == step.teacher
    assert kit.first_paragraph("<ul><li>Two</li></ul>") == "<ul><li>Two</li></ul>"


def test_one_step_and_no_step_are_no_fault():
    assert kit.steps_for([], 45, is_primary=True) == []
    steps = kit.steps_for([KitStep("Begin", 50, "main")], 45, is_primary=True)
    assert [(one.phase, one.minutes) for one in steps] == [("main", 8), ("pause", 37)]


def test_without_a_lesson_there_is_a_frame_for_a_talk():
    for minutes in MINUTES:
        for is_primary in (True, False):
            steps = kit.steps_for(kit.frame_of_a_talk(), minutes, is_primary=is_primary)
            assert sum(one.minutes for one in steps) == minutes
            told = [one.title for one in steps if one.phase != "pause"]
            assert told == [
                "Hello",
                "One story or one claim",
                "A question for you",
                "Your questions for us",
                "Goodbye",
            ]


# Handouts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", starter_keys())
def test_small_children_get_one_sheet_without_tables_charts_and_long_texts(key):
    page = unsaved_plan(key, "en")
    sheet = kit.simple_sheet(page)
    assert sheet.value == page.handouts[sheet.number - 1].value
    assert {block.block_type for block in sheet.blocks} <= {"heading", "task", "card", "picture", "text"}
    assert {block.block_type for block in sheet.blocks} != {"heading"}
    order = [block.id for block in sheet.value["body"]]
    places = [order.index(block.id) for block in sheet.blocks]
    assert places == sorted(places)
    dropped = [block for block in sheet.value["body"] if block.id not in {one.id for one in sheet.blocks}]
    assert {block.block_type for block in dropped} <= {"table", "chart", "text"}
    for block in sheet.blocks:
        if block.block_type == "text":
            assert len(re.sub("<[^>]+>", "", block.value.source)) <= kit.SHORT_TEXT


def test_a_lesson_whose_handouts_are_tables_gives_a_plain_sheet():
    table = ("table", {"caption": "", "header": ["A"], "rows": [["1"]]})
    long = ("text", "<p>" + "word " * 60 + "</p>")
    handout = {"key": "one", "title": "One", "body": [("heading", "Head"), table, long]}
    page = LessonPlanPageFactory.build(duration=None, licence=None, handouts=[("handout", handout)])
    assert kit.simple_sheet(page) is None
    page = LessonPlanPageFactory.build(duration=None, licence=None, handouts=[])
    assert kit.simple_sheet(page) is None


# The document ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", starter_keys())
@pytest.mark.parametrize("stage", [Stage.PRIMARY, Stage.UPPER_SECONDARY])
def test_a_kit_has_steps_sheets_and_a_page_for_the_teacher(key, stage):
    visit, page = visit_for(stage), unsaved_plan(key, "en")
    made = downloads.kit_document(visit, page)
    minutes = [int(one) for one in re.findall(r'data-minutes="(\d+)"', made.html)]
    assert sum(minutes) == 45
    assert made.title == page.title
    assert "For the teacher who stays in the room" in made.html
    assert "With care" in made.html
    sheets = made.html.count('<section class="handout">')
    if stage == Stage.PRIMARY:
        assert sheets == 2
        assert made.html.count("<table") == 1  # of the teacher's page
    else:
        assert sheets == len(page.handouts) + 1
        assert lesson_document(page, (Part.HANDOUTS,)).html in made.html
    names = re.findall(r'src="picture:([^"]+)"', made.html)
    assert len(names) == PICTURES.get(key, {}).get(stage, 0)
    assert sorted(names) == sorted(made.pictures)


def test_parts_can_be_taken_away_by_themselves():
    visit = visit_for()
    assert downloads.parts_from(["teacher,steps", "nonsense"]) == (KitPart.STEPS, KitPart.TEACHER)
    assert downloads.parts_from([]) == tuple(KitPart)
    sheet = downloads.kit_document(visit, None, (KitPart.HANDOUT,)).html
    assert "What I heard today" in sheet
    assert "For the teacher" not in sheet
    assert visit.parts.get().ambassador.first_name not in sheet


def test_nothing_of_a_person_but_first_names_and_no_place_is_in_a_kit():
    """Case 14."""
    minor = ready(band="13-15", first_name="Zoraya")
    request = VisitRequestFactory(contact=ContactRole.OFFICE, note="Ask for Mr Secretive")
    visit = booked(ambassadors=[minor], request=request, place="Room Hideaway")
    made = downloads.kit_document(visit, None)
    words = "\n".join([made.canonical(), downloads.kit_name(visit, "pdf", tuple(KitPart))])
    assert words.count("Zoraya") == 1
    assert all(one.first_name in made.html for one in visit.companions)
    hidden = [
        minor.user.email, minor.guardian_email, minor.school.name, minor.town.name, minor.key, minor.band,
        visit.school.name, visit.place, request.note, visit.key,
        *(one.user.email for one in visit.companions),
        *(one.user.name for one in visit.companions if getattr(one.user, "name", "")),
    ]  # fmt: skip
    for word in filter(None, hidden):
        assert word not in words, word
    assert "the school office" in made.html


def test_names_are_in_a_kit_until_the_visit_only():
    visit = visit_for()
    Visit.objects.filter(pk=visit.pk).update(starts_at=timezone.now() - timedelta(hours=1))
    visit = deliver(visit, actor=visit.first_companion.user, attended=20)
    html = downloads.kit_document(visit, None).html
    assert visit.parts.get().ambassador.first_name not in html
    assert "Names stand here only until the visit." in html


def test_an_adult_who_goes_alone_is_announced_without_companions():
    visit = booked(ambassadors=[ready(band="18+")], first_companion=None, second_companion=None)
    html = downloads.kit_document(visit, None).html
    assert "Both companions are there." not in html
    assert "your companion" not in html
    assert "Tell the teacher the same day." in html
    assert visit.parts.get().ambassador.first_name in html


def test_the_lesson_comes_in_the_language_of_the_visit_else_in_english_else_in_any():
    branches = plant("en", "fr", "ar")
    key = uuid.uuid4()
    made = {}
    for language in ("ar", "en", "fr"):
        branch = branches[language]
        made[language] = LessonPlanPageFactory(
            parent=branch.library, locale=branch.library.locale, translation_key=key
        )
    request = VisitRequestFactory(lesson=key, language="fr")
    assert kit.lesson_of(request) == made["fr"]
    request.language = "uk"
    assert kit.lesson_of(request) == made["en"]
    made["en"].unpublish()
    assert kit.lesson_of(request).locale.language_code in ("ar", "fr")
    for language in ("ar", "fr"):
        made[language].unpublish()
    assert kit.lesson_of(request) is None
    assert kit.lesson_of(VisitRequestFactory()) is None


def test_a_kit_speaks_the_language_of_its_lesson_whoever_asks():
    visit = visit_for(language="ar")
    with translation.override("fr"):
        made = downloads.kit_document(visit, unsaved_plan("lateral-reading", "ar"))
        assert translation.get_language() == "fr"
    assert (made.language, made.direction) == ("ar", "rtl")
    assert downloads.kit_document(visit, None).language == "ar"


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("stage", [Stage.PRIMARY, Stage.LOWER_SECONDARY])
def test_a_kit_is_made_as_pdf_and_as_docx(language, stage, monkeypatch):
    visit, page = visit_for(stage, language=language), unsaved_plan("picture-in-context", language)
    monkeypatch.setattr(kit, "lesson_of", lambda request: page)
    name = visit.parts.get().ambassador.first_name
    with pikepdf.open(io.BytesIO(downloads.kit_file(visit, "pdf"))) as pdf:
        assert pdf.Root.Lang == language
        assert page.title in str(pdf.docinfo["/Title"])
        assert len(pdf.pages) >= 4
    with zipfile.ZipFile(io.BytesIO(downloads.kit_file(visit, "docx"))) as pack:
        # In right-to-left text, letters and digits stand in runs of their own.
        assert name in re.sub(r"<[^>]+>", "", pack.read("word/document.xml").decode())
        assert any(one.startswith("word/media/") for one in pack.namelist())


# The door ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def pressed(monkeypatch):
    """Press nothing: return what is asked of the press."""
    asked = []

    def made(document, format):
        asked.append((document, format))
        return b"made"

    monkeypatch.setattr(downloads, "made_for_one", made)
    return asked


def takers(visit: Visit) -> dict:
    return {
        "ambassador": visit.parts.get().ambassador.user,
        "companion": visit.second_companion.user,
        "host": MemberFactory(school=visit.school).user,
        "coordinator": coordinator(factor=True),
    }


@pytest.mark.parametrize("who", ["ambassador", "companion", "host", "coordinator"])
@pytest.mark.parametrize("format", downloads.KIT_FORMATS)
def test_whoever_takes_part_takes_the_kit(who, format, pressed):
    visit = visit_for()
    response = signed_in(takers(visit)[who]).get(address(visit, format))
    assert (response.status_code, response["Content-Type"]) == (200, FORMATS[format].media_type)
    assert "no-store" in response["Cache-Control"]
    day = timezone.localdate(visit.starts_at).isoformat()
    assert response["Content-Disposition"] == f'attachment; filename="visit-kit-{day}.{format}"'
    assert len(pressed) == 1


def test_nobody_else_takes_it(pressed):
    visit, other = visit_for(), visit_for()
    declined = booked(ambassadors=[ready(), ready()])
    gone = declined.parts.first()
    gone.agreed_at, gone.declined_at = None, timezone.now()
    gone.save()
    assert signed_in(gone.ambassador.user).get(address(declined)).status_code == 404
    house = MemberFactory(school=visit.parts.get().ambassador.school).user
    lead = with_permission("ambassadors", "view_visit")
    others = takers(other)
    for user in (others["ambassador"], others["companion"], others["host"], house, lead):
        assert signed_in(user).get(address(visit)).status_code == 404
    assert Client().get(address(visit)).status_code == 302
    assert signed_in(takers(visit)["host"]).post(address(visit)).status_code == 405
    assert pressed == []


@pytest.mark.parametrize("state", [VisitState.MATCHED, VisitState.HELD, VisitState.CANCELLED])
def test_there_is_no_kit_of_what_is_not_booked(state, pressed):
    visit = matched()
    host = signed_in(MemberFactory(school=visit.school).user)
    Visit.objects.filter(pk=visit.pk).update(state=state)
    assert host.get(address(visit)).status_code == 404


def test_what_was_lost_closes_the_kit_at_once(pressed):
    """Case 15: also in the half minute before the visit is held."""
    visit = visit_for()
    host = signed_in(takers(visit)["host"])
    assert host.get(address(visit)).status_code == 200
    ledger.take_back_as_guardian(visit.parts.get().ambassador)
    Visit.objects.filter(pk=visit.pk).update(state=VisitState.BOOKED)
    assert host.get(address(visit)).status_code == 404


def test_another_format_and_a_busy_press_are_answered_with_a_way_on(monkeypatch):
    visit = visit_for()
    host = signed_in(takers(visit)["host"])
    response = host.get(address(visit, "odt"))
    assert response.status_code == 404
    assert address(visit, "docx") in response.content.decode()
    assert reverse("school_visit", args=[visit.school.key, visit.key]) in response.content.decode()

    def busy(document, format):
        raise PressBusy("busy")

    monkeypatch.setattr(downloads, "made_for_one", busy)
    response = host.get(address(visit))
    assert (response.status_code, response["Retry-After"]) == (503, "5")


def test_a_part_is_asked_for_in_the_address(pressed):
    visit = visit_for()
    response = signed_in(takers(visit)["host"]).get(address(visit) + "?parts=teacher")
    assert response["Content-Disposition"].endswith('-teacher.pdf"')
    assert "The visit, step by step" not in pressed[0][0].html
