"""Measure the site and print a table: `make bench`. How it is measured, and figures: docs/benchmarks.md.

BENCH_LARGE=1 adds 100,000 lessons and 10,000 requests before memory is read. BENCH_ARGS="--only sqlite" leaves
PostgreSQL out. Everything happens on 127.0.0.1, in a temporary folder and in databases of its own, and ends by itself.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.classrooms import Classrooms  # noqa: E402
from tests.bench.data import ADDRESSES, EXERCISE, LANGUAGE, LESSON  # noqa: E402
from tests.bench.databases import DATABASES  # noqa: E402
from tests.bench.goals import Result, Results, table  # noqa: E402
from tests.bench.measure import HEADERS, Figure, compare  # noqa: E402
from tests.bench.schools import NETWORK, school_page  # noqa: E402
from tests.bench.server import Server, get  # noqa: E402
from tests.bench.weight import first_visit  # noqa: E402

LARGE = os.environ.get("BENCH_LARGE", "") == "1"
SIZES = [10, 1_000, 10_000] + ([100_000] if LARGE else [])
REQUESTS = 10_000 if LARGE else 2_000  # before memory is read
COLD_STARTS = 3
EXERCISE_PAGE = f"/{LANGUAGE}/exercises/{EXERCISE}/"
FORMATS = ("pdf", "docx", "odt", "epub")
#: Words that some, not all, of the bulk rows have: another one each time, begun as one types.
WORDS = [f"word{number}" for number in range(100, 1900, 30)]
BEGUN = [
    "le",
    "les",
    "less",
    "lesson",
    "lesson wo",
    "lesson word1",
    "abo",
    "about w",
    "word5",
    "word77",
    "migr",
    "pic",
]


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="make bench", description="Speed and weight against a bare Django view."
    )
    parser.add_argument("--only", choices=[name.lower() for name in DATABASES], help="one database")
    parser.add_argument("--part", choices=list(PARTS), help="of the measurements")
    parser.add_argument("--schools", type=int, default=10_000, help="how many the network has (10,000)")
    given = parser.parse_args()
    began = time.monotonic()
    columns: dict[str, Results] = {}
    with tempfile.TemporaryDirectory(prefix="counterpoint-bench-") as folder:
        for name, made in DATABASES.items():
            if given.only and name.lower() != given.only:
                continue
            with made(Path(folder)) as url:
                if url:
                    columns[name] = Bench(name, url, Path(folder), given.schools).run(given.part)
    print(
        f"\nH is the CPU of the web workers for one request of a bare Django view under the same server. {machine()}"
    )
    print(table(columns), flush=True)
    print(f"\nDone in {time.monotonic() - began:.0f} s.")


def machine() -> str:
    """Return what was measured on, as one sentence."""
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores, load {load:.1f}, Python {sys.version.split()[0]}, {time.strftime('%Y-%m-%d')}."


class Bench:
    """All measurements on one database."""

    def __init__(self, name: str, url: str, folder: Path, schools: int):
        self.name, self.log, self.results, self.schools = name, folder / f"{name}.log", {}, schools
        self.env = {
            name: text for name, text in os.environ.items() if name not in ("REDIS_URL", "PORT", "LISTEN")
        }
        self.env |= {
            "DATABASE_URL": url,
            "STATE_DIR": str(folder / "state"),
            "MEDIA_ROOT": str(folder / f"media-{name}"),
            "DJANGO_SETTINGS_MODULE": "cms.settings.production",
        }
        # Modules that are compiled anew at every start would be what a start is measured by.
        self.env.pop("PYTHONDONTWRITEBYTECODE", None)
        self.unkept = self.env | {"PAGE_CACHE": "false"}

    def run(self, part: str | None = None) -> Results:
        """Measure everything, or one part."""
        self.say("making the data")
        self.call("manage.py", "prepare")
        for name, measure in PARTS.items():
            if part in (None, name):
                measure(self)
        return self.results

    def measure_pages(self) -> None:
        self.measure_press()
        with Server(self.env, self.log, application="tests.bench.bare") as bare:
            with Server(self.unkept, self.log, first=ADDRESSES["home"]) as site:
                for size in SIZES:
                    self.measure_uncached(site, bare, size)
            self.measure_kept(bare)
        self.measure_cold_start()
        self.measure_memory()

    def measure_classrooms(self) -> None:
        self.say("a hundred classrooms")
        classrooms = Classrooms(self)
        with (
            Server(self.env, self.log, application="tests.bench.bare") as bare,
            Server(self.env, self.log, first=ADDRESSES["home"]) as site,
        ):
            classrooms.measure(site, bare)

    def measure_cards(self) -> None:
        self.say("share cards")
        made = self.child("cards")
        for name, cost in made.items():
            self.results[f"cards {name}"] = Result(cost["wall"], f"{cost['cpu']:.2f} s CPU")

    def measure_schools(self) -> None:
        self.say(f"{self.schools:,} schools")
        laid = self.child("schools", "lay", self.schools)
        found = self.child("schools", "queries")
        remark = f"{laid['schools']:,} schools, {laid['lessons']:,} lessons taught"
        self.results["network rebuild"] = Result(laid["rebuild"], remark)
        for name in ("network", "school"):
            most = max(found[f"{name} {when}"] for when in ("warm", "anew"))
            self.results[f"{name} queries"] = Result(
                most, f"{found[f'{name} warm']} where nothing has changed"
            )
        coordinator = {**HEADERS, "Cookie": laid["coordinator"]}
        lead = {**HEADERS, "Cookie": laid["lead"]}
        page = school_page(laid["school"])
        with Server(self.env, self.log, application="tests.bench.bare") as bare:
            with Server(self.env, self.log, first=ADDRESSES["home"]) as site:
                self.units("network", compare(site, bare, NETWORK, headers=coordinator))
                self.units("network anew", compare(site, bare, *laid["pages"], headers=coordinator))
                self.units("school", compare(site, bare, page, headers=lead))
                shown = get(site.port, NETWORK, Cookie=laid["coordinator"])[2]
            stale = self.env | {"STALE": laid["stamp"]}
            first = ADDRESSES["home"]
            with Server(stale, self.log, application="tests.bench.stale", first=first) as site:
                self.units("school anew", compare(site, bare, page, headers=lead))
        drawn = shown[shown.index(b'<svg class="tiles"') :]
        drawn = drawn[: drawn.index(b"</svg>") + len(b"</svg>")]
        self.results["network map"] = Result(len(drawn) / 1000, f"{drawn.count(b'<rect')} countries")

    def measure_matching(self) -> None:
        self.say("2,000 ambassadors, 500 requests")
        found = self.child("matching", 2000, 500)
        if not found["stable"]:
            raise SystemExit("Matching: another order of the same input gave other proposals.")
        self.results["matching"] = Result(found["match"], f"{found['cpu']:.2f} s CPU, {found['fit']:,} fit")
        self.results["matching read"] = Result(found["read"], f"{found['offers']:,} offers")

    def measure_press(self) -> None:
        self.say("first documents")
        made = self.data("press")
        for format in (*FORMATS, "whole"):
            cost = made[format]
            self.results[f"first {format}"] = Result(cost["wall"] * 1000, f"{cost['cpu'] * 1000:.0f} ms CPU")
        self.results["first all"] = Result(
            sum(made[format]["wall"] for format in FORMATS) * 1000,
            f"{sum(made[format]['cpu'] for format in FORMATS) * 1000:.0f} ms CPU",
        )

    def measure_uncached(self, site: Server, bare: Server, size: int) -> None:
        self.say(f"{size:,} lessons")
        self.data("grow", size)
        found = self.data("queries")
        if size == SIZES[0]:
            self.units("lesson", compare(site, bare, ADDRESSES["lesson"]))
            self.results["lesson queries"] = Result(found["lesson"])
            self.units("exercise", compare(site, bare, EXERCISE_PAGE))
            run = self.data("run")["run"]
            self.units("answer", compare(site, bare, f"{EXERCISE_PAGE}play/ answer=true&confidence=2"))
            self.units(
                "results", compare(site, bare, f"{EXERCISE_PAGE}play/ answer=true&confidence=2&run={run}")
            )
        self.units(f"library {size}", compare(site, bare, ADDRESSES["library"]))
        self.results[f"library {size} queries"] = Result(found["library"])
        if size < 10_000:
            return
        self.units(f"lesson {size}", compare(site, bare, ADDRESSES["lesson"]))
        self.units(f"library {size} narrowed", compare(site, bare, ADDRESSES["narrowed library"]))
        if size == 100_000:
            growth = self.results["library 100000"].value / self.results["library 1000"].value
            self.results["library growth"] = Result(growth)
        self.slowest(f"search common {size}", compare(site, bare, ADDRESSES["search"]))
        others = [f"/{LANGUAGE}/search/?q={word}" for word in WORDS]
        self.slowest(f"search any {size}", compare(site, bare, *others))
        begun = [f"/{LANGUAGE}/search/suggest/?q={text.replace(' ', '+')}" for text in BEGUN]
        self.slowest(f"typing {size}", compare(site, bare, *begun))

    def measure_kept(self, bare: Server) -> None:
        self.say("what is kept")
        with Server(self.env, self.log, first=ADDRESSES["home"]) as site:
            self.units("lesson kept", compare(site, bare, ADDRESSES["lesson"]))
            self.units("home kept", compare(site, bare, ADDRESSES["home"]))
            for format in FORMATS:
                address = f"/{LANGUAGE}/lessons/{LESSON}/download/{format}/"
                self.units(f"again {format}", compare(site, bare, address))
            self.units("player kept", compare(site, bare, f"{EXERCISE_PAGE}play/"))
            weight, requests = first_visit(site, EXERCISE_PAGE, f"{EXERCISE_PAGE}play/")
            self.results["exercise weight"] = Result(weight, f"{requests} requests")
            for name in ("lesson", "library"):
                weight, requests = first_visit(site, ADDRESSES[name])
                self.results[f"{name} weight"] = Result(weight, f"{requests} requests")

    def measure_cold_start(self) -> None:
        self.say("cold start")
        seconds = []
        for _ in range(COLD_STARTS):
            server = Server(self.env, self.log, first=ADDRESSES["home"])
            try:
                seconds.append(server.wait())
            finally:
                server.stop()
        self.results["cold start"] = Result(median(seconds), f"{min(seconds):.2f} to {max(seconds):.2f} s")

    def measure_memory(self) -> None:
        self.say(f"memory after {REQUESTS:,} requests")
        addresses = [
            *ADDRESSES.values(),
            *(f"/{code}/" for code in ("fr", "uk", "ar")),
            *(f"/{code}/lessons/" for code in ("fr", "uk", "ar")),
            *(f"/{code}/lessons/{LESSON}/" for code in ("fr", "uk", "ar")),
            *(f"/{LANGUAGE}/lessons/{LESSON}/download/{format}/" for format in FORMATS),
            *(f"/{LANGUAGE}/search/?q={word}" for word in WORDS),
            *(f"/{LANGUAGE}/lessons/?page={page}" for page in range(2, 30)),
        ]
        with Server(self.env, self.log, first=ADDRESSES["home"]) as site:
            asked = 0
            while asked < REQUESTS:
                connection = HTTPConnection("127.0.0.1", site.port, timeout=120)
                for address in addresses:
                    connection.request("GET", address, headers=HEADERS)
                    connection.getresponse().read()
                    asked += 1
                connection.close()
            resident, own = site.memory()
        self.results["memory"] = Result(
            resident, f"{own:.0f} MB with what is shared divided, {asked:,} requests"
        )

    def units(self, key: str, figure: Figure, more: str = "") -> None:
        remark = f"p50 {figure.p50 * 1000:.1f} ms, CPU {figure.cpu * 1000:.2f} ms{more}{_noise(figure)}"
        self.results[key] = Result(figure.h, remark)

    def slowest(self, key: str, figure: Figure) -> None:
        remark = f"p50 {figure.p50 * 1000:.1f} ms, {figure.h:.0f} H{_noise(figure)}"
        self.results[key] = Result(figure.p95 * 1000, remark)

    def data(self, *arguments) -> dict:
        """Run a command of data.py and return what it prints."""
        return self.child("data", *arguments)

    def child(self, module: str, *arguments) -> dict:
        """Run a command of a module beside this one and return what it prints."""
        return json.loads(self.call("-m", f"tests.bench.{module}", *map(str, arguments)).splitlines()[-1])

    def call(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.unkept,
            capture_output=True,
            text=True,
            timeout=900,
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(arguments)} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
        return done.stdout

    def say(self, what: str) -> None:
        print(f"{self.name}: {what} ...", flush=True)


def _noise(figure: Figure) -> str:
    return "" if figure.is_quiet else f" (rounds differ by {figure.spread:.0%})"


PARTS = {
    "pages": Bench.measure_pages,
    "classrooms": Bench.measure_classrooms,
    "cards": Bench.measure_cards,
    "schools": Bench.measure_schools,
    "matching": Bench.measure_matching,
}


if __name__ == "__main__":
    main()
