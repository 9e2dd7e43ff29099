"""Preparation does what is due, once."""

import io

import pytest
from django.core.management import call_command
from django.test import override_settings

from cms.management.commands import prepare
from cms.management.progress import Progress


@pytest.fixture
def called(tmp_path, monkeypatch):
    """Run `prepare` on the test database with every command replaced; return the names called so far."""
    calls = []
    monkeypatch.setattr(prepare, "call_command", lambda name, *args, **options: calls.append(name))
    monkeypatch.setattr(prepare.fingerprints, "files", lambda *patterns: [])
    with override_settings(STATE_DIR=tmp_path, DEBUG=True):
        yield calls


@pytest.mark.django_db
def test_a_second_preparation_only_looks_for_an_administrator(called):
    call_command("prepare", stdout=io.StringIO())
    assert called[:3] == ["compilemessages", "migrate", "createcachetable"]
    called.clear()
    out = io.StringIO()
    call_command("prepare", stdout=out)
    assert called == ["ensure_admin"]
    assert out.getvalue() == ""


@pytest.mark.django_db
def test_again_does_everything_once_more(called):
    call_command("prepare", stdout=io.StringIO())
    first = list(called)
    called.clear()
    call_command("prepare", "--again", stdout=io.StringIO())
    assert called == first


@pytest.mark.django_db
def test_changed_seeds_are_loaded_without_migrating(called, monkeypatch, tmp_path):
    call_command("prepare", stdout=io.StringIO())
    called.clear()
    changed = tmp_path / "topics.yaml"
    changed.write_text("- code: new\n")
    monkeypatch.setattr(
        prepare.fingerprints, "files", lambda *patterns: [changed] if "*/seeds/**/*" in patterns else []
    )
    call_command("prepare", stdout=io.StringIO())
    assert "migrate" not in called
    assert called[0] == "seed"


@pytest.mark.django_db
def test_a_step_that_failed_is_tried_again(called, monkeypatch):
    def fail(name, *args, **options):
        if name == "seed":
            raise ValueError("a broken seed")

    monkeypatch.setattr(prepare, "call_command", fail)
    with pytest.raises(ValueError, match="a broken seed"):
        call_command("prepare", stdout=io.StringIO())
    monkeypatch.setattr(prepare, "call_command", lambda name, *args, **options: called.append(name))
    call_command("prepare", stdout=io.StringIO())
    assert called[0] == "seed"


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_progress_on_a_terminal_stays_on_one_line(monkeypatch):
    monkeypatch.setattr("time.monotonic", iter(range(100)).__next__)
    out = Terminal()
    with Progress("Database", out) as output:
        output.write("  Applying one... OK\n  Applying ")
        output.write("two... OK\n")
    assert out.getvalue().count("\n") == 1
    assert "\r\033[KDatabase: Applying two... OK" in out.getvalue()
    assert out.getvalue().endswith("\r\033[KDatabase: done in 3.0 s\n")


def test_progress_in_a_log_is_a_line_now_and_then(monkeypatch):
    moments = iter([0, 1, 6, 7, 8])
    monkeypatch.setattr("time.monotonic", lambda: next(moments))
    out = io.StringIO()
    with Progress("Database", out) as output:
        output.write("one\ntwo\nthree\n")
    assert out.getvalue() == "Database …\n  two\nDatabase: done in 8.0 s\n"


def test_progress_says_when_a_step_failed():
    out = io.StringIO()
    with pytest.raises(KeyError), Progress("Database", out):
        raise KeyError
    assert "Database: failed after" in out.getvalue()
