"""Bursts of requests on one keep-alive connection, in rounds that alternate the bare view and the page."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import cycle, islice
from statistics import median, quantiles

from tests.bench.server import Server

WARM = 3  # requests for each address before anything is counted
ROUNDS = 3
MOST_ROUNDS = 5  # when the rounds do not agree
SPREAD = 0.15  # of the median: by so much the CPU of a request may differ between the rounds
BURST = 0.4  # seconds of CPU that a burst should take, so that the clock's ticks (10 ms) do not show
MOST_REQUESTS = 1200  # in a burst
#: As a proxy asks and most clients can read; what is kept is kept compressed.
HEADERS = {"Accept-Encoding": "gzip"}


@dataclass
class Figure:
    """What one address costs. Times in seconds."""

    h: float  # CPU of the workers for one request, in units of the bare view's
    cpu: float
    p50: float
    p95: float
    spread: float  # of the CPU between rounds, as a share of the median
    bytes: int  # of the first answer's body, as sent

    @property
    def is_quiet(self) -> bool:
        return self.spread <= SPREAD


@dataclass
class Round:
    cpu: float
    times: list[float]


def burst(server: Server, addresses: Sequence[str], count: int, *, headers=HEADERS) -> tuple[Round, int]:
    """Ask for `count` addresses one after the other on one connection; return CPU and times, and the first size.

    An address may be followed by a space and the fields of a form, which are then sent. Each is warmed three times on
    the same connection, so that the same worker answers.
    """
    connection = HTTPConnection("127.0.0.1", server.port, timeout=120)
    size = 0

    def ask(address: str) -> float:
        nonlocal size
        path, _gap, form = address.partition(" ")
        began = time.perf_counter()
        if form:
            connection.request(
                "POST", path, form, headers | {"Content-Type": "application/x-www-form-urlencoded"}
            )
        else:
            connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        took = time.perf_counter() - began
        if answer.status != 200:
            raise RuntimeError(f"{address} answered {answer.status}")
        size = size or len(body)
        return took

    try:
        for address in dict.fromkeys(addresses):
            for _ in range(WARM if len(addresses) == 1 else 1):
                ask(address)
        before = server.cpu()
        times = [ask(address) for address in islice(cycle(addresses), count)]
        used = server.cpu() - before
    finally:
        connection.close()
    return Round(used / count, times), size


def compare(site: Server, bare: Server, *addresses: str) -> Figure:
    """Measure addresses of the site, taken in turn, against the bare view."""
    trial, size = burst(site, addresses, max(10, len(addresses)))
    count = max(len(addresses), min(MOST_REQUESTS, int(BURST / max(median(trial.times), 1e-4))))
    units, costs, times = [], [], []
    while len(units) < ROUNDS or (len(units) < MOST_ROUNDS and not _agree(units, costs)):
        unit, _size = burst(bare, ["/"], MOST_REQUESTS)
        page, _size = burst(site, addresses, count)
        units.append(unit.cpu)
        costs.append(page.cpu)
        times.append(page.times)
    return Figure(
        h=median(cost / unit for cost, unit in zip(costs, units, strict=True)),
        cpu=median(costs),
        p50=median(median(each) for each in times),
        p95=median(quantiles(each, n=20)[-1] for each in times),
        spread=max(spread(units), spread(costs)),
        bytes=size,
    )


def _agree(*series: Sequence[float]) -> bool:
    return all(spread(costs) <= SPREAD for costs in series)


def spread(costs: Sequence[float]) -> float:
    """Return by how much the nearest half of the rounds differ, as a share of their median."""
    if len(costs) < 2:
        return 1.0
    ordered = sorted(costs)
    half = max(2, (len(ordered) + 1) // 2 + 1)
    windows = [ordered[at : at + half] for at in range(len(ordered) - half + 1)]
    return min((window[-1] - window[0]) / median(window) for window in windows)
