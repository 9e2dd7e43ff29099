"""The report for those who govern a school."""

import io
import zipfile

import pytest
from django.utils import timezone

from cms.press import PressBusy, PressError
from schools import board
from schools.domain.queries.overview import Sessions, overview
from schools.models import PlanTask
from tests.campaigns.reading import text_of_pdf
from tests.cms.press.directions import docx_faults, part, text
from tests.schools.factories import MemberFactory, SchoolFactory
from tests.schools.overview_factories import ended_round, granted, month_of, year_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def school(site_tree):
    site_tree("en", "ar")
    return SchoolFactory(name="School at the Bridge")


@pytest.fixture
def lead(school, client):
    user = MemberFactory(school=school, role="lead").user
    user.first_name, user.last_name = "Zenobia", "Quartermain"
    user.save()
    client.force_login(user)
    return user


@pytest.fixture
def lived(school, lead):
    """A school with a life behind it; its lead sees to a task."""
    year_of(
        school,
        lessons=1234,
        sittings=8,
        teachers=14,
        year_groups=[1, 2],
        languages={"en": 5, "uk": 3},
        training=600,
    )
    year_of(school, ago=1, lessons=20, teachers=4, year_groups=[1])
    month_of(school, ago=1, sessions=20)
    ended_round(school, days_ago=200, teachers=(12, 2), pupils=(30, 2))
    ended_round(school, days_ago=10, teachers=(12, 3), pupils=(8, 4))
    granted(school, level=1)
    PlanTask.objects.create(school=school, what="Ask the parents", owner=lead, due=timezone.localdate())
    PlanTask.objects.create(school=school, what="Paint the hall", added_by=lead)
    return school


def report(client, school, format="pdf", **query):
    return client.get(f"/en/school/{school.key}/report/{format}/", query)


def words_of(answer) -> str:
    return " ".join(text_of_pdf(answer.content).split())


def test_a_lead_of_another_school_gets_no_report(client, school):
    """CASES 11."""
    client.force_login(MemberFactory(role="lead").user)
    assert report(client, school).status_code == 404


def test_the_pdf_says_where_the_school_is_and_how_that_is_known(client, lived):
    answer = report(client, lived)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert f"school-at-the-bridge-{timezone.localdate().isoformat()}.pdf" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    said = words_of(answer)
    for words in (
        "School at the Bridge",
        "Report for the board",
        "recognised at the level Committed",
        "14 of 40",
        "1,234",
        "English, Українська",
        "Lessons and sittings, by month",
        "Leaders and teachers together",
        "rose most",
        "The level Practising",
        "Ask the parents",
        "a lead",
        "nobody yet",
        "A school year runs from August to July.",
        "six sessions in each",
    ):
        assert words in said, words


def test_nobody_is_named_in_it(client, lived, lead):
    """Governors are not the staff: they read what a school does, not who does it."""
    for format in board.OFFERED:
        answer = report(client, lived, format)
        said = words_of(answer) if format == "pdf" else text(part(answer.content, "word/document.xml"))
        for name in ("Zenobia", "Quartermain", lead.email):
            assert name not in said


def test_no_number_of_fewer_than_ten_people_stands_in_it(client, lived):
    said = words_of(report(client, lived))
    assert "fewer than ten" in said  # teachers of last year
    assert "Pupils" not in said.split("How we see ourselves")[1].split("What has changed")[0]
    lived.years.update(teachers=7)
    said = words_of(report(client, lived))
    assert "fewer than ten, of 40" in said
    assert "7 of 40" not in said


def test_conditions_are_told_as_to_outsiders(lived):
    lived.years.update(teachers=7)
    found = overview(lived, None, False, Sessions(0, 0, 0), outside=True)
    told = [one.shows for level in found.levels for one in level.conditions if one.code.startswith("staff")]
    assert told
    assert not any("7 of 40" in one for one in told)


def test_the_word_file_opens_and_reads_the_same(client, lived):
    answer = report(client, lived, "docx")
    assert answer.status_code == 200
    assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None
    said = text(part(answer.content, "word/document.xml"))
    assert "School at the Bridge" in said
    assert "Ask the parents" in said


def test_it_can_be_had_in_another_language_than_the_page(client, lived):
    answer = report(client, lived, "docx", language="ar")
    assert docx_faults(answer.content) == []
    document = board.document(lived, "ar")
    assert (document.language, document.direction) == ("ar", "rtl")
    assert "/ar/school/" in document.address
    assert "النمسا" in words_of(report(client, lived, "pdf", language="ar"))


@pytest.mark.parametrize(
    ("wanted", "active", "language"),
    [("ar", "en", "ar"), ("xx", "de", "de"), ("", "uk", "uk"), ("../etc", "pl", "en"), ("it", "fr", "fr")],
)
def test_a_language_that_we_do_not_speak_wholly_is_passed_over(wanted, active, language):
    """CASES 57."""
    assert board.language_of(wanted, active) == language


def test_a_school_without_anything_has_a_report_too(client, school, lead):
    said = words_of(report(client, school))
    assert "The school has not been recognised at a level yet." in said
    assert "Nothing to compare with yet." in said
    assert "There is no open task in the plan." in said


def test_of_many_tasks_the_first_are_printed(school, lead):
    for one in range(20):
        PlanTask.objects.create(school=school, what=f"Task {one}")
    document = board.document(school, "en")
    assert document.html.count("Task ") == board.MOST_TASKS
    assert "And 8 more tasks." in document.html


@pytest.mark.parametrize("format", ["odt", "exe", "PDF"])
def test_another_format_is_refused_with_those_that_there_are(client, school, lead, format):
    answer = report(client, school, format)
    assert answer.status_code == 404
    assert f"/en/school/{school.key}/report/docx/" in answer.content.decode()


@pytest.mark.parametrize(("fault", "status"), [(PressBusy("full"), 503), (PressError("time"), 500)])
def test_a_press_that_cannot_says_so(client, school, lead, monkeypatch, fault, status):
    def fails(*args):
        raise fault

    monkeypatch.setattr(board, "made_for_one", fails)
    answer = report(client, school)
    assert answer.status_code == status
    assert answer.has_header("Retry-After") == (status == 503)
    assert "Back to the school" in answer.content.decode()


def test_a_name_of_signs_makes_a_file_name_all_the_same(school):
    school.name = "???"
    assert board.file_name(school, "pdf").startswith("school-")
    school.name = "Школа біля мосту / ../.."
    assert board.file_name(school, "pdf").startswith("школа-біля-мосту-")
    assert "/" not in board.file_name(school, "pdf")


def test_what_members_wrote_is_text(school, lead):
    """CASES 48, 63."""
    PlanTask.objects.create(school=school, what='<img src="file:///etc/passwd"><script>alert(1)</script>')
    html = board.document(school, "en").html
    assert "<script>" not in html
    assert "<img" not in html
