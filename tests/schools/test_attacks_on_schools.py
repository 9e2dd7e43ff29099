"""Attacks on the pages of schools, each as somebody would try it: forms, numbers of others, text, queries, files."""

import csv
import io
import re
from datetime import timedelta
from urllib.parse import quote
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.forms.models import model_to_dict
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from cms.models import Country
from schools.domain import network
from schools.domain.members import change_role
from schools.domain.network_events import add_event
from schools.domain.plan import add_task, make_calendar
from schools.domain.schools import SchoolError, register_school, rename_school
from schools.domain.use import recount
from schools.enums import EvidenceKind
from schools.models import (
    Evidence,
    Invitation,
    Membership,
    PlanTask,
    Recognition,
    Round,
    School,
    Taught,
    Town,
    Voice,
)
from tests.factories import LessonPlanPageFactory
from tests.schools import attacks
from tests.schools.factories import MemberFactory, TownFactory, person
from tests.schools.network_factories import school_in
from tests.schools.people import coordinator, signed_in
from tests.schools.recognition_factories import handed_in, round_of
from tests.schools.round_factories import codes, opened

pytestmark = pytest.mark.django_db
REGISTERED = {
    "name": "School by the River", "country": "AT", "town": "Linz", "stage": "primary", "size": "from_100",
    "staff": "20", "year_groups": "4", "language": "en",
}  # fmt: skip
#: Turned round, longer than any field, marks without end, letters that become two or three when they are composed.
HOSTILE = [
    "\u202egnp.exe\u202c", "Donaudampfschifffahrt" * 15, "a" + "\u0301" * 300, "\u0958" * 120, "\U0001d160" * 80,
    "\u200f\u200d\u2066", "a\x00b", "a\r\nBcc: x@example.org", "=1+1", "<script>alert(1)</script>", "\ufdfa" * 100,
]  # fmt: skip
#: All that a form of the room may ask for.
FIELDS = (
    "name", "town", "website", "country", "stage", "size", "staff", "year_groups", "language", "latitude", "longitude",
    "email", "role", "email_domain", "title", "text", "url", "people", "minutes", "indicator", "note", "went", "pupils",
    "year_group", "place", "school", "weeks", "level", "statement", "reasons", "new-what", "new-indicator", "new-owner",
    "new-due", "day", "join", "find",
)  # fmt: skip
LESSON = {"year_group": "1", "pupils": "9", "language": "en", "went": ""}
#: What no page answers with a fault; several at once, as far as one does not hide the next.
QUERIES = [
    "page=1e9&year=99999999999&country=%00&state=%00&quiet=%00&indicator=%00&school=%00&language=%00",
    f"page={'9' * 400}&year=-1&country={'A' * 900}&state=x&pass={'x' * 900}&noted={'9' * 18}",
    "page=%00&year=%00&pass=%00&show=%00&as=%00&noted=%00&add=%00", "do=change:%00", f"do=change:{'9' * 30}",
    "do=link:1&find=%00", "%00=1&&&===&;;&ask=%00&projector=%00",
]  # fmt: skip

tree, ours, lead, theirs = attacks.tree, attacks.ours, attacks.lead, attacks.theirs


# Forms --------------------------------------------------------------------------------------------------------------


