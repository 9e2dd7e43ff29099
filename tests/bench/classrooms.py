"""A hundred classrooms of thirty at once: speed of answers and of joining, and that nothing is lost or doubled."""

import json
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product
from statistics import quantiles
from typing import TYPE_CHECKING
from uuid import UUID

from tests.bench.classes import LANGUAGE, digest, progress_of, results_of
from tests.bench.goals import Result
from tests.bench.measure import HEADERS, Request, compare, compare_fresh
from tests.bench.server import ROOT, Server, get

if TYPE_CHECKING:
    from tests.bench.run import Bench

CLASSROOMS, PUPILS, MANY = 100, 30, 1000
AT_ONCE = 100  # connections
SECONDS = 10
FASTEST = 2_500  # answers a second that are made ready: more than the server takes
#: What a phone sends with each request.
DEVICE = {
    "User-Agent": "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile",
    "Accept": "*/*",
    "Accept-Language": "en-GB,en;q=0.9",
    "Accept-Encoding": "gzip, deflate",
    "Sec-Fetch-Site": "same-origin",
    "Sec-Fetch-Mode": "cors",
    "Sec-Fetch-Dest": "empty",
}
POLLED = 4  # seconds between two looks of a live page
#: What a device makes up for: a connection that was not let in, or was cut off.
SENT_AGAIN = ("cut off", "ConnectionRefusedError", "ConnectionResetError", "TimeoutError")


@dataclass(frozen=True)
class Sent:
    """An answer, as a device sends it."""

    id: str
    place: dict  # {key, seat, pass, cookie}
    item: str
    sequence: int
    edition: int
    verdict: str
    confidence: str
    explain: bool

    @property
    def row(self) -> list:
        """What should be in the database (tests.bench.classes.kept)."""
        value = {"verdict": self.verdict, "confidence": int(self.confidence)}
        return [self.place["seat"], self.item, digest(value)]

    @property
    def request(self) -> Request:
        body = {
            "pass": self.place["pass"],
            "id": self.id,
            "sequence": self.sequence,
            "edition": self.edition,
            "item": self.item,
            "fields": [["answer", self.verdict], ["confidence", self.confidence]],
            "explain": self.explain,
        }
        headers = {**DEVICE, "Content-Type": "application/json", "Cookie": f"seat={self.place['cookie']}"}
        path = f"/{LANGUAGE}/sitting/{self.place['key']}/answers/"
        return Request(path, json.dumps(body), headers)


