"""Kill the server under load and look what is left: `make faults`; in its short form, tests/classrooms/test_faults.py.

    python tests/faults/run.py                               24 times while answers come, 20 while a sitting is closed
    python tests/faults/run.py --only postgresql --seed 7    one database; the same moments again
    python tests/faults/run.py --short --url URL             a few times, in a database that is migrated already

Ends with 1 and a sentence for each promise that was broken. Everything happens on 127.0.0.1, in a temporary folder and
in databases of its own, and ends by itself. When something is killed hangs on the seed; what comes of it does not.
"""

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.databases import DATABASES  # noqa: E402
from tests.faults import look  # noqa: E402
from tests.faults.devices import Device, Ledger, places  # noqa: E402
from tests.faults.server import Site  # noqa: E402
from tests.faults.table import Outcome, judge, seconds, table  # noqa: E402
from tests.faults.wire import Wire  # noqa: E402

KILLS, CLOSES = 24, 20
SHORT_KILLS, SHORT_CLOSES = 3, 1
PUPILS, CLAIMS = 30, 40
ANSWERS_FOR_A_KILL = 900  # that are there to be given, so that nobody has finished before the last kill
LIVES = (0.3, 1.6)  # seconds of load before a kill
MOST_SECONDS = 900  # of one database
AGAIN = 60  # answers sent once more in the end
#: What the surroundings say of a site that is not ours.
LEFT_OUT = {"REDIS_URL", "LISTEN", "SITE_URL", "ALLOWED_HOSTS", "SECRET_KEY", "PYTHONDONTWRITEBYTECODE"}


def main() -> None:
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__.partition("\n")[0])
    parser.add_argument("--only", choices=[name.lower() for name in DATABASES], help="one database")
    parser.add_argument("--url", help="the address of a migrated database in which to work, instead")
    parser.add_argument("--short", action="store_true", help="a few kills, without the background worker")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10_000))
    given = parser.parse_args()
    outcomes: dict[str, Outcome] = {}
    with tempfile.TemporaryDirectory(prefix="counterpoint-faults-") as folder:
        if given.url:
            outcomes["database"] = run(given.url, Path(folder), given)
        else:
            for name, made in DATABASES.items():
                if given.only in (None, name.lower()):
                    with made(Path(folder)) as url:
                        if url:
                            print(f"{name} ...", flush=True)
                            outcomes[name] = run(url, Path(folder), given, is_empty=True)
    print(table(outcomes))
    wrong = [f"{name}: {sentence}" for name, outcome in outcomes.items() for sentence in outcome.wrong]
    print("\n".join(wrong) if wrong else "Every promise was kept.")
    print(f"Again, at the same moments: --seed {given.seed}")
    sys.exit(bool(wrong))


