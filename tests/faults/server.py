"""The server of `make run`, as groups of processes that can be killed at once."""

import asyncio
import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from cms.serve import ROOT, die_with_parent, programs
from tests.faults.wire import Wire

PATIENCE = 60  # seconds until a started server must answer
#: While the server is down, others who look for a free port should not find ours: it is drawn from many. None of them
#: is one that the system gives to outgoing connections.
PORTS = range(18_000, 30_000)


class SiteError(Exception):
    """The server does not start, or does not stop."""


class Site:
    """Web server, and background worker if wanted, on a port of 127.0.0.1, with the site's own configuration."""

    def __init__(self, env: Mapping[str, str], log: Path, *, with_worker: bool):
        self.port = next(
            port for port in random.SystemRandom().sample(PORTS, len(PORTS)) if not _listens(port)
        )
        self.programs = programs(False, "127.0.0.1", str(self.port))[: 2 if with_worker else 1]
        self.env = {**env, "PORT": str(self.port), "LISTEN": "127.0.0.1"}
        self.log = log
        self.groups: list[subprocess.Popen] = []
        self.starts: list[float] = []  # seconds from each start to the first answer

    async def start(self) -> None:
        """Start everything and return when the first request is answered."""
        began = time.monotonic()
        with self.log.open("ab") as log:
            for program in self.programs:
                self.groups.append(
                    subprocess.Popen(
                        program.argv,
                        cwd=ROOT,
                        env=self.env,
                        stdout=log,
                        stderr=log,
                        start_new_session=True,
                        preexec_fn=die_with_parent,
                    )
                )
        wire = Wire(self.port)
        while (reply := await wire.ask("GET", "/healthz")) is None or reply[0] != 200:
            if self.groups[0].poll() is not None or time.monotonic() - began > PATIENCE:
                end = self.log.read_text(errors="replace")[-2000:]
                raise SiteError(f"The server did not start:\n{end}")
            await asyncio.sleep(0.02)
        wire.close()
        self.starts.append(time.monotonic() - began)

    async def kill(self) -> None:
        """Kill every process of the server with SIGKILL, so that none can put anything in order."""
        self.end()
        # Orphaned workers die a moment after their parent, and until then their socket takes connections.
        began = time.monotonic()
        while _listens(self.port):
            if time.monotonic() - began > PATIENCE:
                raise SiteError("Somebody still listens on the port of the server that was killed.")
            await asyncio.sleep(0.005)

    def end(self) -> None:
        for group in self.groups:
            try:
                os.killpg(group.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        for group in self.groups:
            group.wait()
        self.groups.clear()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return not probe.connect_ex(("127.0.0.1", port))
