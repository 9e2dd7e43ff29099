"""Notice and action: a receipt, a clock, a person's decision with reasons, an appeal to another person."""

import logging
import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core import mail, signing
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.accounts import rules
from cms.domain import reports as verbs
from cms.domain.queries.reports import about, queue
from cms.domain.report_letters import deciders, remind_moderators, send_letters
from cms.domain.seed import seed
from cms.enums import ContextPart
from cms.forms.reports import SALT
from cms.logs import NotOfPupils
from cms.models import AuditEntry, ContentReport, StandardPage
from cms.registries import declared_contexts, interests, pages_behind, personal_data
from tests.exercises.editors import signed_in
from tests.factories import StandardPageFactory

pytestmark = pytest.mark.django_db

SIX = {part.value: f"About {part.value}." for part in ContextPart}


@pytest.fixture(autouse=True)
def _no_second_factor(monkeypatch):
    """The second factor is a matter of tests/cms/accounts."""
    monkeypatch.setattr(rules, "must_use_second_factor", lambda user: False)


@pytest.fixture
def page(site_tree):
    """A page that lies deep enough to be hidden."""
    tree = site_tree("en", "uk")
    above = StandardPageFactory(parent=tree["en"].home, title="Harbour", slug="harbour")
    return StandardPageFactory(parent=above, title="The night boats", slug="boats")


@pytest.fixture
def interested():
    """`interested(fn)` registers who is a party to a page, for one test."""
    yield lambda rule: interests.register("a test", rule)
    if "a test" in interests:
        interests.unregister("a test")


def moderator(name="mira"):
    seed()
    user = get_user_model().objects.create_user(f"{name}@example.org", language="en")
    user.groups.add(Group.objects.get(name="Moderators"))
    return get_user_model().objects.get(pk=user.pk)


def began(seconds_ago: float = 60) -> str:
    return signing.dumps(timezone.now().timestamp() - seconds_ago, salt=SALT)


def filled_in(path="/en/harbour/boats/", **values) -> dict:
    return {
        "about": path,
        "reason": "false",
        "text": "The boats did not sail in May.",
        "email": "",
        "began": began(),
        "nickname": "",
    } | values


def notice(page, *, path="/en/harbour/boats/", **values) -> ContentReport:
    values = {"reason": "false", "text": "Not true.", "email": "", "language": "en"} | values
    return verbs.receive_report(about(path), **values)


def decided(report, actor, decision="kept", **values) -> list[int]:
    values = {"reasons": {report.language: "The source says so."}, "six_part": SIX} | values
    return verbs.decide_reports(report, actor=actor, decision=decision, **values)


# The notice ---------------------------------------------------------------------------------------------------------


def test_every_public_page_leads_to_the_form_about_itself(client, page):
    """Case 71. The link is made of the address alone, so a kept page stays the same for everybody (case 55)."""
    shown = client.get("/en/harbour/boats/").content.decode()
    assert 'href="/en/report/?about=/en/harbour/boats/"' in shown
    signed = signed_in(moderator())
    assert signed.get("/en/harbour/boats/").content.decode() == shown


def test_pages_of_ones_own_lead_nowhere(client, page):
    answer = client.get("/en/report/?about=/en/harbour/boats/").content.decode()
    assert "?about=" not in answer


def test_the_form_names_the_page_and_where_help_is(client, page):
    answer = client.get("/en/report/?about=/en/harbour/boats/")
    shown = answer.content.decode()
    assert '<a href="/en/harbour/boats/"><bdi>The night boats</bdi></a>' in shown
    assert 'href="/en/help/"' in shown
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_notice_is_received_and_its_receipt_shows_number_and_clock(client, page):
    """Case 71: a receipt, a timer; it changes nothing about the page."""
    answer = client.post("/en/report/", filled_in())
    report = ContentReport.objects.get()
    assert answer.headers["Location"] == f"/en/report/{report.token}/"
    assert (report.page_id, report.path, report.title) == (page.pk, "/en/harbour/boats/", "The night boats")
    assert report.due_at - report.received_at == timedelta(hours=24)
    receipt = client.get(answer.headers["Location"])
    shown = receipt.content.decode()
    assert report.number in shown
    assert "A person decides by" in shown
    assert "no-store" in receipt.headers["Cache-Control"]
    assert StandardPage.objects.get(pk=page.pk).live
    # Not the address: it holds the title, and a story's may hold a name.
    assert AuditEntry.objects.get(verb="report.received").details == {"reason": "false"}


