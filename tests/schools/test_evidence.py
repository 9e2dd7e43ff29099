"""Evidence by hand: trainings, links, files, descriptions; and what does not come in."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image as Pillow

from cms.keys import new_secret
from schools.domain import evidence as verbs
from schools.domain.evidence import EvidenceError, add_evidence, remove_evidence, safe_file
from schools.domain.framework import areas
from schools.domain.queries.use import this_year
from schools.models import Evidence
from tests.cms.test_uploads import a_pdf, photograph, raw_zip
from tests.schools.factories import MemberFactory, SchoolFactory, person
from tests.schools.use_factories import text_document

pytestmark = pytest.mark.django_db

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
SCRIPT = b"<html><script>alert(1)</script></html>"


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


@pytest.fixture
def school(site_tree):
    site_tree("en")
    return SchoolFactory()


@pytest.fixture
def teacher(school):
    return MemberFactory(school=school).user


@pytest.fixture
def browser_of_teacher(client, teacher):
    client.force_login(teacher)
    return client


def send(client, at, add="file", **values):
    given = {"title": "Parents’ evening", "day": timezone.localdate().isoformat(), "name": new_secret()}
    return client.post(f"/en/school/{at.key}/use/?add={add}", given | values)


def uploaded(content: bytes, name: str, kind: str = "application/octet-stream") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type=kind)


def files_in(folder) -> list[str]:
    return [str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file()]


# Adding -----------------------------------------------------------------------------------------------------------


def test_a_training_counts_in_minutes_of_all_who_took_part(browser_of_teacher, school, teacher):
    code = next(iter(areas().values()))[0].code
    answer = send(
        browser_of_teacher,
        school,
        "training",
        people="12",
        minutes="90",
        indicator=code,
        text="Lateral reading",
    )
    assert answer["Location"] == f"/en/school/{school.key}/use/?show=evidence#list"
    found = Evidence.objects.get()
    assert (found.kind, found.people, found.minutes, found.text) == ("training", 12, 90, "Lateral reading")
    assert (found.indicator.code, found.added_by, found.url, found.file.name) == (code, teacher, "", "")
    assert this_year(school).training == 1080
    page = browser_of_teacher.get(f"/en/school/{school.key}/use/?show=evidence").content.decode()
    assert "Parents’ evening" in page
    assert "12 people, 90 min" in page


def test_a_link_and_a_description(browser_of_teacher, school):
    assert send(browser_of_teacher, school, "link", url="https://example.org/wall").status_code == 302
    assert send(browser_of_teacher, school, "note", text="A wall in six languages.").status_code == 302
    assert set(Evidence.objects.values_list("kind", "url", "text")) == {
        ("link", "https://example.org/wall", ""),
        ("note", "", "A wall in six languages."),
    }


@pytest.mark.parametrize(
    ("kind", "values", "faults"),
    [
        ("training", {"people": "0", "minutes": "abc"}, 2),
        ("training", {}, 2),
        ("link", {"url": "javascript:alert(1)"}, 1),
        ("link", {"url": "ftp://example.org/"}, 0),
        ("note", {}, 1),
        ("note", {"title": "", "text": "x"}, 1),
        ("note", {"day": "yesterday", "text": "x"}, 1),
        ("file", {}, 1),
    ],
)
def test_bad_input_gives_sentences_and_loses_nothing(browser_of_teacher, school, kind, values, faults):
    answer = send(browser_of_teacher, school, kind, **{"text": ""} | values)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count('aria-invalid="true"') == faults
    assert "Please look at this again" in page
    assert values.get("title") == "" or "Parents’ evening" in page
    assert not Evidence.objects.exists()


def test_unknown_kinds_and_lists_are_not_there(browser_of_teacher, school):
    for query in ("add=exe", "show=secrets"):
        assert browser_of_teacher.get(f"/en/school/{school.key}/use/?{query}").status_code == 404
    assert browser_of_teacher.post(f"/en/school/{school.key}/use/").status_code == 404


def test_a_form_that_is_sent_twice_adds_it_once(browser_of_teacher, school, storage):
    name = new_secret()
    for _time in range(2):
        file = uploaded(a_pdf().read(), "plan.pdf")
        assert send(browser_of_teacher, school, file=file, name=name).status_code == 302
    assert Evidence.objects.count() == 1
    assert len(files_in(storage)) == 1


def test_what_a_form_does_not_have_changes_nothing(browser_of_teacher, school, teacher):
    """Case 10."""
    other = SchoolFactory()
    extra = {
        "school": other.pk,
        "added_by": person().pk,
        "kind": "file",
        "file": "evidence/x.pdf",
        "people": "5",
    }
    send(browser_of_teacher, school, "note", text="Words", **extra)
    found = Evidence.objects.get()
    assert (found.school, found.added_by, found.kind, found.file.name, found.people) == (
        school, teacher, "note", "", None,
    )  # fmt: skip


def test_a_school_keeps_so_many_and_no_more(school, teacher, monkeypatch):
    monkeypatch.setattr(verbs, "MOST_EVIDENCE", 1)
    given = {"actor": teacher, "kind": "note", "title": "x", "text": "x", "day": timezone.localdate()}
    add_evidence(school, name=new_secret(), **given)
    with pytest.raises(EvidenceError, match="no more room"):
        add_evidence(school, name=new_secret(), **given)


def test_only_members_add_and_only_days_that_count(school, teacher):
    given = {"kind": "note", "title": "x", "text": "x", "name": new_secret()}
    with pytest.raises(EvidenceError, match="do not belong"):
        add_evidence(school, actor=person(), day=timezone.localdate(), **given)
    with pytest.raises(verbs.UseError, match="still to come"):
        add_evidence(school, actor=teacher, day=timezone.localdate() + timedelta(days=1), **given)


# Files ------------------------------------------------------------------------------------------------------------

GOOD = {
    "pdf": (lambda: a_pdf().read(), "application/pdf"),
    "jpg": (lambda: photograph().read(), "image/jpeg"),
    "png": (lambda: photograph("PNG").read(), "image/png"),
    "webp": (lambda: photograph("WEBP").read(), "image/webp"),
    "odt": (lambda: text_document("odt"), "application/vnd.oasis.opendocument.text"),
    "docx": (
        lambda: text_document("docx"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
}


@pytest.mark.parametrize("ending", GOOD)
def test_a_file_is_kept_under_a_name_of_ours_and_given_out_to_members_alone(
    client, browser_of_teacher, school, storage, ending
):
    """Cases 41, 45, 56: attachment, nosniff, never under /media/."""
    make, kind = GOOD[ending]
    assert send(browser_of_teacher, school, file=uploaded(make(), f"ana.{ending}")).status_code == 302
    found = Evidence.objects.get()
    folder, _stroke, kept = found.file.name.partition("/")
    assert (folder, len(kept)) == ("evidence", len(f"0123456789abcdef.{ending}"))
    assert found.file_name == f"parents-evening.{ending}"
    address = f"/en/school/{school.key}/evidence/{found.pk}/file/"
    answer = browser_of_teacher.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, kind)
    assert answer["Content-Disposition"] == f'attachment; filename="parents-evening.{ending}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in answer["Cache-Control"]
    assert len(b"".join(answer.streaming_content)) > 0
    assert browser_of_teacher.get(f"/media/{found.file.name}").status_code == 404
    client.logout()
    assert client.get(address).status_code == 302
    client.force_login(MemberFactory(role="lead").user)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_loses_place_and_maker(browser_of_teacher, school, kind):
    """Case 44."""
    ending = kind.lower()
    send(browser_of_teacher, school, file=uploaded(photograph(kind).read(), f"ana at home.{ending}"))
    with default_storage.open(Evidence.objects.get().file.name) as file:
        content = file.read()
    assert b"Telephone" not in content
    with Pillow.open(io.BytesIO(content)) as picture:
        assert dict(picture.getexif()) == {}


def test_a_picture_that_is_also_a_page_keeps_only_the_picture(browser_of_teacher, school):
    """Case 41."""
    send(browser_of_teacher, school, file=uploaded(photograph().read() + SCRIPT, "x.jpg"))
    with default_storage.open(Evidence.objects.get().file.name) as file:
        assert b"<script>" not in file.read()


def _gif() -> bytes:
    out = io.BytesIO()
    Pillow.new("L", (2, 2)).save(out, "GIF")
    return out.getvalue()


def _flat(size: int) -> bytes:
    out = io.BytesIO()
    Pillow.new("1", (size, size)).save(out, "PNG")
    return out.getvalue()


def _named_twice() -> bytes:
    out = io.BytesIO(SCRIPT)
    out.seek(0, io.SEEK_END)
    with zipfile.ZipFile(out, "a") as pack:
        pack.writestr("[Content_Types].xml", "<Types/>")
        pack.writestr("word/document.xml", "<document/>")
    return out.getvalue()


XXE = b'<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1/x">]><a>&x;</a>'
LAUGHS = b'<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]><a>&y;</a>'
BAD = {
    "svg": (lambda: SVG, "x.svg"),
    "svg as png": (lambda: SVG, "x.png"),
    "svg as pdf": (lambda: SVG, "x.pdf"),
    "page": (lambda: SCRIPT, "x.html"),
    "page as jpg": (lambda: b"GIF89a" + SCRIPT, "x.jpg"),
    "gif as png": (_gif, "x.png"),
    "gif": (_gif, "x.gif"),
    "121 megapixels": (lambda: _flat(11_000), "x.png"),
    "program": (lambda: b"MZ", "x.exe"),
    "no ending": (lambda: b"text", "x"),
    "nothing inside": (lambda: b"%PDF-", "x.pdf"),
    "script in pdf": (lambda: a_pdf(script=True).read(), "x.pdf"),
    "file in pdf": (lambda: a_pdf(attached=True).read(), "x.pdf"),
    "page before pdf": (lambda: SCRIPT + a_pdf().read(), "x.pdf"),
    "picture as pdf": (lambda: photograph().read(), "x.pdf"),
    "pdf as docx": (lambda: a_pdf().read(), "x.docx"),
    "page before docx": (_named_twice, "x.docx"),
    "macro": (lambda: text_document("docx", word__vbaProject_bin=b"x").replace(b"_bin", b".bin"), "x.docx"),
    "climb": (lambda: raw_zip("../../etc/passwd", b"x").read(), "x.docx"),
    "link": (lambda: raw_zip("word/link.xml", b"/etc/passwd", 0o120777).read(), "x.odt"),
    "bomb": (lambda: raw_zip("word/document.xml", b"0" * 201_000_000).read(), "x.docx"),
    "external": (lambda: text_document("docx", **{"word__a.xml": XXE}), "x.docx"),
    "laughs": (lambda: text_document("odt", **{"a.xml": LAUGHS}), "x.odt"),
    "odt as docx": (lambda: text_document("odt"), "x.docx"),
    "docx as odt": (lambda: text_document("docx"), "x.odt"),
    "table as odt": (
        lambda: raw_zip("mimetype", b"application/vnd.oasis.opendocument.spreadsheet").read(),
        "x.odt",
    ),
}


@pytest.mark.parametrize("what", BAD)
def test_what_runs_explodes_looks_elsewhere_or_is_something_else_is_refused(
    browser_of_teacher, school, storage, what
):
    """Cases 40 to 43, 45 to 47."""
    make, name = BAD[what]
    answer = send(browser_of_teacher, school, file=uploaded(make(), name, "application/pdf"))
    assert answer.status_code == 200
    assert "Please look at this again" in answer.content.decode()
    assert not Evidence.objects.exists()
    assert files_in(storage) == []


@pytest.mark.parametrize(
    "name", ["a\x00b.pdf", "..%2f..%2fetc.pdf", "../../etc.pdf", "ö" * 250 + ".pdf", "CON.pdf"]
)
def test_whatever_a_file_is_called_its_name_is_ours(browser_of_teacher, school, storage, name):
    """Case 45: with the wrong MIME as well."""
    answer = send(
        browser_of_teacher, school, file=uploaded(a_pdf().read(), name, "text/html"), title="Ünser Plan/.."
    )
    assert answer.status_code == 302
    found = Evidence.objects.get()
    assert found.file_name == "ünser-plan.pdf"
    [kept] = files_in(storage)
    assert len(kept) == len("evidence/0123456789abcdef.pdf")


def test_a_file_of_more_than_ten_megabytes_is_refused_unread():
    """Case 45."""
    file = ContentFile(b"%PDF-", name="x.pdf")
    file.size = verbs.MOST_BYTES + 1
    with pytest.raises(EvidenceError, match="larger than 10 MB"):
        safe_file(file)


def test_no_file_is_left_where_its_row_could_not_be_kept(school, teacher, storage, monkeypatch):
    """Case 73."""

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(verbs, "record", fail)
    with pytest.raises(RuntimeError):
        add_evidence(
            school, actor=teacher, kind="file", title="x", day=timezone.localdate(), name=new_secret(),
            file=ContentFile(a_pdf().read(), name="x.pdf"),
        )  # fmt: skip
    assert files_in(storage) == []


# Reading, changing, removing --------------------------------------------------------------------------------------


@pytest.fixture
def plan(school, teacher):
    return add_evidence(
        school, actor=teacher, kind="file", title="Plan", day=timezone.localdate(), name=new_secret(),
        file=ContentFile(a_pdf().read(), name="x.pdf"), text="How we did it",
    )  # fmt: skip


def test_members_read_it_and_do_not_change_it(client, school, plan):
    colleague = MemberFactory(school=school).user
    client.force_login(colleague)
    address = f"/en/school/{school.key}/evidence/{plan.pk}/"
    page = client.get(address).content.decode()
    assert "How we did it" in page
    assert "plan.pdf" in page
    assert 'value="remove"' not in page
    assert client.post(address, {"do": "remove"}).status_code == 404
    with pytest.raises(PermissionDenied):
        remove_evidence(plan, actor=colleague)
    client.force_login(MemberFactory(role="lead").user)
    assert client.get(address).status_code == 404  # case 11
    mine = MemberFactory(user=colleague).school
    client.force_login(colleague)
    assert client.get(f"/en/school/{mine.key}/evidence/{plan.pk}/").status_code == 404
    assert client.get(f"/en/school/{mine.key}/evidence/{plan.pk}/file/").status_code == 404


def test_whoever_added_it_and_leads_change_it(client, school, plan, teacher):
    code = next(iter(areas().values()))[0].code
    lead = MemberFactory(school=school, role="lead").user
    address = f"/en/school/{school.key}/evidence/{plan.pk}/"
    for user, title in ((teacher, "Our plan"), (lead, "The plan")):
        client.force_login(user)
        data = {"do": "save", "title": title, "day": plan.day.isoformat(), "text": "", "indicator": code}
        assert client.post(address, data)["Location"] == address
        plan.refresh_from_db()
        assert (plan.title, plan.indicator.code, plan.added_by) == (title, code, teacher)
        assert plan.file_name == title.lower().replace(" ", "-") + ".pdf"
    page = client.post(address, {"do": "save", "title": "", "day": plan.day.isoformat()}).content.decode()
    assert page.count('aria-invalid="true"') == 1
    assert client.post(address, {"do": "fly"}).status_code == 404


def test_a_training_that_is_changed_or_removed_counts_anew(client, school, teacher):
    given = {"kind": "training", "title": "Afternoon", "day": timezone.localdate()}
    training = add_evidence(school, actor=teacher, name=new_secret(), people=10, minutes=60, **given)
    client.force_login(teacher)
    address = f"/en/school/{school.key}/evidence/{training.pk}/"
    data = {
        "do": "save",
        "title": "Afternoon",
        "day": training.day.isoformat(),
        "people": "5",
        "minutes": "30",
    }
    client.post(address, data)
    assert this_year(school).training == 150
    client.post(address, {"do": "remove"})
    assert this_year(school).training == 0


def test_what_is_removed_takes_its_file_with_it_when_that_is_certain(
    client, school, plan, teacher, storage, django_capture_on_commit_callbacks
):
    client.force_login(teacher)
    address = f"/en/school/{school.key}/evidence/{plan.pk}/"
    with django_capture_on_commit_callbacks() as callbacks:
        assert client.post(address, {"do": "remove"}).status_code == 302
    assert len(files_in(storage)) == 1  # the transaction may still fail
    for callback in callbacks:
        callback()
    assert files_in(storage) == []
    assert client.get(address).status_code == 404
    assert client.get(f"{address}file/").status_code == 404


def test_a_file_that_vanished_from_the_storage_is_not_there(client, school, plan, teacher):
    default_storage.delete(plan.file.name)
    client.force_login(teacher)
    assert client.get(f"/en/school/{school.key}/evidence/{plan.pk}/file/").status_code == 404
