"""The supervisor: everything starts, everything ends, nothing stays behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cms import serve

ROOT = Path(serve.__file__).resolve().parent.parent

# A child that starts a grandchild and writes down both; with "stubborn" neither heeds SIGTERM.
FAMILY = """
import os, signal, subprocess, sys, time
if "stubborn" in sys.argv:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
with open(sys.argv[1] + ".new", "w") as file:
    file.write(f"{os.getpid()} {grandchild.pid}")
os.rename(sys.argv[1] + ".new", sys.argv[1])
time.sleep(60)
"""
SUPERVISOR = """
import sys
from cms import serve
serve.GRACE = 1
serve.RESTART_DELAY = (0.1, 1)
family, *arguments = sys.argv[1:]
web = serve.Program("web server", [sys.executable, "-c", family, *arguments])
sys.exit(serve.Supervisor([web], dict(__import__("os").environ)).run())
"""


def alive(pid: int) -> bool:
    """Say whether a process runs (one that ended and waits to be buried does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def start_family(tmp_path, *more):
    """Start the supervisor with a family; return it with the pids of child and grandchild."""
    pids = tmp_path / "pids"
    process = subprocess.Popen([sys.executable, "-c", SUPERVISOR, FAMILY, str(pids), *more], cwd=ROOT)
    assert wait_until(pids.exists)
    return process, [int(pid) for pid in pids.read_text().split()]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_children_and_grandchildren(tmp_path, number):
    process, pids = start_family(tmp_path)
    process.send_signal(number)
    assert process.wait(5) == 0
    # A grandchild has its signal, and on a busy machine not yet had its turn.
    assert wait_until(lambda: not any(map(alive, pids)))


def test_signals_that_come_at_any_moment_never_hold_it_up(tmp_path):
    """A handler that took a lock would sooner or later wait for the thread that it interrupts."""
    process, _ = start_family(tmp_path)
    for _ in range(5000):
        process.send_signal(signal.SIGCHLD)
        time.sleep(0.0001)
    process.send_signal(signal.SIGTERM)
    try:
        assert process.wait(5) == 0
    finally:
        process.kill()


def test_a_child_that_does_not_heed_is_ended_after_the_grace(tmp_path):
    process, pids = start_family(tmp_path, "stubborn")
    process.send_signal(signal.SIGTERM)
    assert process.wait(8) == 0
    assert [pid for pid in pids if alive(pid)] == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent is gone")
def test_a_child_ends_when_the_supervisor_is_killed_outright(tmp_path):
    process, pids = start_family(tmp_path)
    process.kill()
    process.wait()
    assert wait_until(lambda: not alive(pids[0]))
    os.kill(pids[1], signal.SIGKILL)  # a grandchild is its parent's business, and this parent has no manners


def supervise(*programs):
    return serve.Supervisor(list(programs), dict(os.environ))


def test_the_site_ends_with_the_code_of_its_web_server(capfd):
    web = serve.Program("web server", [sys.executable, "-c", "raise SystemExit(3)"])
    other = serve.Program("background worker", [sys.executable, "-c", "import time; time.sleep(60)"])
    assert supervise(web, other).run() == 3
    assert other.process.poll() is not None
    assert "The web server ended (code 3); stopping." in capfd.readouterr().err


def test_a_worker_that_ends_is_started_again(tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(serve, "RESTART_DELAY", (0.05, 1))
    turns = tmp_path / "turns"
    worker = serve.Program(
        "background worker",
        [sys.executable, "-c", f"open({str(turns)!r}, 'a').write('.'); raise SystemExit(1)"],
        may_restart=True,
        delay=0.05,
    )
    wait_for_two = (
        "import os, time\n"
        f"while not os.path.exists(p := {str(turns)!r}) or os.path.getsize(p) < 2:\n"
        "    time.sleep(0.05)"
    )
    web = serve.Program("web server", [sys.executable, "-c", wait_for_two])
    assert supervise(web, worker).run() == 0
    assert turns.stat().st_size >= 2
    assert "The background worker ended (code 1); starting it again" in capfd.readouterr().err


def test_a_taken_port_is_told_in_a_sentence(capsys, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        monkeypatch.setenv("PORT", port)
        monkeypatch.delenv("LISTEN", raising=False)
        assert serve.main([]) == 1
    assert capsys.readouterr().err.startswith(f"Port {port} is taken by another program")


@pytest.mark.parametrize("port", ["", "eight", "0", "65536", "-1"])
def test_what_is_not_a_port_is_refused(port):
    assert serve.complaint_about_port("127.0.0.1", port).startswith(f"PORT={port} is not a port")


def test_a_free_port_is_no_reason_to_complain():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
    assert serve.complaint_about_port("127.0.0.1", port) is None
