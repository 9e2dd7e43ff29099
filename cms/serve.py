"""Run the whole site in the foreground: prepare it, then web server and background worker as one process tree.

    python -m cms.serve          as its users need it (gunicorn, DEBUG off)
    python -m cms.serve --dev    for working on the code (reloads by itself)

Ctrl-C, SIGTERM or a closed terminal stop everything; when this process is killed outright, the system stops its
children (Linux). Only the standard library is imported here, so that starting costs nothing.
"""

import argparse
import errno
import os
import select
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: Seconds that a child has to end by itself before it is ended.
GRACE = 8
#: Seconds before a worker that ended by itself is started again: doubled each time, up to the second figure.
RESTART_DELAY = (1, 60)


@dataclass
class Program:
    """One child: what it is called, how it is started, and whether the site lives without it for a while."""

    name: str
    argv: list[str]
    may_restart: bool = False
    process: subprocess.Popen | None = None
    delay: float = field(default=RESTART_DELAY[0])
    started: float = 0.0
    due: float = 0.0


def die_with_parent() -> None:
    """Ask Linux to send SIGTERM to this (child) process as soon as its parent is gone."""
    if sys.platform == "linux":
        import ctypes

        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


class Supervisor:
    """Starts programs, restarts those that may be restarted, stops all of them together."""

    def __init__(self, programs: list[Program], env: dict[str, str]):
        self.programs = programs
        self.env = env
        self.signals = 0
        # A signal wakes the loop through a pipe. An Event would not do: its lock is held by the very thread that
        # runs the handler, which would wait for itself.
        self.doze, self.rouse = os.pipe()
        for end in (self.doze, self.rouse):
            os.set_blocking(end, False)

    def receive(self, number, frame) -> None:
        """Signal handler: the first signal stops the site, a second one does not wait."""
        if number != signal.SIGCHLD:
            self.signals += 1
        try:
            os.write(self.rouse, b".")
        except BlockingIOError:
            pass  # full: the loop is woken anyway

    def wait(self, seconds: float) -> None:
        """Sleep until a signal comes, at most so long."""
        if select.select([self.doze], [], [], seconds)[0]:
            os.read(self.doze, 65536)

    def start(self, program: Program) -> None:
        # A session of its own: Ctrl-C reaches this process only, which then stops the others in good order.
        program.process = subprocess.Popen(
            program.argv, cwd=ROOT, env=self.env, start_new_session=True, preexec_fn=die_with_parent
        )
        program.started = time.monotonic()

    def run(self) -> int:
        """Run until a signal comes or an indispensable program ends; return the exit code."""
        numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)
        before = {number: signal.signal(number, self.receive) for number in numbers}
        try:
            for program in self.programs:
                self.start(program)
            while not self.signals:
                code = self.look_after()
                if code is not None:
                    return code
                self.wait(1)
            return 0
        finally:
            self.stop()
            for number, handler in before.items():
                signal.signal(number, handler)
            os.close(self.doze)
            os.close(self.rouse)

    def look_after(self) -> int | None:
        """Notice what ended: restart it, or return the exit code with which all must end."""
        now = time.monotonic()
        for program in self.programs:
            if program.process is None:
                if now >= program.due:
                    self.start(program)
                continue
            code = program.process.poll()
            if code is None:
                continue
            if not program.may_restart:
                if code:
                    print(f"The {program.name} ended (code {code}); stopping.", file=sys.stderr, flush=True)
                return code if code >= 0 else 1
            self.end_group(program)
            if now - program.started > RESTART_DELAY[1]:
                program.delay = RESTART_DELAY[0]
            print(
                f"The {program.name} ended (code {code}); starting it again in {program.delay:.0f} s.",
                file=sys.stderr,
                flush=True,
            )
            program.process, program.due = None, now + program.delay
            program.delay = min(program.delay * 2, RESTART_DELAY[1])
        return None

    def stop(self) -> None:
        """End all programs: ask, wait, then insist. Nothing that they started stays behind."""
        running = [program for program in self.programs if program.process]
        for program in running:
            if program.process.poll() is None:
                program.process.terminate()
        deadline = time.monotonic() + GRACE
        patience = self.signals
        while any(program.process.poll() is None for program in running):
            if time.monotonic() > deadline or self.signals > max(patience, 1):
                break
            self.wait(0.1)
        for program in running:
            self.end_group(program)
            program.process.wait()

    @staticmethod
    def end_group(program: Program) -> None:
        try:
            os.killpg(program.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass


def complaint_about_port(address: str, port: str) -> str | None:
    """Return why the site cannot listen there, as a sentence, or None when it can."""
    if not port.isdecimal() or not 0 < int(port) < 65536:
        return f"PORT={port} is not a port: it must be a number from 1 to 65535."
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, int(port)))
            probe.listen(1)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return (
                    f"Port {port} is taken by another program (another Counterpoint, perhaps). "
                    f"Stop that one, or choose another port: make run PORT={int(port) % 65535 + 1}"
                )
            return f"Cannot listen on {address} port {port}: {error.strerror}."
    return None


def programs(dev: bool, address: str, port: str) -> list[Program]:
    """Return what makes up the running site."""
    manage = [sys.executable, str(ROOT / "manage.py")]
    if dev:
        listen = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
        web = [*manage, "runserver", listen]
    else:
        web = [sys.executable, "-m", "gunicorn"]
    return [Program("web server", web), Program("background worker", [*manage, "worker"], may_restart=True)]


def main(arguments: list[str] | None = None) -> int:
    """Check the port, prepare, serve; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m cms.serve", description="Run the whole site in the foreground."
    )
    parser.add_argument("--dev", action="store_true", help="development settings, reloads by itself")
    dev = parser.parse_args(arguments).dev

    env = dict(os.environ)
    env.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.development" if dev else "cms.settings.production")
    address, port = env.get("LISTEN", "127.0.0.1"), env.get("PORT", "8000")

    complaint = complaint_about_port(address, port)
    if complaint:
        print(complaint, file=sys.stderr)
        return 1

    prepare = Supervisor([Program("preparation", [sys.executable, str(ROOT / "manage.py"), "prepare"])], env)
    code = prepare.run()
    if code or prepare.signals:
        return code
    return Supervisor(programs(dev, address, port), env).run()


if __name__ == "__main__":
    sys.exit(main())
