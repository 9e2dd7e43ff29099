"""Many requests at once, from a process of its own. It shares the machine's cores with the server, so it does as little
as it can for each: bytes made beforehand, an event loop, no parser.

    python -m tests.bench.load < plan > outcome        both one JSON object

The plan: {port, requests: [[head, body, sign], ...], connections, seconds (null: until all are sent), hold}. On one
connection, one request follows the other, until nothing is left or the time is over; with `hold`, each connection sends
one and stays open until all are done, as browsers do it. A request is answered when the reply is of the 200s or 300s
and `sign` stands in it; what was cut off is sent again.

The outcome: {wall, cpu (of this process), times (seconds, in order), signs (of what was answered), left (signs of what
was not sent), faults: {status or kind: number}}.
"""

import asyncio
import json
import resource
import sys
import time
from collections import Counter, deque

PATIENCE = 60  # seconds after which whatever is still open is given up
#: So long a device waits where it was not let in.
PAUSE = 0.1


class Connection(asyncio.Protocol):
    """Sends a request, waits for the whole reply, sends the next."""

    def __init__(self, load: "Load"):
        self.load = load
        self.request = self.transport = None
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport) -> None:
        self.transport = transport
        self.send()

    def send(self) -> None:
        self.request = self.load.next()
        if self.request is None:
            self.transport.close()
            return
        self.got = b""
        self.began = time.perf_counter()
        self.transport.write(self.request[0])

    def data_received(self, data: bytes) -> None:
        self.got += data
        head, gap, body = self.got.partition(b"\r\n\r\n")
        if not gap or len(body) < _length(head):
            return
        self.load.replied(self.request, self.got, time.perf_counter() - self.began)
        self.request = None
        if self.load.hold:
            self.finish()
        else:
            self.send()

    def connection_lost(self, error) -> None:
        if self.request is not None:
            self.load.faults["cut off"] += 1
            self.load.requests.appendleft(self.request)
        self.finish()

    def finish(self) -> None:
        if not self.done.done():
            self.done.set_result(None)


class Load:
    def __init__(self, plan: dict):
        self.port, self.connections, self.hold = plan["port"], plan["connections"], plan["hold"]
        self.seconds = plan["seconds"]
        self.requests = deque(
            ((head + body).encode(), sign.encode()) for head, body, sign in plan["requests"]
        )
        self.times, self.signs, self.faults = [], [], Counter()
        self.until = float("inf")

    def next(self) -> tuple[bytes, bytes] | None:
        return self.requests.popleft() if self.is_going_on() else None

    def is_going_on(self) -> bool:
        return bool(self.requests) and time.perf_counter() < self.until

    def replied(self, request: tuple[bytes, bytes], reply: bytes, took: float) -> None:
        self.times.append(took)
        if reply[9:10] in b"23" and request[1] in reply:
            self.signs.append(request[1].decode())
        else:
            self.faults[reply[9:12].decode()] += 1

    async def keep_going(self) -> None:
        loop = asyncio.get_running_loop()
        while self.is_going_on():
            try:
                _transport, connection = await loop.create_connection(
                    lambda: Connection(self), "127.0.0.1", self.port
                )
            except OSError as error:
                self.faults[type(error).__name__] += 1
                await asyncio.sleep(PAUSE)
                continue
            await connection.done

    async def run(self) -> dict:
        before, began = _cpu(), time.perf_counter()
        if self.seconds:
            self.until = began + self.seconds
        places = [asyncio.create_task(self.keep_going()) for _ in range(self.connections)]
        _done, late = await asyncio.wait(places, timeout=(self.seconds or 0) + PATIENCE)
        self.faults.update({"given up": len(late)} if late else {})
        return {
            "wall": time.perf_counter() - began,
            "cpu": _cpu() - before,
            "times": sorted(self.times),
            "signs": self.signs,
            "left": [sign.decode() for _bytes, sign in self.requests],
            "faults": self.faults,
        }


def _length(head: bytes) -> int:
    """Return how many bytes of body a head announces."""
    return int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    json.dump(asyncio.run(Load(json.load(sys.stdin)).run()), sys.stdout)
