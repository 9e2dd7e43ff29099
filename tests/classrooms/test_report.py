"""What a teacher takes away of a sitting: a report to print, and the figures; none of it is kept."""

import csv
import io
import shutil
import subprocess
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from classrooms import downloads
from classrooms.domain.sittings import close_sitting
from classrooms.models import Classroom, Reader, Sitting
from cms.press import PressBusy, PressError, storage
from tests.classrooms.answers import answers, judged, row, seats
from tests.classrooms.factories import TeacherFactory, opened
from tests.classrooms.test_results import TWELVE, moved
from tests.conftest import missing
from tests.factories import ExercisePageFactory, choice_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def twelve(sitting):
    """A closed sitting of twelve pupils who judged eight claims."""
    judged(sitting, TWELVE)
    close_sitting(sitting, actor=sitting.classroom.owner)
    return sitting


def fetch(sitting: Sitting, format: str, user=None, language="en"):
    client = Client()
    client.force_login(user or sitting.classroom.owner, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client.get(f"/{language}/teach/sittings/{sitting.pk}/results/download/{format}/")


def table_of(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def text_of(content: bytes) -> str:
    if not shutil.which("pdftotext"):
        missing("pdftotext (poppler-utils) is not installed")
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


# Who ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_files_are_for_the_owner_and_for_whom_she_shares_them_with(twelve, format):
    """Case 38: others' results."""
    colleague = TeacherFactory()
    Reader.objects.create(classroom=twelve.classroom, user=colleague)
    assert fetch(twelve, format, TeacherFactory()).status_code == 404
    assert fetch(twelve, format, colleague).status_code == 200
    response = fetch(twelve, format)
    assert response["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert response["Content-Type"] == downloads.TYPES[format]


def test_of_an_open_sitting_there_is_no_file(sitting):
    judged(sitting, TWELVE)
    assert {format: fetch(sitting, format).status_code for format in downloads.TYPES} == {
        "pdf": 404, "csv": 404, "xlsx": 404,
    }  # fmt: skip


def test_another_format_is_refused_with_those_that_there_are(twelve):
    response = fetch(twelve, "docx")
    assert response.status_code == 404
    for format in downloads.TYPES:
        assert f"/en/teach/sittings/{twelve.pk}/results/download/{format}/" in response.content.decode()


# The table ------------------------------------------------------------------------------------------------------


def test_the_table_holds_sums_of_the_class_and_of_each_answer(twelve):
    table = table_of(fetch(twelve, "csv"))
    assert table[0] == ["Form", "Number", "Item", "What", "Value", "Percent", "From", "To"]
    rows = {(line[1], line[3]): line[4:] for line in table[1:]}
    assert rows["", "Pupils who came in"] == ["12", "", "", ""]
    assert rows["", "True claims taken for true"] == ["", "75", "", ""]
    assert rows["", "Discernment (d′)"] == ["0.695", "", "0.281", "1.108"]
    assert rows["4", "Right"] == ["6", "50", "", ""]
    assert rows["4", "Answer: True"] == ["6", "50", "", ""]
    assert rows["4", "Answer: False (right)"] == ["6", "50", "", ""]
    assert {len(line) for line in table} == {8}


def test_no_row_is_a_pupil(twelve):
    """Case 38."""
    table = table_of(fetch(twelve, "csv"))
    assert len(table) == 1 + 6 + 8 * 8  # head, class, items with six sums and two answers
    flat = {cell for line in table for cell in line}
    assert not flat & {seat.pseudonym for seat in twelve.seats.all()}
    assert not flat & {seat.word for seat in twelve.seats.all()}


def test_of_fewer_than_ten_the_files_hold_the_number_of_seats_and_no_more(sitting):
    judged(sitting, TWELVE[:9])
    close_sitting(sitting, actor=sitting.classroom.owner)
    assert table_of(fetch(sitting, "csv"))[1:] == [["", "", "", "Pupils who came in", "9", "", "", ""]]
    book = load_workbook(io.BytesIO(fetch(sitting, "xlsx").content))
    assert [sheet.max_row for sheet in book] == [2, 1]
    text = text_of(fetch(sitting, "pdf").content)
    assert "Fewer than 10 pupils answered" in text
    assert "%" not in text


FORMULAS = ["=1+1", "+1+cmd|' /C calc'!A0", "-1+1", "@SUM(A1)", "＝1+1", "\t=1"]


@pytest.fixture
def formulas(up, classroom):
    """A closed sitting whose question and answers are what a spreadsheet would take for formulas."""
    options = [{"text": text, "right": place == 0, "reason": ""} for place, text in enumerate(FORMULAS)]
    page = ExercisePageFactory(parent=up, items=[choice_item(question="=HYPERLINK(1)", options=options)])
    sitting = opened(classroom, page)
    ids = [option["id"] for option in sitting.edition.public[0]["public"]["options"]]
    for place, seat in enumerate(seats(sitting, 12)):
        answers(seat, {0: [ids[place % 6]]})
    close_sitting(sitting, actor=classroom.owner)
    return sitting


def test_cells_that_begin_a_formula_are_text_in_csv(formulas):
    """Case 64: full-width signs too."""
    cells = {cell for line in table_of(fetch(formulas, "csv")) for cell in line}
    assert "'=HYPERLINK(1)" in cells
    assert not [cell for cell in cells if cell.lstrip()[:1] in tuple("=+@＝")]


def test_cells_that_begin_a_formula_are_text_in_a_workbook(formulas):
    """Case 64."""
    book = load_workbook(io.BytesIO(fetch(formulas, "xlsx").content))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert "'=HYPERLINK(1)" in {cell.value for cell in cells}


def test_the_workbook_opens_with_one_sheet_of_the_class_and_one_of_the_items(twelve):
    book = load_workbook(io.BytesIO(fetch(twelve, "xlsx").content))
    assert book.sheetnames == ["The class", "Items"]
    first, second = book
    assert [cell.value for cell in first[1]] == ["What", "Value", "Percent", "From", "To"]
    found = {line[0].value: line[1].value for line in first.iter_rows(min_row=2)}
    assert (found["Pupils who answered"], found["Discernment (d′)"]) == (12, 0.695)
    assert second.max_row == 1 + 8 * 8
    assert (first.freeze_panes, first["A1"].font.bold) == ("A2", True)


def test_in_arabic_sheets_run_from_the_right(twelve):
    book = load_workbook(io.BytesIO(fetch(twelve, "xlsx", language="ar").content))
    assert [sheet.sheet_view.rightToLeft for sheet in book] == [True, True]


# The report -----------------------------------------------------------------------------------------------------


def test_the_report_says_in_words_what_the_class_made_of_it(twelve):
    text = text_of(fetch(twelve, "pdf").content)
    for words in (
        "What 8B made of it",
        "The class told true from false more often than not.",
        "True claims were taken for true in 75% of the answers, false claims for false in 62%.",
        "0.69 −0.12 0.28 to 1.11 −0.32 to 0.09",
        "Share of the answers that were right",
        "3 Claim number 3 of the exercise. 12 0%",
        "The register of trades says so.",
        "Why there are no names and no marks here",
    ):
        assert words in text, words
    for seat in twelve.seats.all():
        assert seat.pseudonym not in text


def test_the_report_compares_before_and_after(classroom, claims):
    before = opened(classroom, claims, role="before")
    judged(before, TWELVE)
    close_sitting(before, actor=classroom.owner)
    after = opened(classroom, claims, role="after", follows=before)
    judged(after, [(4, 0)] * 12)
    close_sitting(after, actor=classroom.owner)
    text = text_of(fetch(after, "pdf").content)
    assert "The class tells true from false better than before." in text
    assert "From “Before teaching” to “After teaching”" in text
    rows = {line[3]: line[4:] for line in table_of(fetch(after, "csv"))}
    assert float(rows["From “Before teaching” to “After teaching”: Discernment (d′)"][0]) == pytest.approx(
        2.747, abs=5e-4
    )


def test_a_report_is_kept_nowhere(twelve):
    """Case 66: the classroom's name, which its teacher typed, stays in no file when she erases it."""
    before = files()
    assert fetch(twelve, "pdf").status_code == 200
    assert fetch(twelve, "pdf").status_code == 200
    assert files() == before


def files() -> set[str]:
    folders, found = ["press"], set()
    while folders:
        folder = folders.pop()
        try:
            inner, names = default_storage.listdir(folder)
        except FileNotFoundError:
            continue
        folders += [f"{folder}/{name}" for name in inner]
        found |= {f"{folder}/{name}" for name in names}
    return found


def test_a_report_that_somebody_else_took_away_meanwhile_is_made_again(twelve, monkeypatch):
    obtain, gone = storage.obtain, []

    def taken_away_once(document, format):
        name = obtain(document, format)
        if not gone:
            gone.append(name)
            default_storage.delete(name)
        return name

    monkeypatch.setattr(storage, "obtain", taken_away_once)
    assert fetch(twelve, "pdf").content.startswith(b"%PDF")
    assert len(gone) == 1


@pytest.mark.parametrize(
    ("error", "status"), [(PressBusy("all at work"), 503), (PressError("fault", ""), 500)]
)
def test_a_press_that_cannot_is_told_in_words(twelve, monkeypatch, error, status):
    def refuse(document, format):
        raise error

    monkeypatch.setattr(storage, "obtain", refuse)
    response = fetch(twelve, "pdf")
    assert response.status_code == status
    assert response.has_header("Retry-After") == (status == 503)
    assert f"/en/teach/sittings/{twelve.pk}/results/download/csv/" in response.content.decode()


def test_the_file_is_named_after_classroom_exercise_and_day_in_any_script(twelve):
    Classroom.objects.filter(pk=twelve.classroom_id).update(name="8-Б / вівторок")
    day = timezone.localdate(twelve.opened_at).isoformat()
    found = fetch(twelve, "csv")["Content-Disposition"]
    assert (
        f"filename*=utf-8''8-%D0%B1-%D0%B2%D1%96%D0%B2%D1%82%D0%BE%D1%80%D0%BE%D0%BA-eight-claims-{day}.csv"
        in found
    )


def test_the_files_stay_when_the_answers_are_deleted(twelve):
    before = fetch(twelve, "csv").content
    twelve.seats.all().delete()
    Sitting.objects.filter(pk=twelve.pk).update(
        deleted_at=timezone.now() + timedelta(days=30), deleted_seats=12, deleted_answers=96
    )
    assert fetch(twelve, "csv").content == before


def test_an_answer_of_another_seat_changes_the_next_file(twelve):
    [seat] = seats(twelve, 1)
    row(seat, 0, {"verdict": "true", "confidence": None}, edition=twelve.edition, is_late=True).save()
    moved(twelve, timedelta(hours=25))
    rows = {line[3]: line[4] for line in table_of(fetch(twelve, "csv"))}
    assert (rows["Pupils who came in"], rows["Answers that came late"]) == ("13", "1")