def test_no_form_takes_what_it_does_not_ask_for(ours, theirs, lead):
    """Case 10: on every form that makes something."""
    LessonPlanPageFactory(title="Half a number", slug="half-a-number")
    teacher, boss = MemberFactory(school=ours).user, theirs.memberships.get().user
    client = signed_in(teacher)
    extra = {
        "school": theirs.key, "school_id": theirs.pk, "owner": boss.pk, "teacher": boss.pk, "added_by": boss.pk,
        "actor": boss.pk, "role": "lead", "state": "granted", "is_staff": "on", "done_at": "2020-01-01",
        "file_name": "x.exe", "results": "{}", "closed_at": "2020-01-01", "accepted_at": "2020-01-01", "pk": "1",
        "key": theirs.key, "token": "x", "id": "1", "minutes": "99", "people": "99", "depth": "1",
    }  # fmt: skip
    extra |= {f"new-{name}": value for name, value in extra.items()}
    client.post(f"/en/school/{ours.key}/plan/", extra | {"do": "add", "new-what": "Mine"})
    task = PlanTask.objects.get(what="Mine")
    assert (task.school, task.owner, task.added_by, task.done_at) == (ours, teacher, teacher, None)
    day = timezone.localdate().isoformat()
    client.post(
        f"/en/school/{ours.key}/use/?add=note",
        extra | {"title": "Mine", "text": "x", "day": day, "kind": "file"},
    )
    note = Evidence.objects.get(title="Mine")
    assert (note.school, note.added_by, note.kind, note.file_name) == (ours, teacher, "note", "")
    assert (note.people, note.minutes) == (None, None)
    lesson = {"day": day, "year_group": "1", "pupils": "20", "language": "en", "note": "Mine"}
    client.post("/en/school/taught/half-a-number/", extra | lesson)
    noted = Taught.objects.get(note="Mine")
    assert (noted.school, noted.teacher) == (ours, teacher)
    boss_of_ours = signed_in(lead)
    boss_of_ours.post(f"/en/school/{ours.key}/rounds/", extra | {"weeks": "2"})
    round = ours.rounds.get()
    assert (round.opened_by, round.closed_at, round.results) == (lead, None, None)
    boss_of_ours.post(f"/en/school/{ours.key}/members/", extra | {"do": "invite", "email": "a@example.org"})
    invited = Invitation.objects.get(email="a@example.org")
    assert (invited.school, invited.invited_by, invited.accepted_at) == (ours, lead, None)
    assert len(invited.token) == 32
    assert not Membership.objects.filter(user=teacher, role="lead").exists()


def test_the_numbers_of_another_school_do_nothing_under_ones_own_key(ours, theirs, lead):
    """Case 11."""
    client, base = signed_in(lead), f"/en/school/{ours.key}"
    task, note, taught = PlanTask.objects.get(), Evidence.objects.get(), Taught.objects.get()
    round, member, open_one = Round.objects.get(), theirs.memberships.get(), theirs.invitations.get()
    handed = handed_in()
    rows = (task, note, taught, round, member, open_one, handed)

    def kept() -> list[dict]:
        return [model_to_dict(type(one).objects.get(pk=one.pk)) for one in rows]

    before = kept()
    for path in (f"evidence/{note.pk}/", f"use/taught/{taught.pk}/", f"rounds/{round.pk}/"):
        assert client.get(f"{base}/{path}").status_code == 404
        for do in ("remove", "save", "close", "extend", "code"):
            assert client.post(f"{base}/{path}", {"do": do, "weeks": "1"}).status_code == 404
    assert client.get(f"{base}/evidence/{note.pk}/file/").status_code == 404
    answers = {f"i-{code}": "1" for code in codes(round)}
    assert client.post(f"{base}/rounds/{round.pk}/answer/", answers).status_code == 404
    assert client.get(f"{base}/rounds/{round.pk}/download/csv/").status_code == 404
    assert client.get(f"{base}/levels/{handed.key}/pdf/").status_code == 404
    assert client.post(f"{base}/levels/", {"do": f"withdraw:{handed.key}"}).status_code == 404
    for do in ("done", "undone", "remove", "change", "unlink", "link"):
        client.post(f"{base}/plan/", {"do": f"{do}:{task.pk}:lesson:{uuid4()}", "task-what": "Ours"})
    for do in ("remove", "lead", "teacher"):
        client.post(f"{base}/members/", {"do": f"{do}:{member.pk}:yes"})
    client.post(f"{base}/members/", {"do": f"take_back:{open_one.pk}"})
    assert kept() == before
    assert not Voice.objects.exists()