def run(url: str, folder: Path, given: argparse.Namespace, *, is_empty: bool = False) -> Outcome:
    """Lay what is needed in a database and put it to the test."""
    env = {name: text for name, text in os.environ.items() if name not in LEFT_OUT}
    env |= {
        "DATABASE_URL": url,
        "STATE_DIR": str(folder / "state"),
        "MEDIA_ROOT": str(folder / "media"),
        "DJANGO_SETTINGS_MODULE": "cms.settings.production",
    }
    if is_empty:
        call(env, "manage.py", "migrate", "--verbosity=0")
        call(env, "manage.py", "createcachetable")
    kills, closes = (SHORT_KILLS, SHORT_CLOSES) if given.short else (KILLS, CLOSES)
    # One sitting for each close that is cut short, one whose close is only timed, the others for the answers alone.
    answered = -(-kills * ANSWERS_FOR_A_KILL // (PUPILS * CLAIMS))
    laid = json.loads(
        call(env, "-m", "tests.faults.lay", str(answered + 1 + closes), str(PUPILS), str(CLAIMS))
    )
    site = Site(env, folder / "server.log", with_worker=not given.short)
    trial = Trial(site, url, laid, random.Random(given.seed))
    asyncio.run(asyncio.wait_for(trial.run(kills, answered), MOST_SECONDS))
    return trial.outcome


def call(env: dict[str, str], *arguments: str) -> str:
    """Run Python in a process of its own and return what it prints."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=env, capture_output=True, text=True, timeout=300
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)} failed:\n{done.stderr[-2000:]}")
    return done.stdout


class Trial:
    """One server, one database, thirty devices."""

    def __init__(self, site: Site, url: str, laid: dict, chance: random.Random):
        self.site, self.url, self.laid, self.chance = site, url, laid, chance
        self.ledger, self.outcome = Ledger(), Outcome()

    async def run(self, kills: int, answered: int) -> None:
        """answered: so many sittings are for the answers alone, the others are closed."""
        figures, sittings = self.outcome.figures, self.laid["sittings"]
        try:
            await self.site.start()
            await self.kill_under_load(kills, sittings[:answered])
            await self.kill_while_closing(sittings[answered:])
            await self.send_again()
        finally:
            self.site.end()
        ledger = self.ledger
        kept = look.rows(self.url)
        verdict, sentences = judge(ledger, kept, self.laid["edition"])
        figures |= {
            "answers sent": len(ledger.sent),
            "  requests that took": ledger.requests,
            "  of which were cut off": ledger.cut,
            "  acknowledged": len(ledger.receipts),
            "  in another tab at once, so that it does not count": sum(
                not receipt["kept"] for receipt in ledger.receipts.values()
            ),
            "answers in the database": len(kept),
        }
        figures |= {f"  {name}": number for name, number in verdict.items()}
        figures["from a start to the first answer"] = seconds(self.site.starts)
        self.outcome.complain(ledger.faults)
        self.outcome.wrong += sentences
        if said := look.complaint(self.url):
            self.outcome.wrong.append(f"SQLite's integrity check says: {said}")

    def devices(self, sittings: list[dict]) -> list[Device]:
        return [
            Device(
                self.site.port,
                self.ledger,
                self.laid["edition"],
                places(self.laid, pupil, sittings),
                random.Random(self.chance.getrandbits(32)),
            )
            for pupil in range(PUPILS)
        ]

    async def kill_under_load(self, kills: int, sittings: list[dict]) -> None:
        """Cases 33 and 26: whatever was acknowledged is there afterwards, once."""
        stop, waiting = asyncio.Event(), 0
        devices = self.devices(sittings)
        async with asyncio.TaskGroup() as group:
            for device in devices:
                group.create_task(device.play(stop))
            for _kill in range(kills):
                await asyncio.sleep(self.chance.uniform(*LIVES))
                waiting += self.ledger.waiting
                await self.site.kill()
                await self.site.start()
            stop.set()
        self.outcome.figures["kill -9 while answers came"] = kills
        self.outcome.figures["  requests under way then"] = waiting
        if waiting < kills or any(device.is_done for device in devices):
            self.outcome.wrong.append(
                "There was too little load when the server was killed: the run proves nothing."
            )

    async def kill_while_closing(self, sittings: list[dict]) -> None:
        """Case 34: a sitting is open, or closed with its results kept; never between. Closing again closes it.

        The moment of the commit is sought: after a kill that came too late the next comes earlier, and vice versa.
        """
        found = {look.OPEN: 0, look.CLOSED: 0}
        moment = 0.0  # seconds after the request was sent
        for place, sitting in enumerate(sittings):
            stop = asyncio.Event()
            async with asyncio.TaskGroup() as group:
                for device in self.devices([sitting]):
                    group.create_task(device.play(stop))
                await asyncio.sleep(self.chance.uniform(*LIVES) / 3)
                began = time.monotonic()
                closing = group.create_task(self.close(sitting))
                if place == 0:  # how long a close takes that nobody disturbs
                    await closing
                    moment = time.monotonic() - began
                else:
                    await asyncio.sleep(moment * self.chance.uniform(0.6, 1.4))
                    await self.site.kill()
                    state = look.state(self.url, sitting["pk"])
                    moment *= 0.8 if state == look.CLOSED else 1.25
                    found[state] = found.get(state, 0) + 1
                    if not state.is_whole:
                        self.outcome.wrong.append(f"Sitting {sitting['pk']} was left half closed: {state}")
                    if await closing == 302 and state != look.CLOSED:
                        self.outcome.wrong.append(f"Sitting {sitting['pk']} was said to be closed: {state}")
                    await self.site.start()
                if await self.close(sitting) != 302:
                    self.outcome.wrong.append(f"Sitting {sitting['pk']} could not be closed again.")
                stop.set()
            if (state := look.state(self.url, sitting["pk"])) != look.CLOSED:
                self.outcome.wrong.append(f"Sitting {sitting['pk']} was closed again and is not: {state}")
        self.outcome.figures |= {
            "kill -9 while a sitting was closed": len(sittings) - 1,
            "  it was open afterwards": found[look.OPEN],
            "  it was closed, with its results": found[look.CLOSED],
            "  it was between": sum(number for state, number in found.items() if not state.is_whole),
        }

    async def close(self, sitting: dict) -> int | None:
        """Ask to close a sitting as its teacher; return the status of the reply, None where there is none."""
        wire = Wire(self.site.port)
        try:
            reply = await wire.ask(
                "POST",
                f"/en/teach/sittings/{sitting['pk']}/change/",
                f"do=close:yes&csrfmiddlewaretoken={self.laid['token']}",
                "application/x-www-form-urlencoded",
                Cookie="; ".join(f"{name}={value}" for name, value in self.laid["cookies"].items()),
            )
        finally:
            wire.close()
        return reply[0] if reply else None

    async def send_again(self) -> None:
        """Send some answers once more: the ledger complains where a receipt is not the one of before."""
        known = {
            seat["seat"]: {"key": sitting["key"], **seat}
            for sitting in self.laid["sittings"]
            for seat in sitting["seats"]
        }
        device = self.devices([])[0]
        for name in self.chance.sample(sorted(self.ledger.receipts), min(AGAIN, len(self.ledger.receipts))):
            sent = self.ledger.sent[name]
            await device.deliver(device.wire, known[sent.seat], sent)
        device.wire.close()


if __name__ == "__main__":
    main()
