"""What a school takes away of a self-assessment: CSV, XLSX, PDF."""

import csv
import io

import pytest
from openpyxl import load_workbook

from cms.cache.keeping import forget_everything
from cms.press import PressBusy
from schools import downloads
from schools.domain import rounds
from schools.enums import SchoolRole
from schools.models import Indicator
from tests.campaigns.reading import text_of_pdf
from tests.schools.factories import MemberFactory
from tests.schools.round_factories import codes, fill, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(site_tree):
    site_tree("en", "ar")
    return MemberFactory(role=SchoolRole.LEAD)


@pytest.fixture
def closed(member):
    round = opened(member.user, member.school)
    fill(round, teachers=14, level=3)
    fill(round, pupils=21, seed=2, level=2)
    found = rounds.close_round(round, actor=member.user)
    found.school = member.school
    return found


@pytest.fixture
def address(client, member, closed):
    client.force_login(member.user)
    return f"/en/school/{member.school.key}/rounds/{closed.pk}/download/"


def test_the_table_has_a_row_for_each_indicator_and_group(client, address, closed):
    response = client.get(f"{address}csv/")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "self-assessment" in response["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) == 2 * len(codes(closed))
    assert rows[0]["Who answered"] == "Leaders and teachers together"
    assert (rows[0]["At least so many people"], rows[0]["Mean, 1 to 4"]) == ("10", "3.0")
    assert (rows[1]["At least so many people"], rows[1]["Mean, 1 to 4"]) == ("20", "2.0")
    assert rows[1]["Agreement in percent"] == "100"
    assert rows[1]["Mean the time before"] == ""


def test_the_workbook_holds_the_same_figures_and_runs_from_the_right_in_arabic(client, address, closed):
    rows = list(load_workbook(io.BytesIO(client.get(f"{address}xlsx/").content)).active.values)
    assert len(rows) == 1 + 2 * len(codes(closed))
    assert rows[1][4:] == (10, 3, 100, None)
    book = load_workbook(io.BytesIO(client.get(address.replace("/en/", "/ar/") + "xlsx/").content))
    assert book.active.sheet_view.rightToLeft is True


def test_cells_that_would_be_formulas_are_defused(client, address, closed):
    """Case 64."""
    Indicator.objects.filter(code=codes(closed)[0]).update(label_en="=1+1")
    forget_everything()
    rows = list(csv.reader(io.StringIO(client.get(f"{address}csv/").content.decode("utf-8-sig"))))
    assert rows[1][1] == "'=1+1"
    book = load_workbook(io.BytesIO(client.get(f"{address}xlsx/").content))
    assert book.active["B2"].value == "'=1+1"


def test_the_document_says_the_same_with_charts(client, address, member):
    response = client.get(f"{address}pdf/")
    assert response["Content-Type"] == "application/pdf"
    text = " ".join(text_of_pdf(response.content).split())
    assert "How far have we come?" in text
    assert member.school.name in text
    assert "At least 10 leaders and teachers answered." in text
    assert "At least 20 pupils answered." in text
    assert "Leaders and teachers (3) see this brighter than pupils (2)." in text


def test_another_format_is_answered_with_what_there_is(client, address):
    response = client.get(f"{address}docx/")
    assert response.status_code == 404
    assert "download/csv/" in response.content.decode()


def test_a_press_that_is_busy_is_said_with_when_to_come_back(client, address, monkeypatch):
    def busy(*_args):
        raise PressBusy

    monkeypatch.setattr(downloads, "round_file", busy)
    response = client.get(f"{address}pdf/")
    assert response.status_code == 503
    assert response["Retry-After"] == "5"
