"""A gunicorn of our own configuration on a port of 127.0.0.1, and what its workers use."""

import os
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE = 60  # seconds until a server must answer


def free_port() -> int:
    """Return a port on which nobody listens just now; PORT (as in `make run`) says where to begin to look."""
    wanted = int(os.environ.get("PORT", "8000")) + 106
    for port in range(wanted, wanted + 200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise RuntimeError(f"No port from {wanted} to {wanted + 199} is free.")


class Server:
    """`with Server(env) as site:` the site; `Server(env, application="tests.bench.bare")` something else."""

    def __init__(self, env: dict[str, str], log: Path, *, application: str = "", first: str = "/"):
        self.port = free_port()
        self.first = first
        self.log = log.open("ab")
        # Workers that are replaced in the midst of a burst would take their count of CPU with them.
        argv = [
            sys.executable,
            "-m",
            "gunicorn",
            "--max-requests",
            "0",
            *([application] if application else []),
        ]
        self.began = time.perf_counter()
        self.process = subprocess.Popen(
            argv, cwd=ROOT, env={**env, "PORT": str(self.port)}, stdout=self.log, stderr=self.log
        )

    def __enter__(self) -> "Server":
        try:
            self.wait()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *error) -> None:
        self.stop()

    def wait(self) -> float:
        """Return how many seconds passed from the start to the first page."""
        while time.perf_counter() - self.began < PATIENCE:
            if self.process.poll() is not None:
                raise RuntimeError(f"The server ended at once; see {self.log.name}.")
            try:
                status = get(self.port, self.first)[0]
            except OSError:
                time.sleep(0.01)
                continue
            if status != 200:
                raise RuntimeError(f"{self.first} answered {status}; see {self.log.name}.")
            return time.perf_counter() - self.began
        raise RuntimeError(f"The server did not answer within {PATIENCE} s; see {self.log.name}.")

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()

    def workers(self) -> list[int]:
        """Return the ids of gunicorn's children."""
        return [int(entry.name) for entry in Path("/proc").iterdir() if _parent(entry) == self.process.pid]

    def cpu(self) -> float:
        """Return the seconds of CPU (user and system) that the workers have used so far."""
        total = 0
        for pid in self.workers():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICKS

    def memory(self) -> tuple[float, float]:
        """Return the resident memory of the largest worker and its share in it (what is shared is divided), in MB.

        Parts of SQLite's file that are mapped are the system's cache of that file, not the process's: left out.
        """
        return max(_memory(pid) for pid in self.workers())


def _memory(pid: int) -> tuple[float, float]:
    resident = share = 0
    counted = True
    for line in Path(f"/proc/{pid}/smaps").read_text().splitlines():
        name, *rest = line.split()
        if not name.endswith(":"):
            counted = "sqlite3" not in (rest[4] if len(rest) > 4 else "").rpartition("/")[2] or ".so" in line
        elif counted and name == "Rss:":
            resident += int(rest[0])
        elif counted and name == "Pss:":
            share += int(rest[0])
    return resident * 1024 / 1e6, share * 1024 / 1e6


def _parent(entry: Path) -> int | None:
    if not entry.name.isdecimal():
        return None
    try:
        return int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return None


def get(port: int, address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Fetch one address on a connection of its own; return status, headers (lower case) and body as sent."""
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request(
            "GET", address, headers={name.replace("_", "-"): text for name, text in headers.items()}
        )
        answer = connection.getresponse()
        return answer.status, {name.lower(): text for name, text in answer.getheaders()}, answer.read()
    finally:
        connection.close()