def test_a_lead_who_is_none_any_more_sends_forms_that_were_open(ours, lead):
    """Cases 6, 11. What was on her screen before is good for nothing."""
    other = MemberFactory(school=ours, role="lead").user
    teacher = MemberFactory(school=ours)
    task = PlanTask.objects.create(school=ours, what="Ours", owner=other)
    round = opened(lead, ours)
    client = signed_in(lead)
    change_role(ours, ours.memberships.current().get(user=lead).pk, "teacher", actor=other)
    stale = {
        "members": [
            {"do": "invite", "email": "x@example.org", "role": "lead"},
            {"do": f"lead:{teacher.pk}"},
            {"do": f"lead:{ours.memberships.current().get(user=lead).pk}"},
            {"do": f"remove:{teacher.pk}:yes"},
        ],
        "settings": [REGISTERED | {"do": "change", "on_wall": "on"}, {"do": "rename", "name": "Mine"}],
        "rounds": [{"weeks": "2"}],
        f"rounds/{round.pk}": [{"do": "close"}, {"do": "code"}, {"do": "extend", "weeks": "1"}],
        "plan": [{"do": f"remove:{task.pk}"}, {"do": f"done:{task.pk}"}],
    }
    for path, forms in stale.items():
        for form in forms:
            assert client.post(f"/en/school/{ours.key}/{path}/", form).status_code == 404, (path, form)
    client.post(f"/en/school/{ours.key}/levels/", {"do": "hand_in", "level": "1"})
    assert not Recognition.objects.exists()
    assert not Invitation.objects.exists()
    assert set(ours.memberships.current().leads().values_list("user", flat=True)) == {other.pk}
    assert Round.objects.get().is_open
    assert PlanTask.objects.get().done_at is None


def test_no_form_leads_to_another_site(ours, lead):
    """Case 50."""
    client = signed_in(lead)
    for target in ("https://evil.example/", "//evil.example/", "/\\evil.example"):
        away = f"?next={quote(target)}&return={quote(target)}"
        answers = [
            client.post(f"/en/school/{ours.key}/plan/{away}", {"do": "add", "new-what": "x", "next": target}),
            client.post(f"/en/school/register/{away}", REGISTERED | {"next": target}),
            client.post(
                f"/en/school/{ours.key}/use/{away}&add=note", {"next": target, "title": "x", "text": "x"}
            ),
            client.get(f"/en/school/{away}"),
            Client().get(f"/en/school/voice/{ours.key}/{away}&pass={quote(target)}"),
        ]
        for answer in answers:
            assert "evil" not in answer.get("Location", "").partition("?")[0]


# Text ---------------------------------------------------------------------------------------------------------------