@pytest.mark.parametrize(
    "path",
    ["https://evil.example.org/", "//evil.example.org/", "/en/../admin/", "javascript:alert(1)", "/\\evil",
     "/admin/", "/en/account/", "/en/report/abc/", "/en/consent/abcdefgh/", "/en/nothing/here/",
     "/en/harbour/draft/", "", "x" * 900],
)  # fmt: skip
def test_only_public_addresses_of_this_site_can_be_told_about(client, page, path):
    """Cases 50, 57: no address of elsewhere is kept or linked; a draft answers as what never existed."""
    StandardPageFactory(parent=page.get_parent(), title="Draft", slug="draft", published=False)
    assert about(path) is None
    answer = client.post("/en/report/", filled_in(path))
    assert answer.status_code == 200
    assert ContentReport.objects.count() == 0
    assert 'href="https://evil' not in answer.content.decode()
    assert "The boats did not sail in May." in answer.content.decode()


def test_an_address_may_be_pasted_whole_and_without_its_last_stroke(page, settings):
    assert about(f"{settings.SITE_URL}/en/harbour/boats/?x=1#top").page.pk == page.pk
    assert about("/en/harbour/boats/").path == "/en/harbour/boats/"


def test_an_address_below_a_page_is_about_the_page_but_none_is_about_the_home_page(site_tree):
    """Otherwise a decision about the search would take the home page off the site."""
    site_tree("en")
    assert about("/en/search/") == ("/en/search/", None)
    assert about("/en/").page.depth == 2


def test_a_room_says_which_page_an_address_shows_that_is_no_pages_own(page):
    pages_behind.register("a test", lambda path: page if path == "/embed/en/abc/" else None)
    try:
        assert about("/en/search/").page is None
    finally:
        pages_behind.unregister("a test")


@pytest.mark.parametrize(
    "fault",
    [
        {"nickname": "Bot"},
        {"began": 1},
        {"began": 25 * 3600},
        {"began": ""},
        {"began": "1:forged:x"},
    ],
    ids=["trap", "too fast", "left open", "no clock", "forged"],
)
def test_what_looks_like_a_program_comes_back_and_a_person_is_through_at_the_second_try(
    client, page, fault, monkeypatch
):
    if isinstance(fault.get("began"), int):
        fault = {"began": began(fault["began"])}
    first = client.post("/en/report/", filled_in(**fault))
    shown = first.content.decode()
    assert "Please send this once more" in shown
    assert "The boats did not sail in May." in shown
    assert ContentReport.objects.count() == 0
    again = re.search(r'name="began" value="([^"]+)"', shown)[1]
    monkeypatch.setattr("cms.forms.reports.FASTEST", -1)  # as if she had looked at it for a while
    assert client.post("/en/report/", filled_in(began=again)).status_code == 302
    assert ContentReport.objects.count() == 1


def test_many_notices_from_one_address_wait_and_keep_what_was_typed_but_nobody_is_shut_out(client, page):
    for _number in range(10):
        assert client.post("/en/report/", filled_in()).status_code == 302
    while (answer := client.post("/en/report/", filled_in())).status_code == 302:
        pass
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 120
    assert "The boats did not sail in May." in answer.content.decode()
    other = Client(REMOTE_ADDR="203.0.113.9")
    assert other.post("/en/report/", filled_in()).status_code == 302


def test_a_form_without_its_token_is_refused(page):
    """Case 52."""
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/en/report/", filled_in()).status_code == 403
    report = notice(page)
    assert strict.post(f"/en/report/{report.token}/", {"text": "No."}).status_code == 403


