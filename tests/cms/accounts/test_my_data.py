"""Taking one's data away, and erasing an account (case 66)."""

import io
import json
import zipfile
from smtplib import SMTPRecipientsRefused

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import CommandError, call_command
from django_tasks_db.models import DBTaskResult
from wagtail.models import ModelLogEntry, Page, PageLogEntry, Revision

from cms.audit import record
from cms.domain.accounts import AccountError, erase_account
from cms.models import AuditEntry, ErasedAccount, User
from cms.registries import PersonalData, personal_data
from tests.cms.accounts.conftest import is_signed_in, sign_in


@pytest.fixture
def lists():
    """What a room would register: its own data about a person."""
    kept = {}
    personal_data.register(
        "test_lists", PersonalData(lambda user: kept.get(user.pk, []), lambda user: kept.pop(user.pk, None))
    )
    yield kept
    personal_data.unregister("test_lists")


def erase(client):
    return client.post("/en/account/erase/", {"sure": "on"})


def test_everything_about_oneself_comes_as_a_zip(vera, boss, client, lists):
    lists[vera.pk] = ["Lateral reading"]
    lists[boss.pk] = ["Somebody else's"]
    sign_in(client, "vera@example.org")
    record("lesson.saved", vera, actor=vera)
    response = client.get("/en/account/data/")
    assert response["Content-Type"] == "application/zip"
    assert response["Cache-Control"] == "private, no-store"
    archive = zipfile.ZipFile(io.BytesIO(response.content))
    names = archive.namelist()  # and whatever the rooms add
    assert (names[:3], names[-1]) == (["account.json", "activity.json", "works.json"], "README.txt")
    assert "test_lists.json" in names
    account = json.loads(archive.read("account.json"))
    assert (account["email"], account["name"], account["language"]) == ("vera@example.org", "Vera Lind", "fr")
    assert len(account["sessions"]) == 1
    assert json.loads(archive.read("activity.json"))[-1]["verb"] == "lesson.saved"
    assert json.loads(archive.read("test_lists.json")) == ["Lateral reading"]
    text = b"".join(archive.read(name) for name in archive.namelist())
    assert b"boss@example.org" not in text
    assert vera.password.encode() not in text


def test_the_export_is_for_who_is_signed_in(db, client):
    assert client.get("/en/account/data/")["Location"] == "/en/account/login/?next=/en/account/data/"


def test_erasing_needs_the_tick(vera, client):
    sign_in(client, "vera@example.org")
    assert client.post("/en/account/erase/").status_code == 200
    assert User.objects.filter(pk=vera.pk).exists()


def test_an_erased_account_leaves_no_personal_data(vera, client, device, lists):
    """Case 66: tables, revisions, logs, sessions."""
    lists[vera.pk] = ["Lateral reading"]
    other = device()
    for each in (client, other):
        sign_in(each, "vera@example.org")
    half = device()
    Authenticator.objects.create(user=vera, type="totp", data={"secret": "x"})
    page = (
        Page.objects.get(depth=2)
        if Page.objects.filter(depth=2).count() == 1
        else Page.objects.filter(depth=2).first()
    )
    page.owner = vera
    page.save()
    page.save_revision(user=vera, log_action=True)
    entry = record("page.looked_at", page, actor=vera)
    ModelLogEntry.objects.log_action(instance=vera, action="wagtail.edit", user=vera)
    Authenticator.objects.all().delete()
    pk = vera.pk
    assert erase(client)["Location"] == "/en/account/erased/"
    assert client.get("/en/account/erased/").status_code == 200
    assert (is_signed_in(client), is_signed_in(other), is_signed_in(half)) == (False, False, False)
    assert not User.objects.filter(pk=pk).exists()
    assert not EmailAddress.objects.exists()
    assert not UserSession.objects.exists()
    assert [s for s in Session.objects.all() if "vera" in str(s.get_decoded())] == []
    page.refresh_from_db()
    assert page.owner is None
    assert not Revision.objects.filter(user_id=pk).exists()
    assert not PageLogEntry.objects.filter(user_id=pk).exists()
    assert "Vera" not in str(list(ModelLogEntry.objects.values()))
    assert not ModelLogEntry.objects.filter(user_id=pk).exists()
    entry.refresh_from_db()
    assert entry.actor is None
    assert "vera" not in str(list(AuditEntry.objects.values())).lower()
    assert lists == {}
    assert ErasedAccount.objects.get().user_id == pk
    assert mail.outbox[-1].to == ["vera@example.org"]