def test_hostile_text_is_kept_harmless_or_refused_with_a_sentence(ours, theirs, lead):
    """Cases 48, 79: in every field of every form; what is made of it shows on no page as what it is not."""
    LessonPlanPageFactory(title="Half a number", slug="half-a-number")
    client, chief = signed_in(lead), signed_in(coordinator(factor=True))
    day, base = timezone.localdate().isoformat(), f"/en/school/{ours.key}"
    note = {"day": day, "indicator": ""}
    for text in HOSTILE:
        every = dict.fromkeys(FIELDS, text)
        forms = [
            ("/en/school/register/", {}),
            ("/en/school/register/", REGISTERED | {"name": text, "town": text}),
            ("/en/school/join/", {}),
            (f"{base}/settings/", REGISTERED | {"do": "change", "website": f"https://example.org/{text}"}),
            (f"{base}/members/", {"do": "invite", "role": "teacher", "email": f"{text}@example.org"}),
            (f"{base}/rounds/", {}),
            (f"{base}/plan/", {"do": "add", "new-indicator": "", "new-owner": "", "new-due": ""}),
            (f"{base}/plan/", {"do": f"link:1:{text}"}),
            (f"{base}/use/?add=note", note),
            (f"{base}/use/?add=link", note | {"url": f"https://example.org/{text}"}),
            (f"{base}/use/?add=training", note | {"people": "3", "minutes": "9"}),
            (f"{base}/levels/", {"do": "hand_in"}),
            (f"{base}/levels/", {"do": f"withdraw:{text}"}),
            ("/en/school/taught/half-a-number/", LESSON | {"day": day}),
        ]
        for path, right in forms:
            assert client.post(path, every | right).status_code in (200, 302, 404, 422), (path, text)
        for path, right in (
            (f"/en/network/schools/{theirs.key}/", {"do": "rename"}),
            ("/en/network/events/", {"do": "add", "day": day, "country": ""}),
        ):
            assert chief.post(path, every | right).status_code in (200, 302), (path, text)
    shown = [client.get(page) for page in attacks.pages(ours) if "report" not in page and "print" not in page]
    shown += [client.get("/en/school/"), chief.get("/en/network/schools/"), chief.get("/en/network/events/")]
    for answer in shown:
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "\u202e" not in page
        assert "\x00" not in page
        assert "<script>alert" not in page


def test_the_longest_words_that_fit_are_kept(ours, lead, django_capture_on_commit_callbacks):
    """Case 79. What composes to more letters than a column takes is refused, and what fits is kept."""
    chief = coordinator()
    assert rename_school(ours, actor=chief, name="Ж" * 120).name == "Ж" * 120
    with pytest.raises(SchoolError):
        rename_school(ours, actor=chief, name="\u0958" * 61)
    assert len(add_event(actor=chief, day=timezone.localdate(), title="\u0958" * 120).title) == 120
    client = signed_in(lead)
    long = f"{'a' * 200}@{'b' * 60}.{'c' * 30}.example.org"
    page = client.post(f"/en/school/{ours.key}/members/", {"do": "invite", "role": "teacher", "email": long})
    assert page.status_code == 200
    assert not Invitation.objects.exists()


def test_names_are_compared_as_the_database_compares_them(ours, lead):
    """Case 79. İzmir and Izmir are one in small letters and two in capitals: the constraint knows, and so do we."""
    turkey = Country.objects.get(code="TR")
    values = {"stage": "primary", "size": "from_100", "staff": 9, "year_groups": 4, "language": "en"}
    for town, name in (("İzmir", "İnönü"), ("Izmir", "Inönü"), ("izmir", "inönü"), ("IZMIR", "INÖNÜ")):
        TownFactory(country=turkey, name=f"Near {town}{Town.objects.count()}")
        try:
            register_school(actor=person(), name=name, country=turkey, town=town, **values)
        except SchoolError:
            continue
    small = set(School.objects.filter(town__country=turkey).values_list("town__name", "name"))
    assert 1 <= len(small) <= 3


def test_a_large_training_is_added_up(ours):
    """The product of two small numbers is more than PostgreSQL gives a small one."""
    for people, minutes in ((200, 480), (999, 2400)):
        Evidence.objects.create(
            school=ours,
            kind=EvidenceKind.TRAINING,
            title="Training",
            day=timezone.localdate(),
            people=people,
            minutes=minutes,
        )
    assert recount(ours).training == 200 * 480 + 999 * 2400


def test_a_calendar_holds_no_line_that_somebody_typed(ours, lead):
    """Case 48. RFC 5545: line ends, commas, semicolons and backslashes are escaped, long lines folded."""
    what = 'Talk\r\nATTACH:https://evil.example\nEND:VEVENT\rX;A=",\\: ' + "ü" * 100
    add_task(ours, actor=lead, what=what, owner=lead, due=timezone.localdate())
    School.objects.update(name="Bridge\r\nMETHOD:CANCEL")
    calendar = make_calendar(ours, actor=lead)
    raw = Client().get(f"/en/school/calendar/{calendar.token}/").content
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    lines = raw.decode().replace("\r\n ", "").split("\r\n")
    assert not [one for one in lines if one.startswith(("ATTACH", "METHOD"))]
    assert lines.count("END:VEVENT") == 1
    summary = next(one for one in lines if one.startswith("SUMMARY"))
    assert 'Talk\\nATTACH:https://evil.example\\nEND:VEVENT\\nX\\;A="\\,\\\\:' in summary