def test_script_in_a_notice_is_inert_everywhere_it_is_shown(client, page):
    """Case 48."""
    script = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    report = notice(page, text=script)
    boss = moderator()
    pages = [
        client.post("/en/report/", filled_in(text=script, reason="")),
        client.get(f"/en/report/{report.token}/"),
        signed_in(boss).get(f"/admin/content-reports/{report.pk}/"),
    ]
    decided(report, boss, reasons={"en": script})
    verbs.appeal(report, text=script)
    pages.append(client.get(f"/en/report/{report.token}/"))
    for answer in pages:
        assert "<script>alert(1)" not in answer.content.decode()
        assert "&lt;script&gt;alert(1)" in answer.content.decode()


def test_a_wrong_token_answers_as_no_page(client, page):
    """Case 57."""
    assert client.get("/en/report/abcdefghijklmnopqrstuvwxyz/").status_code == 404


def test_the_token_is_written_into_no_log(page, caplog):
    entry = logging.makeLogRecord({"msg": "Not Found: /en/report/abcdef/", "levelno": logging.WARNING})
    assert not NotOfPupils().filter(entry)


# The decision -------------------------------------------------------------------------------------------------------


def test_a_thousand_notices_hide_nothing_and_are_one_line(page, django_assert_max_num_queries):
    """Case 71."""
    first = notice(page)
    ContentReport.objects.bulk_create(
        ContentReport(
            token=f"token-{number}", path=first.path, page=page, title=first.title, reason="hate", text="!",
            language="en", received_at=first.received_at, due_at=first.due_at,
        )
        for number in range(999)
    )  # fmt: skip
    assert StandardPage.objects.get(pk=page.pk).live
    with django_assert_max_num_queries(6):
        [line] = queue()
    assert (line.number, line.title) == (1000, "The night boats")
    keys = decided(first, moderator())
    assert len(keys) == 1000
    assert queue() == []
    assert StandardPage.objects.get(pk=page.pk).live


def test_the_queue_is_as_cheap_with_three_pages_as_with_one(client, page, django_assert_num_queries):
    boss = signed_in(moderator())
    notice(page)
    boss.get("/admin/content-reports/")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as one:
        boss.get("/admin/content-reports/")
    notice(page, path="/en/harbour/")
    notice(page, path="/en/search/")
    with CaptureQueriesContext(connection) as three:
        boss.get("/admin/content-reports/")
    assert len(three) == len(one)


def test_what_is_due_first_stands_first_and_what_is_overdue_is_marked(page):
    late = notice(page, path="/en/harbour/")
    ContentReport.objects.filter(pk=late.pk).update(
        received_at=timezone.now() - timedelta(hours=30), due_at=timezone.now() - timedelta(hours=6)
    )
    notice(page)
    shown = signed_in(moderator()).get("/admin/content-reports/").content.decode()
    assert shown.index("/en/harbour/</span>") < shown.index("/en/harbour/boats/</span>")
    assert shown.count(">Overdue<") == 1
    assert "Notices (2)" in shown


def test_nobody_without_the_permission_sees_the_queue(page):
    report = notice(page)
    seed()
    editor = get_user_model().objects.create_user("editor@example.org")
    editor.groups.add(Group.objects.get(name="Editors"))
    for address in ("/admin/content-reports/", f"/admin/content-reports/{report.pk}/"):
        assert signed_in(editor).get(address).headers["Location"] == "/admin/"
        assert Client().get(address).status_code == 302
    with pytest.raises(PermissionDenied):
        decided(report, editor)


def test_one_decision_answers_all_notices_of_the_page_each_in_its_language(page):
    """Case 71."""
    first = notice(page, email="ana@example.org")
    second = notice(page, email="olha@example.org", language="uk")
    other = notice(page, path="/en/harbour/")
    boss = moderator()
    answer = signed_in(boss).post(
        f"/admin/content-reports/{first.pk}/",
        {
            "decision": "changed",
            "reasons_en": "We corrected the month.",
            "reasons_uk": "Ми виправили місяць.",
        },
    )
    assert answer.headers["Location"] == reverse("content_reports")
    assert send_letters("decision", [first.pk, second.pk]) == 2
    english, ukrainian = mail.outbox
    assert english.to == ["ana@example.org"]
    assert "We corrected the month." in english.body
    assert ukrainian.to == ["olha@example.org"]
    assert "Ми виправили місяць." in ukrainian.body
    other.refresh_from_db()
    assert other.decision == ""
    entry = AuditEntry.objects.get(verb="report.decided")
    assert (entry.actor, entry.details["notices"]) == (boss, [first.pk, second.pk])