class Classrooms:
    """All measurements of classrooms on one database."""

    def __init__(self, bench: "Bench"):
        self.bench, self.results = bench, bench.results
        self.laid = self.ask("lay", CLASSROOMS, PUPILS, MANY)
        self.chance = random.Random(1)
        self.sent: dict[str, Sent] = {}
        self.acknowledged: set[str] = set()
        self.refused = self.joined = 0
        # The first item of everybody is for the burst.
        free = list(product(self.laid["seats"], range(1, len(self.laid["items"]))))
        self.chance.shuffle(free)
        self.free = iter(free)

    def ask(self, *arguments) -> dict:
        return json.loads(self.bench.call("-m", "tests.bench.classes", *map(str, arguments)).splitlines()[-1])

    def measure(self, site: Server, bare: Server) -> None:
        self.measure_teachers(site, bare)
        self.measure_answers(site, bare)
        self.measure_joins(site, bare)
        self.look()

    # What teachers look at --------------------------------------------------------------------------------------

    def measure_teachers(self, site: Server, bare: Server) -> None:
        signed_in = {**HEADERS, "Cookie": self.laid["session"]}
        found = self.ask("queries", self.laid["results"], self.laid["live"])
        self.bench.units(
            "class results", compare(site, bare, results_of(self.laid["results"]), headers=signed_in)
        )
        self.results["class results queries"] = Result(found["results"])
        live = progress_of(self.laid["live"])
        moved = compare(site, bare, live, headers=signed_in)
        self.bench.units("class live", moved, f", {found['live']} queries")
        tag = get(site.port, live, Cookie=self.laid["session"], Accept_Encoding="gzip")[1]["etag"]
        same = compare(site, bare, live, headers={**signed_in, "If-None-Match": tag}, status=304)
        self.bench.units("class live same", same)
        share = CLASSROOMS / POLLED * moved.cpu
        self.results["class live all"] = Result(
            share * 100, f"{CLASSROOMS / POLLED * same.cpu:.0%} of it while nothing moves"
        )

    # What pupils send -------------------------------------------------------------------------------------------

    def answers(self, number: int, *, explain: bool) -> list[Sent]:
        """Return as many answers that nobody sent yet; fewer when there are no more."""
        return [self._answer(place, at, explain) for place, at in islice(self.free, number)]

    def _answer(self, place: dict, at: int, explain: bool) -> Sent:
        name = str(UUID(int=self.chance.getrandbits(128), version=4))
        self.sent[name] = Sent(
            id=name,
            place=place,
            item=self.laid["items"][at],
            sequence=at + 1,
            edition=self.laid["edition"],
            verdict=self.chance.choice(["true", "false"]),
            confidence=self.chance.choice("1234"),
            explain=explain,
        )
        return self.sent[name]

    def fresh(self, *, explain: bool) -> Iterator[Request]:
        """Yield answers, each once; every one of them must be answered with a receipt."""
        while answers := self.answers(1, explain=explain):
            self.acknowledged.add(answers[0].id)
            yield answers[0].request

    def measure_answers(self, site: Server, bare: Server) -> None:
        self.bench.units("class answer", compare_fresh(site, bare, self.fresh(explain=False)))
        self.bench.units("class explained", compare_fresh(site, bare, self.fresh(explain=True)))
        for key, explain in (("class answers", False), ("class explained answers", True)):
            requests = self.answers(FASTEST * SECONDS, explain=explain)
            outcome = self.load(site, requests, connections=AT_ONCE, seconds=SECONDS)
            p50, p95, p99 = (1000 * value for value in percentiles(outcome["times"]))
            self.results[key] = Result(len(outcome["signs"]) / outcome["wall"], said(outcome))
            self.results[f"{key} p99"] = Result(p99, f"p50 {p50:.0f} ms, p95 {p95:.0f} ms")
        everybody = [self._answer(place, 0, explain=False) for place in self.laid["seats"]]
        outcome = self.load(site, everybody, connections=len(everybody), hold=True)
        self.results["class burst"] = Result(outcome["wall"], said(outcome))

    def load(self, site: Server, answers: Sequence[Sent], **plan) -> dict:
        requests = [(*written(one.request, site.port), one.id) for one in answers]
        outcome = self.send(site, requests, **plan)
        self.acknowledged.update(outcome["signs"])
        for name in outcome["left"]:  # when the time was over
            del self.sent[name]
        return outcome

    def send(self, site: Server, requests: list, *, connections: int, seconds=None, hold=False) -> dict:
        """Let the load generator send; return what it found, with the server's CPU."""
        plan = {
            "port": site.port,
            "requests": requests,
            "connections": connections,
            "seconds": seconds,
            "hold": hold,
        }
        before = site.cpu()
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.load"],
            cwd=ROOT,
            input=json.dumps(plan),
            capture_output=True,
            text=True,
            timeout=300,
            check=True,
        )
        outcome = json.loads(done.stdout)
        outcome["server"] = site.cpu() - before
        self.refused += sum(number for fault, number in outcome["faults"].items() if fault not in SENT_AGAIN)
        return outcome

    def measure_joins(self, site: Server, bare: Server) -> None:
        headers = {**DEVICE, "Content-Type": "application/x-www-form-urlencoded"}

        def joins(codes: list[str]) -> Iterator[Request]:
            for code in codes * PUPILS:
                self.joined += 1
                yield Request(f"/join/{code}/", f"language={LANGUAGE}", headers, 302)

        self.bench.units("class join", compare_fresh(site, bare, joins(self.laid["single codes"])))
        requests = [(*written(request, site.port), "seat=") for request in joins(self.laid["codes"])]
        outcome = self.send(site, requests, connections=len(requests), hold=True)
        self.results["class joins"] = Result(outcome["wall"], said(outcome))

    # What is there ----------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Compare what was acknowledged with what is in the database."""
        found = self.ask("kept")
        rows = found["answers"]
        lost = sum(rows.get(name) != self.sent[name].row for name in self.acknowledged)
        silent = len(self.sent.keys() - self.acknowledged)
        seats = found["seats"] - len(self.laid["seats"]) - MANY
        wrong = lost + silent + found["doubled"] + self.refused + abs(seats - self.joined)
        self.results["class wrong"] = Result(
            wrong,
            f"of {len(self.acknowledged):,} answers {lost} lost or changed, {silent} without a receipt, "
            f"{found['doubled']} doubled; {self.refused} refused; {seats:,} of {self.joined:,} joined",
        )


def written(request: Request, port: int) -> tuple[str, str]:
    """Return a request as it goes over the wire: head and body."""
    lines = [f"POST {request.path} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
    lines += [f"{name}: {value}" for name, value in request.headers.items()]
    lines += [f"Content-Length: {len(request.body)}", "Connection: keep-alive", "", ""]
    return "\r\n".join(lines), request.body


def percentiles(times: Sequence[float]) -> tuple[float, float, float]:
    """Return p50, p95 and p99."""
    cuts = quantiles(times, n=100)
    return cuts[49], cuts[94], cuts[98]


def said(outcome: dict) -> str:
    """Return the remark about a load: whose CPU went where, and what did not go well."""
    number = max(len(outcome["signs"]), 1)
    parts = [
        f"{number:,} in {outcome['wall']:.1f} s",
        f"server {outcome['server'] / number * 1000:.2f} ms CPU each, generator {outcome['cpu'] / number * 1000:.2f}",
    ]
    parts += [f"{number} {name}" for name, number in outcome["faults"].items()]
    return ", ".join(parts)
