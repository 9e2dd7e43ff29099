"""Pupils' devices, as static/classrooms/sitting.js makes them behave: an answer gets its id before it is sent, and is
sent until there is a receipt with that id. Some are sent twice at once, as by a double click; some items are answered
in two tabs at once, differently.
"""

import asyncio
import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from tests.faults.wire import Wire

PAUSE = (0.1, 0.4)  # seconds before it tries again; a real device waits longer
THINKING = (0.0, 0.05)  # seconds between two answers
DOUBLE_CLICKS, TWO_TABS = 0.15, 0.05  # shares of the answers


@dataclass(frozen=True)
class Sent:
    """An answer, and what a server that keeps it must keep."""

    id: str
    seat: int
    item: str
    sequence: int
    value: dict


@dataclass
class Ledger:
    """What the devices know of a run: what they sent, and what was acknowledged."""

    sent: dict[str, Sent] = field(default_factory=dict)
    receipts: dict[str, dict] = field(default_factory=dict)
    requests: int = 0
    cut: int = 0  # requests without a reply
    waiting: int = 0  # for a reply, at this moment
    faults: list[str] = field(default_factory=list)
    replies: Counter = field(default_factory=Counter)

    def take(self, sent: Sent, receipt: dict) -> None:
        """Keep a receipt; another one for the same answer must be equal."""
        before = self.receipts.setdefault(sent.id, receipt)
        if before != receipt:
            self.faults.append(f"Answer {sent.id} has two different receipts: {before} and {receipt}")


class Device:
    """A pupil who answers all items of her sittings, one after the other, until it is said to stop."""

    def __init__(self, port: int, ledger: Ledger, edition: int, work: Iterator[dict], chance: random.Random):
        self.port, self.ledger, self.edition, self.work, self.chance = port, ledger, edition, work, chance
        self.wire, self.second = Wire(port), Wire(port)
        self.is_done = False  # it has answered everything

    async def play(self, stop: asyncio.Event) -> None:
        """Answer; after `stop`, send what is begun and end. Only a receipt takes an answer off the device."""
        try:
            for place in self.work:
                if stop.is_set():
                    return
                await self.answer(place)
                await asyncio.sleep(self.chance.uniform(*THINKING))
            self.is_done = True
        finally:
            self.wire.close()
            self.second.close()

    async def answer(self, place: dict) -> None:
        """place: {key, seat, pass, item, sequence}."""
        sent = self._sent(place)
        luck = self.chance.random()
        if luck < DOUBLE_CLICKS:
            await asyncio.gather(self.deliver(self.wire, place, sent), self.deliver(self.second, place, sent))
        elif luck < DOUBLE_CLICKS + TWO_TABS:
            other = self._sent(place)
            await asyncio.gather(
                self.deliver(self.wire, place, sent), self.deliver(self.second, place, other)
            )
        else:
            await self.deliver(self.wire, place, sent)

    def _sent(self, place: dict) -> Sent:
        value = {
            "verdict": self.chance.choice(["true", "false"]),
            "confidence": self.chance.choice([1, 2, 3, 4]),
        }
        name = str(UUID(int=self.chance.getrandbits(128), version=4))
        self.ledger.sent[name] = Sent(name, place["seat"], place["item"], place["sequence"], value)
        return self.ledger.sent[name]

    async def deliver(self, wire: Wire, place: dict, sent: Sent) -> None:
        """Send an answer until there is a receipt with its id."""
        path = f"/en/sitting/{place['key']}/answers/"
        body = json.dumps(
            {
                "pass": place["pass"],
                "id": sent.id,
                "sequence": sent.sequence,
                "edition": self.edition,
                "item": sent.item,
                "fields": [["answer", sent.value["verdict"]], ["confidence", str(sent.value["confidence"])]],
            }
        )
        while True:
            self.ledger.requests += 1
            self.ledger.waiting += 1
            try:
                reply = await wire.ask("POST", path, body)
            finally:
                self.ledger.waiting -= 1
            if reply is None:
                self.ledger.cut += 1
            else:
                status, text = reply
                self.ledger.replies[status] += 1
                if status == 200 and (receipt := _receipt(text)).get("id") == sent.id:
                    self.ledger.take(sent, receipt)
                    return
                self.ledger.faults.append(f"Answer {sent.id} was answered {status}: {text[:200]}")
                if status < 500:
                    return  # it would be the same for ever
            await asyncio.sleep(self.chance.uniform(*PAUSE))


def _receipt(text: str) -> dict:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def places(laid: dict, pupil: int, sittings: list[dict]) -> Iterator[dict]:
    """Yield where a pupil answers: each item of her seat in each of these sittings, in turn."""
    for sitting in sittings:
        seat = sitting["seats"][pupil]
        for sequence, item in enumerate(laid["items"], start=1):
            yield {"key": sitting["key"], **seat, "item": item, "sequence": sequence}