class RefusingBackend:
    """A mail server that names the address when it refuses it."""

    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, messages):
        raise SMTPRecipientsRefused({messages[0].to[0]: (550, b"No such user vera@example.org")})


def test_an_account_is_erased_also_when_the_last_mail_cannot_be_sent(vera, client, settings, caplog):
    """Case 66: and the log does not learn the address."""
    sign_in(client, "vera@example.org")
    settings.EMAIL_BACKEND = f"{__name__}.RefusingBackend"
    assert erase(client)["Location"] == "/en/account/erased/"
    assert not User.objects.filter(pk=vera.pk).exists()
    assert "The last mail of an erased account was not sent: SMTPRecipientsRefused" in caplog.text
    assert "vera" not in caplog.text.lower()


def test_the_address_of_an_erased_person_waits_in_no_queue(vera, client, settings):
    """Case 66: tasks keep their arguments in the database, so the last mail is none."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    sign_in(client, "vera@example.org")
    erase(client)
    assert mail.outbox[-1].to == ["vera@example.org"]
    assert "vera" not in str(list(DBTaskResult.objects.values())).lower()


def test_a_session_in_which_only_the_password_was_given_goes_too(vera, client, device):
    """Case 66: its address stands in no list of sessions."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    totp = TOTP.activate(vera, generate_totp_secret())
    half = device()
    sign_in(half, "vera@example.org")
    assert "vera" in str([s.get_decoded() for s in Session.objects.all()])
    totp.instance.delete()
    sign_in(client, "vera@example.org")
    erase(client)
    assert "vera" not in str([s.get_decoded() for s in Session.objects.all()])


def test_somebody_may_open_an_account_with_the_address_again(vera, client):
    sign_in(client, "vera@example.org")
    erase(client)
    client.post("/en/account/signup/", {"email": "vera@example.org", "password1": "seven quiet rivers"})
    assert User.objects.filter(email="vera@example.org").exists()


def test_a_restored_backup_is_erased_again(vera, tmp_path, capsys):
    """Case 66: the ledger is kept beside the backups."""
    before = User.objects.filter(pk=vera.pk).values().get()
    erase_account(vera, actor=vera)
    call_command("erasures", "list")
    ledger = tmp_path / "erased.jsonl"
    ledger.write_text(capsys.readouterr().out)
    ErasedAccount.objects.all().delete()  # the backup is older than the erasure
    User.objects.create(**before)
    call_command("erasures", "apply", file=str(ledger))
    assert not User.objects.exists()
    assert capsys.readouterr().out == "Erased again: 1\n"


def test_an_account_opened_later_under_the_same_number_stays(vera):
    """Case 66: after a restore numbers are given again."""
    pk = vera.pk
    erase_account(vera, actor=vera)
    User.objects.create(pk=pk, email="new@example.org")
    call_command("erasures", "apply")
    assert User.objects.get(pk=pk).email == "new@example.org"


def test_a_broken_ledger_is_refused_whole(db, tmp_path):
    ledger = tmp_path / "erased.jsonl"
    ledger.write_text('{"account": 1, "at": "2026-01-01T00:00:00+00:00"}\n{"account": "x"}\n')
    with pytest.raises(CommandError, match="is not a list of erased accounts"):
        call_command("erasures", "apply", file=str(ledger))
    assert not ErasedAccount.objects.exists()


def test_the_last_administrator_cannot_leave(boss):
    with pytest.raises(AccountError, match="only administrator"):
        erase_account(boss, actor=boss)
    assert User.objects.filter(pk=boss.pk).exists()


def test_deleting_users_in_any_way_erases_what_rooms_keep(vera, lists):
    """Case 66: also many at once in the administration."""
    lists[vera.pk] = ["Lateral reading"]
    User.objects.filter(pk=vera.pk).delete()
    assert lists == {}
    assert ErasedAccount.objects.count() == 1
