"""The certificate on paper, the letter of an official, and who may fetch them."""

import io
import zipfile

import pikepdf
import pytest
from django.urls import reverse
from django.utils import translation

from schools.domain.certificate import certificate_pdf, congratulation_docx
from schools.domain.recognition import revoke
from schools.enums import Level
from tests.schools.factories import MemberFactory
from tests.schools.people import coordinator, signed_in
from tests.schools.recognition_factories import granted, handed_in

pytestmark = pytest.mark.django_db


def words(docx: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(docx)) as pack:
        return pack.read("word/document.xml").decode()


@pytest.mark.parametrize("language", ["en", "ar", "uk"])
def test_a_certificate_is_one_sheet_across(language):
    made = granted(Level.PRACTISING, name="Schule an der Brücke " + "und am Fluss " * 6)
    with translation.override(language):
        made_pdf = certificate_pdf(made)
    with pikepdf.open(io.BytesIO(made_pdf)) as pdf:
        assert len(pdf.pages) == 1
        _left, _bottom, width, height = (round(float(edge)) for edge in pdf.pages[0].mediabox)
        assert (width, height) == (842, 595)
        assert pdf.Root.Lang == language
        assert made.school.name in str(pdf.docinfo["/Title"])


def test_a_letter_leaves_gaps_for_what_only_the_writer_knows():
    made = granted()
    text = words(congratulation_docx(made))
    assert made.school.name in text
    assert "“Committed”" in text
    assert text.count("[") == text.count("]") >= 5


def test_members_fetch_all_three():
    made = granted()
    client = signed_in(MemberFactory(school=made.school).user)
    for format, ending, kind in (
        ("pdf", "pdf", "application/pdf"),
        ("letter", "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("jwt", "jwt", "application/vc+jwt"),
    ):
        answer = client.get(reverse("certificate", args=[made.school.key, made.key, format]))
        assert (answer.status_code, answer["Content-Type"]) == (200, kind)
        assert answer["Content-Disposition"].startswith("attachment")
        assert f".{ending}" in answer["Content-Disposition"]
    assert client.get(reverse("certificate", args=[made.school.key, made.key, "odt"])).status_code == 404


def test_there_is_no_certificate_of_what_waits_or_was_revoked():
    waits, revoked = handed_in(), granted()
    revoke(revoked, actor=coordinator(), reasons="It was invented.")
    for made in (waits, revoked):
        client = signed_in(made.submitted_by)
        for format in ("pdf", "letter", "jwt"):
            address = reverse("certificate", args=[made.school.key, made.key, format])
            assert client.get(address).status_code == 404


def test_nobody_else_fetches_it():
    """As case 11."""
    made, other = granted(), granted()
    address = reverse("certificate", args=[made.school.key, made.key, "pdf"])
    assert signed_in(other.submitted_by).get(address).status_code == 404
