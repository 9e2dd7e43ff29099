"""Bursts of requests on one keep-alive connection, in rounds that alternate the bare view and the page."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import cycle, islice
from statistics import median, quantiles
from typing import NamedTuple

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


class Request(NamedTuple):
    """Something to ask for. With a body, it is a POST."""

    path: str
    body: str = ""
    headers: Mapping[str, str] = HEADERS
    status: int = 200  # that must come


def request_for(address: str, headers: Mapping[str, str] = HEADERS, status: int = 200) -> Request:
    """Return the request for an address, which may be followed by a space and the fields of a form."""
    path, _gap, form = address.partition(" ")
    kind = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
    return Request(path, form, {**headers, **kind}, status)


def burst(server: Server, requests: Iterable[Request], warm: Iterable[Request] = ()) -> tuple[Round, int]:
    """Ask for one after the other on one connection; return CPU and times, and the size of the first body.

    What is warmed is asked for before, on the same connection, so that the same worker answers.
    """
    connection = HTTPConnection("127.0.0.1", server.port, timeout=120)
    size = 0

    def ask(request: Request) -> float:
        nonlocal size
        began = time.perf_counter()
        connection.request(
            "POST" if request.body else "GET", request.path, request.body or None, dict(request.headers)
        )
        answer = connection.getresponse()
        body = answer.read()
        took = time.perf_counter() - began
        if answer.status != request.status:
            raise RuntimeError(f"{request.path} answered {answer.status}")
        size = size or len(body)
        return took

    requests = list(requests)
    try:
        for request in warm:
            ask(request)
        before = server.cpu()
        times = [ask(request) for request in requests]
        used = server.cpu() - before
    finally:
        connection.close()
    return Round(used / len(requests), times), size


def unit(bare: Server) -> float:
    """Return the CPU of one request of the bare view, in seconds: H, just now."""
    plain = Request("/")
    return burst(bare, [plain] * MOST_REQUESTS, [plain] * WARM)[0].cpu


def compare(
    site: Server, bare: Server, *addresses: str, headers: Mapping[str, str] = HEADERS, status: int = 200
) -> Figure:
    """Measure addresses of the site, taken in turn, against the bare view; a single one is warmed three times."""
    requests = [request_for(address, headers, status) for address in addresses]
    warm = requests if len(addresses) > 1 else requests * WARM
    return _against(bare, len(requests), lambda count: burst(site, islice(cycle(requests), count), warm))


def compare_fresh(site: Server, bare: Server, requests: Iterator[Request]) -> Figure:
    """Measure requests of which each can be sent once only; `requests` never ends, or not soon."""
    return _against(
        bare, 1, lambda count: burst(site, list(islice(requests, count)), list(islice(requests, WARM)))
    )


def _against(bare: Server, least: int, page: Callable[[int], tuple[Round, int]]) -> Figure:
    """Alternate the bare view and bursts of `page(count)`, at least so many requests each."""
    trial, size = page(max(10, least))
    count = max(least, min(MOST_REQUESTS, int(BURST / max(median(trial.times), 1e-4))))
    units, costs, times = [], [], []
    while len(units) < ROUNDS or (len(units) < MOST_ROUNDS and not _agree(units, costs)):
        units.append(unit(bare))
        found, _size = page(count)
        costs.append(found.cpu)
        times.append(found.times)
    return Figure(
        h=median(cost / h for cost, h in zip(costs, units, strict=True)),
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