def test_hate_is_decided_on_after_all_six_parts_of_the_context_test(page):
    report = notice(page, reason="hate")
    boss = moderator()
    with pytest.raises(verbs.ReportError, match="six parts"):
        decided(report, boss, six_part=SIX | {"intent": ""})
    refused = signed_in(boss).post(
        f"/admin/content-reports/{report.pk}/", {"decision": "kept", "reasons_en": "Why."}
    )
    assert refused.content.decode().count("Hate and threats are weighed in all six parts.") >= 6
    decided(report, boss)
    report.refresh_from_db()
    assert report.six_part == SIX


def test_a_decision_without_reasons_is_none_for_the_database_either(page):
    report = notice(page)
    with pytest.raises(verbs.ReportError, match="reasons"):
        decided(report, moderator(), reasons={"en": "  "})
    with pytest.raises(IntegrityError), transaction.atomic():
        ContentReport.objects.filter(pk=report.pk).update(decision="kept", decided_at=timezone.now())


def test_hidden_means_off_the_site_at_once(client, page, django_capture_on_commit_callbacks):
    assert client.get("/en/harbour/boats/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        decided(notice(page), moderator(), "hidden")
    assert client.get("/en/harbour/boats/").status_code == 404
    assert AuditEntry.objects.filter(verb="page.hidden", object_id=str(page.pk)).count() == 1


def test_what_holds_the_site_together_is_not_hidden_by_a_notice(page):
    report = notice(page, path="/en/harbour/")
    boss = moderator()
    with pytest.raises(verbs.ReportError, match="hangs on this page"):
        decided(report, boss, "hidden")
    report.refresh_from_db()
    assert report.decision == ""


def test_what_was_decided_is_decided_once(page):
    report = notice(page)
    boss = moderator()
    decided(report, boss)
    with pytest.raises(verbs.ReportError, match="already"):
        decided(report, boss)


def test_a_declared_context_is_told_to_whoever_decides(page):
    declared_contexts.register("a test", lambda about: "It answers a myth." if about.pk == page.pk else "")
    try:
        report = notice(page)
        shown = signed_in(moderator()).get(f"/admin/content-reports/{report.pk}/").content.decode()
    finally:
        declared_contexts.unregister("a test")
    assert "It answers a myth." in shown


def test_a_party_to_the_page_decides_nothing_about_it(page, interested):
    """Case 18."""
    report = notice(page)
    boss = moderator()
    interested(lambda user, about: user.pk == boss.pk and about.pk == page.pk)
    for method in ("get", "post"):
        answer = getattr(signed_in(boss), method)(f"/admin/content-reports/{report.pk}/")
        assert answer.status_code == 403
    with pytest.raises(PermissionDenied):
        decided(report, boss)
    assert decided(report, moderator("noor")) == [report.pk]


# The appeal ---------------------------------------------------------------------------------------------------------


def test_an_appeal_goes_to_another_person_and_is_decided_with_reasons(client, page):
    """Cases 18, 71."""
    report = notice(page, email="ana@example.org")
    first, second = moderator("mira"), moderator("noor")
    decided(report, first)
    own = client.get(f"/en/report/{report.token}/").content.decode()
    assert "The source says so." in own
    assert client.post(f"/en/report/{report.token}/", {"text": "Look at page two."}).status_code == 302
    report.refresh_from_db()
    assert report.appeal_due_at - report.appealed_at == timedelta(hours=24)
    address = f"/admin/content-reports/{report.pk}/"
    assert signed_in(first).get(address).status_code == 403
    with pytest.raises(PermissionDenied):
        verbs.decide_appeal(report, actor=first, decision="kept", reasons="No.")
    [line] = queue()
    assert line.is_appeal
    answer = signed_in(second).post(address, {"decision": "changed", "reasons_en": "Page two is right."})
    assert answer.status_code == 302
    shown = client.get(f"/en/report/{report.token}/").content.decode()
    assert "Page two is right." in shown
    assert queue() == []
    assert send_letters("appeal", [report.pk]) == 1
    assert "Page two is right." in mail.outbox[-1].body


def test_the_database_refuses_that_one_person_decides_twice(page):
    """Case 18."""
    report = notice(page)
    boss = moderator()
    decided(report, boss)
    verbs.appeal(report, text="Again.")
    with pytest.raises(IntegrityError), transaction.atomic():
        ContentReport.objects.filter(pk=report.pk).update(
            appeal_decision="kept",
            appeal_reasons="No.",
            appeal_decided_by=boss,
            appeal_decided_at=timezone.now(),
        )


def test_one_appeals_once_after_the_decision_and_not_for_ever(client, page):
    report = notice(page)
    with pytest.raises(verbs.ReportError):
        verbs.appeal(report, text="Too early.")
    decided(report, moderator())
    ContentReport.objects.filter(pk=report.pk).update(decided_at=timezone.now() - timedelta(days=181))
    with pytest.raises(verbs.ReportError, match="too long ago"):
        verbs.appeal(report, text="Too late.")
    ContentReport.objects.filter(pk=report.pk).update(decided_at=timezone.now())
    verbs.appeal(report, text="In time.")
    again = client.post(f"/en/report/{report.token}/", {"text": "Once more."})
    assert "One can appeal once" in again.content.decode()
    report.refresh_from_db()
    assert report.appeal == "In time."


# Letters, what is forgotten -----------------------------------------------------------------------------------------


def test_the_receipt_goes_out_in_the_language_of_whoever_wrote(page):
    report = notice(page, email="olha@example.org", language="uk")
    notice(page)
    assert send_letters("receipt", ContentReport.objects.values_list("pk", flat=True)) == 1
    [letter] = mail.outbox
    assert f"/uk/report/{report.token}/" in letter.body
    assert report.number in letter.subject


def test_moderators_are_reminded_at_twenty_hours_once(page):
    boss = moderator()
    report = notice(page)
    assert remind_moderators(report.received_at + timedelta(hours=19)) == 0
    assert remind_moderators(report.received_at + timedelta(hours=20, minutes=1)) == 1
    assert remind_moderators(report.received_at + timedelta(hours=20, minutes=16)) == 0
    [letter] = mail.outbox
    assert letter.to == [boss.email]
    assert "The night boats" in letter.body
    assert list(deciders()) == [boss]


def test_addresses_are_deleted_thirty_days_after_the_last_decision(page):
    quick, slow, waits = (notice(page, email=f"{name}@example.org", path=path) for name, path in
                          [("a", "/en/harbour/"), ("b", "/en/harbour/boats/"), ("c", "/en/search/")])  # fmt: skip
    boss = moderator()
    decided(quick, boss)
    decided(slow, boss)
    verbs.appeal(slow, text="Again.")
    now = timezone.now()
    assert verbs.forget_addresses(now + timedelta(days=29)) == 0
    assert verbs.forget_addresses(now + timedelta(days=31)) == 1
    verbs.decide_appeal(slow, actor=moderator("noor"), decision="kept", reasons="No.")
    assert verbs.forget_addresses(now + timedelta(days=31)) == 1
    assert list(ContentReport.objects.exclude(email="")) == [waits]


def test_somebodys_notices_are_exported_to_her_and_forgotten_with_her_account(page):
    user = get_user_model().objects.create_user("ana@example.org")
    open_one = notice(page, email="Ana@example.org", text="Mine, waits.")
    settled = notice(page, path="/en/harbour/", email="ana@example.org", text="Mine, decided.")
    theirs = notice(page, path="/en/search/", email="other@example.org")
    decided(settled, moderator())
    found = personal_data["notices"].export(user)
    assert [one["text"] for one in found] == ["Mine, waits.", "Mine, decided."]
    personal_data["notices"].erase(user)
    for one in (open_one, settled, theirs):
        one.refresh_from_db()
    assert (open_one.email, open_one.text) == ("", "Mine, waits.")
    assert (settled.email, settled.text) == ("", "")
    assert theirs.email == "other@example.org"


def test_seeding_lets_moderators_decide_and_nobody_else():
    seed()
    permission = Permission.objects.get(codename="decide_reports")
    assert [group.name for group in permission.group_set.all()] == ["Moderators"]