@pytest.mark.parametrize("name", ["=1+1", "＝cmd", "+43", "-2+3", "@SUM(A1)", "\t=1", "＠x", "  =1"])
def test_no_cell_of_the_files_is_a_formula(ours, lead, name):
    """Case 64."""
    with connection.cursor() as cursor:  # past the verbs, which would take off the blanks
        cursor.execute("UPDATE schools_school SET name = %s", [name])
    quiet = school_in("AT", lessons=1, last_day=timezone.localdate() - timedelta(days=90))
    School.objects.filter(pk=quiet.pk).update(name=name)
    add_event(actor=lead, day=timezone.localdate(), title=name)
    network.rebuild_now()
    round = round_of(ours, groups=("staff", "pupils"))
    chief, member = signed_in(coordinator(factor=True)), signed_in(lead)
    asked = [
        (chief, "/en/network/export/{}/"),
        (member, f"/en/school/{ours.key}/rounds/{round.pk}/download/{{}}/"),
    ]
    for client, path in asked:
        table = client.get(path.format("csv"))
        book = client.get(path.format("xlsx"))
        assert "\n" not in table["Content-Disposition"] + book["Content-Disposition"]
        cells = [cell for row in csv.reader(io.StringIO(table.content.decode("utf-8-sig"))) for cell in row]
        cells += [
            cell.value
            for row in load_workbook(io.BytesIO(book.content)).active.iter_rows()
            for cell in row
            if isinstance(cell.value, str)
        ]
        assert not [one for one in cells if re.match(r"\s*[=+@＝＋－＠]|\s*-\D|\t", one)]


def test_no_query_is_a_fault(theirs):
    """Case 81."""
    LessonPlanPageFactory(title="Half a number", slug="half-a-number")
    network.rebuild_now()
    boss = theirs.memberships.get().user
    boss.groups.set(coordinator().groups.all())
    Authenticator.objects.create(user=boss, type=Authenticator.Type.TOTP, data={"secret": "none"})
    client, round = signed_in(boss), Round.objects.get()
    found = [page for page in attacks.pages(theirs) if "print" not in page and "report" not in page]
    found += [
        "/en/school/",
        "/en/school/join/",
        "/en/school/register/",
        "/en/school/framework/",
        "/en/schools/",
    ]
    found += [f"/en/school/{theirs.key}/rounds/{round.pk}/answer/", "/en/school/taught/half-a-number/"]
    found += [f"/en/school/voice/{round.key}/"]
    found += [f"/en/network/{part}" for part in ("", "schools/", "review/", "events/", "export/csv/")]
    for query in QUERIES:
        for page in found:
            assert client.get(f"{page}?{query}").status_code in (200, 302, 400, 404), (page, query)


@pytest.mark.parametrize("number", ["0", "9" * 19, "9" * 40])
def test_numbers_without_end_are_not_found(theirs, number):
    """Case 81."""
    client = signed_in(theirs.memberships.get().user)
    for path in (
        f"rounds/{number}/",
        f"evidence/{number}/",
        f"use/taught/{number}/",
        f"evidence/{number}/file/",
    ):
        assert client.get(f"/en/school/{theirs.key}/{path}").status_code == 404
    for path, do in (("plan", "done"), ("members", "remove"), ("members", "take_back")):
        form = {"do": f"{do}:{number}:yes"}
        assert client.post(f"/en/school/{theirs.key}/{path}/", form).status_code in (302, 404)
